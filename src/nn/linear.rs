//! The linear layer: each output is a weighted sum of all inputs plus a bias.

use std::borrow::Cow;
use std::marker::PhantomData;

use super::describe::sized;
use super::kernel::even;
use super::parameter::Slot;
use super::weighted::weighted;
use super::{Accepts, Parameter};
use crate::engine;
use crate::tensor::{Const, Product, Same, Size, Tensor};

/// y = x Wᵀ + b, from `IN` to `OUT` features: a tensor of shape (.., IN) becomes (.., OUT).
///
/// The weight has the shape (OUT, IN). Both start evenly distributed from -1/√IN to 1/√IN, as in
/// PyTorch. `Linear::new(inputs, outputs)` makes one with sizes known only at run time, of the type
/// [`DynLinear`].
///
/// ```
/// use manabi::prelude::*;
///
/// let layer = Linear::<2, 8>::default();
/// let x = tensor([[0., 1.], [1., 0.], [1., 1.]]);
/// let y: Tensor<Rank2<3, 8>> = layer.forward(&x);
/// let wider = Linear::new(8, 16);
/// assert_eq!(wider.forward(&y).shape(), [3, 16]);
/// ```
///
/// ```compile_fail,E0277
/// # use manabi::prelude::*;
/// Linear::<9, 1>::default().forward(&zeros((Const::<4>, Const::<8>)));
/// ```
pub struct Linear<const IN: usize, const OUT: usize, K: Kind = Stated> {
    /// The weights, (OUT, IN).
    pub weight: Parameter<(K::Size<OUT>, K::Size<IN>)>,
    /// The biases, (OUT); `None` for a layer without.
    pub bias: Option<Parameter<(K::Size<OUT>,)>>,
    kind: PhantomData<fn() -> K>,
}

/// A linear layer with sizes known only at run time: what [`Linear::new`] makes.
///
/// ```
/// use manabi::nn::DynLinear;
/// use manabi::prelude::*;
///
/// #[derive(Module)]
/// struct Net {
///     hidden: DynLinear,
///     out: DynLinear,
/// }
/// let width = 16;
/// let net = Net { hidden: Linear::new(784, width), out: Linear::new(width, 10) };
/// assert_eq!(net.parameter_count(), 784 * 16 + 16 + 16 * 10 + 10);
/// ```
pub type DynLinear = Linear<0, 0, RunTime>;

/// Whether the sizes of a layer are stated in its type.
/// The last type
/// parameter of most layers is one.
///
/// ```
/// # use manabi::prelude::*;
/// use manabi::nn::Kind;
///
/// /// A layer of either kind.
/// fn width<K: Kind>(layer: &Linear<2, 8, K>) -> usize {
///     layer.weight.shape()[0]
/// }
/// assert_eq!(width(&Linear::<2, 8>::default()), 8);
/// ```
pub trait Kind: 'static {
    /// The type of the size `N`.
    type Size<const N: usize>: Size;
}

/// The sizes of a layer are those that its type states.
///
/// ```
/// # use manabi::prelude::*;
/// use manabi::nn::Stated;
/// let _: Linear<2, 8, Stated> = Linear::<2, 8>::default();
/// ```
pub struct Stated;

/// The sizes of a layer are known only at run time.
///
/// ```
/// # use manabi::prelude::*;
/// use manabi::nn::RunTime;
/// let _: Linear<0, 0, RunTime> = Linear::new(2, 8); // the zeros say nothing
/// ```
pub struct RunTime;

impl Kind for Stated {
    type Size<const N: usize> = Const<N>;
}

impl Kind for RunTime {
    type Size<const N: usize> = usize;
}

impl Linear<0, 0, RunTime> {
    /// A layer from `inputs` to `outputs` features.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// assert_eq!(Linear::new(784, 10).weight.shape(), [10, 784]);
    /// ```
    pub fn new(inputs: usize, outputs: usize) -> DynLinear {
        Linear::start(inputs, outputs)
    }
}

impl<const IN: usize, const OUT: usize> Default for Linear<IN, OUT> {
    fn default() -> Self {
        Linear::start(IN, OUT)
    }
}

impl<const IN: usize, const OUT: usize, K: Kind> Linear<IN, OUT, K> {
    fn start(inputs: usize, outputs: usize) -> Self {
        let (weight, bias) = start(inputs, outputs);
        Linear { weight: weight.typed(), bias: Some(bias.typed()), kind: PhantomData }
    }

