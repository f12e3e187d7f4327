//! `lessons`: for authors of chapters. `lessons weave` makes the notebooks.
//!
//! - `fence`, `front_matter`: the parts of a chapter's form; `chapter`: a chapter, read
//! - `notebook`: the notebook of a chapter; `execute`: its outputs; `compare`, with
//!   `tolerance`: its check
//! - `weave`: all of this in a row

mod chapter;
mod compare;
mod execute;
mod fence;
mod front_matter;
mod notebook;
mod tolerance;
mod weave;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// Makes the notebooks of the workbook from its chapters.
#[derive(Parser)]
#[command(name = "lessons", version)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Weave chapters into executed notebooks: lessons/chapters/NN-slug.md to notebooks/NN-slug.ipynb.
    Weave {
        /// Change nothing; weave and execute apart, and fail if a committed notebook differs.
        #[arg(long)]
        check: bool,
        /// Numbers of chapters, such as 02; all of them if none is given.
        chapters: Vec<String>,
    },
}

fn main() -> ExitCode {
    let Command::Weave { check, chapters } = Cli::parse().command;
    match weave::weave(&chapters, check) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}
