//! ZMTP 3.0, the protocol that ZeroMQ sockets speak over TCP: a greeting, a handshake, then messages made of frames.
//!
//! Only the part that a kernel needs: it listens, and nobody encrypts (the mechanism NULL). What a peer sends is never
//! trusted: memory is taken as bytes come in, not as a length announces them.

use std::io::{self, Error, ErrorKind, Read, Write};

/// The parts of a message.
pub type Frames = Vec<Vec<u8>>;

/// Larger messages are read to their end and dropped; a notebook of this size could not be opened either.
const MAX_MESSAGE: u64 = 128 << 20;
/// What a frame counts at least, so that empty frames have an end too.
const FRAME_OVERHEAD: u64 = 64;

const MAX_COMMAND: u64 = 64 << 10;

const MORE: u8 = 1;
const LONG: u8 = 2;
const COMMAND: u8 = 4;

/// What a listening socket is; it decides what its peers may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    Router,
    XPub,
    Rep,
}

/// What came in.
#[derive(Debug, PartialEq, Eq)]
pub enum Incoming {
    Message(Frames),
    /// A message over the limit, read and forgotten.
    TooLong,
    /// The peer asks whether this side is alive and wants this back.
    Ping(Vec<u8>),
}

/// Opens a connection as the listening side.
pub fn handshake(stream: &mut (impl Read + Write), role: Role) -> io::Result<()> {
    stream.write_all(&greeting())?;
    let mut theirs = [0; 64];
    stream.read_exact(&mut theirs)?;
    let signed = theirs[0] == 0xff && theirs[9] & 1 == 1;
    let (major, mechanism) = (theirs[10], &theirs[12..32]);
    if !signed || major < 3 || mechanism != NULL {
        return Err(invalid("the peer does not speak ZMTP 3 without encryption"));
    }

    stream.write_all(&command("READY", &property("Socket-Type", role.name())))?;
    let flags = read_u8(stream)?;
    let length = read_length(stream, flags)?;
    if flags & COMMAND == 0 || !read_command(stream, length)?.starts_with(b"\x05READY") {
        return Err(invalid("the peer sent no READY"));
    }
    Ok(())
}

/// Waits for the next message or ping.
pub fn read(stream: &mut impl Read) -> io::Result<Incoming> {
    let mut frames = Frames::new();
    let mut size: u64 = 0;
    loop {
        let flags = read_u8(stream)?;
        let length = read_length(stream, flags)?;
        if flags & COMMAND != 0 {
            if size > 0 {
                return Err(invalid("a command inside a message"));
            }
            let command = read_command(stream, length)?;
            // PING: its name, a time to live of two bytes, then what the answer carries.
            match command.strip_prefix(b"\x04PING").and_then(|b| b.get(2..)) {
                Some(context) => return Ok(Incoming::Ping(context.to_vec())),
                None => continue,
            }
        }

        size = size.saturating_add(length).saturating_add(FRAME_OVERHEAD);
        if size > MAX_MESSAGE {
            frames.clear();
            let skipped = io::copy(&mut stream.take(length), &mut io::sink())?;
            exactly(length, skipped)?;
        } else {
            frames.push(read_body(stream, length)?);
        }
        if flags & MORE == 0 {
            return Ok(match size > MAX_MESSAGE {
                true => Incoming::TooLong,
                false => Incoming::Message(frames),
            });
        }
    }
}

/// A message as it goes over the wire.
pub fn message<F: AsRef<[u8]>>(frames: &[F]) -> Vec<u8> {
    let mut bytes = Vec::new();
    for (i, frame) in frames.iter().enumerate() {
        let more = if i + 1 < frames.len() { MORE } else { 0 };
        push_frame(&mut bytes, more, frame.as_ref());
    }
    bytes
}

/// The answer to a ping.
pub fn pong(context: &[u8]) -> Vec<u8> {
    command("PONG", context)
}

impl Role {
    fn name(self) -> &'static str {
        match self {
            Role::Router => "ROUTER",
            Role::XPub => "XPUB",
            Role::Rep => "REP",
        }
    }
}

const NULL: &[u8] = b"NULL\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0";

fn greeting() -> [u8; 64] {
    let mut bytes = [0; 64];
    (bytes[0], bytes[8], bytes[9]) = (0xff, 1, 0x7f);
    bytes[10] = 3;
    bytes[12..32].copy_from_slice(NULL);
    bytes
}

fn command(name: &str, data: &[u8]) -> Vec<u8> {
    let mut body = vec![name.len() as u8];
    body.extend(name.as_bytes());
    body.extend(data);
    let mut bytes = Vec::new();
    push_frame(&mut bytes, COMMAND, &body);
    bytes
}

fn property(name: &str, value: &str) -> Vec<u8> {
    let mut bytes = vec![name.len() as u8];
    bytes.extend(name.as_bytes());
    bytes.extend((value.len() as u32).to_be_bytes());
    bytes.extend(value.as_bytes());
    bytes
}

