//! The decoder of a transformer: decoder layers above one another, which look at one memory.

use std::borrow::Cow;
use std::marker::PhantomData;

use super::super::describe::{debugged, printed};
use super::super::{DynLayerNorm, Kind, Module, Part, PartMut, RunTime, Stated};
use super::decoder_layer::TransformerDecoderLayer;
use super::sized::fields;
use crate::tensor::{Dyn, Tensor};

/// Decoder layers, each of which takes what the one below gives and looks at the same memory, and a norm at the end
/// if there is one: from (batch, tokens, WIDTH) and (batch, others, WIDTH) to the shape of the former. (Vaswani et
/// al., 2017, section 3.1)
///
/// ```
/// use manabi::prelude::*;
///
/// let encoder = TransformerEncoder::new(2, TransformerEncoderLayer::<8, 2, 32>::default);
/// let decoder = TransformerDecoder::new(2, TransformerDecoderLayer::<8, 2, 32>::default);
/// let (source, target) = (randn([5, 4, 8]), randn([5, 7, 8]));
/// let memory = encoder.forward(&source);
/// let y = decoder.forward_with(&target, &memory, Some(&causal_mask(7)), None);
/// assert_eq!(y.shape(), [5, 7, 8]);
/// ```
pub struct TransformerDecoder<
    const WIDTH: usize,
    const HEADS: usize,
    const INNER: usize,
    K: Kind = Stated,
> {
    /// The layers, the first below.
    pub layers: Vec<TransformerDecoderLayer<WIDTH, HEADS, INNER, K>>,
    /// What normalises the outputs of the last layer, which layers that normalise first leave as they are.
    pub norm: Option<DynLayerNorm>,
    kind: PhantomData<fn() -> K>,
}

/// A decoder of layers with sizes known only at run time.
///
/// ```
/// # use manabi::prelude::*;
/// use manabi::nn::DynTransformerDecoder;
///
/// let decoder: DynTransformerDecoder = TransformerDecoder::new(2, || TransformerDecoderLayer::new(8, 2, 32));
/// assert_eq!(decoder.layers.len(), 2);
/// ```
pub type DynTransformerDecoder = TransformerDecoder<0, 0, 0, RunTime>;

impl<const WIDTH: usize, const HEADS: usize, const INNER: usize, K: Kind>
    TransformerDecoder<WIDTH, HEADS, INNER, K>
{
    /// So many layers, each made by `layer`, so that each starts from numbers of its own.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// let decoder = TransformerDecoder::new(2, TransformerDecoderLayer::<8, 2, 32>::default);
    /// assert_ne!(*decoder.layers[0].linear1.weight, *decoder.layers[1].linear1.weight);
    /// ```
    pub fn new(
        layers: usize,
        layer: impl FnMut() -> TransformerDecoderLayer<WIDTH, HEADS, INNER, K>,
    ) -> Self {
        let layers = std::iter::repeat_with(layer).take(layers).collect();
        TransformerDecoder { layers, norm: None, kind: PhantomData }
    }

    /// With a norm at the end.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// let layer = TransformerDecoderLayer::<8, 2, 32>::default;
    /// let decoder = TransformerDecoder::new(2, layer).norm(LayerNorm::new(8));
    /// assert_eq!(decoder.parameters().last().unwrap().0, "norm.bias");
    /// ```
    pub fn norm(mut self, norm: DynLayerNorm) -> Self {
        self.norm = Some(norm);
        self
    }

    /// The output for an input of (batch, tokens, WIDTH), of the same shape, and a memory of (batch, others, WIDTH).
    /// Panics when they have other shapes.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// let decoder = TransformerDecoder::new(2, TransformerDecoderLayer::<8, 2, 32>::default);
    /// assert_eq!(decoder.forward(&zeros([5, 7, 8]), &zeros([5, 4, 8])).shape(), [5, 7, 8]);
    /// ```
    #[track_caller]
    pub fn forward(&self, x: &Tensor, memory: &Tensor) -> Tensor {
        self.forward_with(x, memory, None, None)
    }

    /// The same with masks for all layers, which are true where a token may see another: (tokens, tokens) and
    /// (tokens, others), or with a batch in front. Panics when the shapes do not fit.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// let decoder = TransformerDecoder::new(2, TransformerDecoderLayer::<8, 2, 32>::default);
    /// let y = decoder.forward_with(&zeros([5, 7, 8]), &zeros([5, 4, 8]), Some(&causal_mask(7)), None);
    /// assert_eq!(y.shape(), [5, 7, 8]);
    /// ```
    #[track_caller]
    pub fn forward_with(
        &self,
        x: &Tensor,
        memory: &Tensor,
        mask: Option<&Tensor<Dyn, bool>>,
        memory_mask: Option<&Tensor<Dyn, bool>>,
    ) -> Tensor {
        let mut y = x.clone();
        for layer in &self.layers {
            y = layer.forward_with(&y, memory, mask, memory_mask);
        }
        match &self.norm {
            Some(norm) => norm.forward(&y),
            None => y,
        }
    }
}

fields!(
    [const WIDTH: usize, const HEADS: usize, const INNER: usize]
    TransformerDecoder TransformerDecoder<WIDTH, HEADS, INNER, K>,
    self => "TransformerDecoder".into(),
    [layers, norm], []
);
