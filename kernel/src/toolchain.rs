//! The Rust compiler that cells are compiled with.

use std::path::PathBuf;

/// A Rust compiler and what the kernel needs to know about it.
#[derive(Clone, Debug)]
pub struct Toolchain {
    /// The compiler itself, not rustup's proxy (which costs 10 ms a call).
    pub rustc: PathBuf,
    /// The folder of `libstd-*.so`.
    pub libdir: PathBuf,
    /// What `rustc -vV` prints.
    pub version: String,
    /// `rust-lld` to call directly with the folders of the C library, where both were found.
    pub lld: Option<Lld>,
}

/// A linker called without a C compiler in between.
#[derive(Clone, Debug)]
pub struct Lld {
    pub path: PathBuf,
    /// Folders of `libc.so` and `libgcc_s.so`, as the C compiler names them.
    pub search: Vec<PathBuf>,
}
