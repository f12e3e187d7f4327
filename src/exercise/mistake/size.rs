//! Every number changed in the same way: its sign, a factor, a constant, a root, a logarithm.

use super::{Case, Mistake};
use crate::exercise::value::Kind;

pub fn find(case: &Case) -> Option<Mistake> {
    if case.got.shape != case.expected.shape {
        return None;
    }
    let opposite = case.distinct(2) && mapped(case, |x| 1. - x);
    if case.is_truth() {
        return opposite.then_some(Mistake::Complement);
    }
    if case.expected.kind == Kind::Whole && case.expected.values.len() == 1 {
        let more = case.got.values[0] - case.expected.values[0];
        // Small numbers are often neighbours by chance.
        let counted = case.expected.values[0] >= 8.;
        return (counted && more.abs() == 1.).then_some(Mistake::OffByOne { more: more > 0. });
    }
    if mapped(case, |x| -x) {
        return Some(Mistake::Negated);
    }
    if opposite {
        return Some(Mistake::Complement);
    }
    factor(case).or_else(|| offset(case)).or_else(|| curve(case))
}

/// Whether the answer is this function of each number.
fn mapped(case: &Case, f: impl Fn(f64) -> f64) -> bool {
    let values: Vec<f64> = case.expected.values.iter().map(|x| f(*x)).collect();
    values.iter().all(|v| v.is_finite()) && case.matches(&values)
}

fn factor(case: &Case) -> Option<Mistake> {
    let (got, expected) = (&case.got.values, &case.expected.values);
    let largest =
        (0..expected.len()).max_by(|a, b| expected[*a].abs().total_cmp(&expected[*b].abs()))?;
    let factor = got[largest] / expected[largest];
    if !factor.is_finite() || factor.abs() < 1e-6 || !mapped(case, |x| factor * x) {
        return None;
    }
    // A count that occurs in the input is the n of a mean.
    let near = |n: usize, factor: f64| n > 1 && (factor / n as f64 - 1.).abs() < 1e-4;
    let counts = counts(case);
    if case.distinct(2) || case.expected.values.iter().all(|x| x.fract() != 0.) {
        if let Some(n) = counts.iter().find(|n| near(**n, factor)) {
            return Some(Mistake::NotDivided(*n));
        }
        if let Some(n) = counts.iter().find(|n| near(**n, 1. / factor)) {
            return Some(Mistake::Divided(*n));
        }
    }
    case.distinct(2).then_some(Mistake::Factor(factor))
}

/// The numbers of elements over which a mean may go.
fn counts(case: &Case) -> Vec<usize> {
    let mut counts = Vec::new();
    if let Some(input) = case.input {
        counts.push(input.values.len());
        counts.extend(&input.shape);
    }
    // A factor 2 has many reasons.
    counts.retain(|n| *n > 2);
    counts
}

/// Whether the numbers are several, or odd enough, for a rule not to fit by chance: 0.25 is the square of 0.5, and half
/// of it as well.
fn telling(case: &Case) -> bool {
    let odd = |x: &f64| ![64., 100.].iter().any(|n| (x * n - (x * n).round()).abs() < 1e-4);
    case.distinct(2) || case.expected.values.iter().chain(&case.got.values).all(odd)
}

fn offset(case: &Case) -> Option<Mistake> {
    let offset = case.got.values.first()? - case.expected.values.first()?;
    (case.distinct(2) && mapped(case, |x| x + offset)).then_some(Mistake::Offset(offset))
}

fn curve(case: &Case) -> Option<Mistake> {
    if !telling(case) {
        return None;
    }
    let positive = case.expected.values.iter().all(|x| *x >= 0.);
    // 0 and 1 are their own roots.
    let plain = case.expected.values.iter().all(|x| x.fract() == 0.) && !case.distinct(3);
    if positive && !plain && mapped(case, f64::sqrt) {
        Some(Mistake::Rooted)
    } else if positive && !plain && mapped(case, |x| x * x) {
        Some(Mistake::Unrooted)
    } else if mapped(case, f64::exp) {
        Some(Mistake::Exponential)
    } else if mapped(case, f64::ln) {
        Some(Mistake::Logarithm)
    } else if [f64::trunc, f64::floor, f64::round].iter().any(|round| mapped(case, round)) {
        Some(Mistake::Rounded)
    } else {
        None
    }
}
