//! Sums, means and extremes, over all elements or along one axis.

use dfdx::shapes::{Axis, HasShape, Rank0};
use dfdx::tensor::Tensor;
use dfdx::tensor_ops::{Device, MaxTo, MinTo, ReshapeTo, SumTo};

use super::arithmetic::div_scalar;
use super::cpu::lanes;
use super::cpu::memory;
use super::cpu::share::{each_sum, summed};
use super::cpu::simd::vectorised;
use super::expand::spread;
use super::held::{Flat, composed};
use super::{Element, Raw, dims};

/// So many rows are added up before they go to the sum of all: over many rows, digits would be lost
/// otherwise.
const BLOCK: usize = 64;
/// So many columns of neighbours are added up together.
const COLUMNS: usize = 128;

#[track_caller]
pub fn sum(x: &Raw) -> Raw {
    let dims = x.dims().to_vec();
    total(x).recorded_from("sum", x, move |g| spread(g, &dims))
}

#[track_caller]
pub fn mean(x: &Raw) -> Raw {
    let (dims, len) = (x.dims().to_vec(), x.len() as f32);
    div_scalar(&total(x), len).recorded_from("mean", x, move |g| spread(&div_scalar(g, len), &dims))
}

#[track_caller]
pub fn max(x: &Raw) -> Raw {
    check_some("max", x);
    extreme("max", x, greatest(x, (1, x.len(), 1), &[]), (1, x.len(), 1))
}

#[track_caller]
pub fn min(x: &Raw) -> Raw {
    check_some("min", x);
    extreme("min", x, least(x, (1, x.len(), 1), &[]), (1, x.len(), 1))
}

#[track_caller]
pub fn sum_axis(x: &Raw, axis: isize) -> Raw {
    let (dims, view) = around("sum_axis", x, axis);
    let own = x.dims().to_vec();
    sum_middle(x, view, &dims).recorded_from("sum_axis", x, move |g| repeated(g, view, &own))
}

#[track_caller]
pub fn mean_axis(x: &Raw, axis: isize) -> Raw {
    let (dims, view) = around("mean_axis", x, axis);
    let (own, size) = (x.dims().to_vec(), view.1 as f32);
    div_scalar(&sum_middle(x, view, &dims), size)
        .recorded_from("mean_axis", x, move |g| repeated(&div_scalar(g, size), view, &own))
}

#[track_caller]
pub fn max_axis(x: &Raw, axis: isize) -> Raw {
    check_some("max_axis", x);
    let (dims, view) = around("max_axis", x, axis);
    extreme("max_axis", x, greatest(x, view, &dims), view)
}

#[track_caller]
pub fn min_axis(x: &Raw, axis: isize) -> Raw {
    check_some("min_axis", x);
    let (dims, view) = around("min_axis", x, axis);
    extreme("min_axis", x, least(x, view, &dims), view)
}

/// A tensor around one axis: (outer, axis, inner).
type View = (usize, usize, usize);

/// The gradient of a sum along the middle axis: the same for all its elements.
fn repeated(gradient: &Raw, (outer, size, inner): View, dims: &[usize]) -> Raw {
    spread(&gradient.with_dims(&[outer, 1, inner]), &[outer, size, inner]).with_dims(dims)
}

/// Records an extreme along the middle axis. Its gradient goes to the elements that are equal to it,
/// in equal parts.
#[track_caller]
fn extreme(op: &'static str, x: &Raw, y: Raw, (outer, size, inner): View) -> Raw {
    let (input, output) = (x.detach(), y.detach());
    y.recorded_from(op, x, move |g| {
        let (mut values, extremes, g) = (f32::load(&input), f32::load(&output), f32::load(g));
        for place in 0..outer * inner {
            let first = place / inner * size * inner + place % inner;
            let elements = (0..size).map(|i| first + i * inner);
            let ties = elements.clone().filter(|&e| values[e] == extremes[place]).count();
            for e in elements {
                let part = if values[e] == extremes[place] { 1.0 / ties as f32 } else { 0.0 };
                values[e] = g[place] * part;
            }
        }
        Raw::from_vec(values, input.dims())
    })
}

