//! What the cells of a run leave: events become outputs, as Python's nbclient stores them.
//!
//! The one difference: texts of one stream that follow each other become one output, as a front end shows them.

use std::collections::{BTreeMap, HashMap};

use serde_json::{Map, Value, json};

use crate::session::{CellError, Event, Stream};

/// The outputs of the cells that ran, by the place of the cell.
#[derive(Debug, Default)]
pub struct Outputs {
    cells: BTreeMap<usize, Vec<Value>>,
    /// The cell that runs, and its number.
    cell: usize,
    count: u32,
    /// The next output clears those before it.
    clear: bool,
    /// Where a display can be updated: cell and place among its outputs.
    displays: HashMap<String, Vec<(usize, usize)>>,
}

impl Outputs {
    /// A cell starts: what comes from now on is its output.
    pub fn begin(&mut self, cell: usize, count: u32) {
        (self.cell, self.count, self.clear) = (cell, count, false);
        self.cells.insert(cell, Vec::new());
        self.forget_displays();
    }

    /// Takes one event of the cell that runs.
    pub fn take(&mut self, event: Event) {
        match event {
            Event::Stream { stream, text } => self.stream(stream, &text),
            Event::Display { data, id, update } => {
                for (cell, place) in id.iter().flat_map(|id| self.displays.get(id)).flatten() {
                    let output =
                        self.cells.get_mut(cell).and_then(|outputs| outputs.get_mut(*place));
                    if let Some(output) = output {
                        output["data"] = Value::Object(data.clone());
                    }
                }
                if update {
                    return;
                }
                let place = self
                    .push(json!({ "output_type": "display_data", "metadata": {}, "data": data }));
                if let Some(id) = id {
                    self.displays.entry(id).or_default().push((self.cell, place));
                }
            }
            Event::Clear { wait: true } => self.clear = true,
            Event::Clear { wait: false } => self.clear_now(),
            Event::Result { data } => self.result(data),
        }
    }

    /// Takes the error that ended the cell.
    pub fn fail(&mut self, error: &CellError) {
        self.push(json!({
            "output_type": "error",
            "ename": error.name,
            "evalue": error.value,
            "traceback": error.traceback,
        }));
    }

    /// The outputs of all cells that ran, by the place of the cell.
    pub fn into_cells(self) -> BTreeMap<usize, Vec<Value>> {
        self.cells
    }

    fn result(&mut self, data: Map<String, Value>) {
        let count = self.count;
        self.push(json!({
            "output_type": "execute_result",
            "metadata": {},
            "data": data,
            "execution_count": count,
        }));
    }

    fn stream(&mut self, stream: Stream, text: &str) {
        let name = match stream {
            Stream::Stdout => "stdout",
            Stream::Stderr => "stderr",
        };
        if !self.clear
            && let Some(last) =
                self.cells.get_mut(&self.cell).and_then(|outputs| outputs.last_mut())
            && last["output_type"] == "stream"
            && last["name"] == name
            && let Value::String(before) = &mut last["text"]
        {
            before.push_str(text);
            return;
        }
        self.push(json!({ "output_type": "stream", "name": name, "text": text }));
    }

    /// Adds an output and says which place it has.
    fn push(&mut self, output: Value) -> usize {
        if self.clear {
            self.clear_now();
        }
        let outputs = self.cells.entry(self.cell).or_default();
        outputs.push(output);
        outputs.len() - 1
    }

    fn clear_now(&mut self) {
        self.clear = false;
        self.cells.entry(self.cell).or_default().clear();
        self.forget_displays();
    }

    /// The displays of this cell are gone.
    fn forget_displays(&mut self) {
        for places in self.displays.values_mut() {
            places.retain(|(cell, _)| *cell != self.cell);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn data(text: &str) -> Map<String, Value> {
        Map::from_iter([("text/plain".to_string(), text.into())])
    }

    fn stdout(text: &str) -> Event {
        Event::Stream { stream: Stream::Stdout, text: text.into() }
    }

    fn display(text: &str, id: Option<&str>, update: bool) -> Event {
        Event::Display { data: data(text), id: id.map(str::to_string), update }
    }

    /// What the outputs of a cell show, in short.
    fn shown(outputs: &Outputs, cell: usize) -> Vec<String> {
        let text = |output: &Value| match output["output_type"].as_str() {
            Some("stream") => {
                format!("{}:{}", output["name"].as_str().unwrap(), output["text"].as_str().unwrap())
            }
            Some("error") => format!("error:{}", output["evalue"].as_str().unwrap()),
            _ => output["data"]["text/plain"].as_str().unwrap().to_string(),
        };
        outputs.cells[&cell].iter().map(text).collect()
    }

    #[test]
    fn neighbours_of_one_stream_are_one_output() {
        let mut outputs = Outputs::default();
        outputs.begin(0, 1);
        for event in [
            stdout("a"),
            stdout("b\n"),
            Event::Stream { stream: Stream::Stderr, text: "e".into() },
            stdout("c"),
            Event::Result { data: data("1") },
        ] {
            outputs.take(event);
        }
        assert_eq!(shown(&outputs, 0), ["stdout:ab\n", "stderr:e", "stdout:c", "1"]);
        assert_eq!(outputs.cells[&0][3]["execution_count"], 1);
    }

    #[test]
    fn an_update_reaches_earlier_cells() {
        let mut outputs = Outputs::default();
        outputs.begin(0, 1);
        outputs.take(display("first", Some("bar"), false));
        outputs.begin(2, 2);
        outputs.take(display("second", Some("bar"), true));
        outputs.take(display("lost", Some("never shown"), true));
        assert_eq!(shown(&outputs, 0), ["second"]);
        assert_eq!(shown(&outputs, 2), Vec::<String>::new());
    }

    #[test]
    fn clearing_waits_for_the_next_output_and_forgets_displays() {
        let mut outputs = Outputs::default();
        outputs.begin(0, 1);
        outputs.take(display("a", Some("x"), false));
        outputs.take(Event::Clear { wait: true });
        assert_eq!(shown(&outputs, 0), ["a"]);
        outputs.take(stdout("b"));
        outputs.take(display("c", Some("x"), true));
        assert_eq!(shown(&outputs, 0), ["stdout:b"]);
        outputs.take(Event::Clear { wait: false });
        assert_eq!(shown(&outputs, 0), Vec::<String>::new());
    }

    #[test]
    fn an_error_comes_last() {
        let mut outputs = Outputs::default();
        outputs.begin(4, 1);
        outputs.take(stdout("a"));
        outputs.fail(&CellError { name: "Panic".into(), value: "no".into(), traceback: vec![] });
        assert_eq!(shown(&outputs, 4), ["stdout:a", "error:no"]);
    }
}
