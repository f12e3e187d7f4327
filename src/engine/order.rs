//! Elements by their order along an axis: the place of the greatest, sorting, the greatest few.
//!
//! Of equal elements the first comes first. NaN comes last, whichever end is asked for.

use std::cmp::Ordering;

use super::gather::gathered;
use super::{Element, Raw, dims};

/// The place of the greatest element along an axis.
#[track_caller]
pub fn argmax(x: &Raw, axis: isize) -> Raw {
    first("argmax", x, axis, |a, b| a > b)
}

/// The place of the least element along an axis.
#[track_caller]
pub fn argmin(x: &Raw, axis: isize) -> Raw {
    first("argmin", x, axis, |a, b| a < b)
}

/// The place of the first element along an axis that no other is `better` than.
#[track_caller]
fn first(op: &str, x: &Raw, axis: isize, better: impl Fn(f32, f32) -> bool) -> Raw {
    let axis = dims::axis(op, axis, x.dims());
    let (_, size, inner) = dims::around(x.dims(), axis);
    let dims = dims::without(x.dims(), axis);
    assert!(
        size > 0,
        "{op}: axis {axis} of the shape {:?} has no places, so none is the first",
        x.dims()
    );
    let values = f32::load(x);
    let mut places = vec![0; dims.iter().product()];
    let blocks = values.chunks_exact((size * inner).max(1));
    for (block, places) in blocks.zip(places.chunks_exact_mut(inner.max(1))) {
        let mut best = block[..inner].to_vec();
        for (place, row) in block.chunks_exact(inner).enumerate().skip(1) {
            for ((best, at), v) in best.iter_mut().zip(&mut *places).zip(row) {
                if better(*v, *best) || (best.is_nan() && !v.is_nan()) {
                    (*best, *at) = (*v, place);
                }
            }
        }
    }
    Raw::from_vec(places, &dims)
}

/// The elements from the least to the greatest along an axis.
#[track_caller]
pub fn sort(x: &Raw, axis: isize) -> Raw {
    let axis = dims::axis("sort", axis, x.dims());
    let places = ranked(x, axis, x.dims()[axis], ascending);
    gathered("sort", x, axis, places, x.dims().to_vec())
}

/// The places of the elements from the least to the greatest along an axis.
#[track_caller]
pub fn argsort(x: &Raw, axis: isize) -> Raw {
    let axis = dims::axis("argsort", axis, x.dims());
    Raw::from_vec(ranked(x, axis, x.dims()[axis], ascending), x.dims())
}

/// The `count` greatest elements along an axis, the greatest first, and their places.
#[track_caller]
pub fn topk(x: &Raw, count: usize, axis: isize) -> (Raw, Raw) {
    let axis = dims::axis("topk", axis, x.dims());
    let size = x.dims()[axis];
    assert!(
        count <= size,
        "topk: there are no {count} greatest elements along axis {axis} of the shape {:?}, which has \
         {size} places",
        x.dims()
    );
    let places = ranked(x, axis, count, descending);
    let dims = dims::with(x.dims(), axis, &[count]);
    let values = gathered("topk", x, axis, places.clone(), dims.clone());
    (values, Raw::from_vec(places, &dims))
}

/// The places of the first `count` elements in this order along an axis, in row-major order.
fn ranked(
    x: &Raw,
    axis: usize,
    count: usize,
    order: impl Fn(&f32, &f32) -> Ordering,
) -> Vec<usize> {
    let (outer, size, inner) = dims::around(x.dims(), axis);
    let mut places = vec![0; outer * count * inner];
    if places.is_empty() {
        return places;
    }
    let values = f32::load(x);
    let mut group: Vec<(f32, usize)> = Vec::with_capacity(size);
    for (block, column) in (0..outer).flat_map(|block| (0..inner).map(move |c| (block, c))) {
        let elements = values[block * size * inner + column..].iter().step_by(inner);
        group.clear();
        group.extend(elements.copied().zip(0..size));
        // By place where elements are equal, so that an order that is not stable gives what one is.
        let compare = |a: &(f32, usize), b: &(f32, usize)| order(&a.0, &b.0).then(a.1.cmp(&b.1));
        if count < size {
            group.select_nth_unstable_by(count, compare);
        }
        group[..count].sort_unstable_by(compare);
        let to = places[block * count * inner + column..].iter_mut().step_by(inner);
        to.zip(&group[..count]).for_each(|(to, (_, place))| *to = *place);
    }
    places
}

