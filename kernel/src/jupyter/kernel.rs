//! The kernel as its requests see it: what they share and what they can set going.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex};

use super::connection_file::ConnectionFile;
use super::iopub::IoPub;
use super::lock;
use super::message::Codec;
use super::requests::{History, Request};
use crate::session::Interrupter;

pub struct Kernel {
    pub connection: ConnectionFile,
    pub codec: Arc<Codec>,
    pub iopub: IoPub,
    pub history: Mutex<History>,
    jobs: Sender<Job>,
    stop: Sender<()>,
    rust_version: Mutex<Option<String>>,
    interrupter: Mutex<Option<Interrupter>>,
    /// Whether a cell runs, and whether it was interrupted.
    running: AtomicBool,
    interrupted: AtomicBool,
}

/// What the execution thread does next.
pub enum Job {
    Execute(Box<Request>),
    Stop,
}

impl Kernel {
    /// A kernel, the jobs for its execution thread, and what tells that it shall stop.
    pub fn new(connection: ConnectionFile) -> (Arc<Kernel>, Receiver<Job>, Receiver<()>) {
        let codec = Arc::new(Codec::new(&connection.key));
        let (jobs, queued) = channel();
        let (stop, stopped) = channel();
        let kernel = Kernel {
            connection,
            iopub: IoPub::start(codec.clone()),
            codec,
            history: Mutex::default(),
            jobs,
            stop,
            rust_version: Mutex::default(),
            interrupter: Mutex::default(),
            running: AtomicBool::new(false),
            interrupted: AtomicBool::new(false),
        };
        (Arc::new(kernel), queued, stopped)
    }

    pub fn queue(&self, job: Job) {
        // The execution thread may have ended already, when the kernel stops.
        let _ = self.jobs.send(job);
    }

    /// Ends the kernel soon.
    pub fn stop(&self) {
        let _ = self.stop.send(());
    }

    /// Stops the cell that runs; without one nothing happens, so that the next cell is not hit.
    pub fn interrupt(&self) {
        if !self.running.load(Ordering::SeqCst) {
            return;
        }
        self.interrupted.store(true, Ordering::SeqCst);
        if let Some(interrupter) = &*lock(&self.interrupter) {
            interrupter.interrupt();
        }
    }

    /// Runs a cell as one that can be interrupted.
    pub fn interruptible<R>(&self, run: impl FnOnce() -> R) -> R {
        self.interrupted.store(false, Ordering::SeqCst);
        self.running.store(true, Ordering::SeqCst);
        let result = run();
        self.running.store(false, Ordering::SeqCst);
        result
    }

    pub fn is_interrupted(&self) -> bool {
        self.interrupted.load(Ordering::SeqCst)
    }

    pub fn set_interrupter(&self, interrupter: Interrupter) {
        *lock(&self.interrupter) = Some(interrupter);
    }

    /// The version of Rust, such as 1.95.0, from what `rustc -vV` prints.
    pub fn set_rust_version(&self, rustc: &str) {
        *lock(&self.rust_version) = rustc.split_whitespace().nth(1).map(String::from);
    }

    /// The version of Rust, as soon as it is known.
    pub fn rust_version(&self) -> Option<String> {
        lock(&self.rust_version).clone()
    }
}
