//! The notebook of a chapter: nbformat 4.5, made from its blocks. Nothing here runs a cell.

use kernel::notebook::Notebook;
use serde_json::{Map, Value, json};

use crate::chapter::{Block, Chapter};
use crate::fence::Attributes;

/// The notebook of a chapter, no cell executed.
///
/// A cell keeps its id; prose is named after the cell that it leads to, so that ids stay the same
/// when a chapter grows elsewhere.
pub fn notebook(chapter: &Chapter) -> Notebook {
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
    let kernel = json!({ "display_name": "Rust (manabi)", "language": "rust", "name": "manabi" });
    let notebook = json!({
        "cells": cells,
        "metadata": { "kernelspec": kernel },
        "nbformat": 4,
        "nbformat_minor": 5,
    });
    Notebook::parse(notebook.to_string().as_bytes()).expect("a chapter makes a valid notebook")
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
    json!({ "cell_type": "markdown", "id": id, "metadata": {}, "source": text })
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
        "source": code,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::front_matter::FrontMatter;

    fn cells() -> Vec<Value> {
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
        let chapter = Chapter { number: "02".into(), slug: "gates".into(), front, blocks };
        notebook(&chapter).cells().to_vec()
    }

    #[test]
    fn a_block_becomes_a_cell_with_a_stable_id() {
        let cells = cells();
        let ids: Vec<&str> = cells.iter().map(|cell| cell["id"].as_str().unwrap()).collect();
        assert_eq!(ids, ["text-title", "text-a", "a", "b", "text-end"]);
        assert!(cells[0]["source"].as_str().unwrap().starts_with("# 02 Gates"));
        assert_eq!(cells[1]["source"], "One.\n\nTwo.");
        assert_eq!(cells[2]["source"], "let x = 1;\nx");
        assert_eq!(cells[2]["metadata"], json!({}));
    }

    #[test]
    fn attributes_become_metadata_that_jupyter_knows() {
        assert_eq!(
            cells()[3]["metadata"],
            json!({
                "jupyter": { "source_hidden": true },
                "manabi": { "exercise": "gates" },
                "tags": ["raises-exception"],
            })
        );
    }
}
