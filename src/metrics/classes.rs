//! Metrics of scores and classes: how often the right class has the greatest score.

use crate::engine::{Element, interrupt};
use crate::tensor::{Dyn, Tensor};

/// The share of rows, from 0 to 1, in which the greatest score is that of the label. Scores (logits or
/// probabilities) have the shape (.., classes) and labels (..), numbered from 0; of equal scores the
/// first counts as the greatest. Panics on other shapes and where there are no labels.
///
/// ```
/// use manabi::prelude::*;
/// let scores = tensor([[0.1, 0.9], [2., 1.], [0., 3.]]);
/// assert_eq!(metrics::accuracy(&scores, &tensor([1, 0, 0])), 2. / 3.);
/// ```
#[track_caller]
pub fn accuracy(scores: &Tensor, labels: &Tensor<Dyn, usize>) -> f32 {
    share("accuracy", scores, labels, 1)
}

/// The share of rows, from 0 to 1, in which the label is among the `k` greatest scores. Shapes and panics
/// are those of [`accuracy`]; `k` is from 1 to the number of classes.
///
/// ```
/// use manabi::prelude::*;
/// let scores = tensor([[5., 4., 0.], [5., 0., 4.]]);
/// assert_eq!(metrics::top_k_accuracy(&scores, &tensor([1, 1]), 2), 0.5);
/// ```
#[track_caller]
pub fn top_k_accuracy(scores: &Tensor, labels: &Tensor<Dyn, usize>, k: usize) -> f32 {
    let classes = scores.shape().last().copied().unwrap_or(0);
    assert!(
        (1..=classes).contains(&k),
        "top_k_accuracy: k is {k}, but it goes from 1 to the {classes} classes"
    );
    share("top_k_accuracy", scores, labels, k)
}

#[track_caller]
fn share(metric: &str, scores: &Tensor, labels: &Tensor<Dyn, usize>, k: usize) -> f32 {
    interrupt::check();
    let fits = scores.shape().split_last().is_some_and(|(_, rows)| rows == labels.shape());
    assert!(
        fits,
        "{metric}: the scores have the shape {:?} and the labels {:?}; scores are (.., classes), and \
         labels have the same shape without the classes",
        scores.shape(),
        labels.shape()
    );
    assert!(labels.len() > 0, "{metric}: there are no labels, so there is no share of them");
    let classes = scores.shape()[scores.shape().len() - 1];
    let labels = usize::load(&labels.raw);
    if let Some(place) = labels.iter().position(|label| *label >= classes) {
        panic!(
            "{metric}: the label {} at place {place} is outside the {classes} classes, which are \
             numbered from 0",
            labels[place]
        );
    }
    let rows = scores.raw.values().chunks_exact(classes).zip(&labels);
    let right = rows.filter(|(row, label)| place(row, **label) < k).count();
    right as f32 / labels.len() as f32
}

/// The place of a class in the order of scores from the greatest on. NaN is greater than no score and no
/// score is greater than NaN, so it comes last.
fn place(scores: &[f32], class: usize) -> usize {
    let own = scores[class];
    if own.is_nan() {
        return scores.len();
    }
    let before = |(other, score): (usize, &f32)| *score > own || *score == own && other < class;
    scores.iter().enumerate().filter(|pair| before(*pair)).count()
}

#[cfg(test)]
mod tests {
    use crate::prelude::*;
    use crate::test::{panic_file, panic_message};

    #[test]
    fn accuracy_is_that_of_argmax() {
        manual_seed(4);
        let (scores, labels) = (randn([200, 7]), randint(7, 200));
        let by_argmax = scores.argmax(1).eq(&labels).count() as f32 / 200.;
        assert_eq!(metrics::accuracy(&scores, &labels), by_argmax);
        let (_, places) = scores.topk(3, 1);
        let among = (0..200).filter(|i| (0..3).any(|k| places[(*i, k)] == labels[*i])).count();
        assert_eq!(metrics::top_k_accuracy(&scores, &labels, 3), among as f32 / 200.);
        assert_eq!(metrics::top_k_accuracy(&scores, &labels, 7), 1.);
        let tokens = scores.reshape([20, 10, 7]);
        assert_eq!(metrics::accuracy(&tokens, &labels.reshape([20, 10])), by_argmax);
    }

    #[test]
    fn equal_scores_and_nan_win_nothing() {
        let labels = tensor([0, 1]).untyped();
        assert_eq!(metrics::accuracy(&zeros([2, 2]), &labels), 0.5);
        assert_eq!(metrics::accuracy(&full([2, 2], f32::NAN), &labels), 0.);
    }

    #[test]
    fn what_does_not_fit_is_one_sentence() {
        let labels = tensor([0, 2]).untyped();
        assert_eq!(
            panic_message(|| metrics::accuracy(&zeros([2, 2]), &labels)),
            "accuracy: the label 2 at place 1 is outside the 2 classes, which are numbered from 0"
        );
        assert_eq!(
            panic_message(|| metrics::accuracy(&zeros([3, 2]), &labels)),
            "accuracy: the scores have the shape [3, 2] and the labels [2]; scores are (.., classes), \
             and labels have the same shape without the classes"
        );
        assert_eq!(
            panic_message(|| metrics::top_k_accuracy(&zeros([2, 3]), &labels, 4)),
            "top_k_accuracy: k is 4, but it goes from 1 to the 3 classes"
        );
        assert_eq!(panic_file(|| metrics::accuracy(&zeros([0, 2]), &labels)), file!());
    }
}
