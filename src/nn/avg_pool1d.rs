//! Average pooling over sequences: the mean of each neighbourhood.

use super::plain::plain;
use super::slide::{described, flat, pooled, slides};
use crate::engine::{self, Sliding};
use crate::tensor::Tensor;

/// The mean under a window of `KERNEL` elements that moves by its own size: (batch, channels, length)
/// becomes (batch, channels, length / KERNEL), rounded down. Padding counts as zeros.
/// `AvgPool1d::new(kernel)` makes one with a size known only at run time.
///
/// ```
/// use manabi::prelude::*;
///
/// let x = tensor([[[1., 3., 2., 6., 4.]]]);
/// assert_eq!(AvgPool1d::<2>::default().forward(&x), tensor([[[2., 4.]]]));
/// assert_eq!(AvgPool1d::new(2).stride(1).forward(&x), tensor([[[2., 2.5, 4., 5.]]]));
/// ```
#[derive(Clone, Copy)]
pub struct AvgPool1d<const KERNEL: usize = 0> {
    sliding: Sliding,
}

impl AvgPool1d {
    /// With a window of a size, which moves by its own size. Panics when it is 0.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// assert_eq!(AvgPool1d::new(2).forward(&zeros([8, 4, 50])).shape(), [8, 4, 25]);
    /// ```
    #[track_caller]
    pub fn new(kernel: usize) -> AvgPool1d {
        AvgPool1d { sliding: flat("AvgPool1d", kernel) }
    }
}

impl<const KERNEL: usize> Default for AvgPool1d<KERNEL> {
    #[track_caller]
    fn default() -> Self {
        AvgPool1d { sliding: flat("AvgPool1d", KERNEL) }
    }
}

impl<const KERNEL: usize> AvgPool1d<KERNEL> {
    slides! {
        self => self.sliding, sequences:
        /// How far the window moves from place to place; its own size where nothing is said.
        ///
        /// ```
        /// # use manabi::prelude::*;
        /// assert_eq!(AvgPool1d::new(3).stride(2).forward(&zeros([8, 4, 51])).shape(), [8, 4, 25]);
        /// ```
        stride(usize)
        /// By how much the window may reach over the ends, at most half of it; 0 where nothing is said.
        ///
        /// ```
        /// # use manabi::prelude::*;
        /// let same = AvgPool1d::new(3).stride(1).padding(1);
        /// assert_eq!(same.forward(&tensor([[[3., 6., 9.]]])), tensor([[[3., 6., 5.]]]));
        /// ```
        padding(usize)
    }

    /// The output for an input of (batch, channels, length). Panics when it has another shape or the
    /// window does not fit into it.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// assert_eq!(AvgPool1d::new(2).forward(&tensor([[[1., 3., 2.]]])), tensor([[[2.]]]));
    /// ```
    #[track_caller]
    pub fn forward(&self, x: &Tensor) -> Tensor {
        Tensor::new(pooled("avg_pool1d", &x.raw, self.sliding, engine::avg_pool2d))
    }
}

plain!([const KERNEL: usize] AvgPool1d<KERNEL>, self => {
    format!("AvgPool1d({})", described(&self.sliding, 1))
});
