//! Where display messages go: to the notebook when there is one, else to standard output.

use std::panic::Location;
use std::sync::OnceLock;

use super::Bundle;

/// A message to the notebook's front end.
#[derive(Clone, Debug, PartialEq)]
pub enum Message {
    /// Show a bundle below the cell. With an id it can be replaced later by an update.
    Display {
        /// What to show.
        bundle: Bundle,
        /// The name for later updates.
        id: Option<String>,
    },
    /// Replace what was displayed under this id.
    Update {
        /// What to show from now on.
        bundle: Bundle,
        /// The name that it was displayed under.
        id: String,
    },
    /// Clear the cell's output, at once or (`wait`) when the next output comes.
    Clear {
        /// Whether the output stays until the next one comes, so that nothing flickers.
        wait: bool,
    },
}

/// A receiver of display messages.
pub trait Sink: Send + Sync {
    /// Takes one message; must not panic.
    fn send(&self, message: Message);

    /// What the reader calls a place in a program, such as `cell 3, line 2`, if the receiver knows it.
    fn place(&self, _: &Location) -> Option<String> {
        None
    }
}

static SINK: OnceLock<Box<dyn Sink>> = OnceLock::new();

/// Installs the receiver of all display messages of this process. The first one stays.
pub fn set_sink(sink: Box<dyn Sink>) {
    let _ = SINK.set(sink);
}

/// Whether a notebook takes the messages.
pub(crate) fn is_installed() -> bool {
    SINK.get().is_some()
}

/// What the reader calls a place in a program.
pub(crate) fn place(at: &Location) -> String {
    let known = SINK.get().and_then(|sink| sink.place(at));
    known.unwrap_or_else(|| format!("{}, line {}", at.file(), at.line()))
}

/// Sends a message to the notebook; without one, prints a displayed bundle's text.
pub(crate) fn send(message: Message) {
    match SINK.get() {
        Some(sink) => sink.send(message),
        None => {
            if let Message::Display { bundle, .. } = message {
                println!("{}", bundle.plain());
            }
        }
    }
}

/// The messages that `f` sends. The sink of a test process hands each to the thread that sent it.
#[cfg(test)]
pub(crate) fn recorded(f: impl FnOnce()) -> Vec<Message> {
    use std::cell::RefCell;

    thread_local!(static MESSAGES: RefCell<Vec<Message>> = RefCell::default());

    struct Recorder;

    impl Sink for Recorder {
        fn send(&self, message: Message) {
            MESSAGES.with_borrow_mut(|messages| messages.push(message));
        }
    }

    set_sink(Box::new(Recorder));
    MESSAGES.take();
    f();
    MESSAGES.take()
}
