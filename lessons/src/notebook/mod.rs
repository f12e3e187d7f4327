//! The notebook of a chapter: nbformat 4.5, written from its blocks and a run. Nothing here runs a cell.
//!
//! - `prose`: marks replaced in Markdown; `untried`: cells that wait for an exercise
//! - `planned`: the notebook of what is not written yet
//! - `compare`, with `tolerance`: two notebooks

pub mod compare;
pub mod planned;
pub mod prose;
mod tolerance;
mod untried;

use kernel::notebook::Notebook;
use serde_json::{Map, Value, json};

use crate::chapter::{Block, Cell, Exercise};
use crate::run::results::{Metrics, is_picture};
use crate::run::{Run, check_cell};
use crate::translation::Edition;
use crate::workbook::Workbook;

/// A chapter in one language with what a run left: all that a writer needs.
pub struct Page<'a> {
    pub workbook: &'a Workbook,
    pub edition: &'a Edition<'a>,
    pub run: &'a Run,
    pub metrics: &'a Metrics,
}

impl Page<'_> {
    /// The learner's notebook, or with `solved` that of the solutions.
    ///
    /// A cell keeps its id; prose is named after the cell that it leads to, so that ids stay the same
    /// when a chapter grows elsewhere.
    pub fn notebook(&self, solved: bool) -> Notebook {
        let chapter = &self.edition.chapter;
        let untried = if solved { Default::default() } else { untried::cells(chapter) };
        let mut cells = vec![markdown("text-title", self.title())];
        let mut count = 0;
        for (place, block) in chapter.blocks.iter().enumerate() {
            match block {
                Block::Prose(prose) => {
                    let id = match chapter.blocks.get(place + 1) {
                        Some(Block::Cell(cell)) => format!("text-{}", cell.id),
                        Some(Block::Exercise(exercise)) => format!("text-before-{}", exercise.name),
                        _ => "text-end".into(),
                    };
                    let text = self.markdown(&prose.text);
                    if !text.is_empty() {
                        cells.push(markdown(&id, text));
                    }
                }
                Block::Cell(cell) => {
                    count += 1;
                    let waits = untried.contains(&cell.id);
                    cells.push(self.cell(cell, count, waits));
                    cells.extend(self.caption(cell));
                }
                Block::Exercise(exercise) => {
                    cells.extend(self.exercise(exercise, count, solved));
                    count += 2;
                }
            }
        }
        let kernel =
            json!({ "display_name": "Rust (manabi)", "language": "rust", "name": "manabi" });
        let about = json!({
            "chapter": chapter.number,
            "language": self.edition.language.code(),
            "metrics": self.metrics,
        });
        parse(&json!({
            "cells": cells,
            "metadata": { "kernelspec": kernel, "manabi": about },
            "nbformat": 4,
            "nbformat_minor": 5,
        }))
    }

    fn cell(&self, cell: &Cell, count: u32, waits: bool) -> Value {
        let mut metadata = Map::new();
        if cell.hidden {
            metadata.insert("jupyter".into(), json!({ "source_hidden": true }));
        }
        if cell.fails.is_some() {
            metadata.insert("tags".into(), json!(["raises-exception"]));
        }
        let mut outputs = self.run.outputs.get(&cell.id).cloned().unwrap_or_default();
        if let Some(alt) = cell.figure.as_ref().and_then(|figure| figure.alt.as_ref()) {
            outputs
                .iter_mut()
                .filter(|output| is_picture(output))
                .for_each(|output| describe(output, alt));
        }
        match waits {
            true => code(&cell.id, &cell.code, metadata, None, vec![]),
            false => code(&cell.id, &cell.code, metadata, Some(count), outputs),
        }
    }

    fn caption(&self, cell: &Cell) -> Option<Value> {
        let caption = &cell.figure.as_ref()?.caption.text;
        let number = self.edition.chapter.figure_number(&cell.id)?;
        let text =
            format!("*{}. {}*", self.edition.language.figure(number), self.markdown(caption));
        Some(markdown(&format!("figure-{}", cell.id), text))
    }

    /// The task, the learner's cell and the check.
    fn exercise(&self, exercise: &Exercise, before: u32, solved: bool) -> [Value; 3] {
        let name = exercise.full_name(&self.edition.chapter);
        let title = check_cell::title(exercise, &|text| self.markdown(text));
        let metadata = |id: &str, grade: bool| {
            let mut nbgrader = json!({
                "schema_version": 3,
                "grade_id": id,
                "grade": grade,
                "solution": !grade,
                "locked": grade,
                "task": false,
            });
            let mut own = json!({ "exercise": name });
            if grade {
                nbgrader["points"] = exercise.points.into();
                own["title"] = title.as_str().into();
            }
            Map::from_iter([("manabi".to_owned(), own), ("nbgrader".to_owned(), nbgrader)])
        };
        let check_id = exercise.check_id();
        let runs = if solved { &self.run.solved } else { &self.run.outputs };
        let outputs = runs.get(&check_id).cloned().unwrap_or_default();
        let stub = if solved { exercise.template.solved() } else { exercise.template.stub() };
        let check = self.check_code(exercise);
        [
            markdown(&format!("text-{}", exercise.name), self.markdown(&exercise.statement.text)),
            code(&exercise.name, &stub, metadata(&name, false), Some(before + 1), vec![]),
            code(
                &check_id,
                &check,
                metadata(&format!("{name}-check"), true),
                Some(before + 2),
                outputs,
            ),
        ]
    }
}

