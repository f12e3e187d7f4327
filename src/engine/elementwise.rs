//! Functions of one element, applied to every element of a tensor.

#[cfg(test)]
use super::Device;
use super::Raw;
use super::cpu::curves;
use super::cpu::share::{filled, in_pieces};
use super::cpu::simd::vectorised;
use super::held::composed;

/// A function of one element. It is copied to where it is called, and should own what it needs: what it
/// borrows might change with every element written, for all that the compiler knows.
#[inline(always)]
pub fn map(x: &Raw, function: impl Fn(f32) -> f32 + Copy + Sync) -> Raw {
    let x_values = x.values();
    let values = filled(x_values.len(), |start, piece| {
        let x = &x_values[start..][..piece.len()];
        vectorised(
            #[inline(always)]
            || {
                let f = function;
                for (y, x) in piece.iter_mut().zip(x) {
                    *y = f(*x);
                }
            },
        );
    });
    Raw::from_vec(values, x.dims())
}

/// A function of two elements at the same place.
#[inline(always)]
pub fn zip(a: &Raw, b: &Raw, function: impl Fn(f32, f32) -> f32 + Copy + Sync) -> Raw {
    let (a_values, b_values) = (a.values(), b.values());
    let values = filled(a_values.len(), |start, piece| {
        let (a, b) = (&a_values[start..][..piece.len()], &b_values[start..][..piece.len()]);
        vectorised(
            #[inline(always)]
            || {
                let f = function;
                for (y, (a, b)) in piece.iter_mut().zip(a.iter().zip(b)) {
                    *y = f(*a, *b);
                }
            },
        );
    });
    Raw::from_vec(values, a.dims())
}

/// The same in place of the first, where no other tensor shares its elements.
#[inline(always)]
pub fn zip_into(a: Raw, b: &Raw, function: impl Fn(f32, f32) -> f32 + Copy + Sync) -> Raw {
    let (mut values, b_values) = (a.into_values(), b.values());
    in_pieces(&mut values, |start, piece| {
        let b = &b_values[start..][..piece.len()];
        vectorised(
            #[inline(always)]
            || {
                let f = function;
                for (a, b) in piece.iter_mut().zip(b) {
                    *a = f(*a, *b);
                }
            },
        );
    });
    Raw::from_vec(values, b.dims())
}

/// A function of one element with the `slope` of each: the gradient is that of the result times the slope.
#[inline(always)]
#[track_caller]
pub fn unary(
    op: &'static str,
    x: &Raw,
    value: impl Fn(f32) -> f32 + Copy + Sync,
    slope: impl Fn(f32) -> f32 + Copy + Send + Sync + 'static,
) -> Raw {
    let saved = x.detach();
    map(x, value).recorded_through(op, x, move |g| zip_into(g, &saved, move |g, v| g * slope(v)))
}

/// A function that dfdx has too, and under it the gradient `g` times its derivative, computed from the
/// element `of` the input or of the output, whichever is enough.
macro_rules! elementwise {
    ($($name:ident: $value:expr, $backward:expr, of $saved:ident;)*) => {
        $(#[track_caller]
        pub fn $name(x: &Raw) -> Raw {
            let y = composed!([x] x.dims(), x.$name()).unwrap_or_else(|| fast::$name(x));
            let saved = elementwise!(@saved $saved x y).detach();
            y.recorded_through(stringify!($name), x, move |g| {
                zip_into(g, &saved, $backward)
            })
        })*

        /// Without dfdx.
        mod fast {
            use super::*;

            $(pub fn $name(x: &Raw) -> Raw {
                map(x, $value)
            })*
        }

        #[cfg(test)]
        type Way = fn(&Raw) -> Raw;

        /// The name of each, and its values by both ways.
        #[cfg(test)]
        const BOTH_WAYS: &[(&str, Way, Way)] = &[$((
            stringify!($name),
            fast::$name,
            |x| $name(&x.moved(Device::reference())),
        )),*];
    };
    (@saved input $x:ident $y:ident) => { $x };
    (@saved output $x:ident $y:ident) => { $y };
}

elementwise! {
    abs: |x| x.abs(), |g, x| if x == 0.0 { 0.0 } else { g * x.signum() }, of input;
    cos: |x| x.cos(), |g, x| -g * x.sin(), of input;
    exp: curves::exp, |g, y| g * y, of output;
    ln: curves::ln, |g, x| g / x, of input;
    relu: |x| if x < 0.0 { 0.0 } else { x }, |g, y| if y > 0.0 { g } else { 0.0 }, of output;
    sigmoid: curves::sigmoid, |g, y| g * y * (1.0 - y), of output;
    sin: |x| x.sin(), |g, x| g * x.cos(), of input;
    sqrt: |x| x.sqrt(), |g, y| g / (2.0 * y), of output;
    square: |x| x * x, |g, x| g * 2.0 * x, of input;
    tanh: curves::tanh, |g, y| g * (1.0 - y * y), of output;
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
    let y = composed!([x] x.dims(), -x).unwrap_or_else(|| map(x, |v| -v));
    y.recorded_from("neg", x, neg)
}

#[track_caller]
pub fn powf(x: &Raw, exponent: f32) -> Raw {
    // The power 0 is constant, also where the formula would divide by 0.
    let slope = move |v: f32| match exponent {
        0.0 => 0.0,
        _ => exponent * v.powf(exponent - 1.0),
    };
    unary("powf", x, move |v| v.powf(exponent), slope)
}

#[track_caller]
pub fn clamp(x: &Raw, low: f32, high: f32) -> Raw {
    assert!(low <= high, "clamp: the lower bound {low} is not below the upper bound {high}");
    let saved = x.detach();
    let y = composed!([x] x.dims(), x.clamp(low, high))
        .unwrap_or_else(|| map(x, move |v| v.clamp(low, high)));
    y.recorded_through("clamp", x, move |g| {
        zip_into(g, &saved, move |g, v| if (low..=high).contains(&v) { g } else { 0.0 })
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::Element;

    #[test]
    fn both_ways_agree_and_show_what_is_no_number() {
        // More elements than one piece has.
        let at = |from: f32| (0..20_001).map(move |i| from + i as f32 * 1e-3);
        for (name, fast, composed) in BOTH_WAYS {
            let from = if matches!(*name, "ln" | "sqrt") { 1e-3 } else { -10.0 };
            let x = Raw::from_vec(at(from).collect(), &[20_001]);
            for (a, b) in fast(&x).values().iter().zip(composed(&x).values()) {
                assert!((a - b).abs() <= 1e-6 * b.abs().max(1.0), "{name}: {a} is not {b}");
            }
            let nan = fast(&Raw::full(f32::NAN, &[33]));
            assert!(nan.values().iter().all(|v| v.is_nan()), "{name}");
        }
    }

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
