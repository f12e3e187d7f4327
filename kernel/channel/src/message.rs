//! The messages, one type a direction: orders to the worker, reports from it.

use std::io::{self, Read, Write};

use crate::frame::{Fields, Frame, unknown};
use crate::{Content, Outcome, Panic, Place};

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
    /// The answer to `Locate`: what the user calls the place, if it lies in a cell.
    Located { place: Option<String> },
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
    /// A variable that the cell wanted has another type than its name tells, see [`hides_lifetimes`](crate::hides_lifetimes): the cell did not run.
    Unfit { name: String },
    /// A thread other than the cell's panicked; without a name of the thread, a value's drop code did.
    ThreadPanic { thread: String, panic: Panic },
    /// What `dbg!` tells.
    Debug { text: String, place: Place },
    /// Asks what the user calls a place.
    Locate { place: Place },
    /// The cell ended.
    Finished { outcome: Outcome },
    /// The answer to `Forget` and `Load`: done, or what went wrong.
    Done { problem: Option<String> },
}

impl ToWorker {
    pub fn write(&self, to: &mut impl Write) -> io::Result<()> {
        let frame = match self {
            ToWorker::Run { library, global } => Frame::new("run").text(library).flag(*global),
            ToWorker::Forget { names } => names.iter().fold(Frame::new("forget"), |f, n| f.text(n)),
            ToWorker::Load { library } => Frame::new("load").text(library),
            ToWorker::Shown => Frame::new("shown"),
            ToWorker::Located { place } => {
                Frame::new("located").flag(place.is_some()).text(place.as_deref().unwrap_or(""))
            }
        };
        frame.write(to)
    }

    pub fn read(from: &mut impl Read) -> io::Result<ToWorker> {
        let mut f = Fields::read(from)?;
        Ok(match f.text()?.as_str() {
            "run" => ToWorker::Run { library: f.text()?, global: f.flag()? },
            "forget" => ToWorker::Forget { names: f.rest()? },
            "load" => ToWorker::Load { library: f.text()? },
            "shown" => ToWorker::Shown,
            "located" => {
                let (some, place) = (f.flag()?, f.text()?);
                ToWorker::Located { place: some.then_some(place) }
            }
            other => return Err(unknown(other)),
        })
    }
}

impl FromWorker {
    pub fn write(&self, to: &mut impl Write) -> io::Result<()> {
        let frame = match self {
            FromWorker::Ready { paths } => paths
                .iter()
                .fold(Frame::new("ready"), |f, (private, public)| f.text(private).text(public)),
            FromWorker::Display { bundle, id } => Frame::new("display")
                .flag(id.is_some())
                .text(id.as_deref().unwrap_or(""))
                .content(bundle),
            FromWorker::Update { bundle, id } => Frame::new("update").text(id).content(bundle),
            FromWorker::Clear { wait } => Frame::new("clear").flag(*wait),
            FromWorker::Result { bundle } => Frame::new("result").content(bundle),
            FromWorker::ResultType { type_name } => Frame::new("result-type").text(type_name),
            FromWorker::Unfit { name } => Frame::new("unfit").text(name),
            FromWorker::Stored { name, type_name } => {
                Frame::new("stored").text(name).text(type_name)
            }
            FromWorker::Taken { name } => Frame::new("taken").text(name),
            FromWorker::ThreadPanic { thread, panic } => {
                Frame::new("thread-panic").text(thread).panic(panic)
            }
            FromWorker::Debug { text, place } => Frame::new("debug").text(text).place(place),
            FromWorker::Locate { place } => Frame::new("locate").place(place),
            FromWorker::Finished { outcome: Outcome::Ok } => Frame::new("ok"),
            FromWorker::Finished { outcome: Outcome::Error { value, place } } => {
                Frame::new("error").text(value).place(place)
            }
            FromWorker::Finished { outcome: Outcome::Panicked(panic) } => {
                Frame::new("panicked").panic(panic)
            }
            FromWorker::Done { problem } => {
                Frame::new("done").flag(problem.is_some()).text(problem.as_deref().unwrap_or(""))
            }
        };
        frame.write(to)
    }

    pub fn read(from: &mut impl Read) -> io::Result<FromWorker> {
        let mut f = Fields::read(from)?;
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
            "thread-panic" => FromWorker::ThreadPanic { thread: f.text()?, panic: f.panic()? },
            "debug" => FromWorker::Debug { text: f.text()?, place: f.place()? },
            "locate" => FromWorker::Locate { place: f.place()? },
            "ok" => FromWorker::Finished { outcome: Outcome::Ok },
            "error" => {
                let outcome = Outcome::Error { value: f.text()?, place: f.place()? };
                FromWorker::Finished { outcome }
            }
            "panicked" => FromWorker::Finished { outcome: Outcome::Panicked(f.panic()?) },
            "done" => {
                let (some, problem) = (f.flag()?, f.text()?);
                FromWorker::Done { problem: some.then_some(problem) }
            }
            other => return Err(unknown(other)),
        })
    }
}
