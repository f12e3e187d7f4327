//! Weaving: chapters in, executed notebooks out, or a check that the committed ones are up to date.

use std::path::{Path, PathBuf};
use std::time::Instant;
use std::{env, fs};

use kernel::error::{Error, Result};

use crate::chapter::{Block, Chapter};
use crate::{compare, execute, notebook};

/// Weaves the chapters with these numbers, or all of them; with `check` it writes nothing.
pub fn weave(numbers: &[String], check: bool) -> Result<()> {
    let root = workspace(&env::current_dir().unwrap_or_default())?;
    let chapters = chapters(&root, numbers)?;
    let folder = root.join("notebooks");
    for chapter in &chapters {
        let file = folder.join(format!("{}.ipynb", chapter.name()));
        let started = Instant::now();
        let fresh =
            execute::execute(&notebook::weave(chapter), &chapter.name(), chapter.front.budget)?;
        let seconds = started.elapsed().as_secs_f64();
        if !check {
            fs::create_dir_all(&folder).map_err(|error| {
                Error::new(format!("Cannot make {}: {error}.", folder.display()))
            })?;
            notebook::write(&file, &fresh)?;
        } else if let Some(difference) = compare::first_difference(&notebook::read(&file)?, &fresh)
        {
            let advice = format!(
                "weave it again: cargo run --release -p lessons -- weave {}",
                chapter.number
            );
            return Err(Error::new(format!("{}: {difference}; {advice}", file.display())));
        }
        let cells =
            chapter.blocks.iter().filter(|block| matches!(block, Block::Cell { .. })).count();
        println!("{}: {cells} cells, {seconds:.1} s", chapter.name());
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
        .map_err(|error| Error::new(format!("Cannot read {}: {error}.", folder.display())))?;
    let mut files: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    files.retain(|file| file.extension().is_some_and(|ending| ending == "md"));
    files.sort();
    let chapters = files.iter().map(|file| Chapter::read(file)).collect::<Result<Vec<_>>>()?;
    if let Some(missing) =
        numbers.iter().find(|&n| chapters.iter().all(|chapter| chapter.number != *n))
    {
        return Err(Error::new(format!("There is no chapter {missing} in {}.", folder.display())));
    }
    Ok(chapters
        .into_iter()
        .filter(|chapter| numbers.is_empty() || numbers.contains(&chapter.number))
        .collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn root() -> PathBuf {
        workspace(Path::new(env!("CARGO_MANIFEST_DIR"))).unwrap()
    }

    #[test]
    fn every_chapter_reads_and_its_notebook_has_its_sources() {
        for chapter in chapters(&root(), &[]).unwrap() {
            let committed =
                notebook::read(&root().join(format!("notebooks/{}.ipynb", chapter.name())))
                    .unwrap();
            let mut stripped = committed;
            for cell in stripped["cells"].as_array_mut().unwrap() {
                if cell["cell_type"] == "code" {
                    cell["outputs"] = serde_json::json!([]);
                }
            }
            let difference = compare::first_difference(&stripped, &notebook::weave(&chapter));
            assert_eq!(difference, None, "{}", chapter.name());
        }
    }

    #[test]
    fn an_unknown_chapter_and_a_foreign_folder_are_said() {
        assert!(
            chapters(&root(), &["99".into()]).unwrap_err().to_string().contains("no chapter 99")
        );
        assert!(workspace(Path::new("/")).is_err());
    }
}
