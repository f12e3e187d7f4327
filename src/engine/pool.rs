//! Pooling: means under the places of a window or of parts of a plane, and what max pooling shares with it.

use std::ops::Range;

use super::cpu::lanes::total;
use super::cpu::share::each_piece;
use super::place::at;
use super::window::{Sliding, Window};
use super::{Raw, dims};

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
pub fn each_run(window: &Window, mut f: impl FnMut(Range<usize>, usize, usize)) {
    for row in 0..window.rows.kernel {
        for column in 0..window.columns.kernel {
            window.each_row(row, column, |places, from| f(places, from, window.columns.stride));
        }
    }
}

/// The window over the planes of an input, and the sizes of the result.
#[track_caller]
pub fn over(op: &str, x: &Raw, sliding: Sliding) -> (Window, Vec<usize>) {
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
pub fn check_planes(op: &str, dims: &[usize]) {
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
    use crate::engine::{max_pool2d, max_unpool2d};
    use crate::test::panic_message;

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
