//! The playground of the book: a small network that learns before the reader's eyes.
//!
//! This is the library itself, compiled to WebAssembly. The page around it (`web/`) draws and listens;
//! every number and every colour comes from here.
//!
//! - [`Options`]: what the reader chose, as the text that stands in the address of the page
//! - [`Playground`]: data, network and optimizer, one step after another
//! - `picture`: what the network and each of its neurons answer, as pixels
//! - `exports`: the functions that the page calls

mod choice;
mod exports;
mod feature;
mod options;
mod picture;
mod playground;

pub use feature::Feature;
pub use options::{Activation, Kind, Optimizer, Options, Penalty};
pub use playground::Playground;
