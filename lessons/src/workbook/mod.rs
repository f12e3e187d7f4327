//! The workbook: all chapters with what they share.
//!
//! - `contents`: the list of chapters, written or planned; `items`: what each of them owes
//! - `glossary`: terms; `bibliography`: references; both, like the others, read by `table`
//! - `target`: where a link leads; `check`: what can be wrong between all of these

pub mod bibliography;
mod check;
pub mod contents;
pub mod glossary;
pub mod items;
mod table;
pub mod target;

use std::fs;
use std::path::{Path, PathBuf};

use kernel::error::{Error, Result};

use crate::chapter::Chapter;
use crate::problem;
use bibliography::Bibliography;
use contents::Contents;
use glossary::Glossary;
use items::Item;

/// Everything that authors write.
#[derive(Debug)]
pub struct Workbook {
    /// The repository.
    pub root: PathBuf,
    /// The written chapters in order.
    pub chapters: Vec<Chapter>,
    pub contents: Contents,
    pub glossary: Glossary,
    pub bibliography: Bibliography,
    pub items: Vec<Item>,
}

impl Workbook {
    /// Reads the workbook of the repository that a folder lies in; problems are named with file and line.
    pub fn read(from: &Path) -> Result<Workbook> {
        let found = from.ancestors().find(|folder| folder.join("lessons/chapters").is_dir());
        let advice = "No folder lessons/chapters here or above: run this inside the repository.";
        let root = found.ok_or_else(|| Error::new(advice))?;
        let lessons = root.join("lessons");
        let workbook = Workbook {
            root: root.into(),
            chapters: chapters(&lessons.join("chapters"))?,
            contents: Contents::read(&lessons.join("contents.toml"))?,
            glossary: Glossary::read(&lessons.join("glossary.toml"))?,
            bibliography: Bibliography::read(&lessons.join("bibliography.toml"))?,
            items: items::read(&lessons.join("items.toml"))?,
        };
        problem::none(check::problems(&workbook))?;
        Ok(workbook)
    }

    /// The written chapter with this number.
    pub fn chapter(&self, number: &str) -> Option<&Chapter> {
        self.chapters.iter().find(|chapter| chapter.number == number)
    }

    /// The chapters with these numbers; all of them if none is given.
    pub fn chosen(&self, numbers: &[String]) -> Result<Vec<&Chapter>> {
        if let Some(number) = numbers.iter().find(|number| self.chapter(number).is_none()) {
            let written: Vec<&str> = self.chapters.iter().map(|c| c.number.as_str()).collect();
            let written = written.join(", ");
            return Err(Error::new(format!("There is no chapter {number}; there are {written}.")));
        }
        let chosen = |chapter: &&Chapter| numbers.is_empty() || numbers.contains(&chapter.number);
        Ok(self.chapters.iter().filter(chosen).collect())
    }
}

fn chapters(folder: &Path) -> Result<Vec<Chapter>> {
    let entries = fs::read_dir(folder)
        .map_err(|error| Error::new(format!("{} cannot be read: {error}.", folder.display())))?;
    let mut files: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    files.retain(|file| file.extension().is_some_and(|ending| ending == "md"));
    files.sort();
    files.iter().map(|file| Chapter::read(file)).collect()
}

#[cfg(test)]
pub mod tests {
    use super::*;

    /// The workbook of this repository.
    pub fn own() -> Workbook {
        Workbook::read(Path::new(env!("CARGO_MANIFEST_DIR"))).unwrap()
    }

    #[test]
    fn an_unknown_chapter_and_a_foreign_folder_are_said() {
        let error = own().chosen(&["99".into()]).unwrap_err();
        assert!(error.to_string().contains("no chapter 99; there are"), "{error}");
        let error = Workbook::read(Path::new("/")).unwrap_err();
        assert!(error.to_string().contains("inside the repository"), "{error}");
    }
}
