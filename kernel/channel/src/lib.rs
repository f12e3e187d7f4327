//! The messages between the kernel and its worker, and their form on the socket.
//!
//! Both sides are built from the same sources, so the form is as plain as it can be: a frame is a
//! length and a list of byte strings, the first of which names the message.

mod frame;

use std::io::{self, Read, Write};

use frame::{read_frame, write_frame};

/// From the kernel to the worker.
#[derive(Clone, Debug, PartialEq)]
pub enum ToWorker {
    /// Load a compiled cell and run it. `global` makes its statics visible to later cells.
    Run { library: String, global: bool },
    /// Drop these variables, by their own drop code.
    Forget { names: Vec<String> },
    /// Load a library that later cells link against.
    Load { library: String },
    /// What the worker wanted to be shown is on its way to the user: what is printed from now on comes after it.
    Shown,
}

/// From the worker to the kernel.
#[derive(Clone, Debug, PartialEq)]
pub enum FromWorker {
    /// The worker is ready; pairs of private and public paths of types.
    Ready { paths: Vec<(String, String)> },
    /// Show a bundle of (media type, content); with an id it can be updated.
    Display { bundle: Content, id: Option<String> },
    /// Replace what is displayed under the id.
    Update { bundle: Content, id: String },
    /// Clear the cell's output.
    Clear { wait: bool },
    /// The value of the cell's tail expression.
    Result { bundle: Content },
    /// The value of the cell's tail expression, of which only the type can be told.
    ResultType { type_name: String },
    /// A variable was stored: its name and what `type_name` says of it.
    Stored { name: String, type_name: String },
    /// A variable was taken by the running cell.
    Taken { name: String },
    /// A variable that the cell wanted has another type than its name tells, see [`hides_lifetimes`]: the cell did not run.
    Unfit { name: String },
    /// A thread other than the cell's panicked; without a name of the thread, a value's drop code did.
    ThreadPanic { thread: String, panic: Panic },
    /// What `dbg!` tells.
    Debug { text: String, place: Place },
    /// The cell ended.
    Finished { outcome: Outcome },
    /// The answer to `Forget` and `Load`: done, or what went wrong.
    Done { problem: Option<String> },
}

/// The status with which the worker ends when a cell closed the channel under it.
pub const CUT_OFF: i32 = 86;

/// What a thread without a name is called in [`FromWorker::ThreadPanic`].
pub const UNNAMED: &str = "<unnamed>";

/// Whether what `type_name` says leaves the type open: of a function or a trait object it does not tell
/// which of several lifetimes are the same, nor, in the arguments of a type, a fixed one from any.
pub fn hides_lifetimes(type_name: &str) -> bool {
    let several = type_name.matches("&'_").count() > 1;
    let in_arguments = type_name.contains("<'_") || type_name.contains(", '_");
    (type_name.contains("fn(") || type_name.contains("dyn ")) && (several || in_arguments)
}

/// Media types with contents.
pub type Content = Vec<(String, Vec<u8>)>;

/// How a cell ended.
#[derive(Clone, Debug, PartialEq)]
pub enum Outcome {
    Ok,
    /// `?` returned this error (in its Debug form) at this place.
    Error {
        value: String,
        place: Place,
    },
    Panicked(Panic),
}

/// A panic: what it says and where it came from.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Panic {
    pub message: String,
    pub place: Place,
}

/// A place in a source file, counted from 1.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Place {
    pub file: String,
    pub line: u32,
    pub column: u32,
}

impl ToWorker {
    pub fn write(&self, to: &mut impl Write) -> io::Result<()> {
        let mut fields: Vec<&[u8]> = Vec::new();
        match self {
            ToWorker::Run { library, global } => {
                fields.extend([b"run", library.as_bytes(), flag(*global)]);
            }
            ToWorker::Forget { names } => {
                fields.push(b"forget");
                fields.extend(names.iter().map(|n| n.as_bytes()));
            }
            ToWorker::Load { library } => fields.extend([b"load".as_slice(), library.as_bytes()]),
            ToWorker::Shown => fields.push(b"shown"),
        }
        write_frame(to, &fields)
    }

