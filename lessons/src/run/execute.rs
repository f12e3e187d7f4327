//! Execution of a chapter: one session of the kernel, all steps in order.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use kernel::error::{Error, Result};
use kernel::notebook::{self, Outputs};
use kernel::preload::Preload;
use kernel::session::{CellError, Events, Request, Session};
use serde_json::Value;

use super::Run;
use super::media::{self, CHECK};
use super::steps::{Kind, Step, steps};
use crate::chapter::{Chapter, Fails};
use crate::problem::Problem;
use crate::translation::{Edition, Language};

/// Where a run is: the step that begins, from one, how many there are, and its cell.
pub type Watch<'a> = &'a (dyn Fn(usize, usize, &str) + Sync);

/// Runs every cell of a chapter, and every exercise unsolved, solved and answered wrongly.
pub fn execute(edition: &Edition, preload: Preload, watch: Watch) -> Result<Run> {
    execute_in(Session::start, edition, preload, watch)
}

/// The same as for the first time: every cell is compiled, whatever the cache holds.
pub fn execute_cold(edition: &Edition, preload: Preload, watch: Watch) -> Result<Run> {
    execute_in(Session::start_cold, edition, preload, watch)
}

fn execute_in(
    start: fn(Preload, Events) -> Result<Session>,
    edition: &Edition,
    preload: Preload,
    watch: Watch,
) -> Result<Run> {
    let chapter = &edition.chapter;
    // With other seeds only the metrics matter.
    let other_seeds = edition.language == Language::English && *chapter != *edition.source;
    let steps = steps(edition, !other_seeds);
    let outputs = Arc::new(Mutex::new(Outputs::default()));
    let taker = outputs.clone();
    let mut session = start(preload, Arc::new(move |event| lock(&taker).take(event)))?;
    let timeout = Some(Duration::from_secs(chapter.front.budget.into()));

    let mut run = Run::default();
    for (place, step) in steps.iter().enumerate() {
        watch(place + 1, steps.len(), &step.id);
        lock(&outputs).begin(place, step.count);
        let request = Request { code: &step.code, cell_id: Some(&step.id), count: step.count };
        let started = Instant::now();
        let result = notebook::execute_cell(&mut session, &request, timeout);
        if !matches!(step.kind, Kind::Wrong(_)) {
            run.seconds += started.elapsed().as_secs_f64();
        }
        if let Err(error) = &result {
            lock(&outputs).fail(error);
        }
        as_expected(step, result).map_err(|sentence| problem(chapter, step, sentence))?;
    }
    drop(session);

    let cells = std::mem::take(&mut *lock(&outputs)).into_cells();
    for (step, mut outputs) in steps.iter().zip(cells.into_values()) {
        outputs.iter_mut().for_each(media::settle);
        said(step, &outputs, edition.language)
            .map_err(|sentence| problem(chapter, step, sentence))?;
        match step.kind {
            Kind::Cell(_) | Kind::Untried | Kind::Faulty => {
                run.outputs.insert(step.id.clone(), outputs);
            }
            Kind::Solved => drop(run.solved.insert(step.id.clone(), outputs)),
            Kind::Answer | Kind::Wrong(_) => {}
        }
    }
    Ok(run)
}

fn lock(outputs: &Mutex<Outputs>) -> MutexGuard<'_, Outputs> {
    outputs.lock().unwrap_or_else(PoisonError::into_inner)
}

fn problem(chapter: &Chapter, step: &Step, sentence: String) -> Error {
    let sentence = format!("cell `{}`: {sentence}", step.id);
    match step.kind {
        Kind::Wrong(answer) => {
            let file = chapter.file.ancestors().nth(2).unwrap_or(&chapter.file).join("wrong");
            let file = file.join(format!("{}.md", chapter.name()));
            Problem::new(&file, (answer.line, sentence)).into()
        }
        _ => Problem::new(&chapter.file, (step.line, sentence)).into(),
    }
}

/// Whether a step ended as it must.
fn as_expected(
    step: &Step,
    result: std::result::Result<(), CellError>,
) -> std::result::Result<(), String> {
    let Err(error) = result else {
        return match step.kind {
            Kind::Cell(Some(Fails::Compile(_))) => {
                Err("it is compile_fail, but it compiles".into())
            }
            Kind::Cell(Some(Fails::Panic)) => {
                Err("it is should_panic, but it runs to its end".into())
            }
            _ => Ok(()),
        };
    };
    let coded = |name: &str| name.starts_with('E') && name[1..].bytes().all(|b| b.is_ascii_digit());
    let expected = match &step.kind {
        Kind::Cell(None) | Kind::Solved | Kind::Answer => false,
        Kind::Cell(Some(Fails::Compile(Some(code)))) => error.name == *code,
        Kind::Cell(Some(Fails::Compile(None))) => coded(&error.name) || error.name == "error",
        Kind::Cell(Some(Fails::Panic)) => error.name == "Panic",
        Kind::Untried | Kind::Faulty | Kind::Wrong(_) => true,
    };
    let traceback = error.traceback.join("\n");
    match expected {
        true => Ok(()),
        false => {
            Err(format!("{}: {}\n{traceback}\n", error.name, error.value.trim_end_matches('.')))
        }
    }
}

/// Whether a check said what it must.
fn said(step: &Step, outputs: &[Value], language: Language) -> std::result::Result<(), String> {
    let wanted = match step.kind {
        Kind::Untried => "not_attempted",
        Kind::Solved => "pass",
        Kind::Faulty | Kind::Wrong(_) => "fail",
        Kind::Cell(_) | Kind::Answer => return Ok(()),
    };
    let Some(check) = media::found(outputs, CHECK).last() else {
        return Err("the check left no outcome".into());
    };
    let (outcome, text) = (&check["outcome"], check["text"].as_str().unwrap_or_default());
    match step.kind {
        // A wrong answer may also end in a panic, which the check then explains.
        Kind::Wrong(answer) if outcome == "fail" || outcome == "panicked" => {
            // A diagnosis is written in English only; others must refuse the answer too.
            match &answer.diagnosis {
                _ if language != Language::English => Ok(()),
                part if text.contains(part.as_str()) => Ok(()),
                part => Err(format!(
                    "the diagnosis of this wrong answer should contain `{part}` and is: {text}"
                )),
            }
        }
        Kind::Wrong(_) => {
            Err(format!("the check lets this wrong answer through: its outcome is {outcome}"))
        }
        _ if outcome == wanted => Ok(()),
        _ => Err(format!("the outcome of the check should be `{wanted}` and is {outcome}: {text}")),
    }
}
