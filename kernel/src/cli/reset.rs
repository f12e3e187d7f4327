//! `manabi reset`: a chapter as it was handed out.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;

use super::{chapters, jupyterlab, lab};
use crate::embedded::CHAPTERS;
use crate::error::Result;

/// Get a fresh copy of a chapter; the old one is kept under another name
#[derive(Args)]
pub struct Arguments {
    /// The chapter's number or name: `2` or `02-perceptron`
    #[arg(value_name = "NN")]
    chapter: String,
    /// The folder of the chapters [default: ~/manabi]
    folder: Option<PathBuf>,
}

pub fn execute(arguments: Arguments) -> Result<ExitCode> {
    let folder = lab::folder(arguments.folder)?;
    let (fresh, old) = chapters::reset(&folder, CHAPTERS, &arguments.chapter)?;
    if let Some(old) = old {
        println!("The old copy is kept as {}.", old.display());
    }
    println!("{} is a fresh copy.", fresh.display());
    if let Some(lab) = jupyterlab::find() {
        lab.trust(&[&fresh]);
    }
    Ok(ExitCode::SUCCESS)
}
