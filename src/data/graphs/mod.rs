//! Graphs: nodes with features, and which of them are joined.

#[doc(hidden)]
pub mod graph;
mod karate_club;
mod molecules;

pub use graph::Graph;
pub use karate_club::karate_club;
pub use molecules::molecules;
