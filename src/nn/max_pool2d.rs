//! Max pooling: the strongest answer in each neighbourhood is kept; and its way back.

use std::borrow::Cow;

use super::pair::text;
use super::plain::plain;
use super::slide::{described, own_steps, slides};
use super::{Module, Pair};
use crate::engine::{self, Sliding};
use crate::tensor::Tensor;

/// The greatest element under a window of `KERNEL` x `KERNEL` that moves by its own size: (batch,
/// channels, height, width) becomes (batch, channels, height / KERNEL, width / KERNEL), rounded down.
///
/// The gradient goes to the greatest element; of equal ones to the first. `MaxPool2d::new(kernel)` makes
/// one with sizes known only at run time.
///
/// ```
/// use manabi::prelude::*;
///
/// let image = tensor([[[[1., 2., 5., 4.], [3., 0., 0., 6.]]]]);
/// assert_eq!(MaxPool2d::<2>::default().forward(&image), tensor([[[[3., 6.]]]]));
/// let overlapping = MaxPool2d::new(3).stride(2).padding(1);
/// assert_eq!(overlapping.forward(&zeros([2, 8, 28, 28])).shape(), [2, 8, 14, 14]);
/// ```
#[derive(Clone, Copy)]
pub struct MaxPool2d<const KERNEL: usize = 0> {
    sliding: Sliding,
}

impl MaxPool2d {
    /// With a window of a size or of `[height, width]`, which moves by its own size. Panics when it is 0.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// assert_eq!(MaxPool2d::new([2, 3]).forward(&zeros([5, 8, 6, 6])).shape(), [5, 8, 3, 2]);
    /// ```
    #[track_caller]
    pub fn new(kernel: impl Pair) -> MaxPool2d {
        MaxPool2d { sliding: own_steps("MaxPool2d", kernel.pair()) }
    }
}

impl<const KERNEL: usize> Default for MaxPool2d<KERNEL> {
    #[track_caller]
    fn default() -> Self {
        MaxPool2d { sliding: own_steps("MaxPool2d", [KERNEL, KERNEL]) }
    }
}

impl<const KERNEL: usize> MaxPool2d<KERNEL> {
    slides! {
        self => self.sliding, planes:
        /// How far the window moves from place to place; its own size where nothing is said.
        ///
        /// ```
        /// # use manabi::prelude::*;
        /// let overlapping = MaxPool2d::new(3).stride(2);
        /// assert_eq!(overlapping.forward(&zeros([5, 8, 27, 27])).shape(), [5, 8, 13, 13]);
        /// ```
        stride(impl Pair)
        /// By how much the window may reach over the edges, at most half of it; 0 where nothing is said.
        /// What lies there is never the greatest.
        ///
        /// ```
        /// # use manabi::prelude::*;
        /// let same = MaxPool2d::new([1, 3]).stride(1).padding([0, 1]);
        /// assert_eq!(same.forward(&tensor([[[[-1., -2., -3.]]]])), tensor([[[[-1., -1., -2.]]]]));
        /// ```
        padding(impl Pair)
        /// How far apart the elements of the window are; 1 where nothing is said.
        ///
        /// ```
        /// # use manabi::prelude::*;
        /// let apart = MaxPool2d::new([1, 2]).stride(1).dilation(2);
        /// assert_eq!(apart.forward(&tensor([[[[5., 9., 1., 2.]]]])), tensor([[[[5., 9.]]]]));
        /// ```
        dilation(impl Pair)
    }

    /// The output for an input of (batch, channels, height, width). Panics when the window does not fit
    /// into it.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// let image = tensor([[[[1., 2.], [3., 0.]]]]);
    /// assert_eq!(MaxPool2d::new(2).forward(&image), tensor([[[[3.]]]]));
    /// ```
    #[track_caller]
    pub fn forward(&self, x: &Tensor) -> Tensor {
        Tensor::new(engine::max_pool2d(&x.raw, self.sliding))
    }

