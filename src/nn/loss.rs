//! Losses: how far a prediction is from what it should be, as one number to make small.

use crate::engine;
use crate::tensor::{Dyn, Fit, Shape, Tensor};

/// The mean squared error: the mean of (prediction - target)². The shapes must be equal: a panic says
/// so, because broadcasting would compare every element with every other.
///
/// ```
/// # use manabi::prelude::*;
/// assert_eq!(mse_loss(&tensor([1., 2.]), &tensor([1., 4.])).item(), 2.);
/// ```
#[track_caller]
pub fn mse_loss<S: Fit<T>, T: Shape>(
    prediction: &Tensor<S>,
    target: &Tensor<T>,
) -> Tensor<S::Scalar> {
    Tensor::new(engine::mse(&prediction.raw, &target.raw))
}

/// The mean absolute error: the mean of |prediction - target|. The shapes must be equal.
///
/// ```
/// # use manabi::prelude::*;
/// assert_eq!(l1_loss(&tensor([1., 2.]), &tensor([1., 4.])).item(), 1.);
/// ```
#[track_caller]
pub fn l1_loss<S: Fit<T>, T: Shape>(
    prediction: &Tensor<S>,
    target: &Tensor<T>,
) -> Tensor<S::Scalar> {
    Tensor::new(engine::l1(&prediction.raw, &target.raw))
}

/// Huber's loss (1964): the mean of e² / 2 for errors e = prediction - target of at most `delta`, and of
/// delta (|e| - delta / 2) for greater ones, so that outliers pull no harder than `delta`. With the
/// delta 1 it is PyTorch's `smooth_l1_loss`. The shapes must be equal.
///
/// ```
/// # use manabi::prelude::*;
/// assert_eq!(huber_loss(&tensor([1., 12.]), &tensor([1., 2.]), 1.).item(), 9.5 / 2.);
/// ```
#[track_caller]
pub fn huber_loss<S: Fit<T>, T: Shape>(
    prediction: &Tensor<S>,
    target: &Tensor<T>,
    delta: f32,
) -> Tensor<S::Scalar> {
    Tensor::new(engine::huber(&prediction.raw, &target.raw, delta))
}

/// The cross-entropy of scores and classes: the mean of -ln softmax(logits)\[label\], in nats. Logits
/// have the shape (.., classes) and labels (..), numbered from 0. Softmax is part of it, so that it
/// neither overflows nor loses digits. Panics on other shapes, a label outside the classes and an
/// empty batch.
///
/// ```
/// # use manabi::prelude::*;
/// let undecided = tensor([[0., 0., 0.], [5., 5., 5.]]);
/// let loss = cross_entropy(&undecided, &tensor([0, 2]));
/// assert!((loss.item() - 3_f32.ln()).abs() < 1e-6);
/// ```
#[track_caller]
pub fn cross_entropy<S: Shape<Column: Fit<L>>, L: Shape>(
    logits: &Tensor<S>,
    labels: &Tensor<L, usize>,
) -> Tensor<S::Scalar> {
    Tensor::new(engine::cross_entropy(&logits.raw, &labels.raw))
}

/// The [`cross_entropy`] of the places where a mask is true, and their mean: for sequences that were filled up to
/// one length. Logits have the shape (.., classes), labels and mask (..); labels where the mask is false are not
/// looked at. With `labels.ne(padding)` for the mask it is PyTorch's `ignore_index`, and
/// `padding_mask(&lengths, tokens).squeeze(1)` is a mask of lengths. Panics as [`cross_entropy`], and when the
/// mask is false everywhere.
///
/// ```
/// # use manabi::prelude::*;
/// let logits = randn([2, 3, 5]); // (batch, tokens, classes)
/// let labels = tensor([[4, 1, 0], [2, 0, 0]]); // filled up with 0
/// let loss = cross_entropy_masked(&logits, &labels, &labels.ne(0));
/// let kept = concat([&logits.row(0).slice(0, ..2), &logits.row(1).slice(0, ..1)], 0);
/// assert!(loss.allclose(&cross_entropy(&kept, &tensor([4, 1, 2])), 1e-6));
/// ```
#[track_caller]
pub fn cross_entropy_masked(
    logits: &Tensor,
    labels: &Tensor<Dyn, usize>,
    mask: &Tensor<Dyn, bool>,
) -> Tensor {
    let shapes = [logits.shape(), labels.shape(), mask.shape()];
    let rows = &shapes[0][..shapes[0].len().saturating_sub(1)];
    assert!(
        !shapes[0].is_empty() && shapes[1..] == [rows; 2],
        "cross_entropy_masked: the logits have the shape {:?}, the labels {:?} and the mask {:?}; they take (.., \
         classes), (..) and (..)",
        shapes[0],
        shapes[1],
        shapes[2]
    );
    assert!(
        mask.any(),
        "cross_entropy_masked: the mask is false everywhere, so there is no mean loss"
    );
    let places = mask.flatten().nonzero().squeeze(1);
    let logits = logits.reshape([labels.len(), shapes[0][rows.len()]].map(|size| size as isize));
    let labels = labels.flatten().index_select(0, &places);
    cross_entropy(&logits.index_select(0, &places), &labels)
}