fn push_frame(bytes: &mut Vec<u8>, flags: u8, frame: &[u8]) {
    match u8::try_from(frame.len()) {
        Ok(short) => bytes.extend([flags, short]),
        Err(_) => {
            bytes.push(flags | LONG);
            bytes.extend((frame.len() as u64).to_be_bytes());
        }
    }
    bytes.extend(frame);
}

fn read_u8(stream: &mut impl Read) -> io::Result<u8> {
    let mut byte = [0];
    stream.read_exact(&mut byte)?;
    Ok(byte[0])
}

fn read_length(stream: &mut impl Read, flags: u8) -> io::Result<u64> {
    if flags & LONG == 0 {
        return Ok(read_u8(stream)?.into());
    }
    let mut bytes = [0; 8];
    stream.read_exact(&mut bytes)?;
    Ok(u64::from_be_bytes(bytes))
}

fn read_command(stream: &mut impl Read, length: u64) -> io::Result<Vec<u8>> {
    match length <= MAX_COMMAND {
        true => read_body(stream, length),
        false => Err(invalid("a command over the limit of size")),
    }
}

fn read_body(stream: &mut impl Read, length: u64) -> io::Result<Vec<u8>> {
    let mut body = Vec::new();
    stream.take(length).read_to_end(&mut body)?;
    exactly(length, body.len() as u64)?;
    Ok(body)
}

fn exactly(expected: u64, got: u64) -> io::Result<()> {
    match got == expected {
        true => Ok(()),
        false => Err(ErrorKind::UnexpectedEof.into()),
    }
}

fn invalid(why: &'static str) -> Error {
    Error::new(ErrorKind::InvalidData, why)
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::*;

    /// A peer that has already sent everything.
    struct Peer(Cursor<Vec<u8>>, Vec<u8>);

    impl Read for Peer {
        fn read(&mut self, bytes: &mut [u8]) -> io::Result<usize> {
            self.0.read(bytes)
        }
    }

    impl Write for Peer {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.1.write(bytes)
        }
        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    fn hello(greeting: &[u8], ready: &[u8]) -> io::Result<()> {
        let bytes = [greeting, ready].concat();
        handshake(&mut Peer(Cursor::new(bytes), Vec::new()), Role::Router)
    }

    #[test]
    fn a_message_comes_back_as_it_was() {
        for frames in [
            vec![b"a".to_vec()],
            vec![vec![], b"ping".to_vec()],
            vec![vec![7; 255], vec![8; 256], vec![], vec![9; 70_000]],
        ] {
            let mut stream = Cursor::new(message(&frames));
            assert_eq!(read(&mut stream).unwrap(), Incoming::Message(frames));
        }
    }

    #[test]
    fn a_handshake_needs_zmtp_3_and_ready() {
        let ready = command("READY", &property("Socket-Type", "DEALER"));
        assert!(hello(&greeting(), &ready).is_ok());
        let mut old = greeting();
        old[10] = 2;
        assert!(hello(&old, &ready).is_err());
        let mut encrypted = greeting();
        encrypted[12..17].copy_from_slice(b"CURVE");
        assert!(hello(&encrypted, &ready).is_err());
        assert!(hello(&greeting(), &message(&[b"hello"])).is_err());
        assert!(hello(b"GET / HTTP/1.1\r\n\r\n", &[0; 64]).is_err());
    }

    #[test]
    fn an_announced_length_takes_no_memory() {
        let mut bytes = vec![LONG];
        bytes.extend((1u64 << 60).to_be_bytes());
        bytes.extend([0; 1000]);
        let error = read(&mut Cursor::new(bytes)).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::UnexpectedEof);
    }

    #[test]
    fn a_message_over_the_limit_is_skipped() {
        let mut stream = vec![MORE | LONG];
        stream.extend((MAX_MESSAGE + 1).to_be_bytes());
        let huge = Cursor::new(stream)
            .chain(io::repeat(0).take(MAX_MESSAGE + 1))
            .chain(Cursor::new(message(&[b"its end"])));
        let mut stream = huge.chain(Cursor::new(message(&[b"next"])));
        assert_eq!(read(&mut stream).unwrap(), Incoming::TooLong);
        assert_eq!(read(&mut stream).unwrap(), Incoming::Message(vec![b"next".to_vec()]));
    }

    #[test]
    fn a_ping_gets_its_context_back() {
        let mut stream = Cursor::new(command("PING", b"\0\x0acontext"));
        assert_eq!(read(&mut stream).unwrap(), Incoming::Ping(b"context".to_vec()));
        assert_eq!(pong(b"context"), b"\x04\x0c\x04PONGcontext");
    }

    #[test]
    fn other_commands_are_passed_over() {
        let mut bytes = command("SUBSCRIBE", b"x");
        bytes.extend(message(&[b"m"]));
        assert_eq!(read(&mut Cursor::new(bytes)).unwrap(), Incoming::Message(vec![b"m".to_vec()]));
    }
}
