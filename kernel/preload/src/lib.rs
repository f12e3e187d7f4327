pub use manabi::*;
