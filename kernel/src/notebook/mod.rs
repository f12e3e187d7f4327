//! A notebook: the file format of Jupyter, version 4, read and written as Python's nbformat does.
//!
//! Everything that is not known here stays as it was. In memory a text is one string, in the file a list of lines.
//!
//! - `json`: the text form, byte for byte; `outputs`: what a cell left; `execute`: running one without Jupyter

mod execute;
mod json;
mod outputs;

use std::collections::HashSet;
use std::fs;
use std::path::Path;

use serde_json::{Map, Value, json};

use crate::digest::Digest;
use crate::error::{Error, Result};
use crate::places;
pub use execute::{Failure, Options, Step, execute, execute_cell};
pub use outputs::Outputs;

/// A notebook of format 4.5.
#[derive(Clone, Debug, PartialEq)]
pub struct Notebook {
    root: Map<String, Value>,
}

impl Notebook {
    /// Reads a notebook from a file.
    pub fn read(path: &Path) -> Result<Notebook> {
        let content = fs::read(path)
            .map_err(|error| Error::new(format!("{} cannot be read: {error}.", path.display())))?;
        Notebook::parse(&content).map_err(|error| {
            Error::new(format!("{} is not a notebook that can be run: {error}", path.display()))
        })
    }

    /// Reads a notebook from the content of a file. Older minor versions of format 4 become 4.5.
    pub fn parse(content: &[u8]) -> Result<Notebook> {
        let root: Value = serde_json::from_slice(content)
            .map_err(|error| Error::new(format!("it is not JSON ({error}).")))?;
        let Value::Object(root) = root else {
            return Err(Error::new("it is JSON, but not an object."));
        };
        let mut notebook = Notebook { root };
        notebook.check()?;
        notebook.complete();
        notebook.join_lines();
        Ok(notebook)
    }

    /// Writes the notebook to a file, whole or not at all.
    pub fn write(&self, path: &Path) -> Result<()> {
        places::write(path, self.text().as_bytes())
    }

    /// The content of its file.
    pub fn text(&self) -> String {
        let mut notebook = self.clone();
        notebook.split_lines();
        notebook.strip_transient();
        json::text(&Value::Object(notebook.root))
    }

    /// Its cells.
    pub fn cells(&self) -> &[Value] {
        self.root["cells"].as_array().map_or(&[], Vec::as_slice)
    }

    fn cells_mut(&mut self) -> impl Iterator<Item = &mut Value> {
        self.root["cells"].as_array_mut().into_iter().flatten()
    }

    /// Its metadata.
    pub fn metadata(&self) -> &Value {
        &self.root["metadata"]
    }

    /// Its metadata, to be changed.
    pub fn metadata_mut(&mut self) -> &mut Value {
        &mut self.root["metadata"]
    }

    fn check(&self) -> Result<()> {
        let version = |key: &str| self.root.get(key).and_then(Value::as_u64);
        match version("nbformat") {
            Some(4) => {}
            Some(old @ ..4) => {
                return Err(Error::new(format!(
                    "it has the old format {old}: open it in JupyterLab and save it, or run `jupyter nbconvert --to notebook --inplace` on it."
                )));
            }
            Some(new) => {
                return Err(Error::new(format!(
                    "it has the format {new}, and only format 4 is known here: save it in format 4."
                )));
            }
            None => return Err(Error::new("it is JSON, but has no `nbformat`.")),
        }
        let Some(cells) = self.root.get("cells").and_then(Value::as_array) else {
            return Err(Error::new("it has no list of cells."));
        };
        for (index, cell) in cells.iter().enumerate() {
            let kind = cell.get("cell_type").and_then(Value::as_str);
            let lines = |value: &Value| {
                value.is_string()
                    || value.as_array().is_some_and(|lines| lines.iter().all(Value::is_string))
            };
            if kind.is_none() || !cell.get("source").is_some_and(lines) {
                return Err(Error::new(format!(
                    "its cell {} has no `cell_type` or no `source`.",
                    index + 1
                )));
            }
        }
        Ok(())
    }

    /// Adds what format 4.5 demands and older or hasty writers leave out.
    fn complete(&mut self) {
        if self.root.get("nbformat_minor").and_then(Value::as_u64).is_none_or(|minor| minor < 5) {
            self.root.insert("nbformat_minor".into(), 5.into());
        }
        object(self.root.entry("metadata").or_insert(json!({})));
        let mut ids: HashSet<String> = self
            .cells()
            .iter()
            .filter_map(|cell| Some(cell.get("id")?.as_str()?.to_string()))
            .collect();
        for cell in self.cells_mut() {
            let Value::Object(cell) = cell else { continue };
            object(cell.entry("metadata").or_insert(json!({})));
            if cell["cell_type"] == "code" {
                cell.entry("execution_count").or_insert(Value::Null);
                let outputs = cell.entry("outputs").or_insert(json!([]));
                if !outputs.is_array() {
                    *outputs = json!([]);
                }
            }
            if !cell.get("id").is_some_and(Value::is_string) {
                let mut id = Digest::of(cell["source"].to_string().as_bytes());
                while !ids.insert(id[..8].into()) {
                    id = Digest::of(id.as_bytes());
                }
                cell.insert("id".into(), id[..8].into());
            }
        }
    }

