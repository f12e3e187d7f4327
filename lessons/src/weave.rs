//! Weaving: chapters in, executed notebooks out, or a check that the committed ones are up to date.

use std::path::{Path, PathBuf};
use std::{env, fs};

use kernel::error::{Error, Result};
use kernel::notebook::Notebook;

use crate::chapter::Chapter;
use crate::compare::{different_output, different_source};
use crate::execute::execute;
use crate::notebook::notebook;

/// The largest notebook that is committed, in bytes.
const LARGEST: usize = 500_000;

/// Weaves the chapters with these numbers, or all of them; with `check` it writes nothing.
pub fn weave(numbers: &[String], check: bool) -> Result<()> {
    let root = workspace(&env::current_dir().unwrap_or_default())?;
    let folder = root.join("notebooks");
    fs::create_dir_all(&folder)
        .map_err(|error| Error::new(format!("{} cannot be made: {error}.", folder.display())))?;
    for chapter in chapters(&root, numbers)? {
        let file = folder.join(format!("{}.ipynb", chapter.name()));
        let mut fresh = notebook(&chapter);
        if check {
            // Sources first: they cost nothing, and outputs of other sources say nothing.
            let committed = Notebook::read(&file)?;
            agree(&file, &chapter, different_source(committed.cells(), fresh.cells()))?;
            execute(&mut fresh, &chapter)?;
            agree(&file, &chapter, different_output(committed.cells(), fresh.cells()))?;
            println!("{} is up to date", chapter.name());
        } else {
            let seconds = execute(&mut fresh, &chapter)?.as_secs_f64();
            within_limits(&chapter, seconds, fresh.text().len())?;
            fresh.write(&file)?;
            println!("{}: {seconds:.1} s, {} KB", chapter.name(), fresh.text().len() / 1000);
        }
    }
    Ok(())
}

fn agree(file: &Path, chapter: &Chapter, difference: Option<String>) -> Result<()> {
    let Some(difference) = difference else { return Ok(()) };
    let advice = format!("cargo run --release -p lessons -- weave {}", chapter.number);
    Err(Error::new(format!("{}: {difference}. Weave it again: {advice}", file.display())))
}

fn within_limits(chapter: &Chapter, seconds: f64, bytes: usize) -> Result<()> {
    let (name, budget) = (chapter.name(), chapter.front.budget);
    if seconds > budget.into() {
        return Err(Error::new(format!(
            "{name} took {seconds:.1} s and its budget is {budget} s: do less, or raise `budget`."
        )));
    }
    if bytes > LARGEST {
        return Err(Error::new(format!(
            "{name} has {} KB and {} KB are the most: draw fewer points or print less.",
            bytes / 1000,
            LARGEST / 1000
        )));
    }
    Ok(())
}

/// The repository that a folder lies in.
fn workspace(from: &Path) -> Result<PathBuf> {
    let found = from.ancestors().find(|folder| folder.join("lessons/chapters").is_dir());
    let advice = "No folder lessons/chapters here or above: run this inside the repository.";
    found.map(Path::to_owned).ok_or_else(|| Error::new(advice))
}

fn chapters(root: &Path, numbers: &[String]) -> Result<Vec<Chapter>> {
    let folder = root.join("lessons/chapters");
    let entries = fs::read_dir(&folder)
        .map_err(|error| Error::new(format!("{} cannot be read: {error}.", folder.display())))?;
    let mut files: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    files.retain(|file| file.extension().is_some_and(|ending| ending == "md"));
    files.sort();
    let mut chapters = files.iter().map(|file| Chapter::read(file)).collect::<Result<Vec<_>>>()?;
    let known = |number: &String| chapters.iter().any(|chapter| chapter.number == *number);
    if let Some(number) = numbers.iter().find(|number| !known(number)) {
        return Err(Error::new(format!("There is no chapter {number} in {}.", folder.display())));
    }
    chapters.retain(|chapter| numbers.is_empty() || numbers.contains(&chapter.number));
    Ok(chapters)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn root() -> PathBuf {
        workspace(Path::new(env!("CARGO_MANIFEST_DIR"))).unwrap()
    }

    #[test]
    fn every_notebook_has_the_sources_of_its_chapter() {
        for chapter in chapters(&root(), &[]).unwrap() {
            let file = root().join(format!("notebooks/{}.ipynb", chapter.name()));
            let committed = Notebook::read(&file).unwrap();
            let difference = different_source(committed.cells(), notebook(&chapter).cells());
            assert_eq!(difference, None, "{}", chapter.name());
        }
    }

    #[test]
    fn an_unknown_chapter_and_a_foreign_folder_are_said() {
        let error = chapters(&root(), &["99".into()]).unwrap_err();
        assert!(error.to_string().contains("no chapter 99"));
        assert!(workspace(Path::new("/")).is_err());
    }

    #[test]
    fn limits_are_said_in_numbers() {
        let chapter = &chapters(&root(), &["02".into()]).unwrap()[0];
        let (budget, limit) = (f64::from(chapter.front.budget), LARGEST);
        assert!(within_limits(chapter, budget, limit).is_ok());
        let slow = within_limits(chapter, budget + 0.5, limit).unwrap_err();
        assert!(slow.to_string().contains("its budget is"));
        let large = within_limits(chapter, budget, limit + 1).unwrap_err();
        assert!(large.to_string().contains("500 KB are the most"));
    }
}
