//! The decoder layer of a transformer: self-attention, attention to a memory, then two linear layers, each beside a
//! residual connection.

use std::borrow::Cow;
use std::marker::PhantomData;

use super::super::describe::{debugged, printed};
use super::super::{
    Dropout, DynLayerNorm, DynLinear, Kind, LayerNorm, Linear, Module, Part, PartMut, RunTime,
    Stated,
};
use super::feed_forward::{Options, options};
use super::multihead::{DynMultiheadAttention, MultiheadAttention};
use super::sized::fields;
use crate::tensor::{Dyn, Tensor};

/// As [`TransformerEncoderLayer`](super::TransformerEncoderLayer), with attention to the tokens of a memory between
/// the two sublayers: from (batch, tokens, WIDTH) and a memory of (batch, others, WIDTH) to the shape of the former.
/// Parameters start and are named as in PyTorch. (Vaswani et al., 2017, section 3.1)
///
/// `TransformerDecoderLayer::new(width, heads, inner)` makes one with sizes known only at run time, of the type
/// [`DynTransformerDecoderLayer`].
///
/// ```
/// use manabi::prelude::*;
///
/// let layer = TransformerDecoderLayer::<8, 2, 32>::default();
/// let (x, memory) = (randn([5, 7, 8]), randn([5, 4, 8]));
/// let y = layer.forward_with(&x, &memory, Some(&causal_mask(7)), None);
/// assert_eq!(y.shape(), [5, 7, 8]);
/// ```
pub struct TransformerDecoderLayer<
    const WIDTH: usize,
    const HEADS: usize,
    const INNER: usize,
    K: Kind = Stated,
> {
    /// Attention among the tokens.
    pub self_attn: DynMultiheadAttention,
    /// Attention to the memory.
    pub multihead_attn: DynMultiheadAttention,
    /// From WIDTH to INNER features.
    pub linear1: DynLinear,
    /// And back.
    pub linear2: DynLinear,
    /// The norm of the attention among the tokens.
    pub norm1: DynLayerNorm,
    /// The norm of the attention to the memory.
    pub norm2: DynLayerNorm,
    /// The norm of the linear layers.
    pub norm3: DynLayerNorm,
    dropout: Dropout,
    options: Options,
    kind: PhantomData<fn() -> K>,
}

/// A decoder layer with sizes known only at run time: what [`TransformerDecoderLayer::new`] makes.
///
/// ```
/// # use manabi::prelude::*;
/// use manabi::nn::DynTransformerDecoderLayer;
///
/// let layer: DynTransformerDecoderLayer = TransformerDecoderLayer::new(8, 2, 32);
/// assert_eq!(layer.forward(&zeros([5, 7, 8]), &zeros([5, 4, 8])).shape(), [5, 7, 8]);
/// ```
pub type DynTransformerDecoderLayer = TransformerDecoderLayer<0, 0, 0, RunTime>;

impl DynTransformerDecoderLayer {
    /// Over `width` features in so many `heads`, with `inner` features in between. Panics unless heads divide the
    /// width evenly.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// assert_eq!(TransformerDecoderLayer::new(8, 2, 32).linear1.weight.shape(), [32, 8]);
    /// ```
    #[track_caller]
    pub fn new(width: usize, heads: usize, inner: usize) -> DynTransformerDecoderLayer {
        TransformerDecoderLayer::start(width, heads, inner)
    }
}

impl<const WIDTH: usize, const HEADS: usize, const INNER: usize> Default
    for TransformerDecoderLayer<WIDTH, HEADS, INNER>
{
    #[track_caller]
    fn default() -> Self {
        TransformerDecoderLayer::start(WIDTH, HEADS, INNER)
    }
}

