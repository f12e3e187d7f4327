//! A message as the client sees it.

use hmac::{Hmac, KeyInit, Mac};
use serde_json::Value;
use sha2::Sha256;
use zeromq::ZmqMessage;

const DELIMITER: &[u8] = b"<IDS|MSG>";

#[derive(Clone, Debug)]
pub struct Message {
    pub msg_type: String,
    pub header: Value,
    pub parent: Value,
    pub metadata: Value,
    pub content: Value,
}

impl Message {
    /// Reads what the kernel sent, whose signature must be right.
    pub(crate) fn read(key: &str, message: ZmqMessage) -> Message {
        let frames: Vec<Vec<u8>> = message.iter().map(|f| f.to_vec()).collect();
        let at = frames.iter().position(|f| f == DELIMITER);
        let frames = &frames[at.expect("a delimiter")..];
        assert_eq!(frames, sign(key, &frames[2..6]), "the kernel signs its messages");
        let [header, parent, metadata, content] =
            [2, 3, 4, 5].map(|i| serde_json::from_slice::<Value>(&frames[i]).expect("JSON"));
        Message {
            msg_type: header["msg_type"].as_str().expect("a msg_type").into(),
            header,
            parent,
            metadata,
            content,
        }
    }

    /// The id of the request that this belongs to.
    pub fn parent_id(&self) -> Option<&str> {
        self.parent["msg_id"].as_str()
    }
}

/// A message from the delimiter on.
pub(crate) fn sign(key: &str, parts: &[Vec<u8>]) -> Vec<Vec<u8>> {
    let mut mac = Hmac::<Sha256>::new_from_slice(key.as_bytes()).expect("a key");
    parts.iter().for_each(|part| mac.update(part));
    let bytes = mac.finalize().into_bytes();
    let hex: String = bytes.iter().map(|b| format!("{b:02x}")).collect();
    let mut frames = vec![DELIMITER.to_vec(), hex.into_bytes()];
    frames.extend_from_slice(parts);
    frames
}
