//! Comparisons of elements, which make masks, and masks as numbers.

use super::element::by_element;
use super::expand::spread;
use super::{Element, Raw, dims};

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
    let dims = dims::broadcast(which.name(), a.dims(), b.dims());
    let (a, b) = (spread(a, &dims), spread(b, &dims));
    by_element!(a, E => Raw::from_vec(mask(which, &E::load(&a), &E::load(&b)), &dims))
}

fn mask<E: PartialOrd>(which: Comparison, a: &[E], b: &[E]) -> Vec<bool> {
    fn each<E>(a: &[E], b: &[E], f: impl Fn(&E, &E) -> bool) -> Vec<bool> {
        a.iter().zip(b).map(|(x, y)| f(x, y)).collect()
    }
    match which {
        Comparison::Gt => each(a, b, E::gt),
        Comparison::Ge => each(a, b, E::ge),
        Comparison::Lt => each(a, b, E::lt),
        Comparison::Le => each(a, b, E::le),
        Comparison::Eq => each(a, b, E::eq),
        Comparison::Ne => each(a, b, E::ne),
    }
}

/// Whether the sizes are equal and no two elements differ by more than `tolerance`.
pub fn all_close(a: &Raw, b: &Raw, tolerance: f32) -> bool {
    let close = |(x, y): (f32, f32)| x == y || (x - y).abs() <= tolerance;
    a.dims() == b.dims() && f32::load(a).into_iter().zip(f32::load(b)).all(close)
}

/// A mask as numbers: 1 where it is true, 0 elsewhere.
pub fn mask_to_f32(mask: &Raw) -> Raw {
    let values = bool::load(mask).into_iter().map(|v| v as u8 as f32).collect();
    Raw::from_vec(values, mask.dims())
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
            let numbers = [1, 2, 3].map(|v| Raw::from_vec(vec![v], &[]));
            let masks =
                numbers.map(|v| bool::load(&compare(which, &v, &Raw::from_vec(vec![2], &[])))[0]);
            assert_eq!(masks, expected);
        }
    }

    #[test]
    fn a_mask_becomes_ones_and_zeros() {
        let mask = Raw::from_vec(vec![true, false], &[2]);
        assert_eq!(f32::load(&mask_to_f32(&mask)), [1.0, 0.0]);
    }
}
