//! A chapter: one Markdown file, `lessons/chapters/NN-slug.md`. Front matter first, then prose and cells.

use std::fs;
use std::path::Path;

use kernel::error::{self, Error};

use crate::fence::{Attributes, Fence};
use crate::front_matter::{FrontMatter, LineError};

/// A chapter, read but not run.
#[derive(Clone, Debug, PartialEq)]
pub struct Chapter {
    /// Two digits: its place in the workbook.
    pub number: String,
    /// Its name in file names and links, such as `perceptron`.
    pub slug: String,
    pub front: FrontMatter,
    pub blocks: Vec<Block>,
}

/// A part of a chapter; each becomes a cell of the notebook.
#[derive(Clone, Debug, PartialEq)]
pub enum Block {
    /// Markdown between two cells, without blank lines at its ends.
    Prose(String),
    Cell {
        attributes: Attributes,
        code: String,
    },
}

/// A cell fits on a page without scrolling.
const MOST_LINES: usize = 30;
/// A line fits into the book's column.
const MOST_COLUMNS: usize = 92;

impl Chapter {
    /// Reads a chapter; an error names file and line.
    pub fn read(path: &Path) -> error::Result<Chapter> {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let Some((number, slug)) = name.strip_suffix(".md").and_then(number_and_slug) else {
            let form = "NN-slug.md, two digits and small letters, digits or hyphens";
            return Err(Error::new(format!("{}: a chapter is named {form}.", path.display())));
        };
        let text = fs::read_to_string(path)
            .map_err(|error| Error::new(format!("Cannot read {}: {error}.", path.display())))?;
        Chapter::parse(number, slug, &text).map_err(|(line, sentence)| {
            Error::new(format!("{}:{line}: {sentence}.", path.display()))
        })
    }

    fn parse(number: &str, slug: &str, text: &str) -> Result<Chapter, LineError> {
        let (front, skipped) = FrontMatter::parse(text)?;
        let blocks = blocks(text, skipped)?;
        Ok(Chapter { number: number.into(), slug: slug.into(), front, blocks })
    }

    /// The file name of its notebook and its page, without an ending: `02-perceptron`.
    pub fn name(&self) -> String {
        format!("{}-{}", self.number, self.slug)
    }
}

fn number_and_slug(stem: &str) -> Option<(&str, &str)> {
    let (number, slug) = stem.split_once('-')?;
    let digits = number.len() == 2 && number.bytes().all(|b| b.is_ascii_digit());
    let letters = |b: u8| b == b'-' || b.is_ascii_lowercase() || b.is_ascii_digit();
    (digits && !slug.is_empty() && slug.bytes().all(letters)).then_some((number, slug))
}

/// Cuts the text after the first `skipped` lines into prose and cells.
fn blocks(text: &str, skipped: usize) -> Result<Vec<Block>, LineError> {
    let mut blocks = vec![];
    let mut ids: Vec<(String, usize)> = vec![];
    let mut prose: Vec<&str> = vec![];
    let mut lines = text.lines().enumerate().skip(skipped).map(|(i, line)| (i + 1, line));
    while let Some((opened, line)) = lines.next() {
        let Some(fence) = Fence::open(line) else {
            prose.push(line);
            continue;
        };
        let mut body = vec![];
        let closing = loop {
            match lines.next() {
                Some((_, line)) if fence.closed_by(line) => break line,
                Some((_, line)) => body.push(line),
                None => return Err((opened, "this code block is never closed".into())),
            }
        };
        if !fence.is_cell() {
            prose.push(line);
            prose.append(&mut body);
            prose.push(closing);
            continue;
        }
        if fence.indent > 0 {
            return Err((opened, "a cell starts at the beginning of its line".into()));
        }
        let attributes = Attributes::parse(fence.info).map_err(|sentence| (opened, sentence))?;
        if let Some((id, first)) = ids.iter().find(|(id, _)| *id == attributes.id) {
            return Err((
                opened,
                format!("the id `{id}` is already that of the cell in line {first}"),
            ));
        }
        ids.push((attributes.id.clone(), opened));
        fits_the_page(&body, opened)?;
        blocks.extend(prose_block(&mut prose));
        blocks.push(Block::Cell { attributes, code: body.join("\n").trim_matches('\n').into() });
    }
    blocks.extend(prose_block(&mut prose));
    Ok(blocks)
}

