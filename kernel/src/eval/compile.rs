//! One `rustc` a cell, started before the cell is there.
//!
//! The compiler is spawned ahead with a named pipe as its source file: it loads itself (11 of 65 ms
//! were seen) and waits for the pipe. A cell that wants other options starts its own.

use std::ffi::CString;
use std::fs::{File, OpenOptions};
use std::io::{self, Read, Write};
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::OpenOptionsExt;
use std::os::unix::process::{CommandExt, ExitStatusExt};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use crate::error::{Error, Result};
use crate::preload::Preload;

use super::generate::Generated;
use super::types::CELL_CRATE;

/// How long a compiler may take to open its source before something is wrong with it.
const PATIENCE: Duration = Duration::from_secs(30);

/// Compiles generated crates in a folder of its own.
pub struct Compiler {
    preload: Preload,
    folder: PathBuf,
    /// Flags for the crates that `:dep` added.
    pub externs: Vec<String>,
    session: String,
    serial: u32,
    warm: Option<Slot>,
    running: Running,
}

/// The compiler that works on a cell at the moment, for an interrupt to stop.
#[derive(Clone, Default)]
pub struct Running(Arc<Mutex<Option<u32>>>);

impl Running {
    /// Stops the compiler; false when none runs.
    pub fn stop(&self) -> bool {
        let pid = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        // SAFETY: the child is not waited for while its number stands here, so the number is its own.
        pid.is_some_and(|pid| unsafe { libc::kill(-(pid as i32), libc::SIGKILL) } == 0)
    }
}

/// What came of a compilation.
pub enum Compiled {
    Library(PathBuf),
    /// The compiler's messages, one JSON object a line.
    Failed(String),
    Interrupted,
}

/// One compilation: its files, and the compiler once it is started.
struct Slot {
    source: PathBuf,
    library: PathBuf,
    child: Child,
    piped: bool,
}

impl Compiler {
    pub fn new(preload: Preload, folder: PathBuf) -> Compiler {
        Compiler {
            preload,
            folder,
            externs: Vec::new(),
            serial: 0,
            warm: None,
            running: Running::default(),
        }
    }

    pub fn running(&self) -> Running {
        self.running.clone()
    }

    /// Starts a compiler for the next cell.
    pub fn warm_up(&mut self) {
        if self.warm.is_none() {
            self.warm = self.start(0, false, None).ok();
        }
    }

    /// Forgets the waiting compiler, because the options changed.
    pub fn cool_down(&mut self) {
        self.warm = None;
    }

    /// The options that change what is compiled, for the key of the cache.
    pub fn options(&self, level: u8) -> String {
        format!("{} {level} {}", self.preload.key, self.externs.join(" "))
    }

    /// Compiles a crate. The name of its source file comes first: panics name it.
    pub fn compile(&mut self, generated: &Generated) -> Result<(String, Compiled)> {
        let text = generated.source.text();
        let warm =
            if generated.level == 0 && !generated.check_only { self.warm.take() } else { None };
        let mut slot = match warm {
            Some(slot) => slot,
            None => self.start(generated.level, generated.check_only, Some(text))?,
        };
        let name =
            slot.source.file_name().map_or(String::new(), |n| n.to_string_lossy().into_owned());
        *self.running.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(slot.child.id());
        let fed = if slot.piped { feed(&mut slot, text) } else { Ok(()) };
        if slot.piped {
            self.warm_up();
        }
        let mut messages = String::new();
        if let Some(stderr) = &mut slot.child.stderr {
            let mut bytes = Vec::new();
            stderr
                .read_to_end(&mut bytes)
                .map_err(|e| Error::new(format!("the compiler's messages broke off: {e}")))?;
            messages = String::from_utf8_lossy(&bytes).into_owned();
        }
        // The number is taken off before the child is waited for, so that it cannot hit another process.
        *self.running.0.lock().unwrap_or_else(PoisonError::into_inner) = None;
        let status = slot
            .child
            .wait()
            .map_err(|e| Error::new(format!("the compiler could not be waited for: {e}")))?;
        let _ = std::fs::remove_file(&slot.source);
        if status.success() {
            fed.map_err(|e| Error::new(format!("the compiler did not take the cell: {e}")))?;
            return Ok((name, Compiled::Library(slot.library.clone())));
        }
        match status.signal() {
            Some(libc::SIGKILL) => Ok((name, Compiled::Interrupted)),
            _ => Ok((name, Compiled::Failed(messages))),
        }
    }

