//! Average pooling: the mean of each neighbourhood, or of the whole plane.

use super::Pair;
use super::pair::text;
use super::plain::plain;
use super::slide::{described, own_steps, slides};
use crate::engine::{self, Sliding};
use crate::tensor::Tensor;

/// The mean under a window of `KERNEL` x `KERNEL` that moves by its own size: (batch, channels, height,
/// width) becomes (batch, channels, height / KERNEL, width / KERNEL), rounded down. Padding counts as
/// zeros. `AvgPool2d::new(kernel)` makes one with sizes known only at run time.
///
/// ```
/// use manabi::prelude::*;
///
/// let image = tensor([[[[1., 3., 5., 5.], [2., 2., 0., 6.]]]]);
/// assert_eq!(AvgPool2d::<2>::default().forward(&image), tensor([[[[2., 4.]]]]));
/// assert_eq!(AvgPool2d::new([1, 2]).forward(&image).shape(), [1, 1, 2, 2]);
/// ```
#[derive(Clone, Copy)]
pub struct AvgPool2d<const KERNEL: usize = 0> {
    sliding: Sliding,
}

impl AvgPool2d {
    /// With a window of a size or of `[height, width]`, which moves by its own size. Panics when it is 0.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// assert_eq!(AvgPool2d::new([2, 3]).forward(&zeros([5, 8, 6, 6])).shape(), [5, 8, 3, 2]);
    /// ```
    #[track_caller]
    pub fn new(kernel: impl Pair) -> AvgPool2d {
        AvgPool2d { sliding: own_steps("AvgPool2d", kernel.pair()) }
    }
}

impl<const KERNEL: usize> Default for AvgPool2d<KERNEL> {
    #[track_caller]
    fn default() -> Self {
        AvgPool2d { sliding: own_steps("AvgPool2d", [KERNEL, KERNEL]) }
    }
}

impl<const KERNEL: usize> AvgPool2d<KERNEL> {
    slides! {
        self => self.sliding, planes:
        /// How far the window moves from place to place; its own size where nothing is said.
        ///
        /// ```
        /// # use manabi::prelude::*;
        /// let overlapping = AvgPool2d::new(3).stride(2);
        /// assert_eq!(overlapping.forward(&zeros([5, 8, 27, 27])).shape(), [5, 8, 13, 13]);
        /// ```
        stride(impl Pair)
        /// By how much the window may reach over the edges, at most half of it; 0 where nothing is said.
        ///
        /// ```
        /// # use manabi::prelude::*;
        /// let same = AvgPool2d::new([1, 3]).stride(1).padding([0, 1]);
        /// assert_eq!(same.forward(&tensor([[[[3., 6., 9.]]]])), tensor([[[[3., 6., 5.]]]]));
        /// ```
        padding(impl Pair)
    }

    /// The output for an input of (batch, channels, height, width). Panics when the window does not fit
    /// into it.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// let image = tensor([[[[1., 2.], [3., 0.]]]]);
    /// assert_eq!(AvgPool2d::new(2).forward(&image), tensor([[[[1.5]]]]));
    /// ```
    #[track_caller]
    pub fn forward(&self, x: &Tensor) -> Tensor {
        Tensor::new(engine::avg_pool2d(&x.raw, self.sliding))
    }
}

plain!([const KERNEL: usize] AvgPool2d<KERNEL>, self => {
    format!("AvgPool2d({})", described(&self.sliding, 2))
});

/// Means that make planes of one size out of planes of any: (batch, channels, height, width) becomes
/// (batch, channels, rows, columns). Place i of n takes the elements from ⌊i h / n⌋ to ⌈(i + 1) h / n⌉,
/// as in PyTorch.
///
/// ```
/// use manabi::prelude::*;
///
/// let pool = AdaptiveAvgPool2d::new([7, 5]);
/// assert_eq!(pool.forward(&zeros([2, 8, 16, 23])).shape(), [2, 8, 7, 5]);
/// ```
#[derive(Clone, Copy)]
pub struct AdaptiveAvgPool2d {
    size: [usize; 2],
}

impl AdaptiveAvgPool2d {
    /// To planes of a size or of `[rows, columns]`.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// assert_eq!(AdaptiveAvgPool2d::new(4).forward(&zeros([2, 8, 16, 23])).shape(), [2, 8, 4, 4]);
    /// ```
    pub fn new(size: impl Pair) -> AdaptiveAvgPool2d {
        AdaptiveAvgPool2d { size: size.pair() }
    }

    /// The output for an input of (batch, channels, height, width). Panics when it has another shape or
    /// no elements.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// let image = tensor([[[[1., 2., 3.]]]]);
    /// assert_eq!(AdaptiveAvgPool2d::new([1, 2]).forward(&image), tensor([[[[1.5, 2.5]]]]));
    /// ```
    #[track_caller]
    pub fn forward(&self, x: &Tensor) -> Tensor {
        Tensor::new(engine::adaptive_avg_pool2d(&x.raw, self.size))
    }
}

plain!([] AdaptiveAvgPool2d, self => format!("AdaptiveAvgPool2d({})", text(self.size)));

/// The mean of each plane: (batch, channels, height, width) becomes (batch, channels), ready for a linear
/// layer. (Lin et al., 2014)
///
/// ```
/// use manabi::prelude::*;
///
/// let net = (Conv2d::<1, 8, 3>::default(), Relu, GlobalAvgPool, Linear::<8, 10>::default());
/// assert_eq!(net.forward(&zeros([2, 1, 28, 28])).shape(), [2, 10]);
/// ```
#[derive(Clone, Copy, Default)]
pub struct GlobalAvgPool;

impl GlobalAvgPool {
    /// The output for an input of (batch, channels, height, width). Panics when it has another shape or
    /// no elements.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// assert_eq!(GlobalAvgPool.forward(&tensor([[[[1., 3.]], [[5., 7.]]]])), tensor([[2., 6.]]));
    /// ```
    #[track_caller]
    pub fn forward(&self, x: &Tensor) -> Tensor {
        let means = engine::adaptive_avg_pool2d(&x.raw, [1, 1]);
        Tensor::new(engine::squeeze(&engine::squeeze(&means, -1), -1))
    }
}

plain!([] GlobalAvgPool, self => "GlobalAvgPool");
