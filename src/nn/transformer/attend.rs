//! Attention over columns of tensors: by one op, or written out in plain ops.

use crate::engine::{self, Device, Heads, Masks, Place};
use crate::tensor::{Dyn, Tensor, choose};

/// What attention is computed of.
pub struct Attend<'a> {
    /// (batch, tokens, columns) each.
    pub inputs: &'a [&'a Tensor],
    /// Where queries, keys and values lie in them.
    pub places: [Place; 3],
    pub heads: Heads,
    /// True where a query may see a key; it stretches to the scores.
    pub mask: Option<&'a Tensor<Dyn, bool>>,
    /// What weights are multiplied by.
    pub kept: Option<&'a Tensor>,
    /// The sizes of the scores, which hold (batch, heads, queries, keys).
    pub scores: &'a [usize],
}

/// The answers (batch, queries, heads times value width), and the weights in the sizes of the scores.
#[track_caller]
pub fn attend(attend: &Attend) -> (Tensor, Tensor) {
    if attend.inputs.iter().any(|input| input.device() != Device::cpu()) {
        return written_out(attend);
    }
    let inputs: Vec<_> = attend.inputs.iter().map(|input| &input.raw).collect();
    let seen = attend.mask.map(|mask| &mask.raw);
    let masks = Masks { seen, kept: attend.kept.map(|kept| &kept.raw) };
    let Attend { places, heads, scores, .. } = *attend;
    let (y, weights) = engine::attention(&inputs, places, heads, masks, scores);
    (Tensor::new(y), Tensor::new(weights))
}

/// The same by the formula: what the op is tested against.
#[track_caller]
pub fn written_out(attend: &Attend) -> (Tensor, Tensor) {
    let Heads { count, width, value_width } = attend.heads;
    let heads = |place: Place, width: usize| {
        let x = attend.inputs[place.input].slice(-1, place.column..place.column + count * width);
        let split = [x.shape()[0], x.shape()[1], count, width].map(|size| size as isize);
        x.reshape(split).permute([0, 2, 1, 3]) // (batch, heads, tokens, width)
    };
    let [q, k, v] = attend.places;
    let (q, k, v) = (heads(q, width), heads(k, width), heads(v, value_width));
    let (batch, queries) = (q.shape()[0], q.shape()[2]);
    let sizes = [batch, count, queries, k.shape()[2]].map(|size| size as isize);
    let scores: Vec<isize> = attend.scores.iter().map(|&size| size as isize).collect();
    let products = q.matmul(&k.t()) / (width as f32).sqrt();
    let mut weights = Tensor::<Dyn>::new(engine::reshape(&products.raw, &scores));
    if let Some(mask) = attend.mask {
        let hidden = choose(mask, &weights, f32::MIN);
        weights = choose(mask, hidden.softmax(-1), 0.0); // all hidden: zeros
    } else {
        weights = weights.softmax(-1);
    }
    if let Some(kept) = attend.kept {
        weights *= kept;
    }
    let y = weights.reshape(sizes).matmul(&v).permute([0, 2, 1, 3]);
    let joined = [batch, queries, count * value_width].map(|size| size as isize);
    (y.reshape(joined), weights.detach())
}
