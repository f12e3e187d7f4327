//! The convolutional layer: small kernels that slide over an image and look for the same everywhere.

use std::marker::PhantomData;

use super::describe::titled;
use super::kernel::{Kernel, even, share};
use super::slide::slides;
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
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// assert_eq!(Conv2d::new(3, 8, [3, 5]).weight.shape(), [8, 3, 3, 5]);
    /// ```
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

    slides! {
        self => self.kernel.sliding, planes:
        /// How far the kernel moves from place to place; 1 where nothing is said.
        ///
        /// ```
        /// # use manabi::prelude::*;
        /// let halves = Conv2d::new(1, 8, 2).stride(2);
        /// assert_eq!(halves.forward(&zeros([5, 1, 28, 28])).shape(), [5, 8, 14, 14]);
        /// ```
        stride(impl Pair)
        /// How many zeros surround the image on each side; 0 where nothing is said.
        ///
        /// ```
        /// # use manabi::prelude::*;
        /// let same = Conv2d::new(1, 8, [3, 5]).padding([1, 2]);
        /// assert_eq!(same.forward(&zeros([5, 1, 28, 28])).shape(), [5, 8, 28, 28]);
        /// ```
        padding(impl Pair)
        /// How far apart the elements are that the kernel takes; 1 where nothing is said. A kernel of k
        /// elements then reaches over d (k - 1) + 1. (Yu and Koltun, 2016)
        ///
        /// ```
        /// # use manabi::prelude::*;
        /// let wide = Conv2d::new(1, 8, 3).dilation(2); // reaches over 5 x 5
        /// assert_eq!(wide.forward(&zeros([5, 1, 28, 28])).shape(), [5, 8, 24, 24]);
        /// ```
        dilation(impl Pair)
    }

    /// The output for an input of shape (batch, IN, height, width). Panics when it has another shape or
    /// is smaller than the kernel.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// let mut sum = Conv2d::new(1, 1, 2).without_bias();
    /// init::constant(&mut sum.weight, 1.);
    /// let image = tensor([[[[1., 2., 3.], [4., 5., 6.]]]]);
    /// assert_eq!(sum.forward(&image), tensor([[[[12., 16.]]]]));
    /// ```
    #[track_caller]
    pub fn forward(&self, x: &Tensor) -> Tensor {
        let &Kernel { sliding, groups, .. } = &self.kernel;
        let bias = self.bias.as_ref().map(|bias| &bias.raw);
        Tensor::new(engine::conv2d(&x.raw, &self.weight.raw, bias, sliding, groups))
    }
}

share!(
    [const IN: usize, const OUT: usize, const KERNEL: usize, K: Kind] Conv2d<IN, OUT, KERNEL, K>,
    /// Channels in groups that do not see one another; as many groups as inputs make the convolution
    /// depthwise. Starts the weights anew, because there are fewer. Panics unless the number divides
    /// inputs and outputs.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// let depthwise = Conv2d::new(8, 8, 3).groups(8);
    /// assert_eq!(depthwise.weight.shape(), [8, 1, 3, 3]); // 72 instead of 576
    /// ```
    groups,
    /// The same layer without a bias, as before a norm, which would take it away.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// assert_eq!(Conv2d::<1, 8, 3>::default().without_bias().parameter_count(), 72);
    /// ```
    without_bias
);

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
