//! Comparisons of elements, which make masks, and masks as numbers.

use dfdx::tensor_ops::{ChooseFrom, TryEq, TryGe, TryGt, TryLe, TryLt, TryNe};

use super::{Element, Flat, Raw, expand::together};

/// Which of the six comparisons.
#[derive(Clone, Copy)]
pub enum Comparison {
    Gt,
    Ge,
    Lt,
    Le,
    Eq,
    Ne,
}

impl Comparison {
    fn name(self) -> &'static str {
        match self {
            Comparison::Gt => "gt",
            Comparison::Ge => "ge",
            Comparison::Lt => "lt",
            Comparison::Le => "le",
            Comparison::Eq => "eq",
            Comparison::Ne => "ne",
        }
    }
}

#[track_caller]
pub fn compare(which: Comparison, a: &Raw, b: &Raw) -> Raw {
    let (a, b, dims) = together(which.name(), a, b);
    let mask = match which {
        Comparison::Gt => a.gt(&b),
        Comparison::Ge => a.ge(&b),
        Comparison::Lt => a.lt(&b),
        Comparison::Le => a.le(&b),
        Comparison::Eq => a.eq(&b),
        Comparison::Ne => a.ne(&b),
    };
    Raw::new(mask, &dims)
}

pub fn compare_scalar(which: Comparison, a: &Raw, b: f32) -> Raw {
    let flat: &Flat<f32> = a.flat();
    let mask = match which {
        Comparison::Gt => flat.gt(b),
        Comparison::Ge => flat.ge(b),
        Comparison::Lt => flat.lt(b),
        Comparison::Le => flat.le(b),
        Comparison::Eq => flat.eq(b),
        Comparison::Ne => flat.ne(b),
    };
    Raw::new(mask, a.dims())
}

/// Whether the sizes are equal and no two elements differ by more than `tolerance`.
pub fn all_close(a: &Raw, b: &Raw, tolerance: f32) -> bool {
    let close = |(x, y): (f32, f32)| x == y || (x - y).abs() <= tolerance;
    a.dims() == b.dims() && f32::load(a).into_iter().zip(f32::load(b)).all(close)
}

/// A mask as numbers: 1 where it is true, 0 elsewhere.
pub fn mask_to_f32(mask: &Raw) -> Raw {
    let ones = Raw::full(1.0, mask.dims()).flat::<f32>().clone();
    let zeros = Raw::full(0.0, mask.dims()).flat::<f32>().clone();
    Raw::new(mask.flat::<bool>().clone().choose(ones, zeros), mask.dims())
}

pub fn labels_to_f32(labels: &Raw) -> Raw {
    let values = usize::load(labels).into_iter().map(|v| v as f32).collect();
    Raw::from_vec(values, labels.dims())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comparisons_are_those_of_numbers() {
        let a = Raw::from_vec(vec![1.0, 2.0, 3.0], &[3]);
        let b = Raw::from_vec(vec![2.0], &[1]);
        for (which, expected) in [
            (Comparison::Gt, [false, false, true]),
            (Comparison::Ge, [false, true, true]),
            (Comparison::Lt, [true, false, false]),
            (Comparison::Le, [true, true, false]),
            (Comparison::Eq, [false, true, false]),
            (Comparison::Ne, [true, false, true]),
        ] {
            assert_eq!(bool::load(&compare(which, &a, &b)), expected);
            assert_eq!(bool::load(&compare_scalar(which, &a, 2.0)), expected);
        }
    }

    #[test]
    fn a_mask_becomes_ones_and_zeros() {
        let mask = Raw::from_vec(vec![true, false], &[2]);
        assert_eq!(f32::load(&mask_to_f32(&mask)), [1.0, 0.0]);
    }
}
