//! manabi: deep learning to learn from.
//!
//! - [`tensor`]: arrays of numbers, with shapes checked where you state them
//! - [`display`]: rich output and progress
//! - [`plot`]: plots as SVG
//! - [`prelude`]: what every cell sees
//!
//! Below the tensors lies an engine without type parameters, which computes with [`dfdx`].

#[macro_use]
mod opaque;

pub mod display;
mod engine;
pub mod plot;
pub mod prelude;
pub mod tensor;
#[cfg(test)]
mod test;

pub use {dfdx, image, ndarray, plotters};
