//! Sums, means and extremes.

use super::{Dyn, Shape, Tensor};
use crate::engine;

impl<S: Shape> Tensor<S> {
    /// The sum of all elements, as a scalar tensor.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// assert_eq!(tensor([[1., 2.], [3., 4.]]).sum().item(), 10.);
    /// ```
    #[track_caller]
    pub fn sum(&self) -> Tensor<S::Scalar> {
        Tensor::new(engine::sum(&self.raw))
    }

    /// The mean of all elements, as a scalar tensor; NaN when there are none.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// assert_eq!(tensor([[1., 2.], [3., 4.]]).mean().item(), 2.5);
    /// ```
    #[track_caller]
    pub fn mean(&self) -> Tensor<S::Scalar> {
        Tensor::new(engine::mean(&self.raw))
    }

    /// The greatest element, as a scalar tensor. NaNs are passed over. Panics when there are no
    /// elements.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// assert_eq!(tensor([1., 3., 2.]).max().item(), 3.);
    /// ```
    #[track_caller]
    pub fn max(&self) -> Tensor<S::Scalar> {
        Tensor::new(engine::max(&self.raw))
    }

    /// The least element, as a scalar tensor. NaNs are passed over. Panics when there are no
    /// elements.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// assert_eq!(tensor([1., 3., 2.]).min().item(), 1.);
    /// ```
    #[track_caller]
    pub fn min(&self) -> Tensor<S::Scalar> {
        Tensor::new(engine::min(&self.raw))
    }
}

/// Along one axis, which a reduction removes. Axes count from 0 at the left or from -1 at the right; another
/// one panics.
impl Tensor<Dyn> {
    /// The sums along an axis.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// let x = tensor([[1., 2., 3.], [4., 5., 6.]]);
    /// assert_eq!(x.sum_axis(0), tensor([5., 7., 9.])); // of each column
    /// assert_eq!(x.sum_axis(-1), tensor([6., 15.])); // of each row
    /// ```
    #[track_caller]
    pub fn sum_axis(&self, axis: isize) -> Tensor {
        Tensor::new(engine::sum_axis(&self.raw, axis))
    }

    /// The means along an axis.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// assert_eq!(tensor([[1., 2.], [3., 4.]]).mean_axis(0), tensor([2., 3.]));
    /// ```
    #[track_caller]
    pub fn mean_axis(&self, axis: isize) -> Tensor {
        Tensor::new(engine::mean_axis(&self.raw, axis))
    }

    /// The greatest elements along an axis. Panics when there are no elements.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// assert_eq!(tensor([[1., 4.], [3., 2.]]).max_axis(0), tensor([3., 4.]));
    /// ```
    #[track_caller]
    pub fn max_axis(&self, axis: isize) -> Tensor {
        Tensor::new(engine::max_axis(&self.raw, axis))
    }

    /// The least elements along an axis. Panics when there are no elements.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// assert_eq!(tensor([[1., 4.], [3., 2.]]).min_axis(0), tensor([1., 2.]));
    /// ```
    #[track_caller]
    pub fn min_axis(&self, axis: isize) -> Tensor {
        Tensor::new(engine::min_axis(&self.raw, axis))
    }

    /// Each element added to all before it along an axis, which stays.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// assert_eq!(tensor([1., 2., 3.]).cumsum(0), tensor([1., 3., 6.]));
    /// ```
    #[track_caller]
    pub fn cumsum(&self, axis: isize) -> Tensor {
        Tensor::new(engine::cumsum(&self.raw, axis))
    }
}
