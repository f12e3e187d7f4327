//! The preloaded library: built once for a library version and a compiler, found again at the next start.

use std::path::PathBuf;

use crate::toolchain::Toolchain;

/// A built library that cells link against, and the worker that runs them.
#[derive(Clone, Debug)]
pub struct Preload {
    pub toolchain: Toolchain,
    /// Hash of the library's sources and the compiler: the name of its folder in the cache.
    pub key: String,
    /// `libpreload.so`; cells see it as the crate `manabi`.
    pub dylib: PathBuf,
    /// The folder of the metadata of all crates inside (`-L dependency=..`).
    pub deps: PathBuf,
    /// The executable `manabi-worker`.
    pub worker: PathBuf,
}
