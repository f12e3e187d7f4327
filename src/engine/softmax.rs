//! Softmax along an axis, and its logarithm: without overflow, in one pass over each group.

use super::{Element, Raw, dims};

/// exp(x) / Σ exp(x) along an axis.
#[track_caller]
pub fn softmax(x: &Raw, axis: isize) -> Raw {
    let axis = dims::axis("softmax", axis, x.dims());
    let view = dims::around(x.dims(), axis);
    let mut values = f32::load(x);
    groups(&mut values, view, exponentials);
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
    groups(&mut values, view, |group| {
        let (greatest, rest) = log_sum_exp(group);
        group.iter_mut().for_each(|v| *v = *v - greatest - rest);
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

/// Replaces the elements of a group by their softmax.
pub fn exponentials(group: &mut [f32]) {
    let greatest = group.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    group.iter_mut().for_each(|v| *v = (*v - greatest).exp());
    let total: f32 = group.iter().sum();
    group.iter_mut().for_each(|v| *v /= total);
}

/// ln Σ exp(x) as the sum of the greatest element and what the others add: apart, because together
/// they would lose digits.
pub fn log_sum_exp(group: &[f32]) -> (f32, f32) {
    let greatest = group.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    (greatest, group.iter().map(|v| (v - greatest).exp()).sum::<f32>().ln())
}

type View = (usize, usize, usize);

/// Calls `f` with each group of elements along the middle axis.
fn groups(values: &mut [f32], view: View, f: impl Fn(&mut [f32])) {
    let others = values.to_vec();
    paired(values, &others, view, |group, _| f(group));
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
