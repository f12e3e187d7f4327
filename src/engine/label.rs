//! Labels as rows of zeros with a single one.

use super::{Element, Raw};

/// (.., classes) of labels (..): 1 at the label, 0 elsewhere.
#[track_caller]
pub fn one_hot(labels: &Raw, classes: usize) -> Raw {
    let mut values = vec![0.0; labels.len() * classes];
    for (place, label) in usize::load(labels).into_iter().enumerate() {
        assert!(
            label < classes,
            "one_hot: the label {label} at place {place} is outside the {classes} classes, which \
             are numbered from 0"
        );
        values[place * classes + label] = 1.0;
    }
    Raw::from_vec(values, &[labels.dims(), &[classes]].concat())
}
