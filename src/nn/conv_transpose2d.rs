//! The transposed convolution: a learned way to make images larger.

use std::marker::PhantomData;

use super::describe::titled;
use super::kernel::{Kernel, even, share};
use super::slide::slides;
use super::weighted::weighted;
use super::{Accepts, Kind, Pair, Parameter, RunTime, Stated};
use crate::engine;
use crate::tensor::{Same, Size, Tensor};

/// A transposed convolution over images, from `IN` to `OUT` channels with a square kernel: (batch, IN,
/// height, width) becomes (batch, OUT, height', width').
///
/// Each element of the input adds the kernel times itself to the output, a stride apart from its
/// neighbour's: a [`Conv2d`](super::Conv2d) read backwards, and not its inverse. With padding p, dilation
/// d, kernel k, stride s and output padding e a height h becomes (h - 1) s - 2 p + d (k - 1) + e + 1. The
/// weight has the shape (IN, OUT / groups, KERNEL, KERNEL). Weight and bias start evenly distributed from
/// -1/√n to 1/√n with n = OUT / groups · KERNEL², as in PyTorch. (Zeiler et al., 2010)
///
/// ```
/// use manabi::prelude::*;
///
/// let doubles = ConvTranspose2d::<64, 32, 4>::default().stride(2).padding(1);
/// assert_eq!(doubles.forward(&zeros([8, 64, 7, 7])).shape(), [8, 32, 14, 14]);
/// let any = ConvTranspose2d::new(64, 32, 3).stride(2).padding(1).output_padding(1);
/// assert_eq!(any.forward(&zeros([8, 64, 7, 7])).shape(), [8, 32, 14, 14]);
/// ```
pub struct ConvTranspose2d<const IN: usize, const OUT: usize, const KERNEL: usize, K: Kind = Stated>
{
    /// The weights, (IN, OUT / groups, kernel height, kernel width).
    pub weight: Parameter,
    /// The biases, (OUT); `None` for a layer without.
    pub bias: Option<Parameter>,
    kernel: Kernel,
    kind: PhantomData<fn() -> K>,
}

/// A transposed convolution with sizes known only at run time: what [`ConvTranspose2d::new`] makes.
///
/// ```
/// use manabi::nn::DynConvTranspose2d;
/// use manabi::prelude::*;
///
/// let up: Vec<DynConvTranspose2d> = vec![ConvTranspose2d::new(4, 4, 2).stride(2); 3];
/// assert_eq!(up.forward(&zeros([1, 4, 3, 3])).shape(), [1, 4, 24, 24]);
/// ```
pub type DynConvTranspose2d = ConvTranspose2d<0, 0, 0, RunTime>;

impl DynConvTranspose2d {
    /// From `inputs` to `outputs` channels, with a kernel of a size or of `[height, width]`. Panics when
    /// one of them is 0.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// assert_eq!(ConvTranspose2d::new(8, 3, [3, 5]).weight.shape(), [8, 3, 3, 5]);
    /// ```
    #[track_caller]
    pub fn new(inputs: usize, outputs: usize, kernel: impl Pair) -> DynConvTranspose2d {
        ConvTranspose2d::start(Kernel::new("ConvTranspose2d", inputs, outputs, kernel.pair()))
    }
}

impl<const IN: usize, const OUT: usize, const KERNEL: usize> Default
    for ConvTranspose2d<IN, OUT, KERNEL>
{
    #[track_caller]
    fn default() -> Self {
        ConvTranspose2d::start(Kernel::new("ConvTranspose2d", IN, OUT, [KERNEL, KERNEL]))
    }
}

