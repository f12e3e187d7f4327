//! JupyterLab: the user's own, else one in a private virtual environment.

use std::ffi::OsStr;
use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::{env, fs, io};

use crate::error::{Error, Result};
use crate::places;

/// A JupyterLab that runs.
#[derive(Clone, Debug)]
pub struct JupyterLab {
    /// The program `jupyter-lab`.
    pub program: PathBuf,
    pub version: String,
}

/// In the private environment: its installation came to its end.
const COMPLETE: &str = "complete";

const PYTHON_ADVICE: &str = "JupyterLab needs Python 3.9 or newer with venv: install it \
    (`apt install python3 python3-venv`, `dnf install python3`, `brew install python`), then try again.";

/// The JupyterLab on the path, else the private one, if either runs.
pub fn find() -> Option<JupyterLab> {
    on_path("jupyter-lab").into_iter().chain(private()).find_map(|program| {
        let version = printed(&program, &["--version"])?;
        Some(JupyterLab { program, version })
    })
}

/// A JupyterLab that runs, installed into a private environment if there is none.
pub fn ensure(progress: &dyn Fn(&str)) -> Result<JupyterLab> {
    if let Some(found) = find() {
        return Ok(found);
    }
    let python = python()?;
    let folder = environment()?;
    if let Some(parent) = folder.parent() {
        places::create(parent)?;
    }
    progress("installing JupyterLab: making an environment for Python");
    let made = Command::new(&python)
        .args(["-m", "venv", "--clear"])
        .arg(&folder)
        .stdin(Stdio::null())
        .output()
        .map_err(|error| Error::new(format!("{PYTHON_ADVICE} ({error})")))?;
    if !made.status.success() {
        let said = String::from_utf8_lossy(&made.stdout).into_owned()
            + &String::from_utf8_lossy(&made.stderr);
        return Err(Error::new(format!("{PYTHON_ADVICE}\n{}", said.trim())));
    }
    install(&folder.join("bin").join("python"), progress)?;
    places::write(&folder.join(COMPLETE), b"")?;
    find().ok_or_else(|| {
        Error::new(format!(
            "JupyterLab was installed in {}, but does not start: run `manabi clean --all`, then try again.",
            folder.display()
        ))
    })
}

/// The folder of the private environment.
pub fn environment() -> Result<PathBuf> {
    Ok(places::data()?.join("jupyterlab"))
}

impl JupyterLab {
    /// Lets the outputs of notebooks show before they were run; without that figures are hidden.
    pub fn trust(&self, notebooks: &[&Path]) {
        if notebooks.is_empty() {
            return;
        }
        let beside = self.program.with_file_name("jupyter-trust");
        let program = if beside.is_file() { Some(beside) } else { on_path("jupyter-trust") };
        let trusted = program.is_some_and(|program| {
            let status = Command::new(program)
                .args(notebooks)
                .stdin(Stdio::null())
                .stdout(Stdio::null())
                .stderr(Stdio::null())
                .status();
            status.is_ok_and(|status| status.success())
        });
        if !trusted {
            eprintln!(
                "The chapters could not be marked as trusted: figures show once their cells were run."
            );
        }
    }
}

/// Python for the private environment.
fn python() -> Result<PathBuf> {
    let python = on_path("python3").ok_or_else(|| Error::new(PYTHON_ADVICE))?;
    let check = "import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 9))";
    match printed(&python, &["-c", check]) {
        Some(_) => Ok(python),
        None => Err(Error::new(PYTHON_ADVICE)),
    }
}

fn install(python: &Path, progress: &dyn Fn(&str)) -> Result<()> {
    let failed = |reason: &str| {
        let network = [
            "NewConnectionError",
            "Name or service not known",
            "Temporary failure in name resolution",
        ];
        let sentence = if network.iter().any(|sign| reason.contains(sign)) {
            "JupyterLab could not be downloaded, because the network cannot be reached: connect, then try again."
        } else {
            "pip could not install JupyterLab: install it yourself (`pip install jupyterlab`), then try again."
        };
        Error::new(format!("{sentence}\n{}", reason.trim()))
    };
    let mut pip = Command::new(python)
        .args([
            "-m",
            "pip",
            "install",
            "--disable-pip-version-check",
            "--no-input",
            "--retries=2",
            "jupyterlab",
        ])
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(|error| failed(&error.to_string()))?;
    let stderr = pip.stderr.take().map(BufReader::new);
    let reasons = std::thread::spawn(move || {
        let lines = stderr.into_iter().flat_map(|stderr| stderr.lines().map_while(io::Result::ok));
        lines.collect::<Vec<String>>().join("\n")
    });
    let stdout = pip.stdout.take().map(BufReader::new);
    for line in stdout.into_iter().flat_map(|stdout| stdout.lines().map_while(io::Result::ok)) {
        let mut words = line.split_whitespace();
        match (words.next(), words.next()) {
            (Some("Collecting"), Some(package)) => {
                progress(&format!("installing JupyterLab: downloading {package}"))
            }
            (Some("Installing"), Some("collected")) => {
                progress("installing JupyterLab: writing its files")
            }
            _ => {}
        }
    }
    let status = pip.wait().map_err(|error| failed(&error.to_string()))?;
    let reasons = reasons.join().unwrap_or_default();
    if status.success() { Ok(()) } else { Err(failed(&reasons)) }
}

fn private() -> Option<PathBuf> {
    let folder = environment().ok()?;
    folder.join(COMPLETE).is_file().then(|| folder.join("bin").join("jupyter-lab"))
}

/// A program on the path.
pub fn on_path(name: &str) -> Option<PathBuf> {
    let path = env::var_os("PATH")?;
    env::split_paths(&path)
        .map(|folder| folder.join(name))
        .find(|program| fs::metadata(program).is_ok_and(|m| m.is_file()))
}

/// What a program prints, if it ends well.
pub fn printed(program: &Path, args: &[impl AsRef<OsStr>]) -> Option<String> {
    let output = Command::new(program).args(args).stdin(Stdio::null()).output().ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).trim().to_string())
}
