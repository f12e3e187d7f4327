//! A chapter: one Markdown file, `lessons/chapters/NN-slug.md`. Notebook and book are written from its parsed form.
//!
//! - `front_matter`, with `criterion`: what a chapter says about itself
//! - `fence`, `attributes`: the line that opens a cell
//! - `blocks`: prose, cells and exercises, cut from the text; `figure`, `exercise`, `wrong`: their parts
//! - `mark`: what is replaced inside prose (numbers, terms, citations, links), with `digits`
//! - `heading`: sections and their anchors

mod attributes;
mod blocks;
pub mod criterion;
pub mod digits;
mod exercise;
mod fence;
mod figure;
mod front_matter;
pub mod heading;
pub mod mark;
mod wrong;

use std::fs;
use std::path::{Path, PathBuf};

use kernel::error::{Error, Result};

pub use attributes::Fails;
pub use exercise::{Exercise, Template};
pub use fence::Fence;
pub use figure::Figure;
pub use front_matter::{FrontMatter, Headline, with_key};
pub use wrong::WrongAnswer;

use crate::problem::{LineError, Problem};
use heading::Heading;

/// A chapter, read but not run.
#[derive(Clone, Debug, PartialEq)]
pub struct Chapter {
    pub file: PathBuf,
    /// Two digits: its place in the workbook.
    pub number: String,
    /// Its name in file names and links, such as `perceptron`.
    pub slug: String,
    pub front: FrontMatter,
    pub blocks: Vec<Block>,
}

/// A part of a chapter.
#[derive(Clone, Debug, PartialEq)]
pub enum Block {
    Prose(Prose),
    Cell(Cell),
    Exercise(Exercise),
}

/// Markdown without blank lines at its ends; its marks are not replaced yet.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Prose {
    /// The line of the file where it starts.
    pub line: usize,
    pub text: String,
}

/// A piece of code that is executed, with what it shows.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Cell {
    /// Its name in the chapter and in the notebook, stable over edits.
    pub id: String,
    /// The line of its fence.
    pub line: usize,
    pub code: String,
    /// It must fail: the message is the lesson.
    pub fails: Option<Fails>,
    /// The outputs show and the source is folded.
    pub hidden: bool,
    /// What its picture is called.
    pub figure: Option<Figure>,
}

impl Chapter {
    /// Reads a chapter and its wrong answers; an error names file and line.
    pub fn read(path: &Path) -> Result<Chapter> {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let Some((number, slug)) = name.strip_suffix(".md").and_then(number_and_slug) else {
            let form = "NN-slug.md, two digits and small letters, digits or hyphens";
            return Err(Error::new(format!("{}: a chapter is named {form}.", path.display())));
        };
        let text = read_text(path)?;
        let mut chapter =
            Chapter::parse(number, slug, &text).map_err(|error| Problem::new(path, error))?;
        chapter.file = path.into();
        wrong::read(&mut chapter)?;
        Ok(chapter)
    }

    fn parse(number: &str, slug: &str, text: &str) -> std::result::Result<Chapter, LineError> {
        let (front, skipped) = FrontMatter::parse(text)?;
        let blocks = blocks::cut(text, skipped)?;
        Ok(Chapter {
            file: PathBuf::new(),
            number: number.into(),
            slug: slug.into(),
            front,
            blocks,
        })
    }

    /// The file name of its notebook and its page, without an ending: `02-perceptron`.
    pub fn name(&self) -> String {
        format!("{}-{}", self.number, self.slug)
    }

    /// Its pieces of prose in order: paragraphs, captions, statements and hints.
    pub fn prose(&self) -> Vec<&Prose> {
        let mut all = vec![];
        for block in &self.blocks {
            match block {
                Block::Prose(prose) => all.push(prose),
                Block::Cell(cell) => all.extend(cell.figure.iter().map(|figure| &figure.caption)),
                Block::Exercise(exercise) => {
                    all.push(&exercise.statement);
                    all.extend(&exercise.hints);
                    all.extend(&exercise.passed);
                    all.extend(exercise.mistakes.iter().map(|(_, why)| why));
                }
            }
        }
        all
    }

