//! The contents: the chapters of the workbook in order, written or planned (`lessons/contents.toml`).

use std::path::Path;

use kernel::error::Result;
use serde::Deserialize;
use toml::Spanned;

use super::table;

/// The chapters in order.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Contents {
    #[serde(rename = "chapter")]
    pub entries: Vec<Entry>,
}

/// A chapter as it is listed.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    pub number: Spanned<String>,
    pub slug: String,
    pub title: String,
    pub title_ja: String,
}

impl Contents {
    pub fn read(path: &Path) -> Result<Contents> {
        table::read(path, |contents: &Contents| {
            for (place, entry) in contents.entries.iter().enumerate() {
                let number = entry.number.get_ref();
                if *number != format!("{place:02}") {
                    let sentence =
                        format!("chapter `{number}` stands where {place:02} is expected");
                    return Err((entry.number.span(), sentence));
                }
            }
            Ok(())
        })
    }

    /// The chapter with this number.
    pub fn entry(&self, number: &str) -> Option<&Entry> {
        self.entries.iter().find(|entry| entry.number.get_ref() == number)
    }
}

impl Entry {
    /// The file name of its notebook and its page, without an ending.
    pub fn name(&self) -> String {
        format!("{}-{}", self.number.get_ref(), self.slug)
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::own;
    use crate::chapter::Block;

    #[test]
    fn the_map_has_every_chapter_that_follows_it() {
        let workbook = own();
        let map = workbook.chapter("01").unwrap();
        let cell = map.blocks.iter().find_map(|block| match block {
            Block::Cell(cell) if cell.id == "parts" => Some(&cell.code),
            _ => None,
        });
        let strings = cell.unwrap().split('"').skip(1).step_by(2);
        let on_the_map: Vec<&str> = strings
            .flat_map(|text| text.split([' ', '\\', '\n']))
            .filter(|word| word.starts_with(|c: char| c.is_ascii_digit()))
            .collect();
        let after = workbook.contents.entries.iter().map(|entry| entry.name()).skip(2);
        assert_eq!(on_the_map, after.collect::<Vec<_>>());
    }
}
