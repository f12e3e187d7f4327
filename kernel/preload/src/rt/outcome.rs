//! How a cell ends: well, by `?`, or by a panic.

use std::cell::RefCell;
use std::fmt::Debug;
use std::panic::{AssertUnwindSafe, Location, PanicHookInfo, catch_unwind};

use channel::{FromWorker, Outcome, Panic, Place};

use super::worker;

/// The error of a cell's `?`, in its Debug form.
pub struct CellErr {
    value: String,
    place: Place,
}

impl<E: Debug> From<E> for CellErr {
    #[track_caller]
    fn from(error: E) -> CellErr {
        CellErr { value: format!("{error:?}"), place: place(Location::caller()) }
    }
}

/// Runs the user's statements and catches their panic.
pub fn run_once(body: Box<dyn FnOnce() -> Result<(), CellErr> + '_>) -> Result<(), Outcome> {
    match catch_unwind(AssertUnwindSafe(body)) {
        Ok(Ok(())) => Ok(()),
        Ok(Err(CellErr { value, place })) => Err(Outcome::Error { value, place }),
        Err(payload) => {
            discard(payload);
            Err(Outcome::Panicked(PANIC.take()))
        }
    }
}

/// Reports how the cell ended.
pub fn finish(result: Result<(), Outcome>) {
    OUTCOME.set(result.err());
}

/// Drops a value outside the cell's own catch: a panic in its drop code is printed, not more.
pub fn discard<T>(value: T) {
    let _ = catch_unwind(AssertUnwindSafe(|| drop(value)));
}

thread_local! {
    static PANIC: RefCell<Panic> = RefCell::default();
    static OUTCOME: RefCell<Option<Outcome>> = const { RefCell::new(None) };
}

/// The outcome that the cell reported last.
pub(super) fn take_outcome() -> Outcome {
    OUTCOME.take().unwrap_or(Outcome::Ok)
}

/// The panic that the hook saw last on this thread.
pub(super) fn take_panic() -> Panic {
    PANIC.take()
}

/// Keeps the panic of the cell's thread for its report; a panic elsewhere is reported at once.
pub(super) fn hook(info: &PanicHookInfo) {
    let panic = Panic {
        message: info.payload_as_str().unwrap_or("a value that is no text").to_string(),
        place: info.location().map(place).unwrap_or_default(),
    };
    if worker::on_cell_thread() {
        PANIC.set(panic);
    } else {
        let thread = std::thread::current().name().unwrap_or("without a name").to_string();
        worker::send(&FromWorker::ThreadPanic { thread, panic });
    }
}

fn place(at: &Location) -> Place {
    Place { file: at.file().to_string(), line: at.line(), column: at.column() }
}
