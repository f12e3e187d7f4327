//! A mistake: what was probably done to the right numbers, so that a learner knows where to look.
//!
//! A mistake is named only when it explains every number, and when the numbers are too many or too odd for that to be
//! chance. So a diagnosis may be missing, but it does not mislead.
//!
//! - `axes`: sums and shares along the wrong axis; `form`: the right numbers in another shape or order
//! - `size`: every number changed in the same way; `broken`: what is no number any more

mod axes;
mod broken;
mod form;
mod size;

use std::fmt::{self, Display, Formatter};

use super::differ::{Tolerance, rough};
use super::value::{Kind, Numbers};

/// An answer that is not what was expected.
pub struct Case<'a> {
    /// What the learner's code was given, where that is numbers.
    pub input: Option<&'a Numbers>,
    pub got: &'a Numbers,
    pub expected: &'a Numbers,
    pub tolerance: Tolerance,
}

/// What was probably done to the right numbers.
#[derive(Clone, Debug, PartialEq)]
pub enum Mistake {
    /// Some elements are no number.
    NotANumber {
        all: bool,
    },
    /// Some elements have no bound.
    Infinite {
        large_input: bool,
    },
    /// Every element is 0.
    Zeros,
    /// The input came back as it was.
    Input,
    /// The signs are turned round.
    Negated,
    /// Each number is 1 minus the right one, each truth value the opposite.
    Complement,
    /// Each number is this many times the right one.
    Factor(f64),
    /// A sum of this many numbers instead of their mean.
    NotDivided(usize),
    /// A mean of this many numbers instead of their sum.
    Divided(usize),
    /// Each number is off by this constant.
    Offset(f64),
    /// A whole number is one too large or too small.
    OffByOne {
        more: bool,
    },
    /// The square root is missing, or is one too many.
    Unrooted,
    Rooted,
    /// The logarithm is missing, or is one too many.
    Exponential,
    Logarithm,
    /// The fractional parts are lost.
    Rounded,
    Transposed,
    /// In the opposite order along this axis.
    Reversed {
        axis: usize,
    },
    /// Every element stands this many places too far along the only axis.
    Shifted {
        by: i64,
    },
    /// The same numbers in another order.
    Reordered {
        ascending: bool,
    },
    /// The right numbers in another shape.
    Reshaped,
    /// One element too many or too few at one end of the only axis.
    TooMany {
        at_start: bool,
    },
    TooFew {
        at_start: bool,
    },
    /// All elements were added up (or averaged) instead of those along one axis.
    Total {
        mean: bool,
    },
    /// Reduced along the axis `got` instead of `expected`.
    OtherAxis {
        reduction: &'static str,
        got: usize,
        expected: usize,
    },
    /// The sums along an axis are right along `got` instead of `expected`.
    SharesAlong {
        sum: f64,
        got: usize,
        expected: usize,
    },
}

/// The mistake that explains the whole answer, if one does.
pub fn likely(case: &Case) -> Option<Mistake> {
    broken::find(case).or_else(|| {
        // What would be no mistake explains nothing.
        if case.matches(&case.expected.values) && case.got.shape == case.expected.shape {
            return None;
        }
        axes::find(case).or_else(|| form::find(case)).or_else(|| size::find(case))
    })
}

impl Case<'_> {
    /// Whether the answer consists of these numbers.
    fn matches(&self, values: &[f64]) -> bool {
        self.close(&self.got.values, values)
    }

    fn close(&self, got: &[f64], expected: &[f64]) -> bool {
        // Against the largest number: what was computed in another order differs where it cancels.
        let largest = expected.iter().fold(0., |a: f64, b| a.max(b.abs()));
        let within = self.tolerance.absolute + self.tolerance.relative * largest;
        got.len() == expected.len()
            && got.iter().zip(expected).all(|(a, b)| a == b || (a - b).abs() <= within)
    }

    /// Whether this many different numbers were expected at least.
    fn distinct(&self, least: usize) -> bool {
        let mut seen: Vec<f64> = Vec::new();
        for &value in &self.expected.values {
            if !seen.iter().any(|other| self.close(&[*other], &[value])) {
                seen.push(value);
                if seen.len() >= least {
                    return true;
                }
            }
        }
        false
    }

    fn is_truth(&self) -> bool {
        self.expected.kind == Kind::Truth
    }
}

