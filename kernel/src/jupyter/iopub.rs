//! IOPub: what the kernel broadcasts. One thread owns the subscribers, so messages leave in the order they were queued.
//!
//! Text that comes in small pieces is gathered for some milliseconds, and goes out before anything that follows it.
//! What a cell puts out waits while too much is queued; a status never waits.

use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::lock;
use super::message::{Codec, Parent};
use super::socket::{Event, Peer};
use super::zmtp;
use crate::session::Stream;

/// How long text is gathered.
const GATHER: Duration = Duration::from_millis(20);
/// Gathered text of this size goes out at once.
const TEXT: usize = 64 << 10;
/// Bytes of output in the queue above which a cell waits.
const QUEUED: usize = 4 << 20;

/// The state of the kernel that clients show.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    Busy,
    Idle,
}

/// A handle to the broadcasting thread.
#[derive(Clone)]
pub struct IoPub {
    queue: Sender<Item>,
    budget: Arc<Budget>,
}

impl IoPub {
    pub fn start(codec: Arc<Codec>) -> IoPub {
        let (queue, items) = channel();
        let budget = Arc::new(Budget::default());
        let publisher = Publisher {
            codec,
            budget: budget.clone(),
            subscribers: Vec::new(),
            started: false,
            cell: None,
            text: None,
        };
        thread::spawn(move || publisher.run(items));
        IoPub { queue, budget }
    }

    /// Brackets a request.
    pub fn status(&self, parent: &Parent, state: State) {
        self.push(Item::Status(parent.clone(), state));
    }

    /// Brackets the execution of a cell: it stays the state of the kernel while other requests come and go.
    pub fn cell_status(&self, parent: &Parent, state: State) {
        self.push(Item::CellStatus(parent.clone(), state));
    }

    pub fn stream(&self, parent: &Parent, stream: Stream, text: String) {
        self.budget.take(text.len());
        self.push(Item::Stream(parent.clone(), stream, text));
    }

    pub fn publish(&self, parent: &Parent, msg_type: &'static str, content: &Value) {
        let content = content.to_string().into_bytes();
        self.budget.take(content.len());
        self.push(Item::Publish(parent.clone(), msg_type, content));
    }

    /// Waits until everything queued so far was handed to the subscribers.
    pub fn flush(&self, limit: Duration) {
        let (done, wait) = channel();
        self.push(Item::Flush(done));
        let _ = wait.recv_timeout(limit);
    }

    /// What a subscriber did: its messages are a byte, 1 or 0 for subscribe or not, and a topic.
    pub fn subscriber(&self, peer: &Arc<Peer>, event: Event) {
        let frames = match event {
            Event::Message(frames) => frames,
            Event::Gone => return self.push(Item::Gone(peer.clone())),
        };
        match frames.first().and_then(|f| f.split_first()) {
            Some((1, topic)) => self.push(Item::Subscribe(peer.clone(), topic.to_vec())),
            Some((0, topic)) => self.push(Item::Unsubscribe(peer.clone(), topic.to_vec())),
            _ => {}
        }
    }

    fn push(&self, item: Item) {
        // The thread lives as long as the process.
        let _ = self.queue.send(item);
    }
}

enum Item {
    Subscribe(Arc<Peer>, Vec<u8>),
    Unsubscribe(Arc<Peer>, Vec<u8>),
    Gone(Arc<Peer>),
    Status(Parent, State),
    CellStatus(Parent, State),
    Stream(Parent, Stream, String),
    Publish(Parent, &'static str, Vec<u8>),
    Flush(Sender<()>),
}

/// The broadcasting thread.
struct Publisher {
    codec: Arc<Codec>,
    budget: Arc<Budget>,
    subscribers: Vec<Subscriber>,
    /// Whether the status `starting` went out.
    started: bool,
    /// The cell that runs.
    cell: Option<Parent>,
    text: Option<Text>,
}

struct Subscriber {
    peer: Arc<Peer>,
    topics: Vec<Vec<u8>>,
}

/// Text that is being gathered.
struct Text {
    parent: Parent,
    stream: Stream,
    text: String,
    due: Instant,
}

impl Publisher {
    fn run(mut self, items: Receiver<Item>) {
        loop {
            let item = match &self.text {
                None => items.recv().map_err(RecvTimeoutError::from),
                Some(text) => {
                    items.recv_timeout(text.due.saturating_duration_since(Instant::now()))
                }
            };
            match item {
                Ok(item) => self.item(item),
                Err(RecvTimeoutError::Timeout) => self.send_text(),
                Err(RecvTimeoutError::Disconnected) => return,
            }
        }
    }

