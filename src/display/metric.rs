//! A metric: a number that a notebook states about itself, kept with a name so that programs can read it.
//!
//! It travels as an ordinary display message: JSON under a media type of its own, and one line of text for people.

use std::fmt;

use super::sink::send;
use super::{Bundle, Message, escape};

/// The media type of a metric: `{"name": .., "value": ..}`.
const METRIC: &str = "application/vnd.manabi.metric+json";
/// The media type of a claim about time: `{"claim": .., "holds": ..}`.
const TIMING: &str = "application/vnd.manabi.timing+json";

/// Records a number under a name and shows both in a line.
///
/// A chapter states what its metrics must be, and takes the numbers in its text from them.
///
/// ```
/// use manabi::prelude::*;
/// let (right, all) = (97, 100);
/// record("accuracy", right as f32 / all as f32); // shows: accuracy = 0.97
/// record("mistakes", all - right);
/// ```
pub fn record(name: &str, value: impl Metric) {
    let value = value.digits();
    // JSON knows no infinity; a text tells what was there instead of a number.
    let json = if value.contains(['n', 'N']) { format!("\"{value}\"") } else { value.clone() };
    let json = format!("{{\"name\":{},\"value\":{json}}}", json_string(name));
    shown(&format!("{name} = {value}"), METRIC, json);
}

/// States what was measured with a clock, and whether a claim about it holds.
///
/// The measured time is shown to whoever runs the cell. A committed notebook keeps only the claim and its outcome,
/// because another run takes another time.
///
/// ```
/// use manabi::prelude::*;
/// use std::time::Instant;
///
/// let start = Instant::now();
/// let x = rand([200, 200]);
/// let y = x.matmul(&x);
/// let took = start.elapsed();
/// timing("a product takes less than 10 seconds", format!("{took:.1?}"), took.as_secs() < 10);
/// // shows: a product takes less than 10 seconds: yes (1.2ms)
/// ```
pub fn timing(claim: &str, measured: impl fmt::Display, holds: bool) {
    let json = format!("{{\"claim\":{},\"holds\":{holds}}}", json_string(claim));
    let outcome = if holds { "yes" } else { "no" };
    shown(&format!("{claim}: {outcome} ({measured})"), TIMING, json);
}

fn shown(text: &str, mime: &str, json: String) {
    let html = format!("<small style=\"opacity:.75\">{}</small>", escape(text));
    let bundle = Bundle::text(text).with("text/html", html).with(mime, json);
    send(Message::Display { bundle, id: None });
}

/// A number that [`record`] takes: floats, integers, and `bool` as 0 or 1.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a number that can be recorded",
    label = "not a number",
    note = "record one number: of a tensor with one element take `.item()`"
)]
pub trait Metric {
    /// The shortest digits that read back as the same number.
    fn digits(&self) -> String;
}

macro_rules! numbers {
    ($($type:ty)*) => {
        $(impl Metric for $type {
            fn digits(&self) -> String {
                self.to_string()
            }
        })*
    };
}

numbers!(f32 f64 i32 i64 u8 u32 u64 usize);

impl Metric for bool {
    fn digits(&self) -> String {
        u8::from(*self).to_string()
    }
}

/// A text as JSON writes it.
pub(crate) fn json_string(text: &str) -> String {
    let mut json = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => json.extend(['\\', c]),
            c if c.is_control() => json.push_str(&format!("\\u{:04x}", c as u32)),
            c => json.push(c),
        }
    }
    json + "\""
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::display::sink::recorded;

    fn sent(f: impl FnOnce()) -> Bundle {
        let mut messages = recorded(f);
        match messages.pop() {
            Some(Message::Display { bundle, id: None }) if messages.is_empty() => bundle,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_metric_is_json_with_a_line_of_text() {
        let bundle = sent(|| record("test accuracy", 0.97f32));
        assert_eq!(bundle.plain(), "test accuracy = 0.97");
        assert_eq!(bundle.get(METRIC).unwrap(), br#"{"name":"test accuracy","value":0.97}"#);
    }

    #[test]
    fn every_number_has_a_json_form() {
        for (bundle, json) in [
            (sent(|| record("n", 3usize)), r#"{"name":"n","value":3}"#),
            (sent(|| record("n", true)), r#"{"name":"n","value":1}"#),
            (sent(|| record("n", f32::NAN)), r#"{"name":"n","value":"NaN"}"#),
            (sent(|| record("n", -f64::INFINITY)), r#"{"name":"n","value":"-inf"}"#),
            (sent(|| record("a\"\n", 1e-9)), "{\"name\":\"a\\\"\\u000a\",\"value\":0.000000001}"),
        ] {
            let sent = String::from_utf8_lossy(bundle.get(METRIC).unwrap()).into_owned();
            assert_eq!(sent, json);
        }
    }

    #[test]
    fn a_timing_shows_its_figure_and_keeps_its_outcome_apart() {
        let bundle = sent(|| timing("at least 5 times faster", "7.3 times", true));
        assert_eq!(bundle.plain(), "at least 5 times faster: yes (7.3 times)");
        assert_eq!(
            bundle.get(TIMING).unwrap(),
            br#"{"claim":"at least 5 times faster","holds":true}"#
        );
    }
}
