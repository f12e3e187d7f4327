//! Front matter: the lines between two `---` at the top of a chapter, `key: value` each (a subset of YAML).
//!
//! `metrics` and `seeds` hold more such lines, two spaces further in. Every key occurs once; those two may be left
//! out, and there are no others.

use std::collections::BTreeMap;

use super::criterion::Criterion;
use crate::problem::LineError;

/// What a chapter says about itself.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FrontMatter {
    pub title: String,
    /// The title in Japanese.
    pub title_ja: String,
    /// The course documents that the chapter follows, `A` to `E`.
    pub sources: Vec<String>,
    /// The numbers of the chapters to read before.
    pub prerequisites: Vec<String>,
    /// Time to read and run it, in minutes.
    pub minutes: u32,
    /// Longest time that all its cells together may run, in seconds.
    pub budget: u32,
    /// The data it uses; `none` if it needs none.
    pub data: String,
    /// What its metrics must be.
    pub metrics: BTreeMap<String, Criterion>,
    /// The values of metrics over several seeds, the chapter's own seed first.
    pub seeds: BTreeMap<String, Vec<f64>>,
    /// Where a key stands.
    pub lines: BTreeMap<String, usize>,
}

const KEYS: [&str; 9] = [
    "title",
    "title_ja",
    "sources",
    "prerequisites",
    "minutes",
    "budget",
    "data",
    "metrics",
    "seeds",
];
/// The last two are tables, and may be left out.
const REQUIRED: usize = 7;

impl FrontMatter {
    /// Parses the front matter of a chapter; also returns the number of lines that it occupies.
    pub fn parse(text: &str) -> Result<(FrontMatter, usize), LineError> {
        let mut lines = text.lines().enumerate();
        if lines.next().is_none_or(|(_, line)| line.trim_end() != "---") {
            return Err((
                1,
                "a chapter starts with its front matter: put --- on the first line".into(),
            ));
        }
        let mut front = FrontMatter::default();
        let mut table = None;
        for (index, line) in lines {
            let number = index + 1;
            if line.trim_end() == "---" {
                let missing = KEYS[..REQUIRED].iter().find(|key| !front.lines.contains_key(**key));
                return match missing {
                    Some(key) => Err((number, format!("the front matter lacks `{key}: ...`"))),
                    None => Ok((front, number)),
                };
            }
            let Some((key, value)) = line.split_once(':') else {
                return Err((number, format!("front matter is `key: value`, not `{line}`")));
            };
            let value = value.trim();
            let done = match (key.strip_prefix("  "), table) {
                (Some(name), Some(table)) => front.set_in(table, name.trim_end(), value, number),
                (Some(_), None) => {
                    Err("only lines below `metrics:` and `seeds:` start with two spaces".into())
                }
                (None, _) => front.set(key.trim(), value, number).map(|opened| table = opened),
            };
            done.map_err(|sentence| (number, sentence))?;
        }
        Err((1, "the front matter has no end: close it with a second ---".into()))
    }

