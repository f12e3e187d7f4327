//! The worker seen from the kernel: a process that runs compiled cells, its streams and its end.

mod crash;
mod evcxr;
mod output;
mod pump;
mod text;

use std::io;
use std::os::fd::{AsRawFd, OwnedFd};
use std::os::unix::net::UnixStream;
use std::os::unix::process::CommandExt;
use std::process::{Child, ChildStderr, ChildStdout, Command, Stdio};
use std::sync::atomic::AtomicU64;
use std::sync::mpsc::{Receiver, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use channel::{FromWorker, ToWorker};

use crate::error::{Error, Result};
use crate::eval::source::Sources;
use crate::preload::Preload;
use crate::session::Events;

pub use crash::Crash;
pub use pump::Report;

/// The descriptor under which the worker finds its end of the channel.
const CHANNEL: i32 = 3;

/// How long a worker that was told to go may take.
const FAREWELL: Duration = Duration::from_millis(500);

/// Where orders to the worker go, from the session and from the pump.
#[derive(Clone)]
pub struct Orders(Arc<Mutex<UnixStream>>);

impl Orders {
    /// Gives an order. A worker that is gone is noticed by the next report.
    pub fn give(&self, order: &ToWorker) {
        let _ = order.write(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner));
    }
}

/// A running worker.
pub struct Worker {
    child: Child,
    orders: Orders,
    reports: Receiver<Report>,
    /// Bytes that the present cell printed.
    printed: Arc<AtomicU64>,
    stderr_tail: pump::Tail,
}

impl Worker {
    /// Starts a worker and waits until it is ready; returns the type paths that it knows.
    pub fn start(
        preload: &Preload,
        sources: Sources,
        events: Events,
    ) -> Result<(Worker, Vec<(String, String)>)> {
        let failed = |e: io::Error| {
            Error::new(format!(
                "the worker {} could not be started: {e}; run `manabi doctor`",
                preload.worker.display()
            ))
        };
        let (ours, theirs) = UnixStream::pair().map_err(failed)?;
        let mut child = spawn(preload, theirs.into()).map_err(failed)?;
        let printed = Arc::new(AtomicU64::new(0));
        let orders = Orders(Arc::new(Mutex::new(ours.try_clone().map_err(failed)?)));
        let (sender, reports) = channel();
        let stderr_tail = pump::Tail::default();
        let streams: (Option<ChildStdout>, Option<ChildStderr>) =
            (child.stdout.take(), child.stderr.take());
        if let (Some(stdout), Some(stderr)) = streams {
            let pump = pump::Pump {
                stdout: stdout.into(),
                stderr: stderr.into(),
                channel: ours,
                events,
                reports: sender,
                printed: printed.clone(),
                stderr_tail: stderr_tail.clone(),
                sources,
                orders: orders.clone(),
            };
            pump.start().map_err(failed)?;
        }
        let mut worker = Worker { child, orders, reports, printed, stderr_tail };
        match worker.reports.recv() {
            Ok(Report::Message(FromWorker::Ready { paths })) => Ok((worker, paths)),
            _ => {
                let crash = worker.crash();
                Err(Error::new(format!(
                    "the worker did not start: {}; run `manabi doctor`",
                    crash.cause
                )))
            }
        }
    }

    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    /// Gives an order. A worker that is gone is noticed by the next report.
    pub fn order(&mut self, order: &ToWorker) {
        if matches!(order, ToWorker::Run { .. }) {
            self.printed.store(0, std::sync::atomic::Ordering::Relaxed);
        }
        self.orders.give(order);
    }

    /// The next report; `Gone` when the worker ended.
    pub fn report(&mut self) -> Report {
        self.reports.recv().unwrap_or(Report::Gone)
    }

    /// Why the worker ended. Kills it if it lives.
    pub fn crash(&mut self) -> Crash {
        // A worker that closed its channel may still be on its way out.
        let deadline = Instant::now() + FAREWELL;
        let status = loop {
            match self.child.try_wait() {
                Ok(None) if Instant::now() < deadline => {
                    std::thread::sleep(Duration::from_millis(2))
                }
                Ok(Some(status)) => break Some(status),
                _ => break None,
            }
        };
        if status.is_none() {
            let _ = self.child.kill();
            let _ = self.child.wait();
        }
        crash::cause(status, &self.stderr_tail.text())
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        // What a cell started in threads and loops has no claim to live on.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn spawn(preload: &Preload, theirs: OwnedFd) -> io::Result<Child> {
    let mut command = Command::new(&preload.worker);
    command
        .arg(CHANNEL.to_string())
        .args(std::env::var_os("LD_LIBRARY_PATH"))
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    command.env("LD_LIBRARY_PATH", library_path(preload)).process_group(0);
    // A backtrace shows generated code; where a panic comes from is reported without.
    command.env("RUST_BACKTRACE", "0");
    let number = theirs.as_raw_fd();
    // SAFETY: dup2 and fcntl are allowed between fork and exec; `theirs` lives until the spawn is done.
    unsafe {
        command.pre_exec(move || {
            let done = if number == CHANNEL {
                libc::fcntl(CHANNEL, libc::F_SETFD, 0)
            } else {
                libc::dup2(number, CHANNEL)
            };
            if done == -1 { Err(io::Error::last_os_error()) } else { Ok(()) }
        });
    }
    command.spawn()
}

/// Where the worker finds the library and Rust's standard library.
fn library_path(preload: &Preload) -> std::ffi::OsString {
    let mut folders = vec![preload.toolchain.libdir.clone()];
    folders.extend(preload.dylib.parent().map(|p| p.to_path_buf()));
    folders.extend(
        std::env::var_os("LD_LIBRARY_PATH")
            .iter()
            .flat_map(|p| std::env::split_paths(p).collect::<Vec<_>>()),
    );
    std::env::join_paths(folders).unwrap_or_default()
}
