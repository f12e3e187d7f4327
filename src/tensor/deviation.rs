//! How far elements lie from their mean, or from zero.

use super::{Dyn, Shape, Tensor};
use crate::engine;

impl<S: Shape> Tensor<S> {
    /// The variance of all elements as a sample of more, as a scalar tensor: the squares of the
    /// distances from the mean, divided by one less than there are elements. NaN of fewer than two.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// assert_eq!(tensor([1., 2., 3.]).var().item(), 1.); // (1 + 0 + 1) / 2
    /// ```
    #[track_caller]
    pub fn var(&self) -> Tensor<S::Scalar> {
        Tensor::new(engine::var(&self.raw))
    }

    /// The standard deviation of all elements as a sample of more, as a scalar tensor: the root of
    /// [`var`](Tensor::var).
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// assert_eq!(tensor([1., 3., 5.]).std().item(), 2.);
    /// ```
    #[track_caller]
    pub fn std(&self) -> Tensor<S::Scalar> {
        Tensor::new(engine::std(&self.raw))
    }

    /// The Euclidean length, as a scalar tensor: the root of the sum of squares.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// assert_eq!(tensor([3., 4.]).norm().item(), 5.);
    /// ```
    #[track_caller]
    pub fn norm(&self) -> Tensor<S::Scalar> {
        Tensor::new(engine::norm(&self.raw))
    }
}

/// Along one axis, which is removed. Axes count from 0 at the left or from -1 at the right; another
/// one panics.
impl Tensor<Dyn> {
    /// The variances along an axis; see [`var`](Tensor::var).
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// assert_eq!(tensor([[1., 2.], [3., 6.]]).var_axis(0), tensor([2., 8.]));
    /// ```
    #[track_caller]
    pub fn var_axis(&self, axis: isize) -> Tensor {
        Tensor::new(engine::var_axis(&self.raw, axis))
    }

    /// The standard deviations along an axis; see [`std`](Tensor::std).
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// assert_eq!(tensor([[1., 3., 5.]]).std_axis(1), tensor([2.]));
    /// ```
    #[track_caller]
    pub fn std_axis(&self, axis: isize) -> Tensor {
        Tensor::new(engine::std_axis(&self.raw, axis))
    }

    /// The Euclidean lengths along an axis.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// assert_eq!(tensor([[3., 4.], [6., 8.]]).norm_axis(1), tensor([5., 10.]));
    /// ```
    #[track_caller]
    pub fn norm_axis(&self, axis: isize) -> Tensor {
        Tensor::new(engine::norm_axis(&self.raw, axis))
    }
}
