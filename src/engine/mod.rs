//! The erased engine: tensors without type parameters, computed by dfdx.
//!
//! A [`Raw`] is a list of sizes and a list of elements (`storage`). Everything generic over shape stays in the
//! surface above (`crate::tensor`); everything here is a plain function, compiled once with the library and
//! never again in a cell. An op works on one canonical view of its data: flat for elementwise ops, (outer,
//! axis, inner) for reductions and selections, (batch, rows, columns) for products; so there are few
//! instantiations, the same for every rank.
//!
//! On a processor most ops work on the elements themselves ([`Raw::values`]), by what `cpu` offers: products
//! through `gemm`, convolutions by columns and products, the rest in one pass. What dfdx has too stays beside
//! it as the reference (`reference`). Threads share work in pieces that do not depend on their number, and so
//! do not the bits of a result.
//!
//! An op is recorded on the tape when a parameter went into it; its backward function stands directly
//! under its forward one.
//!
//! Shapes are checked here, at run time. A shape that does not fit is a panic of one sentence, at
//! the line of the caller.

mod activation;
mod anomaly;
mod arithmetic;
mod attention;
mod batch_norm;
mod choose;
mod clip;
mod compare;
mod conv;
mod cpu;
#[cfg(feature = "cuda")]
mod cuda;
mod cumulate;
mod deviation;
mod device;
pub mod dims;
mod eigen;
mod element;
mod elementwise;
mod embedding;
mod expand;
mod gather;
mod gradients;
mod held;
pub mod interrupt;
mod join;
mod label;
mod linear;
mod local_response_norm;
mod loss;
mod mask;
mod matmul;
mod max_pool;
mod norm;
mod order;
mod part;
mod permute;
pub mod place;
mod pool;
pub mod random;
mod raw;
mod record;
mod recurrent;
mod reduce;
pub mod room;
mod softmax;
mod sparse;
mod storage;
mod tape;
mod upsample;
mod view;
mod window;

pub use activation::{elu, gelu, leaky_relu, prelu, silu, softplus};
pub use anomaly::Looking;
pub use arithmetic::{add, add_scalar, div, div_scalar, mul, mul_scalar, sub, sub_scalar};
pub use attention::{Heads, Masks, Place, attention};
pub use batch_norm::{Statistics, batch_norm, batch_statistics};
pub use choose::{choose, maximum, minimum};
pub use compare::{Comparison, all_close, compare, labels_to_f32, mask_to_f32};
pub use conv::{conv_transpose2d, conv1d, conv2d};
pub use cpu::share::each_element;
pub use cumulate::cumsum;
pub use deviation::{norm, norm_axis, std, std_axis, var, var_axis};
pub use device::{Device, set_device, to};
pub use eigen::eigh;
pub use element::{Axes, Element};
pub use elementwise::{
    abs, ceil, clamp, cos, exp, floor, ln, neg, powf, relu, round, sigmoid, sign, sin, sqrt,
    square, tanh,
};
pub use embedding::embedding;
pub use expand::broadcast_to;
pub use gather::gather;
pub use gradients::{Gradients, backward};
pub use join::{concat, stack};
pub use label::one_hot;
pub use linear::linear;
pub use local_response_norm::local_response_norm;
pub use loss::{bce_with_logits, cross_entropy, ctc, huber, kl_div, l1, mse, nll};
pub use mask::{logic, masked_select, nonzero, not};
pub use matmul::matmul;
pub use max_pool::{max_pool2d, max_pool2d_with_indices, max_unpool2d};
pub use norm::{group_norm, layer_norm};
pub use order::{argmax, argmin, argsort, sort, topk};
pub use part::{Span, chunk, flip, index_select, select, slice, split, step_by};
pub use permute::{permute, transpose};
pub use pool::{adaptive_avg_pool2d, avg_pool2d};
pub use raw::Raw;
pub use record::{Record, Source, records};
pub use recurrent::{Recurrence, Sequences, Weights, recurrent};
pub use reduce::{max, max_axis, mean, mean_axis, min, min_axis, sum, sum_axis};
pub use softmax::{log_softmax, softmax};
pub use sparse::Sparse;
pub use tape::NoGrad;
pub use upsample::{Upsampling, upsample};
pub use view::{reshape, squeeze, unsqueeze};
pub use window::Sliding;