    /// The output, and where in its plane each element lay: row times width plus column.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// let image = tensor([[[[1., 2., 5., 4.], [3., 0., 0., 6.]]]]);
    /// let pool = MaxPool2d::new(2);
    /// let (y, indices) = pool.forward_with_indices(&image);
    /// assert_eq!(indices.to_vec(), [4, 7]);
    /// let back = MaxUnpool2d::new(2).forward(&y, &indices);
    /// assert_eq!(back, tensor([[[[0., 0., 0., 0.], [3., 0., 0., 6.]]]]));
    /// ```
    #[track_caller]
    pub fn forward_with_indices(&self, x: &Tensor) -> (Tensor, Tensor<crate::tensor::Dyn, usize>) {
        let (y, indices) = engine::max_pool2d_with_indices(&x.raw, self.sliding);
        (Tensor::new(y), Tensor::new(indices))
    }
}

plain!([const KERNEL: usize] MaxPool2d<KERNEL>, self => {
    format!("MaxPool2d({})", described(&self.sliding, 2))
});

/// The way back from max pooling with a window that moved by its own size: each element returns to where
/// it lay, and the rest is 0. (Zeiler and Fergus, 2014)
///
/// It takes indices too, so it is no [`Layer`](super::Layer); see [`MaxPool2d::forward_with_indices`].
///
/// ```
/// use manabi::prelude::*;
///
/// let image = tensor([[[[1., 2.], [3., 0.]]]]);
/// let (y, indices) = MaxPool2d::new(2).forward_with_indices(&image);
/// assert_eq!(MaxUnpool2d::new(2).forward(&y, &indices), tensor([[[[0., 0.], [3., 0.]]]]));
/// ```
#[derive(Clone, Copy)]
pub struct MaxUnpool2d {
    kernel: [usize; 2],
}

impl MaxUnpool2d {
    /// For a window of a size or of `[height, width]`.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// let (y, indices) = MaxPool2d::new([1, 2]).forward_with_indices(&rand([1, 1, 3, 4]));
    /// assert_eq!(MaxUnpool2d::new([1, 2]).forward(&y, &indices).shape(), [1, 1, 3, 4]);
    /// ```
    pub fn new(kernel: impl Pair) -> MaxUnpool2d {
        MaxUnpool2d { kernel: kernel.pair() }
    }

    /// Planes that are larger by the window: (batch, channels, height, width) times the window. Panics
    /// when an index lies outside of them.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// let unpool = MaxUnpool2d::new([1, 2]);
    /// let y = unpool.forward(&tensor([[[[7., 9.]]]]), &tensor([[[[1, 2]]]]));
    /// assert_eq!(y, tensor([[[[0., 7., 9., 0.]]]]));
    /// ```
    #[track_caller]
    pub fn forward(&self, x: &Tensor, indices: &Tensor<crate::tensor::Dyn, usize>) -> Tensor {
        let rank = x.shape().len();
        let last = |i: usize| x.shape().get((rank + i).wrapping_sub(2)).copied().unwrap_or(1);
        self.forward_to(x, indices, [0, 1].map(|i| last(i) * self.kernel[i]))
    }

    /// Planes of (height, width), where pooling had rounded down. Panics when an index lies outside of
    /// them.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// let image = rand([1, 1, 5, 5]);
    /// let (y, indices) = MaxPool2d::new(2).forward_with_indices(&image);
    /// let back = MaxUnpool2d::new(2).forward_to(&y, &indices, [5, 5]);
    /// assert_eq!(back.shape(), image.shape());
    /// ```
    #[track_caller]
    pub fn forward_to(
        &self,
        x: &Tensor,
        indices: &Tensor<crate::tensor::Dyn, usize>,
        size: impl Pair,
    ) -> Tensor {
        Tensor::new(engine::max_unpool2d(&x.raw, &indices.raw, size.pair()))
    }
}

impl Module for MaxUnpool2d {
    fn name(&self) -> Cow<'static, str> {
        format!("MaxUnpool2d({})", text(self.kernel)).into()
    }

    fn parts<'a>(&'a self, _: &mut dyn FnMut(&str, super::Part<'a>)) {}

    fn parts_mut<'a>(&'a mut self, _: &mut dyn FnMut(&str, super::PartMut<'a>)) {}
}

super::describe::printed!([] MaxUnpool2d);
super::describe::debugged!([] MaxUnpool2d);
