//! The state of a model: its parameters and buffers by dotted name, in memory and in files.
//!
//! A [`StateDict`] is a snapshot of a model, or what a file held. Files are of the format safetensors,
//! with PyTorch's names and layouts. The format is read and written here: its crate would bring in serde
//! with some of its features, and then the first `:dep serde` of a notebook would build the library again.

#[doc(hidden)]
pub mod dict;
mod dtype;
#[doc(hidden)]
pub mod format;
mod header;
#[doc(hidden)]
pub mod loaded;

pub use crate::error::Error;
pub use dict::StateDict;
pub use loaded::Loaded;
pub(crate) use loaded::all_of;
pub(super) use loaded::part_of;
