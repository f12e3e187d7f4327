//! Execution: the thread that owns the session and executes one cell after the other.
//!
//! The session is made ready on another thread meanwhile. A cell that comes before that waits, and shows the progress.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread;
use std::time::Duration;

use serde_json::{Map, Value, json};

use super::iopub::State;
use super::kernel::{Job, Kernel};
use super::lock;
use super::outputs::Outputs;
use super::requests::{Entry, Execute, Request, invalid};
use super::timestamp;
use crate::error::{Error, Result};
use crate::preload::Preload;
use crate::session::{self, CellError, Event, Session, Stream};

/// The parser of Rust recurses; the pages are taken only if used.
const STACK: usize = 64 << 20;
/// How often a cell that waits for the session looks whether it was interrupted.
const WAIT: Duration = Duration::from_millis(50);
/// How long outputs may take to reach the subscribers before the reply goes out.
const FLUSH: Duration = Duration::from_secs(30);

/// Starts the thread. What it returns closes when the thread has ended.
pub fn start(
    kernel: Arc<Kernel>,
    jobs: Receiver<Job>,
    load: impl FnOnce(&dyn Fn(&str)) -> Result<Preload> + Send + 'static,
) -> Result<Receiver<()>> {
    let outputs = Arc::new(Outputs::new(kernel.iopub.clone()));
    let (news, loading) = channel();
    let (ended, end) = channel();
    let (kernel_, outputs_) = (kernel.clone(), outputs.clone());
    let failed = |e| Error::new(format!("The kernel cannot start a thread: {e}."));
    let thread = |name: &str| thread::Builder::new().name(name.into()).stack_size(STACK);
    thread("preload")
        .spawn(move || {
            let session = open(&kernel_, outputs_, &news, load);
            let _ = news.send(News::Ready(Box::new(session)));
        })
        .map_err(failed)?;
    thread("execution")
        .spawn(move || {
            let _ended: Sender<()> = ended;
            Execution { kernel, outputs, count: 0, session: Opening::Pending(loading) }.run(jobs);
        })
        .map_err(failed)?;
    Ok(end)
}

/// What the thread that opens the session reports.
enum News {
    Progress(String),
    Ready(Box<Result<Session>>),
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
    let session = Session::start(preload, Arc::new(move |event| outputs.event(event)))?;
    kernel.set_interrupter(session.interrupter());
    Ok(session)
}

struct Execution {
    kernel: Arc<Kernel>,
    outputs: Arc<Outputs>,
    /// The cells executed so far that count.
    count: u32,
    session: Opening,
}

enum Opening {
    Pending(Receiver<News>),
    Open(Box<Session>),
    Failed(Error),
}

impl Execution {
    fn run(mut self, jobs: Receiver<Job>) {
        while let Ok(Job::Execute(request)) = jobs.recv() {
            for job in self.execute(&request, &jobs) {
                match job {
                    Job::Execute(request) => self.abort(&request),
                    Job::Stop => return,
                }
            }
        }
    }

    /// Executes a cell and replies. Returns what shall be aborted because the cell failed.
    fn execute(&mut self, request: &Request, jobs: &Receiver<Job>) -> Vec<Job> {
        let kernel = self.kernel.clone();
        let parent = &request.message.header;
        kernel.iopub.cell_status(parent, State::Busy);
        let started = timestamp::now();
        let (content, go_on) = match Execute::read(&request.message) {
            Ok(execute) => self.cell(request, &execute),
            Err(sentence) => (invalid(&sentence), true),
        };
        kernel.iopub.flush(FLUSH);
        // Before the reply: what the client sends once it knows of the failure is meant to run.
        let aborted = match go_on {
            true => Vec::new(),
            false => jobs.try_iter().collect(),
        };
        let metadata = json!({ "started": started, "status": content["status"] });
        request.reply(&kernel, "execute_reply", &metadata, &content);
        kernel.iopub.cell_status(parent, State::Idle);
        aborted
    }

