//! `lessons weave`: chapters in, executed notebooks out, or a check that the committed ones are up to date.

use std::fs;
use std::path::{Path, PathBuf};

use kernel::error::{Error, Result};
use kernel::notebook::Notebook;
use kernel::places;
use kernel::preload::Preload;
use kernel::toolchain::language_info;

use super::board::Board;
use super::{pool, workbook};
use crate::chapter::Chapter;
use crate::notebook::compare::{different_output, different_source};
use crate::notebook::{Page, planned};
use crate::problem;
use crate::run::results::{self, Metrics};
use crate::run::{Run, execute, kept};
use crate::translation::{Catalogue, Edition, Language};
use crate::workbook::Workbook;

/// What to weave.
#[derive(Debug)]
pub struct Options {
    /// Numbers of chapters; all if there is none.
    pub chapters: Vec<String>,
    /// One language only.
    pub language: Option<Language>,
    /// Write nothing, and fail where a committed notebook differs.
    pub check: bool,
    /// The folder for notebooks with solutions, in place of the learner's.
    pub solved: Option<PathBuf>,
    pub jobs: Option<usize>,
}

/// The largest notebook that is committed, in bytes.
const LARGEST: usize = 500_000;

/// Weaves the notebooks of the repository that the current folder lies in.
pub fn weave(options: &Options) -> Result<()> {
    let workbook = workbook()?;
    let weaver = Weaver {
        workbook: &workbook,
        options,
        preload: Preload::ensure(&|line| eprintln!("{line}"))?,
        board: Board::default(),
    };
    let editions = editions(&workbook, &options.chapters, options.language)?;
    let jobs = options.jobs.unwrap_or_else(pool::cores);
    let done = pool::each(jobs, &editions, |edition| {
        let done = weaver.weave(edition);
        weaver.board.end(&name(edition));
        done
    });
    let mut errors: Vec<String> = vec![];
    for line in done {
        match line {
            Ok(line) => println!("{line}"),
            Err(error) => errors.push(error.to_string()),
        }
    }
    if options.solved.is_none()
        && let Err(error) = weaver.shared()
    {
        errors.push(error.to_string());
    }
    if errors.is_empty() { Ok(()) } else { Err(Error::new(errors.join("\n"))) }
}

/// The chosen chapters in every language that they have.
fn editions<'a>(
    workbook: &'a Workbook,
    numbers: &[String],
    language: Option<Language>,
) -> Result<Vec<Edition<'a>>> {
    let mut editions = vec![];
    for chapter in workbook.chosen(numbers)? {
        if language != Some(Language::Japanese) {
            editions.push(Edition::english(chapter));
        }
        if language != Some(Language::English)
            && let Some(catalogue) = Catalogue::read(&workbook.root, chapter)?
        {
            editions.push(Edition::japanese(chapter, &catalogue));
        }
    }
    Ok(editions)
}

fn name(edition: &Edition) -> String {
    match edition.language {
        Language::English => edition.source.name(),
        other => format!("{}/{}", other.code(), edition.source.name()),
    }
}

struct Weaver<'a> {
    workbook: &'a Workbook,
    options: &'a Options,
    preload: Preload,
    board: Board,
}

impl Weaver<'_> {
    /// Weaves one notebook; returns its line of the report.
    fn weave(&self, edition: &Edition) -> Result<String> {
        let folder = self.options.solved.clone();
        let folder = folder.unwrap_or_else(|| self.workbook.root.join("notebooks"));
        let file = folder.join(format!("{}.ipynb", name(edition)));
        let committed = self.options.check.then(|| committed(&file, edition)).transpose()?;
        if let Some(committed) = &committed {
            // Sources first: they cost nothing, and outputs of other sources say nothing.
            let sources = self.page(edition, &Run::default(), &metrics_of(committed));
            agree(&file, edition, different_source(committed.cells(), sources.cells()))?;
        }

        let (run, fresh) = self.run(edition)?;
        let (metrics, mut problems) = results::metrics(&edition.chapter, &run);
        problems.extend(results::figures(&edition.chapter, &run));
        problem::none(problems)?;

        let notebook = self.page(edition, &run, &metrics);
        if let Some(committed) = &committed {
            agree(&file, edition, different_output(committed.cells(), notebook.cells()))?;
        } else {
            within_limits(edition, run.seconds, notebook.text().len())?;
            write(&file, notebook.text().as_bytes())?;
        }
        Ok(report(edition, &run, fresh, notebook.text().len()))
    }

    /// The last run of a chapter, or a new one; says whether it is new.
    fn run(&self, edition: &Edition) -> Result<(Run, bool)> {
        let key = kept::key(edition, &self.preload);
        if let Some(run) = kept::find(edition, &key) {
            return Ok((run, false));
        }
        let name = name(edition);
        let watch = |number, of, cell: &str| self.board.show(&name, number, of, cell);
        let run = execute::execute(edition, self.preload.clone(), &watch)?;
        // A run on a busy machine may be too slow: the next one is measured anew.
        if run.seconds <= f64::from(edition.chapter.front.budget) {
            kept::keep(edition, &key, &run);
        }
        Ok((run, true))
    }

    fn page(&self, edition: &Edition, run: &Run, metrics: &Metrics) -> Notebook {
        let page = Page { workbook: self.workbook, edition, run, metrics };
        let mut notebook = page.notebook(self.options.solved.is_some());
        notebook.metadata_mut()["language_info"] = language_info(self.preload.toolchain.release());
        notebook
    }

    /// What all chapters share: the planned ones.
    fn shared(&self) -> Result<()> {
        let file = self.workbook.root.join("notebooks").join(format!("{}.ipynb", planned::NAME));
        let text = planned::notebook(self.workbook).text();
        if fs::read_to_string(&file).is_ok_and(|there| there == text) {
            return Ok(());
        }
        if self.options.check {
            let advice = "cargo run --release -p lessons -- weave";
            return Err(Error::new(format!("{} is not up to date: {advice}", file.display())));
        }
        write(&file, text.as_bytes())
    }
}

