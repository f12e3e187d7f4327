//! Execution of a woven notebook by the kernel, as `manabi run` does it.

use std::path::Path;
use std::process::Command;
use std::{env, fs};

use kernel::error::{Error, Result};
use serde_json::Value;

use crate::notebook;

/// Runs every cell of a notebook in a fresh session and returns it with its outputs.
pub fn execute(notebook: &Value, name: &str, seconds: u32) -> Result<Value> {
    let manabi =
        env::current_exe().map_err(|error| Error::new(format!("Cannot find myself: {error}.")))?;
    let manabi = manabi.with_file_name("manabi");
    if !manabi.is_file() {
        return Err(Error::new("The kernel is not built: run `cargo build --release` first."));
    }
    let folder = env::temp_dir().join(format!("manabi-weave-{}", std::process::id()));
    let executed = run(&manabi, notebook, &folder, name, seconds);
    let removed = fs::remove_dir_all(&folder);
    let executed = executed?;
    removed.map_err(|error| Error::new(format!("Cannot remove {}: {error}.", folder.display())))?;
    Ok(executed)
}

fn run(manabi: &Path, notebook: &Value, folder: &Path, name: &str, seconds: u32) -> Result<Value> {
    fs::create_dir_all(folder)
        .map_err(|error| Error::new(format!("Cannot make {}: {error}.", folder.display())))?;
    let file = folder.join(format!("{name}.ipynb"));
    notebook::write(&file, notebook)?;
    let status = Command::new(manabi)
        .arg("run")
        .arg(&file)
        .args(["--timeout", &seconds.to_string()])
        .status();
    let status = status
        .map_err(|error| Error::new(format!("Cannot start {}: {error}.", manabi.display())))?;
    if !status.success() {
        return Err(Error::new(format!(
            "{name} did not run to its end; the cell and its error are above."
        )));
    }
    notebook::read(&file)
}