    /// The content of the reply, and whether to go on with what is queued.
    fn cell(&mut self, request: &Request, execute: &Execute) -> (Value, bool) {
        let counts = execute.store_history && !execute.code.trim().is_empty();
        self.count += u32::from(counts);
        let outputs = self.outputs.clone();
        outputs.begin(&request.message.header, self.count, execute.silent);
        outputs.input(execute.code);

        let kernel = self.kernel.clone();
        let result = kernel.interruptible(|| self.evaluate(execute));
        if counts {
            lock(&kernel.history).push(Entry {
                line: self.count,
                input: execute.code.into(),
                output: outputs.result(),
            });
        }
        let mut content = json!({ "status": "ok", "execution_count": self.count, "payload": [] });
        match result {
            Ok(expressions) => {
                content["user_expressions"] = expressions.into();
                (content, true)
            }
            Err(error) => {
                outputs.error(&error);
                describe(&mut content, &error);
                content["user_expressions"] = json!({});
                (content, !execute.stop_on_error)
            }
        }
    }

    /// Runs the code, then the user expressions.
    fn evaluate(
        &mut self,
        execute: &Execute,
    ) -> std::result::Result<Map<String, Value>, CellError> {
        let mut expressions = Map::new();
        let blank = execute.code.trim().is_empty();
        if blank && execute.user_expressions.is_none() {
            return Ok(expressions);
        }

        let count = self.count;
        let session = self.session()?;
        if !blank {
            guarded(|| {
                session.execute(&session::Request {
                    code: execute.code,
                    cell_id: execute.cell_id,
                    count,
                })
            })?;
        }
        for (name, code) in execute.user_expressions.into_iter().flatten() {
            let code = code.as_str().unwrap_or_default();
            let mut content = json!({ "status": "ok" });
            match guarded(|| session.expression(code)) {
                Ok(data) => {
                    content["data"] = data.into();
                    content["metadata"] = json!({});
                }
                Err(error) => describe(&mut content, &error),
            }
            expressions.insert(name.clone(), content);
        }
        Ok(expressions)
    }

    /// The session; waits for it, and shows what happens meanwhile.
    fn session(&mut self) -> std::result::Result<&mut Session, CellError> {
        let mut told = false;
        while let Opening::Pending(loading) = &self.session {
            match loading.recv_timeout(WAIT) {
                Ok(News::Progress(line)) => {
                    told = true;
                    self.outputs.text(Stream::Stdout, line + "\n");
                }
                Ok(News::Ready(session)) => {
                    self.session = match *session {
                        Ok(session) => {
                            if told {
                                // The progress does not belong into a saved notebook.
                                self.outputs.event(Event::Clear { wait: true });
                            }
                            Opening::Open(Box::new(session))
                        }
                        Err(error) => Opening::Failed(error),
                    }
                }
                Err(RecvTimeoutError::Timeout) if self.kernel.is_interrupted() => {
                    return Err(plain(
                        "Interrupted",
                        "The cell did not run; the library is still being made ready. Run the cell again to wait for it.",
                    ));
                }
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => {
                    let sentence =
                        "The library could not be made ready; restart the kernel to try again.";
                    self.session = Opening::Failed(Error::new(sentence));
                }
            }
        }
        match &mut self.session {
            Opening::Open(session) => Ok(session),
            Opening::Failed(error) => Err(plain("KernelError", &error.to_string())),
            Opening::Pending(_) => unreachable!("waited for above"),
        }
    }

    /// The reply to a cell that is not executed because one before it failed.
    fn abort(&self, request: &Request) {
        let parent = &request.message.header;
        self.kernel.iopub.cell_status(parent, State::Busy);
        let content = json!({ "status": "aborted", "execution_count": self.count });
        request.reply(&self.kernel, "execute_reply", &json!({ "status": "aborted" }), &content);
        self.kernel.iopub.cell_status(parent, State::Idle);
    }
}

