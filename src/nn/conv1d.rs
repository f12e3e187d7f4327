//! The convolutional layer over sequences: sound, text, time series.

use std::marker::PhantomData;

use super::describe::titled;
use super::kernel::{Kernel, even, share};
use super::slide::slides;
use super::weighted::weighted;
use super::{Accepts, Kind, Parameter, RunTime, Stated};
use crate::engine;
use crate::tensor::{Same, Size, Tensor};

/// A convolution over sequences, from `IN` to `OUT` channels with a kernel of `KERNEL` elements:
/// (batch, IN, length) becomes (batch, OUT, length').
///
/// With padding p, dilation d, kernel k and stride s a length l becomes
/// ⌊(l + 2 p - d (k - 1) - 1) / s⌋ + 1. The weight has the shape (OUT, IN / groups, KERNEL). Weight and
/// bias start as in [`Conv2d`](super::Conv2d). `Conv1d::new(inputs, outputs, kernel)` makes one with
/// sizes known only at run time, of the type [`DynConv1d`].
///
/// ```
/// use manabi::prelude::*;
///
/// let layer = Conv1d::<4, 8, 3>::default().padding(2).dilation(2);
/// assert_eq!(layer.forward(&zeros([10, 4, 50])).shape(), [10, 8, 50]);
/// assert_eq!(Conv1d::new(4, 8, 3).stride(2).forward(&zeros([10, 4, 50])).shape(), [10, 8, 24]);
/// ```
pub struct Conv1d<const IN: usize, const OUT: usize, const KERNEL: usize, K: Kind = Stated> {
    /// The weights, (OUT, IN / groups, KERNEL).
    pub weight: Parameter,
    /// The biases, (OUT); `None` for a layer without.
    pub bias: Option<Parameter>,
    kernel: Kernel,
    kind: PhantomData<fn() -> K>,
}

/// A convolutional layer over sequences with sizes known only at run time: what [`Conv1d::new`] makes.
///
/// ```
/// use manabi::nn::DynConv1d;
/// use manabi::prelude::*;
///
/// let layers: Vec<DynConv1d> = [1, 2, 4].map(|d| Conv1d::new(8, 8, 2).dilation(d)).into();
/// assert_eq!(layers.forward(&zeros([2, 8, 20])).shape(), [2, 8, 13]);
/// ```
pub type DynConv1d = Conv1d<0, 0, 0, RunTime>;

impl DynConv1d {
    /// From `inputs` to `outputs` channels, with a kernel of a length. Panics when one of them is 0.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// assert_eq!(Conv1d::new(4, 8, 3).weight.shape(), [8, 4, 3]);
    /// ```
    #[track_caller]
    pub fn new(inputs: usize, outputs: usize, kernel: usize) -> DynConv1d {
        Conv1d::start(Kernel::flat("Conv1d", inputs, outputs, kernel))
    }
}

impl<const IN: usize, const OUT: usize, const KERNEL: usize> Default for Conv1d<IN, OUT, KERNEL> {
    #[track_caller]
    fn default() -> Self {
        Conv1d::start(Kernel::flat("Conv1d", IN, OUT, KERNEL))
    }
}

impl<const IN: usize, const OUT: usize, const KERNEL: usize, K: Kind> Conv1d<IN, OUT, KERNEL, K> {
    fn start(kernel: Kernel) -> Self {
        let (inputs, length) = (kernel.inputs / kernel.groups, kernel.sliding.kernel[1]);
        let bound = 1.0 / ((inputs * length) as f32).sqrt();
        let weight = even(bound, &[kernel.outputs, inputs, length]);
        let bias = Some(even(bound, &[kernel.outputs]));
        Conv1d { weight, bias, kernel, kind: PhantomData }
    }

    slides! {
        self => self.kernel.sliding, sequences:
        /// How far the kernel moves from place to place; 1 where nothing is said.
        ///
        /// ```
        /// # use manabi::prelude::*;
        /// let halves = Conv1d::new(4, 8, 2).stride(2);
        /// assert_eq!(halves.forward(&zeros([5, 4, 50])).shape(), [5, 8, 25]);
        /// ```
        stride(usize)
        /// How many zeros surround the sequence on each side; 0 where nothing is said.
        ///
        /// ```
        /// # use manabi::prelude::*;
        /// let same = Conv1d::new(4, 8, 5).padding(2);
        /// assert_eq!(same.forward(&zeros([5, 4, 50])).shape(), [5, 8, 50]);
        /// ```
        padding(usize)
        /// How far apart the elements are that the kernel takes; 1 where nothing is said. A kernel of k
        /// elements then reaches over d (k - 1) + 1.
        ///
        /// ```
        /// # use manabi::prelude::*;
        /// let wide = Conv1d::new(4, 8, 2).dilation(8); // looks 8 steps back
        /// assert_eq!(wide.forward(&zeros([5, 4, 50])).shape(), [5, 8, 42]);
        /// ```
        dilation(usize)
    }

    /// The output for an input of shape (batch, IN, length). Panics when it has another shape or is
    /// shorter than the kernel.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// let mut rises = Conv1d::new(1, 1, 2).without_bias();
    /// rises.weight = Parameter::new(tensor([[[-1., 1.]]]).untyped());
    /// assert_eq!(rises.forward(&tensor([[[1., 4., 9.]]])), tensor([[[3., 5.]]]));
    /// ```
    #[track_caller]
    pub fn forward(&self, x: &Tensor) -> Tensor {
        let &Kernel { sliding, groups, .. } = &self.kernel;
        let bias = self.bias.as_ref().map(|bias| &bias.raw);
        Tensor::new(engine::conv1d(&x.raw, &self.weight.raw, bias, sliding, groups))
    }
}

share!(
    [const IN: usize, const OUT: usize, const KERNEL: usize, K: Kind] Conv1d<IN, OUT, KERNEL, K>,
    /// Channels in groups that do not see one another. Starts the weights anew, because there are fewer.
    /// Panics unless the number divides inputs and outputs.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// assert_eq!(Conv1d::new(4, 8, 3).groups(2).weight.shape(), [8, 2, 3]);
    /// ```
    groups,
    /// The same layer without a bias.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// assert_eq!(Conv1d::<4, 8, 3>::default().without_bias().parameter_count(), 96);
    /// ```
    without_bias
);

weighted!(
    [const IN: usize, const OUT: usize, const KERNEL: usize, K: Kind] Conv1d<IN, OUT, KERNEL, K>,
    self => titled("Conv1d", &self.kernel)
);

#[diagnostic::do_not_recommend]
impl<F: Size + Same<K::Size<IN>>, const IN: usize, const OUT: usize, const KERNEL: usize, K: Kind>
    Accepts<F> for Conv1d<IN, OUT, KERNEL, K>
{
    type Gives = K::Size<OUT>;
}
