//! manabi: deep learning to learn from.
//!
//! - [`tensor`]: arrays of numbers, with shapes checked where you state them
//! - [`boxes`]: boxes around things in images
//! - [`data`]: datasets, data loaders and augmentation
//! - [`display`]: rich output and progress
//! - [`exercise`](mod@exercise): exercises that check themselves
//! - [`interrupt`]: how a running computation is stopped
//! - [`metrics`]: how good predictions are, for people to read
//! - [`nn`]: layers, models and losses
//! - [`optim`]: how parameters follow their gradients
//! - [`plot`]: plots as SVG
//! - [`prelude`]: what every cell sees
//! - [`rl`]: environments to act in, and what collects experience
//! - [`train`]: the common training loop, [`fit!`]
//!
//! A network learns the exclusive or:
//!
//! ```
//! use manabi::prelude::*;
//!
//! #[derive(Module, Default)]
//! struct Xor { hidden: Linear<2, 8>, out: Linear<8, 1> }
//! impl Xor {
//!     fn forward(&self, x: &Tensor) -> Tensor { self.out.forward(&self.hidden.forward(x).tanh()) }
//! }
//! let x = tensor([[0., 0.], [0., 1.], [1., 0.], [1., 1.]]);
//! let y = tensor([[0.], [1.], [1.], [0.]]);
//! manual_seed(79); // at the rate 0.5 most seeds diverge; 0.3 is safe from any
//! let (mut net, mut opt) = (Xor::default(), Sgd::new(0.5));
//! for _ in progress(0..2000) {
//!     let loss = mse_loss(&net.forward(&x), &y);
//!     opt.step(&mut net, &loss.backward());
//! }
//! assert!(mse_loss(&net.forward(&x), &y).item() < 0.01);
//! ```
//!
//! Below the tensors lies an engine without type parameters, which computes with [`dfdx`].

#![warn(missing_docs)]
#![cfg_attr(
    target_arch = "wasm32",
    expect(
        unused,
        reason = "in a browser there are no plots, and so nobody uses what they are made with"
    )
)]

// `#[derive(Module)]` names this crate, also inside of it.
extern crate self as manabi;

#[macro_use]
mod opaque;

pub mod boxes;
pub mod data;
pub mod display;
mod engine;
mod error;
pub mod exercise;
pub mod metrics;
pub mod nn;
pub mod optim;
#[cfg(not(target_arch = "wasm32"))]
pub mod plot;
pub mod prelude;
#[cfg(not(target_arch = "wasm32"))]
pub mod rl;
pub mod tensor;
#[cfg(test)]
mod test;
#[cfg(not(target_arch = "wasm32"))]
pub mod train;

pub use engine::interrupt;
pub use error::Error;
#[cfg(not(target_arch = "wasm32"))]
pub use plotters;
pub use {dfdx, image, ndarray};