/// A fault of the kernel is the error of a cell, not the end of the thread.
fn guarded<T>(
    run: impl FnOnce() -> std::result::Result<T, CellError>,
) -> std::result::Result<T, CellError> {
    catch_unwind(AssertUnwindSafe(run)).unwrap_or_else(|_| {
        Err(plain(
            "KernelError",
            "The kernel failed at this cell; if the next ones fail too, restart it. Please report it.",
        ))
    })
}

fn plain(name: &str, sentence: &str) -> CellError {
    CellError {
        name: name.into(),
        value: sentence.into(),
        traceback: vec![format!("\x1b[31m{name}\x1b[0m: {sentence}")],
    }
}

fn describe(content: &mut Value, error: &CellError) {
    content["status"] = json!("error");
    content["ename"] = json!(error.name);
    content["evalue"] = json!(error.value);
    content["traceback"] = json!(error.traceback);
}

#[cfg(test)]
mod tests {
    use std::time::Instant;

    use super::*;
    use crate::jupyter::connection_file::ConnectionFile;
    use crate::jupyter::message::{Codec, Message};
    use crate::jupyter::socket::{Event, Peer};
    use crate::jupyter::zmtp::Frames;

    fn read(frames: Frames) -> Message {
        Codec::new("").decode(frames).expect("a message")
    }

    /// A kernel whose library is made ready by `load`, and a client of it that queues one cell.
    fn start(
        load: impl FnOnce(&dyn Fn(&str)) -> Result<Preload> + Send + 'static,
    ) -> (Arc<Kernel>, impl Fn() -> Message, impl Fn() -> Message) {
        let file = ConnectionFile {
            transport: "tcp".into(),
            ip: "127.0.0.1".into(),
            shell_port: 0,
            iopub_port: 0,
            stdin_port: 0,
            control_port: 0,
            hb_port: 0,
            key: String::new(),
            signature_scheme: "hmac-sha256".into(),
        };
        let (kernel, jobs, _) = Kernel::new(file);
        let (subscriber, broadcast) = Peer::pair();
        kernel.iopub.subscriber(&subscriber, Event::Message(vec![vec![1]]));
        super::start(kernel.clone(), jobs, load).expect("two threads");
        let (client, reply) = Peer::pair();
        let content = br#"{"code": "1 + 1"}"#.to_vec();
        let cell = Codec::new("").encode(vec![], "execute_request", b"{}", &json!({}), content);
        crate::jupyter::requests::receive(&kernel, &client, Event::Message(cell));
        (kernel, move || read(broadcast()), move || read(reply()))
    }

    #[test]
    fn a_library_that_cannot_be_built_is_the_error_of_the_cell() {
        let (_, broadcast, reply) = start(|tell| {
            tell("building");
            Err(Error::new("There is no compiler; install one."))
        });
        let reply = reply();
        assert_eq!(reply.content["status"], "error");
        assert_eq!(reply.content["evalue"], "There is no compiler; install one.");
        let mut types = Vec::new();
        while types.last().is_none_or(|t| t != "error") {
            types.push(broadcast().msg_type);
        }
        let expected = ["iopub_welcome", "status", "status", "execute_input", "stream", "error"];
        assert_eq!(types, expected);
    }

    #[test]
    fn a_cell_that_waits_for_the_library_can_be_interrupted() {
        let (kernel, broadcast, reply) = start(|_| {
            thread::sleep(Duration::from_secs(60));
            Err(Error::new("too late"))
        });
        while broadcast().msg_type != "execute_input" {}
        let end = Instant::now() + Duration::from_secs(5);
        while !kernel.is_interrupted() && Instant::now() < end {
            kernel.interrupt();
        }
        assert_eq!(reply().content["ename"], "Interrupted");
    }

    #[test]
    fn a_panic_in_the_kernel_is_the_error_of_the_cell() {
        let error = guarded::<()>(|| panic!("a fault")).expect_err("an error");
        assert_eq!(error.name, "KernelError");
    }
}
