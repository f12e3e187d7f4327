//! Training: the common loop over epochs and batches.
//!
//! [`fit!`](crate::fit) sets up a [`Training`], which [`epochs`](Training::epochs) runs; a [`History`] says what
//! became of it. It hides nothing that a loop by hand would do, and does the same to the last bit.

mod curves;
// Public, because a cell names the type of a variable by where it is defined.
#[doc(hidden)]
pub mod history;
mod means;
mod monitor;
mod plan;
mod run;
mod table;
mod target;
#[doc(hidden)]
pub mod training;

pub use history::{Epoch, Epochs, History};
pub use target::Target;
pub use training::Training;
