//! A board: how far the running chapters are, in one line of the terminal.

use std::collections::BTreeMap;
use std::io::{IsTerminal, Write, stderr};
use std::sync::{Mutex, PoisonError};

/// The running chapters. Without a terminal nothing is shown.
#[derive(Default)]
pub struct Board(Mutex<BTreeMap<String, String>>);

impl Board {
    /// A chapter begins a cell.
    pub fn show(&self, chapter: &str, number: usize, of: usize, cell: &str) {
        self.change(|running| {
            drop(running.insert(chapter.into(), format!("{number}/{of} {cell}")))
        });
    }

    /// A chapter has ended.
    pub fn end(&self, chapter: &str) {
        self.change(|running| drop(running.remove(chapter)));
    }

    fn change(&self, change: impl FnOnce(&mut BTreeMap<String, String>)) {
        let mut running = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        change(&mut running);
        if stderr().is_terminal() {
            let parts: Vec<String> =
                running.iter().map(|(name, at)| format!("{name} {at}")).collect();
            let line: String = parts.join(" · ").chars().take(100).collect();
            eprint!("\r\x1b[K{line}");
            let _ = stderr().flush();
        }
    }
}
