//! The Jupyter kernel: a session behind the five sockets of the Jupyter protocol. This page is the map.
//!
//! - `connection_file`: where to listen; `zmtp`: ZeroMQ's protocol; `socket`: a port and its peers
//! - `message`: signed messages; `iopub`: what is broadcast; `outputs`: from the session to `iopub`
//! - `kernel`: what requests share; `requests`: one file for each kind
//! - `opening`: the session until it is ready; `execution`: the thread that owns it
//! - `signals`: SIGINT, SIGTERM and the death of the parent; `timestamp`; `log`

mod connection_file;
mod execution;
mod iopub;
mod kernel;
mod log;
mod message;
mod opening;
mod outputs;
mod requests;
mod signals;
mod socket;
mod timestamp;
mod zmtp;

use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use connection_file::ConnectionFile;
use kernel::{Job, Kernel};
use signals::Signal;
use socket::{Event, Handler, Unsent, listen};
use zmtp::Role;

use crate::error::{Error, Result};
use crate::preload::Preload;

/// How long each step of the end may take: the worker stops, outputs and replies leave.
const GRACE: Duration = Duration::from_secs(1);

/// Serves the clients that the connection file names, until one of them or a signal ends the kernel.
///
/// Requests are answered at once; `load` makes the library ready meanwhile, and what it reports shows in the first cell.
pub fn run(
    connection_file: &Path,
    load: impl FnOnce(&dyn Fn(&str)) -> Result<Preload> + Send + 'static,
) -> Result<()> {
    let connection = ConnectionFile::read(connection_file)?;
    let ip = connection.address()?;
    let file = connection.clone();
    let (kernel, jobs, stopped) = Kernel::new(connection);

    let unsent = Unsent::default();
    let (on_subscriber, on_request) = (kernel.iopub.clone(), kernel.clone());
    let subscribers: Handler = Arc::new(move |peer, event| on_subscriber.subscriber(peer, event));
    let requests: Handler =
        Arc::new(move |peer, event| requests::receive(&on_request, peer, event));
    let heartbeat: Handler = Arc::new(|peer, event| {
        if let Event::Message(frames) = event {
            peer.send(Arc::new(zmtp::message(&frames)));
        }
    });
    // Nothing asks for input yet, so there is nothing that a client could answer.
    let stdin: Handler = Arc::new(|_, _| {});
    for (port, role, handler) in [
        (file.hb_port, Role::Rep, heartbeat),
        (file.iopub_port, Role::XPub, subscribers),
        (file.stdin_port, Role::Router, stdin),
        (file.control_port, Role::Router, requests.clone()),
        (file.shell_port, Role::Router, requests),
    ] {
        listen(ip, port, role, &unsent, handler)?;
    }

    let on_signal = kernel.clone();
    signals::watch(move |signal| match signal {
        Signal::Interrupt => on_signal.interrupt(),
        Signal::Terminate => on_signal.stop(),
    })
    .map_err(|e| Error::new(format!("The kernel cannot watch for signals: {e}.")))?;
    let ended = execution::start(kernel.clone(), jobs, load)?;

    let _ = stopped.recv();
    kernel.interrupt();
    kernel.queue(Job::Stop);
    let _ = ended.recv_timeout(GRACE);
    kernel.iopub.flush(GRACE);
    unsent.wait(GRACE);
    Ok(())
}

/// A lock stays usable after a thread that held it panicked: everything behind one is whole between two statements.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
