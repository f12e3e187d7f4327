//! Losses of predictions and targets that are numbers: the mean over all elements of a distance.

use super::{check_equal, mean};
use crate::engine::Raw;
use crate::engine::elementwise::zip;

/// The mean of (prediction - target)².
#[track_caller]
pub fn mse(prediction: &Raw, target: &Raw) -> Raw {
    distance("mse_loss", prediction, target, |e| e * e, |e| 2.0 * e)
}

/// The mean of |prediction - target|.
#[track_caller]
pub fn l1(prediction: &Raw, target: &Raw) -> Raw {
    distance("l1_loss", prediction, target, f32::abs, sign)
}

/// The mean of e² / 2 where the error e is at most `delta`, and of delta (|e| - delta / 2) beyond.
#[track_caller]
pub fn huber(prediction: &Raw, target: &Raw, delta: f32) -> Raw {
    assert!(delta > 0.0, "huber_loss: delta is {delta}, but it must be greater than 0");
    let loss = move |e: f32| match e.abs() {
        near if near <= delta => 0.5 * e * e,
        far => delta * (far - 0.5 * delta),
    };
    distance("huber_loss", prediction, target, loss, move |e| e.clamp(-delta, delta))
}

/// The mean of a function of the errors, with its derivative.
#[inline(always)]
#[track_caller]
fn distance(
    op: &'static str,
    prediction: &Raw,
    target: &Raw,
    loss: impl Fn(f32) -> f32 + Copy + Sync,
    slope: impl Fn(f32) -> f32 + Copy + Send + Sync + 'static,
) -> Raw {
    check_equal(op, "predictions", prediction, target);
    let len = prediction.len();
    let loss = mean(
        prediction,
        target,
        len,
        #[inline(always)]
        move |p, t| loss(p - t),
    );
    let (p, t) = (prediction.detach(), target.detach());
    loss.recorded(op, [prediction, target], move |g, [to_prediction, to_target]| {
        let scale = g.number() / len as f32;
        let scaled = |scale: f32| {
            zip(
                &p,
                &t,
                #[inline(always)]
                move |p, t| scale * slope(p - t),
            )
        };
        [to_prediction.then(|| scaled(scale)), to_target.then(|| scaled(-scale))]
    })
}

/// As PyTorch has it: 0 at 0.
fn sign(e: f32) -> f32 {
    if e == 0.0 { 0.0 } else { e.signum() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test::panic_message;

    #[test]
    fn losses_are_their_definitions() {
        let x = Raw::from_vec(vec![1.0, -2.0, 0.5, 0.0], &[2, 2]);
        let t = Raw::from_vec(vec![1.0, 0.0, 0.0, 1.0], &[2, 2]);
        assert_eq!(mse(&x, &t).number(), (4.0 + 0.25 + 1.0) / 4.0);
        assert_eq!(l1(&x, &t).number(), (2.0 + 0.5 + 1.0) / 4.0);
        assert_eq!(huber(&x, &t, 1.0).number(), (1.5 + 0.125 + 0.5) / 4.0);
        assert_eq!(huber(&x, &t, 100.0).number(), mse(&x, &t).number() / 2.0);
    }

    #[test]
    fn what_does_not_fit_is_one_sentence() {
        let (column, row) = (Raw::full(0.0, &[4, 1]), Raw::full(0.0, &[4]));
        assert_eq!(
            panic_message(|| mse(&column, &row)),
            "mse_loss: the predictions have the shape [4, 1] and the targets [4], which must be \
             equal; try `.unsqueeze(-1)` on the targets"
        );
        assert_eq!(
            panic_message(|| huber(&row, &row, 0.0)),
            "huber_loss: delta is 0, but it must be greater than 0"
        );
        let nothing = Raw::full(0.0, &[0]);
        assert_eq!(
            panic_message(|| l1(&nothing, &nothing)),
            "l1_loss: the batch is empty, so there is no mean loss"
        );
    }
}
