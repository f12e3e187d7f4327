//! A session evaluates cells one after the other. Front ends drive it: the Jupyter kernel and `manabi run`.

use std::sync::Arc;

use serde_json::{Map, Value};

use crate::error::Result;
use crate::preload::Preload;

/// One cell to execute.
pub struct Request<'a> {
    pub code: &'a str,
    /// The notebook's id of the cell: running the same cell again replaces its items.
    pub cell_id: Option<&'a str>,
    /// The number that the front end shows, `In[count]`.
    pub count: u32,
}

/// What a cell does that a front end shows, in order.
#[derive(Clone, Debug, PartialEq)]
pub enum Event {
    /// Text on standard output or standard error.
    Stream { stream: Stream, text: String },
    /// A rich output; `update` replaces the one displayed under the same id.
    Display { data: Map<String, Value>, id: Option<String>, update: bool },
    /// Clear the cell's output, at once or when the next output comes.
    Clear { wait: bool },
    /// The value of the cell's tail expression: media type -> content.
    Result { data: Map<String, Value> },
}

/// The two streams of a process.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stream {
    Stdout,
    Stderr,
}

/// Why a cell failed, in Jupyter's terms.
#[derive(Clone, Debug, PartialEq)]
pub struct CellError {
    /// The kind: an error code such as `E0382`, or `Panic`, `Interrupted`, `Crash`.
    pub name: String,
    /// One sentence.
    pub value: String,
    /// What the notebook shows, line by line, with ANSI colours.
    pub traceback: Vec<String>,
}

/// Where a session sends what its cells do; called from several threads.
pub type Events = Arc<dyn Fn(Event) + Send + Sync>;

/// Evaluates cells; one cell at a time.
pub struct Session {
    events: Events,
}

impl Session {
    /// Starts a worker process on the preloaded library.
    pub fn start(_preload: Preload, events: Events) -> Result<Session> {
        Ok(Session { events })
    }

    /// Compiles and runs a cell. All its events are sent before this returns.
    pub fn execute(&mut self, request: &Request) -> std::result::Result<(), CellError> {
        let mut data = Map::new();
        data.insert("text/plain".into(), request.code.into());
        (self.events)(Event::Result { data });
        Ok(())
    }

    /// The value of one expression in several media types, for `user_expressions`; it prints and stores nothing.
    pub fn expression(&mut self, code: &str) -> std::result::Result<Map<String, Value>, CellError> {
        let mut data = Map::new();
        data.insert("text/plain".into(), code.into());
        Ok(data)
    }

    /// A handle that interrupts this session from another thread.
    pub fn interrupter(&self) -> Interrupter {
        Interrupter {}
    }
}

/// Interrupts a session from another thread: stops the compiler or the running cell.
#[derive(Clone)]
pub struct Interrupter {}

impl Interrupter {
    pub fn interrupt(&self) {}
}

/// Whether a cell can be executed as it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Completeness {
    Complete,
    /// More lines are needed, the next one indented by this.
    Incomplete {
        indent: String,
    },
    Invalid,
}

/// Judges a cell by the parser alone.
pub fn is_complete(_code: &str) -> Completeness {
    Completeness::Complete
}
