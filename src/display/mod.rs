//! Rich output: what a value looks like in a notebook, and the way it gets there.
//!
//! A [`Bundle`] holds one value in several media types; [`Rich`] is implemented by types that have one.
//! Messages leave through a [`Sink`], which the notebook's worker installs; without one (a plain
//! program) the text form is printed.

mod bundle;
mod sink;

pub use bundle::{Bundle, Rich};
pub use sink::{Message, Sink, set_sink};
