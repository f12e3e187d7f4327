//! The learner's copies of the chapters: laid out once, never written over, newer ones beside edited ones.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use crate::digest::Digest;
use crate::embedded::File;
use crate::error::{Error, Result};
use crate::places;

/// What laying out the chapters did with one of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Laid {
    /// It was not there.
    New(PathBuf),
    /// It was there, untouched, and is newer now.
    Updated(PathBuf),
    /// It was edited, so the newer one lies beside it.
    Beside { edited: PathBuf, newer: PathBuf },
}

impl Laid {
    /// The file that was written.
    pub fn path(&self) -> &Path {
        match self {
            Laid::New(path) | Laid::Updated(path) | Laid::Beside { newer: path, .. } => path,
        }
    }
}

/// Remembers what was laid out: the digest of each chapter as it was handed out.
const STATE: &str = ".manabi.json";

/// Copies the chapters to a folder. A chapter that the learner removed is not brought back.
pub fn lay_out(folder: &Path, chapters: &[File]) -> Result<Vec<Laid>> {
    fs::create_dir_all(folder).map_err(|error| places::unwritable(folder, &error))?;
    let mut state = read_state(folder);
    let mut laid = Vec::new();
    for chapter in chapters {
        let path = folder.join(chapter.path);
        let digest = Digest::of(chapter.content);
        let handed_out = state.insert(chapter.path.into(), digest.clone());
        if handed_out.as_ref() == Some(&digest) {
            continue;
        }
        let there = fs::read(&path).ok().map(|content| Digest::of(&content));
        let written = match (there, handed_out) {
            (None, Some(_)) => continue,
            (None, None) => Laid::New(path.clone()),
            (Some(there), _) if there == digest => continue,
            (Some(there), Some(old)) if there == old => Laid::Updated(path.clone()),
            (Some(_), _) => Laid::Beside { newer: free(&path, "new"), edited: path.clone() },
        };
        make_folder_of(written.path())?;
        places::write(written.path(), chapter.content)?;
        laid.push(written);
    }
    write_state(folder, &state)?;
    Ok(laid)
}

/// Writes a fresh copy of a chapter; the old one is kept under another name, which comes second.
pub fn reset(folder: &Path, chapters: &[File], wanted: &str) -> Result<(PathBuf, Option<PathBuf>)> {
    let chapter = find(chapters, wanted)?;
    let path = folder.join(chapter.path);
    make_folder_of(&path)?;
    let old = path.exists().then(|| free(&path, "old"));
    if let Some(old) = &old {
        fs::rename(&path, old).map_err(|error| places::unwritable(old, &error))?;
    }
    places::write(&path, chapter.content)?;
    let mut state = read_state(folder);
    state.insert(chapter.path.into(), Digest::of(chapter.content));
    write_state(folder, &state)?;
    Ok((path, old))
}

/// Editions in other languages lie in folders of their own.
fn make_folder_of(path: &Path) -> Result<()> {
    let folder = path.parent().unwrap_or(path);
    fs::create_dir_all(folder).map_err(|error| places::unwritable(folder, &error))
}

/// The chapter with this number (`2`, `02`) or name (`02-perceptron`, with or without `.ipynb`).
fn find(chapters: &[File], wanted: &str) -> Result<File> {
    let number = wanted.parse::<u32>().ok();
    let matches = |chapter: &&File| {
        let name = chapter.path.trim_end_matches(".ipynb");
        let own = name.split('-').next().and_then(|digits| digits.parse().ok());
        name == wanted.trim_end_matches(".ipynb") || (number.is_some() && number == own)
    };
    chapters.iter().find(matches).copied().ok_or_else(|| {
        let names: Vec<&str> = chapters.iter().map(|c| c.path.trim_end_matches(".ipynb")).collect();
        Error::new(format!("There is no chapter {wanted}; there are: {}.", names.join(", ")))
    })
}

/// A name beside a file that is not taken: `02-perceptron-old.ipynb`, `02-perceptron-old-2.ipynb`, ...
fn free(path: &Path, word: &str) -> PathBuf {
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    let name = |number: u32| match number {
        1 => format!("{stem}-{word}.ipynb"),
        _ => format!("{stem}-{word}-{number}.ipynb"),
    };
    let mut number = 1;
    while path.with_file_name(name(number)).exists() {
        number += 1;
    }
    path.with_file_name(name(number))
}

fn read_state(folder: &Path) -> BTreeMap<String, String> {
    let content = fs::read(folder.join(STATE)).unwrap_or_default();
    serde_json::from_slice(&content).unwrap_or_default()
}

