//! `manabi kernel`: what Jupyter starts.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;

use crate::error::Result;
use crate::jupyter;
use crate::preload::Preload;

/// Be the kernel of a notebook (Jupyter calls this)
#[derive(Args)]
pub struct Arguments {
    /// The connection file that Jupyter wrote
    #[arg(short = 'f', long, value_name = "FILE")]
    connection_file: PathBuf,
}

pub fn execute(arguments: Arguments) -> Result<ExitCode> {
    jupyter::run(&arguments.connection_file, Preload::ensure)?;
    Ok(ExitCode::SUCCESS)
}
