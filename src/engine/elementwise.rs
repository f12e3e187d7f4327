//! Functions of one element, applied to every element of a tensor.

use super::{Flat, Raw};

fn map(x: &Raw, f: impl FnOnce(Flat<f32>) -> Flat<f32>) -> Raw {
    Raw::new(f(x.flat().clone()), x.dims())
}

macro_rules! elementwise {
    ($($name:ident)*) => {
        $(pub fn $name(x: &Raw) -> Raw {
            map(x, |flat| flat.$name())
        })*
    };
}

elementwise!(abs cos exp ln relu sigmoid sin sqrt square tanh);

pub fn neg(x: &Raw) -> Raw {
    map(x, |flat| -flat)
}

pub fn powf(x: &Raw, exponent: f32) -> Raw {
    map(x, |flat| flat.powf(exponent))
}

#[track_caller]
pub fn clamp(x: &Raw, low: f32, high: f32) -> Raw {
    assert!(low <= high, "clamp: the lower bound {low} is not below the upper bound {high}");
    map(x, |flat| flat.clamp(low, high))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::Element;

    #[test]
    fn each_function_is_its_definition() {
        let values = [-2.0, -0.5, 0.25, 3.0_f32];
        let x = Raw::from_vec(values.to_vec(), &[2, 2]);
        for (result, f) in [
            (abs(&x), f32::abs as fn(f32) -> f32),
            (cos(&x), f32::cos),
            (exp(&x), f32::exp),
            (neg(&x), |v| -v),
            (relu(&x), |v| v.max(0.0)),
            (sigmoid(&x), |v| 1.0 / (1.0 + (-v).exp())),
            (sin(&x), f32::sin),
            (square(&x), |v| v * v),
            (tanh(&x), f32::tanh),
            (clamp(&x, -1.0, 0.5), |v| v.clamp(-1.0, 0.5)),
        ] {
            assert_eq!(result.dims(), [2, 2]);
            for (got, v) in f32::load(&result).into_iter().zip(values) {
                assert!((got - f(v)).abs() < 1e-6, "{got} is not f({v}) = {}", f(v));
            }
        }
        let x = Raw::from_vec(vec![0.25, 1.0, 4.0], &[3]);
        assert_eq!(f32::load(&sqrt(&x)), [0.5, 1.0, 2.0]);
        assert_eq!(f32::load(&powf(&x, 1.5)), [0.125, 1.0, 8.0]);
        assert_eq!(f32::load(&ln(&x))[1], 0.0);
    }
}
