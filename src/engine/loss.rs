//! Losses: how far predictions are from what they should be, as one number, the mean over all.

use super::softmax::{exponentials, log_sum_exp};
use super::{Element, Raw};

/// The mean of (prediction - target)².
#[track_caller]
pub fn mse(prediction: &Raw, target: &Raw) -> Raw {
    check_equal("mse_loss", "predictions", prediction, target);
    let (p, t) = (f32::load(prediction), f32::load(target));
    let errors: Vec<f32> = p.iter().zip(&t).map(|(p, t)| p - t).collect();
    let loss = mean(errors.iter().map(|e| e * e), errors.len());
    let dims = prediction.dims().to_vec();
    loss.recorded("mse_loss", [prediction, target], move |g, [to_prediction, to_target]| {
        let scale = 2.0 * g.number() / errors.len() as f32;
        let scaled = |scale: f32| Raw::from_vec(errors.iter().map(|e| e * scale).collect(), &dims);
        [to_prediction.then(|| scaled(scale)), to_target.then(|| scaled(-scale))]
    })
}

/// The mean of -ln softmax(logits) at the labels. Logits are (.., classes), labels (..).
#[track_caller]
pub fn cross_entropy(logits: &Raw, labels: &Raw) -> Raw {
    let &[ref batch @ .., classes] = logits.dims() else {
        panic!("cross_entropy: the logits are a scalar; they have the shape (batch, classes)");
    };
    assert!(
        batch == labels.dims(),
        "cross_entropy: logits of the shape {:?} need labels of the shape {batch:?}, one class for \
         each row, but they have the shape {:?}",
        logits.dims(),
        labels.dims()
    );
    assert!(labels.len() > 0, "cross_entropy: the batch is empty, so there is no mean loss");
    let (values, labels) = (f32::load(logits), usize::load(labels));
    if let Some(place) = labels.iter().position(|&label| label >= classes) {
        panic!(
            "cross_entropy: the label {} at place {place} is outside the {classes} classes, which \
             are numbered from 0",
            labels[place]
        );
    }
    let rows = values.chunks_exact(classes).zip(&labels);
    let surprise = |(row, &label): (&[f32], &usize)| {
        let (greatest, rest) = log_sum_exp(row);
        greatest - row[label] + rest
    };
    let loss = mean(rows.map(surprise), labels.len());
    let saved = logits.detach();
    // The gradient by the logits is softmax(logits) - one_hot(label).
    loss.recorded_from("cross_entropy", logits, move |g| {
        let scale = g.number() / labels.len() as f32;
        let mut values = f32::load(&saved);
        for (row, &label) in values.chunks_exact_mut(classes).zip(&labels) {
            exponentials(row);
            row[label] -= 1.0;
            row.iter_mut().for_each(|v| *v *= scale);
        }
        Raw::from_vec(values, saved.dims())
    })
}

/// The mean binary cross-entropy of sigmoid(logit) and a target from 0 to 1.
#[track_caller]
pub fn bce_with_logits(logits: &Raw, targets: &Raw) -> Raw {
    check_equal("bce_with_logits", "logits", logits, targets);
    let (x, t) = (f32::load(logits), f32::load(targets));
    // ln(1 + exp(x)) - t x, with the exponential of a number that is never positive.
    let softplus = |x: f32| x.max(0.0) + (-x.abs()).exp().ln_1p();
    let loss = mean(x.iter().zip(&t).map(|(&x, t)| softplus(x) - t * x), x.len());
    let dims = logits.dims().to_vec();
    loss.recorded("bce_with_logits", [logits, targets], move |g, [to_logits, to_targets]| {
        let scale = g.number() / x.len() as f32;
        let sigmoid = |x: f32| 1.0 / (1.0 + (-x).exp());
        let by_logits = || x.iter().zip(&t).map(|(&x, t)| scale * (sigmoid(x) - t)).collect();
        let by_targets = || x.iter().map(|x| -scale * x).collect();
        [
            to_logits.then(|| Raw::from_vec(by_logits(), &dims)),
            to_targets.then(|| Raw::from_vec(by_targets(), &dims)),
        ]
    })
}

