//! The convolutional layer over sequences: sound, text, time series.

use std::marker::PhantomData;

use super::describe::titled;
use super::kernel::{Kernel, even, share};
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
pub type DynConv1d = Conv1d<0, 0, 0, RunTime>;

impl DynConv1d {
    /// From `inputs` to `outputs` channels, with a kernel of a length. Panics when one of them is 0.
    #[track_caller]
    pub fn new(inputs: usize, outputs: usize, kernel: usize) -> DynConv1d {
        Conv1d::start(Kernel::new("Conv1d", inputs, outputs, [1, kernel]))
    }
}

impl<const IN: usize, const OUT: usize, const KERNEL: usize> Default for Conv1d<IN, OUT, KERNEL> {
    #[track_caller]
    fn default() -> Self {
        Conv1d::start(Kernel::new("Conv1d", IN, OUT, [1, KERNEL]))
    }
}

impl<const IN: usize, const OUT: usize, const KERNEL: usize, K: Kind> Conv1d<IN, OUT, KERNEL, K> {
    fn start(kernel: Kernel) -> Self {
        let (inputs, length) = (kernel.inputs / kernel.groups, kernel.sliding.kernel[1]);
        let bound = 1.0 / ((inputs * length) as f32).sqrt();
        let weight = even(bound, &[kernel.outputs, inputs, length]);
        let bias = Some(even(bound, &[kernel.outputs]));
        Conv1d { weight, bias, kernel: Kernel { flat: true, ..kernel }, kind: PhantomData }
    }

    /// How far the kernel moves from place to place; 1 where nothing is said.
    pub fn stride(mut self, stride: usize) -> Self {
        self.kernel.sliding.stride = [1, stride];
        self
    }

    /// How many zeros surround the sequence on each side; 0 where nothing is said.
    pub fn padding(mut self, padding: usize) -> Self {
        self.kernel.sliding.padding = [0, padding];
        self
    }

    /// How far apart the elements are that the kernel takes; 1 where nothing is said.
    pub fn dilation(mut self, dilation: usize) -> Self {
        self.kernel.sliding.dilation = [1, dilation];
        self
    }

    /// Channels in groups that do not see one another. Starts the weights anew, because there are fewer.
    /// Panics unless the number divides inputs and outputs.
    #[track_caller]
    pub fn groups(self, groups: usize) -> Self {
        let has_bias = self.bias.is_some();
        let layer = Conv1d::start(self.kernel.in_groups("Conv1d", groups));
        if has_bias { layer } else { layer.without_bias() }
    }

    /// The same layer without a bias.
    pub fn without_bias(mut self) -> Self {
        self.bias = None;
        self
    }

    /// The output for an input of shape (batch, IN, length). Panics when it has another shape or is
    /// shorter than the kernel.
    #[track_caller]
    pub fn forward(&self, x: &Tensor) -> Tensor {
        let &Kernel { sliding, groups, .. } = &self.kernel;
        let bias = self.bias.as_ref().map(|bias| &bias.raw);
        Tensor::new(engine::conv1d(&x.raw, &self.weight.raw, bias, sliding, groups))
    }
}

share!([const IN: usize, const OUT: usize, const KERNEL: usize, K: Kind] Conv1d<IN, OUT, KERNEL, K>);

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
