//! A socket: a port on which the kernel listens, and the peers connected to it.
//!
//! Every peer has a thread that reads and a thread that writes. A peer that does not read what it is sent is cut off
//! after a while; nothing that one peer does ends the socket or disturbs another peer.

use std::io::{BufReader, ErrorKind, Write};
use std::net::{IpAddr, Shutdown, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread;
use std::time::{Duration, Instant};

use super::log;
use super::zmtp::{self, Frames, Incoming, Role};
use crate::error::{Error, Result};

/// How long a peer may leave its side of the connection full; twice that in the middle of a message.
const STALL: Duration = Duration::from_secs(5);
/// How long a peer may take to introduce itself.
const HANDSHAKE: Duration = Duration::from_secs(10);
/// Messages that wait for one peer; the sender waits when there are more.
const QUEUE: usize = 64;
/// Requests are parsed on the thread that reads them, and a parser of Rust recurses; the pages are taken only if used.
const STACK: usize = 16 << 20;

/// What a peer did.
pub enum Event {
    Message(Frames),
    /// It went away or was cut off.
    Gone,
}

/// What happens with the events of a socket; called on the thread of the peer.
pub type Handler = Arc<dyn Fn(&Arc<Peer>, Event) + Send + Sync>;

/// Listens on a port from now on.
pub fn listen(ip: IpAddr, port: u16, role: Role, unsent: &Unsent, handler: Handler) -> Result<()> {
    let listener = TcpListener::bind((ip, port)).map_err(|e| {
        Error::new(match e.kind() {
            ErrorKind::AddrInUse => format!(
                "Port {port} on {ip} is in use by another program; start the kernel again with other ports in its connection file."
            ),
            _ => format!("The kernel cannot listen on {ip}, port {port}: {e}."),
        })
    })?;
    let unsent = unsent.clone();
    spawn(role, move || {
        for stream in listener.incoming() {
            let (unsent, handler) = (unsent.clone(), handler.clone());
            let started = stream.and_then(|s| spawn(role, move || serve(s, role, unsent, handler)));
            if let Err(e) = started {
                log::note(format_args!("a {role:?} peer could not connect: {e}"));
                // Out of descriptors or threads: wait until some are free again.
                thread::sleep(Duration::from_millis(100));
            }
        }
    })
    .map_err(|e| Error::new(format!("The kernel cannot start a thread: {e}.")))
}

/// The other end of one connection.
pub struct Peer {
    queue: SyncSender<Outgoing>,
    unsent: Unsent,
}

impl Peer {
    /// Queues a message, encoded by `zmtp`. If the peer is gone, nothing happens.
    pub fn send(&self, bytes: Arc<Vec<u8>>) {
        let _ = self.queue.send(Outgoing::new(bytes, &self.unsent));
    }
}

#[cfg(test)]
impl Peer {
    /// A peer without a connection, and what reads the next message sent to it.
    pub fn pair() -> (Arc<Peer>, impl Fn() -> Frames) {
        let (queue, outgoing) = sync_channel(QUEUE);
        let next = move || {
            let sent: Outgoing = outgoing.recv_timeout(STALL).expect("a message in time");
            match zmtp::read(&mut sent.bytes.as_slice()).expect("a whole message") {
                Incoming::Message(frames) => frames,
                other => panic!("expected a message, got {other:?}"),
            }
        };
        (Arc::new(Peer { queue, unsent: Unsent::default() }), next)
    }
}

/// Counts what is queued and not yet written, over all sockets.
#[derive(Clone, Default)]
pub struct Unsent(Arc<AtomicUsize>);

impl Unsent {
    /// Waits until everything queued was written, but not for ever.
    pub fn wait(&self, limit: Duration) {
        let end = Instant::now() + limit;
        while self.0.load(Ordering::SeqCst) > 0 && Instant::now() < end {
            thread::sleep(Duration::from_millis(1));
        }
    }
}

/// A message that counts as unsent until it is dropped.
struct Outgoing {
    bytes: Arc<Vec<u8>>,
    unsent: Unsent,
}

impl Outgoing {
    fn new(bytes: Arc<Vec<u8>>, unsent: &Unsent) -> Outgoing {
        unsent.0.fetch_add(1, Ordering::SeqCst);
        Outgoing { bytes, unsent: unsent.clone() }
    }
}

impl Drop for Outgoing {
    fn drop(&mut self) {
        self.unsent.0.fetch_sub(1, Ordering::SeqCst);
    }
}

fn serve(mut stream: TcpStream, role: Role, unsent: Unsent, handler: Handler) {
    let opened = stream
        .set_nodelay(true)
        .and_then(|()| stream.set_write_timeout(Some(STALL)))
        .and_then(|()| stream.set_read_timeout(Some(HANDSHAKE)))
        .and_then(|()| zmtp::handshake(&mut stream, role))
        .and_then(|()| stream.set_read_timeout(None))
        .and_then(|()| stream.try_clone());
    let (queue, outgoing) = sync_channel(QUEUE);
    let started = opened.and_then(|s| spawn(role, move || write(s, outgoing)));
    if let Err(e) = started {
        return log::dropped(format_args!("a connection: {e}"));
    }

    let peer = Arc::new(Peer { queue, unsent });
    let mut reader = BufReader::new(stream);
    loop {
        match zmtp::read(&mut reader) {
            Ok(Incoming::Message(frames)) => handler(&peer, Event::Message(frames)),
            Ok(Incoming::TooLong) => log::dropped("a message over the limit of size"),
            Ok(Incoming::Ping(context)) => peer.send(Arc::new(zmtp::pong(&context))),
            Err(_) => break,
        }
    }
    handler(&peer, Event::Gone);
}

/// Writes what is queued until the peer is gone or nobody can queue any more.
fn write(mut stream: TcpStream, outgoing: Receiver<Outgoing>) {
    for message in outgoing {
        if let Err(e) = stream.write_all(&message.bytes) {
            log::note(format_args!("a peer is cut off: {e}"));
            break;
        }
    }
    let _ = stream.shutdown(Shutdown::Both);
}

fn spawn(role: Role, run: impl FnOnce() + Send + 'static) -> std::io::Result<()> {
    thread::Builder::new().name(format!("{role:?}")).stack_size(STACK).spawn(run).map(drop)
}
