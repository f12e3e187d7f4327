//! Layer normalisation: each example at mean 0 and variance 1, whatever the batch.

use std::marker::PhantomData;

use super::describe::sized;
use super::weighted::weighted;
use super::{Accepts, Kind, Parameter, RunTime, Stated};
use crate::engine;
use crate::tensor::{IntoShape, Same, Shape, Size, Tensor, ones, zeros};

/// y = (x - mean) / √(variance + ε) · weight + bias, with mean and variance over the `FEATURES` of the
/// last axis: the input is (.., FEATURES), and the output has the same shape. (Ba et al., 2016)
///
/// `LayerNorm::new(shape)` makes one with sizes known only at run time; with a shape of several axes it
/// normalises over the last several axes.
///
/// ```
/// use manabi::prelude::*;
///
/// let norm = LayerNorm::<4>::default();
/// let y = norm.forward(&tensor([[1., 2., 3., 4.], [10., 20., 30., 40.]]));
/// assert!(y.row(0).allclose(&y.row(1), 1e-3));
/// assert_eq!(LayerNorm::new([3, 5]).forward(&zeros([2, 3, 5])).shape(), [2, 3, 5]);
/// ```
pub struct LayerNorm<const FEATURES: usize, K: Kind = Stated> {
    /// What each normalised feature is multiplied by; it starts at 1.
    pub weight: Option<Parameter>,
    /// What is added to it; it starts at 0.
    pub bias: Option<Parameter>,
    shape: Vec<usize>,
    eps: f32,
    kind: PhantomData<fn() -> K>,
}

/// Layer normalisation over sizes known only at run time: what [`LayerNorm::new`] makes.
///
/// ```
/// # use manabi::prelude::*;
/// use manabi::nn::DynLayerNorm;
///
/// let norm: DynLayerNorm = LayerNorm::new(8);
/// assert_eq!(norm.forward(&rand([2, 5, 8])).shape(), [2, 5, 8]);
/// ```
pub type DynLayerNorm = LayerNorm<0, RunTime>;

impl DynLayerNorm {
    /// Over the last axes, which have this shape.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// assert_eq!(LayerNorm::new([3, 5]).parameter_count(), 30);
    /// ```
    pub fn new(shape: impl IntoShape) -> DynLayerNorm {
        LayerNorm::start(shape.dims().as_ref().to_vec())
    }
}

impl<const FEATURES: usize> Default for LayerNorm<FEATURES> {
    fn default() -> Self {
        LayerNorm::start(vec![FEATURES])
    }
}

impl<const FEATURES: usize, K: Kind> LayerNorm<FEATURES, K> {
    fn start(shape: Vec<usize>) -> Self {
        LayerNorm {
            weight: Some(Parameter::new(ones(&shape[..]))),
            bias: Some(Parameter::new(zeros(&shape[..]))),
            shape,
            eps: 1e-5,
            kind: PhantomData,
        }
    }

    /// With another number that keeps the division finite; 1e-5 where nothing is said.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// let y = LayerNorm::new(2).eps(3.).forward(&tensor([[-1., 1.]])); // 1 / √(1 + 3)
    /// assert!(y.allclose(&tensor([[-0.5, 0.5]]), 1e-6));
    /// ```
    pub fn eps(mut self, eps: f32) -> Self {
        self.eps = eps;
        self
    }

    /// The same layer without a bias.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// assert_eq!(LayerNorm::new(8).without_bias().parameter_count(), 8);
    /// ```
    pub fn without_bias(mut self) -> Self {
        self.bias = None;
        self
    }

    /// Only normalises, without a weight and a bias.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// assert_eq!(LayerNorm::new(8).without_affine().parameter_count(), 0);
    /// ```
    pub fn without_affine(mut self) -> Self {
        (self.weight, self.bias) = (None, None);
        self
    }

    /// The output for an input whose last axes have the shape of the layer, of the same shape. Panics when
    /// they have another.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// let y = LayerNorm::<2>::default().forward(&tensor([[1., 3.], [10., 30.]]));
    /// assert!(y.allclose(&tensor([[-1., 1.], [-1., 1.]]), 1e-3));
    /// ```
    #[track_caller]
    pub fn forward<S: Shape>(&self, x: &Tensor<S>) -> Tensor<S> {
        let weight = self.weight.as_ref().map(|p| &p.raw);
        let bias = self.bias.as_ref().map(|p| &p.raw);
        Tensor::new(engine::layer_norm(&x.raw, &self.shape, weight, bias, self.eps))
    }
}

impl<const FEATURES: usize, K: Kind> Clone for LayerNorm<FEATURES, K> {
    fn clone(&self) -> Self {
        LayerNorm {
            weight: self.weight.clone(),
            bias: self.bias.clone(),
            shape: self.shape.clone(),
            ..*self
        }
    }
}

weighted!([const FEATURES: usize, K: Kind] LayerNorm<FEATURES, K>, self => sized("LayerNorm", &self.shape));

#[diagnostic::do_not_recommend]
impl<F: Size + Same<K::Size<FEATURES>>, const FEATURES: usize, K: Kind> Accepts<F>
    for LayerNorm<FEATURES, K>
{
    type Gives = F;
}