/// The negative log-likelihood: the mean of -log_probability\[label\], in nats, for what ends in a
/// `log_softmax`. Shapes and panics are those of [`cross_entropy`].
///
/// ```
/// # use manabi::prelude::*;
/// let logits = tensor([[0., 1., 2.], [5., 0., 5.]]);
/// let labels = tensor([0, 2]);
/// let loss = nll_loss(&logits.log_softmax(1), &labels);
/// assert!(loss.allclose(&cross_entropy(&logits, &labels), 1e-6));
/// ```
#[track_caller]
pub fn nll_loss<S: Shape<Column: Fit<L>>, L: Shape>(
    log_probabilities: &Tensor<S>,
    labels: &Tensor<L, usize>,
) -> Tensor<S::Scalar> {
    Tensor::new(engine::nll(&log_probabilities.raw, &labels.raw))
}

/// The Kullback-Leibler divergence of targets p from predictions q given as ln q: Σ p (ln p - ln q) over
/// the last axis, in nats, the mean over the others (PyTorch's `reduction="batchmean"`). It is 0 where
/// p = q and never negative for probabilities. The shapes must be equal.
///
/// ```
/// # use manabi::prelude::*;
/// let p = tensor([[0.5, 0.5]]);
/// assert_eq!(kl_div(&p.ln(), &p).item(), 0.);
/// assert!((kl_div(&p.ln(), &tensor([[1., 0.]])).item() - 2_f32.ln()).abs() < 1e-6);
/// ```
#[track_caller]
pub fn kl_div<S: Fit<T>, T: Shape>(
    log_probabilities: &Tensor<S>,
    targets: &Tensor<T>,
) -> Tensor<S::Scalar> {
    Tensor::new(engine::kl_div(&log_probabilities.raw, &targets.raw))
}

/// The triplet loss (Schroff, Kalenichenko and Philbin, 2015): the mean of max(0, |a - p| - |a - n| + margin) for
/// rows a of an anchor, p of its kind and n of another kind, with Euclidean distances. As in PyTorch, 1e-6 is
/// added to each difference, so that the distance has a gradient also where two rows are equal. The
/// shapes, (.., features), must be equal. Panics on other shapes and on an empty batch.
///
/// ```
/// # use manabi::prelude::*;
/// let (a, p, n) = (tensor([[0., 0.]]), tensor([[0., 1.]]), tensor([[3., 0.]]));
/// assert_eq!(triplet_margin_loss(&a, &p, &n, 1.).item(), 0.);
/// assert!((triplet_margin_loss(&a, &p, &n, 2.5).item() - 0.5).abs() < 1e-5);
/// ```
#[track_caller]
pub fn triplet_margin_loss(
    anchor: &Tensor,
    positive: &Tensor,
    negative: &Tensor,
    margin: f32,
) -> Tensor {
    for (name, other) in [("positives", positive), ("negatives", negative)] {
        assert!(
            anchor.shape() == other.shape() && !anchor.shape().is_empty(),
            "triplet_margin_loss: the anchors have the shape {:?} and the {name} {:?}; all three must \
             have the shape (batch, features)",
            anchor.shape(),
            other.shape()
        );
    }
    let rows = &anchor.shape()[..anchor.shape().len() - 1];
    assert!(
        !rows.contains(&0),
        "triplet_margin_loss: the batch is empty, so there is no mean loss"
    );
    let distance = |other: &Tensor| (anchor - other + 1e-6).square().sum_axis(-1).sqrt();
    (distance(positive) - distance(negative) + margin).relu().mean()
}

/// The binary cross-entropy of a score and a target from 0 to 1: the mean of
/// -t ln σ(x) - (1 - t) ln(1 - σ(x)), in nats. The sigmoid σ is part of it, so that it neither
/// overflows nor loses digits. The shapes must be equal. Times the number of elements of an example it is the
/// negative log-likelihood of the example under Bernoulli distributions, as variational autoencoders add it to
/// [`gaussian_kl`](super::gaussian_kl).
///
/// ```
/// # use manabi::prelude::*;
/// let loss = bce_with_logits(&tensor([0., 100.]), &tensor([1., 1.]));
/// assert!((loss.item() - 2_f32.ln() / 2.).abs() < 1e-6);
/// ```
#[track_caller]
pub fn bce_with_logits<S: Fit<T>, T: Shape>(
    logits: &Tensor<S>,
    targets: &Tensor<T>,
) -> Tensor<S::Scalar> {
    Tensor::new(engine::bce_with_logits(&logits.raw, &targets.raw))
}