    fn item(&mut self, item: Item) {
        if !matches!(item, Item::Stream(..)) {
            self.send_text();
        }
        match item {
            Item::Stream(parent, stream, text) => self.gather(parent, stream, text),
            Item::Subscribe(peer, topic) => self.subscribe(peer, topic),
            Item::Unsubscribe(peer, topic) => self.unsubscribe(&peer, &topic),
            Item::Gone(peer) => self.subscribers.retain(|s| !Arc::ptr_eq(&s.peer, &peer)),
            Item::Status(parent, state) => {
                self.send_status(&parent, state);
                // Clients show the latest status, whatever request it belongs to.
                if let (State::Idle, Some(cell)) = (state, self.cell.clone()) {
                    self.send_status(&cell, State::Busy);
                }
            }
            Item::CellStatus(parent, state) => {
                self.send_status(&parent, state);
                self.cell = Some(parent).filter(|_| state == State::Busy);
            }
            Item::Publish(parent, msg_type, content) => {
                self.budget.give(content.len());
                self.send(&parent, msg_type, content);
            }
            Item::Flush(done) => {
                let _ = done.send(());
            }
        }
    }

    fn subscribe(&mut self, peer: Arc<Peer>, topic: Vec<u8>) {
        let subscription = String::from_utf8_lossy(&topic);
        let welcome = json!({ "subscription": subscription });
        self.send_to(&peer, topic.clone(), "iopub_welcome", &welcome);
        if !self.started {
            self.started = true;
            let starting = json!({ "execution_state": "starting" });
            self.send_to(&peer, b"status".to_vec(), "status", &starting);
        }

        let known = self.subscribers.iter_mut();
        match known.into_iter().find(|s| Arc::ptr_eq(&s.peer, &peer)) {
            Some(subscriber) => subscriber.topics.push(topic),
            None => self.subscribers.push(Subscriber { peer, topics: vec![topic] }),
        }
    }

    fn unsubscribe(&mut self, peer: &Arc<Peer>, topic: &[u8]) {
        for subscriber in &mut self.subscribers {
            if Arc::ptr_eq(&subscriber.peer, peer)
                && let Some(i) = subscriber.topics.iter().position(|t| t == topic)
            {
                subscriber.topics.swap_remove(i);
            }
        }
    }

    fn gather(&mut self, parent: Parent, stream: Stream, text: String) {
        self.budget.give(text.len());
        match &mut self.text {
            Some(t) if t.stream == stream && Arc::ptr_eq(&t.parent, &parent) => {
                t.text.push_str(&text);
            }
            _ => {
                self.send_text();
                self.text = Some(Text { parent, stream, text, due: Instant::now() + GATHER });
            }
        }
        if self.text.as_ref().is_some_and(|t| t.text.len() >= TEXT) {
            self.send_text();
        }
    }

    fn send_text(&mut self) {
        if let Some(Text { parent, stream, text, .. }) = self.text.take() {
            let name = match stream {
                Stream::Stdout => "stdout",
                Stream::Stderr => "stderr",
            };
            let content = json!({ "name": name, "text": text });
            self.send(&parent, "stream", content.to_string().into_bytes());
        }
    }

    fn send_status(&self, parent: &Parent, state: State) {
        let state = match state {
            State::Busy => "busy",
            State::Idle => "idle",
        };
        let content = json!({ "execution_state": state });
        self.send(parent, "status", content.to_string().into_bytes());
    }

    fn send(&self, parent: &Parent, msg_type: &str, content: Vec<u8>) {
        let topic = msg_type.as_bytes();
        let wants = |s: &&Subscriber| s.topics.iter().any(|t| topic.starts_with(t));
        let mut subscribers = self.subscribers.iter().filter(wants).peekable();
        if subscribers.peek().is_none() {
            return;
        }
        let prefix = vec![topic.to_vec()];
        let frames = self.codec.encode(prefix, msg_type, parent, &json!({}), content);
        let bytes = Arc::new(zmtp::message(&frames));
        for subscriber in subscribers {
            subscriber.peer.send(bytes.clone());
        }
    }

    /// To one subscriber, without a parent.
    fn send_to(&self, peer: &Peer, topic: Vec<u8>, msg_type: &str, content: &Value) {
        let content = content.to_string().into_bytes();
        let frames = self.codec.encode(vec![topic], msg_type, b"{}", &json!({}), content);
        peer.send(Arc::new(zmtp::message(&frames)));
    }
}

/// The bytes of output that are queued.
#[derive(Default)]
struct Budget {
    used: Mutex<usize>,
    freed: Condvar,
}

impl Budget {
    fn take(&self, bytes: usize) {
        let used = lock(&self.used);
        let used = self.freed.wait_while(used, |used| *used > QUEUED);
        *used.unwrap_or_else(PoisonError::into_inner) += bytes;
    }

    fn give(&self, bytes: usize) {
        *lock(&self.used) -= bytes;
        self.freed.notify_all();
    }
}
