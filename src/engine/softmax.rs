//! Softmax along an axis, and its logarithm: without overflow, in one pass over each group.

use super::cpu::curves;
use super::cpu::simd::vectorised;
use super::{Element, Raw, dims};

/// exp(x) / Σ exp(x) along an axis.
#[track_caller]
pub fn softmax(x: &Raw, axis: isize) -> Raw {
    let axis = dims::axis("softmax", axis, x.dims());
    let view = dims::around(x.dims(), axis);
    let mut values = f32::load(x);
    groups(&mut values, view, |all, size| {
        let sums = exponentials(all, size);
        for (group, sum) in all.chunks_exact_mut(size).zip(sums) {
            group.iter_mut().for_each(|v| *v /= sum.total);
        }
    });
    let y = Raw::from_vec(values, x.dims());
    let saved = y.detach();
    // dx = y (g - Σ g y)
    y.recorded_from("softmax", x, move |g| {
        let (y, mut g) = (f32::load(&saved), f32::load(g));
        paired(&mut g, &y, view, |g, y| {
            let mean: f32 = g.iter().zip(y).map(|(g, y)| g * y).sum();
            g.iter_mut().zip(y).for_each(|(g, y)| *g = y * (*g - mean));
        });
        Raw::from_vec(g, saved.dims())
    })
}

/// x - ln Σ exp(x) along an axis.
#[track_caller]
pub fn log_softmax(x: &Raw, axis: isize) -> Raw {
    let axis = dims::axis("log_softmax", axis, x.dims());
    let view = dims::around(x.dims(), axis);
    let mut values = f32::load(x);
    groups(&mut values, view, |all, size| {
        let sums = exponentials(&mut all.to_vec(), size);
        for (group, sum) in all.chunks_exact_mut(size).zip(sums) {
            let rest = sum.total.ln();
            group.iter_mut().for_each(|v| *v = *v - sum.greatest - rest);
        }
    });
    let y = Raw::from_vec(values, x.dims());
    let saved = y.detach();
    // dx = g - exp(y) Σ g
    y.recorded_from("log_softmax", x, move |g| {
        let (y, mut g) = (f32::load(&saved), f32::load(g));
        paired(&mut g, &y, view, |g, y| {
            let total: f32 = g.iter().sum();
            g.iter_mut().zip(y).for_each(|(g, y)| *g -= y.exp() * total);
        });
        Raw::from_vec(g, saved.dims())
    })
}

/// ln Σ exp(x) of a group in two parts, because together they would lose digits: the greatest element, and
/// the sum of the exponentials of all less the greatest.
pub struct Sum {
    pub greatest: f32,
    pub total: f32,
}

/// Replaces the elements of each group of neighbours by their exponentials, less the greatest, and adds
/// them up.
pub fn exponentials(values: &mut [f32], size: usize) -> Vec<Sum> {
    let mut sums = Vec::with_capacity(values.len() / size);
    for group in values.chunks_exact_mut(size) {
        let greatest = group.iter().copied().fold(f32::NEG_INFINITY, f32::max);
        group.iter_mut().for_each(|v| *v -= greatest);
        sums.push(Sum { greatest, total: 0.0 });
    }
    // All at once: one group alone may be shorter than a vector.
    vectorised(
        #[inline(always)]
        || values.iter_mut().for_each(|v| *v = curves::exp(*v)),
    );
    for (group, sum) in values.chunks_exact(size).zip(&mut sums) {
        sum.total = group.iter().sum();
    }
    sums
}

type View = (usize, usize, usize);

/// Calls `f` with groups of neighbours, which are those along the middle axis, and their size.
fn groups(values: &mut [f32], view: View, f: impl Fn(&mut [f32], usize)) {
    if view.2 == 1 && view.1 > 0 {
        return f(values, view.1);
    }
    if view.1 > 0 {
        let others = values.to_vec();
        paired(values, &others, view, |group, _| f(group, group.len()));
    }
}

/// Calls `f` with each group of elements along the middle axis, and the same places of `others`.
fn paired(
    values: &mut [f32],
    others: &[f32],
    (outer, size, inner): View,
    f: impl Fn(&mut [f32], &[f32]),
) {
    if inner == 1 && size > 0 {
        for (group, other) in values.chunks_exact_mut(size).zip(others.chunks_exact(size)) {
            f(group, other);
        }
        return;
    }
    for place in 0..outer * inner {
        let first = place / inner * size * inner + place % inner;
        let places = (0..size).map(|i| first + i * inner);
        let mut group: Vec<f32> = places.clone().map(|p| values[p]).collect();
        let other: Vec<f32> = places.clone().map(|p| others[p]).collect();
        f(&mut group, &other);
        places.zip(group).for_each(|(p, v)| values[p] = v);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_add_up_to_one_along_each_axis() {
        let x = Raw::from_vec((0..24).map(|i| (i * 7 % 11) as f32).collect(), &[2, 3, 4]);
        for axis in 0..3 {
            let y = f32::load(&softmax(&x, axis));
            let logs = f32::load(&log_softmax(&x, axis - 3));
            assert!(y.iter().zip(&logs).all(|(y, l)| (y.ln() - l).abs() < 1e-5));
            let sums = f32::load(&crate::engine::sum_axis(&Raw::from_vec(y, x.dims()), axis));
            assert!(sums.iter().all(|s| (s - 1.0).abs() < 1e-6), "{sums:?}");
        }
    }

    #[test]
    fn great_numbers_do_not_overflow() {
        let x = Raw::from_vec(vec![1000.0, 1001.0, -1000.0], &[3]);
        let y = f32::load(&softmax(&x, 0));
        assert!((y[1] - 0.731_058_6).abs() < 1e-6 && y[2] == 0.0);
        assert!((f32::load(&log_softmax(&x, 0))[0] + 1.313_261_7).abs() < 1e-5);
    }
}
