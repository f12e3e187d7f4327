//! Requests: one file for each kind of message that a client sends, and the table that leads to it.
//!
//! All of them are answered at once, on the thread that read them, whether or not a cell runs; only `execute` queues.

mod comm;
mod complete;
mod connect;
mod execute;
mod history;
mod inspect;
mod interrupt;
mod is_complete;
mod kernel_info;
mod shutdown;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use serde_json::{Map, Value, json};

use super::iopub::State;
use super::kernel::{Job, Kernel};
use super::log;
use super::message::Message;
use super::socket::{Event, Peer};
use super::zmtp;

pub use execute::Execute;
pub use history::{Entry, History};

/// The content of a message.
pub type Content = Map<String, Value>;

/// The content of a reply, or a sentence about what is wrong with the request.
pub type Reply = Result<Value, String>;

/// A message and who sent it.
pub struct Request {
    peer: Arc<Peer>,
    pub message: Message,
}

impl Request {
    pub fn reply(&self, kernel: &Kernel, msg_type: &str, metadata: &Value, content: &Value) {
        let message = &self.message;
        let content = content.to_string().into_bytes();
        let prefix = message.identities.clone();
        let frames = kernel.codec.encode(prefix, msg_type, &message.header, metadata, content);
        self.peer.send(Arc::new(zmtp::message(&frames)));
    }
}

/// Acts upon what came in on shell or control.
pub fn receive(kernel: &Kernel, peer: &Arc<Peer>, event: Event) {
    let Event::Message(frames) = event else {
        return;
    };
    let message = match kernel.codec.decode(frames) {
        Ok(message) => message,
        Err(rejection) => return log::dropped(rejection),
    };
    let request = Request { peer: peer.clone(), message };
    if request.message.msg_type == "execute_request" {
        return kernel.queue(Job::Execute(Box::new(request)));
    }

    let Message { msg_type, header, content, .. } = &request.message;
    kernel.iopub.status(header, State::Busy);
    if let Some(reply) = answer(kernel, &request) {
        let reply_type = msg_type.replace("_request", "_reply");
        let content = reply.unwrap_or_else(|sentence| invalid(&sentence));
        request.reply(kernel, &reply_type, &json!({}), &content);
    }
    kernel.iopub.status(header, State::Idle);
    if msg_type == "shutdown_request" {
        let restart = shutdown::restart(content);
        log::note(format_args!("shutting down, restart: {restart}"));
        kernel.stop();
    }
}

/// The reply to anything but `execute_request`; none where the protocol knows none.
fn answer(kernel: &Kernel, request: &Request) -> Option<Reply> {
    let Message { msg_type, header, content, .. } = &request.message;
    let answer = || {
        Some(match msg_type.as_str() {
            "comm_info_request" => comm::info(),
            "comm_open" => return comm::open(kernel, header, content),
            "comm_close" | "comm_msg" => return None,
            "complete_request" => complete::reply(content),
            "connect_request" => connect::reply(kernel),
            "history_request" => history::reply(kernel, content),
            "inspect_request" => inspect::reply(content),
            "interrupt_request" => interrupt::reply(kernel),
            "is_complete_request" => is_complete::reply(content),
            "kernel_info_request" => kernel_info::reply(kernel),
            "shutdown_request" => shutdown::reply(content),
            _ => {
                log::dropped(format_args!("a message of unknown type `{msg_type}`"));
                return None;
            }
        })
    };
    // A fault in one answer must not take the connection down.
    catch_unwind(AssertUnwindSafe(answer)).unwrap_or_else(|_| {
        Some(Err(format!(
            "The kernel failed to answer this {msg_type}; cells still run. Please report it."
        )))
    })
}

/// The reply to a request that cannot be acted upon.
pub fn invalid(sentence: &str) -> Value {
    json!({
        "status": "error",
        "ename": "InvalidRequest",
        "evalue": sentence,
        "traceback": [sentence],
    })
}

/// A field that must be there and be text.
fn text<'a>(content: &'a Content, field: &str) -> Result<&'a str, String> {
    let text = content.get(field).and_then(Value::as_str);
    text.ok_or_else(|| format!("The field `{field}` of this request must be a string."))
}

/// A yes or no that may be left out.
fn flag(content: &Content, field: &str, default: bool) -> bool {
    let flag = content.get(field).and_then(Value::as_bool);
    flag.unwrap_or(default)
}