impl<const WIDTH: usize, const HEADS: usize, const INNER: usize, K: Kind>
    TransformerDecoderLayer<WIDTH, HEADS, INNER, K>
{
    #[track_caller]
    fn start(width: usize, heads: usize, inner: usize) -> Self {
        TransformerDecoderLayer {
            self_attn: MultiheadAttention::new(width, heads).dropout(0.1),
            multihead_attn: MultiheadAttention::new(width, heads).dropout(0.1),
            linear1: Linear::new(width, inner),
            linear2: Linear::new(inner, width),
            norm1: LayerNorm::new(width),
            norm2: LayerNorm::new(width),
            norm3: LayerNorm::new(width),
            dropout: Dropout::new(0.1),
            options: Options::default(),
            kind: PhantomData,
        }
    }

    options!(TransformerDecoderLayer);

    /// With another probability of dropout; 0.1 where nothing is said. Panics unless 0 ≤ p < 1.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// let layer = TransformerDecoderLayer::<8, 2, 32>::default().dropout(0.);
    /// let (x, memory) = (randn([5, 7, 8]), randn([5, 4, 8]));
    /// assert_eq!(layer.forward(&x, &memory), layer.forward(&x, &memory));
    /// ```
    #[track_caller]
    pub fn dropout(mut self, p: f32) -> Self {
        self.self_attn = self.self_attn.dropout(p);
        self.multihead_attn = self.multihead_attn.dropout(p);
        self.dropout = Dropout::new(p);
        self
    }

    /// The output for an input of (batch, tokens, WIDTH), of the same shape, and a memory of (batch, others, WIDTH).
    /// Panics when they have other shapes.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// let layer = TransformerDecoderLayer::<8, 2, 32>::default();
    /// assert_eq!(layer.forward(&zeros([5, 7, 8]), &zeros([5, 4, 8])).shape(), [5, 7, 8]);
    /// ```
    #[track_caller]
    pub fn forward(&self, x: &Tensor, memory: &Tensor) -> Tensor {
        self.forward_with(x, memory, None, None)
    }

    /// The same with masks that are true where a token may see another: (tokens, tokens) and (tokens, others), or
    /// with a batch in front. Panics when the shapes do not fit.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// let layer = TransformerDecoderLayer::<8, 2, 32>::default();
    /// let (causal, padding) = (causal_mask(7), padding_mask(&[4, 2], 4));
    /// let y = layer.forward_with(&zeros([2, 7, 8]), &zeros([2, 4, 8]), Some(&causal), Some(&padding));
    /// assert_eq!(y.shape(), [2, 7, 8]);
    /// ```
    #[track_caller]
    pub fn forward_with(
        &self,
        x: &Tensor,
        memory: &Tensor,
        mask: Option<&Tensor<Dyn, bool>>,
        memory_mask: Option<&Tensor<Dyn, bool>>,
    ) -> Tensor {
        let attention = (&self.self_attn, &self.norm1);
        let to_memory = (&self.multihead_attn, &self.norm2);
        let linear = ([&self.linear1, &self.linear2], &self.norm3);
        let masks = [mask, memory_mask];
        decode([x, memory], masks, attention, to_memory, linear, (&self.dropout, self.options))
    }
}

#[track_caller]
fn decode(
    [x, memory]: [&Tensor; 2],
    [mask, memory_mask]: [Option<&Tensor<Dyn, bool>>; 2],
    (attention, norm1): (&DynMultiheadAttention, &DynLayerNorm),
    (to_memory, norm2): (&DynMultiheadAttention, &DynLayerNorm),
    (linear, norm3): ([&DynLinear; 2], &DynLayerNorm),
    (dropout, options): (&Dropout, Options),
) -> Tensor {
    let x = options.residual(x, norm1, dropout, |x| attention.forward_with(x, mask));
    let answered = |x: &Tensor| to_memory.forward(x, memory, memory, memory_mask);
    let x = options.residual(&x, norm2, dropout, answered);
    options.residual(&x, norm3, dropout, |x| options.feed_forward(x, linear, dropout))
}

fn title(
    attention: &DynMultiheadAttention,
    inner: &DynLinear,
    options: Options,
) -> Cow<'static, str> {
    let (width, heads) = attention.sizes();
    options.describe("TransformerDecoderLayer", width, heads, inner.weight.shape()[0]).into()
}

fields!(
    [const WIDTH: usize, const HEADS: usize, const INNER: usize]
    TransformerDecoderLayer TransformerDecoderLayer<WIDTH, HEADS, INNER, K>,
    self => title(&self.self_attn, &self.linear1, self.options),
    [self_attn, multihead_attn, linear1, linear2, norm1, norm2, norm3, dropout], [options]
);
