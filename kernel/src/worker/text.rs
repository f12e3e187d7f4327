//! Bytes of a stream as text: what is not UTF-8 is shown as a replacement character, and a character
//! that arrives in two parts is kept whole.

/// Decodes a stream piece by piece.
#[derive(Debug, Default)]
pub struct Decoder {
    /// The beginning of a character that is not complete yet.
    pending: Vec<u8>,
}

impl Decoder {
    /// The text of these bytes, together with what was pending.
    pub fn decode(&mut self, bytes: &[u8]) -> String {
        let mut all = std::mem::take(&mut self.pending);
        all.extend_from_slice(bytes);
        let mut text = String::with_capacity(all.len());
        let mut chunks = all.utf8_chunks().peekable();
        while let Some(chunk) = chunks.next() {
            text.push_str(chunk.valid());
            let invalid = chunk.invalid();
            if chunks.peek().is_none() && may_go_on(invalid) {
                self.pending = invalid.to_vec();
            } else if !invalid.is_empty() {
                text.push(char::REPLACEMENT_CHARACTER);
            }
        }
        text
    }

    /// What is left when the stream ends.
    pub fn finish(&mut self) -> String {
        let left = std::mem::take(&mut self.pending);
        if left.is_empty() { String::new() } else { char::REPLACEMENT_CHARACTER.to_string() }
    }
}

/// Whether these bytes begin a character that more bytes can complete.
fn may_go_on(bytes: &[u8]) -> bool {
    let length = match bytes.first() {
        Some(0xC2..=0xDF) => 2,
        Some(0xE0..=0xEF) => 3,
        Some(0xF0..=0xF4) => 4,
        _ => return false,
    };
    bytes.len() < length && std::str::from_utf8(bytes).is_err_and(|e| e.error_len().is_none())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn characters_cut_anywhere_come_out_whole() {
        let text = "a é 学び 🦀 z";
        for cut in 0..text.len() {
            let mut decoder = Decoder::default();
            let (a, b) = text.as_bytes().split_at(cut);
            let whole = decoder.decode(a) + &decoder.decode(b) + &decoder.finish();
            assert_eq!(whole, text);
        }
    }

    #[test]
    fn what_is_no_text_is_replaced_and_nothing_is_held_back() {
        let mut decoder = Decoder::default();
        assert_eq!(decoder.decode(b"a\xff\xfeb\n"), "a\u{fffd}\u{fffd}b\n");
        assert_eq!(decoder.decode(b"\xe3\x81"), "");
        assert_eq!(decoder.finish(), "\u{fffd}");
    }
}
