//! Padding: sequences of different lengths as one batch.

use super::Vocabulary;
use crate::tensor::{Dyn, Tensor};

/// Sequences of token ids as a batch (sequences, longest), filled up with [`Vocabulary::PAD`], and the length
/// of each, as recurrent layers (`forward_with`) and [`padding_mask`](crate::nn::padding_mask) take them.
/// Panics when there are no sequences.
///
/// ```
/// use manabi::prelude::*;
/// let words = data::Vocabulary::words(["the cat sleeps", "cats sleep"]);
/// let (ids, lengths) = data::pad(&[words.encode("the cat sleeps"), words.encode("cats sleep")]);
/// println!("{ids}"); // [[8 4 7]
///                    //  [5 6 0]]
/// assert_eq!(lengths, [3, 2]);
///
/// let (embedding, lstm) = (Embedding::new(words.len(), 8), Lstm::new(8, 16));
/// let (outputs, _) = lstm.forward_with(&embedding.forward(&ids), None, Some(&lengths));
/// assert_eq!(outputs.shape(), [2, 3, 16]);
/// assert_eq!(padding_mask(&lengths, 3).shape(), [2, 1, 3]);
/// ```
#[track_caller]
pub fn pad<S: AsRef<[usize]>>(sequences: &[S]) -> (Tensor<Dyn, usize>, Vec<usize>) {
    fill(&Vec::from_iter(sequences.iter().map(S::as_ref)))
}

#[track_caller]
fn fill(sequences: &[&[usize]]) -> (Tensor<Dyn, usize>, Vec<usize>) {
    let lengths = Vec::from_iter(sequences.iter().map(|sequence| sequence.len()));
    let Some(&longest) = lengths.iter().max() else {
        panic!("pad: there are no sequences to make a batch of; give it at least 1");
    };
    let mut ids = Vec::with_capacity(sequences.len() * longest);
    for sequence in sequences {
        ids.extend_from_slice(sequence);
        ids.resize(ids.len() + longest - sequence.len(), Vocabulary::PAD);
    }
    (Tensor::from_vec(ids, [sequences.len(), longest]), lengths)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test::{panic_file, panic_message};

    #[test]
    fn every_sequence_is_at_the_begin_of_its_row() {
        let sequences = [vec![4, 5, 6], vec![], vec![7], vec![8, 9]];
        let (batch, lengths) = pad(&sequences);
        assert_eq!((batch.shape(), &lengths[..]), (&[4, 3][..], &[3, 0, 1, 2][..]));
        for ((row, &length), sequence) in batch.rows().zip(&lengths).zip(&sequences) {
            let row = row.to_vec();
            assert_eq!(row[..length], sequence[..]);
            assert!(row[length..].iter().all(|&id| id == Vocabulary::PAD));
        }
    }

    #[test]
    fn no_sequences_are_one_sentence() {
        let none: [Vec<usize>; 0] = [];
        assert_eq!(
            panic_message(|| pad(&none)),
            "pad: there are no sequences to make a batch of; give it at least 1"
        );
        assert_eq!(panic_file(|| pad(&none)), file!());
    }
}
