//! The four operations, between two tensors (broadcast together) and between a tensor and a number.

use super::{Flat, Raw, expand::together};

macro_rules! arithmetic {
    ($name:ident, $scalar:ident, $op:tt) => {
        #[track_caller]
        pub fn $name(a: &Raw, b: &Raw) -> Raw {
            let (a, b, dims) = together(stringify!($name), a, b);
            Raw::new(a $op b, &dims)
        }

        pub fn $scalar(a: &Raw, b: f32) -> Raw {
            let flat: Flat<f32> = a.flat().clone();
            Raw::new(flat $op b, a.dims())
        }
    };
}

arithmetic!(add, add_scalar, +);
arithmetic!(sub, sub_scalar, -);
arithmetic!(mul, mul_scalar, *);
arithmetic!(div, div_scalar, /);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::{Element, dims};

    /// All shapes of up to three axes with sizes 0 to 3.
    fn shapes() -> Vec<Vec<usize>> {
        let mut shapes = vec![vec![]];
        for rank in 0..3 {
            let shorter: Vec<_> = shapes.iter().filter(|s| s.len() == rank).cloned().collect();
            for s in shorter {
                shapes.extend((0..4).map(|d| [s.clone(), vec![d]].concat()));
            }
        }
        shapes
    }

    /// The element that a tensor shows at a place of the broadcast result.
    fn seen(values: &[f32], own: &[usize], dims: &[usize], mut place: usize) -> f32 {
        let (mut offset, mut stride) = (0, 1);
        for i in 0..dims.len() {
            let at = place % dims[dims.len() - 1 - i];
            place /= dims[dims.len() - 1 - i];
            if i < own.len() {
                let size = own[own.len() - 1 - i];
                offset += stride * if size == 1 { 0 } else { at };
                stride *= size;
            }
        }
        values[offset]
    }

    #[test]
    fn broadcasting_is_that_of_the_naive_definition() {
        let mut fitting = 0;
        for a in shapes() {
            for b in shapes() {
                let fits = (1..=a.len().min(b.len())).all(|i| {
                    let (x, y) = (a[a.len() - i], b[b.len() - i]);
                    x == y || x == 1 || y == 1
                });
                if !fits {
                    continue;
                }
                fitting += 1;
                let dims = dims::broadcast("add", &a, &b);
                let number = |dims: &[usize], from: f32| -> Vec<f32> {
                    (0..dims.iter().product()).map(|i| i as f32 + from).collect()
                };
                let (va, vb) = (number(&a, 1.0), number(&b, 0.5));
                let (ra, rb) = (Raw::from_vec(va.clone(), &a), Raw::from_vec(vb.clone(), &b));
                let naive = |f: fn(f32, f32) -> f32| -> Vec<f32> {
                    (0..dims.iter().product())
                        .map(|i| f(seen(&va, &a, &dims, i), seen(&vb, &b, &dims, i)))
                        .collect()
                };
                for (result, f) in [
                    (add(&ra, &rb), (|x, y| x + y) as fn(f32, f32) -> f32),
                    (sub(&ra, &rb), |x, y| x - y),
                    (mul(&ra, &rb), |x, y| x * y),
                    (div(&ra, &rb), |x, y| x / y),
                ] {
                    assert_eq!(result.dims(), dims);
                    assert_eq!(f32::load(&result), naive(f), "{a:?} and {b:?}");
                }
            }
        }
        assert!(fitting > 1000);
    }

    #[test]
    fn numbers_reach_every_element() {
        let a = Raw::from_vec(vec![1.0, 2.0, 4.0], &[3]);
        assert_eq!(f32::load(&add_scalar(&a, 1.0)), [2.0, 3.0, 5.0]);
        assert_eq!(f32::load(&sub_scalar(&a, 1.0)), [0.0, 1.0, 3.0]);
        assert_eq!(f32::load(&mul_scalar(&a, 3.0)), [3.0, 6.0, 12.0]);
        assert_eq!(f32::load(&div_scalar(&a, 2.0)), [0.5, 1.0, 2.0]);
        assert_eq!(f32::load(&a), [1.0, 2.0, 4.0]);
    }
}
