//! The outcome of a cell.

use serde_json::Value;

use crate::Message;

/// What a notebook shows below a cell, in order.
#[derive(Clone, Debug, PartialEq)]
pub enum Output {
    Stdout(String),
    Stderr(String),
    /// Media type -> content.
    Result(Value),
    Display {
        data: Value,
        id: Option<String>,
        update: bool,
    },
    Clear {
        wait: bool,
    },
    Error {
        name: String,
        value: String,
    },
}

/// The reply to a cell and everything broadcast for it.
#[derive(Clone, Debug)]
pub struct Reply {
    /// `ok`, `error` or `aborted`.
    pub status: String,
    pub ename: String,
    pub evalue: String,
    pub traceback: Vec<String>,
    pub outputs: Vec<Output>,
    /// The content of execute_reply.
    pub content: Value,
    /// The broadcasts from busy to idle.
    pub messages: Vec<Message>,
}

impl Reply {
    pub(crate) fn new(reply: Message, messages: Vec<Message>) -> Reply {
        assert_eq!(reply.msg_type, "execute_reply");
        let content = reply.content;
        let lines = content["traceback"].as_array().into_iter().flatten();
        Reply {
            status: text(&content["status"]),
            ename: text(&content["ename"]),
            evalue: text(&content["evalue"]),
            traceback: lines.map(text).collect(),
            outputs: messages.iter().filter_map(output).collect(),
            content,
            messages,
        }
    }

    /// All text on standard output.
    pub fn stdout(&self) -> String {
        let texts = self.outputs.iter().map(|o| match o {
            Output::Stdout(text) => text.as_str(),
            _ => "",
        });
        texts.collect()
    }

    /// All text on standard error.
    pub fn stderr(&self) -> String {
        let texts = self.outputs.iter().map(|o| match o {
            Output::Stderr(text) => text.as_str(),
            _ => "",
        });
        texts.collect()
    }

    /// The results as plain text; a cell has at most one.
    pub fn results(&self) -> Vec<String> {
        let results = self.outputs.iter().filter_map(|o| match o {
            Output::Result(data) => Some(text(&data["text/plain"])),
            _ => None,
        });
        results.collect()
    }

    /// The result of a cell that must have gone well.
    pub fn result(&self) -> String {
        assert_eq!(self.status, "ok", "{}\n{}", self.evalue, self.traceback.join("\n"));
        self.results().pop().unwrap_or_default()
    }
}

fn output(message: &Message) -> Option<Output> {
    let content = &message.content;
    let display = |update| Output::Display {
        data: content["data"].clone(),
        id: content["transient"]["display_id"].as_str().map(String::from),
        update,
    };
    Some(match message.msg_type.as_str() {
        "stream" if content["name"] == "stdout" => Output::Stdout(text(&content["text"])),
        "stream" => Output::Stderr(text(&content["text"])),
        "execute_result" => Output::Result(content["data"].clone()),
        "display_data" => display(false),
        "update_display_data" => display(true),
        "clear_output" => Output::Clear { wait: content["wait"] == true },
        "error" => Output::Error { name: text(&content["ename"]), value: text(&content["evalue"]) },
        _ => return None,
    })
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().into()
}
