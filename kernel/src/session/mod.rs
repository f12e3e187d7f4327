//! A session evaluates cells one after the other. Front ends drive it: the Jupyter kernel and `manabi run`.

mod commands;
mod event;
mod folder;
mod interrupt;

use std::collections::BTreeSet;
use std::path::Path;
use std::time::{Duration, Instant};

use channel::{FromWorker, Outcome, Panic, Place, ToWorker};
use serde_json::{Map, Value};

use crate::error::Result;
use crate::eval::cache::Cache;
use crate::eval::compile::Compiler;
use crate::eval::evaluator::Evaluator;
use crate::eval::ready::{Ready, Stopped};
use crate::eval::report;
use crate::places;
use crate::preload::Preload;
use crate::worker::{Report, Worker};

pub use crate::eval::complete::{Completeness, is_complete};
pub use event::{CellError, Event, Events, Request, Stream};
use folder::Folder;
pub use interrupt::Interrupter;

/// Evaluates cells; one cell at a time.
pub struct Session {
    evaluator: Evaluator,
    worker: Worker,
    preload: Preload,
    events: Events,
    interrupter: Interrupter,
    /// The values of the cell go here instead of to the front end, while an expression is evaluated.
    captured: event::Capture,
    /// Holds the libraries of the cells as long as the session lives.
    _folder: Folder,
}

/// How long a cell took.
struct Took {
    compile: Duration,
    run: Duration,
}

impl Session {
    /// Starts a worker process on the preloaded library.
    pub fn start(preload: Preload, events: Events) -> Result<Session> {
        let cache = match places::cache().map(|c| Cache::open(&c.join("cells"))) {
            Ok(Ok(cache)) => cache,
            // Without a cache every cell is compiled anew, which is all that is lost.
            _ => Cache::none(),
        };
        Session::with_cache(preload, events, cache)
    }

    /// Starts one that compiles every cell anew, for those who measure how long that takes.
    pub fn start_cold(preload: Preload, events: Events) -> Result<Session> {
        Session::with_cache(preload, events, Cache::none())
    }

    fn with_cache(preload: Preload, events: Events, cache: Cache) -> Result<Session> {
        let folder = Folder::new()?;
        let compiler = Compiler::new(preload.clone(), folder.path().to_path_buf());
        let mut evaluator = Evaluator::new(compiler, cache);
        let interrupter = Interrupter::new(evaluator.running());
        let captured = event::Capture::default();
        let events = captured.before(events);
        let (worker, paths) = Worker::start(&preload, evaluator.sources(), events.clone())?;
        evaluator.learn_paths(paths);
        evaluator.compiler().warm_up();
        Ok(Session { evaluator, worker, preload, events, interrupter, captured, _folder: folder })
    }

    /// Compiles and runs a cell. All its events are sent before this returns.
    pub fn execute(&mut self, request: &Request) -> std::result::Result<(), CellError> {
        self.interrupter.begin();
        let (commands, _) = Evaluator::commands(request.code);
        let mut timed = false;
        for command in &commands {
            timed |= command.name == "time";
            self.command(command)?;
        }
        let took = self.evaluate(request)?;
        if timed {
            let text = format!(
                "compiled in {:.3} s, ran in {:.3} s\n",
                took.compile.as_secs_f64(),
                took.run.as_secs_f64()
            );
            (self.events)(Event::Stream { stream: Stream::Stderr, text });
        }
        Ok(())
    }

    /// The value of one expression in several media types, for `user_expressions`; it prints nothing
    /// else and stores nothing.
    pub fn expression(&mut self, code: &str) -> std::result::Result<Map<String, Value>, CellError> {
        // A block keeps what it defines to itself.
        let code = format!("{{ {code}\n}}");
        self.captured.start();
        let done = self.execute(&Request { code: &code, cell_id: None, count: 0 });
        let data = self.captured.stop();
        done.map(|()| data)
    }

    /// A handle that interrupts this session from another thread.
    pub fn interrupter(&self) -> Interrupter {
        self.interrupter.clone()
    }

    fn evaluate(&mut self, request: &Request) -> std::result::Result<Took, CellError> {
        let start = Instant::now();
        let compiled = self.evaluator.parse(request.count, request.code).and_then(|cell| {
            let nothing = cell.is_still() && cell.items.is_empty() && cell.attributes.is_empty();
            if nothing { Ok(None) } else { self.evaluator.compile(cell, request.cell_id).map(Some) }
        });
        let ready = match compiled {
            Ok(Some(ready)) => ready,
            Ok(None) => return Ok(Took { compile: start.elapsed(), run: Duration::ZERO }),
            Err(Stopped::Error(error)) => return Err(error),
            Err(Stopped::Interrupted) => {
                return Err(report::plain(
                    "Interrupted",
                    "the compiler was stopped; nothing of this cell ran",
                    &[],
                ));
            }
        };
        let compile = start.elapsed();
        self.run(&ready)?;
        Ok(Took { compile, run: start.elapsed() - compile })
    }

