//! The convolutional layer: small kernels that slide over an image and look for the same everywhere.

use std::marker::PhantomData;

use super::describe::titled;
use super::kernel::{Kernel, even, share};
use super::weighted::weighted;
use super::{Accepts, Kind, Pair, Parameter, RunTime, Stated};
use crate::engine;
use crate::tensor::{Same, Size, Tensor};

/// A convolution over images, from `IN` to `OUT` channels with a square kernel of `KERNEL` x `KERNEL`:
/// (batch, IN, height, width) becomes (batch, OUT, height', width').
///
/// As everywhere in the field the kernel is not mirrored, so it is a cross-correlation. With padding p,
/// dilation d, kernel k and stride s a height h becomes ⌊(h + 2 p - d (k - 1) - 1) / s⌋ + 1, and so
/// does the width. The weight has the shape (OUT, IN / groups, KERNEL, KERNEL). Weight and bias start
/// evenly distributed from -1/√n to 1/√n for the n inputs of one output, as in PyTorch.
///
/// `Conv2d::new(inputs, outputs, kernel)` makes one with sizes known only at run time, of the type
/// [`DynConv2d`]; its kernel may be `[height, width]`. (LeCun et al., 1989)
///
/// ```
/// use manabi::prelude::*;
///
/// let layer = Conv2d::<1, 30, 5>::default();
/// assert_eq!(layer.forward(&zeros([100, 1, 28, 28])).shape(), [100, 30, 24, 24]);
///
/// let halves = Conv2d::new(30, 60, [3, 5]).stride(2).padding([1, 2]);
/// assert_eq!(halves.forward(&zeros([100, 30, 24, 24])).shape(), [100, 60, 12, 12]);
/// ```
///
/// A kernel of one's own finds edges:
///
/// ```
/// # use manabi::prelude::*;
/// let mut edges = Conv2d::new(1, 1, [1, 2]).without_bias();
/// edges.weight = Parameter::new(tensor([-1., 1.]).reshape([1, 1, 1, 2]));
/// let image = tensor([0., 0., 1., 1.]).reshape([1, 1, 1, 4]);
/// assert_eq!(edges.forward(&image).to_vec(), [0., 1., 0.]);
/// ```
pub struct Conv2d<const IN: usize, const OUT: usize, const KERNEL: usize, K: Kind = Stated> {
    /// The weights, (OUT, IN / groups, kernel height, kernel width).
    pub weight: Parameter,
    /// The biases, (OUT); `None` for a layer without.
    pub bias: Option<Parameter>,
    kernel: Kernel,
    kind: PhantomData<fn() -> K>,
}

/// A convolutional layer with sizes known only at run time: what [`Conv2d::new`] makes.
///
/// ```
/// use manabi::nn::DynConv2d;
/// use manabi::prelude::*;
///
/// let layers: Vec<DynConv2d> = [(1, 8), (8, 16)].map(|(i, o)| Conv2d::new(i, o, 3)).into();
/// assert_eq!(layers.forward(&zeros([2, 1, 9, 9])).shape(), [2, 16, 5, 5]);
/// ```
pub type DynConv2d = Conv2d<0, 0, 0, RunTime>;

impl DynConv2d {
    /// From `inputs` to `outputs` channels, with a kernel of a size or of `[height, width]`. Panics when
    /// one of them is 0.
    #[track_caller]
    pub fn new(inputs: usize, outputs: usize, kernel: impl Pair) -> DynConv2d {
        Conv2d::start(Kernel::new("Conv2d", inputs, outputs, kernel.pair()))
    }
}

impl<const IN: usize, const OUT: usize, const KERNEL: usize> Default for Conv2d<IN, OUT, KERNEL> {
    #[track_caller]
    fn default() -> Self {
        Conv2d::start(Kernel::new("Conv2d", IN, OUT, [KERNEL, KERNEL]))
    }
}

impl<const IN: usize, const OUT: usize, const KERNEL: usize, K: Kind> Conv2d<IN, OUT, KERNEL, K> {
    fn start(kernel: Kernel) -> Self {
        let [height, width] = kernel.sliding.kernel;
        let inputs = kernel.inputs / kernel.groups;
        let bound = 1.0 / ((inputs * height * width) as f32).sqrt();
        let weight = even(bound, &[kernel.outputs, inputs, height, width]);
        let bias = Some(even(bound, &[kernel.outputs]));
        Conv2d { weight, bias, kernel, kind: PhantomData }
    }

    /// How far the kernel moves from place to place; 1 where nothing is said.
    pub fn stride(mut self, stride: impl Pair) -> Self {
        self.kernel.sliding.stride = stride.pair();
        self
    }

    /// How many zeros surround the image on each side; 0 where nothing is said.
    pub fn padding(mut self, padding: impl Pair) -> Self {
        self.kernel.sliding.padding = padding.pair();
        self
    }

    /// How far apart the elements are that the kernel takes; 1 where nothing is said.
    pub fn dilation(mut self, dilation: impl Pair) -> Self {
        self.kernel.sliding.dilation = dilation.pair();
        self
    }

    /// Channels in groups that do not see one another; as many groups as inputs make the convolution
    /// depthwise. Starts the weights anew, because there are fewer. Panics unless the number divides
    /// inputs and outputs.
    #[track_caller]
    pub fn groups(self, groups: usize) -> Self {
        let has_bias = self.bias.is_some();
        let layer = Conv2d::start(self.kernel.in_groups("Conv2d", groups));
        if has_bias { layer } else { layer.without_bias() }
    }

    /// The same layer without a bias.
    pub fn without_bias(mut self) -> Self {
        self.bias = None;
        self
    }

    /// The output for an input of shape (batch, IN, height, width). Panics when it has another shape or
    /// is smaller than the kernel.
    #[track_caller]
    pub fn forward(&self, x: &Tensor) -> Tensor {
        let &Kernel { sliding, groups, .. } = &self.kernel;
        let bias = self.bias.as_ref().map(|bias| &bias.raw);
        Tensor::new(engine::conv2d(&x.raw, &self.weight.raw, bias, sliding, groups))
    }
}

share!([const IN: usize, const OUT: usize, const KERNEL: usize, K: Kind] Conv2d<IN, OUT, KERNEL, K>);

weighted!(
    [const IN: usize, const OUT: usize, const KERNEL: usize, K: Kind] Conv2d<IN, OUT, KERNEL, K>,
    self => titled("Conv2d", &self.kernel)
);

#[diagnostic::do_not_recommend]
impl<F: Size + Same<K::Size<IN>>, const IN: usize, const OUT: usize, const KERNEL: usize, K: Kind>
    Accepts<F> for Conv2d<IN, OUT, KERNEL, K>
{
    type Gives = K::Size<OUT>;
}
