//! An item: a system or a technique of the course documents, with the chapters that owe it (`lessons/items.toml`).

use std::path::Path;

use kernel::error::Result;
use serde::Deserialize;
use toml::Spanned;

use super::table;
use crate::chapter::{Block, Chapter};

/// An item and where it occurs.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Item {
    pub item: Spanned<String>,
    pub ja: Option<String>,
    pub chapters: Vec<String>,
    pub mark: Mark,
    /// Forms that a chapter may use instead of the name.
    #[serde(default)]
    pub forms: Vec<String>,
}

/// How much of an item is there.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq)]
#[serde(rename_all = "lowercase")]
pub enum Mark {
    /// A cell runs it.
    Run,
    /// A cell runs a small form of it.
    Miniature,
    /// The text explains it.
    Explained,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Items {
    items: Vec<Item>,
}

pub fn read(path: &Path) -> Result<Vec<Item>> {
    let items = table::read(path, |items: &Items| {
        for (place, item) in items.items.iter().enumerate() {
            let name = item.item.get_ref();
            let sentence = match () {
                () if item.chapters.is_empty() => format!("`{name}` has no chapter"),
                () if items.items[..place].iter().any(|other| other.item.get_ref() == name) => {
                    format!("`{name}` is there twice")
                }
                () => continue,
            };
            return Err((item.item.span(), sentence));
        }
        Ok(())
    })?;
    Ok(items.items)
}

impl Item {
    /// Whether a chapter has it: its name or another form in the text, a cell or a figure.
    pub fn occurs_in(&self, chapter: &Chapter) -> bool {
        let mut texts: Vec<&str> =
            chapter.prose().iter().map(|prose| prose.text.as_str()).collect();
        texts.push(&chapter.front.title);
        for block in &chapter.blocks {
            match block {
                Block::Cell(cell) => texts.push(&cell.code),
                Block::Exercise(exercise) => texts.push(&exercise.template.check),
                Block::Prose(_) => {}
            }
        }
        let text = texts.join("\n").replace('\n', " ").to_lowercase();
        let mut names = self.forms.iter().chain([self.item.get_ref()]);
        names.any(|name| has_word(&text, &name.to_lowercase()))
    }
}

/// Whether a text has this word, and not only as a part of a longer one.
fn has_word(text: &str, word: &str) -> bool {
    text.match_indices(word).any(|(at, _)| {
        let before = text[..at].chars().next_back();
        let letter = |c: char| c.is_ascii_alphanumeric();
        // A plural is the same word.
        let after = text[at + word.len()..].chars().find(|c| *c != 's');
        !before.is_some_and(letter) && !after.is_some_and(letter)
    })
}

#[cfg(test)]
mod tests {
    use super::super::tests::own;
    use super::*;

    #[test]
    fn a_word_is_not_a_part_of_another() {
        for (text, word, found) in [
            ("the and gate", "and", true),
            ("a grand gate", "and", false),
            ("two neurons", "neuron", true),
            ("adagrad", "ada", false),
            ("重みと閾値", "閾値", true),
        ] {
            assert_eq!(has_word(text, word), found, "{text}: {word}");
        }
    }

    #[test]
    fn a_written_chapter_has_its_items() {
        let workbook = own();
        for chapter in &workbook.chapters {
            let owed = workbook.items.iter().filter(|item| item.chapters.contains(&chapter.number));
            let missing: Vec<&String> = owed
                .filter(|item| !item.occurs_in(chapter))
                .map(|item| item.item.get_ref())
                .collect();
            assert!(missing.is_empty(), "{} lacks {missing:?}", chapter.name());
        }
    }

    #[test]
    fn every_chapter_owes_something() {
        let workbook = own();
        for entry in &workbook.contents.entries {
            let number = entry.number.get_ref();
            assert!(workbook.items.iter().any(|item| item.chapters.contains(number)), "{number}");
        }
    }
}
