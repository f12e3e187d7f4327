//! A home folder of a test's own, in which the real program runs.

use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::{env, fs};

use serde_json::{Value, json};

/// A home folder for one test.
pub struct Home {
    manabi: PathBuf,
    folder: PathBuf,
    /// The folder of built libraries, which all tests share.
    pub cache: String,
}

impl Home {
    /// An empty home of this name, in the folder of the build.
    pub fn new(manabi: impl AsRef<Path>, name: &str) -> Home {
        let manabi = manabi.as_ref().to_path_buf();
        let folder = temporary(&manabi).join("homes").join(name);
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder).unwrap();
        Home { cache: cache(&manabi), manabi, folder }
    }

    /// A path in the home.
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    /// The program with these arguments, in this home. Rust's own homes stay the user's.
    pub fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(&self.manabi);
        let real = PathBuf::from(env::var_os("HOME").unwrap());
        for (variable, folder) in [("CARGO_HOME", ".cargo"), ("RUSTUP_HOME", ".rustup")] {
            if env::var_os(variable).is_none() {
                command.env(variable, real.join(folder));
            }
        }
        for variable in
            ["XDG_CACHE_HOME", "XDG_DATA_HOME", "JUPYTER_DATA_DIR", "VIRTUAL_ENV", "CONDA_PREFIX"]
        {
            command.env_remove(variable);
        }
        command
            .args(args)
            .current_dir(&self.folder)
            .env("HOME", &self.folder)
            .env("MANABI_CACHE", &self.cache);
        command
    }

    /// Runs the program to its end.
    pub fn run(&self, args: &[&str]) -> Output {
        self.command(args).output().unwrap()
    }

    /// A notebook with these cells.
    pub fn notebook(&self, name: &str, cells: &[&str]) -> PathBuf {
        let cells: Vec<Value> = cells
            .iter()
            .enumerate()
            .map(|(index, source)| {
                json!({ "cell_type": "code", "id": format!("cell-{index}"), "metadata": {}, "outputs": [],
                        "execution_count": null, "source": source })
            })
            .collect();
        let notebook =
            json!({ "cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5 });
        let path = self.path(name);
        fs::write(&path, notebook.to_string()).unwrap();
        path
    }

    /// What stands in a file as JSON.
    pub fn read(&self, name: impl AsRef<Path>) -> Value {
        serde_json::from_slice(&fs::read(self.folder.join(name)).unwrap()).unwrap()
    }

    /// A folder with a program that tells what it was called with, for the front of the path.
    pub fn program(&self, name: &str, script: &str) {
        let path = self.path("bin").join(name);
        fs::create_dir_all(self.path("bin")).unwrap();
        fs::write(&path, script).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
    }
}

/// The folder of built libraries: what the environment says, or one in the folder of the build.
pub fn cache(manabi: &Path) -> String {
    let cache = env::var_os("MANABI_CACHE").map(PathBuf::from);
    cache.unwrap_or_else(|| temporary(manabi).join("manabi-cache")).display().to_string()
}

/// The folder in the folder of the build that tests may fill.
fn temporary(manabi: &Path) -> PathBuf {
    manabi.ancestors().nth(2).expect("a folder of the build").join("tmp")
}