/// The loss of word2vec with negative sampling: the mean over the batch of -ln σ(c·o) - Σ ln σ(-c·n), in nats, for
/// the embedding c of a word, o of a word of its context and n of words drawn at random, which should not fit.
/// (Mikolov et al., 2013) The shapes are (batch, width), (batch, width) and (batch, negatives, width); for CBOW
/// `center` is the mean of the context, and `context` the word in its middle. Panics on other shapes and an empty
/// batch.
///
/// ```
/// # use manabi::prelude::*;
/// let (center, context) = (Embedding::<100, 8>::default(), Embedding::<100, 8>::default());
/// let (words, near, drawn) = (tensor([3, 7]), tensor([4, 6]), randint(100, [2, 5]));
/// let loss = negative_sampling_loss(
///     &center.forward(&words),
///     &context.forward(&near),
///     &context.forward(&drawn),
/// );
/// assert!(loss.backward().of(&center.weight).row(3).norm().item() > 0.);
/// ```
#[track_caller]
pub fn negative_sampling_loss(center: &Tensor, context: &Tensor, negatives: &Tensor) -> Tensor {
    let (own, other, drawn) = (center.shape(), context.shape(), negatives.shape());
    assert!(
        own.len() == 2 && own == other && drawn.len() == 3 && [drawn[0], drawn[2]] == own,
        "negative_sampling_loss: the embeddings have the shapes {own:?}, {other:?} and {drawn:?}; they take \
         (batch, width), (batch, width) and (batch, negatives, width)"
    );
    assert!(own[0] > 0, "negative_sampling_loss: the batch is empty, so there is no mean loss");
    let fits = (center * context).sum_axis(-1);
    let others = (negatives * center.unsqueeze(1)).sum_axis(-1);
    ((-fits).softplus() + others.softplus().sum_axis(-1)).mean()
}

#[cfg(test)]
mod tests {
    use crate::prelude::*;
    use crate::test::{panic_file, panic_message};

    #[test]
    fn what_a_mask_hides_is_not_looked_at() {
        let logits = randn([2, 3, 4]).requires_grad();
        let labels = tensor([[1, 9, 0], [9, 9, 3]]).untyped();
        let loss = cross_entropy_masked(&logits, &labels, &labels.ne(9));
        let gradient = loss.backward().of(&logits).abs().sum_axis(-1);
        assert_eq!(gradient.gt(0.), labels.ne(9));
        let all = tensor([[1, 2, 0], [3, 0, 3]]).untyped();
        let everything = cross_entropy_masked(&logits, &all, &all.ne(9));
        assert!(everything.allclose(&cross_entropy(&logits, &all), 1e-6));
    }

    #[test]
    fn misuse_is_one_sentence_at_the_line_of_the_caller() {
        let (x, labels) = (zeros([2, 3]), tensor([0, 1]).untyped());
        assert_eq!(
            panic_message(|| cross_entropy_masked(&x, &labels, &labels.gt(1))),
            "cross_entropy_masked: the mask is false everywhere, so there is no mean loss"
        );
        assert_eq!(
            panic_message(|| cross_entropy_masked(&x, &labels, &tensor([true]))),
            "cross_entropy_masked: the logits have the shape [2, 3], the labels [2] and the mask [1]; they take \
             (.., classes), (..) and (..)"
        );
        assert_eq!(
            panic_message(|| negative_sampling_loss(&x, &x, &x)),
            "negative_sampling_loss: the embeddings have the shapes [2, 3], [2, 3] and [2, 3]; they take (batch, \
             width), (batch, width) and (batch, negatives, width)"
        );
        let none = zeros([0, 3]);
        for file in [
            panic_file(|| cross_entropy_masked(&x, &tensor([0, 3]), &labels.le(1))),
            panic_file(|| cross_entropy_masked(&tensor(1.), &labels, &labels.le(1))),
            panic_file(|| negative_sampling_loss(&x, &zeros([2, 1]), &zeros([2, 5, 3]))),
            panic_file(|| negative_sampling_loss(&none, &none, &zeros([0, 5, 3]))),
        ] {
            assert_eq!(file, file!());
        }
    }
}
