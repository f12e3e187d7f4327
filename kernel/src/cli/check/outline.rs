//! An outline: the chapters that have exercises, as the notebooks tell.

use crate::embedded::File;
use crate::error::Result;
use crate::notebook::Notebook;

/// A chapter with exercises.
pub struct Chapter {
    /// Its notebook's name without the ending.
    pub name: String,
    pub title: String,
    /// Names and titles.
    pub exercises: Vec<(String, String)>,
}

/// The chapters of the notebooks that lie at the top: editions in other languages have the same exercises.
pub fn chapters(notebooks: &[File]) -> Result<Vec<Chapter>> {
    let mut chapters = Vec::new();
    for file in notebooks.iter().filter(|file| !file.path.contains('/')) {
        let notebook = Notebook::parse(file.content)?;
        let mut heading = String::new();
        let mut title = None;
        let mut exercises = Vec::new();
        for cell in notebook.cells() {
            let source = cell["source"].as_str().unwrap_or_default();
            if cell["cell_type"] == "markdown" {
                let line = source.lines().find(|line| line.starts_with('#')).unwrap_or_default();
                let text = line.trim_start_matches('#').trim();
                if !text.is_empty() {
                    heading = text.into();
                    title.get_or_insert(heading.clone());
                }
                continue;
            }
            let (own, grade) =
                (&cell["metadata"]["manabi"], &cell["metadata"]["nbgrader"]["grade"]);
            if let (Some(name), Some(true)) = (own["exercise"].as_str(), grade.as_bool()) {
                let title = own["title"].as_str().unwrap_or(&heading);
                exercises.push((name.to_string(), title.to_string()));
            }
        }
        if !exercises.is_empty() {
            let name = file.path.trim_end_matches(".ipynb").to_string();
            chapters.push(Chapter {
                title: title.unwrap_or_else(|| name.clone()),
                name,
                exercises,
            });
        }
    }
    Ok(chapters)
}

#[cfg(test)]
pub mod tests {
    use super::*;

    const NOTEBOOK: &str = r###"{"cells": [
        {"cell_type": "markdown", "source": "# 02 Gates\n\ntext", "metadata": {}},
        {"cell_type": "code", "source": "1", "metadata": {}, "outputs": [], "execution_count": null},
        {"cell_type": "markdown", "source": "## Not or", "metadata": {}},
        {"cell_type": "code", "source": "", "metadata": {"manabi": {"exercise": "02-nor"}, "nbgrader": {"grade": false}}},
        {"cell_type": "code", "source": "", "metadata": {"manabi": {"exercise": "02-nor"}, "nbgrader": {"grade": true}}},
        {"cell_type": "code", "source": "", "metadata": {"manabi": {"exercise": "02-xor", "title": "Either"}, "nbgrader": {"grade": true}}}
    ], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}"###;

    /// A chapter in two languages.
    pub const FILES: [File; 2] = [
        File { path: "02-gates.ipynb", content: NOTEBOOK.as_bytes() },
        File { path: "ja/02-gates.ipynb", content: NOTEBOOK.as_bytes() },
    ];

    #[test]
    fn a_chapter_has_its_exercises_once() {
        let chapters = chapters(&FILES).unwrap();
        let [Chapter { name, title, exercises }] = &chapters[..] else {
            panic!("{} chapters", chapters.len())
        };
        assert_eq!((name.as_str(), title.as_str()), ("02-gates", "02 Gates"));
        let named = |name: &str, title: &str| (name.to_string(), title.to_string());
        assert_eq!(*exercises, [named("02-nor", "Not or"), named("02-xor", "Either")]);
    }
}
