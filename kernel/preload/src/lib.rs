//! What cells link against: the library, under the name `manabi`, and the run-time of generated code.

pub use manabi::*;

#[doc(hidden)]
pub mod rt;
