//! What was added up, averaged or shared out along the wrong axis.

use super::{Case, Mistake, Reduction};
use crate::exercise::value::Numbers;

/// One number from those along an axis.
type Reduce = fn(&[f64]) -> f64;

const REDUCTIONS: [(Reduction, Reduce); 5] = [
    (Reduction::Sum, |lane| lane.iter().sum()),
    (Reduction::Mean, |lane| lane.iter().sum::<f64>() / lane.len() as f64),
    (Reduction::Maximum, |lane| lane.iter().copied().fold(f64::NEG_INFINITY, f64::max)),
    (Reduction::Minimum, |lane| lane.iter().copied().fold(f64::INFINITY, f64::min)),
    (Reduction::PlaceOfMaximum, |lane| {
        let best = lane.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        lane.iter().position(|x| *x == best).unwrap_or_default() as f64
    }),
];

pub fn find(case: &Case) -> Option<Mistake> {
    total(case).or_else(|| other_axis(case)).or_else(|| shares(case))
}

/// One number where several were expected.
fn total(case: &Case) -> Option<Mistake> {
    let [got] = case.got.values[..] else { return None };
    let count = case.expected.values.len();
    if count < 2 || !case.distinct(2) {
        return None;
    }
    let sum: f64 = case.expected.values.iter().sum();
    let mean = case.close(&[got], &[sum / count as f64]);
    (mean || case.close(&[got], &[sum])).then_some(Mistake::Total { mean })
}

fn other_axis(case: &Case) -> Option<Mistake> {
    let input = case.input.filter(|input| input.shape.len() > 1)?;
    let axes = 0..input.shape.len();
    for (reduction, reduce) in REDUCTIONS {
        let along = |axis| -> Vec<f64> { lanes(input, axis).iter().map(|l| reduce(l)).collect() };
        let mut fitting = axes.clone().filter(|axis| {
            let values = along(*axis);
            values.len() > 1 && case.close(&case.expected.values, &values)
        });
        let (Some(expected), None) = (fitting.next(), fitting.next()) else { continue };
        let mut fitting =
            axes.clone().filter(|axis| *axis != expected && case.matches(&along(*axis)));
        if let (Some(got), None) = (fitting.next(), fitting.next())
            && case.got.values.len() > 1
        {
            return Some(Mistake::OtherAxis { reduction, got, expected });
        }
    }
    None
}

/// Probabilities that add up to 1, or differences that add up to 0, along another axis.
fn shares(case: &Case) -> Option<Mistake> {
    let axes = case.expected.shape.len();
    if axes < 2 || case.got.shape != case.expected.shape || case.got.shape.iter().any(|n| *n < 2) {
        return None;
    }
    for sum in [1., 0.] {
        let along = |numbers: &Numbers, axis| {
            // Zeros alone add up to 0 along every axis.
            numbers.values.iter().any(|x| x.abs() > 1e-3)
                && lanes(numbers, axis).iter().all(|l| (l.iter().sum::<f64>() - sum).abs() < 1e-3)
        };
        let only = |numbers| {
            let mut fitting = (0..axes).filter(|axis| along(numbers, *axis));
            fitting.next().filter(|_| fitting.next().is_none())
        };
        if let (Some(got), Some(expected)) = (only(case.got), only(case.expected))
            && got != expected
        {
            return Some(Mistake::SharesAlong { sum, got, expected });
        }
    }
    None
}

/// The numbers along an axis, one list for each place on the other axes.
fn lanes(numbers: &Numbers, axis: usize) -> Vec<Vec<f64>> {
    let size = numbers.shape[axis];
    let inner: usize = numbers.shape[axis + 1..].iter().product();
    let outer: usize = numbers.shape[..axis].iter().product();
    let at = |o: usize, i: usize, k: usize| numbers.values[(o * size + k) * inner + i];
    (0..outer)
        .flat_map(|o| (0..inner).map(move |i| (o, i)))
        .map(|(o, i)| (0..size).map(|k| at(o, i, k)).collect())
        .collect()
}
