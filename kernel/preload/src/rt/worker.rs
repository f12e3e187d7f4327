//! The worker: a process that loads compiled cells and runs them one after the other on one thread.

use std::cell::Cell;
use std::ffi::{CStr, CString};
use std::fs::File;
use std::io::{self, Write};
use std::os::fd::{AsRawFd, FromRawFd, OwnedFd};
use std::panic::{AssertUnwindSafe, Location, catch_unwind};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, Receiver};
use std::sync::{Mutex, OnceLock, PoisonError};
use std::thread;
use std::time::Duration;

use channel::{FromWorker, Outcome, ToWorker};

use super::{outcome, paths, variables};
use crate::display::{Bundle, Message, Sink, set_sink, settle};

/// The stack of the thread that runs cells. Deep recursion is an everyday lesson; memory is only used where touched.
const STACK: usize = 256 << 20;

/// How long text that a cell prints without a newline may wait.
const FLUSH: Duration = Duration::from_millis(30);

/// The same for threads that print after their cell has ended: an idle worker seldom wakes.
const IDLE_FLUSH: Duration = Duration::from_millis(500);

/// Whether a cell runs.
static RUNNING: AtomicBool = AtomicBool::new(false);

static CHANNEL: OnceLock<Mutex<File>> = OnceLock::new();

/// Hears the kernel's answers: that what was sent is shown, or what a place is called.
static ANSWERS: OnceLock<Mutex<Receiver<Option<String>>>> = OnceLock::new();

thread_local! {
    static CELL_THREAD: Cell<bool> = const { Cell::new(false) };
}

/// Serves the kernel at the other end of this socket until it goes away.
pub fn serve(socket: OwnedFd) -> io::Result<std::convert::Infallible> {
    let channel = keep(socket.as_raw_fd())?;
    drop(socket);
    let mut incoming = File::from(keep(channel.as_raw_fd())?);
    let (orders, ordered) = mpsc::channel();
    let (answered, answers) = mpsc::channel();
    if CHANNEL.set(Mutex::new(File::from(channel))).is_err()
        || ANSWERS.set(Mutex::new(answers)).is_err()
    {
        return Err(io::Error::other("this process serves a kernel already"));
    }
    std::panic::set_hook(Box::new(outcome::hook));
    set_sink(Box::new(ToKernel));
    let streams = Streams::keep()?;
    let flusher = thread::Builder::new().name("flush".into()).spawn(flush_forever)?;
    thread::Builder::new().name("cell".into()).stack_size(STACK).spawn(move || {
        CELL_THREAD.set(true);
        send(&FromWorker::Ready { paths: paths::table() });
        for order in ordered {
            RUNNING.store(true, Ordering::Relaxed);
            flusher.thread().unpark();
            obey(order, &streams);
            RUNNING.store(false, Ordering::Relaxed);
        }
    })?;
    while let Ok(order) = ToWorker::read(&mut incoming) {
        let _ = match order {
            ToWorker::Shown => answered.send(None).is_ok(),
            ToWorker::Located { place } => answered.send(place).is_ok(),
            order => orders.send(order).is_ok(),
        };
    }
    // The kernel is gone, or a cell closed the channel: whatever a cell still does has nobody to tell.
    std::process::exit(channel::CUT_OFF)
}

/// Sends one message to the kernel; what was printed before it goes first.
pub(super) fn send(message: &FromWorker) {
    flush();
    if let Some(channel) = CHANNEL.get() {
        let mut socket = channel.lock().unwrap_or_else(PoisonError::into_inner);
        if message.write(&mut *socket).is_err() {
            // The kernel is gone, or a cell closed the channel: nothing can be told any more.
            std::process::exit(channel::CUT_OFF);
        }
    }
}

/// Sends something to be shown and waits until it is, so that what is printed next comes after it.
pub(super) fn show(message: &FromWorker) {
    ask(message);
}

/// Sends a message and waits for the kernel's answer.
fn ask(message: &FromWorker) -> Option<String> {
    let answers = ANSWERS.get()?.lock().unwrap_or_else(PoisonError::into_inner);
    send(message);
    // It fails only when the process is about to end.
    answers.recv().ok()?
}

/// Whether this is the thread that runs cells.
pub(super) fn on_cell_thread() -> bool {
    CELL_THREAD.get()
}

