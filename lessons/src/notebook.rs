//! A notebook: nbformat 4.5 as JSON, woven from a chapter. Nothing here runs a cell.

use std::fs;
use std::path::Path;

use kernel::error::{Error, Result};
use serde_json::{Map, Value, json};

use crate::chapter::{Block, Chapter};
use crate::fence::Attributes;

/// The largest notebook that is committed, in bytes.
const LARGEST: usize = 500_000;

/// The notebook of a chapter, no cell executed.
///
/// A cell keeps its id; prose is named after the cell that it leads to, so that ids stay the same
/// when a chapter grows elsewhere.
pub fn weave(chapter: &Chapter) -> Value {
    let mut cells = vec![prose("text-title", &title(chapter))];
    for (i, block) in chapter.blocks.iter().enumerate() {
        cells.push(match block {
            Block::Cell { attributes, code } => cell(attributes, code),
            Block::Prose(text) => match chapter.blocks.get(i + 1) {
                Some(Block::Cell { attributes, .. }) => {
                    prose(&format!("text-{}", attributes.id), text)
                }
                _ => prose("text-end", text),
            },
        });
    }
    json!({
        "cells": cells,
        "metadata": {
            "kernelspec": { "display_name": "Rust (manabi)", "language": "rust", "name": "manabi" },
            "language_info": { "file_extension": ".rs", "mimetype": "text/rust", "name": "rust" },
        },
        "nbformat": 4,
        "nbformat_minor": 5,
    })
}

fn title(chapter: &Chapter) -> String {
    let front = &chapter.front;
    format!(
        "# {} {}\n\n{} · {} minutes · course documents: {} · read before: {} · data: {}",
        chapter.number,
        front.title,
        front.title_ja,
        front.minutes,
        front.sources,
        front.prerequisites,
        front.data
    )
}

fn prose(id: &str, text: &str) -> Value {
    json!({ "cell_type": "markdown", "id": id, "metadata": {}, "source": lines(text) })
}

fn cell(attributes: &Attributes, code: &str) -> Value {
    let mut metadata = Map::new();
    if attributes.hidden {
        metadata.insert("jupyter".into(), json!({ "source_hidden": true }));
    }
    if let Some(exercise) = &attributes.exercise {
        metadata.insert("manabi".into(), json!({ "exercise": exercise }));
    }
    if attributes.compile_fail {
        metadata.insert("tags".into(), json!(["raises-exception"]));
    }
    json!({
        "cell_type": "code",
        "execution_count": null,
        "id": attributes.id,
        "metadata": metadata,
        "outputs": [],
        "source": lines(code),
    })
}

/// Text as nbformat writes it: a list of lines, each but the last with its line end.
fn lines(text: &str) -> Value {
    text.split_inclusive('\n').collect()
}

/// Reads a notebook file.
pub fn read(path: &Path) -> Result<Value> {
    let text = fs::read_to_string(path)
        .map_err(|error| Error::new(format!("Cannot read {}: {error}.", path.display())))?;
    serde_json::from_str(&text)
        .map_err(|error| Error::new(format!("{} is not a notebook: {error}.", path.display())))
}

/// Writes a notebook file as Jupyter does: indented by one space, a line end at the end.
pub fn write(path: &Path, notebook: &Value) -> Result<()> {
    let mut text = vec![];
    let indent = serde_json::ser::PrettyFormatter::with_indent(b" ");
    let mut serializer = serde_json::Serializer::with_formatter(&mut text, indent);
    let written = serde::Serialize::serialize(notebook, &mut serializer);
    written.expect("a JSON value can always be written to memory");
    text.push(b'\n');
    if text.len() > LARGEST {
        let (kib, most) = (text.len() / 1000, LARGEST / 1000);
        let advice = "draw fewer points or print less";
        return Err(Error::new(format!(
            "{} has {kib} KB, {most} are the most: {advice}.",
            path.display()
        )));
    }
    fs::write(path, text)
        .map_err(|error| Error::new(format!("Cannot write {}: {error}.", path.display())))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::front_matter::FrontMatter;

    fn notebook() -> Value {
        let attributes = Attributes { id: "a".into(), ..Default::default() };
        let special = Attributes {
            id: "b".into(),
            exercise: Some("gates".into()),
            compile_fail: true,
            hidden: true,
        };
        let front = FrontMatter { title: "Gates".into(), minutes: 5, ..Default::default() };
        let blocks = vec![
            Block::Prose("One.\n\nTwo.".into()),
            Block::Cell { attributes, code: "let x = 1;\nx".into() },
            Block::Cell { attributes: special, code: "y".into() },
            Block::Prose("Last.".into()),
        ];
        weave(&Chapter { number: "02".into(), slug: "gates".into(), front, blocks })
    }

    #[test]
    fn a_block_becomes_a_cell_with_a_stable_id() {
        let notebook = notebook();
        let cells = notebook["cells"].as_array().unwrap();
        let ids: Vec<&str> = cells.iter().map(|cell| cell["id"].as_str().unwrap()).collect();
        assert_eq!(ids, ["text-title", "text-a", "a", "b", "text-end"]);
        assert!(cells[0]["source"][0].as_str().unwrap().starts_with("# 02 Gates"));
        assert_eq!(cells[1]["source"], json!(["One.\n", "\n", "Two."]));
        assert_eq!(cells[2]["source"], json!(["let x = 1;\n", "x"]));
        assert_eq!(cells[2]["metadata"], json!({}));
    }

    #[test]
    fn attributes_become_metadata_that_jupyter_knows() {
        assert_eq!(
            notebook()["cells"][3]["metadata"],
            json!({
                "jupyter": { "source_hidden": true },
                "manabi": { "exercise": "gates" },
                "tags": ["raises-exception"],
            })
        );
    }

    #[test]
    fn names_the_kernel() {
        assert_eq!(notebook()["metadata"]["kernelspec"]["name"], "manabi");
    }
}
