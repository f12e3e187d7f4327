//! Output of a cell besides its streams, from the worker's message to the event that a front end shows.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use channel::{Content, FromWorker, Place, UNNAMED};
use serde_json::{Map, Value};

use crate::eval::source::Sources;
use crate::eval::types::short;
use crate::session::{Event, Stream};

/// The event that a message asks for. A message that shows nothing comes back.
pub fn event(message: FromWorker, sources: &Sources) -> Result<Event, FromWorker> {
    Ok(match message {
        FromWorker::Display { bundle, id } => {
            Event::Display { data: data(bundle), id, update: false }
        }
        FromWorker::Update { bundle, id } => {
            Event::Display { data: data(bundle), id: Some(id), update: true }
        }
        FromWorker::Clear { wait } => Event::Clear { wait },
        FromWorker::Result { bundle } => Event::Result { data: data(bundle) },
        FromWorker::ResultType { type_name } => {
            let text = Value::String(short(&type_name));
            Event::Result { data: Map::from_iter([("text/plain".to_string(), text)]) }
        }
        FromWorker::Debug { text, place } => {
            let place = match sources.origin(&place) {
                Some(origin) => {
                    let (line, column) = origin.line_column();
                    format!("cell {}:{line}:{column}", origin.cell.count)
                }
                None => format!("{}:{}:{}", place.file, place.line, place.column),
            };
            Event::Stream { stream: Stream::Stderr, text: format!("[{place}]{text}\n") }
        }
        FromWorker::ThreadPanic { thread, panic } => {
            let place =
                place(&panic.place, sources).map_or(String::new(), |at| format!(" at {at}"));
            let who = match thread.as_str() {
                "" => "a `drop`".to_string(),
                UNNAMED => "a thread".to_string(),
                name => format!("the thread `{name}`"),
            };
            let text = format!("{who} panicked{place}: {}\n", panic.message);
            Event::Stream { stream: Stream::Stderr, text }
        }
        other => return Err(other),
    })
}

/// What the user calls a place in generated source, if it lies in a cell.
pub fn place(place: &Place, sources: &Sources) -> Option<String> {
    let origin = sources.origin(place)?;
    Some(format!("cell {}, line {}", origin.cell.count, origin.line_column().0))
}

/// A bundle as Jupyter has it: text as text, JSON as JSON, the rest as base64.
fn data(bundle: Content) -> Map<String, Value> {
    let value = |mime: &str, content: Vec<u8>| {
        let textual = mime.starts_with("text/")
            || mime == "image/svg+xml"
            || mime == "application/javascript";
        if mime == "application/json" || mime.ends_with("+json") {
            return serde_json::from_slice(&content)
                .unwrap_or_else(|_| Value::String(String::from_utf8_lossy(&content).into_owned()));
        }
        Value::String(if textual {
            String::from_utf8_lossy(&content).into_owned()
        } else {
            STANDARD.encode(content)
        })
    };
    bundle
        .into_iter()
        .map(|(mime, content)| {
            let v = value(&mime, content);
            (mime, v)
        })
        .collect()
}
