//! The Jupyter kernel of manabi and its command line. This page is the map.
//!
//! - `error`: one sentence for the person in front of the screen
//! - `places`: the folders that are written to; `digest`: names of contents; `embedded`: files inside the binary
//! - `toolchain`: the compiler; `preload`: the built library
//! - `eval`: from a cell to a compiled library; `worker`: the process that runs it
//! - `session`: evaluates cells; front ends drive it
//! - `progress`: what a learner did with the exercises
//! - `notebook`: the file format, and running one without Jupyter
//! - `cli`: the commands
//! - `jupyter`: the front end that notebooks talk to

#[cfg(windows)]
compile_error!(
    "on Windows manabi runs in WSL 2: `wsl --install`, then follow the instructions for Linux there"
);

pub mod cli;
pub mod digest;
pub mod embedded;
pub mod error;
pub mod eval;
pub mod jupyter;
pub mod notebook;
pub mod places;
pub mod preload;
pub mod progress;
pub mod session;
pub mod toolchain;
pub mod worker;
