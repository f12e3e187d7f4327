//! Where display messages go: to the notebook when there is one, else to standard output.

use std::sync::OnceLock;

use super::Bundle;

/// A message to the notebook's front end.
#[derive(Clone, Debug, PartialEq)]
pub enum Message {
    /// Show a bundle below the cell. With an id it can be replaced later by an update.
    Display { bundle: Bundle, id: Option<String> },
    /// Replace what was displayed under this id.
    Update { bundle: Bundle, id: String },
    /// Clear the cell's output, at once or (`wait`) when the next output comes.
    Clear { wait: bool },
}

/// A receiver of display messages.
pub trait Sink: Send + Sync {
    /// Takes one message; must not panic.
    fn send(&self, message: Message);
}

static SINK: OnceLock<Box<dyn Sink>> = OnceLock::new();

/// Installs the receiver of all display messages of this process. The first one stays.
pub fn set_sink(sink: Box<dyn Sink>) {
    let _ = SINK.set(sink);
}

/// Sends a message to the notebook; without one, prints a displayed bundle's text.
pub(crate) fn send(message: Message) {
    match SINK.get() {
        Some(sink) => sink.send(message),
        None => {
            if let Message::Display { bundle, .. } = message
                && let Some(text) = bundle.get("text/plain")
            {
                println!("{}", String::from_utf8_lossy(text));
            }
        }
    }
}
