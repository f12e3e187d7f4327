//! The opening of the session: the library is made ready on a thread of its own.
//!
//! A cell that comes before it is done waits, and shows the progress.

use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread;
use std::time::Duration;

use super::kernel::Kernel;
use super::outputs::Outputs;
use crate::error::{Error, Result};
use crate::preload::Preload;
use crate::progress::keeping;
use crate::session::{CellError, Event, Session, Stream};

/// The parser of Rust recurses; the pages are taken only if used.
const STACK: usize = 64 << 20;
/// How often a cell that waits for the session looks whether it was interrupted.
const WAIT: Duration = Duration::from_millis(50);

/// A session, from the start of the kernel on.
pub enum Opening {
    Pending(Receiver<News>),
    Open(Box<Session>),
    Failed(Error),
}

/// What the thread that opens the session reports.
pub enum News {
    Progress(String),
    Ready(Box<Result<Session>>),
}

impl Opening {
    /// Starts the thread that opens a session.
    pub fn start(
        kernel: &Arc<Kernel>,
        outputs: &Arc<Outputs>,
        load: impl FnOnce(&dyn Fn(&str)) -> Result<Preload> + Send + 'static,
    ) -> Result<Opening> {
        let (news, loading) = channel();
        let (kernel, outputs) = (kernel.clone(), outputs.clone());
        spawn("preload", move || {
            let session = open(&kernel, outputs, &news, load);
            let _ = news.send(News::Ready(Box::new(session)));
        })?;
        Ok(Opening::Pending(loading))
    }

    /// The session; waits for it, and shows what happens meanwhile.
    pub fn wait(
        &mut self,
        kernel: &Kernel,
        outputs: &Outputs,
    ) -> std::result::Result<&mut Session, CellError> {
        let mut told = false;
        while let Opening::Pending(loading) = &*self {
            match loading.recv_timeout(WAIT) {
                Ok(News::Progress(line)) => {
                    told = true;
                    outputs.text(Stream::Stdout, line + "\n");
                }
                Ok(News::Ready(session)) => {
                    *self = match *session {
                        Ok(session) => {
                            if told {
                                // The progress does not belong into a saved notebook.
                                outputs.event(Event::Clear { wait: true });
                            }
                            Opening::Open(Box::new(session))
                        }
                        Err(error) => Opening::Failed(error),
                    }
                }
                Err(RecvTimeoutError::Timeout) if kernel.is_interrupted() => {
                    return Err(CellError::plain(
                        "Interrupted",
                        "The cell did not run; the library is still being made ready. Run the cell again to wait for it.",
                    ));
                }
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => {
                    let sentence =
                        "The library could not be made ready; restart the kernel to try again.";
                    *self = Opening::Failed(Error::new(sentence));
                }
            }
        }
        match self {
            Opening::Open(session) => Ok(session),
            Opening::Failed(error) => Err(CellError::plain("KernelError", &error.to_string())),
            Opening::Pending(_) => unreachable!("waited for above"),
        }
    }
}

fn open(
    kernel: &Kernel,
    outputs: Arc<Outputs>,
    news: &Sender<News>,
    load: impl FnOnce(&dyn Fn(&str)) -> Result<Preload>,
) -> Result<Session> {
    let preload = load(&|line| {
        let _ = news.send(News::Progress(line.into()));
    })?;
    kernel.set_rust_version(&preload.toolchain.version);
    let session = Session::start(preload, keeping(Arc::new(move |event| outputs.event(event))))?;
    kernel.set_interrupter(session.interrupter());
    Ok(session)
}

/// Starts a thread that may parse cells.
pub fn spawn(name: &str, run: impl FnOnce() + Send + 'static) -> Result<()> {
    let thread = thread::Builder::new().name(name.into()).stack_size(STACK);
    let failed = |e| Error::new(format!("The kernel cannot start a thread: {e}."));
    thread.spawn(run).map(|_| ()).map_err(failed)
}
