//! history_request: the cells that were executed, kept in memory as long as the kernel lives.

use std::collections::HashSet;

use serde_json::{Value, json};

use super::super::lock;
use super::{Content, Kernel, Reply, flag, text};

/// The number of the session; earlier ones are not kept.
const SESSION: i64 = 1;

/// An executed cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The number that the front end shows.
    pub line: u32,
    pub input: String,
    /// The text of its result.
    pub output: Option<String>,
}

/// The executed cells, the oldest first.
#[derive(Default)]
pub struct History(Vec<Entry>);

pub fn reply(kernel: &Kernel, content: &Content) -> Reply {
    let history = lock(&kernel.history);
    let entries = match text(content, "hist_access_type")? {
        "tail" => history.tail(count(content)),
        "range" => history.range(
            number(content, "session").unwrap_or(0),
            number(content, "start").unwrap_or(1),
            number(content, "stop"),
        ),
        "search" => history.search(
            content.get("pattern").and_then(Value::as_str).unwrap_or("*"),
            flag(content, "unique", false),
            count(content),
        ),
        other => {
            return Err(format!(
                "The history is accessed by `tail`, `range` or `search`, not by `{other}`."
            ));
        }
    };
    let output = flag(content, "output", false);
    let rows = entries.into_iter().map(|e| match output {
        true => json!([SESSION, e.line, [e.input, e.output]]),
        false => json!([SESSION, e.line, e.input]),
    });
    Ok(json!({ "status": "ok", "history": rows.collect::<Vec<_>>() }))
}

impl History {
    pub fn push(&mut self, entry: Entry) {
        self.0.push(entry);
    }

    /// The last `n` cells.
    fn tail(&self, n: usize) -> Vec<&Entry> {
        self.0.iter().skip(self.0.len().saturating_sub(n)).collect()
    }

    /// The cells from line `start` on, up to but not including `stop`. Session 0 is the present one; negative lines count
    /// from the end.
    fn range(&self, session: i64, start: i64, stop: Option<i64>) -> Vec<&Entry> {
        if session != 0 && session != SESSION {
            return Vec::new();
        }
        let next = self.0.last().map_or(1, |e| i64::from(e.line) + 1);
        let from_end = |line: i64| {
            if line < 0 { line.saturating_add(next) } else { line }
        };
        let (start, stop) = (from_end(start), from_end(stop.unwrap_or(next)));
        let lines = self.0.iter();
        lines.filter(|e| (start..stop).contains(&i64::from(e.line))).collect()
    }

    /// The last `n` cells that match a pattern with `*` and `?`; of equal ones only the last if `unique`.
    fn search(&self, pattern: &str, unique: bool, n: usize) -> Vec<&Entry> {
        let pattern: Vec<char> = pattern.chars().collect();
        let mut seen = HashSet::new();
        let newest_first = self.0.iter().rev();
        let mut found: Vec<&Entry> = newest_first
            .filter(|e| matches(&pattern, &e.input))
            .filter(|e| !unique || seen.insert(&e.input))
            .take(n)
            .collect();
        found.reverse();
        found
    }
}

/// Whether all of the text matches; `*` stands for any characters, `?` for one.
fn matches(pattern: &[char], text: &str) -> bool {
    let text: Vec<char> = text.chars().collect();
    let (mut p, mut t) = (0, 0);
    // Where to go on if what follows the latest star does not match.
    let mut star = None;
    while t < text.len() {
        match pattern.get(p) {
            Some('*') => {
                star = Some((p, t));
                p += 1;
            }
            Some(&c) if c == '?' || c == text[t] => {
                p += 1;
                t += 1;
            }
            _ => match star {
                Some((at, from)) => {
                    star = Some((at, from + 1));
                    (p, t) = (at + 1, from + 1);
                }
                None => return false,
            },
        }
    }
    pattern[p..].iter().all(|&c| c == '*')
}

/// How many cells the client wants; all if it does not say.
fn count(content: &Content) -> usize {
    let n = content.get("n").and_then(Value::as_u64);
    n.map_or(usize::MAX, |n| usize::try_from(n).unwrap_or(usize::MAX))
}

fn number(content: &Content, field: &str) -> Option<i64> {
    content.get(field).and_then(Value::as_i64)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn history() -> History {
        let mut history = History::default();
        for (i, input) in ["let a = 1;", "1 + 1", "a", "1 + 1", "1 + 2"].iter().enumerate() {
            history.push(Entry { line: i as u32 + 1, input: input.to_string(), output: None });
        }
        history
    }

    fn lines(entries: Vec<&Entry>) -> Vec<u32> {
        entries.iter().map(|e| e.line).collect()
    }

    #[test]
    fn tail_gives_the_last_cells_in_order() {
        assert_eq!(lines(history().tail(2)), [4, 5]);
        assert!(history().tail(0).is_empty());
        assert_eq!(lines(history().tail(usize::MAX)), [1, 2, 3, 4, 5]);
    }

    #[test]
    fn range_leaves_out_its_end() {
        assert_eq!(lines(history().range(0, 2, Some(4))), [2, 3]);
        assert_eq!(lines(history().range(1, 4, None)), [4, 5]);
        assert_eq!(lines(history().range(0, -2, None)), [4, 5]);
        assert_eq!(lines(history().range(0, 3, Some(-1))), [3, 4]);
        assert_eq!(lines(history().range(0, i64::MIN, Some(i64::MAX))), [1, 2, 3, 4, 5]);
        assert!(history().range(-1, 1, None).is_empty());
    }

    #[test]
    fn search_matches_whole_cells() {
        let history = history();
        assert_eq!(lines(history.search("1 +*", false, 9)), [2, 4, 5]);
        assert_eq!(lines(history.search("1 +*", true, 9)), [4, 5]);
        assert_eq!(lines(history.search("1 + ?", false, 1)), [5]);
        assert_eq!(lines(history.search("*a*", false, 9)), [1, 3]);
        assert!(history.search("+", false, 9).is_empty());
    }

    #[test]
    fn stars_and_question_marks() {
        for (pattern, text, expected) in [
            ("", "", true),
            ("*", "", true),
            ("?", "", false),
            ("a*b*c", "axxbyyc", true),
            ("a*b*c", "axxbyy", false),
            ("*aab", "aaaab", true),
            ("学*", "学び", true),
        ] {
            let chars: Vec<char> = pattern.chars().collect();
            assert_eq!(matches(&chars, text), expected, "{pattern} on {text}");
        }
    }
}
