//! Front matter: the lines between two `---` at the top of a chapter, `key: value` each (a subset of YAML).
//!
//! `metrics`, `headline` and `seeds` hold more such lines, two spaces further in. Every key occurs once; those three
//! and `seconds` may be left out, and there are no others.

use std::collections::BTreeMap;

use super::criterion::Criterion;
use super::digits::Digits;
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
    /// What a run of all its cells took, alone on the machine, as `lessons time` measured it.
    pub seconds: Option<f64>,
    /// What its metrics must be.
    pub metrics: BTreeMap<String, Criterion>,
    /// The metrics that the first page of the book shows, in order.
    pub headline: Vec<Headline>,
    /// The values of metrics over several seeds, the chapter's own seed first.
    pub seeds: BTreeMap<String, Vec<f64>>,
    /// Where a key stands.
    pub lines: BTreeMap<String, usize>,
}

/// A metric that tells best what a chapter reaches.
#[derive(Clone, Debug, PartialEq)]
pub struct Headline {
    pub metric: String,
    pub digits: Digits,
    /// What the number is.
    pub words: String,
}

const KEYS: [&str; 11] = [
    "title",
    "title_ja",
    "sources",
    "prerequisites",
    "minutes",
    "budget",
    "data",
    "seconds",
    "metrics",
    "headline",
    "seeds",
];
/// The others may be left out.
const REQUIRED: usize = 7;
const TABLES: [&str; 3] = ["metrics", "headline", "seeds"];

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
                (Some(_), None) => Err(
                    "only lines below `metrics:`, `headline:` and `seeds:` start with two spaces"
                        .into(),
                ),
                (None, _) => front.set(key.trim(), value, number).map(|opened| table = opened),
            };
            done.map_err(|sentence| (number, sentence))?;
        }
        Err((1, "the front matter has no end: close it with a second ---".into()))
    }

    /// The lowest and the highest value of a metric over the seeds that were tried.
    pub fn range(&self, metric: &str) -> Option<(f64, f64)> {
        let values = self.seeds.get(metric)?.iter().copied();
        values
            .map(|value| (value, value))
            .reduce(|(lowest, highest), (value, _)| (lowest.min(value), highest.max(value)))
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
        if TABLES.contains(&key) {
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
            "seconds" => {
                let seconds = value.parse().ok().filter(|seconds: &f64| *seconds > 0.);
                self.seconds = Some(seconds.ok_or_else(|| {
                    format!("`seconds` are measured by `lessons time`: 8.5, not `{value}`")
                })?);
            }
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
        if table == "headline" {
            let form = "the digits, then what the number is: .1% of the digits are read right";
            let (digits, words) = value.split_once(' ').ok_or(format!("`{name}` needs {form}"))?;
            let (digits, words) = (Digits::parse(digits)?, words.trim().into());
            self.headline.push(Headline { metric: name.into(), digits, words });
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

/// The text of a chapter with these lines as a key of its front matter, in place of what the key held.
pub fn with_key(text: &str, key: &str, written: &[String]) -> String {
    let mut lines: Vec<&str> = vec![];
    let (mut inside, mut fences) = (false, 0);
    for line in text.lines() {
        if fences < 2 {
            let begins = line.split_once(':').is_some_and(|(found, _)| found == key);
            inside = begins || (inside && line.starts_with("  "));
            if inside {
                continue;
            }
            fences += usize::from(line.trim_end() == "---");
            if fences == 2 {
                lines.extend(written.iter().map(String::as_str));
            }
        }
        lines.push(line);
    }
    lines.join("\n") + "\n"
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
                        accuracy: [0.91, 0.95]\nseconds: 8.5\nheadline:\n  accuracy: .1% Read right\n---\nbody\n";

    fn error(text: &str) -> (usize, String) {
        FrontMatter::parse(text).unwrap_err()
    }

    #[test]
    fn reads_every_key_and_counts_its_lines() {
        let (front, lines) = FrontMatter::parse(GOOD).unwrap();
        assert_eq!(front.title, "Gates: an entry");
        assert_eq!((front.minutes, front.budget, lines), (30, 10, 16));
        assert_eq!((front.seconds, front.headline[0].words.as_str()), (Some(8.5), "Read right"));
        assert_eq!(front.prerequisites, ["01"]);
        assert!(front.metrics["accuracy"].holds(0.9));
        assert_eq!(front.seeds["accuracy"], [0.91, 0.95]);
        assert_eq!((front.range("accuracy"), front.range("loss")), (Some((0.91, 0.95)), None));
        assert_eq!(front.lines["metrics.accuracy"], 10);
    }

    #[test]
    fn names_the_line_of_a_mistake() {
        for (from, to, line, part) in [
            ("minutes:", "minuets:", 6, "`minuets`"),
            ("minutes: 30", "minutes: half an hour", 6, "whole number"),
            ("budget: 10\n", "", 15, "lacks `budget"),
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
            ("8.5", "fast", 13, "`lessons time`"),
            (".1% Read right", "right", 15, "`accuracy` needs the digits"),
            (".1% Read", "1 Read", 15, "`1` is no format"),
        ] {
            let (at, sentence) = error(&GOOD.replacen(from, to, 1));
            assert!(at == line && sentence.contains(part), "{to}: {at}: {sentence}");
        }
        assert_eq!(error("# No front matter\n").0, 1);
        assert_eq!(error("---\ntitle: x\n").0, 1);
    }

    #[test]
    fn a_key_is_written_in_place_of_the_last_one() {
        let table = |value: &str| ["seeds:".to_owned(), format!("  accuracy: [{value}]")];
        let fresh = with_key("---\ntitle: a\n---\ntext\n---\n", "seeds", &table("0.5"));
        assert_eq!(fresh, "---\ntitle: a\nseeds:\n  accuracy: [0.5]\n---\ntext\n---\n");
        let again = with_key(&fresh, "seeds", &table("1"));
        assert_eq!(again, fresh.replace("0.5", "1"));
        let timed = with_key(&again, "seconds", &["seconds: 2".into()]);
        assert!(timed.contains("[1]\nseconds: 2\n---"), "{timed}");
    }
}
