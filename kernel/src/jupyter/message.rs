//! A Jupyter message: header, parent header, metadata and content, signed with the key of the connection.
//!
//! A header stays the bytes that came in, so that a reply names its parent with every field that the client put there.

use std::collections::{HashSet, VecDeque};
use std::fmt;
use std::hash::{BuildHasher, RandomState};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use hmac::{Hmac, KeyInit, Mac};
use serde_json::{Map, Value, json};
use sha2::Sha256;

use super::lock;
use super::timestamp;
use super::zmtp::Frames;

/// The version of the protocol that the kernel speaks.
pub const PROTOCOL_VERSION: &str = "5.5";

const DELIMITER: &[u8] = b"<IDS|MSG>";
/// Signatures that are remembered, so that a message sent again is not acted upon again.
const REMEMBERED: usize = 1 << 16;

/// The header of the message that another one answers, as JSON.
pub type Parent = Arc<Vec<u8>>;

/// A message from a client.
#[derive(Debug)]
pub struct Message {
    /// Routing between the client and this socket; a reply carries it back.
    pub identities: Frames,
    pub msg_type: String,
    pub header: Parent,
    pub metadata: Map<String, Value>,
    pub content: Map<String, Value>,
}

/// Why a message is not acted upon.
#[derive(Debug, PartialEq, Eq)]
pub enum Rejection {
    Malformed(&'static str),
    WrongSignature,
    SentAgain,
}

/// Writes messages, and reads those that are signed with the key of the connection.
pub struct Codec {
    key: Option<Hmac<Sha256>>,
    session: String,
    count: AtomicU64,
    seen: Mutex<Seen>,
}

impl Codec {
    /// With an empty key messages are not signed.
    pub fn new(key: &str) -> Codec {
        let mac = Hmac::new_from_slice(key.as_bytes());
        Codec {
            key: mac.ok().filter(|_| !key.is_empty()),
            session: format!("{:016x}{:016x}", random(), random()),
            count: AtomicU64::new(0),
            seen: Mutex::default(),
        }
    }

    /// Reads the frames of a message.
    pub fn decode(&self, mut frames: Frames) -> Result<Message, Rejection> {
        let delimiter = frames.iter().position(|f| f == DELIMITER);
        let delimiter = delimiter.ok_or(Rejection::Malformed("no delimiter"))?;
        let parts = frames.split_off(delimiter);
        let [_, signature, signed @ ..] = parts.as_slice() else {
            return Err(Rejection::Malformed("no signature"));
        };
        let [header, parent, metadata, content, ..] = signed else {
            return Err(Rejection::Malformed("too few frames"));
        };
        self.verify(signature, &signed[..4])?;

        object(parent)?;
        let Some(Value::String(msg_type)) = object(header)?.remove("msg_type") else {
            return Err(Rejection::Malformed("no msg_type in the header"));
        };
        Ok(Message {
            identities: frames,
            msg_type,
            header: Arc::new(header.clone()),
            metadata: object(metadata)?,
            content: object(content)?,
        })
    }

    /// The frames of a new message, after `prefix`: the identities of a client or the topic of a broadcast.
    pub fn encode(
        &self,
        mut prefix: Frames,
        msg_type: &str,
        parent: &[u8],
        metadata: &Value,
        content: Vec<u8>,
    ) -> Frames {
        let count = self.count.fetch_add(1, Ordering::Relaxed);
        let header = json!({
            "msg_id": format!("{}_{count}", self.session),
            "session": self.session,
            "username": "manabi",
            "date": timestamp::now(),
            "msg_type": msg_type,
            "version": PROTOCOL_VERSION,
        });
        let signed = [
            header.to_string().into_bytes(),
            parent.to_vec(),
            metadata.to_string().into_bytes(),
            content,
        ];
        prefix.push(DELIMITER.to_vec());
        prefix.push(self.sign(&signed));
        prefix.extend(signed);
        prefix
    }

    fn sign(&self, signed: &[Vec<u8>]) -> Vec<u8> {
        let Some(mac) = self.mac(signed) else {
            return Vec::new();
        };
        let bytes = mac.finalize().into_bytes();
        let hex: String = bytes.iter().map(|b| format!("{b:02x}")).collect();
        hex.into_bytes()
    }

    fn verify(&self, signature: &[u8], signed: &[Vec<u8>]) -> Result<(), Rejection> {
        let Some(mac) = self.mac(signed) else {
            return Ok(());
        };
        let signature = unhex(signature).ok_or(Rejection::WrongSignature)?;
        // Takes the same time wherever the two differ.
        mac.verify_slice(&signature).map_err(|_| Rejection::WrongSignature)?;
        match lock(&self.seen).insert(signature) {
            true => Ok(()),
            false => Err(Rejection::SentAgain),
        }
    }

