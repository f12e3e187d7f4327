//! Softmax: scores as shares that add up to 1.

use super::{Shape, Tensor};
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
}
