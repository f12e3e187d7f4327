//! Scores of the next token: how they are asked for and put in order.

use crate::tensor::{Tensor, no_grad};

/// A model that gives scores for the next token.
pub type Scores<'a> = &'a mut dyn FnMut(&[usize]) -> Tensor;

/// The scores of the next token.
#[track_caller]
pub fn listed(scores: Scores, tokens: &[usize]) -> Vec<f32> {
    let scores = no_grad(|| scores(tokens));
    assert!(
        scores.shape().len() == 1 && scores.len() > 0,
        "Generate: the scores have the shape {:?}; they are (vocabulary), those of the next token alone{}",
        scores.shape(),
        if scores.shape().len() > 1 { ", so take them with `.select(axis, -1)`" } else { "" }
    );
    let scores = scores.to_vec();
    assert!(
        scores.iter().all(|score| !score.is_nan()),
        "Generate: a score after {} tokens is NaN",
        tokens.len()
    );
    assert!(
        scores.iter().any(|score| score.is_finite()),
        "Generate: no score after {} tokens is finite, so that no token is possible",
        tokens.len()
    );
    scores
}

/// All tokens, the likeliest first; of several, the first first.
pub fn ranked(scores: &[f32]) -> Vec<usize> {
    let mut places: Vec<usize> = (0..scores.len()).collect();
    places.sort_by(|&a, &b| scores[b].total_cmp(&scores[a]));
    places
}

/// ln Σ exp of all scores.
pub fn log_sum(scores: &[f32]) -> f32 {
    let greatest = scores.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    greatest + scores.iter().map(|score| (score - greatest).exp()).sum::<f32>().ln()
}
