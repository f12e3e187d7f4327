//! What the tests of several modules need.

use std::cell::RefCell;
use std::io::Write;
use std::ops::Deref;
use std::panic::{AssertUnwindSafe, catch_unwind, set_hook};
use std::path::{Path, PathBuf};
use std::sync::Once;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::{env, fs, process};

/// The message of the panic that `f` ends with.
pub fn panic_message<T>(f: impl FnOnce() -> T) -> String {
    let Err(payload) = catch_unwind(AssertUnwindSafe(f)) else {
        panic!("expected a panic");
    };
    match payload.downcast::<String>() {
        Ok(message) => *message,
        Err(payload) => payload.downcast_ref::<&str>().unwrap().to_string(),
    }
}

/// The file in which `f` panics, as its caller sees it.
pub fn panic_file<T>(f: impl FnOnce() -> T) -> String {
    static HOOK: Once = Once::new();
    thread_local!(static FILE: RefCell<String> = RefCell::default());

    HOOK.call_once(|| {
        let before = std::panic::take_hook();
        set_hook(Box::new(move |info| {
            FILE.set(info.location().map_or("", |l| l.file()).into());
            before(info);
        }));
    });
    panic_message(f);
    FILE.take()
}

/// The value of `f` where this many threads share the work.
pub fn on_threads<T: Send>(threads: usize, f: impl FnOnce() -> T + Send) -> T {
    rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap().install(f)
}

/// Says that a test did not run, also where the output of tests that pass is not shown.
pub fn skipped(reason: &str) {
    let test = std::thread::current().name().unwrap_or("a test").to_string();
    let _ = writeln!(std::io::stderr(), "{test} is skipped: {reason}");
}

/// An empty folder of a test's own, removed at its end.
pub struct Folder(PathBuf);

impl Folder {
    pub fn new() -> Folder {
        static MADE: AtomicUsize = AtomicUsize::new(0);

        let number = MADE.fetch_add(1, Ordering::Relaxed);
        let path = env::temp_dir().join(format!("manabi-test-{}-{number}", process::id()));
        fs::create_dir(&path).unwrap();
        Folder(path)
    }
}

impl Deref for Folder {
    type Target = Path;

    fn deref(&self) -> &Path {
        &self.0
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}