fn prose_block(lines: &mut Vec<&str>) -> Option<Block> {
    let text = std::mem::take(lines).join("\n");
    let text = text.trim_matches('\n').trim_end();
    (!text.trim().is_empty()).then(|| Block::Prose(text.into()))
}

fn fits_the_page(body: &[&str], opened: usize) -> Result<(), LineError> {
    if body.iter().all(|line| line.trim().is_empty()) {
        return Err((opened, "this cell is empty".into()));
    }
    if body.len() > MOST_LINES {
        let lines = body.len();
        return Err((
            opened,
            format!("this cell has {lines} lines; {MOST_LINES} are the most: one idea a cell"),
        ));
    }
    for (i, line) in body.iter().enumerate() {
        let columns = line.chars().count();
        if columns > MOST_COLUMNS {
            return Err((
                opened + 1 + i,
                format!("{columns} columns of code; {MOST_COLUMNS} are the most"),
            ));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    const FRONT: &str = "---\ntitle: T\ntitle_ja: 題\nsources: A\nprerequisites: none\nminutes: 1\n\
                         budget: 1\ndata: none\n---\n";

    fn parse(body: &str) -> Result<Chapter, LineError> {
        Chapter::parse("02", "gates", &format!("{FRONT}{body}"))
    }

    #[test]
    fn alternates_prose_and_cells() {
        let body = "\nFirst.\n\n```rust id=\"a\"\n\nlet x = 1;\n```\n```rust id=\"b\"\nx\n```\n\n\
                    ```text\n```not a cell\n```\nlast\n";
        let cell = |id: &str, code: &str| Block::Cell {
            attributes: Attributes { id: id.into(), ..Default::default() },
            code: code.into(),
        };
        let chapter = parse(body).unwrap();
        let last = Block::Prose("```text\n```not a cell\n```\nlast".into());
        assert_eq!(
            chapter.blocks,
            [Block::Prose("First.".into()), cell("a", "let x = 1;"), cell("b", "x"), last]
        );
        assert_eq!(chapter.name(), "02-gates");
    }

    #[test]
    fn names_the_line_of_a_mistake() {
        let long = format!("```rust id=\"a\"\nlet x = 1;\n// {}\n```\n", "x".repeat(90));
        let tall = format!("```rust id=\"a\"\n{}```\n", "f();\n".repeat(31));
        for (body, line, part) in [
            ("text\n```rust id=\"a\"\nlet x = 1;\n", 11, "never closed"),
            ("```text\nopen\n", 10, "never closed"),
            ("```rust id=\"a\"\nx\n```\n\n```rust id=\"a\"\ny\n```\n", 14, "cell in line 10"),
            ("```rust id=\"a\" hiden\nx\n```\n", 10, "`hiden`"),
            (" ```rust id=\"a\"\nx\n```\n", 10, "beginning of its line"),
            ("```rust id=\"a\"\n\n```\n", 10, "empty"),
            (&long, 12, "93 columns"),
            (&tall, 10, "31 lines"),
        ] {
            let (at, sentence) = parse(body).unwrap_err();
            assert!(at == line && sentence.contains(part), "{body}\n{at}: {sentence}");
        }
    }

    #[test]
    fn a_chapter_is_named_by_number_and_slug() {
        assert_eq!(number_and_slug("02-perceptron"), Some(("02", "perceptron")));
        assert_eq!(number_and_slug("14-lenet-alexnet"), Some(("14", "lenet-alexnet")));
        for stem in ["2-perceptron", "perceptron", "02-", "02-Perceptron", "02_perceptron"] {
            assert_eq!(number_and_slug(stem), None, "{stem}");
        }
    }
}