    /// The same layer without a bias.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// assert_eq!(Linear::<2, 8>::default().without_bias().parameter_count(), 16);
    /// ```
    pub fn without_bias(mut self) -> Self {
        self.bias = None;
        self
    }

    /// The output for an input of shape (.., IN), which has the shape (.., OUT). Panics when the last size is
    /// another; where the type states it, that does not compile.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// let mut layer = Linear::<2, 1>::default();
    /// init::constant(&mut layer.weight, 2.);
    /// init::zeros(layer.bias.as_mut().unwrap());
    /// assert_eq!(layer.forward(&tensor([[1., 3.]])), tensor([[8.]]));
    /// ```
    #[track_caller]
    pub fn forward<S>(&self, x: &Tensor<S>) -> Tensor<S::Output>
    where
        S: Product<(K::Size<IN>, K::Size<OUT>)>,
    {
        let bias = self.bias.as_ref().map(|bias| &bias.raw);
        Tensor::new(engine::linear(&x.raw, &self.weight.raw, bias))
    }
}

/// Weight and bias to start from.
fn start(inputs: usize, outputs: usize) -> (Slot, Slot) {
    let bound = 1.0 / (inputs.max(1) as f32).sqrt();
    (even(bound, &[outputs, inputs]).slot, even(bound, &[outputs]).slot)
}

fn name(weight: &Tensor) -> Cow<'static, str> {
    let shape = weight.shape();
    sized("Linear", &[shape[1], shape[0]])
}

impl<const IN: usize, const OUT: usize, K: Kind> Clone for Linear<IN, OUT, K> {
    fn clone(&self) -> Self {
        Linear { weight: self.weight.clone(), bias: self.bias.clone(), kind: PhantomData }
    }
}

weighted!(
    [const IN: usize, const OUT: usize, K: Kind] Linear<IN, OUT, K>,
    self => name(self.weight.as_untyped())
);

#[diagnostic::do_not_recommend]
impl<F: Size + Same<K::Size<IN>>, const IN: usize, const OUT: usize, K: Kind> Accepts<F>
    for Linear<IN, OUT, K>
{
    type Gives = K::Size<OUT>;
}

#[cfg(test)]
mod tests {
    use crate::prelude::*;
    use crate::test::{panic_file, panic_message};

    #[test]
    fn sizes_are_stated_where_they_can_be() {
        let (stated, run_time) = (Linear::<2, 3>::default(), Linear::new(2, 3));
        let x = tensor([[1., 2.], [3., 4.]]);
        let batch = x.typed::<(usize, Const<2>)>();
        let _: Tensor<Rank2<2, 3>> = stated.forward(&x);
        let _: Tensor<(usize, Const<3>)> = stated.forward(&batch);
        let _: Tensor<Rank1<3>> = stated.forward(&x.row(0));
        let _: Tensor = stated.forward(&x.untyped());
        let _: Tensor<(Const<2>, usize)> = run_time.forward(&x);
    }

    #[test]
    fn what_is_not_stated_is_checked_when_it_runs() {
        let x = zeros([4, 3]);
        assert_eq!(
            panic_message(|| Linear::<2, 8>::default().forward(&x)),
            "linear: the layer takes 2 features, but the input has the shape [4, 3], whose last size \
             is 3"
        );
        let net = (Linear::<3, 8>::default(), Linear::new(4, 1));
        for file in [
            panic_file(|| Linear::new(2, 8).forward(&x)),
            panic_file(|| net.forward(&x)),
            panic_file(|| Sequential::new().add(Linear::new(2, 8)).forward(&x)),
        ] {
            assert_eq!(file, file!());
        }
    }

    #[test]
    fn it_starts_as_in_pytorch() {
        manual_seed(1);
        let layer = Linear::<100, 200>::default();
        for values in [layer.weight.to_vec(), layer.bias.as_ref().unwrap().to_vec()] {
            let greatest = values.iter().fold(0.0_f32, |a, v| a.max(v.abs()));
            assert!((0.095..=0.1).contains(&greatest), "{greatest}");
            let mean = values.iter().sum::<f32>() / values.len() as f32;
            assert!(mean.abs() < 0.02, "{mean}");
        }
    }
}
