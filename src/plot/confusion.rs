//! Confusion matrices: which class was taken for which.

use super::Plot;
use crate::metrics::{Confusion, confusion};
use crate::tensor::{Dyn, Tensor};

/// The confusion matrix of a classifier: a row for each class, a column for each prediction. A cell
/// holds the number of rows of data and is coloured by its share of the class, from 0 to 1.
///
/// `labels` and `predictions` have one shape, with the classes numbered from 0 in the order of `names`;
/// without names (`&[]`) the classes are called by their numbers. A confusion matrix is a [`Plot`]: its
/// labels and its size can be set. Panics when the shapes differ, when there is no data, and on a class
/// without a name.
///
/// ```
/// use manabi::prelude::*;
/// let (labels, predictions) = (tensor([0, 0, 1, 1, 1]), tensor([0, 1, 1, 1, 0]));
/// confusion_matrix(&labels, &predictions, &["cat", "dog"]).show();
/// ```
#[track_caller]
pub fn confusion_matrix(
    labels: &Tensor<Dyn, usize>,
    predictions: &Tensor<Dyn, usize>,
    names: &[&str],
) -> Plot {
    let Confusion { counts, classes } = confusion("confusion_matrix", labels, predictions, names);
    matrix(&counts, names, classes)
}

fn matrix(counts: &[usize], names: &[&str], classes: usize) -> Plot {
    let shares: Vec<f32> = counts
        .chunks(classes)
        .flat_map(|row| {
            let total = row.iter().sum::<usize>().max(1) as f32;
            row.iter().map(move |count| *count as f32 / total)
        })
        .collect();
    let right: usize = (0..classes).map(|i| counts[i * (classes + 1)]).sum();
    let total: usize = counts.iter().sum();
    let title = format!("{right} of {total} right");
    let mut plot = Plot::new(&title)
        .x_label("prediction")
        .y_label("class")
        .heat_map(&Tensor::from_vec(shares, [classes, classes]));
    plot.0.heat_map = plot.0.heat_map.take().map(|table| table.with_range(0.0, 1.0));
    let plot = plot.with_texts(counts.iter().map(usize::to_string).collect());
    if names.is_empty() { plot } else { plot.row_labels(names).col_labels(names) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::prelude::*;
    use crate::test::panic_message;

    #[test]
    fn the_matrix_says_what_it_shows() {
        let plot = confusion_matrix(&tensor([0, 0, 1]), &tensor([0, 1, 1]), &["cat", "dog"]);
        assert_eq!(
            format!("{plot:?}"),
            "Plot \"2 of 3 right\" of class over prediction: heat map of 2 rows and 2 columns with \
             values from 0 to 1, the greatest (1) in row \"dog\", column \"dog\"."
        );
    }

    #[test]
    fn bad_input_is_one_sentence() {
        let labels = tensor(vec![0, 3]);
        assert_eq!(
            panic_message(|| confusion_matrix(&labels, &tensor([0]), &[])),
            "confusion_matrix: the labels have the shape [2] and the predictions [1], but every label \
             needs a prediction"
        );
        assert_eq!(
            panic_message(|| confusion_matrix(&labels, &labels, &["a", "b"])),
            "confusion_matrix: there is a class 3, but 2 names only go up to class 1"
        );
        let none = tensor(Vec::<usize>::new());
        assert_eq!(
            panic_message(|| confusion_matrix(&none, &none, &[])),
            "confusion_matrix: there are no labels to count"
        );
    }
}
