//! The hand-written pages of book/src: Markdown, with figures of chapters.
//!
//! `![Caption](cell:02-perceptron/xor-strip)` is the picture that this cell of the executed notebook drew, with its
//! alternative text; the caption leads to the chapter.

use std::path::Path;

use kernel::error::Result;

use super::markup::{inline, markup};
use super::written::Written;
use super::{outputs, overview, playground};
use crate::problem::{LineError, Problem};
use crate::workbook::Workbook;

/// The page of a file with this content.
pub fn html(
    file: &Path,
    content: &str,
    workbook: &Workbook,
    written: &[&Written],
) -> Result<String> {
    page(content, workbook, written).map_err(|error| Problem::new(file, error).into())
}

fn page(
    content: &str,
    workbook: &Workbook,
    written: &[&Written],
) -> std::result::Result<String, LineError> {
    let mut markdown = String::new();
    let mut rest = content;
    while let Some((before, figure)) = rest.split_once("![") {
        let line = content[..content.len() - figure.len()].matches('\n').count() + 1;
        let Some((caption, (cell, after))) = figure
            .split_once("](cell:")
            .and_then(|(caption, cell)| Some((caption, cell.split_once(')')?)))
        else {
            return Err((
                line,
                "a picture is drawn by a cell: write ![Caption](cell:NN-slug/id)".into(),
            ));
        };
        let html = figure_of(caption, cell, written).map_err(|sentence| (line, sentence))?;
        // Its lines are kept in number, so that mistakes below have the right ones.
        let lines = "\n".repeat(caption.matches('\n').count());
        markdown.push_str(&format!("{before}{}{lines}", html.replace('\n', " ")));
        rest = after;
    }
    markdown.push_str(rest);
    markdown = markdown.replace(playground::MARK, playground::html(&workbook.root));
    markdown = markdown.replace(overview::MARK, &overview::html(written));
    // What a page of the book may say about the whole of it.
    let counts = [
        ("{{written}}", workbook.chapters.len()),
        ("{{chapters}}", workbook.contents.entries.len()),
    ];
    let markdown =
        counts.iter().fold(markdown, |text, (mark, count)| text.replace(mark, &count.to_string()));
    markup(&markdown)
}

fn figure_of(
    caption: &str,
    cell: &str,
    written: &[&Written],
) -> std::result::Result<String, String> {
    let found = cell.split_once('/').and_then(|(name, id)| {
        let written = written.iter().find(|written| written.chapter.name() == name)?;
        let cell = written.chapter.cells().find(|cell| cell.id == id)?;
        Some((written, cell, cell.figure.as_ref()?))
    });
    let Some((written, cell, figure)) = found else {
        return Err(format!(
            "`cell:{cell}` is no figure: write cell:NN-slug/id of a cell with a caption"
        ));
    };
    let pictures = outputs::html(written.outputs(&cell.id), figure.alt.as_deref());
    let caption = inline(caption).map_err(|(_, sentence)| sentence)?;
    let (name, number) = (written.chapter.name(), &written.chapter.number);
    Ok(format!(
        "<figure class=\"wide\">{pictures}<figcaption>{caption} <a href=\"{name}.html#figure-{}\">Chapter {number}</a>\
         </figcaption></figure>",
        cell.id
    ))
}
