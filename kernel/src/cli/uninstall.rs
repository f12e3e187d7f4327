//! `manabi uninstall`: takes the kernel out of Jupyter.

use std::process::ExitCode;

use clap::Args;

use super::install::Place;
use crate::error::Result;

/// Remove the kernel from Jupyter; notebooks, caches and JupyterLab stay
#[derive(Args)]
pub struct Arguments {
    #[command(flatten)]
    place: Place,
}

pub fn execute(arguments: Arguments) -> Result<ExitCode> {
    let location = arguments.place.location()?;
    if location.uninstall()? {
        println!("The kernel was removed from {}.", location.spec.display());
        println!("Caches and a private JupyterLab are removed by `manabi clean --all`.");
    } else {
        println!("No kernel is installed at {}.", location.spec.display());
    }
    Ok(ExitCode::SUCCESS)
}
