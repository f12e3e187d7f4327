//! Max pooling: each place of a window keeps the greatest element under it; and the way back.

use super::cpu::memory;
use super::cpu::share::{each_pair, each_piece};
use super::place::at;
use super::pool::{check_planes, each_run, over};
use super::window::{Sliding, Window};
use super::{Element, Raw};

/// The greatest element under each place of the window; of equal ones the first.
#[track_caller]
pub fn max_pool2d(x: &Raw, sliding: Sliding) -> Raw {
    let (window, dims) = over("max_pool2d", x, sliding);
    let (greatest, found) = max_pooled(x, &window, &dims);
    recorded_pool(x, greatest, found, &window, &dims)
}

/// The same, and where each lies in its plane: row times width plus column.
#[track_caller]
pub fn max_pool2d_with_indices(x: &Raw, sliding: Sliding) -> (Raw, Raw) {
    let (window, dims) = over("max_pool2d", x, sliding);
    let (greatest, found) = max_pooled(x, &window, &dims);
    let indices = Raw::from_vec(found.iter().map(|&i| i as usize).collect(), &dims);
    (recorded_pool(x, greatest, found, &window, &dims), indices)
}

fn max_pooled(x: &Raw, window: &Window, dims: &[usize]) -> (Vec<f32>, Vec<u32>) {
    let (area, places) = (window.area(), window.places());
    let len = dims.iter().product();
    let (mut greatest, mut found) = (memory::take(len), vec![0; len]);
    let values = x.values();
    each_pair((&mut greatest, places), (&mut found, places), |i, greatest, found| {
        greatest_of_plane(window, &values[i * area..][..area], greatest, found);
    });
    (greatest, found)
}

#[track_caller]
fn recorded_pool(
    x: &Raw,
    greatest: Vec<f32>,
    found: Vec<u32>,
    window: &Window,
    dims: &[usize],
) -> Raw {
    let (own, area, places) = (x.dims().to_vec(), window.area(), window.places());
    Raw::from_vec(greatest, dims).recorded_from("max_pool2d", x, move |g| {
        Raw::from_vec(spread(g.values(), |i| found[i] as usize, places, area), &own)
    })
}

fn greatest_of_plane(window: &Window, plane: &[f32], greatest: &mut [f32], found: &mut [u32]) {
    if is_plain_2x2(window) {
        return greatest_of_four(window, plane, greatest, found);
    }
    greatest.fill(f32::NEG_INFINITY);
    found.fill(u32::MAX);
    each_run(window, |places, from, stride| {
        let results = greatest[places.clone()].iter_mut().zip(&mut found[places]);
        for (i, (best, found)) in results.enumerate() {
            let at = from + i * stride;
            // A NaN is greater than all, so that it is not hidden.
            if plane[at] > *best || plane[at].is_nan() || *found == u32::MAX {
                (*best, *found) = (plane[at], at as u32);
            }
        }
    });
}

/// The common window of 2 x 2 elements that do not overlap.
fn is_plain_2x2(window: &Window) -> bool {
    [window.rows, window.columns]
        .iter()
        .all(|s| (s.kernel, s.stride, s.padding, s.dilation) == (2, 2, 0, 1))
}

fn greatest_of_four(window: &Window, plane: &[f32], greatest: &mut [f32], found: &mut [u32]) {
    let (width, places) = (window.columns.size, window.columns.places);
    let results = greatest.chunks_exact_mut(places).zip(found.chunks_exact_mut(places));
    for (y, (greatest, found)) in results.enumerate() {
        let start = 2 * y * width;
        let upper = plane[start..][..2 * places].chunks_exact(2);
        let lower = plane[start + width..][..2 * places].chunks_exact(2);
        let results = greatest.iter_mut().zip(found);
        for (x, ((best, found), (upper, lower))) in results.zip(upper.zip(lower)).enumerate() {
            let first = (start + 2 * x) as u32;
            let mut pick = (upper[0], first);
            for (v, at) in [
                (upper[1], first + 1),
                (lower[0], first + width as u32),
                (lower[1], first + width as u32 + 1),
            ] {
                pick = if v > pick.0 || v.is_nan() { (v, at) } else { pick };
            }
            (*best, *found) = pick;
        }
    }
}

/// Planes of zeros with each value added at its place.
fn spread(
    values: &[f32],
    at: impl Fn(usize) -> usize + Sync,
    places: usize,
    area: usize,
) -> Vec<f32> {
    let mut result = memory::take(values.len() / places.max(1) * area);
    each_piece(&mut result, area, |i, plane| {
        plane.fill(0.0);
        for place in i * places..(i + 1) * places {
            plane[at(place)] += values[place];
        }
    });
    result
}

/// The way back from the greatest elements: each returns to where it lay in a plane of (height, width), and
/// the rest is 0.
#[track_caller]
pub fn max_unpool2d(x: &Raw, indices: &Raw, size: [usize; 2]) -> Raw {
    let op = "max_unpool2d";
    check_planes(op, x.dims());
    assert!(
        x.dims() == indices.dims(),
        "{}: the input has the shape {:?} and the indices {:?}, which must be equal; take both from one \
         pooling",
        at(op),
        x.dims(),
        indices.dims()
    );
    let (area, rank) = (size[0] * size[1], x.dims().len());
    let places: usize = x.dims()[rank - 2..].iter().product();
    let found = usize::load(indices);
    if let Some(index) = found.iter().find(|&&index| index >= area) {
        panic!("{}: the index {index} lies outside a plane of {} x {}", at(op), size[0], size[1]);
    }
    let dims = [&x.dims()[..rank - 2], &size].concat();
    let own = x.dims().to_vec();
    let y = Raw::from_vec(spread(x.values(), |i| found[i], places, area), &dims);
    y.recorded_from(op, x, move |g| {
        let g = g.values();
        let back = found.iter().enumerate().map(|(i, at)| g[i / places * area + at]);
        Raw::from_vec(back.collect(), &own)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_equal_elements_the_first_is_found_and_a_nan_is_not_hidden() {
        for (values, at) in [
            ([1.0, 1.0, 1.0, 1.0], 0),
            ([f32::NEG_INFINITY; 4], 0),
            ([0.0, 2.0, 2.0, 1.0], 1),
            ([3.0, f32::NAN, 5.0, 9.0], 1),
        ] {
            let x = Raw::from_vec(values.to_vec(), &[1, 2, 2]);
            // Both ways to compute it.
            for sliding in [
                Sliding { stride: [2, 2], ..Sliding::of([2, 2]) },
                Sliding { stride: [1, 1], ..Sliding::of([2, 2]) },
            ] {
                let (y, indices) = max_pool2d_with_indices(&x, sliding);
                assert_eq!(usize::load(&indices), [at]);
                let (got, expected) = (y.values()[0], values[at]);
                assert!(got == expected || got.is_nan() && expected.is_nan());
            }
        }
    }
}
