//! The Jupyter kernel of manabi and its command line. This page is the map.
//!
//! - `error`: one sentence for the person in front of the screen
//! - `toolchain`: the compiler; `preload`: the built library
//! - `session`: evaluates cells; front ends drive it

pub mod error;
pub mod eval;
pub mod preload;
pub mod session;
pub mod toolchain;
