//! The commands: one file each, with what they share.
//!
//! - `weave`: notebooks; `book`: the book; `seeds`: the table over several seeds; `time`: what a run takes; `catalogue`: what translators work on
//! - `board`: progress in a terminal; `pool`: several things at a time

mod board;
pub mod book;
pub mod catalogue;
mod pool;
pub mod seeds;
pub mod time;
pub mod weave;

use std::env;

use kernel::error::Result;

use crate::workbook::Workbook;

/// The workbook of the folder in which the command was called.
fn workbook() -> Result<Workbook> {
    Workbook::read(&env::current_dir().unwrap_or_default())
}
