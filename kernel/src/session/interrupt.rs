//! Interrupts a session from another thread: stops the compiler, or the worker with the running cell.

use std::sync::{Arc, Mutex, PoisonError};

use crate::eval::compile::Running;

/// Interrupts a session from another thread.
#[derive(Clone)]
pub struct Interrupter {
    compiler: Running,
    state: Arc<Mutex<State>>,
}

#[derive(Default)]
struct State {
    /// The cell was interrupted.
    requested: bool,
    /// A cell is being compiled or run.
    busy: bool,
    /// The worker that runs a cell at the moment.
    worker: Option<u32>,
}

impl Interrupter {
    pub fn new(compiler: Running) -> Interrupter {
        Interrupter { compiler, state: Arc::default() }
    }

    /// Stops what the session does at the moment; an idle session is left alone.
    pub fn interrupt(&self) {
        let mut state = self.lock();
        if !state.busy {
            return;
        }
        state.requested = true;
        match state.worker {
            // SAFETY: the worker is not waited for while its number stands here, so the number is its own.
            Some(pid) => drop(unsafe { libc::kill(pid as i32, libc::SIGKILL) }),
            None => drop(self.compiler.stop()),
        }
    }

    /// A cell begins.
    pub(super) fn begin(&self) {
        *self.lock() = State { busy: true, ..State::default() };
    }

    /// The cell's code begins to run; false when it was interrupted already.
    pub(super) fn running(&self, worker: u32) -> bool {
        let mut state = self.lock();
        state.worker = (!state.requested).then_some(worker);
        state.worker.is_some()
    }

    /// The cell's code ended; whether it was interrupted.
    pub(super) fn done(&self) -> bool {
        let mut state = self.lock();
        state.worker = None;
        state.requested
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
