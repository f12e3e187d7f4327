//! Execution: the thread that owns the session and executes one cell after the other.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::Duration;

use serde_json::{Map, Value, json};

use super::iopub::State;
use super::kernel::{Job, Kernel};
use super::lock;
use super::opening::{Opening, spawn};
use super::outputs::Outputs;
use super::requests::{Entry, Execute, Request, invalid};
use super::timestamp;
use crate::error::Result;
use crate::preload::Preload;
use crate::session::{self, CellError};

/// How long outputs may take to reach the subscribers before the reply goes out.
const FLUSH: Duration = Duration::from_secs(30);

/// Starts the thread. What it returns closes when the thread has ended.
pub fn start(
    kernel: Arc<Kernel>,
    jobs: Receiver<Job>,
    load: impl FnOnce(&dyn Fn(&str)) -> Result<Preload> + Send + 'static,
) -> Result<Receiver<()>> {
    let outputs = Arc::new(Outputs::new(kernel.iopub.clone()));
    let session = Opening::start(&kernel, &outputs, load)?;
    let (ended, end) = channel();
    spawn("execution", move || {
        let _ended: Sender<()> = ended;
        Execution { kernel, outputs, count: 0, session }.run(jobs);
    })?;
    Ok(end)
}

struct Execution {
    kernel: Arc<Kernel>,
    outputs: Arc<Outputs>,
    /// The cells executed so far that count.
    count: u32,
    session: Opening,
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
        let session = self.session.wait(&self.kernel, &self.outputs)?;
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
        Err(CellError::plain(
            "KernelError",
            "The kernel failed at this cell; if the next ones fail too, restart it. Please report it.",
        ))
    })
}

fn describe(content: &mut Value, error: &CellError) {
    content["status"] = json!("error");
    content["ename"] = json!(error.name);
    content["evalue"] = json!(error.value);
    content["traceback"] = json!(error.traceback);
}

#[cfg(test)]
mod tests {
    use std::thread;
    use std::time::Instant;

    use super::*;
    use crate::error::Error;
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
