//! `manabi run`: notebooks without Jupyter.

use std::io::{BufRead as _, BufReader, IsTerminal as _, stderr};
use std::num::NonZero;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};
use std::{env, io, thread};

use clap::Args;

use super::terminal::{Progress, green, red};
use crate::error::{Error, Result};
use crate::notebook::{self, Failure, Notebook, Options, Step};
use crate::preload::{Permissions, Preload};

/// Run notebooks and store their outputs in them, without Jupyter
#[derive(Args)]
pub struct Arguments {
    /// The notebooks
    #[arg(required = true, value_name = "NB.ipynb")]
    notebooks: Vec<PathBuf>,
    /// Write to this file or folder; the notebooks stay as they are
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
    /// How many seconds one cell may take [default: no limit]
    #[arg(long, value_name = "SECONDS", value_parser = seconds)]
    timeout: Option<Duration>,
    /// How many notebooks run at the same time [default: as many as the machine has cores]
    #[arg(long, short, value_name = "N")]
    jobs: Option<NonZero<usize>>,
    /// Go on after a cell that fails
    #[arg(long)]
    allow_errors: bool,
    /// Refuse `:dep`
    #[arg(long)]
    no_deps: bool,
    /// Refuse `!shell` commands
    #[arg(long)]
    no_shell: bool,
}