/// Added up in double precision: a mean over a large batch keeps its digits.
fn mean(values: impl Iterator<Item = f32>, len: usize) -> Raw {
    let total: f64 = values.map(f64::from).sum();
    Raw::full((total / len as f64) as f32, &[])
}

#[track_caller]
fn check_equal(op: &str, left: &str, a: &Raw, b: &Raw) {
    let column = |dims: &[usize]| [dims, &[1]].concat();
    assert!(
        a.dims() == b.dims(),
        "{op}: the {left} have the shape {:?} and the targets {:?}, which must be equal{}",
        a.dims(),
        b.dims(),
        if a.dims() == column(b.dims()) {
            "; try `.unsqueeze(-1)` on the targets"
        } else if b.dims() == column(a.dims()) {
            "; try `.squeeze(-1)` on the targets"
        } else {
            ""
        }
    );
    assert!(a.len() > 0, "{op}: the batch is empty, so there is no mean loss");
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test::panic_message;

    fn number(loss: Raw) -> f32 {
        loss.number()
    }

    #[test]
    fn losses_are_their_definitions() {
        let x = Raw::from_vec(vec![1.0, -2.0, 0.5, 0.0], &[2, 2]);
        let t = Raw::from_vec(vec![1.0, 0.0, 0.0, 1.0], &[2, 2]);
        assert_eq!(number(mse(&x, &t)), (4.0 + 0.25 + 1.0) / 4.0);
        let by_hand = |x: f32, t: f32| {
            let p = 1.0 / (1.0 + (-x).exp());
            -(t * p.ln() + (1.0 - t) * (1.0 - p).ln())
        };
        let expected =
            (by_hand(1., 1.) + by_hand(-2., 0.) + by_hand(0.5, 0.) + by_hand(0., 1.)) / 4.;
        assert!((number(bce_with_logits(&x, &t)) - expected).abs() < 1e-6);
        let labels = Raw::from_vec(vec![0_usize, 1], &[2]);
        let expected = ((1.0 + (-3.0_f32).exp()).ln() + (1.0 + 0.5_f32.exp()).ln()) / 2.0;
        assert!((number(cross_entropy(&x, &labels)) - expected).abs() < 1e-6);
    }

    #[test]
    fn great_logits_do_not_overflow() {
        let x = Raw::from_vec(vec![1e4, -1e4], &[2]);
        assert_eq!(number(bce_with_logits(&x, &Raw::from_vec(vec![0.0, 1.0], &[2]))), 1e4);
        let label = Raw::from_vec(vec![1_usize], &[1]);
        assert_eq!(number(cross_entropy(&x.with_dims(&[1, 2]), &label)), 2e4);
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
            panic_message(|| cross_entropy(&x, &labels(&[0]))),
            "cross_entropy: logits of the shape [2, 3] need labels of the shape [2], one class for \
             each row, but they have the shape [1]"
        );
        assert_eq!(
            panic_message(|| cross_entropy(&Raw::full(0.0, &[0, 3]), &labels(&[]))),
            "cross_entropy: the batch is empty, so there is no mean loss"
        );
        assert_eq!(
            panic_message(|| mse(&Raw::full(0.0, &[4, 1]), &Raw::full(0.0, &[4]))),
            "mse_loss: the predictions have the shape [4, 1] and the targets [4], which must be \
             equal; try `.unsqueeze(-1)` on the targets"
        );
        assert_eq!(
            panic_message(|| bce_with_logits(&Raw::full(0.0, &[0]), &Raw::full(0.0, &[0]))),
            "bce_with_logits: the batch is empty, so there is no mean loss"
        );
    }
}
