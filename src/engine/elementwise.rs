//! Functions of one element, applied to every element of a tensor.

use super::{Flat, Raw};

fn map(x: &Raw, f: impl FnOnce(Flat<f32>) -> Flat<f32>) -> Raw {
    Raw::new(f(x.flat().clone()), x.dims())
}

/// A function of two elements at the same place, in one pass.
fn zip(a: &Raw, b: &Raw, f: impl Fn(f32, f32) -> f32) -> Raw {
    let values = a.values().iter().zip(b.values()).map(|(&a, &b)| f(a, b)).collect();
    Raw::from_vec(values, a.dims())
}

/// A function of one element in one pass; the gradient is that of the result times the `slope` there.
#[track_caller]
pub fn unary(
    op: &'static str,
    x: &Raw,
    value: impl Fn(f32) -> f32,
    slope: impl Fn(f32) -> f32 + Send + 'static,
) -> Raw {
    let saved = x.detach();
    let y = Raw::from_vec(x.values().iter().map(|v| value(*v)).collect(), x.dims());
    y.recorded_from(op, x, move |g| zip(g, &saved, |g, v| g * slope(v)))
}

/// A function of dfdx, and under it the gradient `g` times its derivative, computed from the element
/// `of` the input or of the output, whichever is enough.
macro_rules! elementwise {
    ($($name:ident: $backward:expr, of $saved:ident;)*) => {
        $(#[track_caller]
        pub fn $name(x: &Raw) -> Raw {
            let y = map(x, |flat| flat.$name());
            let saved = elementwise!(@saved $saved x y).detach();
            y.recorded_from(stringify!($name), x, move |g| zip(g, &saved, $backward))
        })*
    };
    (@saved input $x:ident $y:ident) => { $x };
    (@saved output $x:ident $y:ident) => { $y };
}

elementwise! {
    abs: |g, x| if x == 0.0 { 0.0 } else { g * x.signum() }, of input;
    cos: |g, x| -g * x.sin(), of input;
    exp: |g, y| g * y, of output;
    ln: |g, x| g / x, of input;
    relu: |g, y| if y > 0.0 { g } else { 0.0 }, of output;
    sigmoid: |g, y| g * y * (1.0 - y), of output;
    sin: |g, x| g * x.cos(), of input;
    sqrt: |g, y| g / (2.0 * y), of output;
    square: |g, x| g * 2.0 * x, of input;
    tanh: |g, y| g * (1.0 - y * y), of output;
}

/// Functions in steps, whose gradient is 0 wherever there is one.
macro_rules! steps {
    ($($name:ident: $value:expr;)*) => {
        $(#[track_caller]
        pub fn $name(x: &Raw) -> Raw {
            unary(stringify!($name), x, $value, |_| 0.0)
        })*
    };
}

steps! {
    ceil: f32::ceil;
    floor: f32::floor;
    round: f32::round_ties_even;
    sign: |v| if v > 0.0 { 1.0 } else if v < 0.0 { -1.0 } else { 0.0 };
}

#[track_caller]
pub fn neg(x: &Raw) -> Raw {
    map(x, |flat| -flat).recorded_from("neg", x, neg)
}

#[track_caller]
pub fn powf(x: &Raw, exponent: f32) -> Raw {
    let saved = x.detach();
    map(x, |flat| flat.powf(exponent)).recorded_from("powf", x, move |g| {
        // The power 0 is constant, also where the formula would divide by 0.
        let slope = |v: f32| if exponent == 0.0 { 0.0 } else { exponent * v.powf(exponent - 1.0) };
        zip(g, &saved, |g, v| g * slope(v))
    })
}

#[track_caller]
pub fn clamp(x: &Raw, low: f32, high: f32) -> Raw {
    assert!(low <= high, "clamp: the lower bound {low} is not below the upper bound {high}");
    let saved = x.detach();
    map(x, |flat| flat.clamp(low, high)).recorded_from("clamp", x, move |g| {
        zip(g, &saved, |g, v| if (low..=high).contains(&v) { g } else { 0.0 })
    })
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
        let x = Raw::from_vec(vec![-1.5, -0.0, 0.5, 2.5, f32::NAN], &[5]);
        assert_eq!(f32::load(&round(&x))[..4], [-2.0, 0.0, 0.0, 2.0]);
        assert_eq!(f32::load(&floor(&x))[..4], [-2.0, 0.0, 0.0, 2.0]);
        assert_eq!(f32::load(&ceil(&x))[..4], [-1.0, 0.0, 1.0, 3.0]);
        assert_eq!(f32::load(&sign(&x)), [-1.0, 0.0, 1.0, 1.0, 0.0]);
        let x = Raw::from_vec(vec![0.25, 1.0, 4.0], &[3]);
        assert_eq!(f32::load(&sqrt(&x)), [0.5, 1.0, 2.0]);
        assert_eq!(f32::load(&powf(&x, 1.5)), [0.125, 1.0, 8.0]);
        assert_eq!(f32::load(&ln(&x))[1], 0.0);
    }
}
