//! What goes in and out of a session: requests, events, errors.

use std::sync::{Arc, Mutex, PoisonError};

use serde_json::{Map, Value};

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

impl CellError {
    /// An error of a front end: a name, a sentence, and nothing of a cell to show.
    pub fn plain(name: &str, sentence: &str) -> CellError {
        CellError {
            name: name.into(),
            value: sentence.into(),
            traceback: vec![format!("\x1b[31m{name}\x1b[0m: {sentence}")],
        }
    }
}

/// Where a session sends what its cells do; called from several threads.
pub type Events = Arc<dyn Fn(Event) + Send + Sync>;

/// Keeps the value of a cell from the front end while an expression is evaluated.
#[derive(Clone, Default)]
pub struct Capture(Arc<Mutex<Option<Map<String, Value>>>>);

impl Capture {
    /// Events that pass through this capture first.
    pub fn before(&self, events: Events) -> Events {
        let capture = self.clone();
        Arc::new(move |event| {
            let mut captured = capture.0.lock().unwrap_or_else(PoisonError::into_inner);
            match (&mut *captured, event) {
                (Some(kept), Event::Result { data }) => *kept = data,
                (_, event) => {
                    drop(captured);
                    events(event);
                }
            }
        })
    }

    pub fn start(&self) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(Map::new());
    }

    /// The value that was kept.
    pub fn stop(&self) -> Map<String, Value> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take().unwrap_or_default()
    }
}
