//! A script: cells with what each must show, so that a test reads like a notebook.

use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use crate::{Client, Output, Reply};

/// What a cell must show.
#[derive(Clone, Copy, Debug)]
pub enum Expect<'a> {
    /// It goes well and shows nothing.
    Nothing,
    /// It goes well, and this is its value as text.
    Shows(&'a str),
    /// It goes well and prints this.
    Prints(&'a str),
    /// It goes well, and this is part of what stands on standard error.
    Says(&'a str),
    /// It fails, and all of these are parts of what the notebook shows.
    Fails(&'a [&'a str]),
}

/// Words of generated code, which nobody must ever see.
const GENERATED: [&str; 7] =
    ["manabi_cell", "__manabi", "::rt::", " rt::", "CellErr", "preload::", "<anon>"];

/// A kernel that cells are given to one after the other.
pub struct Script {
    pub client: Client,
    manabi: PathBuf,
}

impl Script {
    /// Starts a kernel.
    pub fn start(manabi: impl AsRef<Path>) -> Script {
        Script::start_with(manabi, &[])
    }

    /// The same with environment variables.
    pub fn start_with(manabi: impl AsRef<Path>, env: &[(&str, &str)]) -> Script {
        let manabi = manabi.as_ref().to_path_buf();
        let mut client = Client::start_with(&manabi, env);
        // The library may have to be built first, which is told in the first cell.
        client.execute_with("()", json!({ "silent": true }));
        Script { client, manabi }
    }

    /// Starts the kernel again.
    pub fn restart(&mut self) {
        *self = Script::start(&self.manabi);
    }

    /// Executes a cell; nothing of what comes back may be generated code.
    pub fn cell(&mut self, code: &str) -> Reply {
        self.cell_with(code, json!({}))
    }

    /// The same with other fields of the request.
    pub fn cell_with(&mut self, code: &str, fields: Value) -> Reply {
        let reply = self.client.execute_with(code, fields);
        let shown = shown(&reply);
        for word in GENERATED {
            assert!(!shown.contains(word), "`{word}` shows below the cell\n{code}\n\n{shown}");
        }
        reply
    }

    /// Executes cells and compares what they show.
    pub fn run(&mut self, cells: &[(&str, Expect)]) {
        for (code, expect) in cells {
            let reply = self.cell(code);
            let shown = shown(&reply);
            let ok = reply.status == "ok";
            let right = match expect {
                Expect::Nothing => ok && reply.outputs.is_empty(),
                Expect::Shows(value) => ok && reply.results() == [*value],
                Expect::Prints(text) => ok && reply.stdout() == *text,
                Expect::Says(text) => ok && reply.stderr().contains(text),
                Expect::Fails(parts) => !ok && parts.iter().all(|part| shown.contains(part)),
            };
            assert!(right, "the cell\n{code}\n\nmust give {expect:?}, not\n\n{shown}");
        }
    }
}

/// Executes cells in a new kernel and compares what they show.
pub fn script(manabi: impl AsRef<Path>, cells: &[(&str, Expect)]) {
    Script::start(manabi).run(cells);
}

/// All that a notebook shows below the cell, without colours.
pub fn shown(reply: &Reply) -> String {
    let mut text = String::new();
    for output in &reply.outputs {
        match output {
            Output::Stdout(part) | Output::Stderr(part) => text.push_str(part),
            Output::Result(data) | Output::Display { data, .. } => {
                let plain = data["text/plain"].as_str().map(String::from);
                text.push_str(&plain.unwrap_or_else(|| data.to_string()));
                text.push('\n');
            }
            Output::Clear { .. } => {}
            Output::Error { name, value } => text.push_str(&format!("{name}: {value}\n")),
        }
    }
    text + &plain(&reply.traceback.join("\n"))
}

/// A text without its colours.
fn plain(text: &str) -> String {
    let mut parts = text.split("\x1b[");
    let first = parts.next().unwrap_or_default().to_string();
    parts.fold(first, |all, part| all + part.split_once('m').map_or(part, |(_, rest)| rest))
}
