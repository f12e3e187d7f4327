//! Pooling: each place of a window keeps the greatest element under it, or the mean; and the way back from
//! the greatest.

use std::ops::Range;

use super::lanes::total;
use super::place::at;
use super::share::{each_pair, each_piece};
use super::window::{Sliding, Window};
use super::{Element, Raw, dims};

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
    let (mut greatest, mut found) = (vec![0.0; len], vec![0; len]);
    let values = x.values();
    each_pair((&mut greatest, places), (&mut found, places), |i, greatest, found| {
        greatest_of_plane(window, &values[i * area..][..area], greatest, found);
    });
    (greatest, found)
}

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
    let mut result = vec![0.0; values.len() / places.max(1) * area];
    each_piece(&mut result, area, |i, plane| {
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

/// The mean of the elements under each place of the window; padding counts as zeros.
#[track_caller]
pub fn avg_pool2d(x: &Raw, sliding: Sliding) -> Raw {
    let (window, dims) = over("avg_pool2d", x, sliding);
    let (area, places) = (window.area(), window.places());
    let scale = 1.0 / window.elements() as f32;
    let mut means = vec![0.0; dims.iter().product()];
    let values = x.values();
    each_piece(&mut means, places, |i, means| {
        let plane = &values[i * area..][..area];
        each_run(&window, |places, from, stride| {
            let values = plane[from..].iter().step_by(stride);
            means[places].iter_mut().zip(values).for_each(|(m, v)| *m += v);
        });
        means.iter_mut().for_each(|m| *m *= scale);
    });
    let own = x.dims().to_vec();
    Raw::from_vec(means, &dims).recorded_from("avg_pool2d", x, move |g| {
        let (g, mut back) = (g.values(), vec![0.0; own.iter().product()]);
        each_piece(&mut back, area, |i, plane| {
            let g = &g[i * places..][..places];
            each_run(&window, |places, from, stride| {
                let to = plane[from..].iter_mut().step_by(stride);
                to.zip(&g[places]).for_each(|(t, g)| *t += g * scale);
            });
        });
        Raw::from_vec(back, &own)
    })
}

/// The means of parts of the planes, as equal as can be, as many as `size` says.
#[track_caller]
pub fn adaptive_avg_pool2d(x: &Raw, size: [usize; 2]) -> Raw {
    let op = "adaptive_avg_pool2d";
    check_planes(op, x.dims());
    let rank = x.dims().len();
    let (height, width) = (x.dims()[rank - 2], x.dims()[rank - 1]);
    assert!(
        height * width * size[0] * size[1] > 0,
        "{}: there is no mean of {height} x {width} elements in {} x {} parts",
        at(op),
        size[0],
        size[1]
    );
    let (area, places) = (height * width, size[0] * size[1]);
    let part =
        |i: usize, parts: usize, whole: usize| i * whole / parts..((i + 1) * whole).div_ceil(parts);
    let rows: Vec<Range<usize>> = (0..size[0]).map(|i| part(i, size[0], height)).collect();
    let columns: Vec<Range<usize>> = (0..size[1]).map(|i| part(i, size[1], width)).collect();
    let dims = [&x.dims()[..rank - 2], &size].concat();
    let mut means = vec![0.0; dims.iter().product()];
    let values = x.values();
    each_piece(&mut means, places, |i, means| {
        let plane = &values[i * area..][..area];
        for (place, mean) in means.iter_mut().enumerate() {
            let (rows, columns) = (&rows[place / size[1]], &columns[place % size[1]]);
            let row = |y: usize| total(&plane[y * width..][columns.clone()]);
            let sum: f32 = rows.clone().map(row).sum();
            *mean = sum / (rows.len() * columns.len()) as f32;
        }
    });
    let own = x.dims().to_vec();
    Raw::from_vec(means, &dims).recorded_from(op, x, move |g| {
        let (g, mut back) = (g.values(), vec![0.0; own.iter().product()]);
        each_piece(&mut back, area, |i, plane| {
            for place in 0..places {
                let (rows, columns) = (&rows[place / size[1]], &columns[place % size[1]]);
                let share = g[i * places + place] / (rows.len() * columns.len()) as f32;
                for y in rows.clone() {
                    plane[y * width..][columns.clone()].iter_mut().for_each(|v| *v += share);
                }
            }
        });
        Raw::from_vec(back, &own)
    })
}

/// Calls `f` with each run of places and of elements under one element of the window.
fn each_run(window: &Window, mut f: impl FnMut(Range<usize>, usize, usize)) {
    for row in 0..window.rows.kernel {
        for column in 0..window.columns.kernel {
            window.each_row(row, column, |places, from| f(places, from, window.columns.stride));
        }
    }
}

/// The window over the planes of an input, and the sizes of the result.
#[track_caller]
fn over(op: &str, x: &Raw, sliding: Sliding) -> (Window, Vec<usize>) {
    check_planes(op, x.dims());
    let rank = x.dims().len();
    let window = sliding.over(at(op), [x.dims()[rank - 2], x.dims()[rank - 1]]);
    assert!(
        [0, 1]
            .iter()
            .all(|&i| 2 * sliding.padding[i] <= sliding.dilation[i] * (sliding.kernel[i] - 1) + 1),
        "{}: the padding {:?} is more than half of the kernel {:?}, so that windows would see nothing else",
        at(op),
        sliding.padding,
        sliding.kernel
    );
    let dims = [&x.dims()[..rank - 2], &[window.rows.places, window.columns.places]].concat();
    (window, dims)
}

#[track_caller]
fn check_planes(op: &str, dims: &[usize]) {
    assert!(
        matches!(dims.len(), 3 | 4),
        "{}: the layer takes (batch, channels, height, width), but the input has the shape {dims:?}{}",
        at(op),
        if dims.len() == 2 { "; add the missing axes with `.unsqueeze(0)`" } else { "" }
    );
    dims::check_sized(at(op), dims);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test::panic_message;

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

    #[test]
    fn what_does_not_fit_is_one_sentence() {
        let x = Raw::full(0.0, &[4, 4]);
        let two = Sliding::of([2, 2]);
        assert_eq!(
            panic_message(|| max_pool2d(&x, two)),
            "max_pool2d: the layer takes (batch, channels, height, width), but the input has the shape \
             [4, 4]; add the missing axes with `.unsqueeze(0)`"
        );
        let x = Raw::full(0.0, &[1, 4, 4]);
        assert_eq!(
            panic_message(|| avg_pool2d(&x, Sliding { padding: [2, 0], ..two })),
            "avg_pool2d: the padding [2, 0] is more than half of the kernel [2, 2], so that windows would \
             see nothing else"
        );
        assert_eq!(
            panic_message(|| max_unpool2d(&x, &Raw::from_vec(vec![99; 16], &[1, 4, 4]), [8, 8])),
            "max_unpool2d: the index 99 lies outside a plane of 8 x 8"
        );
        assert_eq!(
            panic_message(|| adaptive_avg_pool2d(&Raw::full(0.0, &[1, 2, 0, 4]), [1, 1])),
            "adaptive_avg_pool2d: the input has the shape [1, 2, 0, 4], whose planes of 0 x 4 have no \
             elements"
        );
    }
}
