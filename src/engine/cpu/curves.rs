//! The exponential function and its kin in single precision, without calls and branches, so that a loop
//! over them becomes vectors. Each is within three units in the last place of the exact value.

use std::f32::consts::{LOG2_E, SQRT_2};

/// ln 2 in two parts; the first has few digits, so that its products with small integers are exact.
const LN_2: (f32, f32) = (0.693_359_4, -2.121_944_4e-4);

/// Added to a number and taken away again, it rounds that to an integer, which lies in its low bits.
const ROUNDER: f32 = 12_582_912.0;

/// exp(x) = 2ⁿ exp(r), where r is at most ln 2 / 2 and its exponential is a polynomial.
#[inline(always)]
pub fn exp(x: f32) -> f32 {
    // Beyond these bounds the result is 0 or infinite. A NaN passes through both.
    let x = if x > 89.0 { 89.0 } else { x };
    let x = if x < -104.0 { -104.0 } else { x };
    let rounded = x * LOG2_E + ROUNDER;
    let n = rounded - ROUNDER;
    let r = x - n * LN_2.0 - n * LN_2.1;
    let series = [1.0 / 5040.0, 1.0 / 720.0, 1.0 / 120.0, 1.0 / 24.0, 1.0 / 6.0, 0.5];
    let p = series.iter().fold(0.0, |p, c| p * r + c);
    // In two steps, because 2ⁿ alone may lie outside of what a number can hold.
    let n = (rounded.to_bits() as i32).wrapping_sub(ROUNDER.to_bits() as i32);
    let half = n >> 1;
    (p * r * r + r + 1.0) * power_of_two(half) * power_of_two(n.wrapping_sub(half))
}

#[inline(always)]
fn power_of_two(n: i32) -> f32 {
    f32::from_bits((n.wrapping_add(127) as u32) << 23)
}

/// ln x = k ln 2 + ln m with m from 1 / √2 to √2, and ln m by the series of the inverse hyperbolic tangent:
/// ln m = 2 artanh s with s = (m - 1) / (m + 1).
#[inline(always)]
pub fn ln(x: f32) -> f32 {
    // The smallest numbers have fewer digits; scaled, they have all.
    let tiny = x < f32::MIN_POSITIVE;
    let scaled = if tiny { x * 8_388_608.0 } else { x };
    let least = (SQRT_2 / 2.0).to_bits();
    let above = scaled.to_bits().wrapping_sub(least);
    let k = (above as i32 >> 23) as f32 - if tiny { 23.0 } else { 0.0 };
    let m = f32::from_bits((above & 0x7f_ffff).wrapping_add(least));
    let f = m - 1.0;
    let s = f / (2.0 + f);
    let z = s * s;
    let series = [2.0 / 9.0, 2.0 / 7.0, 2.0 / 5.0, 2.0 / 3.0];
    let p = series.iter().fold(0.0, |p, c| p * z + c) * z;
    // ln m = f - f²/2 + s (f²/2 + p): the largest term is exact.
    let half = 0.5 * f * f;
    let value = k * LN_2.0 + (f - (half - (s * (half + p) + k * LN_2.1)));
    let value = if x == f32::INFINITY { x } else { value };
    let value = if x == 0.0 { f32::NEG_INFINITY } else { value };
    if x >= 0.0 { value } else { f32::NAN }
}

/// ln(1 + x) for x from 0 to 1: what the sum loses by rounding comes back as a slope.
#[inline(always)]
fn ln_1p(x: f32) -> f32 {
    let sum = 1.0 + x;
    ln(sum) + (x - (sum - 1.0)) / sum
}

/// 1 / (1 + exp(-x)).
#[inline(always)]
pub fn sigmoid(x: f32) -> f32 {
    1.0 / (1.0 + exp(-x))
}

