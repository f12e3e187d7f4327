//! `manabi install`: tells Jupyter about the kernel.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;

use super::kernelspec::{DISPLAY_NAME, Location};
use super::terminal::Progress;
use crate::error::Result;
use crate::preload::Preload;

/// Install the kernel into Jupyter, and build its library
#[derive(Args)]
pub struct Arguments {
    #[command(flatten)]
    place: Place,
}

/// For whom the kernel is installed.
#[derive(Args)]
#[group(multiple = false)]
pub struct Place {
    /// For this user alone (the default)
    #[arg(long)]
    user: bool,
    /// For everybody, below this folder: PREFIX/share/jupyter and PREFIX/bin
    #[arg(long, value_name = "PREFIX")]
    prefix: Option<PathBuf>,
    /// For the active virtual environment
    #[arg(long)]
    sys_prefix: bool,
}

impl Place {
    pub fn location(&self) -> Result<Location> {
        match &self.prefix {
            Some(prefix) => Location::prefix(prefix),
            None if self.sys_prefix => Location::environment(),
            None => Location::user(),
        }
    }
}

pub fn execute(arguments: Arguments) -> Result<ExitCode> {
    let location = arguments.place.location()?;
    location.install()?;
    let progress = Progress::new();
    Preload::ensure(&|line| progress.say(line))?;
    drop(progress);
    println!("The kernel \"{DISPLAY_NAME}\" is installed: {}.", location.spec.display());
    Ok(ExitCode::SUCCESS)
}
