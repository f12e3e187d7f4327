//! `manabi clean`: removes what can be built again.

use std::collections::HashSet;
use std::fs;
use std::path::Path;
use std::process::ExitCode;

use clap::Args;

use super::jupyterlab;
use super::kernelspec::Location;
use super::terminal::bytes;
use crate::error::Result;
use crate::places;
use crate::preload::{entry, tree};

/// Remove the caches and say how much space that frees
#[derive(Args)]
pub struct Arguments {
    /// The kernel in Jupyter and the private JupyterLab too; your notebooks stay
    #[arg(long)]
    all: bool,
}

/// The folders in the cache. It is not removed whole: `MANABI_CACHE` may name a folder with other things in it.
pub const CACHES: [&str; 3] = ["preload", "deps", "cells"];

pub fn execute(arguments: Arguments) -> Result<ExitCode> {
    let cache = places::cache()?;
    let before = tree::size(&cache, &mut HashSet::new());
    let mut in_use = 0;
    for name in CACHES {
        in_use += clean(&cache.join(name))?;
    }
    let mut freed = before.saturating_sub(tree::size(&cache, &mut HashSet::new()));
    if in_use > 0 {
        println!("What a running kernel uses was kept: shut the kernels down, then clean again.");
    }
    if arguments.all {
        let environment = jupyterlab::environment()?;
        freed += tree::size(&environment, &mut HashSet::new());
        remove(&environment)?;
        Location::user()?.uninstall()?;
    }
    println!("{} freed.", bytes(freed));
    Ok(ExitCode::SUCCESS)
}

/// Removes what lies in a folder; returns how many entries are in use and stay.
fn clean(folder: &Path) -> Result<usize> {
    let in_use =
        entry::all(folder).into_iter().filter(|entry| !entry::remove(entry)).collect::<Vec<_>>();
    if in_use.is_empty() {
        remove(folder)?;
    }
    Ok(in_use.len())
}

fn remove(folder: &Path) -> Result<()> {
    match fs::remove_dir_all(folder) {
        Err(error) if folder.exists() => Err(places::unwritable(folder, &error)),
        _ => Ok(()),
    }
}
