//! The encoder of a transformer: encoder layers above one another.

use std::borrow::Cow;
use std::marker::PhantomData;

use super::super::describe::{debugged, printed};
use super::super::{Accepts, DynLayerNorm, Kind, Layer, Module, Part, PartMut, RunTime, Stated};
use super::encoder_layer::TransformerEncoderLayer;
use super::sized::{fields, keeps_width};
use crate::tensor::{Dyn, Same, Size, Tensor};

/// Encoder layers, each of which takes what the one below gives, and a norm at the end if there is one: from (batch,
/// tokens, WIDTH) to the same shape. (Vaswani et al., 2017, section 3.1)
///
/// ```
/// use manabi::prelude::*;
///
/// let layer = || TransformerEncoderLayer::<8, 2, 32>::default().norm_first();
/// let encoder = TransformerEncoder::new(3, layer).norm(LayerNorm::new(8));
/// assert_eq!(encoder.forward(&randn([5, 7, 8])).shape(), [5, 7, 8]);
/// assert_eq!(encoder.parameters()[0].0, "layers.0.self_attn.in_proj_weight");
/// ```
pub struct TransformerEncoder<
    const WIDTH: usize,
    const HEADS: usize,
    const INNER: usize,
    K: Kind = Stated,
> {
    /// The layers, the first below.
    pub layers: Vec<TransformerEncoderLayer<WIDTH, HEADS, INNER, K>>,
    /// What normalises the outputs of the last layer, which layers that normalise first leave as they are.
    pub norm: Option<DynLayerNorm>,
    kind: PhantomData<fn() -> K>,
}

/// An encoder of layers with sizes known only at run time.
///
/// ```
/// # use manabi::prelude::*;
/// use manabi::nn::DynTransformerEncoder;
///
/// let encoder: DynTransformerEncoder = TransformerEncoder::new(2, || TransformerEncoderLayer::new(8, 2, 32));
/// assert_eq!(encoder.layers.len(), 2);
/// ```
pub type DynTransformerEncoder = TransformerEncoder<0, 0, 0, RunTime>;

impl<const WIDTH: usize, const HEADS: usize, const INNER: usize, K: Kind>
    TransformerEncoder<WIDTH, HEADS, INNER, K>
{
    /// So many layers, each made by `layer`, so that each starts from numbers of its own.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// let encoder = TransformerEncoder::new(2, TransformerEncoderLayer::<8, 2, 32>::default);
    /// assert_ne!(*encoder.layers[0].linear1.weight, *encoder.layers[1].linear1.weight);
    /// ```
    pub fn new(
        layers: usize,
        layer: impl FnMut() -> TransformerEncoderLayer<WIDTH, HEADS, INNER, K>,
    ) -> Self {
        let layers = std::iter::repeat_with(layer).take(layers).collect();
        TransformerEncoder { layers, norm: None, kind: PhantomData }
    }

    /// With a norm at the end.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// let layer = TransformerEncoderLayer::<8, 2, 32>::default;
    /// let encoder = TransformerEncoder::new(2, layer).norm(LayerNorm::new(8));
    /// assert_eq!(encoder.parameters().last().unwrap().0, "norm.bias");
    /// ```
    pub fn norm(mut self, norm: DynLayerNorm) -> Self {
        self.norm = Some(norm);
        self
    }

    /// The output for an input of (batch, tokens, WIDTH), of the same shape. Panics when it has another shape.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// let encoder = TransformerEncoder::new(2, TransformerEncoderLayer::<8, 2, 32>::default);
    /// assert_eq!(encoder.forward(&zeros([5, 7, 8])).shape(), [5, 7, 8]);
    /// ```
    #[track_caller]
    pub fn forward(&self, x: &Tensor) -> Tensor {
        self.forward_with(x, None)
    }

    /// The same with a mask for all layers, which is true where a token may see another: (tokens, tokens), or with a
    /// batch in front. Panics when the shapes do not fit.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// let encoder = TransformerEncoder::new(2, TransformerEncoderLayer::<8, 2, 32>::default);
    /// let y = encoder.forward_with(&zeros([5, 7, 8]), Some(&causal_mask(7)));
    /// assert_eq!(y.shape(), [5, 7, 8]);
    /// ```
    #[track_caller]
    pub fn forward_with(&self, x: &Tensor, mask: Option<&Tensor<Dyn, bool>>) -> Tensor {
        let mut y = x.clone();
        for layer in &self.layers {
            y = layer.forward_with(&y, mask);
        }
        match &self.norm {
            Some(norm) => norm.forward(&y),
            None => y,
        }
    }
}

fields!(
    [const WIDTH: usize, const HEADS: usize, const INNER: usize]
    TransformerEncoder TransformerEncoder<WIDTH, HEADS, INNER, K>,
    self => "TransformerEncoder".into(),
    [layers, norm], []
);

keeps_width!(
    [const WIDTH: usize, const HEADS: usize, const INNER: usize]
    TransformerEncoder<WIDTH, HEADS, INNER, K>, WIDTH
);
