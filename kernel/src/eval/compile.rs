//! One `rustc` a cell, started before the cell is there.
//!
//! The compiler is spawned ahead and waits for its source on standard input: it has loaded itself by
//! then (11 of 65 ms were seen). A cell that wants other options starts its own.

use std::ffi::OsString;
use std::io::{Read, Write};
use std::os::unix::process::{CommandExt, ExitStatusExt};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::error::{Error, Result};
use crate::preload::Preload;

use super::generate::Generated;
use super::types::CELL_CRATE;

/// Compiles generated crates in a folder of its own.
pub struct Compiler {
    preload: Preload,
    folder: PathBuf,
    serial: u32,
    /// What the types of cells to come belong to, see `Items::epoch`.
    epoch: u32,
    warm: Option<Slot>,
    running: Running,
}

/// The compiler that works on a cell at the moment, for an interrupt to stop.
#[derive(Clone, Default)]
pub struct Running(Arc<Mutex<State>>);

#[derive(Default)]
struct State {
    pid: Option<u32>,
    stopped: bool,
}

impl Running {
    /// Stops the compiler; false when none runs.
    pub fn stop(&self) -> bool {
        let mut state = self.lock();
        // SAFETY: the child is not waited for while its number stands here, so the number is its own.
        let stop = |pid: u32| unsafe { libc::kill(-(pid as i32), libc::SIGKILL) } == 0;
        state.stopped |= state.pid.is_some_and(stop);
        state.stopped
    }

    fn begin(&self, pid: u32) {
        *self.lock() = State { pid: Some(pid), stopped: false };
    }

    /// The compiler is about to be waited for; whether it was stopped.
    fn end(&self) -> bool {
        std::mem::take(&mut *self.lock()).stopped
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What came of a compilation.
pub enum Compiled {
    Library(PathBuf),
    /// The compiler's messages, one JSON object a line.
    Failed(String),
    Interrupted,
}

/// A compiler that waits for its source.
struct Slot {
    library: PathBuf,
    child: Child,
}

impl Compiler {
    pub fn new(preload: Preload, folder: PathBuf) -> Compiler {
        Compiler { preload, folder, serial: 0, epoch: 0, warm: None, running: Running::default() }
    }

    pub fn running(&self) -> Running {
        self.running.clone()
    }

    /// Compiles against this library from now on.
    pub fn use_preload(&mut self, preload: Preload) {
        self.preload = preload;
        self.warm = None;
        self.warm_up();
    }

    /// Starts a compiler for the next cell.
    pub fn warm_up(&mut self) {
        if self.warm.is_none() {
            self.warm = self.start(0, false).ok();
        }
    }

    /// The options that change what is compiled, for the key of the cache.
    pub fn options(&self, generated: &Generated, epoch: u32) -> String {
        let level = generated.level;
        let epoch = if generated.has_types { epoch } else { 0 };
        let libraries = self.preload.externs.iter().chain(&self.preload.layers);
        let files: Vec<String> =
            libraries.map(|(name, path)| format!("{name}={}", path.display())).collect();
        format!("{} {level} {epoch} {}", self.preload.key, files.join(" "))
    }

    /// Compiles a crate. Its types are those of cells of the same epoch.
    pub fn compile(&mut self, generated: &Generated, epoch: u32) -> Result<Compiled> {
        if epoch != self.epoch {
            (self.epoch, self.warm) = (epoch, None);
        }
        let warm =
            if generated.level == 0 && !generated.check_only { self.warm.take() } else { None };
        let mut slot = match warm {
            Some(slot) => slot,
            None => self.start(generated.level, generated.check_only)?,
        };
        self.running.begin(slot.child.id());
        let failed = |what: &str, e| Error::new(format!("the compiler {what}: {e}"));
        // A compiler that ended early shows below why; closing its input tells it to begin.
        let fed = slot
            .child
            .stdin
            .take()
            .map(|mut input| input.write_all(generated.source.text().as_bytes()));
        self.warm_up();
        let mut messages = Vec::new();
        if let Some(stderr) = &mut slot.child.stderr {
            stderr.read_to_end(&mut messages).map_err(|e| failed("sent broken messages", e))?;
        }
        // The number is taken off before the child is waited for, so that it cannot hit another process.
        let stopped = self.running.end();
        let status = slot.child.wait().map_err(|e| failed("could not be waited for", e))?;
        if status.success() {
            fed.unwrap_or(Ok(())).map_err(|e| failed("did not take the cell", e))?;
            return Ok(Compiled::Library(slot.library.clone()));
        }
        match status.signal() {
            Some(libc::SIGKILL) if stopped => Ok(Compiled::Interrupted),
            Some(libc::SIGKILL) => Err(Error::new(
                "the compiler was killed from outside, perhaps because memory ran out: make the cell smaller",
            )),
            _ => Ok(Compiled::Failed(String::from_utf8_lossy(&messages).into_owned())),
        }
    }

    fn start(&mut self, level: u8, check_only: bool) -> Result<Slot> {
        self.serial += 1;
        let library = self.folder.join(format!("cell_{}.so", self.serial));
        let child = self.command(&library, level, check_only).spawn();
        let rustc = &self.preload.toolchain.rustc;
        let child = child.map_err(|e| {
            Error::new(format!(
                "the Rust compiler {} could not be started: {e}; run `manabi doctor`",
                rustc.display()
            ))
        })?;
        Ok(Slot { library, child })
    }

    fn command(&self, library: &Path, level: u8, check_only: bool) -> Command {
        let toolchain = &self.preload.toolchain;
        let mut command = Command::new(&toolchain.rustc);
        // It runs in the notebook's folder, where `include_str!("data.txt")` looks.
        command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::piped());
        command.process_group(0).env_remove("RUSTFLAGS").env_remove("RUST_LOG").arg("-");
        command.args(["--crate-name", CELL_CRATE, "--edition", "2024", "--crate-type", "cdylib"]);
        command.args(["--error-format=json", "--cap-lints", "allow"]);
        command.args([
            "-C",
            "prefer-dynamic",
            "-C",
            "debuginfo=0",
            "-C",
            "overflow-checks=on",
            "-C",
            "embed-bitcode=no",
        ]);
        command.arg("-C").arg(format!("opt-level={level}"));
        command.arg("-C").arg(format!("metadata={}", self.epoch));
        // `cfg(debug_assertions)` holds at every level: a type must not change with it. What it
        // makes the standard library check inside of loops is only paid for without optimisation.
        command.arg("-C").arg(format!("debug-assertions={}", level == 0));
        if level > 0 {
            command.args(["--cfg", "debug_assertions"]);
        }
        command.arg("-L").arg(joined("dependency=", &self.preload.deps));
        command.arg("--extern").arg(joined("manabi=", &self.preload.dylib));
        for (name, path) in &self.preload.externs {
            command.arg("--extern").arg(joined(&format!("{name}="), path));
        }
        match &toolchain.lld {
            _ if check_only => {
                command.arg("--emit=metadata");
            }
            Some(lld) => {
                command
                    .arg("-C")
                    .arg(joined("linker=", &lld.path))
                    .args(["-C", "linker-flavor=ld.lld"]);
                for folder in &lld.search {
                    command.arg("-L").arg(joined("native=", folder));
                }
            }
            None => {}
        }
        command.arg("-o").arg(library);
        command
    }
}

impl Drop for Slot {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn joined(prefix: &str, path: &Path) -> OsString {
    let mut text = OsString::from(prefix);
    text.push(path);
    text
}