/// The metrics that a committed notebook was written with.
fn metrics_of(notebook: &Notebook) -> Metrics {
    let metrics = notebook.metadata()["manabi"]["metrics"].as_object();
    let numbers = metrics.into_iter().flatten();
    numbers.filter_map(|(name, value)| Some((name.clone(), value.as_f64()?))).collect()
}

fn write(file: &Path, content: &[u8]) -> Result<()> {
    let folder = file.parent().unwrap_or(file);
    fs::create_dir_all(folder).map_err(|error| places::unwritable(folder, &error))?;
    places::write(file, content)
}

fn committed(file: &Path, edition: &Edition) -> Result<Notebook> {
    Notebook::read(file).map_err(|error| Error::new(format!("{error} {}", advice(edition))))
}

fn agree(file: &Path, edition: &Edition, difference: Option<String>) -> Result<()> {
    let Some(difference) = difference else { return Ok(()) };
    Err(Error::new(format!("{}: {difference}. {}", file.display(), advice(edition))))
}

fn advice(edition: &Edition) -> String {
    format!("Weave it again: cargo run --release -p lessons -- weave {}", edition.source.number)
}

fn within_limits(edition: &Edition, seconds: f64, bytes: usize) -> Result<()> {
    let (name, budget) = (name(edition), edition.chapter.front.budget);
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

fn report(edition: &Edition, run: &Run, fresh: bool, bytes: usize) -> String {
    let Chapter { front, .. } = &edition.chapter;
    let counted = |number: usize, what: &str| match number {
        0 => String::new(),
        1 => format!(", 1 {what}"),
        _ => format!(", {number} {what}s"),
    };
    let translated = match (edition.language, edition.translated) {
        (Language::English, _) => String::new(),
        (_, (done, all)) => format!(", {done} of {all} texts translated"),
    };
    format!(
        "{:24} {:5.1} s of {} s{}, {} KB{}{}{}{translated}",
        name(edition),
        run.seconds,
        front.budget,
        if fresh { "" } else { " (kept)" },
        bytes / 1000,
        counted(edition.chapter.figures().count(), "figure"),
        counted(front.metrics.len(), "metric"),
        counted(edition.chapter.exercises().count(), "exercise"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workbook::tests::own;

    #[test]
    fn every_notebook_has_the_sources_of_its_chapter() {
        let workbook = own();
        for edition in editions(&workbook, &[], None).unwrap() {
            let file = workbook.root.join(format!("notebooks/{}.ipynb", name(&edition)));
            let committed = Notebook::read(&file).unwrap();
            let (run, metrics) = (Run::default(), metrics_of(&committed));
            let page =
                Page { workbook: &workbook, edition: &edition, run: &run, metrics: &metrics };
            let difference = different_source(committed.cells(), page.notebook(false).cells());
            assert_eq!(difference, None, "{}", file.display());
        }
    }

    #[test]
    fn limits_are_said_in_numbers() {
        let workbook = own();
        let edition = Edition::english(workbook.chapter("02").unwrap());
        let (budget, limit) = (f64::from(edition.chapter.front.budget), LARGEST);
        assert!(within_limits(&edition, budget, limit).is_ok());
        let slow = within_limits(&edition, budget + 0.5, limit).unwrap_err();
        assert!(slow.to_string().contains("its budget is"));
        let large = within_limits(&edition, budget, limit + 1).unwrap_err();
        assert!(large.to_string().contains("500 KB are the most"));
    }
}
