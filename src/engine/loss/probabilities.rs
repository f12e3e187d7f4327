//! Losses of probabilities and the probabilities they should be.

use super::{check_equal, mean};
use crate::engine::Raw;
use crate::engine::cpu::curves;
use crate::engine::elementwise::{map, zip};

/// The mean binary cross-entropy of sigmoid(logit) and a target from 0 to 1.
#[track_caller]
pub fn bce_with_logits(logits: &Raw, targets: &Raw) -> Raw {
    check_equal("bce_with_logits", "logits", logits, targets);
    let len = logits.len();
    // ln(1 + exp(x)) - t x
    let loss = mean(
        logits,
        targets,
        len,
        #[inline(always)]
        |x, t| curves::softplus(x) - t * x,
    );
    let (x, t) = (logits.detach(), targets.detach());
    loss.recorded("bce_with_logits", [logits, targets], move |g, [to_logits, to_targets]| {
        let scale = g.number() / len as f32;
        let by_logits = || {
            zip(
                &x,
                &t,
                #[inline(always)]
                move |x, t| scale * (curves::sigmoid(x) - t),
            )
        };
        [to_logits.then(by_logits), to_targets.then(|| map(&x, move |x| -scale * x))]
    })
}

/// The Kullback-Leibler divergence of targets p from predictions given as ln q: Σ p (ln p - ln q) over the
/// last axis, the mean over the others.
#[track_caller]
pub fn kl_div(log_probabilities: &Raw, targets: &Raw) -> Raw {
    check_equal("kl_div", "log-probabilities", log_probabilities, targets);
    let rows = targets.len() / targets.dims().last().copied().unwrap_or(1);
    let loss = mean(log_probabilities, targets, rows, divergence);
    let (q, p) = (log_probabilities.detach(), targets.detach());
    loss.recorded("kl_div", [log_probabilities, targets], move |g, [to_q, to_p]| {
        let scale = g.number() / rows as f32;
        let by_p = || {
            zip(
                &q,
                &p,
                #[inline(always)]
                move |q, p| scale * slope(q, p),
            )
        };
        [to_q.then(|| map(&p, move |p| -scale * p)), to_p.then(by_p)]
    })
}

/// What has the probability 0 adds nothing.
#[inline(always)]
fn divergence(q: f32, p: f32) -> f32 {
    if p == 0.0 { 0.0 } else { p * (curves::ln(p) - q) }
}

/// The derivative by p.
#[inline(always)]
fn slope(q: f32, p: f32) -> f32 {
    if p == 0.0 { 0.0 } else { curves::ln(p) + 1.0 - q }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test::panic_message;

    #[test]
    fn losses_are_their_definitions() {
        let x = Raw::from_vec(vec![1.0, -2.0, 0.5, 0.0], &[2, 2]);
        let t = Raw::from_vec(vec![1.0, 0.0, 0.0, 1.0], &[2, 2]);
        let by_hand = |x: f32, t: f32| {
            let p = 1.0 / (1.0 + (-x).exp());
            -(t * p.ln() + (1.0 - t) * (1.0 - p).ln())
        };
        let expected =
            (by_hand(1., 1.) + by_hand(-2., 0.) + by_hand(0.5, 0.) + by_hand(0., 1.)) / 4.;
        assert!((bce_with_logits(&x, &t).number() - expected).abs() < 1e-6);
        let q = Raw::from_vec([0.5_f32, 0.5, 0.25, 0.75].map(f32::ln).to_vec(), &[2, 2]);
        let expected = ((2.0_f32).ln() + (4.0_f32 / 3.0).ln()) / 2.0;
        let p = Raw::from_vec(vec![1.0, 0.0, 0.0, 1.0], &[2, 2]);
        assert!((kl_div(&q, &p).number() - expected).abs() < 1e-6);
        let same = Raw::from_vec(vec![0.5, 0.5, 0.25, 0.75], &[2, 2]);
        assert!(kl_div(&q, &same).number().abs() < 1e-6);
    }

    #[test]
    fn great_logits_do_not_overflow() {
        let x = Raw::from_vec(vec![1e4, -1e4], &[2]);
        assert_eq!(bce_with_logits(&x, &Raw::from_vec(vec![0.0, 1.0], &[2])).number(), 1e4);
    }

    #[test]
    fn what_does_not_fit_is_one_sentence() {
        let nothing = Raw::full(0.0, &[0]);
        assert_eq!(
            panic_message(|| bce_with_logits(&nothing, &nothing)),
            "bce_with_logits: the batch is empty, so there is no mean loss"
        );
        assert_eq!(
            panic_message(|| kl_div(&Raw::full(0.0, &[2, 3]), &Raw::full(0.0, &[3]))),
            "kl_div: the log-probabilities have the shape [2, 3] and the targets [3], which must be \
             equal"
        );
    }
}
