//! Masks of attention: which queries may see which keys.

use std::fmt::Display;

use crate::tensor::{Dyn, Tensor};

/// The mask (tokens, tokens) by which a token sees itself and those before it: true where the key is not after
/// the query.
///
/// ```
/// # use manabi::prelude::*;
/// let mask = causal_mask(3);
/// assert_eq!(mask.to_f32(), tensor([[1., 0., 0.], [1., 1., 0.], [1., 1., 1.]]));
/// ```
pub fn causal_mask(tokens: usize) -> Tensor<Dyn, bool> {
    let seen = (0..tokens * tokens).map(|at| at % tokens <= at / tokens).collect();
    Tensor::from_vec(seen, [tokens, tokens])
}

/// The mask (batch, 1, tokens) by which only the first tokens of each sequence are seen, as many as its length
/// says: what was filled up stays out. `causal_mask(n) & padding_mask(&lengths, n)` joins both. Panics when a
/// length is more than the tokens.
///
/// ```
/// # use manabi::prelude::*;
/// let mask = padding_mask(&[3, 1], 3);
/// assert_eq!(mask.to_f32(), tensor([[[1., 1., 1.]], [[1., 0., 0.]]]));
/// assert_eq!((causal_mask(3) & mask).shape(), [2, 3, 3]);
/// ```
#[track_caller]
pub fn padding_mask(lengths: &[usize], tokens: usize) -> Tensor<Dyn, bool> {
    if let Some(at) = lengths.iter().position(|&length| length > tokens) {
        panic!(
            "padding_mask: the length {} of sequence {at} is more than the {tokens} tokens",
            lengths[at]
        );
    }
    let seen = lengths.iter().flat_map(|&length| (0..tokens).map(move |token| token < length));
    Tensor::from_vec(seen.collect(), [lengths.len(), 1, tokens])
}

/// Checks that a mask stretches to the shape of scores.
#[track_caller]
pub fn check(op: impl Display, mask: Option<&Tensor<Dyn, bool>>, scores: &[usize]) {
    let Some(mask) = mask else { return };
    let shape = mask.shape();
    let pairs = shape.iter().rev().zip(scores.iter().rev());
    let fits = shape.len() <= scores.len() && pairs.into_iter().all(|(m, s)| m == s || *m == 1);
    assert!(
        fits,
        "{op}: the mask has the shape {shape:?}, which does not stretch to {scores:?}, the shape of the scores"
    );
}

#[cfg(test)]
mod tests {
    use crate::prelude::*;
    use crate::test::{panic_file, panic_message};

    #[test]
    fn a_length_beyond_is_one_sentence() {
        assert_eq!(
            panic_message(|| padding_mask(&[2, 4], 3)),
            "padding_mask: the length 4 of sequence 1 is more than the 3 tokens"
        );
        assert_eq!(panic_file(|| padding_mask(&[2, 4], 3)), file!());
        assert_eq!(causal_mask(0).shape(), [0, 0]);
        assert_eq!(padding_mask(&[0, 0], 0).shape(), [2, 1, 0]);
    }
}
