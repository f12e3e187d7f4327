//! The pages of chapters, written and planned.

use std::fs;

use kernel::error::Result;

use super::escape::escaped;
use super::japanese::marked;
use super::prose::Writer;
use super::written::{Written, notebook_file};
use super::{cells, sections};
use crate::chapter::Block;
use crate::translation::Language;
use crate::workbook::Workbook;
use crate::workbook::contents::Entry;
use crate::workbook::items::Item;

/// The page of a chapter.
pub fn chapter(writer: Writer) -> Result<String> {
    let mut text = String::new();
    for block in &writer.written.chapter.blocks {
        text.push_str(&match block {
            Block::Prose(prose) => writer.blocks(prose)?,
            Block::Cell(cell) => cells::cell(writer, cell)?,
            Block::Exercise(exercise) => cells::exercise(writer, exercise)?,
        });
    }
    let sections = sections::html(&text, writer.written.language);
    Ok(format!("{}{sections}{text}", head(writer)))
}

/// Title, what the chapter takes, and the way to its notebook.
fn head(writer: Writer) -> String {
    let Written { language, chapter, .. } = writer.written;
    let front = &chapter.front;
    let [minutes, seconds] = language.takes(front.minutes, front.budget);
    let mut facts = vec![
        minutes,
        seconds,
        match front.data.as_str() {
            "none" => language.needs_no_data().into(),
            data => format!("{}: {}", language.data(), marked(data, false)),
        },
        format!("{}: {}", language.documents(), front.sources.join(", ")),
    ];
    let before: Vec<String> = front
        .prerequisites
        .iter()
        .filter_map(|number| {
            let entry = writer.workbook.contents.entry(number)?;
            let title = match language {
                Language::English => &entry.title,
                Language::Japanese => &entry.title_ja,
            };
            let link = writer.page(entry, "");
            Some(format!("<a {link} title=\"{}\">{number}</a>", escaped(title)))
        })
        .collect();
    if !before.is_empty() {
        facts.push(format!("{}: {}", language.read_before(), before.join(", ")));
    }
    let facts: String = facts.iter().map(|fact| format!("<li>{fact}</li>")).collect();
    let size = fs::metadata(&writer.written.notebook).map_or(0, |data| data.len().div_ceil(1000));
    let [open, or_run, choose] = language.open_notebook(size as usize);
    let (other, title) = match language {
        Language::English => (Language::Japanese, &front.title_ja),
        Language::Japanese => (Language::English, &front.title),
    };
    format!(
        "<header class=\"head\"><p class=\"label\">{number}</p><h1>{own}</h1>\
         <p class=\"other-title\" lang=\"{code}\">{title}</p><ul class=\"facts\">{facts}</ul>\
         <p class=\"open\"><a href=\"notebooks/{file}\" download>{open}</a>{or_run}\
         <code>cargo run --release -- lab</code>{choose}</p></header>",
        number = language.chapter(&chapter.number),
        own = marked(writer.written.title(), false),
        code = other.code(),
        title = marked(title, other == Language::Japanese),
        file = notebook_file(chapter, *language),
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
         <p class=\"other-title\" lang=\"ja\">{}</p></header>\
         <p>This chapter is not written yet. The contents list those that are.</p>{subjects}",
        marked(&entry.title, false),
        marked(&entry.title_ja, true),
    )
}
