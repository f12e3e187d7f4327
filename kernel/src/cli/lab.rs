//! `manabi lab`: everything that is needed, then JupyterLab with the chapters.

use std::env;
use std::ffi::OsString;
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use clap::Args;

use super::chapters::{self, Laid};
use super::jupyterlab;
use super::kernelspec::{self, Location};
use super::terminal::Progress;
use crate::embedded::CHAPTERS;
use crate::error::{Error, Result};
use crate::places;
use crate::preload::Preload;

/// Set up what is missing and open JupyterLab with your copy of the chapters
#[derive(Args)]
pub struct Arguments {
    /// The folder of your copy [default: ~/manabi]
    folder: Option<PathBuf>,
    /// Print the address instead of opening a browser
    #[arg(long)]
    no_browser: bool,
    /// Arguments for JupyterLab, after `--`
    #[arg(last = true, value_name = "JUPYTERLAB ARGUMENTS")]
    rest: Vec<OsString>,
}

/// The folder of the chapters: the one named, else `manabi` in the home folder.
pub fn folder(named: Option<PathBuf>) -> Result<PathBuf> {
    match named {
        Some(folder) => Ok(env::current_dir().unwrap_or_default().join(folder)),
        None => Ok(places::home()?.join("manabi")),
    }
}

pub fn execute(arguments: Arguments) -> Result<ExitCode> {
    let folder = folder(arguments.folder)?;
    let progress = Progress::new();
    let say = |line: &str| progress.say(line);
    Preload::ensure(&say)?;
    Location::user()?.install()?;
    let lab = jupyterlab::ensure(&say)?;
    drop(progress);

    let laid = chapters::lay_out(&folder, CHAPTERS)?;
    report(&folder, &laid);
    lab.trust(&laid.iter().map(Laid::path).collect::<Vec<&Path>>());

    let mut command = Command::new(&lab.program);
    command
        .arg(&folder)
        .arg(format!("--MultiKernelManager.default_kernel_name={}", kernelspec::NAME));
    if arguments.no_browser {
        command.arg("--no-browser");
    }
    // SAFETY: geteuid has no preconditions and cannot fail.
    if unsafe { libc::geteuid() } == 0 {
        // In a container there is often no other user, and JupyterLab would refuse to start.
        command.arg("--allow-root");
    }
    let error = command.args(arguments.rest).exec();
    Err(Error::new(format!("{} could not be started: {error}.", lab.program.display())))
}

fn report(folder: &Path, laid: &[Laid]) {
    let count = |wanted: fn(&Laid) -> bool| laid.iter().filter(|laid| wanted(laid)).count();
    let new = count(|laid| matches!(laid, Laid::New(_)));
    let updated = count(|laid| matches!(laid, Laid::Updated(_)));
    let chapters =
        |count: usize| if count == 1 { "1 chapter".into() } else { format!("{count} chapters") };
    if new > 0 {
        println!("{} copied to {}.", chapters(new), folder.display());
    }
    if updated > 0 {
        println!(
            "{} in {} updated; you had not changed them.",
            chapters(updated),
            folder.display()
        );
    }
    for laid in laid {
        if let Laid::Beside { edited, newer } = laid {
            println!("You changed {}; its newer version is {}.", edited.display(), newer.display());
        }
    }
}
