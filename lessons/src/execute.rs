//! Execution of a woven notebook: the session and the outputs of `manabi run`, in this process.

use std::time::{Duration, Instant};

use kernel::error::{Error, Result};
use kernel::notebook::{self, Notebook, Options};
use kernel::preload::Preload;

use crate::chapter::{Block, Chapter};
use crate::fence::Attributes;

/// Runs every cell of a chapter's notebook and stores the outputs in it; an error names the cell.
/// Returns how long the cells took; the library is built before, if it was not.
pub fn execute(notebook: &mut Notebook, chapter: &Chapter) -> Result<Duration> {
    let preload = Preload::ensure(&|line| eprintln!("{line}"))?;
    let timeout = Some(Duration::from_secs(chapter.front.budget.into()));
    let options = Options { timeout, allow_errors: false };
    let started = Instant::now();
    let failure = notebook::execute(notebook, preload, &options, &|_| {})?;
    let took = started.elapsed();
    if let Some(failure) = failure {
        for line in &failure.error.traceback {
            eprintln!("{line}");
        }
        let cell = cells(chapter).nth(failure.number - 1);
        let id = cell.map_or("", |attributes| &attributes.id);
        let (name, value) = (&failure.error.name, &failure.error.value);
        return Err(Error::new(format!("{}, cell `{id}`: {name}: {value}", chapter.name())));
    }
    for attributes in cells(chapter).filter(|attributes| attributes.compile_fail) {
        if !failed(notebook, &attributes.id) {
            let (name, id) = (chapter.name(), &attributes.id);
            return Err(Error::new(format!("{name}, cell `{id}`: it is compile_fail but it ran.")));
        }
    }
    Ok(took)
}

fn cells(chapter: &Chapter) -> impl Iterator<Item = &Attributes> {
    chapter.blocks.iter().filter_map(|block| match block {
        Block::Cell { attributes, .. } => Some(attributes),
        Block::Prose(_) => None,
    })
}

fn failed(notebook: &Notebook, id: &str) -> bool {
    let mut cells = notebook.cells().iter();
    let outputs = cells.find(|cell| cell["id"] == id).and_then(|cell| cell["outputs"].as_array());
    outputs.is_some_and(|outputs| outputs.iter().any(|output| output["output_type"] == "error"))
}
