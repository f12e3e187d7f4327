//! What is sealed for an exercise: hints, solution and answers, in a form that no eye reads by accident.

use super::words::Language;
use crate::display::base64;

const RECORD: char = '\u{1e}';
const FIELD: char = '\u{1f}';
const PART: char = '\u{1d}';

/// The sealed text of records, each a key and a text. [The module](mod@crate::exercise) names the keys.
///
/// ```
/// use manabi::exercise::seal;
///
/// let sealed = seal(&[
///     ("title", "Softmax"),
///     ("hint", "Which function is never negative?"),
///     ("hint", "Take `exp` of each number, and add them up."),
///     ("hint", "Divide each `exp` by the sum."),
///     ("solution", "fn softmax(x: &[f32]) -> Vec<f32> { .. }"),
/// ]);
/// println!("{sealed}"); // for `.sealed("..")` in the check cell
/// ```
pub fn seal(records: &[(&str, &str)]) -> String {
    let records: Vec<String> =
        records.iter().map(|(key, text)| format!("{key}{FIELD}{text}")).collect();
    base64(records.join(&RECORD.to_string()).as_bytes())
}

/// What was sealed, opened.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Sealed {
    pub language: Language,
    pub title: Option<String>,
    pub shown: Option<String>,
    pub next: Option<String>,
    pub hints: Vec<String>,
    pub solution: Option<String>,
    /// The right answer of a quiz, in each of its forms.
    pub answers: Vec<String>,
    /// Wrong answers of a quiz, with what to say about each.
    pub mistakes: Vec<(String, String)>,
}

impl Sealed {
    /// Opens a sealed text; what cannot be read of it is left out.
    pub fn open(text: &str) -> Sealed {
        let mut sealed = Sealed::default();
        let text = String::from_utf8(decoded(text)).unwrap_or_default();
        for record in text.split(RECORD) {
            let Some((key, text)) = record.split_once(FIELD) else { continue };
            let text = text.to_string();
            match key {
                "language" => sealed.language = Language::of(&text),
                "title" => sealed.title = Some(text),
                "shown" => sealed.shown = Some(text),
                "next" => sealed.next = Some(text),
                "hint" => sealed.hints.push(text),
                "solution" => sealed.solution = Some(text),
                "answer" => sealed.answers.push(text),
                "mistake" => {
                    if let Some((wrong, why)) = text.split_once(PART) {
                        sealed.mistakes.push((wrong.into(), why.into()));
                    }
                }
                // A later version may know more.
                _ => {}
            }
        }
        sealed
    }
}

/// The bytes of base64; anything else between its digits is passed over.
fn decoded(text: &str) -> Vec<u8> {
    let (mut bytes, mut bits, mut held) = (Vec::new(), 0_u32, 0);
    for digit in text.bytes() {
        let value = match digit {
            b'A'..=b'Z' => digit - b'A',
            b'a'..=b'z' => digit - b'a' + 26,
            b'0'..=b'9' => digit - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            _ => continue,
        };
        bits = bits << 6 | u32::from(value);
        held += 6;
        if held >= 8 {
            held -= 8;
            bytes.push((bits >> held) as u8);
        }
    }
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_sealed_opens_again_and_cannot_be_read() {
        let text = seal(&[
            ("language", "ja"),
            ("title", "半加算器 \"half\""),
            ("hint", "one\ntwo"),
            ("hint", ""),
            ("solution", "fn f() {}\n"),
            ("answer", "no"),
            ("mistake", "yes\u{1d}Look again."),
            ("colour", "unknown"),
        ]);
        assert!(text.bytes().all(|b| b.is_ascii_alphanumeric() || b"+/=".contains(&b)), "{text}");
        let sealed = Sealed::open(&text);
        assert_eq!(sealed.language, Language::Japanese);
        assert_eq!(sealed.title.as_deref(), Some("半加算器 \"half\""));
        assert_eq!(sealed.hints, ["one\ntwo", ""]);
        assert_eq!(sealed.solution.as_deref(), Some("fn f() {}\n"));
        assert_eq!((sealed.shown, sealed.next), (None, None));
        assert_eq!(sealed.answers, ["no"]);
        assert_eq!(sealed.mistakes, [("yes".to_string(), "Look again.".to_string())]);
    }

    #[test]
    fn every_length_and_every_byte_survives() {
        for length in 0..50 {
            let bytes: Vec<u8> = (0..length).map(|i| (i * 37 + length) as u8).collect();
            assert_eq!(decoded(&base64(&bytes)), bytes);
        }
    }

    #[test]
    fn a_damaged_text_costs_only_what_it_held() {
        for text in ["", "not base64 at all!", "////", "aGludA=="] {
            assert_eq!(Sealed::open(text), Sealed::default(), "{text}");
        }
    }
}
