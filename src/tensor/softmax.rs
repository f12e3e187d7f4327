//! Softmax: scores as shares that add up to 1, and draws by such shares.

use super::{Dyn, Shape, Tensor};
use crate::engine;

impl<S: Shape> Tensor<S> {
    /// exp(x) / Σ exp(x) along an axis: shares that add up to 1. Axes count from 0 at the left or from
    /// -1 at the right; another one panics.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// assert_eq!(tensor([[1., 1.], [0., 0.]]).softmax(-1), tensor([[0.5, 0.5], [0.5, 0.5]]));
    /// ```
    #[track_caller]
    pub fn softmax(&self, axis: isize) -> Tensor<S> {
        Tensor::new(engine::softmax(&self.raw, axis))
    }

    /// The logarithm of [`softmax`](Tensor::softmax), also where that is too small for a number.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// assert_eq!(tensor([0., -200.]).log_softmax(0), tensor([0., -200.]));
    /// ```
    #[track_caller]
    pub fn log_softmax(&self, axis: isize) -> Tensor<S> {
        Tensor::new(engine::log_softmax(&self.raw, axis))
    }

    /// A class for each row of probabilities, drawn by them: (.., classes) becomes (..). They need not add up to 1.
    /// It is PyTorch's `multinomial` with one sample. Panics when a row has nothing that can be drawn.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// let policy = tensor([[0., 5.], [0.2, 0.8]]).softmax(-1); // a row for each state
    /// let actions = policy.multinomial();
    /// assert_eq!(actions.shape(), [2]);
    /// assert_eq!(tensor([[0., 1., 0.], [1., 0., 0.]]).multinomial(), tensor([1, 0]));
    /// ```
    #[track_caller]
    pub fn multinomial(&self) -> Tensor<Dyn, usize> {
        Tensor::new(engine::random::multinomial(&self.raw))
    }
}

#[cfg(test)]
mod tests {
    use crate::prelude::*;
    use crate::test::{panic_file, panic_message};

    #[test]
    fn draws_have_the_shares_of_their_row() {
        manual_seed(6);
        let shares = tensor([[[0.1, 0.2, 0.7]], [[0.5, 0.5, 0.]]]).broadcast_to([2, 5000, 3]);
        let drawn = shares.multinomial();
        assert_eq!(drawn.shape(), [2, 5000]);
        for (row, class) in [(0, 0), (0, 1), (0, 2), (1, 0), (1, 1), (1, 2)] {
            let share = drawn.row(row).eq(class).count() as f32 / 5000.0;
            assert!((share - shares[(row, 0, class)]).abs() < 0.03, "{row} {class} {share}");
        }
        assert_eq!(rand([0, 3]).multinomial().shape(), [0]);
    }

    #[test]
    fn what_cannot_be_drawn_is_one_sentence_at_the_line_of_the_caller() {
        assert_eq!(
            panic_message(|| tensor([[1., 0.], [0.5, -0.5]]).multinomial()),
            "multinomial: nothing can be drawn with the weights [0.5, -0.5]; none may be negative, infinite or NaN, \
             and one must be above 0"
        );
        assert_eq!(
            panic_message(|| tensor(1.).multinomial()),
            "multinomial: the weights are a scalar; they have the shape (.., classes)"
        );
        for weights in [[0., 0.], [f32::NAN, 1.], [f32::INFINITY, 1.]] {
            assert_eq!(panic_file(|| tensor([weights]).multinomial()), file!());
        }
        assert_eq!(panic_file(|| zeros([2, 0]).multinomial()), file!());
    }
}
