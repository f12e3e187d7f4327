//! Max pooling over sequences: the strongest answer in each neighbourhood is kept.

use super::plain::plain;
use super::slide::{described, flat, pooled, slides};
use crate::engine::{self, Sliding};
use crate::tensor::Tensor;

/// The greatest element under a window of `KERNEL` elements that moves by its own size: (batch, channels,
/// length) becomes (batch, channels, length / KERNEL), rounded down.
///
/// The gradient goes to the greatest element; of equal ones to the first. `MaxPool1d::new(kernel)` makes
/// one with a size known only at run time.
///
/// ```
/// use manabi::prelude::*;
///
/// let x = tensor([[[1., 3., 2., 5., 4.]]]);
/// assert_eq!(MaxPool1d::<2>::default().forward(&x), tensor([[[3., 5.]]]));
/// assert_eq!(MaxPool1d::new(3).stride(1).forward(&x), tensor([[[3., 5., 5.]]]));
/// ```
#[derive(Clone, Copy)]
pub struct MaxPool1d<const KERNEL: usize = 0> {
    sliding: Sliding,
}

impl MaxPool1d {
    /// With a window of a size, which moves by its own size. Panics when it is 0.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// assert_eq!(MaxPool1d::new(2).forward(&zeros([8, 4, 50])).shape(), [8, 4, 25]);
    /// ```
    #[track_caller]
    pub fn new(kernel: usize) -> MaxPool1d {
        MaxPool1d { sliding: flat("MaxPool1d", kernel) }
    }
}

impl<const KERNEL: usize> Default for MaxPool1d<KERNEL> {
    #[track_caller]
    fn default() -> Self {
        MaxPool1d { sliding: flat("MaxPool1d", KERNEL) }
    }
}

impl<const KERNEL: usize> MaxPool1d<KERNEL> {
    slides! {
        self => self.sliding, sequences:
        /// How far the window moves from place to place; its own size where nothing is said.
        ///
        /// ```
        /// # use manabi::prelude::*;
        /// assert_eq!(MaxPool1d::new(3).stride(2).forward(&zeros([8, 4, 51])).shape(), [8, 4, 25]);
        /// ```
        stride(usize)
        /// By how much the window may reach over the ends, at most half of it; 0 where nothing is said.
        ///
        /// ```
        /// # use manabi::prelude::*;
        /// let same = MaxPool1d::new(3).stride(1).padding(1);
        /// assert_eq!(same.forward(&tensor([[[-1., -2., -3.]]])), tensor([[[-1., -1., -2.]]]));
        /// ```
        padding(usize)
        /// How far apart the elements of the window are; 1 where nothing is said.
        ///
        /// ```
        /// # use manabi::prelude::*;
        /// let apart = MaxPool1d::new(2).stride(1).dilation(2);
        /// assert_eq!(apart.forward(&tensor([[[5., 9., 1., 2.]]])), tensor([[[5., 9.]]]));
        /// ```
        dilation(usize)
    }

    /// The output for an input of (batch, channels, length). Panics when it has another shape or the
    /// window does not fit into it.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// assert_eq!(MaxPool1d::new(2).forward(&tensor([[[1., 3., 2.]]])), tensor([[[3.]]]));
    /// ```
    #[track_caller]
    pub fn forward(&self, x: &Tensor) -> Tensor {
        Tensor::new(pooled("max_pool1d", &x.raw, self.sliding, engine::max_pool2d))
    }
}

plain!([const KERNEL: usize] MaxPool1d<KERNEL>, self => {
    format!("MaxPool1d({})", described(&self.sliding, 1))
});
