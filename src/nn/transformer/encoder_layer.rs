//! The encoder layer of a transformer: self-attention, then two linear layers, each beside a residual connection.

use std::borrow::Cow;
use std::marker::PhantomData;

use super::super::describe::{debugged, printed};
use super::super::{
    Accepts, Dropout, DynLayerNorm, DynLinear, Kind, Layer, LayerNorm, Linear, Module, Part,
    PartMut, RunTime, Stated,
};
use super::feed_forward::{Options, options};
use super::multihead::{DynMultiheadAttention, MultiheadAttention};
use super::sized::{fields, keeps_width};
use crate::tensor::{Dyn, Same, Size, Tensor};

/// x + attention(x), normalised, and then x + W₂ max(0, W₁ x + b₁) + b₂, normalised: from (batch, tokens, WIDTH) to
/// the same shape, with HEADS heads and INNER features between the two linear layers. Dropout of 0.1 works on what
/// is added, on the weights of attention and on the inner features. Parameters start and are named as in PyTorch.
/// (Vaswani et al., 2017, section 3.1)
///
/// `TransformerEncoderLayer::new(width, heads, inner)` makes one with sizes known only at run time, of the type
/// [`DynTransformerEncoderLayer`].
///
/// ```
/// use manabi::prelude::*;
///
/// let layer = TransformerEncoderLayer::<8, 2, 32>::default().dropout(0.);
/// let x = randn([5, 7, 8]); // (batch, tokens, features)
/// let (y, causal) = (layer.forward(&x), layer.forward_with(&x, Some(&causal_mask(7))));
/// assert_eq!(y.shape(), [5, 7, 8]);
/// let (last, first) = (y.select(1, -1), y.select(1, 0)); // the last token sees all before it anyway
/// assert!(last.allclose(&causal.select(1, -1), 1e-4) && !first.allclose(&causal.select(1, 0), 1e-4));
/// ```
pub struct TransformerEncoderLayer<
    const WIDTH: usize,
    const HEADS: usize,
    const INNER: usize,
    K: Kind = Stated,
> {
    /// Attention among the tokens.
    pub self_attn: DynMultiheadAttention,
    /// From WIDTH to INNER features.
    pub linear1: DynLinear,
    /// And back.
    pub linear2: DynLinear,
    /// The norm of the attention.
    pub norm1: DynLayerNorm,
    /// The norm of the linear layers.
    pub norm2: DynLayerNorm,
    dropout: Dropout,
    options: Options,
    kind: PhantomData<fn() -> K>,
}

/// An encoder layer with sizes known only at run time: what [`TransformerEncoderLayer::new`] makes.
///
/// ```
/// # use manabi::prelude::*;
/// use manabi::nn::DynTransformerEncoderLayer;
///
/// let layer: DynTransformerEncoderLayer = TransformerEncoderLayer::new(8, 2, 32);
/// assert_eq!(layer.forward(&zeros([5, 7, 8])).shape(), [5, 7, 8]);
/// ```
pub type DynTransformerEncoderLayer = TransformerEncoderLayer<0, 0, 0, RunTime>;

impl DynTransformerEncoderLayer {
    /// Over `width` features in so many `heads`, with `inner` features in between. Panics unless heads divide the
    /// width evenly.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// assert_eq!(TransformerEncoderLayer::new(8, 2, 32).linear1.weight.shape(), [32, 8]);
    /// ```
    #[track_caller]
    pub fn new(width: usize, heads: usize, inner: usize) -> DynTransformerEncoderLayer {
        TransformerEncoderLayer::start(width, heads, inner)
    }
}

impl<const WIDTH: usize, const HEADS: usize, const INNER: usize> Default
    for TransformerEncoderLayer<WIDTH, HEADS, INNER>
{
    #[track_caller]
    fn default() -> Self {
        TransformerEncoderLayer::start(WIDTH, HEADS, INNER)
    }
}

impl<const WIDTH: usize, const HEADS: usize, const INNER: usize, K: Kind>
    TransformerEncoderLayer<WIDTH, HEADS, INNER, K>
{
    #[track_caller]
    fn start(width: usize, heads: usize, inner: usize) -> Self {
        TransformerEncoderLayer {
            self_attn: MultiheadAttention::new(width, heads).dropout(0.1),
            linear1: Linear::new(width, inner),
            linear2: Linear::new(inner, width),
            norm1: LayerNorm::new(width),
            norm2: LayerNorm::new(width),
            dropout: Dropout::new(0.1),
            options: Options::default(),
            kind: PhantomData,
        }
    }

    options!(TransformerEncoderLayer);

    /// With another probability of dropout; 0.1 where nothing is said. Panics unless 0 ≤ p < 1.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// let layer = TransformerEncoderLayer::<8, 2, 32>::default().dropout(0.);
    /// let x = randn([5, 7, 8]);
    /// assert_eq!(layer.forward(&x), layer.forward(&x));
    /// ```
    #[track_caller]
    pub fn dropout(mut self, p: f32) -> Self {
        self.self_attn = self.self_attn.dropout(p);
        self.dropout = Dropout::new(p);
        self
    }

    /// The output for an input of (batch, tokens, WIDTH), of the same shape. Panics when it has another shape.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// let layer = TransformerEncoderLayer::<8, 2, 32>::default();
    /// assert_eq!(layer.forward(&zeros([5, 7, 8])).shape(), [5, 7, 8]);
    /// ```
    #[track_caller]
    pub fn forward(&self, x: &Tensor) -> Tensor {
        self.forward_with(x, None)
    }

    /// The same with a mask that is true where a token may see another: (tokens, tokens), or with a batch in
    /// front. Panics when the shapes do not fit.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// let layer = TransformerEncoderLayer::<8, 2, 32>::default();
    /// let mask = padding_mask(&[3, 7], 7);
    /// assert_eq!(layer.forward_with(&zeros([2, 7, 8]), Some(&mask)).shape(), [2, 7, 8]);
    /// ```
    #[track_caller]
    pub fn forward_with(&self, x: &Tensor, mask: Option<&Tensor<Dyn, bool>>) -> Tensor {
        let attention = (&self.self_attn, &self.norm1);
        let linear = ([&self.linear1, &self.linear2], &self.norm2);
        encode(x, mask, attention, linear, &self.dropout, self.options)
    }
}

#[track_caller]
fn encode(
    x: &Tensor,
    mask: Option<&Tensor<Dyn, bool>>,
    (attention, norm1): (&DynMultiheadAttention, &DynLayerNorm),
    (linear, norm2): ([&DynLinear; 2], &DynLayerNorm),
    dropout: &Dropout,
    options: Options,
) -> Tensor {
    let x = options.residual(x, norm1, dropout, |x| attention.forward_with(x, mask));
    options.residual(&x, norm2, dropout, |x| options.feed_forward(x, linear, dropout))
}

fn title(
    attention: &DynMultiheadAttention,
    inner: &DynLinear,
    options: Options,
) -> Cow<'static, str> {
    let (width, heads) = attention.sizes();
    options.describe("TransformerEncoderLayer", width, heads, inner.weight.shape()[0]).into()
}

fields!(
    [const WIDTH: usize, const HEADS: usize, const INNER: usize]
    TransformerEncoderLayer TransformerEncoderLayer<WIDTH, HEADS, INNER, K>,
    self => title(&self.self_attn, &self.linear1, self.options),
    [self_attn, linear1, linear2, norm1, norm2, dropout], [options]
);

keeps_width!(
    [const WIDTH: usize, const HEADS: usize, const INNER: usize]
    TransformerEncoderLayer<WIDTH, HEADS, INNER, K>, WIDTH
);
