//! Discounted returns: what a reward-seeker still gets from each step on.

use crate::tensor::{Dyn, Tensor};

/// From each step on the sum of the rewards to come, each step later counted `gamma` times as much:
/// G = r + gamma G', where G' is that of the next step, and 0 after the last. Rewards are (.., time), and so are
/// the returns, of which nothing is recorded. Panics on a scalar and a `gamma` that is not from 0 to 1. (Sutton
/// and Barto, 1998)
///
/// ```
/// # use manabi::prelude::*;
/// assert_eq!(discounted_returns(&tensor([1., 0., 4.]), 0.5), tensor([2., 2., 4.]));
/// ```
#[track_caller]
pub fn discounted_returns(rewards: &Tensor, gamma: f32) -> Tensor {
    returns("discounted_returns", rewards, None, gamma)
}

/// The [`discounted_returns`] of several episodes in one row: no reward counts before the episode that it belongs
/// to. Ends (.., time) are true at the last step of each. Panics as [`discounted_returns`], and when rewards and
/// ends have different shapes.
///
/// ```
/// # use manabi::prelude::*;
/// let (rewards, ends) = (tensor([1., 2., 4.]), tensor([false, true, false]));
/// assert_eq!(discounted_returns_until(&rewards, &ends, 0.5), tensor([2., 2., 4.]));
/// ```
#[track_caller]
pub fn discounted_returns_until(rewards: &Tensor, ends: &Tensor<Dyn, bool>, gamma: f32) -> Tensor {
    let op = "discounted_returns_until";
    assert!(
        rewards.shape() == ends.shape(),
        "{op}: the rewards have the shape {:?} and the ends {:?}, which must be equal",
        rewards.shape(),
        ends.shape()
    );
    returns(op, rewards, Some(ends), gamma)
}

#[track_caller]
fn returns(op: &str, rewards: &Tensor, ends: Option<&Tensor<Dyn, bool>>, gamma: f32) -> Tensor {
    let Some(&time) = rewards.shape().last() else {
        panic!("{op}: the rewards are a scalar; they have the shape (.., time)");
    };
    assert!((0.0..=1.0).contains(&gamma), "{op}: gamma is {gamma}, but it goes from 0 to 1");
    let mut values = rewards.to_vec();
    let ends = ends.map_or(vec![false; values.len()], Tensor::to_vec);
    for (row, ends) in values.chunks_exact_mut(time.max(1)).zip(ends.chunks_exact(time.max(1))) {
        // In double precision, because long sums of small rewards lose digits.
        let mut later = 0.0;
        for (value, end) in row.iter_mut().zip(ends).rev() {
            later = f64::from(*value) + if *end { 0.0 } else { f64::from(gamma) * later };
            *value = later as f32;
        }
    }
    Tensor::from_vec(values, rewards.shape()).to(&rewards.device())
}

#[cfg(test)]
mod tests {
    use crate::prelude::*;
    use crate::test::{panic_file, panic_message};

    #[test]
    fn returns_are_their_definition() {
        manual_seed(12);
        let (rewards, ends) = (randn([3, 9]), rand([3, 9]).gt(0.7));
        let (all, parts) =
            (discounted_returns(&rewards, 0.9), discounted_returns_until(&rewards, &ends, 0.9));
        for (row, step) in (0..27).map(|place| (place / 9, place % 9)) {
            let sum = |last: usize| -> f32 {
                (step..=last).map(|at| 0.9_f32.powi((at - step) as i32) * rewards[(row, at)]).sum()
            };
            let end = (step..9).find(|&at| ends[(row, at)]).unwrap_or(8);
            assert!((all[(row, step)] - sum(8)).abs() < 1e-5);
            assert!((parts[(row, step)] - sum(end)).abs() < 1e-5);
        }
        assert_eq!(discounted_returns(&rewards, 0.), rewards);
        assert_eq!(discounted_returns(&zeros([2, 0]), 1.).shape(), [2, 0]);
    }

    #[test]
    fn misuse_is_one_sentence_at_the_line_of_the_caller() {
        let rewards = zeros(3);
        assert_eq!(
            panic_message(|| discounted_returns(&rewards, 1.5)),
            "discounted_returns: gamma is 1.5, but it goes from 0 to 1"
        );
        assert_eq!(
            panic_message(|| discounted_returns_until(&rewards, &tensor([true]), 0.9)),
            "discounted_returns_until: the rewards have the shape [3] and the ends [1], which must be equal"
        );
        assert_eq!(panic_file(|| discounted_returns(&tensor(1.), 0.9)), file!());
    }
}
