//! The outputs of the cell that runs: what the session reports becomes messages on IOPub.

use std::sync::{Arc, Mutex};

use serde_json::{Value, json};

use super::iopub::IoPub;
use super::lock;
use super::message::Parent;
use crate::session::{CellError, Event, Stream};

/// The outputs of one cell after the other.
pub struct Outputs {
    iopub: IoPub,
    cell: Mutex<Cell>,
}

/// What outputs belong to. A thread that a cell left behind still writes into the output of the latest cell.
#[derive(Clone, Default)]
struct Cell {
    parent: Parent,
    count: u32,
    silent: bool,
    /// The result as text, for the history.
    result: Option<String>,
}

impl Outputs {
    pub fn new(iopub: IoPub) -> Outputs {
        Outputs {
            iopub,
            cell: Mutex::new(Cell { parent: Arc::new(b"{}".to_vec()), ..Cell::default() }),
        }
    }

    /// From now on outputs belong to this cell; a silent one shows nothing.
    pub fn begin(&self, parent: &Parent, count: u32, silent: bool) {
        *lock(&self.cell) = Cell { parent: parent.clone(), count, silent, result: None };
    }

    /// The result of the cell as text.
    pub fn result(&self) -> Option<String> {
        lock(&self.cell).result.clone()
    }

    pub fn input(&self, code: &str) {
        let count = lock(&self.cell).count;
        self.publish("execute_input", &json!({ "code": code, "execution_count": count }));
    }

    pub fn event(&self, event: Event) {
        match event {
            Event::Stream { stream, text } => self.text(stream, text),
            Event::Display { data, id, update } => {
                let msg_type = match update {
                    true => "update_display_data",
                    false => "display_data",
                };
                let transient = match id {
                    Some(id) => json!({ "display_id": id }),
                    None => json!({}),
                };
                let content = json!({ "data": data, "metadata": {}, "transient": transient });
                self.publish(msg_type, &content);
            }
            Event::Clear { wait } => self.publish("clear_output", &json!({ "wait": wait })),
            Event::Result { data } => {
                let count = {
                    let mut cell = lock(&self.cell);
                    let text = data.get("text/plain").and_then(Value::as_str);
                    cell.result = text.map(String::from);
                    cell.count
                };
                let content = json!({ "data": data, "metadata": {}, "execution_count": count });
                self.publish("execute_result", &content);
            }
        }
    }

    pub fn text(&self, stream: Stream, text: String) {
        if let Some(parent) = self.parent() {
            self.iopub.stream(&parent, stream, text);
        }
    }

    pub fn error(&self, error: &CellError) {
        self.publish(
            "error",
            &json!({ "ename": error.name, "evalue": error.value, "traceback": error.traceback }),
        );
    }

    fn publish(&self, msg_type: &'static str, content: &Value) {
        if let Some(parent) = self.parent() {
            self.iopub.publish(&parent, msg_type, content);
        }
    }

    /// Publishing may wait, so the lock is not held meanwhile.
    fn parent(&self) -> Option<Parent> {
        let cell = lock(&self.cell);
        (!cell.silent).then(|| cell.parent.clone())
    }
}
