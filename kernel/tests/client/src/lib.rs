//! A Jupyter client that drives a real kernel in tests and benchmarks.
//!
//! It speaks through the `zeromq` crate, which the kernel does not use. Whatever it waits for has a limit of time, and
//! what fails says so with the kernel's standard error.

mod connection;
mod home;
mod message;
mod process;
mod reply;
mod script;

pub use connection::Connection;
pub use home::Home;
pub use message::Message;
pub use process::Process;
pub use reply::{Output, Reply};
pub use script::{Expect, Script, script, shown};

use std::path::Path;
use std::sync::Once;
use std::time::Duration;

use bytes::Bytes;
use home::cache;
use serde_json::{Value, json};
use tokio::runtime::{Builder, Runtime};
use tokio::time::timeout;
use zeromq::{DealerSocket, ReqSocket, Socket, SocketRecv, SocketSend, SubSocket, ZmqMessage};

/// How long a cell may take; the first one may build the library.
const CELL: Duration = Duration::from_secs(600);
/// How long anything else may take.
const LIMIT: Duration = Duration::from_secs(30);

/// The two sockets that take requests.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Channel {
    Shell,
    Control,
}

/// A client and the kernel that it started.
pub struct Client {
    pub process: Process,
    pub connection: Connection,
    /// The folder of built libraries that the kernel uses.
    pub cache: String,
    runtime: Runtime,
    shell: DealerSocket,
    control: DealerSocket,
    iopub: SubSocket,
    heartbeat: ReqSocket,
    /// Replies and broadcasts that came while another one was waited for.
    replies: Vec<Message>,
    broadcasts: Vec<Message>,
    sent: u64,
}

impl Client {
    /// Starts `manabi` as a kernel and waits until it is ready. The first start of a test program
    /// sees to it that the library is built, so that no test meets the progress of the build.
    pub fn start(manabi: impl AsRef<Path>) -> Client {
        static LIBRARY: Once = Once::new();
        LIBRARY.call_once(|| {
            let reply = Client::start_with(&manabi, &[]).execute("1");
            assert_eq!(reply.status, "ok", "the library: {}", reply.evalue);
        });
        Client::start_with(manabi, &[])
    }

    /// The same with environment variables. All tests share the libraries beside the program.
    pub fn start_with(manabi: impl AsRef<Path>, env: &[(&str, &str)]) -> Client {
        let cache = cache(manabi.as_ref());
        let mut all = vec![("MANABI_CACHE", cache.as_str())];
        all.extend(env);
        // Another program may take a port between its choice and its use.
        for _ in 0..5 {
            let connection = Connection::random();
            let mut process = Process::start(manabi.as_ref(), &connection, &all);
            if process.listens(connection.shell_port, LIMIT) {
                return Client::connect(process, connection, cache);
            }
            assert!(process.stderr().contains("in use"), "the kernel ended: {}", process.stderr());
        }
        panic!("no free ports in five attempts");
    }

    fn connect(process: Process, connection: Connection, cache: String) -> Client {
        let runtime = Builder::new_multi_thread().worker_threads(1).enable_all().build();
        let runtime = runtime.expect("a runtime");
        let (shell, control, iopub, heartbeat) = runtime.block_on(async {
            let (mut shell, mut control) = (DealerSocket::new(), DealerSocket::new());
            let (mut iopub, mut heartbeat) = (SubSocket::new(), ReqSocket::new());
            let at = |port| format!("tcp://127.0.0.1:{port}");
            shell.connect(&at(connection.shell_port)).await.expect("shell");
            control.connect(&at(connection.control_port)).await.expect("control");
            heartbeat.connect(&at(connection.hb_port)).await.expect("heartbeat");
            iopub.connect(&at(connection.iopub_port)).await.expect("iopub");
            iopub.subscribe("").await.expect("a subscription");
            (shell, control, iopub, heartbeat)
        });
        let mut client = Client {
            process,
            connection,
            cache,
            runtime,
            shell,
            control,
            iopub,
            heartbeat,
            replies: Vec::new(),
            broadcasts: Vec::new(),
            sent: 0,
        };
        let welcome = client.broadcast(|_| true);
        assert_eq!(welcome.msg_type, "iopub_welcome", "the first broadcast");
        client.request(Channel::Shell, "kernel_info_request", json!({}));
        client
    }

    /// Executes a cell as a notebook does.
    pub fn execute(&mut self, code: &str) -> Reply {
        self.execute_with(code, json!({}))
    }

    /// Executes a cell with other fields of the request, such as `silent`.
    pub fn execute_with(&mut self, code: &str, fields: Value) -> Reply {
        let id = self.send_cell(code, fields);
        self.finish(&id)
    }

    /// Executes the cell of a notebook that has this id.
    pub fn execute_in(&mut self, cell_id: &str, code: &str) -> Reply {
        let content = cell_content(code, json!({}));
        let (id, mut frames) = self.message("execute_request", content);
        let metadata = json!({ "cellId": cell_id }).to_string().into_bytes();
        let parts = [frames.remove(2), frames.remove(2), metadata, frames.remove(3)];
        self.send_raw(Channel::Shell, message::sign(&self.connection.key, &parts));
        self.finish(&id)
    }

