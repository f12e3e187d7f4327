//! Losses of scores or log-probabilities and classes, (.., classes) and (..).

use crate::engine::softmax::{Sum, exponentials};
use crate::engine::{Element, Raw};

/// The mean of -ln softmax(logits) at the labels. Logits are (.., classes), labels (..).
#[track_caller]
pub fn cross_entropy(logits: &Raw, labels: &Raw) -> Raw {
    let (labels, classes) = load("cross_entropy", "logits", logits, labels);
    let mut shares = logits.values().to_vec();
    let totals = exponentials(&mut shares, classes);
    let rows = logits.values().chunks_exact(classes).zip(&totals).zip(&labels);
    let surprise =
        |((row, sum), &label): ((&[f32], &Sum), &usize)| sum.greatest - row[label] + sum.total.ln();
    let loss = mean(rows.map(surprise), labels.len());
    let dims = logits.dims().to_vec();
    // The gradient by the logits is softmax(logits) - one_hot(label).
    loss.recorded_from("cross_entropy", logits, move |g| {
        let scale = g.number() / labels.len() as f32;
        let rows = shares.chunks_exact_mut(classes).zip(&totals);
        for ((row, sum), &label) in rows.zip(&labels) {
            let share = scale / sum.total;
            row.iter_mut().for_each(|v| *v *= share);
            row[label] -= scale;
        }
        Raw::from_vec(shares, &dims)
    })
}

/// The mean of the negative log-probabilities at the labels, both shaped as in [`cross_entropy`].
#[track_caller]
pub fn nll(log_probabilities: &Raw, labels: &Raw) -> Raw {
    let (labels, classes) = load("nll_loss", "log-probabilities", log_probabilities, labels);
    let rows = log_probabilities.values().chunks_exact(classes).zip(&labels);
    let loss = mean(rows.map(|(row, &label)| -row[label]), labels.len());
    let dims = log_probabilities.dims().to_vec();
    loss.recorded_from("nll_loss", log_probabilities, move |g| {
        let scale = g.number() / labels.len() as f32;
        let mut values = vec![0.0; labels.len() * classes];
        for (row, &label) in values.chunks_exact_mut(classes).zip(&labels) {
            row[label] = -scale;
        }
        Raw::from_vec(values, &dims)
    })
}

/// The labels, checked against the scores, and the number of classes.
#[track_caller]
fn load(op: &str, what: &str, scores: &Raw, labels: &Raw) -> (Vec<usize>, usize) {
    let &[ref batch @ .., classes] = scores.dims() else {
        panic!("{op}: the {what} are a scalar; they have the shape (batch, classes)");
    };
    assert!(
        batch == labels.dims(),
        "{op}: {what} of the shape {:?} need labels of the shape {batch:?}, one class for each row, \
         but they have the shape {:?}",
        scores.dims(),
        labels.dims()
    );
    assert!(labels.len() > 0, "{op}: the batch is empty, so there is no mean loss");
    let labels = usize::load(labels);
    if let Some(place) = labels.iter().position(|&label| label >= classes) {
        panic!(
            "{op}: the label {} at place {place} is outside the {classes} classes, which are \
             numbered from 0",
            labels[place]
        );
    }
    (labels, classes)
}

/// Added up in double precision: a mean over a large batch keeps its digits.
fn mean(values: impl Iterator<Item = f32>, len: usize) -> Raw {
    let total: f64 = values.map(f64::from).sum();
    Raw::full((total / len as f64) as f32, &[])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::log_softmax;
    use crate::test::panic_message;

    #[test]
    fn losses_are_their_definitions() {
        let x = Raw::from_vec(vec![1.0, -2.0, 0.5, 0.0], &[2, 2]);
        let labels = Raw::from_vec(vec![0_usize, 1], &[2]);
        let expected = ((1.0 + (-3.0_f32).exp()).ln() + (1.0 + 0.5_f32.exp()).ln()) / 2.0;
        assert!((cross_entropy(&x, &labels).number() - expected).abs() < 1e-6);
        assert!((nll(&log_softmax(&x, 1), &labels).number() - expected).abs() < 1e-6);
    }

    #[test]
    fn great_logits_do_not_overflow() {
        let label = Raw::from_vec(vec![1_usize], &[1]);
        assert_eq!(cross_entropy(&Raw::from_vec(vec![1e4, -1e4], &[1, 2]), &label).number(), 2e4);
    }

    #[test]
    fn what_does_not_fit_is_one_sentence() {
        let (x, labels) =
            (Raw::full(0.0, &[2, 3]), |v: &[usize]| Raw::from_vec(v.to_vec(), &[v.len()]));
        assert_eq!(
            panic_message(|| cross_entropy(&x, &labels(&[0, 3]))),
            "cross_entropy: the label 3 at place 1 is outside the 3 classes, which are numbered from 0"
        );
        assert_eq!(
            panic_message(|| nll(&x, &labels(&[0]))),
            "nll_loss: log-probabilities of the shape [2, 3] need labels of the shape [2], one class \
             for each row, but they have the shape [1]"
        );
        assert_eq!(
            panic_message(|| cross_entropy(&Raw::full(0.0, &[0, 3]), &labels(&[]))),
            "cross_entropy: the batch is empty, so there is no mean loss"
        );
    }
}
