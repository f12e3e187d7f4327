//! The terminal: a line of progress that replaces itself, and a little colour. In a file or a pipe neither shows.

use std::cell::RefCell;
use std::env;
use std::io::{IsTerminal as _, Write as _, stderr};
use std::time::{Duration, Instant};

/// A line of progress on standard error.
pub struct Progress {
    live: bool,
    last: RefCell<Option<Instant>>,
}

/// Without a terminal a line comes this often at most: enough to see that something happens.
const PAUSE: Duration = Duration::from_secs(5);

/// The line is cut here, so that it never wraps on a usual terminal.
const WIDTH: usize = 79;

impl Progress {
    pub fn new() -> Progress {
        Progress { live: stderr().is_terminal(), last: RefCell::new(None) }
    }

    /// Shows what happens now.
    pub fn say(&self, text: &str) {
        let mut last = self.last.borrow_mut();
        if self.live {
            let line: String = text.chars().take(WIDTH).collect();
            eprint!("\r\x1b[K{line}");
            let _ = stderr().flush();
        } else if last.is_some_and(|last| last.elapsed() < PAUSE) {
            return;
        } else {
            eprintln!("{text}");
        }
        *last = Some(Instant::now());
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if self.live && self.last.borrow().is_some() {
            eprint!("\r\x1b[K");
        }
    }
}

pub fn red(text: &str) -> String {
    coloured(text, "31;1")
}

pub fn green(text: &str) -> String {
    coloured(text, "32")
}

fn coloured(text: &str, code: &str) -> String {
    if stderr().is_terminal() && env::var_os("NO_COLOR").is_none() {
        format!("\x1b[{code}m{text}\x1b[0m")
    } else {
        text.into()
    }
}

/// A number of bytes as people say it.
pub fn bytes(count: u64) -> String {
    match count {
        0..1_000 => format!("{count} B"),
        1_000..1_000_000 => format!("{} kB", count / 1_000),
        1_000_000..1_000_000_000 => format!("{} MB", count / 1_000_000),
        _ => format!("{:.1} GB", count as f64 / 1e9),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_are_said_as_people_say_them() {
        let said = [0, 999, 1_000, 2_345_678, 1_500_000_000].map(bytes);
        assert_eq!(said, ["0 B", "999 B", "1 kB", "2 MB", "1.5 GB"]);
    }
}