    /// Starts a compiler: on a pipe, or on a file with this text.
    fn start(&mut self, level: u8, check_only: bool, text: Option<&str>) -> Result<Slot> {
        self.serial += 1;
        // The name stands in the library for panics to tell, so no two sessions may share one.
        let name = format!("cell_{}_{}", self.session, self.serial);
        let source = self.folder.join(format!("{name}.rs"));
        let library = self.folder.join(format!("{name}.so"));
        let made = match text {
            Some(text) => std::fs::write(&source, text),
            None => make_pipe(&source),
        };
        made.map_err(|e| Error::new(format!("{} could not be written: {e}", source.display())))?;
        let child = self.command(&source, &library, level, check_only).spawn();
        let rustc = &self.preload.toolchain.rustc;
        let child = child.map_err(|e| {
            Error::new(format!(
                "the Rust compiler {} could not be started: {e}; run `manabi doctor`",
                rustc.display()
            ))
        })?;
        Ok(Slot { source, library, child, piped: text.is_none() })
    }

    fn command(&self, source: &Path, library: &Path, level: u8, check_only: bool) -> Command {
        let toolchain = &self.preload.toolchain;
        let mut command = Command::new(&toolchain.rustc);
        command
            .current_dir(&self.folder)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped());
        command.process_group(0).env_remove("RUSTFLAGS").env_remove("RUST_LOG");
        command.arg(source.file_name().unwrap_or_default());
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
        command.arg("-L").arg(joined("dependency=", &self.preload.deps));
        command.arg("--extern").arg(joined("manabi=", &self.preload.dylib));
        command.args(&self.externs);
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
        #[cfg(target_os = "linux")]
        // SAFETY: prctl only sets a flag of the new process: it must not outlive the kernel.
        unsafe {
            command.pre_exec(|| match libc::prctl(libc::PR_SET_PDEATHSIG, libc::SIGKILL) {
                0 => Ok(()),
                _ => Err(io::Error::last_os_error()),
            });
        }
        command
    }
}

impl Drop for Slot {
    fn drop(&mut self) {
        // A compiler that still waits for its pipe would wait for ever.
        let _ = self.child.kill();
        let _ = self.child.wait();
        let _ = std::fs::remove_file(&self.source);
    }
}

fn joined(prefix: &str, path: &Path) -> std::ffi::OsString {
    let mut text = std::ffi::OsString::from(prefix);
    text.push(path);
    text
}

fn make_pipe(path: &Path) -> io::Result<()> {
    let path = CString::new(path.as_os_str().as_bytes())?;
    // SAFETY: the path ends in a zero; the call makes a file and nothing else.
    match unsafe { libc::mkfifo(path.as_ptr(), 0o600) } {
        0 => Ok(()),
        _ => Err(io::Error::last_os_error()),
    }
}

/// Writes the source into the pipe, once the compiler has opened it.
fn feed(slot: &mut Slot, text: &str) -> io::Result<()> {
    let deadline = Instant::now() + PATIENCE;
    let mut pipe = loop {
        match OpenOptions::new().write(true).custom_flags(libc::O_NONBLOCK).open(&slot.source) {
            Ok(pipe) => break pipe,
            // Nobody reads yet: the compiler is still starting, or it is dead.
            Err(e) if e.raw_os_error() == Some(libc::ENXIO) => {
                if let Some(status) = slot.child.try_wait()? {
                    return Err(io::Error::other(format!("the compiler ended early ({status})")));
                }
                if Instant::now() > deadline {
                    return Err(io::Error::other("the compiler does not read its source"));
                }
                thread::sleep(Duration::from_millis(1));
            }
            Err(e) => return Err(e),
        }
    };
    make_blocking(&pipe)?;
    pipe.write_all(text.as_bytes())
}

fn make_blocking(pipe: &File) -> io::Result<()> {
    use std::os::fd::AsRawFd;
    // SAFETY: sets the flags of a descriptor that is open for the call.
    match unsafe { libc::fcntl(pipe.as_raw_fd(), libc::F_SETFL, 0) } {
        -1 => Err(io::Error::last_os_error()),
        _ => Ok(()),
    }
}