/// The greatest elements along the middle axis, not recorded.
fn greatest(x: &Raw, view: View, dims: &[usize]) -> Raw {
    extremes(
        x,
        view,
        dims,
        f32::max,
        |x| composed!([x] dims, flat(viewed(x, view).max::<_, Axis<1>>())),
    )
}

/// The least elements along the middle axis, not recorded.
fn least(x: &Raw, view: View, dims: &[usize]) -> Raw {
    extremes(
        x,
        view,
        dims,
        f32::min,
        |x| composed!([x] dims, flat(viewed(x, view).min::<_, Axis<1>>())),
    )
}

fn extremes(
    x: &Raw,
    (outer, size, inner): View,
    dims: &[usize],
    better: fn(f32, f32) -> f32,
    composed: impl FnOnce(&Raw) -> Option<Raw>,
) -> Raw {
    if outer * size * inner == 0 {
        return Raw::full(0.0, dims);
    }
    composed(x).unwrap_or_else(|| {
        let values = x.values();
        let along = |place: usize| {
            let first = place / inner * size * inner + place % inner;
            let all = (0..size).map(|i| values[first + i * inner]);
            all.reduce(better).expect("a size above 0")
        };
        Raw::from_vec((0..outer * inner).map(along).collect(), dims)
    })
}

/// The sum of all elements, not recorded.
fn total(x: &Raw) -> Raw {
    if x.len() == 0 {
        return Raw::full(0.0, &[]);
    }
    composed!([x] & [], x.sum::<Rank0, _>().reshape_like(&(1,)))
        .unwrap_or_else(|| Raw::full(total_of(x.values()), &[]))
}

fn total_of(values: &[f32]) -> f32 {
    summed(values.len(), |run| lanes::total(&values[run])) as f32
}

/// The sums along the middle axis of a view, not recorded.
pub fn sum_middle(x: &Raw, view: View, dims: &[usize]) -> Raw {
    if x.len() == 0 {
        return Raw::full(0.0, dims);
    }
    composed!([x] dims, flat(viewed(x, view).sum::<_, Axis<1>>()))
        .unwrap_or_else(|| Raw::from_vec(fast_sum_middle(x.values(), view), dims))
}

fn fast_sum_middle(values: &[f32], (outer, size, inner): View) -> Vec<f32> {
    if (outer, inner) == (1, 1) {
        return vec![total_of(values)];
    }
    let mut sums = memory::zeros(outer * inner);
    if inner == 1 {
        let row = |i: usize, sum: &mut [f32]| sum[0] = lanes::total(&values[i * size..][..size]);
        each_sum(&mut sums, 1, values.len(), row);
        return sums;
    }
    let whole = if outer == 1 { COLUMNS } else { inner };
    each_sum(&mut sums, whole, values.len(), |i, sums| {
        for (strip, sums) in sums.chunks_mut(COLUMNS).enumerate() {
            let first = if outer == 1 { i * COLUMNS } else { i * size * inner + strip * COLUMNS };
            add_rows(&values[first..], (size, inner), sums);
        }
    });
    sums
}

/// The sums of neighbouring columns over all rows, which lie `apart`, block after block.
fn add_rows(values: &[f32], (rows, apart): (usize, usize), sums: &mut [f32]) {
    let mut block = [0.0; COLUMNS];
    let block = &mut block[..sums.len()];
    vectorised(
        #[inline(always)]
        || {
            for start in (0..rows).step_by(BLOCK) {
                block.copy_from_slice(&values[start * apart..][..sums.len()]);
                for row in start + 1..(start + BLOCK).min(rows) {
                    let row = &values[row * apart..][..sums.len()];
                    block.iter_mut().zip(row).for_each(|(s, v)| *s += v);
                }
                sums.iter_mut().zip(block.iter()).for_each(|(s, v)| *s += v);
            }
        },
    );
}

#[track_caller]
fn check_some(op: &str, x: &Raw) {
    assert!(
        x.len() > 0,
        "{op}: the shape {:?} has no elements, so there is no extreme among them",
        x.dims()
    );
}

/// The sizes of a reduction along an axis, and the view around it.
#[track_caller]
fn around(op: &str, x: &Raw, axis: isize) -> (Vec<usize>, View) {
    let axis = dims::axis(op, axis, x.dims());
    (dims::without(x.dims(), axis), dims::around(x.dims(), axis))
}