    /// Sends a cell without waiting for anything.
    pub fn send_cell(&mut self, code: &str, fields: Value) -> String {
        self.send(Channel::Shell, "execute_request", cell_content(code, fields))
    }

    /// Waits for the reply to a cell and its outputs.
    pub fn finish(&mut self, id: &str) -> Reply {
        let reply = self.reply_within(Channel::Shell, id, CELL);
        Reply::new(reply, self.outputs(id))
    }

    /// Sends a request and waits for the content of its reply; what it broadcasts is thrown away.
    pub fn request(&mut self, channel: Channel, msg_type: &str, content: Value) -> Value {
        let id = self.send(channel, msg_type, content);
        let reply = self.reply(channel, &id);
        self.outputs(&id);
        assert_eq!(reply.msg_type, msg_type.replace("_request", "_reply"));
        reply.content
    }

    /// Sends a request; its id.
    pub fn send(&mut self, channel: Channel, msg_type: &str, content: Value) -> String {
        let (id, frames) = self.message(msg_type, content);
        self.send_raw(channel, frames);
        id
    }

    /// A signed message that was not sent: its id and its frames, from the delimiter on.
    pub fn message(&mut self, msg_type: &str, content: Value) -> (String, Vec<Vec<u8>>) {
        self.sent += 1;
        let id = format!("request-{}", self.sent);
        let header = json!({
            "msg_id": id,
            "session": "test",
            "username": "test",
            "date": "2026-01-01T00:00:00.000000Z",
            "msg_type": msg_type,
            "version": "5.5",
            "subshell_id": null,
        });
        let parts = [header, json!({}), json!({}), content].map(|v| v.to_string().into_bytes());
        (id, message::sign(&self.connection.key, &parts))
    }

    /// Sends frames as they are.
    pub fn send_raw(&mut self, channel: Channel, frames: Vec<Vec<u8>>) {
        let frames: Vec<Bytes> = frames.into_iter().map(Bytes::from).collect();
        let message = ZmqMessage::try_from(frames).expect("at least one frame");
        let socket = match channel {
            Channel::Shell => &mut self.shell,
            Channel::Control => &mut self.control,
        };
        let sent = self.runtime.block_on(async { timeout(LIMIT, socket.send(message)).await });
        sent.expect("time to send").expect("a connection");
    }

    /// The reply to a request.
    pub fn reply(&mut self, channel: Channel, id: &str) -> Message {
        self.reply_within(channel, id, LIMIT)
    }

    fn reply_within(&mut self, channel: Channel, id: &str, limit: Duration) -> Message {
        loop {
            if let Some(i) = self.replies.iter().position(|m| m.parent_id() == Some(id)) {
                return self.replies.remove(i);
            }
            let socket = match channel {
                Channel::Shell => &mut self.shell,
                Channel::Control => &mut self.control,
            };
            let received = self.runtime.block_on(async { timeout(limit, socket.recv()).await });
            let Ok(received) = received else {
                self.fail(&format!("no reply to {id}"));
            };
            let received = received.expect("a connection");
            self.replies.push(Message::read(&self.connection.key, received));
        }
    }

    /// Everything broadcast for a request, from busy to idle.
    pub fn outputs(&mut self, id: &str) -> Vec<Message> {
        let mut messages = Vec::new();
        loop {
            let message = self.broadcast(|m| m.parent_id() == Some(id));
            let idle = message.content["execution_state"] == "idle";
            messages.push(message);
            if idle {
                return messages;
            }
        }
    }

    /// The next broadcast that is wanted; others stay.
    pub fn broadcast(&mut self, wanted: impl Fn(&Message) -> bool) -> Message {
        loop {
            if let Some(i) = self.broadcasts.iter().position(&wanted) {
                return self.broadcasts.remove(i);
            }
            let received = self.runtime.block_on(async { timeout(LIMIT, self.iopub.recv()).await });
            let Ok(received) = received else {
                self.fail("a broadcast is missing");
            };
            let received = received.expect("a connection");
            self.broadcasts.push(Message::read(&self.connection.key, received));
        }
    }

    /// What the heartbeat gives back.
    pub fn heartbeat(&mut self, bytes: &[u8]) -> Vec<u8> {
        let message = ZmqMessage::from(bytes.to_vec());
        let heartbeat = &mut self.heartbeat;
        let echo = self.runtime.block_on(async {
            let echo = async {
                heartbeat.send(message).await.expect("a connection");
                heartbeat.recv().await.expect("a connection")
            };
            timeout(LIMIT, echo).await
        });
        let Ok(echo) = echo else {
            self.fail("the heartbeat is silent");
        };
        echo.try_into().expect("one frame")
    }

    /// Interrupts the cell that runs.
    pub fn interrupt(&mut self) {
        let reply = self.request(Channel::Control, "interrupt_request", json!({}));
        assert_eq!(reply["status"], "ok");
    }

    fn fail(&self, what: &str) -> ! {
        panic!("{what}; the kernel's standard error:\n{}", self.process.stderr());
    }
}

/// The content of a request to execute a cell.
fn cell_content(code: &str, fields: Value) -> Value {
    let mut content = json!({
        "code": code,
        "silent": false,
        "store_history": true,
        "user_expressions": {},
        "allow_stdin": false,
        "stop_on_error": true,
    });
    for (name, value) in fields.as_object().expect("an object of fields") {
        content[name] = value.clone();
    }
    content
}