    fn mac(&self, signed: &[Vec<u8>]) -> Option<Hmac<Sha256>> {
        let mut mac = self.key.clone()?;
        for frame in signed {
            mac.update(frame);
        }
        Some(mac)
    }
}

impl fmt::Display for Rejection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Rejection::Malformed(why) => write!(f, "a malformed message: {why}"),
            Rejection::WrongSignature => f.write_str("a message with a wrong signature"),
            Rejection::SentAgain => f.write_str("a message that was sent before"),
        }
    }
}

/// The latest signatures.
#[derive(Default)]
struct Seen {
    set: HashSet<Vec<u8>>,
    order: VecDeque<Vec<u8>>,
}

impl Seen {
    /// False if it was there before.
    fn insert(&mut self, signature: Vec<u8>) -> bool {
        if !self.set.insert(signature.clone()) {
            return false;
        }
        self.order.push_back(signature);
        if self.order.len() > REMEMBERED
            && let Some(oldest) = self.order.pop_front()
        {
            self.set.remove(&oldest);
        }
        true
    }
}

fn object(frame: &[u8]) -> Result<Map<String, Value>, Rejection> {
    serde_json::from_slice(frame).map_err(|_| Rejection::Malformed("a part is not a JSON object"))
}

fn unhex(hex: &[u8]) -> Option<Vec<u8>> {
    let hex = str::from_utf8(hex).ok().filter(|h| h.is_ascii())?;
    let pairs = (0..hex.len()).step_by(2);
    pairs.map(|i| u8::from_str_radix(hex.get(i..i + 2)?, 16).ok()).collect()
}

/// The standard library keys its hash maps at random; that is all the randomness that a session's name needs.
fn random() -> u64 {
    RandomState::new().hash_one(std::process::id())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request(codec: &Codec) -> Frames {
        let content = br#"{"code": "1"}"#.to_vec();
        codec.encode(vec![b"client".to_vec()], "execute_request", b"{}", &json!({}), content)
    }

    #[test]
    fn what_one_side_signs_the_other_reads() {
        for key in ["", "secret"] {
            let frames = request(&Codec::new(key));
            let header = frames[3].clone();
            let message = Codec::new(key).decode(frames).unwrap();
            assert_eq!(message.msg_type, "execute_request");
            assert_eq!(message.identities, [b"client"]);
            assert_eq!(*message.header, header);
            assert_eq!(message.content["code"], "1");
        }
    }

    #[test]
    fn a_signature_is_hmac_sha256_in_hexadecimal() {
        // From `hmac.new(b"key", b"abcd", "sha256").hexdigest()` of Python.
        let parts: Vec<Vec<u8>> = "abcd".bytes().map(|b| vec![b]).collect();
        assert_eq!(
            Codec::new("key").sign(&parts),
            b"2a31ec0ee8d878c9eece9fb0df79b3b90b2256240163aa5ee50d176d3d1121f8"
        );
    }

    #[test]
    fn a_changed_message_is_rejected() {
        let codec = Codec::new("secret");
        for part in 2..=6 {
            let mut frames = request(&codec);
            frames[part][0] ^= 1;
            assert_eq!(codec.decode(frames).unwrap_err(), Rejection::WrongSignature);
        }
        let mut unsigned = request(&codec);
        unsigned[2].clear();
        assert_eq!(codec.decode(unsigned).unwrap_err(), Rejection::WrongSignature);
        let other = request(&Codec::new("other"));
        assert_eq!(codec.decode(other).unwrap_err(), Rejection::WrongSignature);
    }

    #[test]
    fn a_message_counts_once() {
        let codec = Codec::new("secret");
        let frames = request(&codec);
        assert!(codec.decode(frames.clone()).is_ok());
        assert_eq!(codec.decode(frames).unwrap_err(), Rejection::SentAgain);
    }

    #[test]
    fn malformed_messages_are_rejected() {
        let codec = Codec::new("");
        let whole = request(&codec);
        for end in 0..whole.len() {
            assert!(codec.decode(whole[..end].to_vec()).is_err());
        }
        for part in 3..=6 {
            for bad in [&b"[]"[..], b"", b"{", b"\xff", &[b'['; 100_000]] {
                let mut frames = whole.clone();
                frames[part] = bad.to_vec();
                assert!(codec.decode(frames).is_err());
            }
        }
        let mut untyped = whole;
        untyped[3] = b"{}".to_vec();
        assert!(codec.decode(untyped).is_err());
    }
}
