//! The Jupyter kernel of manabi and its command line. This page is the map.
//!
//! - `error`: one sentence for the person in front of the screen
//! - `toolchain`: the compiler; `preload`: the built library
//! - `session`: evaluates cells; front ends drive it
//! - `jupyter`: the front end that notebooks talk to

pub mod error;
pub mod jupyter;
pub mod preload;
pub mod session;
pub mod toolchain;
