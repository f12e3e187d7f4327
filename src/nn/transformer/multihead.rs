//! Multi-head attention: several attentions side by side, each over its own part of the features.

use std::borrow::Cow;
use std::marker::PhantomData;

use super::super::describe::{debugged, printed, sized};
use super::super::{
    Accepts, Dropout, DynLinear, Kind, Layer, Module, Parameter, Part, PartMut, RunTime, Stated,
};
use super::heads::{Parts, multihead, start};
use super::sized::keeps_width;
use crate::tensor::{Dyn, Same, Size, Tensor};

/// Attention in HEADS parts of WIDTH features: queries, keys and values are projected, each head attends in WIDTH
/// / HEADS features of them, and what all answer is projected once more. Queries (batch, queries, WIDTH), keys and
/// values (batch, keys, WIDTH) give (batch, queries, WIDTH). Parameters start and are named as in PyTorch:
/// `in_proj_weight` (3 WIDTH, WIDTH), `in_proj_bias`, `out_proj.weight` and `out_proj.bias`. (Vaswani et al., 2017,
/// section 3.2.2)
///
/// As a [`Layer`] it is self-attention without a mask. `MultiheadAttention::new(width, heads)` makes one with sizes
/// known only at run time, of the type [`DynMultiheadAttention`].
///
/// ```
/// use manabi::prelude::*;
///
/// let attention = MultiheadAttention::<8, 2>::default();
/// let x = randn([5, 7, 8]); // (batch, tokens, features)
/// let y = attention.forward(&x, &x, &x, Some(&causal_mask(7)));
/// assert_eq!(y.shape(), [5, 7, 8]);
/// let (_, weights) = attention.forward_with_weights(&x, &x, &x, None);
/// assert_eq!(weights.shape(), [5, 2, 7, 7]); // (batch, heads, queries, keys)
/// assert!(weights.sum_axis(-1).allclose(&ones([5, 2, 7]), 1e-5));
/// ```
pub struct MultiheadAttention<const WIDTH: usize, const HEADS: usize, K: Kind = Stated> {
    /// What queries, keys and values are multiplied to, one below the other, (3 WIDTH, WIDTH).
    pub in_proj_weight: Parameter,
    /// What is added to them, (3 WIDTH); `None` for a layer without.
    pub in_proj_bias: Option<Parameter>,
    /// What the answers of all heads go through.
    pub out_proj: DynLinear,
    heads: usize,
    dropout: Dropout,
    kind: PhantomData<fn() -> K>,
}

/// Multi-head attention with sizes known only at run time: what [`MultiheadAttention::new`] makes.
///
/// ```
/// # use manabi::prelude::*;
/// use manabi::nn::DynMultiheadAttention;
///
/// let attention: DynMultiheadAttention = MultiheadAttention::new(8, 2);
/// assert_eq!(attention.parameter_count(), 4 * 8 * 8 + 4 * 8);
/// ```
pub type DynMultiheadAttention = MultiheadAttention<0, 0, RunTime>;

impl DynMultiheadAttention {
    /// Over `width` features in so many `heads`. Panics unless they divide evenly.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// assert_eq!(MultiheadAttention::new(8, 4).in_proj_weight.shape(), [24, 8]);
    /// ```
    #[track_caller]
    pub fn new(width: usize, heads: usize) -> DynMultiheadAttention {
        MultiheadAttention::start(width, heads)
    }
}

impl<const WIDTH: usize, const HEADS: usize> Default for MultiheadAttention<WIDTH, HEADS> {
    #[track_caller]
    fn default() -> Self {
        MultiheadAttention::start(WIDTH, HEADS)
    }
}

impl<const WIDTH: usize, const HEADS: usize, K: Kind> MultiheadAttention<WIDTH, HEADS, K> {
    #[track_caller]
    fn start(width: usize, heads: usize) -> Self {
        let (in_proj_weight, in_proj_bias, out_proj) = start(width, heads);
        let dropout = Dropout::new(0.0);
        let kind = PhantomData;
        MultiheadAttention { in_proj_weight, in_proj_bias, out_proj, heads, dropout, kind }
    }

    /// In training, drops weights of attention with probability `p`. Panics unless 0 ≤ p < 1.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// let mut attention = MultiheadAttention::<8, 2>::default().dropout(0.5);
    /// let x = randn([1, 7, 8]);
    /// let (_, weights) = attention.forward_with_weights(&x, &x, &x, None);
    /// assert_eq!(weights.min().item(), 0.);
    /// ```
    #[track_caller]
    pub fn dropout(mut self, p: f32) -> Self {
        self.dropout = Dropout::new(p);
        self
    }

    /// The same layer without biases.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// let attention = MultiheadAttention::<8, 2>::default().without_bias();
    /// assert_eq!(attention.parameter_count(), 4 * 8 * 8);
    /// ```
    pub fn without_bias(mut self) -> Self {
        self.in_proj_bias = None;
        self.out_proj = self.out_proj.without_bias();
        self
    }

    /// The answers to queries (batch, queries, WIDTH) from keys and values (batch, keys, WIDTH): (batch, queries,
    /// WIDTH). The mask is true where a query may see a key: (queries, keys), (batch, queries, keys) or (batch,
    /// heads, queries, keys), where a size may be 1. (The masks of PyTorch's layer are true where it may not.) A query that
    /// may see nothing is answered by zeros before the last projection, with weights of 0. Panics when the shapes do
    /// not fit.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// let attention = MultiheadAttention::<8, 2>::default();
    /// let (x, memory) = (randn([2, 3, 8]), randn([2, 5, 8]));
    /// let mask = padding_mask(&[5, 2], 5); // the second memory has two tokens
    /// let y = attention.forward(&x, &memory, &memory, Some(&mask));
    /// assert_eq!(y.shape(), [2, 3, 8]);
    /// ```
    #[track_caller]
    pub fn forward(
        &self,
        q: &Tensor,
        k: &Tensor,
        v: &Tensor,
        mask: Option<&Tensor<Dyn, bool>>,
    ) -> Tensor {
        multihead(&self.parts_of(), [q, k, v], mask).0
    }

