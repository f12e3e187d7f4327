//! The right numbers in another shape or order, or one of them missing.

use super::{Case, Mistake};
use crate::exercise::value::Numbers;

pub fn find(case: &Case) -> Option<Mistake> {
    let (got, expected) = (case.got, case.expected);
    if expected.values.len() < 2 || !case.distinct(2) {
        return reshaped(case);
    }
    let mut swapped = expected.shape.clone();
    if let [.., rows, columns] = swapped.as_mut_slice() {
        std::mem::swap(rows, columns);
        if swapped == got.shape && case.matches(&transpose(expected)) {
            return Some(Mistake::Transposed);
        }
    }
    if got.shape != expected.shape {
        return reshaped(case).or_else(|| lengths(case));
    }
    let flipped = |axis: &usize| case.matches(&flip(expected, *axis));
    if let Some(axis) = (0..expected.shape.len()).find(flipped) {
        return Some(Mistake::Reversed { axis });
    }
    if expected.shape.len() == 1
        && let Some(by) = [1, -1].into_iter().find(|by| shifted(case, *by))
    {
        return Some(Mistake::Shifted { by });
    }
    let sorted = |values: &[f64]| {
        let mut sorted = values.to_vec();
        sorted.sort_by(f64::total_cmp);
        sorted
    };
    let ordered = sorted(&expected.values);
    let same = case.distinct(3) && case.close(&sorted(&got.values), &ordered);
    same.then(|| Mistake::Reordered { ascending: case.matches(&ordered) })
}

fn reshaped(case: &Case) -> Option<Mistake> {
    (case.got.shape != case.expected.shape && case.matches(&case.expected.values))
        .then_some(Mistake::Reshaped)
}

fn lengths(case: &Case) -> Option<Mistake> {
    let (got, expected) = (&case.got.values, &case.expected.values);
    if case.got.shape.len() != 1 || case.expected.shape.len() != 1 {
        return None;
    }
    if got.len() + 1 == expected.len() && got.len() > 1 {
        // Where both ends fit, all are alike and there is no telling.
        let (end, start) =
            (case.close(got, &expected[..got.len()]), case.close(got, &expected[1..]));
        return (start != end).then_some(Mistake::TooFew { at_start: start });
    }
    if got.len() == expected.len() + 1 {
        let (end, start) =
            (case.close(&got[..expected.len()], expected), case.close(&got[1..], expected));
        return (start != end).then_some(Mistake::TooMany { at_start: start });
    }
    None
}

/// Whether each element is that of one place before (`by` 1) or after (-1), but for the end that falls off.
fn shifted(case: &Case, by: i64) -> bool {
    let (got, expected) = (&case.got.values, &case.expected.values);
    let last = expected.len() - 1;
    let (got, expected) =
        if by > 0 { (&got[1..], &expected[..last]) } else { (&got[..last], &expected[1..]) };
    let several = expected.len() > 1 && expected.iter().any(|x| !case.close(&[*x], &expected[..1]));
    // With few different values, neighbours that agree by chance look like a shift.
    several && case.distinct(3) && case.close(got, expected)
}

/// The numbers with the last two axes swapped.
pub fn transpose(numbers: &Numbers) -> Vec<f64> {
    let [.., rows, columns] = numbers.shape.as_slice() else { return numbers.values.clone() };
    let matrices = numbers.values.chunks(rows * columns);
    matrices
        .flat_map(|matrix| {
            (0..*columns).flat_map(move |c| (0..*rows).map(move |r| matrix[r * columns + c]))
        })
        .collect()
}

/// The numbers in the opposite order along an axis.
pub fn flip(numbers: &Numbers, axis: usize) -> Vec<f64> {
    let inner: usize = numbers.shape[axis + 1..].iter().product();
    let block = inner * numbers.shape[axis];
    let blocks = numbers.values.chunks(block.max(1));
    blocks.flat_map(|block| block.chunks(inner.max(1)).rev().flatten().copied()).collect()
}
