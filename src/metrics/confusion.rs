//! Confusion: which class was taken for which, counted.

use crate::tensor::{Dyn, Tensor};

/// How often each class was taken for each: `counts[class * classes + prediction]`.
pub struct Confusion {
    pub counts: Vec<usize>,
    pub classes: usize,
}

/// Counts pairs of labels and predictions, checked, in the words of who asks. The classes are those with a
/// name, or, without names, all up to the greatest that occurs.
#[track_caller]
pub fn confusion(
    who: &str,
    labels: &Tensor<Dyn, usize>,
    predictions: &Tensor<Dyn, usize>,
    names: &[&str],
) -> Confusion {
    assert!(
        labels.shape() == predictions.shape(),
        "{who}: the labels have the shape {:?} and the predictions {:?}, but every label needs a \
         prediction",
        labels.shape(),
        predictions.shape()
    );
    let (labels, predictions) = (labels.to_vec(), predictions.to_vec());
    let Some(greatest) = labels.iter().chain(&predictions).max() else {
        panic!("{who}: there are no labels to count");
    };
    assert!(
        names.is_empty() || *greatest < names.len(),
        "{who}: there is a class {greatest}, but {} names only go up to class {}",
        names.len(),
        names.len().saturating_sub(1)
    );
    let classes = if names.is_empty() { greatest + 1 } else { names.len() };
    assert!(
        classes <= 1000,
        "{who}: {classes} classes are more than a table can show; 1000 at most"
    );
    let mut counts = vec![0; classes * classes];
    for (label, prediction) in labels.iter().zip(&predictions) {
        counts[label * classes + prediction] += 1;
    }
    Confusion { counts, classes }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tensor::tensor;

    #[test]
    fn every_pair_is_counted_once() {
        let (labels, predictions) =
            (tensor([0, 0, 1, 2, 2, 2]).untyped(), tensor([0, 1, 1, 0, 2, 2]).untyped());
        let found = confusion("test", &labels, &predictions, &[]);
        assert_eq!((found.counts, found.classes), (vec![1, 1, 0, 0, 1, 0, 1, 0, 2], 3));
    }
}