fn obey(order: ToWorker, streams: &Streams) {
    match order {
        ToWorker::Run { library, global } => {
            streams.restore();
            let outcome = match catch_unwind(AssertUnwindSafe(|| run(&library, global))) {
                Ok(Ok(())) => outcome::take_outcome(),
                Ok(Err(problem)) => panicked(problem),
                Err(_) => Outcome::Panicked(outcome::take_panic()),
            };
            // A live chart that outlives the cell still owes its last state. It is drawn by the library.
            let _ = catch_unwind(settle);
            send(&FromWorker::Finished { outcome });
        }
        ToWorker::Forget { names } => {
            variables::forget(&names);
            send(&FromWorker::Done { problem: None });
        }
        ToWorker::Load { library } => {
            send(&FromWorker::Done { problem: open(&library, libc::RTLD_GLOBAL).err() });
        }
        ToWorker::Shown | ToWorker::Located { .. } => {} // taken where orders come in
    }
}

fn panicked(message: String) -> Outcome {
    Outcome::Panicked(channel::Panic { message, ..Default::default() })
}

/// Loads a compiled cell and runs it. It is never unloaded: values that it made hold pointers into it.
fn run(library: &str, global: bool) -> Result<(), String> {
    let handle = open(library, if global { libc::RTLD_GLOBAL } else { libc::RTLD_LOCAL })?;
    // SAFETY: the handle is open; the name ends in a zero.
    let symbol = unsafe { libc::dlsym(handle, c"manabi_cell".as_ptr()) };
    if symbol.is_null() {
        return Err(format!("{library} is no compiled cell"));
    }
    // SAFETY: the kernel generated this function with this signature and compiled it with the
    // compiler that built this worker.
    let cell: fn() = unsafe { std::mem::transmute(symbol) };
    cell();
    Ok(())
}

fn open(library: &str, scope: i32) -> Result<*mut libc::c_void, String> {
    let path = CString::new(library).map_err(|_| "a path with a zero byte".to_string())?;
    // SAFETY: the path ends in a zero; the code that initialises a compiled cell is the compiler's.
    let handle = unsafe { libc::dlopen(path.as_ptr(), libc::RTLD_NOW | scope) };
    if !handle.is_null() {
        return Ok(handle);
    }
    // SAFETY: after a failed dlopen, dlerror gives a text that stays until the next call.
    Err(unsafe { CStr::from_ptr(libc::dlerror()) }.to_string_lossy().into_owned())
}

fn flush_forever() {
    loop {
        let running = RUNNING.load(Ordering::Relaxed);
        thread::park_timeout(if running { FLUSH } else { IDLE_FLUSH });
        flush();
    }
}

/// Flushes Rust's standard output. A closed pipe is the kernel's to notice.
fn flush() {
    let _ = io::stdout().flush();
}

/// The streams as the kernel gave them, to undo a cell that closed or replaced them.
struct Streams {
    kept: [OwnedFd; 2],
}

impl Streams {
    fn keep() -> io::Result<Streams> {
        Ok(Streams { kept: [keep(1)?, keep(2)?] })
    }

    fn restore(&self) {
        for (number, kept) in [1, 2].into_iter().zip(&self.kept) {
            if identity(number) != identity(kept.as_raw_fd()) {
                // SAFETY: duplicates a descriptor that this process owns.
                unsafe { libc::dup2(kept.as_raw_fd(), number) };
            }
        }
    }
}

/// A duplicate with a high number, which a cell that opens files does not meet.
fn keep(number: i32) -> io::Result<OwnedFd> {
    // SAFETY: a plain system call on a number.
    match unsafe { libc::fcntl(number, libc::F_DUPFD_CLOEXEC, 200) } {
        -1 => Err(io::Error::last_os_error()),
        // SAFETY: the new descriptor belongs to nobody else.
        kept => Ok(unsafe { OwnedFd::from_raw_fd(kept) }),
    }
}

/// What a descriptor stands for: its device and inode, or nothing when it is closed.
fn identity(number: i32) -> Option<(libc::dev_t, libc::ino_t)> {
    // SAFETY: all zeros is a valid `stat`; the call fills it.
    let mut stat: libc::stat = unsafe { std::mem::zeroed() };
    // SAFETY: the pointer is valid for the call.
    (unsafe { libc::fstat(number, &mut stat) } == 0).then_some((stat.st_dev, stat.st_ino))
}

/// Sends the library's display messages to the kernel.
struct ToKernel;

impl Sink for ToKernel {
    fn send(&self, message: Message) {
        show(&match message {
            Message::Display { bundle, id } => FromWorker::Display { bundle: content(bundle), id },
            Message::Update { bundle, id } => FromWorker::Update { bundle: content(bundle), id },
            Message::Clear { wait } => FromWorker::Clear { wait },
        });
    }

    fn place(&self, at: &Location) -> Option<String> {
        ask(&FromWorker::Locate { place: outcome::place(at) })
    }
}

fn content(bundle: Bundle) -> channel::Content {
    bundle.iter().map(|(mime, content)| (mime.to_string(), content.to_vec())).collect()
}
