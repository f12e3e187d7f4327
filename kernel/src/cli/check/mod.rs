//! `manabi check`: the learner's progress over all exercises.
//!
//! - `outline`: the exercises that there are; `overview`: what the learner did with them

mod outline;
mod overview;

use std::io::{IsTerminal as _, stdout};
use std::process::ExitCode;

use clap::Args;
use serde_json::Map;

use crate::embedded::CHAPTERS;
use crate::error::Result;
use crate::progress;
use overview::Overview;

/// Show which exercises you have done, and which one is next
#[derive(Args)]
pub struct Arguments {
    /// Print it as JSON, for programs
    #[arg(long)]
    json: bool,
}

pub fn execute(arguments: Arguments) -> Result<ExitCode> {
    let (done, note) = match progress::file()? {
        Some(file) => progress::read(&file)?,
        None => (Map::new(), Some("Progress is not kept here (MANABI_PROGRESS, CI).".into())),
    };
    if let Some(note) = note {
        eprintln!("{note}");
    }
    let overview = Overview::of(&outline::chapters(CHAPTERS)?, &done);
    match arguments.json {
        true => println!("{}", serde_json::to_string_pretty(&overview.json()).unwrap_or_default()),
        false => print!("{}", overview.text(stdout().is_terminal())),
    }
    Ok(ExitCode::SUCCESS)
}
