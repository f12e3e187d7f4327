//! Labels: classes, token ids and indices as whole numbers.

use super::{Dyn, Shape, Tensor};
use crate::engine::{self, room};

impl<S: Shape> Tensor<S, usize> {
    /// The labels as numbers, exact up to 2^24.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// assert_eq!(tensor([0, 2]).to_f32(), tensor([0., 2.]));
    /// ```
    pub fn to_f32(&self) -> Tensor<S> {
        Tensor::new(engine::labels_to_f32(&self.raw))
    }

    /// A row for each label with 1 at the label and 0 elsewhere: (.., classes). Panics when a label is
    /// outside the classes, which are numbered from 0.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// assert_eq!(tensor([2, 0]).one_hot(3), tensor([[0., 0., 1.], [1., 0., 0.]]));
    /// ```
    #[track_caller]
    pub fn one_hot(&self, classes: usize) -> Tensor<Dyn> {
        room::check("one_hot", &[self.len(), classes]);
        Tensor::new(engine::one_hot(&self.raw, classes))
    }
}

#[cfg(test)]
mod tests {
    use crate::prelude::*;
    use crate::test::panic_message;

    #[test]
    fn a_label_outside_the_classes_is_one_sentence() {
        assert_eq!(tensor([[1, 0], [1, 1]]).one_hot(2).shape(), [2, 2, 2]);
        assert_eq!(
            panic_message(|| tensor([1, 3]).one_hot(3)),
            "one_hot: the label 3 at place 1 is outside the 3 classes, which are numbered from 0"
        );
    }
}
