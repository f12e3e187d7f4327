//! A written chapter as the book needs it: its parsed form and what its executed notebook holds.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use kernel::error::{Error, Result};
use kernel::notebook::Notebook;
use serde_json::Value;

use crate::chapter::{Block, Chapter};
use crate::run::Run;
use crate::run::results::{self, Metrics};
use crate::translation::{Edition, Language};

/// An edition of a chapter with its notebook.
#[derive(Debug)]
pub struct Written<'a> {
    pub language: Language,
    /// As it was written; its anchors are those of every edition.
    pub source: &'a Chapter,
    /// In the language.
    pub chapter: &'a Chapter,
    /// The file of its notebook.
    pub notebook: PathBuf,
    /// The outputs of each cell by its id.
    pub outputs: BTreeMap<String, Vec<Value>>,
    pub metrics: Metrics,
    /// The keys of the works that it cites; their places are their numbers, less one.
    pub cited: Vec<&'a str>,
}

impl Written<'_> {
    /// Reads the notebook of an edition, which must have been woven from this very text.
    pub fn read<'a>(edition: &'a Edition, folder: &Path) -> Result<Written<'a>> {
        let Edition { language, source, chapter, .. } = edition;
        let notebook = folder.join(notebook_file(chapter, *language));
        let weave = format!("cargo run --release -p lessons -- weave {}", chapter.number);
        if !notebook.is_file() {
            return Err(Error::new(format!(
                "{} is missing: run {weave} first.",
                notebook.display()
            )));
        }
        let mut cells = BTreeMap::new();
        for cell in Notebook::read(&notebook)?.cells() {
            let text = |key: &str| cell[key].as_str().unwrap_or_default().to_owned();
            let outputs = cell["outputs"].as_array().cloned().unwrap_or_default();
            cells.insert(text("id"), (text("source"), outputs));
        }
        for (id, line, code) in codes(chapter) {
            if cells.get(id).is_none_or(|(source, _)| *source != code) {
                return Err(Error::new(format!(
                    "{}:{line}: {} has another text of cell `{id}`: run {weave} first.",
                    chapter.file.display(),
                    notebook.display(),
                )));
            }
        }
        let outputs: BTreeMap<_, _> =
            cells.into_iter().map(|(id, (_, outputs))| (id, outputs)).collect();
        let run = Run { outputs, ..Run::default() };
        let (metrics, _) = results::metrics(chapter, &run);
        let (language, cited) = (*language, source.cited());
        Ok(Written { language, source, chapter, notebook, outputs: run.outputs, metrics, cited })
    }

    /// Its title.
    pub fn title(&self) -> &str {
        match self.language {
            Language::English => &self.source.front.title,
            Language::Japanese => &self.source.front.title_ja,
        }
    }

    /// The outputs of a cell.
    pub fn outputs(&self, id: &str) -> &[Value] {
        self.outputs.get(id).map_or(&[], Vec::as_slice)
    }
}

/// The notebook of a chapter in the folder of all notebooks.
pub fn notebook_file(chapter: &Chapter, language: Language) -> String {
    let name = chapter.name();
    match language {
        Language::English => format!("{name}.ipynb"),
        Language::Japanese => format!("{}/{name}.ipynb", language.code()),
    }
}

/// The cells that the notebook must hold word for word: id, line, code.
fn codes(chapter: &Chapter) -> impl Iterator<Item = (&str, usize, String)> {
    chapter.blocks.iter().filter_map(|block| match block {
        Block::Prose(_) => None,
        Block::Cell(cell) => Some((cell.id.as_str(), cell.line, cell.code.clone())),
        Block::Exercise(exercise) => {
            Some((exercise.name.as_str(), exercise.line, exercise.template.stub()))
        }
    })
}

#[cfg(test)]
mod tests {
    use super::super::tests::workbook;
    use super::*;

    #[test]
    fn a_notebook_that_is_missing_or_old_is_said() {
        let workbook = workbook();
        let chapter = workbook.chapter("02").unwrap();
        let edition = Edition::english(chapter);
        let error = Written::read(&edition, Path::new("nowhere")).unwrap_err().to_string();
        assert_eq!(
            error,
            "nowhere/02-perceptron.ipynb is missing: run cargo run --release -p lessons -- weave 02 first."
        );

        let mut changed = edition.clone();
        let cell = changed.chapter.blocks.iter_mut().find_map(|block| match block {
            Block::Cell(cell) => Some(cell),
            _ => None,
        });
        let cell = cell.unwrap();
        cell.code.push_str("\n// new");
        let line = cell.line;
        let error =
            Written::read(&changed, &workbook.root.join("notebooks")).unwrap_err().to_string();
        assert!(
            error.contains(&format!("02-perceptron.md:{line}: "))
                && error.contains("weave 02 first"),
            "{error}"
        );
    }
}
