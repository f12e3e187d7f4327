//! How a cell ends: well, by `?`, or by a panic.

use std::cell::RefCell;
use std::ffi::CStr;
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

/// Drops a value outside the cell's own catch: a panic in its drop code is reported, not more.
pub fn discard<T>(value: T) {
    if catch_unwind(AssertUnwindSafe(|| drop(value))).is_err() {
        worker::show(&FromWorker::ThreadPanic { thread: String::new(), panic: PANIC.take() });
    }
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
        let thread = std::thread::current().name().unwrap_or(channel::UNNAMED).to_string();
        worker::show(&FromWorker::ThreadPanic { thread, panic });
    }
}

/// A place in a cell names the library that the cell was compiled to: the compiler reads all cells
/// from standard input, so they share one file name.
pub(super) fn place(at: &Location) -> Place {
    let file = library_of(at.file().as_ptr()).unwrap_or_else(|| at.file().to_string());
    Place { file, line: at.line(), column: at.column() }
}

/// The loaded library that this byte lies in.
fn library_of(byte: *const u8) -> Option<String> {
    // SAFETY: all zeros is a valid Dl_info; the call only compares the address and fills the struct.
    let mut info: libc::Dl_info = unsafe { std::mem::zeroed() };
    // SAFETY: as above.
    if unsafe { libc::dladdr(byte.cast(), &mut info) } == 0 || info.dli_fname.is_null() {
        return None;
    }
    // SAFETY: dladdr gives a text that lives as long as the library, which is never unloaded.
    Some(unsafe { CStr::from_ptr(info.dli_fname) }.to_string_lossy().into_owned())
}
