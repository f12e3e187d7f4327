//! The erased engine: tensors without type parameters, computed by dfdx.
//!
//! A [`Raw`] is a list of sizes and a flat dfdx tensor. Everything generic over shape stays in the
//! surface above (`crate::tensor`); everything here is a plain function, compiled once with the
//! library and never again in a cell. An op asks dfdx for one canonical view of its data: flat for
//! elementwise ops, (outer, axis, inner) for reductions and selections, (batch, rows, columns) for
//! products; so there are few instantiations, the same for every rank.
//!
//! An op is recorded on the tape when a parameter went into it; its backward function stands directly
//! under its forward one.
//!
//! Shapes are checked here, at run time. A shape that does not fit is a panic of one sentence, at
//! the line of the caller.

mod activation;
mod arithmetic;
mod choose;
mod clip;
mod compare;
mod cumulate;
mod deviation;
pub mod dims;
mod elementwise;
mod expand;
mod gather;
pub mod interrupt;
mod join;
mod label;
mod linear;
mod loss;
mod mask;
mod matmul;
mod order;
mod part;
mod permute;
pub mod random;
mod raw;
mod reduce;
mod softmax;
mod tape;
mod view;

pub use activation::{elu, gelu, leaky_relu, prelu, silu, softplus};
pub use arithmetic::{add, add_scalar, div, div_scalar, mul, mul_scalar, sub, sub_scalar};
pub use choose::{choose, maximum, minimum};
pub use compare::{Comparison, all_close, compare, labels_to_f32, mask_to_f32};
pub use cumulate::cumsum;
pub use deviation::{norm, norm_axis, std, std_axis, var, var_axis};
pub use elementwise::{
    abs, ceil, clamp, cos, exp, floor, ln, neg, powf, relu, round, sigmoid, sign, sin, sqrt,
    square, tanh,
};
pub use expand::broadcast_to;
pub use gather::gather;
pub use join::{concat, stack};
pub use label::one_hot;
pub use linear::linear;
pub use loss::{bce_with_logits, cross_entropy, huber, kl_div, l1, mse, nll};
pub use mask::{logic, masked_select, nonzero, not};
pub use matmul::matmul;
pub use order::{argmax, argmin, argsort, sort, topk};
pub use part::{Span, chunk, flip, index_select, select, slice, split, step_by};
pub use permute::{permute, transpose};
pub use raw::{Axes, Element, Flat, Raw};
pub use reduce::{max, max_axis, mean, mean_axis, min, min_axis, sum, sum_axis};
pub use softmax::{log_softmax, softmax};
pub use tape::{Gradients, NoGrad, Record, Source, backward, records};
pub use view::{reshape, squeeze, unsqueeze};