    /// Sets a key; the tables come back, to be filled by the next lines.
    fn set(&mut self, key: &str, value: &str, line: usize) -> Result<Option<&'static str>, String> {
        let Some(key) = KEYS.into_iter().find(|known| *known == key) else {
            let known = KEYS.join(", ");
            return Err(format!("front matter has no key `{key}`; the keys are {known}"));
        };
        if self.lines.insert(key.into(), line).is_some() {
            return Err(format!("`{key}` is given twice in the front matter"));
        }
        if KEYS[REQUIRED..].contains(&key) {
            return match value {
                "" => Ok(Some(key)),
                _ => {
                    Err(format!("`{key}` has no value of its own: its lines follow, two spaces in"))
                }
            };
        }
        if value.is_empty() {
            return Err(format!("`{key}` has no value; write `none` if there is none"));
        }
        match key {
            "title" => self.title = value.into(),
            "title_ja" => self.title_ja = value.into(),
            "sources" => {
                self.sources = list(value);
                if !self.sources.iter().all(|letter| ["A", "B", "C", "D", "E"].contains(&&**letter))
                {
                    return Err(format!(
                        "`sources` are letters from A to E with commas, not `{value}`"
                    ));
                }
            }
            "prerequisites" => {
                self.prerequisites = if value == "none" { vec![] } else { list(value) };
                let number = |n: &String| n.len() == 2 && n.bytes().all(|b| b.is_ascii_digit());
                if !self.prerequisites.iter().all(number) {
                    return Err(format!(
                        "`prerequisites` are numbers of chapters with commas, such as 02, 03, or none; not `{value}`"
                    ));
                }
            }
            "minutes" => self.minutes = whole_number(key, value)?,
            "budget" => self.budget = whole_number(key, value)?,
            "data" => self.data = value.into(),
            _ => unreachable!("every key of KEYS is handled"),
        }
        Ok(None)
    }

    /// Sets a line of one of the tables.
    fn set_in(&mut self, table: &str, name: &str, value: &str, line: usize) -> Result<(), String> {
        let letters =
            |c: char| c == '_' || c == '-' || c.is_ascii_lowercase() || c.is_ascii_digit();
        if name.is_empty() || !name.chars().all(letters) {
            return Err(format!("`{name}` is no name of a metric: small letters, digits, - and _"));
        }
        if self.lines.insert(format!("{table}.{name}"), line).is_some() {
            return Err(format!("`{name}` is given twice in `{table}`"));
        }
        if table == "metrics" {
            let quoted = value.strip_prefix('"').and_then(|value| value.strip_suffix('"'));
            let criterion = quoted.ok_or_else(|| {
                format!("put the criterion in double quotes: {name}: \">= 0.95\"")
            })?;
            self.metrics.insert(name.into(), Criterion::parse(criterion)?);
            return Ok(());
        }
        let values = value.strip_prefix('[').and_then(|value| value.strip_suffix(']'));
        let values = values.and_then(|values| {
            values.split(',').map(|value| value.trim().parse().ok()).collect::<Option<Vec<f64>>>()
        });
        let values = values.ok_or_else(|| {
            format!("`seeds` are made by `lessons seeds`: {name}: [0.5, 0.75], not `{value}`")
        })?;
        self.seeds.insert(name.into(), values);
        Ok(())
    }
}

fn list(value: &str) -> Vec<String> {
    value.split(',').map(|part| part.trim().to_owned()).collect()
}

fn whole_number(key: &str, value: &str) -> Result<u32, String> {
    let number = value.parse().ok().filter(|n| *n > 0);
    number.ok_or_else(|| format!("`{key}` is a whole number above 0, not `{value}`"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = "---\ntitle: Gates: an entry\ntitle_ja: 門\nsources: A, B\nprerequisites: 01\n\
                        minutes: 30\nbudget: 10\ndata: none\nmetrics:\n  accuracy: \">= 0.9\"\nseeds:\n  \
                        accuracy: [0.91, 0.95]\n---\nbody\n";

    fn error(text: &str) -> (usize, String) {
        FrontMatter::parse(text).unwrap_err()
    }

    #[test]
    fn reads_every_key_and_counts_its_lines() {
        let (front, lines) = FrontMatter::parse(GOOD).unwrap();
        assert_eq!(front.title, "Gates: an entry");
        assert_eq!((front.minutes, front.budget, lines), (30, 10, 13));
        assert_eq!(front.prerequisites, ["01"]);
        assert!(front.metrics["accuracy"].holds(0.9));
        assert_eq!(front.seeds["accuracy"], [0.91, 0.95]);
        assert_eq!(front.lines["metrics.accuracy"], 10);
    }

    #[test]
    fn names_the_line_of_a_mistake() {
        for (from, to, line, part) in [
            ("minutes:", "minuets:", 6, "`minuets`"),
            ("minutes: 30", "minutes: half an hour", 6, "whole number"),
            ("budget: 10\n", "", 12, "lacks `budget"),
            ("data: none", "title: again", 8, "twice"),
            ("sources: A, B", "sources: A, F", 4, "A to E"),
            ("title_ja: 門", "title_ja:", 3, "no value"),
            ("data: none", "no colon", 8, "`key: value`"),
            ("prerequisites: 01", "prerequisites: chapter 1", 5, "such as 02, 03"),
            ("\">= 0.9\"", ">= 0.9", 10, "double quotes"),
            ("\">= 0.9\"", "\"high\"", 10, "a criterion is"),
            ("  accuracy: \"", "  Accuracy: \"", 10, "`Accuracy` is no name"),
            ("[0.91, 0.95]", "0.91", 12, "`lessons seeds`"),
            ("data: none", "data: none\n  x: 1", 9, "two spaces"),
            ("metrics:", "metrics: all", 9, "no value of its own"),
        ] {
            let (at, sentence) = error(&GOOD.replacen(from, to, 1));
            assert!(at == line && sentence.contains(part), "{to}: {at}: {sentence}");
        }
        assert_eq!(error("# No front matter\n").0, 1);
        assert_eq!(error("---\ntitle: x\n").0, 1);
    }
}