fn parse(notebook: &Value) -> Notebook {
    Notebook::parse(notebook.to_string().as_bytes()).expect("what is written here is a notebook")
}

fn markdown(id: &str, text: String) -> Value {
    json!({ "cell_type": "markdown", "id": id, "metadata": {}, "source": text })
}

fn code(
    id: &str,
    source: &str,
    metadata: Map<String, Value>,
    count: Option<u32>,
    outputs: Vec<Value>,
) -> Value {
    json!({
        "cell_type": "code",
        "execution_count": count,
        "id": id,
        "metadata": metadata,
        "outputs": outputs,
        "source": source,
    })
}

/// Gives a picture its alternative text, where Jupyter's tools look for it.
fn describe(output: &mut Value, alt: &str) {
    let media: Vec<String> =
        output["data"].as_object().into_iter().flat_map(|data| data.keys().cloned()).collect();
    for mime in media.iter().filter(|mime| mime.starts_with("image/")) {
        output["metadata"][mime] = json!({ "alt": alt });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chapter::tests::parse;
    use crate::workbook::tests::own;

    const BODY: &str = "{{playground}}\n\nOne.\n\n```rust id=\"a\" hidden\n1\n```\n*Figure: A picture.*\n<!-- alt: Seen. -->\n\n\
                        ## Task\n\nDo.\n\n```rust exercise=\"b\" points=\"2\"\nfn b() {\n    // BEGIN SOLUTION\n    2\n    \
                        // END SOLUTION\n}\n// CHECK\nb()\n```\n**Hint 1.** a\n\n**Hint 2.** b\n\n**Hint 3.** c\n\n\
                        ```rust id=\"c\"\nb() + 1\n```\n\n{{playground}}\n\n```rust id=\"d\" compile_fail\n1\n```\nLast.\n";

    fn cells(solved: bool) -> Vec<Value> {
        let (workbook, chapter) = (own(), parse(BODY).unwrap());
        let picture = json!({ "output_type": "display_data", "metadata": {}, "data": { "image/png": "", "text/plain": "" } });
        let said =
            |text: &str| vec![json!({ "output_type": "stream", "name": "stdout", "text": text })];
        let run = Run {
            outputs: [
                ("a", vec![picture]),
                ("check-b", said("not tried")),
                ("c", said("3")),
                ("d", vec![]),
            ]
            .map(|(id, outputs)| (id.into(), outputs))
            .into(),
            solved: [("check-b".into(), said("passed"))].into(),
            seconds: 1.,
        };
        let edition = Edition::english(&chapter);
        let metrics = Metrics::from([("accuracy".into(), 0.75)]);
        let page = Page { workbook: &workbook, edition: &edition, run: &run, metrics: &metrics };
        page.notebook(solved).cells().to_vec()
    }

    #[test]
    fn a_block_becomes_cells_with_stable_ids() {
        let cells = cells(false);
        let ids: Vec<&str> = cells.iter().map(|cell| cell["id"].as_str().unwrap()).collect();
        assert_eq!(
            ids,
            [
                "text-title",
                "text-a",
                "a",
                "figure-a",
                "text-b",
                "b",
                "check-b",
                "c",
                "d",
                "text-end"
            ]
        );
        let counts: Vec<Option<u64>> =
            cells.iter().map(|cell| cell["execution_count"].as_u64()).collect();
        assert_eq!(counts[2], Some(1));
        assert_eq!(&counts[5..9], [Some(2), Some(3), None, Some(5)]);
        assert_eq!(cells[2]["metadata"], json!({ "jupyter": { "source_hidden": true } }));
        assert_eq!(cells[2]["outputs"][0]["metadata"], json!({ "image/png": { "alt": "Seen." } }));
        assert_eq!(cells[3]["source"], "*Figure 1. A picture.*");
        assert_eq!(cells[8]["metadata"], json!({ "tags": ["raises-exception"] }));
    }

    #[test]
    fn the_learner_gets_a_stub_and_the_grader_a_solution() {
        let (stub, solved) = (cells(false), cells(true));
        assert_eq!(stub[5]["source"], "fn b() {\n    todo_exercise!()\n}");
        assert!(solved[5]["source"].as_str().unwrap().contains("// BEGIN SOLUTION\n    2\n"));
        assert_eq!(stub[6]["outputs"][0]["text"], "not tried");
        assert_eq!(solved[6]["outputs"][0]["text"], "passed");
        // The cell after it needs the solution.
        assert_eq!(
            (&stub[7]["outputs"], &solved[7]["outputs"][0]["text"]),
            (&json!([]), &json!("3"))
        );
        assert_eq!(
            stub[5]["metadata"]["nbgrader"],
            json!({ "schema_version": 3, "grade_id": "02-b", "grade": false, "solution": true, "locked": false, "task": false })
        );
        assert_eq!(
            stub[6]["metadata"]["nbgrader"],
            json!({ "schema_version": 3, "grade_id": "02-b-check", "grade": true, "solution": false, "locked": true, "task": false, "points": 2 })
        );
    }
}