fn write_state(folder: &Path, state: &BTreeMap<String, String>) -> Result<()> {
    if read_state(folder) == *state {
        return Ok(());
    }
    let text = serde_json::to_string_pretty(state).unwrap_or_default();
    places::write(&folder.join(STATE), text.as_bytes())
}

#[cfg(test)]
mod tests {
    use std::{env, process};

    use super::*;

    const FIRST: &[File] = &[
        File { path: "01-start.ipynb", content: b"start 1" },
        File { path: "02-perceptron.ipynb", content: b"perceptron 1" },
    ];
    const SECOND: &[File] = &[
        File { path: "01-start.ipynb", content: b"start 2" },
        File { path: "02-perceptron.ipynb", content: b"perceptron 2" },
    ];

    fn folder(name: &str) -> PathBuf {
        let folder = env::temp_dir().join(format!("manabi-chapters-{name}-{}", process::id()));
        let _ = fs::remove_dir_all(&folder);
        folder
    }

    fn content(path: &Path) -> String {
        fs::read_to_string(path).unwrap()
    }

    #[test]
    fn untouched_chapters_are_updated_and_edited_ones_are_left_alone() {
        let folder = folder("layout");
        let path = |name: &str| folder.join(name);
        assert_eq!(lay_out(&folder, FIRST).unwrap().len(), 2);
        assert_eq!(lay_out(&folder, FIRST).unwrap(), []);

        fs::write(path("02-perceptron.ipynb"), "mine").unwrap();
        let laid = lay_out(&folder, SECOND).unwrap();
        let newer = path("02-perceptron-new.ipynb");
        assert_eq!(
            laid,
            [
                Laid::Updated(path("01-start.ipynb")),
                Laid::Beside { edited: path("02-perceptron.ipynb"), newer: newer.clone() }
            ]
        );
        assert_eq!(content(&path("01-start.ipynb")), "start 2");
        assert_eq!(content(&path("02-perceptron.ipynb")), "mine");
        assert_eq!(content(&newer), "perceptron 2");
        assert_eq!(lay_out(&folder, SECOND).unwrap(), []);
        fs::remove_dir_all(&folder).unwrap();
    }

    #[test]
    fn an_edition_in_another_language_gets_its_folder() {
        let folder = folder("language");
        let chapters = &[File { path: "ja/02-perceptron.ipynb", content: b"02" }];
        lay_out(&folder, chapters).unwrap();
        assert_eq!(content(&folder.join("ja/02-perceptron.ipynb")), "02");
        assert!(reset(&folder, chapters, "ja/02-perceptron").unwrap().1.is_some());
        fs::remove_dir_all(&folder).unwrap();
    }

    #[test]
    fn what_the_learner_removed_stays_away() {
        let folder = folder("removed");
        lay_out(&folder, FIRST).unwrap();
        fs::remove_file(folder.join("01-start.ipynb")).unwrap();
        assert_eq!(lay_out(&folder, SECOND).unwrap().len(), 1);
        assert!(!folder.join("01-start.ipynb").exists());
        fs::remove_dir_all(&folder).unwrap();
    }

    #[test]
    fn without_its_state_nothing_is_lost() {
        let folder = folder("state");
        lay_out(&folder, FIRST).unwrap();
        fs::write(folder.join(STATE), "not json").unwrap();
        fs::write(folder.join("01-start.ipynb"), "mine").unwrap();
        lay_out(&folder, SECOND).unwrap();
        assert_eq!(content(&folder.join("01-start.ipynb")), "mine");
        fs::remove_dir_all(&folder).unwrap();
    }

    #[test]
    fn a_reset_keeps_every_old_copy() {
        let folder = folder("reset");
        let path = folder.join("02-perceptron.ipynb");
        assert_eq!(reset(&folder, FIRST, "2").unwrap(), (path.clone(), None));
        for (wanted, name, text) in [
            ("02", "02-perceptron-old.ipynb", "mine 1"),
            ("02-perceptron.ipynb", "02-perceptron-old-2.ipynb", "mine 2"),
        ] {
            fs::write(&path, text).unwrap();
            let (fresh, old) = reset(&folder, FIRST, wanted).unwrap();
            assert_eq!(content(&fresh), "perceptron 1");
            assert_eq!(old.as_deref(), Some(folder.join(name).as_path()));
            assert_eq!(content(&folder.join(name)), text);
        }
        let error = reset(&folder, FIRST, "9").unwrap_err().to_string();
        assert!(error.contains("01-start, 02-perceptron"), "{error}");
        fs::remove_dir_all(&folder).unwrap();
    }
}
