//! What multi-head attention computes, whatever its type says of the sizes.

use std::ptr;

use super::super::kernel::even;
use super::super::{Dropout, DynLinear, Linear, Parameter, init};
use super::attend::{Attend, attend};
use super::mask;
use crate::engine::place::at_parameter;
use crate::engine::{self, Heads, Place};
use crate::tensor::{Dyn, Tensor, zeros};

/// What multi-head attention consists of, without what its type says of the sizes.
pub struct Parts<'a> {
    pub weight: &'a Tensor,
    pub bias: Option<&'a Tensor>,
    pub out: &'a DynLinear,
    pub heads: usize,
    pub dropout: &'a Dropout,
}

/// What they start from: weight and bias of the projections, and the last one.
#[track_caller]
pub fn start(width: usize, heads: usize) -> (Parameter, Option<Parameter>, DynLinear) {
    assert!(
        heads > 0 && width.is_multiple_of(heads),
        "MultiheadAttention: {heads} heads do not divide {width} features evenly"
    );
    let bound = (6.0 / (4 * width.max(1)) as f32).sqrt();
    let mut out = Linear::new(width, width);
    init::zeros(out.bias.as_mut().expect("a linear layer starts with one"));
    (even(bound, &[3 * width, width]), Some(Parameter::new(zeros(3 * width))), out)
}

/// The answers of all heads, and the weights of attention.
#[track_caller]
pub fn multihead(
    parts: &Parts,
    [q, k, v]: [&Tensor; 3],
    mask: Option<&Tensor<Dyn, bool>>,
) -> (Tensor, Tensor) {
    let width = parts.weight.shape()[1];
    check(parts, width, [q, k, v]);
    let projected = |x: &Tensor, first: usize, count: usize| {
        if count == 3 {
            let bias = parts.bias.map(|bias| &bias.raw);
            return Tensor::<Dyn>::new(engine::linear(&x.raw, &parts.weight.raw, bias));
        }
        let rows = first * width..(first + count) * width;
        let weight = parts.weight.slice(0, rows.clone());
        let bias = parts.bias.map(|bias| bias.slice(0, rows));
        Tensor::new(engine::linear(&x.raw, &weight.raw, bias.as_ref().map(|bias| &bias.raw)))
    };
    // What comes from one tensor is projected by one product.
    let at = |input: usize, part: usize| Place { input, column: part * width };
    let (inputs, places) = match (ptr::eq(q, k), ptr::eq(k, v)) {
        (true, true) => (vec![projected(q, 0, 3)], [at(0, 0), at(0, 1), at(0, 2)]),
        (false, true) => {
            (vec![projected(q, 0, 1), projected(k, 1, 2)], [at(0, 0), at(1, 0), at(1, 1)])
        }
        _ => {
            let inputs = vec![projected(q, 0, 1), projected(k, 1, 1), projected(v, 2, 1)];
            (inputs, [at(0, 0), at(1, 0), at(2, 0)])
        }
    };
    let scores = [q.shape()[0], parts.heads, q.shape()[1], k.shape()[1]];
    let each_head = mask.filter(|mask| mask.shape().len() == 3).map(|mask| mask.unsqueeze(1));
    let mask = each_head.as_ref().or(mask);
    mask::check(at_parameter("attention", Some(&parts.weight.raw)), mask, &scores);
    let kept = parts.dropout.kept(&scores);
    let head = width / parts.heads;
    let (y, weights) = attend(&Attend {
        inputs: &inputs.iter().collect::<Vec<_>>(),
        places,
        heads: Heads { count: parts.heads, width: head, value_width: head },
        mask,
        kept: kept.as_ref(),
        scores: &scores,
    });
    (parts.out.forward(&y), weights)
}

#[track_caller]
fn check(parts: &Parts, width: usize, tensors: [&Tensor; 3]) {
    let op = at_parameter("attention", Some(&parts.weight.raw));
    let [q, k, v] = tensors.map(Tensor::shape);
    for (name, shape) in ["queries", "keys", "values"].into_iter().zip([q, k, v]) {
        assert!(
            shape.len() == 3 && shape[2] == width,
            "{op}: the {name} have the shape {shape:?}; the layer takes (batch, tokens, {width}){}",
            if shape.len() == 2 { ", so add the batch with `.unsqueeze(0)`" } else { "" }
        );
    }
    assert!(
        q[0] == k[0] && k[..2] == v[..2],
        "{op}: queries of {q:?}, keys of {k:?} and values of {v:?} do not fit, because all have the same batch \
         and there is one value for each key"
    );
}
