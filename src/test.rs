//! What the tests of several modules need.

use std::cell::RefCell;
use std::panic::{AssertUnwindSafe, catch_unwind, set_hook};
use std::sync::Once;

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
