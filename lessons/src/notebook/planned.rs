//! The notebook of the chapters that are not written yet: links lead to it until they are.

use kernel::notebook::Notebook;
use serde_json::json;

use super::{markdown, parse};
use crate::workbook::Workbook;
use crate::workbook::contents::Entry;
use crate::workbook::items::Mark;

/// Its file name, without an ending.
pub const NAME: &str = "planned";

/// The heading of a chapter in it.
pub fn heading(entry: &Entry) -> String {
    format!("{} {}", entry.number.get_ref(), entry.title)
}

/// A section for each chapter that is not written yet.
pub fn notebook(workbook: &Workbook) -> Notebook {
    let text = "# Planned chapters\n\nThese chapters are not written yet. Each section lists what its chapter will run, \
                and what it will explain.";
    let mut cells = vec![markdown("text-title", text.into())];
    for entry in &workbook.contents.entries {
        let number = entry.number.get_ref();
        if workbook.chapter(number).is_some() {
            continue;
        }
        let list = |explained: bool| {
            let items = workbook.items.iter().filter(|item| item.chapters.contains(number));
            let items = items.filter(|item| (item.mark == Mark::Explained) == explained);
            items.map(|item| item.item.get_ref().as_str()).collect::<Vec<_>>().join(", ")
        };
        let mut text = format!("## {}\n\n{}", heading(entry), entry.title_ja);
        for (word, items) in [("Runs", list(false)), ("Explains", list(true))] {
            if !items.is_empty() {
                text.push_str(&format!("\n\n{word}: {items}."));
            }
        }
        cells.push(markdown(&format!("text-{}", entry.name()), text));
    }
    let kernel = json!({ "display_name": "Rust (manabi)", "language": "rust", "name": "manabi" });
    parse(&json!({
        "cells": cells,
        "metadata": { "kernelspec": kernel },
        "nbformat": 4,
        "nbformat_minor": 5,
    }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workbook::tests::own;

    #[test]
    fn only_unwritten_chapters_are_planned() {
        let workbook = own();
        let text = notebook(&workbook).text();
        for entry in &workbook.contents.entries {
            let written = workbook.chapter(entry.number.get_ref()).is_some();
            assert_eq!(
                text.contains(&format!("## {}\\n", heading(entry))),
                !written,
                "{}",
                entry.name()
            );
        }
    }
}
