//! One thread that reads all a worker sends: two streams and the channel.
//!
//! Before a message of the channel is passed on, the streams are read empty: the worker flushed what
//! was printed before it sent the message, so the order of the two is kept.

use std::fs::File;
use std::io::{self, Read};
use std::os::fd::{AsRawFd, OwnedFd};
use std::os::unix::net::UnixStream;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::Sender;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

use channel::{FromWorker, ToWorker};
use serde_json::{Map, Value};

use crate::eval::source::Sources;
use crate::session::{Event, Events, Stream};

use super::Orders;
use super::evcxr::{Piece, Splitter};
use super::output;
use super::text::Decoder;

/// The most bytes of text that one cell may print; what follows is dropped with a notice.
const MOST_PRINTED: u64 = 10 << 20;

/// What one turn reads of a stream: more than a pipe holds, so that nothing older stays behind.
const TURN: usize = 1 << 17;

/// How much of standard error is kept to tell the cause of a crash.
const TAIL: usize = 4096;

/// What the pump tells the session.
pub enum Report {
    Message(FromWorker),
    /// The worker's channel is closed: it ended.
    Gone,
}

/// The last of what was printed on standard error.
#[derive(Clone, Default)]
pub struct Tail(Arc<Mutex<String>>);

impl Tail {
    pub fn text(&self) -> String {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn push(&self, text: &str) {
        let mut tail = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        tail.push_str(text);
        let cut = tail.floor_char_boundary(tail.len().saturating_sub(TAIL));
        tail.drain(..cut);
    }
}

/// The three sources and where they go.
pub struct Pump {
    pub stdout: OwnedFd,
    pub stderr: OwnedFd,
    pub channel: UnixStream,
    pub events: Events,
    pub reports: Sender<Report>,
    pub printed: Arc<AtomicU64>,
    pub stderr_tail: Tail,
    pub sources: Sources,
    pub orders: Orders,
}

impl Pump {
    pub fn start(self) -> io::Result<()> {
        for stream in [&self.stdout, &self.stderr] {
            // SAFETY: sets a flag of a descriptor that this struct owns.
            if unsafe { libc::fcntl(stream.as_raw_fd(), libc::F_SETFL, libc::O_NONBLOCK) } == -1 {
                return Err(io::Error::last_os_error());
            }
        }
        let Pump {
            stdout,
            stderr,
            channel,
            events,
            reports,
            printed,
            stderr_tail,
            sources,
            orders,
        } = self;
        let mut state = State {
            stdout: Some(File::from(stdout)),
            stderr: Some(File::from(stderr)),
            channel,
            events,
            printed,
            stderr_tail,
            sources,
            orders,
            decoders: Default::default(),
            splitter: Splitter::default(),
        };
        thread::Builder::new().name("pump".into()).spawn(move || state.run(&reports))?;
        Ok(())
    }
}

struct State {
    stdout: Option<File>,
    stderr: Option<File>,
    channel: UnixStream,
    events: Events,
    printed: Arc<AtomicU64>,
    stderr_tail: Tail,
    sources: Sources,
    orders: Orders,
    decoders: [Decoder; 2],
    splitter: Splitter,
}

impl State {
    fn run(&mut self, reports: &Sender<Report>) {
        loop {
            let message = self.wait();
            self.drain();
            if !message {
                continue;
            }
            match FromWorker::read(&mut self.channel) {
                Ok(message) => {
                    if matches!(message, FromWorker::Finished { .. }) {
                        let pieces = self.splitter.finish();
                        self.pieces(pieces);
                    }
                    if let Some(message) = self.show(message)
                        && reports.send(Report::Message(message)).is_err()
                    {
                        return; // the session let go of this worker
                    }
                }
                Err(_) => {
                    self.drain();
                    let _ = reports.send(Report::Gone);
                    return;
                }
            }
        }
    }

    /// Waits until something can be read; true when it is (also) the channel.
    fn wait(&self) -> bool {
        let number = |s: &Option<File>| s.as_ref().map_or(-1, AsRawFd::as_raw_fd);
        let entry = |fd| libc::pollfd { fd, events: libc::POLLIN, revents: 0 };
        let mut entries = [
            entry(number(&self.stdout)),
            entry(number(&self.stderr)),
            entry(self.channel.as_raw_fd()),
        ];
        // SAFETY: the pointer and the length are of the array, which lives through the call.
        unsafe { libc::poll(entries.as_mut_ptr(), entries.len() as libc::nfds_t, -1) };
        entries[2].revents != 0
    }

    /// Reads what the streams hold at the moment.
    fn drain(&mut self) {
        for stream in [Stream::Stdout, Stream::Stderr] {
            let file = if stream == Stream::Stdout { &mut self.stdout } else { &mut self.stderr };
            let mut bytes = Vec::new();
            let mut closed = false;
            let mut buffer = [0; 1 << 16];
            while bytes.len() < TURN {
                match file.as_mut().map(|f| f.read(&mut buffer)) {
                    Some(Ok(0)) => {
                        closed = true;
                        break;
                    }
                    Some(Ok(count)) => bytes.extend_from_slice(&buffer[..count]),
                    _ => break, // nothing more at the moment, or closed before
                }
            }
            if closed {
                *file = None;
            }
            let decoder = &mut self.decoders[stream as usize];
            let mut text = decoder.decode(&bytes);
            if closed {
                text.push_str(&decoder.finish());
            }
            self.text(stream, text);
        }
    }

    fn text(&mut self, stream: Stream, text: String) {
        if text.is_empty() {
            return;
        }
        match stream {
            Stream::Stdout => {
                let pieces = self.splitter.split(&text);
                self.pieces(pieces);
            }
            Stream::Stderr => {
                self.stderr_tail.push(&text);
                self.print(stream, text);
            }
        }
    }

    fn pieces(&mut self, pieces: Vec<Piece>) {
        for piece in pieces {
            match piece {
                Piece::Text(text) => self.print(Stream::Stdout, text),
                Piece::Content { mime, body } => {
                    // evcxr sends images as base64 text already.
                    let data = Map::from_iter([(mime, Value::String(body))]);
                    (self.events)(Event::Display { data, id: None, update: false });
                }
            }
        }
    }

    fn print(&mut self, stream: Stream, mut text: String) {
        let before = self.printed.fetch_add(text.len() as u64, Ordering::Relaxed);
        if before >= MOST_PRINTED {
            return;
        }
        let room = (MOST_PRINTED - before) as usize;
        let capped = text.len() > room;
        text.truncate(text.floor_char_boundary(room));
        (self.events)(Event::Stream { stream, text });
        if capped {
            let notice = format!(
                "\n[more than {} MB of output: the rest of this cell's is not shown]\n",
                MOST_PRINTED >> 20
            );
            (self.events)(Event::Stream { stream: Stream::Stderr, text: notice });
        }
    }

    /// Passes on what is to be shown as an event; the other messages are for the session.
    fn show(&mut self, message: FromWorker) -> Option<FromWorker> {
        if let FromWorker::Locate { place } = &message {
            let place = output::place(place, &self.sources);
            self.orders.give(&ToWorker::Located { place });
            return None;
        }
        match output::event(message, &self.sources) {
            Ok(event) => {
                (self.events)(event);
                self.orders.give(&ToWorker::Shown);
                None
            }
            Err(other) => Some(other),
        }
    }
}
