//! Numbers that are none any more, zeros, and inputs that came back.

use super::{Case, Mistake};

/// The largest number whose `exp` an f32 holds.
const LARGEST_EXPONENT: f64 = 88.;

pub fn find(case: &Case) -> Option<Mistake> {
    let (got, expected) = (&case.got.values, &case.expected.values);
    if expected.iter().all(|v| v.is_finite()) {
        if got.iter().any(|v| v.is_nan()) {
            let large = case.input.is_some_and(|input| exceeds(&input.values));
            // exp(x) / sum of exp is infinity over infinity.
            return Some(if large {
                Mistake::Infinite { large_input: true }
            } else {
                Mistake::NotANumber { all: got.len() > 1 && got.iter().all(|v| v.is_nan()) }
            });
        }
        if got.iter().any(|v| v.is_infinite()) {
            let large_input = case.input.is_some_and(|input| exceeds(&input.values));
            return Some(Mistake::Infinite { large_input });
        }
    }
    if got.len() > 1 && !case.is_truth() && got.iter().all(|v| *v == 0.) && case.distinct(2) {
        return Some(Mistake::Zeros);
    }
    let input = case.input?;
    let unchanged = input.shape == case.got.shape && case.matches(&input.values);
    let telling = input.values.len() > 1 && case.distinct(2) && !case.is_truth();
    (unchanged && telling && !case.close(&input.values, expected)).then_some(Mistake::Input)
}

fn exceeds(values: &[f64]) -> bool {
    values.iter().any(|v| *v > LARGEST_EXPONENT)
}