    /// Its cells outside of exercises.
    pub fn cells(&self) -> impl Iterator<Item = &Cell> {
        self.blocks.iter().filter_map(|block| match block {
            Block::Cell(cell) => Some(cell),
            _ => None,
        })
    }

    pub fn exercises(&self) -> impl Iterator<Item = &Exercise> {
        self.blocks.iter().filter_map(|block| match block {
            Block::Exercise(exercise) => Some(exercise),
            _ => None,
        })
    }

    /// The cells with a figure, in the order of the numbers, which start at 1.
    pub fn figures(&self) -> impl Iterator<Item = &Cell> {
        self.cells().filter(|cell| cell.figure.is_some())
    }

    /// The number of a cell's figure.
    pub fn figure_number(&self, id: &str) -> Option<usize> {
        self.figures().position(|cell| cell.id == id).map(|place| place + 1)
    }

    /// The keys of the works that it cites, in the order of their first citations; their places are their numbers.
    pub fn cited(&self) -> Vec<&str> {
        let mut cited = vec![];
        for prose in self.prose() {
            for (_, mark) in mark::marks(&prose.text).unwrap_or_default() {
                if let mark::Mark::Citation(key) = mark
                    && !cited.contains(&key)
                {
                    cited.push(key);
                }
            }
        }
        cited
    }

    /// Its headings in order.
    pub fn headings(&self) -> Vec<Heading> {
        self.prose().into_iter().flat_map(heading::headings).collect()
    }
}

/// The text of a file, or a sentence.
pub fn read_text(path: &Path) -> Result<String> {
    fs::read_to_string(path)
        .map_err(|error| Error::new(format!("Cannot read {}: {error}.", path.display())))
}

fn number_and_slug(stem: &str) -> Option<(&str, &str)> {
    let (number, slug) = stem.split_once('-')?;
    let digits = number.len() == 2 && number.bytes().all(|b| b.is_ascii_digit());
    let letters = |b: u8| b == b'-' || b.is_ascii_lowercase() || b.is_ascii_digit();
    (digits && !slug.is_empty() && slug.bytes().all(letters)).then_some((number, slug))
}

#[cfg(test)]
pub mod tests {
    use super::*;

    const FRONT: &str = "---\ntitle: T\ntitle_ja: 題\nsources: A\nprerequisites: none\nminutes: 1\n\
                         budget: 1\ndata: none\nmetrics:\n  accuracy: \">= 0.5\"\n---\n";
    /// The number of the last line of the front matter of `parse`.
    pub const SKIPPED: usize = 11;

    /// A chapter 02-gates with this body and the metric `accuracy`.
    pub fn parse(body: &str) -> std::result::Result<Chapter, LineError> {
        Chapter::parse("02", "gates", &format!("{FRONT}{body}"))
    }

    #[test]
    fn a_chapter_is_named_by_number_and_slug() {
        assert_eq!(number_and_slug("02-perceptron"), Some(("02", "perceptron")));
        assert_eq!(number_and_slug("14-lenet-alexnet"), Some(("14", "lenet-alexnet")));
        for stem in ["2-perceptron", "perceptron", "02-", "02-Perceptron", "02_perceptron"] {
            assert_eq!(number_and_slug(stem), None, "{stem}");
        }
    }

    #[test]
    fn prose_is_all_that_people_read() {
        let body = "One.\n\n```rust id=\"a\"\n1\n```\n*Figure: Two.*\n\nThree.\n";
        let chapter = parse(body).unwrap();
        let texts: Vec<&str> = chapter.prose().iter().map(|prose| prose.text.as_str()).collect();
        assert_eq!(texts, ["One.", "Two.", "Three."]);
        assert_eq!((chapter.figure_number("a"), chapter.figure_number("b")), (Some(1), None));
    }
}
