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

use super::differ::Tolerance;
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
        reduction: Reduction,
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

/// What makes one number of those along an axis.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reduction {
    Sum,
    Mean,
    Maximum,
    Minimum,
    PlaceOfMaximum,
}

/// Factors that tell where they come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ratio {
    /// 1 / ln 2: a logarithm to base 2 in place of the natural one.
    OverLn2,
    Ln2,
    Two,
    Half,
    Other,
}

impl Ratio {
    pub fn of(factor: f64) -> Ratio {
        use std::f64::consts::{LN_2, LOG2_E};
        let known =
            [(LOG2_E, Ratio::OverLn2), (LN_2, Ratio::Ln2), (2., Ratio::Two), (0.5, Ratio::Half)];
        let near = known.iter().find(|(value, _)| (factor / value - 1.).abs() < 1e-3);
        near.map_or(Ratio::Other, |(_, ratio)| *ratio)
    }
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

#[cfg(test)]
mod tests;
