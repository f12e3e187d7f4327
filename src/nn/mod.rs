//! Layers, models and losses.
//!
//! A [`Module`] is anything with parameters: a layer, or a struct of them with `#[derive(Module)]`. A
//! [`Layer`] maps one tensor to one tensor; tuples of layers and [`Sequential`] apply one after another.
//! What a program states of sizes is checked by the compiler, also from layer to layer.

mod activation;
mod chain;
mod describe;
mod dropout;
mod layer;
mod linear;
mod loss;
mod module;
mod parameter;
mod sequential;

pub use activation::{Relu, Sigmoid, Softmax, Tanh};
pub use derive::Module;
pub use describe::{bundle, write};
pub use dropout::Dropout;
pub use layer::{Accepts, Fitting, Layer};
pub use linear::{DynLinear, Kind, Linear, RunTime, Stated};
pub use loss::{bce_with_logits, cross_entropy, mse_loss};
pub(crate) use module::for_each_parameter;
pub use module::{Module, ParameterMut, Part, PartMut};
pub use parameter::Parameter;
pub use sequential::Sequential;