    pub fn read(from: &mut impl Read) -> io::Result<ToWorker> {
        let mut f = read_frame(from)?;
        Ok(match f.text()?.as_str() {
            "run" => ToWorker::Run { library: f.text()?, global: f.flag()? },
            "forget" => ToWorker::Forget { names: f.rest()? },
            "load" => ToWorker::Load { library: f.text()? },
            "shown" => ToWorker::Shown,
            other => return Err(unknown(other)),
        })
    }
}

impl FromWorker {
    pub fn write(&self, to: &mut impl Write) -> io::Result<()> {
        let mut fields: Vec<&[u8]> = Vec::new();
        let (line, column);
        match self {
            FromWorker::Ready { paths } => {
                fields.push(b"ready");
                for (private, public) in paths {
                    fields.extend([private.as_bytes(), public.as_bytes()]);
                }
            }
            FromWorker::Display { bundle, id } => {
                fields.extend([b"display", flag(id.is_some())]);
                fields.push(id.as_deref().unwrap_or("").as_bytes());
                push_content(&mut fields, bundle);
            }
            FromWorker::Update { bundle, id } => {
                fields.extend([b"update".as_slice(), id.as_bytes()]);
                push_content(&mut fields, bundle);
            }
            FromWorker::Clear { wait } => fields.extend([b"clear", flag(*wait)]),
            FromWorker::Result { bundle } => {
                fields.push(b"result");
                push_content(&mut fields, bundle);
            }
            FromWorker::ResultType { type_name } => {
                fields.extend([b"result-type".as_slice(), type_name.as_bytes()]);
            }
            FromWorker::Unfit { name } => fields.extend([b"unfit".as_slice(), name.as_bytes()]),
            FromWorker::Stored { name, type_name } => {
                fields.extend([b"stored".as_slice(), name.as_bytes(), type_name.as_bytes()]);
            }
            FromWorker::Taken { name } => fields.extend([b"taken".as_slice(), name.as_bytes()]),
            FromWorker::ThreadPanic { thread, panic } => {
                (line, column) = numbers(&panic.place);
                fields.extend([b"thread-panic".as_slice(), thread.as_bytes()]);
                fields.extend([
                    panic.message.as_bytes(),
                    panic.place.file.as_bytes(),
                    &line,
                    &column,
                ]);
            }
            FromWorker::Debug { text, place } => {
                (line, column) = numbers(place);
                fields.extend([b"debug".as_slice(), text.as_bytes()]);
                fields.extend([place.file.as_bytes(), &line, &column]);
            }
            FromWorker::Finished { outcome: Outcome::Ok } => fields.push(b"ok"),
            FromWorker::Finished { outcome: Outcome::Error { value, place } } => {
                (line, column) = numbers(place);
                fields.extend([b"error".as_slice(), value.as_bytes()]);
                fields.extend([place.file.as_bytes(), &line, &column]);
            }
            FromWorker::Finished { outcome: Outcome::Panicked(panic) } => {
                (line, column) = numbers(&panic.place);
                fields.extend([b"panicked".as_slice(), panic.message.as_bytes()]);
                fields.extend([panic.place.file.as_bytes(), &line, &column]);
            }
            FromWorker::Done { problem } => {
                fields.extend([b"done", flag(problem.is_some())]);
                fields.push(problem.as_deref().unwrap_or("").as_bytes());
            }
        }
        write_frame(to, &fields)
    }

