//! The evaluator: a cell becomes parts, the parts one generated crate, the crate one compiled library.

pub mod cache;
pub mod cell;
pub mod command;
pub mod compile;
pub mod complete;
pub mod depth;
pub mod diagnostic;
pub mod evaluator;
pub mod generate;
pub mod item;
pub mod items;
pub mod learn;
pub mod moves;
pub mod names;
pub mod optimise;
pub mod report;
pub mod source;
pub mod statics;
pub mod types;
pub mod variables;
