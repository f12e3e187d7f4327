//! Beam search: several sequences at a time, of whose continuations the likeliest stay.

use super::scores::{Scores, listed, log_sum, ranked};
use super::{Generate, Way};
use crate::tensor::Tensor;

/// A sequence of tokens with the logarithm of its probability, which [`Generate::beams`] gives.
///
/// ```
/// # use manabi::prelude::*;
/// let coin = |_: &[usize]| tensor([3., 1.]).untyped().ln();
/// let best = &Generate::beam(2, 2).beams(&[], coin)[0];
/// assert_eq!(best.tokens, [0, 0]);
/// assert!((best.log_probability - 0.5625_f32.ln()).abs() < 1e-6); // 3/4 times 3/4
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Beam {
    /// The tokens, those that it started from among them.
    pub tokens: Vec<usize>,
    /// ln of the probability of all tokens after those that it started from.
    pub log_probability: f32,
}

impl Generate {
    /// All sequences of a beam search, the best first. Panics as [`run`](Generate::run), and when the way is another.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// let coin = |_: &[usize]| tensor([3., 1.]).untyped().ln();
    /// let beams = Generate::beam(2, 3).beams(&[], coin);
    /// let tokens: Vec<&[usize]> = beams.iter().map(|beam| &beam.tokens[..]).collect();
    /// assert_eq!(tokens, [[0, 0], [0, 1], [1, 0]]);
    /// ```
    #[track_caller]
    pub fn beams(&self, prompt: &[usize], mut scores: impl FnMut(&[usize]) -> Tensor) -> Vec<Beam> {
        self.beams_with(prompt, &mut scores)
    }

    #[track_caller]
    pub(super) fn beams_with(&self, prompt: &[usize], scores: Scores) -> Vec<Beam> {
        let Way::Beam(width) = self.way else {
            panic!("Generate: only `Generate::beam` searches for several sequences");
        };
        let mut going = vec![Beam { tokens: prompt.to_vec(), log_probability: 0.0 }];
        let mut ended: Vec<Beam> = Vec::new();
        for _ in 0..self.steps {
            let mut longer = Vec::new();
            for beam in &going {
                let scores = listed(scores, &beam.tokens);
                let rest = log_sum(&scores);
                for &token in ranked(&scores).iter().take(width) {
                    let log_probability = beam.log_probability + scores[token] - rest;
                    longer.push(Beam {
                        tokens: [&beam.tokens[..], &[token]].concat(),
                        log_probability,
                    });
                }
            }
            longer.sort_by(|a, b| b.log_probability.total_cmp(&a.log_probability));
            longer.truncate(width);
            let ends =
                |beam: &Beam| self.stop.is_some() && beam.tokens.last() == self.stop.as_ref();
            going = longer.iter().filter(|beam| !ends(beam)).cloned().collect();
            ended.extend(longer.into_iter().filter(ends));
            if going.is_empty() || ended.len() >= width {
                break;
            }
        }
        ended.extend(going);
        let worth = |beam: &Beam| {
            let new = (beam.tokens.len() - prompt.len()).max(1) as f32;
            beam.log_probability / new.powf(self.length_penalty)
        };
        ended.sort_by(|a, b| worth(b).total_cmp(&worth(a)));
        ended.truncate(width);
        ended
    }
}