impl Display for Mistake {
    fn fmt(&self, f: &mut Formatter) -> fmt::Result {
        match self {
            Mistake::NotANumber { all: true } => f.write_str(
                "Every element is NaN: look for 0/0, for infinity minus infinity, or for the root or logarithm of a negative number.",
            ),
            Mistake::NotANumber { all: false } => f.write_str(
                "Some elements are NaN: look at the inputs of just those for 0/0, or for the root or logarithm of a negative number.",
            ),
            Mistake::Infinite { large_input: true } => f.write_str(
                "Some elements are infinite: `exp` of a number above 88 is too large for an f32. Subtract the largest input first.",
            ),
            Mistake::Infinite { large_input: false } => f.write_str(
                "Some elements are infinite: look for a division by 0 or the logarithm of 0.",
            ),
            Mistake::Zeros => f.write_str("Every element is 0: is the result ever written to what you return?"),
            Mistake::Input => f.write_str("This is the input, unchanged: do you return what you computed?"),
            Mistake::Negated => f.write_str("The sign is turned round: look for a minus that is missing or one too many."),
            Mistake::Complement => f.write_str("This is the exact opposite: look at the direction of a comparison, or for `1 - x`."),
            Mistake::Factor(factor) => write!(f, "The answer is {}.", times(*factor)),
            Mistake::NotDivided(n) => write!(f, "The answer is {n} times too large: did you take the sum and forget to divide by {n}?"),
            Mistake::Divided(n) => write!(f, "The answer is {n} times too small: did you divide by {n} where the sum is wanted, or divide twice?"),
            Mistake::Offset(offset) => write!(f, "Every number is too {} by {}: look for a term that is added once too often or left out.", if *offset > 0. { "large" } else { "small" }, rough(offset.abs())),
            Mistake::OffByOne { more } => write!(f, "It is one too {}: if it was counted, look at where the counting starts and ends, `..n` or `..=n`.", if *more { "large" } else { "small" }),
            Mistake::Unrooted => f.write_str("These are the squares of the right numbers: a square root is missing."),
            Mistake::Rooted => f.write_str("These are the square roots of the right numbers: there is a root too many, or a square is missing."),
            Mistake::Exponential => f.write_str("These are `exp` of the right numbers: take the logarithm, or leave `exp` out."),
            Mistake::Logarithm => f.write_str("These are the logarithms of the right numbers: take `exp`, or leave the logarithm out."),
            Mistake::Rounded => f.write_str("The fractional parts are lost: look for a division of whole numbers or a cast such as `as usize`."),
            Mistake::Transposed => f.write_str("This is the transpose of what was expected: rows and columns are swapped."),
            Mistake::Reversed { axis } => write!(f, "The order along axis {axis} is turned round: the first comes last."),
            Mistake::Shifted { by } => write!(f, "Every element stands {} place{} too {}: look at the index.", by.abs(), if by.abs() == 1 { "" } else { "s" }, if *by > 0 { "late" } else { "early" }),
            Mistake::Reordered { ascending: true } => f.write_str("These are the right numbers, but sorted: their order matters."),
            Mistake::Reordered { ascending: false } => f.write_str("These are the right numbers in another order."),
            Mistake::Reshaped => f.write_str("The numbers are right and only the shape is not: use `reshape`, `flatten`, `squeeze` or `unsqueeze`."),
            Mistake::TooMany { at_start } => write!(f, "There is one element too many at the {}; the rest is right: look at where the loop {}.", end(*at_start), bound(*at_start)),
            Mistake::TooFew { at_start } => write!(f, "The {} element is missing; the rest is right: look at where the loop {}.", if *at_start { "first" } else { "last" }, bound(*at_start)),
            Mistake::Total { mean } => write!(f, "This is {} of all elements: only those along one axis belong together.", if *mean { "the mean" } else { "the sum" }),
            Mistake::OtherAxis { reduction, got, expected } => write!(f, "This is the {reduction} along axis {got}; the {reduction} along axis {expected} is wanted."),
            Mistake::SharesAlong { sum, got, expected } => write!(f, "The elements add up to {} along axis {got}; they should along axis {expected}.", rough(*sum)),
        }
    }
}

fn times(factor: f64) -> String {
    let near = |wanted: f64| (factor / wanted - 1.).abs() < 1e-3;
    if near(std::f64::consts::LOG2_E) {
        "1.4427 times too large, which is 1 / ln 2: did you take the logarithm to base 2 for the natural one".into()
    } else if near(std::f64::consts::LN_2) {
        "0.6931 times the right one, which is ln 2: did you take the natural logarithm for that to base 2".into()
    } else if near(2.) {
        "twice the right one: look for a factor 2, as in the derivative of a square, or for a missing 1/2".into()
    } else if near(0.5) {
        "half the right one: look for a missing factor 2, as in the derivative of a square, or for a 1/2 too many".into()
    } else {
        format!(
            "{} times the right one: look for a factor that is missing or one too many",
            rough(factor)
        )
    }
}

fn end(at_start: bool) -> &'static str {
    if at_start { "start" } else { "end" }
}

fn bound(at_start: bool) -> &'static str {
    if at_start { "starts" } else { "ends" }
}

#[cfg(test)]
mod tests;