    /// Runs a compiled cell and follows what becomes of the variables.
    fn run(&mut self, ready: &Ready) -> std::result::Result<(), CellError> {
        for note in &ready.notes {
            (self.events)(Event::Stream { stream: Stream::Stderr, text: format!("{note}\n") });
        }
        let older = self.evaluator.accept(ready);
        self.forget(older);
        let Some(library) = &ready.library else { return Ok(()) };
        if !self.interrupter.running(self.worker.pid()) {
            return Err(report::plain("Interrupted", "the cell was stopped before it ran", &[]));
        }
        let path = library.to_string_lossy().into_owned();
        self.worker.order(&ToWorker::Run { library: path, global: ready.global });
        let mut taken = BTreeSet::new();
        let (mut unfit, mut dropped) = (None, Vec::new());
        let outcome = loop {
            match self.worker.report() {
                Report::Message(FromWorker::Stored { name, type_name }) => {
                    taken.remove(&name);
                    ready.stored(&mut self.evaluator.variables, &name, type_name);
                }
                Report::Message(FromWorker::Taken { name }) => {
                    taken.insert(name);
                }
                Report::Message(FromWorker::Unfit { name }) => {
                    unfit = Some(self.evaluator.unfit(&name));
                    dropped.push(name);
                }
                Report::Message(FromWorker::Finished { outcome }) => break outcome,
                Report::Message(_) => {}
                Report::Gone => return Err(self.worker_ended()),
            }
        };
        self.interrupter.done();
        for name in taken {
            ready.not_given_back(&mut self.evaluator.variables, &name);
        }
        dropped.extend(self.evaluator.nameless());
        self.forget(dropped);
        if let Some(error) = unfit {
            ready.failed(&mut self.evaluator.variables);
            return Err(error);
        }
        if outcome != Outcome::Ok {
            ready.failed(&mut self.evaluator.variables);
        }
        match outcome {
            Outcome::Ok => Ok(()),
            Outcome::Error { value, place } => {
                Err(self.at_place("Error", &value, &place, "returned by this `?`"))
            }
            Outcome::Panicked(Panic { message, place }) => {
                Err(self.at_place("Panic", &message, &place, "panicked here"))
            }
        }
    }

    /// Drops variables in the worker.
    fn forget(&mut self, names: Vec<String>) {
        if names.is_empty() {
            return;
        }
        self.worker.order(&ToWorker::Forget { names });
        loop {
            match self.worker.report() {
                Report::Message(FromWorker::Done { problem }) => {
                    if let Some(problem) = problem {
                        (self.events)(Event::Stream {
                            stream: Stream::Stderr,
                            text: format!("{problem}\n"),
                        });
                    }
                    return;
                }
                Report::Message(_) => {}
                // The next order meets a worker that is gone and reports it.
                Report::Gone => return,
            }
        }
    }

    /// The worker ended while a cell ran: say why, what is lost, and go on with a fresh one.
    fn worker_ended(&mut self) -> CellError {
        let interrupted = self.interrupter.done();
        let crash = self.worker.crash();
        let lost = self.evaluator.variables.names();
        let mut advice: Vec<String> = crash.advice.iter().map(|a| format!("help: {a}")).collect();
        advice.push(match lost.as_slice() {
            [] => "note: a fresh process was started; items and imports are kept".to_string(),
            names => format!(
                "note: a fresh process was started; items and imports are kept, these variables are lost: {}",
                names.join(", ")
            ),
        });
        if let Err(error) = self.restart_worker() {
            advice.push(format!("note: {error}"));
        }
        match interrupted {
            true => report::plain("Interrupted", "the cell was stopped", &advice),
            false => report::plain("Crash", &crash.cause, &advice),
        }
    }

    fn restart_worker(&mut self) -> Result<()> {
        self.evaluator.worker_is_new();
        let (worker, paths) =
            Worker::start(&self.preload, self.evaluator.sources(), self.events.clone())?;
        self.evaluator.learn_paths(paths);
        self.worker = worker;
        for (_, layer) in self.preload.layers.clone() {
            self.load(&layer);
        }
        Ok(())
    }

    /// Loads a library that cells link against.
    fn load(&mut self, library: &Path) {
        self.worker.order(&ToWorker::Load { library: library.to_string_lossy().into_owned() });
        loop {
            match self.worker.report() {
                Report::Message(FromWorker::Done { problem: Some(problem) }) => {
                    return (self.events)(Event::Stream {
                        stream: Stream::Stderr,
                        text: format!("{problem}\n"),
                    });
                }
                Report::Message(FromWorker::Done { .. }) | Report::Gone => return,
                Report::Message(_) => {}
            }
        }
    }

    fn at_place(&self, name: &str, message: &str, place: &Place, label: &str) -> CellError {
        match self.evaluator.sources().origin(place) {
            Some(origin) => {
                let text = &origin.cell.text;
                let end =
                    text[origin.byte..].find(['\n', ';']).map_or(text.len(), |i| origin.byte + i);
                let mut error =
                    report::at(name, message, &origin.cell, origin.byte..end, label, &[]);
                error.name = name.to_string();
                error
            }
            None => report::plain(name, message, &[]),
        }
    }
}
