//! The log: what came over the wire and was dropped, and what else helps to find a fault. Off unless `MANABI_LOG` is set.

use std::fmt::Display;
use std::io::Write;
use std::sync::LazyLock;
use std::sync::atomic::{AtomicU64, Ordering};

static ON: LazyLock<bool> = LazyLock::new(|| std::env::var_os("MANABI_LOG").is_some());
static DROPPED: AtomicU64 = AtomicU64::new(0);

/// Counts and logs something that came over the wire and was not acted upon.
pub fn dropped(what: impl Display) {
    let count = DROPPED.fetch_add(1, Ordering::Relaxed) + 1;
    note(format_args!("dropped {what} (number {count})"));
}

/// Logs a line.
pub fn note(line: impl Display) {
    if *ON {
        // `eprintln!` panics when nobody holds the other end.
        let _ = writeln!(std::io::stderr(), "manabi kernel: {line}");
    }
}