    pub fn read(from: &mut impl Read) -> io::Result<FromWorker> {
        let mut f = read_frame(from)?;
        Ok(match f.text()?.as_str() {
            "ready" => {
                let all = f.rest()?;
                let pairs = all.chunks_exact(2).map(|p| (p[0].clone(), p[1].clone()));
                FromWorker::Ready { paths: pairs.collect() }
            }
            "display" => {
                let (some, id) = (f.flag()?, f.text()?);
                FromWorker::Display { id: some.then_some(id), bundle: f.content()? }
            }
            "update" => FromWorker::Update { id: f.text()?, bundle: f.content()? },
            "clear" => FromWorker::Clear { wait: f.flag()? },
            "result" => FromWorker::Result { bundle: f.content()? },
            "result-type" => FromWorker::ResultType { type_name: f.text()? },
            "unfit" => FromWorker::Unfit { name: f.text()? },
            "stored" => FromWorker::Stored { name: f.text()?, type_name: f.text()? },
            "taken" => FromWorker::Taken { name: f.text()? },
            "thread-panic" => FromWorker::ThreadPanic {
                thread: f.text()?,
                panic: Panic { message: f.text()?, place: f.place()? },
            },
            "debug" => FromWorker::Debug { text: f.text()?, place: f.place()? },
            "ok" => FromWorker::Finished { outcome: Outcome::Ok },
            "error" => {
                let outcome = Outcome::Error { value: f.text()?, place: f.place()? };
                FromWorker::Finished { outcome }
            }
            "panicked" => {
                let panic = Panic { message: f.text()?, place: f.place()? };
                FromWorker::Finished { outcome: Outcome::Panicked(panic) }
            }
            "done" => {
                let (some, problem) = (f.flag()?, f.text()?);
                FromWorker::Done { problem: some.then_some(problem) }
            }
            other => return Err(unknown(other)),
        })
    }
}

fn flag(on: bool) -> &'static [u8] {
    if on { b"1" } else { b"0" }
}

fn numbers(place: &Place) -> ([u8; 4], [u8; 4]) {
    (place.line.to_le_bytes(), place.column.to_le_bytes())
}

fn push_content<'a>(fields: &mut Vec<&'a [u8]>, content: &'a Content) {
    for (mime, bytes) in content {
        fields.extend([mime.as_bytes(), bytes.as_slice()]);
    }
}

fn unknown(kind: &str) -> io::Error {
    io::Error::new(
        io::ErrorKind::InvalidData,
        format!("unknown message `{kind}` on the worker's channel"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_message_survives_the_wire() {
        let place = Place { file: "cell_1.rs".into(), line: 3, column: 14 };
        let panic = Panic { message: "boom\0é".into(), place: place.clone() };
        let content =
            vec![("text/plain".to_string(), b"1".to_vec()), ("image/png".into(), vec![0, 255])];
        let messages = [
            FromWorker::Ready { paths: vec![("a::b::C".into(), "a::C".into())] },
            FromWorker::Display { bundle: content.clone(), id: Some("1".into()) },
            FromWorker::Display { bundle: content.clone(), id: None },
            FromWorker::Update { bundle: content.clone(), id: "1".into() },
            FromWorker::Clear { wait: true },
            FromWorker::Result { bundle: content },
            FromWorker::Stored { name: "x".into(), type_name: "i32".into() },
            FromWorker::ResultType { type_name: "cell::P".into() },
            FromWorker::Unfit { name: "f".into() },
            FromWorker::Taken { name: "x".into() },
            FromWorker::ThreadPanic { thread: "t".into(), panic: panic.clone() },
            FromWorker::Debug { text: "x = 1".into(), place: place.clone() },
            FromWorker::Finished { outcome: Outcome::Ok },
            FromWorker::Finished { outcome: Outcome::Error { value: "e".into(), place } },
            FromWorker::Finished { outcome: Outcome::Panicked(panic) },
            FromWorker::Done { problem: None },
        ];
        for message in messages {
            let mut wire = Vec::new();
            message.write(&mut wire).unwrap();
            assert_eq!(FromWorker::read(&mut wire.as_slice()).unwrap(), message);
        }
        let orders = [
            ToWorker::Run { library: "/a.so".into(), global: true },
            ToWorker::Forget { names: vec!["a".into(), "b".into()] },
            ToWorker::Load { library: "l".into() },
            ToWorker::Shown,
        ];
        for order in orders {
            let mut wire = Vec::new();
            order.write(&mut wire).unwrap();
            assert_eq!(ToWorker::read(&mut wire.as_slice()).unwrap(), order);
        }
    }

    #[test]
    fn a_cut_or_foreign_frame_is_an_error() {
        let mut wire = Vec::new();
        FromWorker::Clear { wait: true }.write(&mut wire).unwrap();
        for cut in 0..wire.len() {
            assert!(FromWorker::read(&mut &wire[..cut]).is_err());
        }
        let mut foreign = Vec::new();
        frame::write_frame(&mut foreign, &[b"nonsense"]).unwrap();
        assert!(FromWorker::read(&mut foreign.as_slice()).is_err());
    }
}