/// What dfdx reduces along its middle axis.
fn viewed<D: Device<f32>>(x: Flat<D>, view: View) -> Tensor<View, f32, D> {
    x.reshape_like(&view)
}

fn flat<D: Device<f32>>(x: Tensor<(usize, usize), f32, D>) -> Flat<D> {
    let (outer, inner) = *HasShape::shape(&x);
    x.reshape_like(&(outer * inner,))
}

#[cfg(test)]
mod tests {
    use super::{
        Raw, dims, fast_sum_middle, max, max_axis, mean, mean_axis, min, min_axis, sum, sum_axis,
    };
    use crate::engine::{Device, Element};
    use crate::test::panic_message;

    #[test]
    fn reductions_along_each_axis_match_a_loop() {
        let dims = [2, 3, 4];
        let values: Vec<f32> = (0..24).map(|i| (i * 7 % 11) as f32).collect();
        let x = Raw::from_vec(values.clone(), &dims);
        for axis in 0..3 {
            let (outer, size, inner) = dims::around(&dims, axis);
            let fold = |f: fn(f32, f32) -> f32| -> Vec<f32> {
                (0..outer * inner)
                    .map(|p| {
                        (0..size)
                            .map(|j| values[(p / inner * size + j) * inner + p % inner])
                            .reduce(f)
                            .unwrap()
                    })
                    .collect()
            };
            let sums = fold(|a, b| a + b);
            let held = x.moved(Device::reference());
            assert_eq!(f32::load(&sum_axis(&held, axis as isize)), sums);
            assert_eq!(f32::load(&max_axis(&held, axis as isize)), fold(f32::max));
            assert_eq!(f32::load(&min_axis(&held, axis as isize)), fold(f32::min));
            let means: Vec<f32> = sums.iter().map(|s| s / size as f32).collect();
            assert_eq!(f32::load(&sum_axis(&x, axis as isize)), sums);
            assert_eq!(f32::load(&mean_axis(&x, axis as isize - 3)), means);
            assert_eq!(f32::load(&max_axis(&x, axis as isize)), fold(f32::max));
            assert_eq!(f32::load(&min_axis(&x, axis as isize)), fold(f32::min));
        }
        assert_eq!(sum_axis(&x, 1).dims(), [2, 4]);
    }

    #[test]
    fn sums_of_many_rows_and_columns_match_a_loop() {
        for (outer, size, inner) in [(1, 200, 300), (3, 70, 129), (2, 1000, 1), (40, 3, 400)] {
            let values: Vec<f32> = (0..outer * size * inner).map(|i| (i * 7 % 11) as f32).collect();
            let sum = |place: usize| -> f32 {
                let first = place / inner * size * inner + place % inner;
                (0..size).map(|j| values[first + j * inner]).sum()
            };
            let expected: Vec<f32> = (0..outer * inner).map(sum).collect();
            assert_eq!(fast_sum_middle(&values, (outer, size, inner)), expected);
        }
    }

    #[test]
    fn overall_reductions() {
        let x = Raw::from_vec(vec![3.0, -1.0, 4.0, 2.0], &[2, 2]);
        let read = |x: Raw| f32::load(&x);
        assert_eq!(read(sum(&x)), [8.0]);
        assert_eq!(read(mean(&x)), [2.0]);
        assert_eq!(read(max(&x)), [4.0]);
        assert_eq!(read(min(&x)), [-1.0]);
        assert_eq!(sum(&x).dims(), [0; 0]);
    }

    #[test]
    fn a_long_sum_keeps_its_digits() {
        let x = Raw::full(0.1, &[3_000_001]);
        let exact = 0.1_f32 as f64 * 3_000_001.0;
        let relative = (f32::load(&sum(&x))[0] as f64 - exact).abs() / exact;
        assert!(relative < 1e-6, "{relative}");
    }

    #[test]
    fn nothing_sums_to_zero_and_has_no_maximum() {
        let x = Raw::full(0.0, &[0, 2]);
        assert_eq!(f32::load(&sum(&x)), [0.0]);
        assert_eq!(f32::load(&sum_axis(&x, 0)), [0.0, 0.0]);
        assert!(f32::load(&mean(&x))[0].is_nan());
        assert_eq!(
            panic_message(|| max(&x)),
            "max: the shape [0, 2] has no elements, so there is no extreme among them"
        );
    }
}