/// ln(1 + exp(x)), with the exponential of a number that is never positive.
#[inline(always)]
pub fn softplus(x: f32) -> f32 {
    let positive = if x < 0.0 { 0.0 } else { x };
    positive + ln_1p(exp(-x.abs()))
}

/// tanh x: near 0 by its series, because 1 - 2 / (exp(2x) + 1) loses digits there.
#[inline(always)]
pub fn tanh(x: f32) -> f32 {
    let z = x * x;
    // Near the least and greatest of its range the series is bent to fit.
    let series = [-5.704_988_7e-3, 2.063_908_8e-2, -5.373_971_5e-2, 0.133_314_42, -0.333_332_8];
    let near = series.iter().fold(0.0, |p, c| p * z + c) * z * x + x;
    let far = 1.0 - 2.0 / (exp(2.0 * x.abs()) + 1.0);
    if x.abs() < 0.625 { near } else { far.copysign(x) }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// How far a value is from the exact one, in units in the last place of that.
    fn units(got: f32, exact: f64) -> f64 {
        let near = (exact as f32).abs().max(f32::MIN_POSITIVE);
        let unit = f64::from(f32::from_bits(near.to_bits() + 1)) - f64::from(near);
        (f64::from(got) - exact).abs() / unit
    }

    fn check(name: &str, f: fn(f32) -> f32, exact: fn(f64) -> f64, range: (f32, f32)) {
        let count = 1_000_000;
        for i in 0..=count {
            let x = range.0 + (range.1 - range.0) * (i as f32 / count as f32);
            let (got, exact) = (f(x), exact(f64::from(x)));
            let far = units(got, exact);
            assert!(far <= 3.0, "{name}({x:e}) = {got:e}, which is {far} units from {exact:e}");
        }
    }

    #[test]
    fn all_are_within_three_units_in_the_last_place() {
        check("exp", exp, f64::exp, (-86.0, 88.7));
        check("exp", exp, f64::exp, (-1e-3, 1e-3));
        check("ln", ln, f64::ln, (1e-38, 1e-30));
        check("ln", ln, f64::ln, (1e-3, 3.0));
        check("ln", ln, f64::ln, (0.99, 1.01));
        check("ln", ln, f64::ln, (1.0, 3e38));
        let sigmoid_exact = |x: f64| 1.0 / (1.0 + (-x).exp());
        check("sigmoid", sigmoid, sigmoid_exact, (-80.0, 80.0));
        check("sigmoid", sigmoid, sigmoid_exact, (-2.0, 2.0));
        check("tanh", tanh, f64::tanh, (-12.0, 12.0));
        check("tanh", tanh, f64::tanh, (-0.7, 0.7));
        check("tanh", tanh, f64::tanh, (-1e-5, 1e-5));
        check("softplus", softplus, |x| x.max(0.0) + (-x.abs()).exp().ln_1p(), (-80.0, 80.0));
    }

    #[test]
    fn the_ends_are_those_of_the_definitions() {
        let inf = f32::INFINITY;
        assert_eq!(
            [exp(-inf), exp(-200.0), exp(0.0), exp(100.0), exp(inf)],
            [0., 0., 1., inf, inf]
        );
        assert_eq!([ln(0.0), ln(-0.0), ln(1.0), ln(inf)], [-inf, -inf, 0.0, inf]);
        assert!((f64::from(ln(1e-45)) - f64::from(1e-45_f32).ln()).abs() < 1e-4);
        assert_eq!([sigmoid(-inf), sigmoid(0.0), sigmoid(inf)], [0.0, 0.5, 1.0]);
        assert_eq!([tanh(-inf), tanh(-0.0), tanh(inf)], [-1.0, 0.0, 1.0]);
        assert_eq!([softplus(-inf), softplus(inf)], [0.0, inf]);
        for f in [exp, ln, sigmoid, tanh, softplus] {
            assert!(f(f32::NAN).is_nan());
        }
        assert!(ln(-1.0).is_nan());
    }
}
