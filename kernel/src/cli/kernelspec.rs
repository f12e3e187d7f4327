//! The kernelspec: the folder by which Jupyter finds the kernel. It names an installed copy of this program.

use std::io;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::{env, fs, process};

use serde_json::{Value, json};

use crate::error::{Error, Result};
use crate::places::{self, unwritable};

/// Its folder's name, by which notebooks name their kernel.
pub const NAME: &str = "manabi";

/// What people read in Jupyter's list of kernels.
pub const DISPLAY_NAME: &str = "Rust (manabi)";

/// The two shapes of the logo that Jupyter shows.
const LOGO: &[u8] = include_bytes!("logo.svg");

/// Where a kernelspec and its copy of this program are installed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Location {
    pub spec: PathBuf,
    pub binary: PathBuf,
}

impl Location {
    /// For this user alone.
    pub fn user() -> Result<Location> {
        let spec = jupyter_data()?.join("kernels").join(NAME);
        Ok(Location { spec, binary: places::data()?.join("bin").join("manabi") })
    }

    /// For everybody who uses the programs below a prefix, such as `/usr/local` or a virtual environment.
    pub fn prefix(prefix: &Path) -> Result<Location> {
        let prefix = env::current_dir().unwrap_or_default().join(prefix);
        let spec = prefix.join("share").join("jupyter").join("kernels").join(NAME);
        Ok(Location { spec, binary: prefix.join("bin").join("manabi") })
    }

    /// For the active virtual or conda environment.
    pub fn environment() -> Result<Location> {
        let active = ["VIRTUAL_ENV", "CONDA_PREFIX"].into_iter().find_map(env::var_os);
        let active = active.ok_or_else(|| {
            Error::new(
                "No virtual environment is active: activate one, or name its folder with --prefix.",
            )
        })?;
        Location::prefix(Path::new(&active))
    }

    /// Installs a copy of this program and the kernelspec that names it.
    pub fn install(&self) -> Result<()> {
        copy_program(&self.binary)?;
        let write = |name: &str, content: &[u8]| -> Result<()> {
            fs::create_dir_all(&self.spec).map_err(|error| unwritable(&self.spec, &error))?;
            let path = self.spec.join(name);
            if fs::read(&path).is_ok_and(|old| old == content) {
                return Ok(());
            }
            places::write(&path, content)
        };
        write("logo-svg.svg", LOGO)?;
        let spec = json!({
            "argv": [self.binary, "kernel", "-f", "{connection_file}"],
            "display_name": DISPLAY_NAME,
            "language": "rust",
            "interrupt_mode": "message",
            "metadata": { "debugger": false },
        });
        write("kernel.json", format!("{spec:#}\n").as_bytes())
    }

    /// Removes both; says whether there was anything.
    pub fn uninstall(&self) -> Result<bool> {
        let gone = |path: &Path, result: io::Result<()>| match result {
            Ok(()) => Ok(true),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
            Err(error) => Err(unwritable(path, &error)),
        };
        let spec = gone(&self.spec, fs::remove_dir_all(&self.spec))?;
        Ok(gone(&self.binary, fs::remove_file(&self.binary))? || spec)
    }

    /// The program that the kernelspec names, if there is one.
    pub fn installed(&self) -> Option<PathBuf> {
        let spec: Value =
            serde_json::from_slice(&fs::read(self.spec.join("kernel.json")).ok()?).ok()?;
        Some(PathBuf::from(spec["argv"][0].as_str()?))
    }
}

/// The folder of this user's Jupyter.
fn jupyter_data() -> Result<PathBuf> {
    let set = |variable| env::var_os(variable).map(PathBuf::from).filter(|path| path.is_absolute());
    if let Some(folder) = set("JUPYTER_DATA_DIR") {
        return Ok(folder);
    }
    if cfg!(target_os = "macos") {
        return Ok(places::home()?.join("Library").join("Jupyter"));
    }
    match set("XDG_DATA_HOME") {
        Some(data) => Ok(data.join("jupyter")),
        None => Ok(places::home()?.join(".local").join("share").join("jupyter")),
    }
}

/// Copies this program, unless it is the copy. A running kernel keeps the file that it was started from.
fn copy_program(target: &Path) -> Result<()> {
    let own = env::current_exe().map_err(|error| {
        Error::new(format!(
            "The file of this program was not found ({error}): start it by its full path."
        ))
    })?;
    if fs::canonicalize(target).ok() == fs::canonicalize(&own).ok() {
        return Ok(());
    }
    if let Some(folder) = target.parent() {
        fs::create_dir_all(folder).map_err(|error| unwritable(folder, &error))?;
    }
    let part = target.with_extension(process::id().to_string());
    let copied = fs::copy(&own, &part)
        .and_then(|_| fs::set_permissions(&part, fs::Permissions::from_mode(0o755)))
        .and_then(|()| fs::rename(&part, target));
    copied.map_err(|error| {
        let _ = fs::remove_file(&part);
        unwritable(target, &error)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_installed_kernel_names_its_own_copy_of_the_program() {
        let prefix = env::temp_dir().join(format!("manabi-prefix-{}", process::id()));
        let location = Location::prefix(&prefix).unwrap();
        assert_eq!(location.installed(), None);
        location.install().unwrap();
        location.install().unwrap();
        let named = location.installed().unwrap();
        assert_eq!(named, prefix.join("bin/manabi"));
        assert_eq!(fs::read(named).unwrap(), fs::read(env::current_exe().unwrap()).unwrap());
        assert!(location.uninstall().unwrap());
        assert!(!location.uninstall().unwrap());
        fs::remove_dir_all(prefix).unwrap();
    }
}
