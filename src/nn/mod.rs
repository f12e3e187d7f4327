//! Layers, models and losses.
//!
//! A [`Module`] is anything with parameters: a layer, or a struct of them with `#[derive(Module)]`. A
//! [`Layer`] maps one tensor to one tensor; tuples of layers and [`Sequential`] apply one after another.
//! What a program states of sizes is checked by the compiler, also from layer to layer.

// Public, because a cell names the type of a variable by where it is defined.
#[doc(hidden)]
pub mod activation;
mod chain;
mod describe;
#[doc(hidden)]
pub mod dropout;
mod layer;
#[doc(hidden)]
pub mod linear;
mod loss;
mod module;
#[doc(hidden)]
pub mod parameter;
#[doc(hidden)]
pub mod prelu;
#[doc(hidden)]
pub mod rrelu;
#[doc(hidden)]
pub mod sequential;

pub use activation::{Elu, Gelu, LeakyRelu, Relu, Sigmoid, Silu, Softmax, Softplus, Tanh};
pub use derive::Module;
pub use describe::{bundle, write};
pub use dropout::Dropout;
pub use layer::{Accepts, Fitting, Layer};
pub use linear::{DynLinear, Kind, Linear, RunTime, Stated};
pub use loss::{
    bce_with_logits, cross_entropy, huber_loss, kl_div, l1_loss, mse_loss, nll_loss,
    triplet_margin_loss,
};
pub(crate) use module::for_each_parameter;
pub use module::{Module, ParameterMut, Part, PartMut};
pub use parameter::Parameter;
pub use prelu::PRelu;
pub use rrelu::RRelu;
pub use sequential::Sequential;