fn ascending(a: &f32, b: &f32) -> Ordering {
    a.partial_cmp(b).unwrap_or_else(|| a.is_nan().cmp(&b.is_nan()))
}

fn descending(a: &f32, b: &f32) -> Ordering {
    b.partial_cmp(a).unwrap_or_else(|| a.is_nan().cmp(&b.is_nan()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test::panic_message;

    fn along(axis: usize, dims: &[usize], len: usize) -> (Raw, Vec<Vec<f32>>) {
        let values: Vec<f32> = (0..len).map(|i| (i * 7 % 5) as f32).collect();
        let (outer, size, inner) = dims::around(dims, axis);
        let groups = (0..outer * inner)
            .map(|p| {
                (0..size).map(|j| values[(p / inner * size + j) * inner + p % inner]).collect()
            })
            .collect();
        (Raw::from_vec(values, dims), groups)
    }

    #[test]
    fn places_along_each_axis_match_a_stable_sort() {
        for axis in 0..3 {
            let dims = [2, 3, 4];
            let (x, groups) = along(axis, &dims, 24);
            let (outer, size, inner) = dims::around(&dims, axis);
            let sorted = usize::load(&argsort(&x, axis as isize));
            let (top, places) = topk(&x, 2, axis as isize);
            let (top, places) = (f32::load(&top), usize::load(&places));
            let least = usize::load(&argmin(&x, axis as isize));
            let greatest = usize::load(&argmax(&x, axis as isize - 3));
            for p in 0..outer * inner {
                let at = |j: usize, count: usize| (p / inner * count + j) * inner + p % inner;
                let group = &groups[p];
                let mut up: Vec<usize> = (0..size).collect();
                up.sort_by(|&a, &b| group[a].total_cmp(&group[b]));
                let mut down: Vec<usize> = (0..size).collect();
                down.sort_by(|&a, &b| group[b].total_cmp(&group[a]));
                assert!((0..size).all(|j| sorted[at(j, size)] == up[j]));
                assert!((0..2).all(|j| places[at(j, 2)] == down[j]));
                assert!((0..2).all(|j| top[at(j, 2)] == group[down[j]]));
                assert_eq!((least[p], greatest[p]), (up[0], down[0]));
            }
        }
    }

    #[test]
    fn nan_comes_last() {
        let x = Raw::from_vec(vec![f32::NAN, 2.0, f32::NAN, 3.0, -0.0, 0.0], &[6]);
        assert_eq!(usize::load(&argsort(&x, 0)), [4, 5, 1, 3, 0, 2]);
        assert_eq!(usize::load(&topk(&x, 5, 0).1), [3, 1, 4, 5, 0]);
        assert_eq!(usize::load(&argmax(&x, 0)), [3]);
        assert_eq!(usize::load(&argmin(&x, 0)), [4]);
    }

    #[test]
    fn empty_axes_sort_and_have_no_first() {
        let x = Raw::full(0.0, &[2, 0]);
        assert_eq!(sort(&x, 1).dims(), [2, 0]);
        assert_eq!(sort(&x, 0).dims(), [2, 0]);
        assert_eq!(argmax(&x, 0).dims(), [0]);
        assert_eq!(topk(&x, 1, 0).0.dims(), [1, 0]);
        assert_eq!(topk(&Raw::full(0.0, &[2, 3]), 0, 1).0.dims(), [2, 0]);
        assert_eq!(
            panic_message(|| argmax(&x, 1)),
            "argmax: axis 1 of the shape [2, 0] has no places, so none is the first"
        );
        assert_eq!(
            panic_message(|| topk(&x, 3, 0)),
            "topk: there are no 3 greatest elements along axis 0 of the shape [2, 0], which has 2 \
             places"
        );
    }
}