impl<const IN: usize, const OUT: usize, const KERNEL: usize, K: Kind>
    ConvTranspose2d<IN, OUT, KERNEL, K>
{
    fn start(kernel: Kernel) -> Self {
        let [height, width] = kernel.sliding.kernel;
        let outputs = kernel.outputs / kernel.groups;
        let bound = 1.0 / ((outputs * height * width) as f32).sqrt();
        let weight = even(bound, &[kernel.inputs, outputs, height, width]);
        let bias = Some(even(bound, &[kernel.outputs]));
        ConvTranspose2d { weight, bias, kernel, kind: PhantomData }
    }

    slides! {
        self => self.kernel.sliding, planes:
        /// How far apart neighbours of the input lie in the output; 1 where nothing is said.
        ///
        /// ```
        /// # use manabi::prelude::*;
        /// let doubles = ConvTranspose2d::new(8, 1, 2).stride(2);
        /// assert_eq!(doubles.forward(&zeros([5, 8, 14, 14])).shape(), [5, 1, 28, 28]);
        /// ```
        stride(impl Pair)
        /// How many rows and columns are cut off on each side; 0 where nothing is said.
        ///
        /// ```
        /// # use manabi::prelude::*;
        /// let same = ConvTranspose2d::new(8, 1, 3).padding(1);
        /// assert_eq!(same.forward(&zeros([5, 8, 14, 14])).shape(), [5, 1, 14, 14]);
        /// ```
        padding(impl Pair)
        /// How far apart the elements of the kernel lie in the output; 1 where nothing is said.
        ///
        /// ```
        /// # use manabi::prelude::*;
        /// let wide = ConvTranspose2d::new(8, 1, 3).dilation(2);
        /// assert_eq!(wide.forward(&zeros([5, 8, 14, 14])).shape(), [5, 1, 18, 18]);
        /// ```
        dilation(impl Pair)
    }

    /// How many rows and columns are added at the end, smaller than the stride or the dilation: which of
    /// the sizes that a convolution would shrink to the same; 0 where nothing is said.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// let down = Conv2d::new(1, 8, 3).stride(2); // 27 and 28 rows become 13
    /// let up = ConvTranspose2d::new(8, 1, 3).stride(2).output_padding(1);
    /// assert_eq!(up.forward(&down.forward(&zeros([5, 1, 28, 28]))).shape(), [5, 1, 28, 28]);
    /// ```
    pub fn output_padding(mut self, extra: impl Pair) -> Self {
        self.kernel.extra = extra.pair();
        self
    }

    /// The output for an input of shape (batch, IN, height, width). Panics when it has another shape, or
    /// when the padding cuts off everything.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// let mut spreads = ConvTranspose2d::new(1, 1, [1, 2]).stride(2).without_bias();
    /// spreads.weight = Parameter::new(tensor([[[[1., 10.]]]]).untyped());
    /// let y = spreads.forward(&tensor([[[[1., 2.]]]]));
    /// assert_eq!(y, tensor([[[[1., 10., 2., 20.]]]]));
    /// ```
    #[track_caller]
    pub fn forward(&self, x: &Tensor) -> Tensor {
        let &Kernel { sliding, groups, extra, .. } = &self.kernel;
        let bias = self.bias.as_ref().map(|bias| &bias.raw);
        let weight = &self.weight.raw;
        Tensor::new(engine::conv_transpose2d(&x.raw, weight, bias, sliding, extra, groups))
    }
}

share!(
    [const IN: usize, const OUT: usize, const KERNEL: usize, K: Kind]
    ConvTranspose2d<IN, OUT, KERNEL, K>,
    /// Channels in groups that do not see one another. Starts the weights anew, because there are fewer.
    /// Panics unless the number divides inputs and outputs.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// assert_eq!(ConvTranspose2d::new(4, 8, 3).groups(2).weight.shape(), [4, 4, 3, 3]);
    /// ```
    groups,
    /// The same layer without a bias.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// assert_eq!(ConvTranspose2d::<4, 8, 2>::default().without_bias().parameter_count(), 128);
    /// ```
    without_bias
);

weighted!(
    [const IN: usize, const OUT: usize, const KERNEL: usize, K: Kind]
    ConvTranspose2d<IN, OUT, KERNEL, K>,
    self => titled("ConvTranspose2d", &self.kernel)
);

#[diagnostic::do_not_recommend]
impl<F: Size + Same<K::Size<IN>>, const IN: usize, const OUT: usize, const KERNEL: usize, K: Kind>
    Accepts<F> for ConvTranspose2d<IN, OUT, KERNEL, K>
{
    type Gives = K::Size<OUT>;
}
