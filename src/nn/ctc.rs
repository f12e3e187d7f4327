//! Connectionist temporal classification: labels in order for sequences of scores, without saying when
//! each label comes.

use crate::engine::{self, Element};
use crate::tensor::{Dyn, Tensor};

/// The loss of connectionist temporal classification: the mean over the batch of -ln P(target) divided by the
/// number of its labels, in nats, where P sums over all alignments of the target with the steps. (Graves et
/// al., 2006)
///
/// Log-probabilities, as [`log_softmax`](Tensor::log_softmax) gives them, have the shape (batch, time,
/// classes), with class 0 for the blank; of sequence i the first `input_lengths[i]` steps count. Targets have
/// the shape (batch, longest target), with labels from 1 on, and of target i the first `target_lengths[i]`
/// labels count. It is PyTorch's `ctc_loss` with the batch first. Panics when shapes, lengths and labels do
/// not go together, and when a target needs more steps than its input has: one for each label, and one more
/// between equal neighbours. Where log-probabilities of minus infinity leave no alignment, the loss is
/// infinite and has no gradient.
///
/// ```
/// # use manabi::prelude::*;
/// // Two steps, a blank and one label: the target is one label, so only "blank, blank" is wrong.
/// let log_probs = zeros([1, 2, 2]).log_softmax(-1);
/// let loss = ctc_loss(&log_probs, &tensor([[1]]), &[2], &[1]);
/// assert!((loss.item() + 0.75_f32.ln()).abs() < 1e-6);
/// ```
#[track_caller]
pub fn ctc_loss(
    log_probs: &Tensor,
    targets: &Tensor<Dyn, usize>,
    input_lengths: &[usize],
    target_lengths: &[usize],
) -> Tensor {
    Tensor::new(engine::ctc(&log_probs.raw, &targets.raw, input_lengths, target_lengths))
}

/// The labels that the likeliest alignment of each sequence says: the class of the greatest score at each
/// step, where equal neighbours are one and blanks, class 0, fall away. Scores of any kind have the shape
/// (batch, time, classes), and of sequence i the first `input_lengths[i]` steps count. Panics when the
/// lengths do not fit.
///
/// ```
/// # use manabi::prelude::*;
/// let steps = tensor([[1, 1, 0, 1, 2, 2]]).one_hot(3);
/// assert_eq!(ctc_greedy_decode(&steps, &[6]), [[1, 1, 2]]);
/// assert_eq!(ctc_greedy_decode(&steps, &[4]), [[1, 1]]);
/// ```
#[track_caller]
pub fn ctc_greedy_decode(scores: &Tensor, input_lengths: &[usize]) -> Vec<Vec<usize>> {
    let &[batch, time, classes] = scores.shape() else {
        panic!(
            "ctc_greedy_decode: the scores have the shape {:?}; they take (batch, time, classes)",
            scores.shape()
        );
    };
    assert!(
        input_lengths.len() == batch && input_lengths.iter().all(|&steps| steps <= time),
        "ctc_greedy_decode: {batch} sequences of {time} steps need as many lengths of at most {time}, but \
         they are {input_lengths:?}"
    );
    if batch * time == 0 || classes == 0 {
        return vec![Vec::new(); batch];
    }
    let best = usize::load(&engine::argmax(&scores.raw, -1));
    let decoded = |(path, &steps): (&[usize], &usize)| {
        let mut labels = path[..steps].to_vec();
        labels.dedup();
        labels.retain(|label| *label != 0);
        labels
    };
    best.chunks_exact(time).zip(input_lengths).map(decoded).collect()
}

#[cfg(test)]
mod tests {
    use crate::prelude::*;
    use crate::test::{panic_file, panic_message};

    #[test]
    fn what_is_likeliest_is_decoded() {
        let paths = tensor([[0, 1, 1, 0, 2], [2, 2, 2, 2, 2], [0, 0, 0, 0, 0]]);
        let scores = paths.one_hot(3);
        assert_eq!(ctc_greedy_decode(&scores, &[5, 5, 5]), [vec![1, 2], vec![2], vec![]]);
        assert_eq!(ctc_greedy_decode(&scores, &[3, 0, 1]), [vec![1], vec![], vec![]]);
        assert_eq!(ctc_greedy_decode(&zeros([2, 0, 3]), &[0, 0]), [vec![0; 0], vec![]]);
    }

    #[test]
    fn training_finds_an_alignment() {
        manual_seed(3);
        let mut scores = Parameter::new(randn([2, 8, 4]));
        let (targets, lengths) = (tensor([[1, 2, 2], [3, 1, 0]]).untyped(), [3, 2]);
        let mut opt = Adam::new(0.1);
        for _ in 0..100 {
            let log_probs = scores.log_softmax(-1);
            let loss = ctc_loss(&log_probs, &targets, &[8, 6], &lengths);
            opt.step(&mut scores, &loss.backward());
        }
        assert_eq!(ctc_greedy_decode(&scores, &[8, 6]), [vec![1, 2, 2], vec![3, 1]]);
    }

    #[test]
    fn misuse_is_one_sentence_at_the_line_of_the_caller() {
        let x = zeros([1, 3, 2]);
        assert_eq!(
            panic_message(|| ctc_greedy_decode(&x, &[4])),
            "ctc_greedy_decode: 1 sequences of 3 steps need as many lengths of at most 3, but they are [4]"
        );
        for file in [
            panic_file(|| ctc_greedy_decode(&zeros([3, 2]), &[3])),
            panic_file(|| ctc_loss(&x, &tensor([[2]]), &[3], &[1])),
            panic_file(|| ctc_loss(&x, &tensor([[1]]), &[3], &[2])),
            panic_file(|| ctc_loss(&zeros([0, 3, 2]), &Tensor::from_vec(vec![], [0, 1]), &[], &[])),
        ] {
            assert_eq!(file, file!());
        }
    }
}