pub fn execute(arguments: Arguments) -> Result<ExitCode> {
    if let Some(output) = &arguments.output
        && arguments.notebooks.len() > 1
        && !output.is_dir()
    {
        return Err(Error::new(format!(
            "{} is no folder: with several notebooks --output must be one.",
            output.display()
        )));
    }
    let passed = match arguments.notebooks.as_slice() {
        [notebook] => run_one(notebook, &arguments)?,
        _ => run_all(&arguments)?,
    };
    Ok(if passed { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn seconds(text: &str) -> std::result::Result<Duration, String> {
    let seconds = text.parse().ok().filter(|seconds: &f64| *seconds > 0.0);
    let duration = seconds.and_then(|seconds| Duration::try_from_secs_f64(seconds).ok());
    duration.ok_or_else(|| "a number of seconds above zero is needed".into())
}

/// Runs one notebook in its own folder; says whether all cells passed.
fn run_one(path: &Path, arguments: &Arguments) -> Result<bool> {
    let mut notebook = Notebook::read(path)?;
    let path = absolute(path);
    let output = match &arguments.output {
        None => path.clone(),
        Some(output) if output.is_dir() => {
            absolute(output).join(path.file_name().unwrap_or_default())
        }
        Some(output) => absolute(output),
    };
    let progress = Progress::new();
    let mut preload = Preload::ensure(&|line| progress.say(line))?;
    preload.permissions = Permissions { deps: !arguments.no_deps, shell: !arguments.no_shell };

    let folder = path.parent().unwrap_or(&path);
    env::set_current_dir(folder)
        .map_err(|error| Error::new(format!("{} cannot be entered: {error}.", folder.display())))?;
    let options = Options { timeout: arguments.timeout, allow_errors: arguments.allow_errors };
    let start = Instant::now();
    let failure =
        notebook::execute(&mut notebook, preload, &options, &|step| report(&progress, &step))?;
    drop(progress);
    notebook.write(&output)?;

    let name = path.file_name().unwrap_or_default().to_string_lossy();
    match &failure {
        None => eprintln!("{} {name} ({:.1} s)", green("passed:"), start.elapsed().as_secs_f64()),
        Some(failure) => explain(&name, failure),
    }
    Ok(failure.is_none())
}

fn report(progress: &Progress, step: &Step) {
    match step {
        Step::Start { number, of } if stderr().is_terminal() => {
            progress.say(&format!("cell {number}/{of}"));
        }
        Step::End { number, of, took, error } if !stderr().is_terminal() => {
            let failed = error.map_or(String::new(), |error| format!(", failed: {}", error.name));
            eprintln!("cell {number}/{of} ({:.2} s){failed}", took.as_secs_f64());
        }
        _ => {}
    }
}

fn explain(name: &str, failure: &Failure) {
    let first = failure.source.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
    let error = &failure.error;
    eprintln!(
        "{} {name}, cell {}: {}: {}",
        red("failed:"),
        failure.number,
        error.name,
        error.value
    );
    eprintln!("  the cell begins: {}", first.trim());
    for line in &error.traceback {
        eprintln!("{}", if stderr().is_terminal() { line.clone() } else { plain(line) });
    }
}

/// A text without its colours.
fn plain(text: &str) -> String {
    let mut plain = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("\u{1b}[") {
        plain.push_str(before);
        rest = after.trim_start_matches(|c: char| c.is_ascii_digit() || c == ';');
        rest = rest.strip_prefix(|c: char| c.is_ascii_alphabetic()).unwrap_or(rest);
    }
    plain + rest
}

/// Runs each notebook in a process of its own, since each has its own folder; says whether all passed.
fn run_all(arguments: &Arguments) -> Result<bool> {
    // Built before, so that the processes do not all show the same progress.
    let progress = Progress::new();
    Preload::ensure(&|line| progress.say(line))?;
    drop(progress);
    let program = env::current_exe().map_err(|error| {
        Error::new(format!("The file of this program was not found ({error})."))
    })?;
    let jobs = arguments.jobs.or(thread::available_parallelism().ok()).map_or(1, NonZero::get);
    let next = AtomicUsize::new(0);
    let passed = AtomicBool::new(true);
    thread::scope(|scope| {
        for _ in 0..jobs.min(arguments.notebooks.len()) {
            scope.spawn(|| {
                while let Some(notebook) =
                    arguments.notebooks.get(next.fetch_add(1, Ordering::Relaxed))
                {
                    if !run_process(&program, notebook, arguments) {
                        passed.store(false, Ordering::Relaxed);
                    }
                }
            });
        }
    });
    Ok(passed.into_inner())
}

fn run_process(program: &Path, notebook: &Path, arguments: &Arguments) -> bool {
    let mut command = Command::new(program);
    command.arg("run").arg(notebook);
    if let Some(output) = &arguments.output {
        command.arg("--output").arg(output);
    }
    if let Some(timeout) = arguments.timeout {
        command.arg(format!("--timeout={}", timeout.as_secs_f64()));
    }
    for (given, flag) in [
        (arguments.allow_errors, "--allow-errors"),
        (arguments.no_deps, "--no-deps"),
        (arguments.no_shell, "--no-shell"),
    ] {
        if given {
            command.arg(flag);
        }
    }
    let name = notebook.file_name().unwrap_or_default().to_string_lossy();
    let mut child = match command.stdin(Stdio::null()).stderr(Stdio::piped()).spawn() {
        Ok(child) => child,
        Err(error) => {
            eprintln!("{name}: could not be run: {error}");
            return false;
        }
    };
    let lines = child.stderr.take().into_iter().flat_map(|stderr| BufReader::new(stderr).lines());
    for line in lines.map_while(io::Result::ok) {
        eprintln!("{name}: {line}");
    }
    child.wait().is_ok_and(|status| status.success())
}

fn absolute(path: &Path) -> PathBuf {
    env::current_dir().unwrap_or_default().join(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_go_and_text_stays() {
        assert_eq!(plain("\u{1b}[31;1mE0308\u{1b}[0m: [1] mismatched"), "E0308: [1] mismatched");
        assert_eq!(plain("plain"), "plain");
    }

    #[test]
    fn a_timeout_is_a_number_above_zero() {
        assert_eq!(seconds("1.5"), Ok(Duration::from_millis(1500)));
        for bad in ["0", "-1", "soon", "inf", "NaN"] {
            assert!(seconds(bad).is_err(), "{bad}");
        }
    }
}
