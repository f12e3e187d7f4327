//! Elements by their order along an axis. Axes count from 0 at the left or from -1 at the right. Of
//! equal elements the first comes first; NaN comes last.

use super::{Dyn, Tensor};
use crate::engine;

impl Tensor<Dyn> {
    /// The places of the greatest elements along an axis, which is removed: of scores the classes.
    /// Panics when the axis has no places.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// let scores = tensor([[0.1, 0.7, 0.2], [0.8, 0.1, 0.1]]);
    /// assert_eq!(scores.argmax(1), tensor([1, 0]));
    /// ```
    #[track_caller]
    pub fn argmax(&self, axis: isize) -> Tensor<Dyn, usize> {
        Tensor::new(engine::argmax(&self.raw, axis))
    }

    /// The places of the least elements along an axis, which is removed. Panics when the axis has no
    /// places.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// assert_eq!(tensor([3., 1., 2.]).argmin(0).item(), 1);
    /// ```
    #[track_caller]
    pub fn argmin(&self, axis: isize) -> Tensor<Dyn, usize> {
        Tensor::new(engine::argmin(&self.raw, axis))
    }

    /// The elements from the least to the greatest along an axis; [`flip`](Tensor::flip) turns that
    /// round.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// assert_eq!(tensor([3., 1., 2.]).sort(0), tensor([1., 2., 3.]));
    /// ```
    #[track_caller]
    pub fn sort(&self, axis: isize) -> Tensor {
        Tensor::new(engine::sort(&self.raw, axis))
    }

    /// The places of the elements from the least to the greatest along an axis: with
    /// [`gather`](Tensor::gather) they sort.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// assert_eq!(tensor([3., 1., 2.]).argsort(0), tensor([1, 2, 0]));
    /// ```
    #[track_caller]
    pub fn argsort(&self, axis: isize) -> Tensor<Dyn, usize> {
        Tensor::new(engine::argsort(&self.raw, axis))
    }

    /// The `k` greatest elements along an axis, the greatest first, and their places. Panics when there
    /// are fewer.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// let (values, places) = tensor([3., 1., 4., 1., 5.]).topk(2, 0);
    /// assert_eq!(values, tensor([5., 4.]));
    /// assert_eq!(places, tensor([4, 2]));
    /// ```
    #[track_caller]
    pub fn topk(&self, k: usize, axis: isize) -> (Tensor, Tensor<Dyn, usize>) {
        let (values, places) = engine::topk(&self.raw, k, axis);
        (Tensor::new(values), Tensor::new(places))
    }
}
