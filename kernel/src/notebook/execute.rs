//! Running a notebook without Jupyter: its cells one after the other, their outputs stored.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::Notebook;
use super::outputs::Outputs;
use crate::error::Result;
use crate::preload::Preload;
use crate::progress::keeping;
use crate::session::{CellError, Interrupter, Request, Session};
use crate::toolchain::language_info;

/// How a notebook is run.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// How long one cell may take.
    pub timeout: Option<Duration>,
    /// Go on after a cell that failed.
    pub allow_errors: bool,
}

/// What happens in a run, for whoever watches it.
#[derive(Debug)]
pub enum Step<'a> {
    /// A cell starts: its number among the cells that run, from one, and how many there are.
    Start { number: usize, of: usize },
    /// It ended.
    End { number: usize, of: usize, took: Duration, error: Option<&'a CellError> },
}

/// The cell that stopped a run.
#[derive(Clone, Debug)]
pub struct Failure {
    /// Its number among the cells that run, from one.
    pub number: usize,
    pub source: String,
    pub error: CellError,
}

/// After an interrupt a cell has this long to stop by itself.
const GRACE: Duration = Duration::from_secs(5);

/// Runs all code cells and stores their outputs, up to the first that fails.
///
/// Cells with nothing in them do not run, nor do those with the tag `skip-execution`; a cell with the tag
/// `raises-exception` may fail. (These are the rules of Python's nbclient.)
pub fn execute(
    notebook: &mut Notebook,
    preload: Preload,
    options: &Options,
    watch: &dyn Fn(Step),
) -> Result<Option<Failure>> {
    let version = preload.toolchain.release().to_string();
    let outputs = Arc::new(Mutex::new(Outputs::default()));
    let taker = outputs.clone();
    let mut session = Session::start(
        preload,
        keeping(Arc::new(move |event| {
            taker.lock().unwrap_or_else(PoisonError::into_inner).take(event)
        })),
    )?;

    let cells: Vec<usize> =
        (0..notebook.cells().len()).filter(|index| runs(&notebook.cells()[*index])).collect();
    let mut counts = Vec::new();
    let mut failure = None;
    for (place, index) in cells.iter().copied().enumerate() {
        let (number, of) = (place + 1, cells.len());
        let cell = &notebook.cells()[index];
        let source = cell["source"].as_str().unwrap_or_default();
        let request = Request { code: source, cell_id: cell["id"].as_str(), count: number as u32 };

        watch(Step::Start { number, of });
        lock(&outputs).begin(index, request.count);
        let start = Instant::now();
        let result = execute_cell(&mut session, &request, options.timeout);
        let error = result.err();
        counts.push((index, request.count));
        if let Some(error) = &error {
            lock(&outputs).fail(error);
        }
        watch(Step::End { number, of, took: start.elapsed(), error: error.as_ref() });
        if let Some(error) = error
            && !options.allow_errors
            && !tagged(cell, "raises-exception")
        {
            failure = Some(Failure { number, source: source.into(), error });
            break;
        }
    }
    drop(session);

    let mut outputs = std::mem::take(&mut *lock(&outputs)).into_cells();
    let mut counts = counts.into_iter().peekable();
    for (index, cell) in notebook.cells_mut().enumerate() {
        if let Some(outputs) = outputs.remove(&index) {
            cell["outputs"] = outputs.into();
        }
        if let Some((_, count)) = counts.next_if(|(counted, _)| *counted == index) {
            cell["execution_count"] = count.into();
        }
    }
    describe(notebook.metadata_mut(), &version);
    Ok(failure)
}

fn lock(outputs: &Mutex<Outputs>) -> std::sync::MutexGuard<'_, Outputs> {
    outputs.lock().unwrap_or_else(PoisonError::into_inner)
}

fn runs(cell: &Value) -> bool {
    cell["cell_type"] == "code"
        && cell["source"].as_str().is_some_and(|source| !source.trim().is_empty())
        && !tagged(cell, "skip-execution")
}

fn tagged(cell: &Value, tag: &str) -> bool {
    cell["metadata"]["tags"].as_array().is_some_and(|tags| tags.iter().any(|known| known == tag))
}

/// Says in the notebook which kernel ran it, as Jupyter does when it saves one.
fn describe(metadata: &mut Value, version: &str) {
    if !metadata["kernelspec"].is_object() {
        metadata["kernelspec"] =
            json!({ "display_name": "Rust (manabi)", "language": "rust", "name": "manabi" });
    }
    metadata["language_info"] = language_info(version);
}

/// Runs one cell, and interrupts it if it takes longer than the timeout.
pub fn execute_cell(
    session: &mut Session,
    request: &Request,
    timeout: Option<Duration>,
) -> std::result::Result<(), CellError> {
    let Some(timeout) = timeout else {
        return session.execute(request);
    };
    let interrupter = session.interrupter();
    let late = AtomicBool::new(false);
    let result = thread::scope(|scope| {
        let (done, wait) = mpsc::channel::<()>();
        scope.spawn(|| stop_late(wait, timeout, &interrupter, &late));
        let result = session.execute(request);
        drop(done);
        result
    });
    match result {
        Err(_) if late.load(Ordering::Relaxed) => {
            let sentence = format!("The cell took longer than {} s.", timeout.as_secs_f64());
            Err(CellError::plain("Timeout", &sentence))
        }
        result => result,
    }
}

/// Interrupts a cell that takes too long; a second interrupt ends it by force.
fn stop_late(
    wait: mpsc::Receiver<()>,
    timeout: Duration,
    interrupter: &Interrupter,
    late: &AtomicBool,
) {
    let mut patience = timeout;
    while wait.recv_timeout(patience) == Err(RecvTimeoutError::Timeout) {
        late.store(true, Ordering::Relaxed);
        interrupter.interrupt();
        patience = GRACE;
    }
}
