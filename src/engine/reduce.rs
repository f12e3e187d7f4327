//! Sums, means and extremes, over all elements or along one axis.

use dfdx::shapes::{Axis, HasShape, Rank0};
use dfdx::tensor::{Cpu, Tensor};
use dfdx::tensor_ops::{MaxTo, MinTo, ReshapeTo, SumTo};

use super::arithmetic::div_scalar;
use super::expand::spread;
use super::{Element, Flat, Raw, dims};

/// dfdx adds one by one, which loses digits over many elements; sums of this many are added up
/// instead, always in the same order.
const BLOCK: usize = 64;

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
    extreme("max", x, scalar(x.flat::<f32>().clone().max::<Rank0, _>()), (1, x.len(), 1))
}

#[track_caller]
pub fn min(x: &Raw) -> Raw {
    check_some("min", x);
    extreme("min", x, scalar(x.flat::<f32>().clone().min::<Rank0, _>()), (1, x.len(), 1))
}

#[track_caller]
pub fn sum_axis(x: &Raw, axis: isize) -> Raw {
    let (sums, dims, view) = along("sum_axis", x, axis, |view| view.sum::<_, Axis<1>>());
    let own = x.dims().to_vec();
    Raw::new(sums, &dims).recorded_from("sum_axis", x, move |g| repeated(g, view, &own))
}

#[track_caller]
pub fn mean_axis(x: &Raw, axis: isize) -> Raw {
    let (sums, dims, view) = along("mean_axis", x, axis, |view| view.sum::<_, Axis<1>>());
    let (own, size) = (x.dims().to_vec(), view.1 as f32);
    Raw::new(sums / size, &dims)
        .recorded_from("mean_axis", x, move |g| repeated(&div_scalar(g, size), view, &own))
}

#[track_caller]
pub fn max_axis(x: &Raw, axis: isize) -> Raw {
    check_some("max_axis", x);
    let (greatest, dims, view) = along("max_axis", x, axis, |view| view.max::<_, Axis<1>>());
    extreme("max_axis", x, Raw::new(greatest, &dims), view)
}

#[track_caller]
pub fn min_axis(x: &Raw, axis: isize) -> Raw {
    check_some("min_axis", x);
    let (least, dims, view) = along("min_axis", x, axis, |view| view.min::<_, Axis<1>>());
    extreme("min_axis", x, Raw::new(least, &dims), view)
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

/// The sum of all elements, not recorded.
fn total(x: &Raw) -> Raw {
    if x.len() == 0 {
        return Raw::full(0.0, &[]);
    }
    let mut flat: Flat<f32> = x.flat().clone();
    loop {
        let len = flat.shape().0;
        if len <= BLOCK {
            return scalar(flat.sum::<Rank0, _>());
        }
        if !len.is_multiple_of(BLOCK) {
            let mut values = vec![0.0; len.next_multiple_of(BLOCK)];
            flat.copy_into(&mut values[..len]);
            let padded = Raw::from_vec(values, &[len.next_multiple_of(BLOCK)]);
            flat = padded.flat().clone();
        }
        let blocks = len.div_ceil(BLOCK);
        flat = flat.reshape_like(&(blocks, BLOCK)).sum::<(usize,), Axis<1>>();
    }
}

/// The sums along the middle axis of a view.
pub fn sum_middle(flat: &Flat<f32>, (outer, size, inner): View) -> Flat<f32> {
    if (outer, inner) == (1, 1) {
        return total(&Raw::new(flat.clone(), &[size])).flat().clone();
    }
    let view = flat.clone().reshape_like(&(outer, size, inner));
    view.sum::<_, Axis<1>>().reshape_like(&(outer * inner,))
}

/// Reduces around one axis: the result, its sizes, and the view.
#[track_caller]
fn along(
    op: &str,
    x: &Raw,
    axis: isize,
    reduce: impl FnOnce(Tensor<View, f32, Cpu>) -> Tensor<(usize, usize), f32, Cpu>,
) -> (Flat<f32>, Vec<usize>, View) {
    let axis = dims::axis(op, axis, x.dims());
    let view = dims::around(x.dims(), axis);
    let dims = dims::without(x.dims(), axis);
    if x.len() == 0 {
        return (Raw::full(0.0, &dims).flat().clone(), dims, view);
    }
    let reduced = reduce(x.flat::<f32>().clone().reshape_like(&view));
    (reduced.reshape_like(&(view.0 * view.2,)), dims, view)
}

#[track_caller]
fn check_some(op: &str, x: &Raw) {
    assert!(
        x.len() > 0,
        "{op}: the shape {:?} has no elements, so there is no extreme among them",
        x.dims()
    );
}

fn scalar(x: Tensor<Rank0, f32, Cpu>) -> Raw {
    Raw::new(x.reshape_like(&(1,)), &[])
}

#[cfg(test)]
mod tests {
    use super::*;
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
            let means: Vec<f32> = sums.iter().map(|s| s / size as f32).collect();
            assert_eq!(f32::load(&sum_axis(&x, axis as isize)), sums);
            assert_eq!(f32::load(&mean_axis(&x, axis as isize - 3)), means);
            assert_eq!(f32::load(&max_axis(&x, axis as isize)), fold(f32::max));
            assert_eq!(f32::load(&min_axis(&x, axis as isize)), fold(f32::min));
        }
        assert_eq!(sum_axis(&x, 1).dims(), [2, 4]);
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