    fn join_lines(&mut self) {
        self.for_texts(
            |value| {
                if let Value::Array(lines) = value
                    && lines.iter().all(Value::is_string)
                {
                    *value = lines.iter().filter_map(Value::as_str).collect::<String>().into();
                }
            },
            |mime| !is_json(mime),
        );
    }

    fn split_lines(&mut self) {
        self.for_texts(
            |value| {
                if let Value::String(text) = value {
                    *value = json::lines(text).into();
                }
            },
            |mime| {
                mime.starts_with("text/")
                    || mime == "application/javascript"
                    || mime == "image/svg+xml"
            },
        );
    }

    /// Visits every text of several lines; in bundles only those of the media types that are `wanted`.
    fn for_texts(&mut self, change: impl Fn(&mut Value), wanted: impl Fn(&str) -> bool) {
        let bundle = |bundle: Option<&mut Value>| {
            for (mime, value) in bundle.and_then(Value::as_object_mut).into_iter().flatten() {
                if wanted(mime) {
                    change(value);
                }
            }
        };
        for cell in self.cells_mut() {
            change(&mut cell["source"]);
            let attachments = cell.get_mut("attachments").and_then(Value::as_object_mut);
            for (_, attachment) in attachments.into_iter().flatten() {
                bundle(Some(attachment));
            }
            if cell["cell_type"] != "code" {
                continue;
            }
            for output in cell["outputs"].as_array_mut().into_iter().flatten() {
                let Value::Object(output) = output else { continue };
                if output.get("output_type").is_some_and(|kind| kind == "stream") {
                    output.get_mut("text").map(&change);
                } else {
                    bundle(output.get_mut("data"));
                }
            }
        }
    }

    /// Removes what says something about a file or a session, not about the notebook.
    fn strip_transient(&mut self) {
        if let Value::Object(metadata) = self.metadata_mut() {
            for key in ["orig_nbformat", "orig_nbformat_minor", "signature"] {
                metadata.shift_remove(key);
            }
        }
        for cell in self.cells_mut() {
            if let Value::Object(metadata) = &mut cell["metadata"] {
                metadata.shift_remove("trusted");
            }
        }
    }
}

fn object(value: &mut Value) {
    if !value.is_object() {
        *value = json!({});
    }
}

fn is_json(mime: &str) -> bool {
    mime == "application/json" || (mime.starts_with("application/") && mime.ends_with("+json"))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Written by Python's nbformat 5.11.
    const PYTHON: &str = include_str!("testdata/python.ipynb");

    #[test]
    fn a_notebook_of_python_comes_out_as_it_went_in() {
        let notebook = Notebook::parse(PYTHON.as_bytes()).unwrap();
        assert_eq!(notebook.text(), PYTHON);
    }

    #[test]
    fn an_older_notebook_gets_ids_and_is_then_left_alone() {
        let old = r#"{"nbformat": 4, "nbformat_minor": 2, "cells": [
            {"cell_type": "code", "source": ["1 +\n", "1"]}, {"cell_type": "code", "source": "1 +\n1"}
        ]}"#;
        let notebook = Notebook::parse(old.as_bytes()).unwrap();
        assert_eq!(notebook.root["nbformat_minor"], 5);
        assert_eq!(notebook.cells()[0]["source"], "1 +\n1");
        assert_ne!(notebook.cells()[0]["id"], notebook.cells()[1]["id"]);
        assert_eq!(Notebook::parse(notebook.text().as_bytes()).unwrap(), notebook);
    }

    #[test]
    fn what_is_no_notebook_is_refused_in_a_sentence() {
        let cases = [
            ("", "not JSON"),
            ("[1]", "not an object"),
            ("{}", "no `nbformat`"),
            (r#"{"nbformat": 3, "worksheets": []}"#, "old format 3"),
            (r#"{"nbformat": 5, "cells": []}"#, "format 5"),
            (r#"{"nbformat": 4, "nbformat_minor": 5}"#, "no list of cells"),
            (r#"{"nbformat": 4, "cells": [{"source": ""}]}"#, "cell 1"),
            (r#"{"nbformat": 4, "cells": [{"cell_type": "code", "source": [1]}]}"#, "cell 1"),
        ];
        for (content, expected) in cases {
            let error = Notebook::parse(content.as_bytes()).unwrap_err().to_string();
            assert!(error.contains(expected), "{content}: {error}");
        }
    }
}
