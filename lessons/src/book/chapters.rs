//! The pages of chapters, written and planned.

use std::fs;

use kernel::error::Result;

use super::cells;
use super::escape::escaped;
use super::japanese::marked;
use super::prose::Writer;
use crate::chapter::Block;
use crate::workbook::Workbook;
use crate::workbook::contents::Entry;
use crate::workbook::items::Item;

/// The page of a chapter.
pub fn chapter(writer: Writer) -> Result<String> {
    let mut html = head(writer);
    for block in &writer.written.chapter.blocks {
        html.push_str(&match block {
            Block::Prose(prose) => writer.blocks(prose)?,
            Block::Cell(cell) => cells::cell(writer, cell)?,
            Block::Exercise(exercise) => cells::exercise(writer, exercise)?,
        });
    }
    Ok(html)
}

/// Title, what the chapter takes, and the way to its notebook.
fn head(writer: Writer) -> String {
    let chapter = writer.written.chapter;
    let front = &chapter.front;
    let mut facts = vec![
        format!("<b>{} minutes</b> to read", front.minutes),
        format!("runs in <b>{} s</b> or less", front.budget),
        match front.data.as_str() {
            "none" => "needs no data".into(),
            data => format!("data: <b>{}</b>", escaped(data)),
        },
        format!("follows course documents <b>{}</b>", front.sources.join(", ")),
    ];
    let before: Vec<String> = front
        .prerequisites
        .iter()
        .filter_map(|number| {
            let entry = writer.workbook.contents.entry(number)?;
            Some(format!(
                "<a href=\"{}.html\" title=\"{}\">{number}</a>",
                entry.name(),
                escaped(&entry.title)
            ))
        })
        .collect();
    if !before.is_empty() {
        facts.push(format!("read before: {}", before.join(", ")));
    }
    let facts: String = facts.iter().map(|fact| format!("<li>{fact}</li>")).collect();
    let name = chapter.name();
    let size = fs::metadata(&writer.written.notebook).map_or(0, |data| data.len().div_ceil(1000));
    format!(
        "<header class=\"head\"><p class=\"label\">Chapter {number}</p><h1>{title}</h1>\
         <p class=\"title-ja\" lang=\"ja\">{title_ja}</p><ul class=\"facts\">{facts}</ul>\
         <p class=\"open\"><a href=\"notebooks/{name}.ipynb\" download>Open this chapter as a notebook</a> \
         ({size} KB), or run <code>cargo run --release -- lab</code> and choose it there.</p></header>",
        number = chapter.number,
        title = marked(&front.title, false),
        title_ja = marked(&front.title_ja, true),
    )
}

/// The page of a chapter that is not written yet: what it owes.
pub fn planned(entry: &Entry, workbook: &Workbook) -> String {
    let number = entry.number.get_ref();
    let owed: Vec<&Item> =
        workbook.items.iter().filter(|item| item.chapters.contains(number)).collect();
    let list: String = owed
        .iter()
        .map(|item| {
            let ja = item
                .ja
                .as_deref()
                .map(|ja| format!(" ({})", marked(ja, false)))
                .unwrap_or_default();
            format!("<li>{}{ja}</li>", marked(item.item.get_ref(), false))
        })
        .collect();
    let subjects = match list.as_str() {
        "" => String::new(),
        list => format!("<p>It will hold:</p><ul>{list}</ul>"),
    };
    format!(
        "<header class=\"head\"><p class=\"label\">Chapter {number}, planned</p><h1>{}</h1>\
         <p class=\"title-ja\" lang=\"ja\">{}</p></header>\
         <p>This chapter is not written yet. The contents list those that are.</p>{subjects}",
        marked(&entry.title, false),
        marked(&entry.title_ja, true),
    )
}
