//! A digest names content: entries of the caches, and chapters as they were handed out.

use sha2::{Digest as _, Sha256};

/// SHA-256 over parts, each with its length, so that parts never run into each other.
#[derive(Default)]
pub struct Digest(Sha256);

impl Digest {
    /// The digest of one content.
    pub fn of(content: &[u8]) -> String {
        Digest::default().with(content).hex()
    }

    /// The digest with one more part.
    pub fn with(mut self, part: impl AsRef<[u8]>) -> Digest {
        let part = part.as_ref();
        self.0.update((part.len() as u64).to_le_bytes());
        self.0.update(part);
        self
    }

    /// The first 16 bytes in hexadecimal: short enough for a folder's name, far too long for a collision.
    pub fn hex(self) -> String {
        let bytes = self.0.finalize();
        bytes[..16].iter().map(|byte| format!("{byte:02x}")).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_do_not_run_into_each_other() {
        let digest = |parts: &[&str]| {
            parts.iter().fold(Digest::default(), |digest, part| digest.with(part)).hex()
        };
        assert_ne!(digest(&["ab", "c"]), digest(&["a", "bc"]));
        assert_ne!(digest(&["abc"]), digest(&["abc", ""]));
        assert_eq!(digest(&["abc"]), Digest::of(b"abc"));
        assert_eq!(digest(&["abc"]).len(), 32);
    }
}