    /// The same with the weights by which values were added, (batch, heads, queries, keys), for drawing: no
    /// gradient flows through them.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// let attention = MultiheadAttention::<8, 2>::default();
    /// let x = randn([2, 3, 8]);
    /// let (_, weights) = attention.forward_with_weights(&x, &x, &x, Some(&causal_mask(3)));
    /// let first = weights.select(0, 0).select(0, 0); // of the first sequence and head
    /// assert_eq!(first.row(0), tensor([1., 0., 0.]));
    /// ```
    #[track_caller]
    pub fn forward_with_weights(
        &self,
        q: &Tensor,
        k: &Tensor,
        v: &Tensor,
        mask: Option<&Tensor<Dyn, bool>>,
    ) -> (Tensor, Tensor) {
        multihead(&self.parts_of(), [q, k, v], mask)
    }

    #[track_caller]
    pub(super) fn forward_with(&self, x: &Tensor, mask: Option<&Tensor<Dyn, bool>>) -> Tensor {
        multihead(&self.parts_of(), [x; 3], mask).0
    }

    /// Its features and heads.
    pub(super) fn sizes(&self) -> (usize, usize) {
        (self.in_proj_weight.shape()[1], self.heads)
    }

    fn parts_of(&self) -> Parts<'_> {
        Parts {
            weight: &self.in_proj_weight,
            bias: self.in_proj_bias.as_deref(),
            out: &self.out_proj,
            heads: self.heads,
            dropout: &self.dropout,
        }
    }
}

impl<const WIDTH: usize, const HEADS: usize, K: Kind> Module
    for MultiheadAttention<WIDTH, HEADS, K>
{
    fn name(&self) -> Cow<'static, str> {
        sized("MultiheadAttention", &[self.in_proj_weight.shape()[1], self.heads])
    }

    fn parts<'a>(&'a self, visit: &mut dyn FnMut(&str, Part<'a>)) {
        visit("in_proj_weight", Part::Module(&self.in_proj_weight));
        if let Some(bias) = &self.in_proj_bias {
            visit("in_proj_bias", Part::Module(bias));
        }
        visit("out_proj", Part::Module(&self.out_proj));
    }

    fn parts_mut<'a>(&'a mut self, visit: &mut dyn FnMut(&str, PartMut<'a>)) {
        visit("in_proj_weight", PartMut::Module(&mut self.in_proj_weight));
        if let Some(bias) = &mut self.in_proj_bias {
            visit("in_proj_bias", PartMut::Module(bias));
        }
        visit("out_proj", PartMut::Module(&mut self.out_proj));
        self.dropout.parts_mut(visit);
    }
}

impl<const WIDTH: usize, const HEADS: usize, K: Kind> Clone
    for MultiheadAttention<WIDTH, HEADS, K>
{
    fn clone(&self) -> Self {
        MultiheadAttention {
            in_proj_weight: self.in_proj_weight.clone(),
            in_proj_bias: self.in_proj_bias.clone(),
            out_proj: self.out_proj.clone(),
            dropout: self.dropout.clone(),
            ..*self
        }
    }
}

keeps_width!([const WIDTH: usize, const HEADS: usize] MultiheadAttention<WIDTH, HEADS, K>, WIDTH);
printed!([const WIDTH: usize, const HEADS: usize, K: Kind] MultiheadAttention<WIDTH, HEADS, K>);
debugged!([const WIDTH: usize, const HEADS: usize, K: Kind] MultiheadAttention<WIDTH, HEADS, K>);

#[cfg(test)]
mod tests {
    use crate::prelude::*;
    use crate::test::{panic_file, panic_message};

    #[test]
    fn shapes_that_do_not_fit_are_one_sentence() {
        let attention = MultiheadAttention::<4, 2>::default();
        let (x, y) = (zeros([2, 3, 4]), zeros([2, 5, 4]));
        assert_eq!(
            panic_message(|| attention.forward(&zeros([3, 4]), &x, &x, None)),
            "attention: the queries have the shape [3, 4]; the layer takes (batch, tokens, 4), so add the batch \
             with `.unsqueeze(0)`"
        );
        assert_eq!(
            panic_message(|| attention.forward(&x, &x, &y, None)),
            "attention: queries of [2, 3, 4], keys of [2, 3, 4] and values of [2, 5, 4] do not fit, because all \
             have the same batch and there is one value for each key"
        );
        let mask = causal_mask(5);
        assert_eq!(
            panic_message(|| attention.forward(&x, &y, &y, Some(&mask))),
            "attention: the mask has the shape [5, 5], which does not stretch to [2, 2, 3, 5], the shape of the \
             scores"
        );
        assert_eq!(panic_file(|| attention.forward(&x, &y, &y, Some(&mask))), file!());
        assert_eq!(
            panic_message(|| MultiheadAttention::new(8, 3)),
            "MultiheadAttention: 3 heads do not divide 8 features evenly"
        );
    }

    #[test]
    fn one_tensor_or_its_copies_are_the_same() {
        let attention = MultiheadAttention::new(6, 3);
        let x = randn([2, 4, 6]);
        let (y, z) = (x.clone(), x.clone());
        let one = attention.forward(&x, &x, &x, None);
        assert!(one.allclose(&attention.forward(&x, &y, &y, None), 1e-6));
        assert!(one.allclose(&attention.forward(&x, &y, &z, None), 1e-6));
    }
}
