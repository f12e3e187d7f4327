//! The command line of manabi.

mod error;
mod preload;
mod session;
mod toolchain;

fn main() {}
