//! Sums, means and extremes, over all elements or along one axis.

use dfdx::shapes::{Axis, HasShape, Rank0};
use dfdx::tensor::Tensor;
use dfdx::tensor_ops::{MaxTo, MinTo, ReshapeTo, SumTo};

use super::{Flat, Raw, arithmetic::div_scalar, dims};

/// dfdx adds one by one, which loses digits over many elements; sums of this many are added up
/// instead, always in the same order.
const BLOCK: usize = 64;

pub fn sum(x: &Raw) -> Raw {
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

pub fn mean(x: &Raw) -> Raw {
    div_scalar(&sum(x), x.len() as f32)
}

#[track_caller]
pub fn max(x: &Raw) -> Raw {
    check_some("max", x);
    scalar(x.flat::<f32>().clone().max::<Rank0, _>())
}

#[track_caller]
pub fn min(x: &Raw) -> Raw {
    check_some("min", x);
    scalar(x.flat::<f32>().clone().min::<Rank0, _>())
}

#[track_caller]
pub fn sum_axis(x: &Raw, axis: isize) -> Raw {
    along("sum_axis", x, axis, |view| view.sum::<_, Axis<1>>())
}

#[track_caller]
pub fn mean_axis(x: &Raw, axis: isize) -> Raw {
    let size = x.dims()[dims::axis("mean_axis", axis, x.dims())];
    div_scalar(&along("mean_axis", x, axis, |view| view.sum::<_, Axis<1>>()), size as f32)
}

#[track_caller]
pub fn max_axis(x: &Raw, axis: isize) -> Raw {
    check_some("max_axis", x);
    along("max_axis", x, axis, |view| view.max::<_, Axis<1>>())
}

#[track_caller]
pub fn min_axis(x: &Raw, axis: isize) -> Raw {
    check_some("min_axis", x);
    along("min_axis", x, axis, |view| view.min::<_, Axis<1>>())
}

type View = Tensor<(usize, usize, usize), f32, dfdx::tensor::Cpu>;
type Reduced = Tensor<(usize, usize), f32, dfdx::tensor::Cpu>;

#[track_caller]
fn along(op: &str, x: &Raw, axis: isize, reduce: impl FnOnce(View) -> Reduced) -> Raw {
    let axis = dims::axis(op, axis, x.dims());
    let (outer, size, inner) = dims::around(x.dims(), axis);
    let dims = dims::without(x.dims(), axis);
    if x.len() == 0 {
        return Raw::full(0.0, &dims);
    }
    let view = x.flat::<f32>().clone().reshape_like(&(outer, size, inner));
    Raw::new(reduce(view).reshape_like(&(outer * inner,)), &dims)
}

#[track_caller]
fn check_some(op: &str, x: &Raw) {
    assert!(
        x.len() > 0,
        "{op}: the shape {:?} has no elements, so there is no extreme among them",
        x.dims()
    );
}

fn scalar(x: Tensor<Rank0, f32, dfdx::tensor::Cpu>) -> Raw {
    Raw::new(x.reshape_like(&(1,)), &[])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::Element;
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
