//! `manabi check`: the learner's progress over all exercises.

use std::io::{IsTerminal as _, stdout};
use std::process::ExitCode;

use clap::Args;
use serde_json::{Map, Value, json};

use crate::embedded::{CHAPTERS, File};
use crate::error::Result;
use crate::notebook::Notebook;
use crate::progress;

/// Show which exercises you have done, and which one is next
#[derive(Args)]
pub struct Arguments {
    /// Print it as JSON, for programs
    #[arg(long)]
    json: bool,
}

pub fn execute(arguments: Arguments) -> Result<ExitCode> {
    let (done, note) = match progress::file()? {
        Some(file) => progress::read(&file)?,
        None => (Map::new(), Some("Progress is not kept here (MANABI_PROGRESS, CI).".into())),
    };
    if let Some(note) = note {
        eprintln!("{note}");
    }
    let overview = Overview::of(&chapters(CHAPTERS)?, &done);
    match arguments.json {
        true => println!("{}", serde_json::to_string_pretty(&overview.json()).unwrap_or_default()),
        false => print!("{}", overview.text(stdout().is_terminal())),
    }
    Ok(ExitCode::SUCCESS)
}

/// A chapter with exercises.
struct Chapter {
    /// Its notebook's name without the ending.
    name: String,
    title: String,
    /// Names and titles.
    exercises: Vec<(String, String)>,
}

/// The chapters of the notebooks that lie at the top: editions in other languages have the same exercises.
fn chapters(notebooks: &[File]) -> Result<Vec<Chapter>> {
    let mut chapters = Vec::new();
    for file in notebooks.iter().filter(|file| !file.path.contains('/')) {
        let notebook = Notebook::parse(file.content)?;
        let mut heading = String::new();
        let mut title = None;
        let mut exercises = Vec::new();
        for cell in notebook.cells() {
            let source = cell["source"].as_str().unwrap_or_default();
            if cell["cell_type"] == "markdown" {
                let line = source.lines().find(|line| line.starts_with('#')).unwrap_or_default();
                let text = line.trim_start_matches('#').trim();
                if !text.is_empty() {
                    heading = text.into();
                    title.get_or_insert(heading.clone());
                }
                continue;
            }
            let (own, grade) =
                (&cell["metadata"]["manabi"], &cell["metadata"]["nbgrader"]["grade"]);
            if let (Some(name), Some(true)) = (own["exercise"].as_str(), grade.as_bool()) {
                let title = own["title"].as_str().unwrap_or(&heading);
                exercises.push((name.to_string(), title.to_string()));
            }
        }
        if !exercises.is_empty() {
            let name = file.path.trim_end_matches(".ipynb").to_string();
            chapters.push(Chapter {
                title: title.unwrap_or_else(|| name.clone()),
                name,
                exercises,
            });
        }
    }
    Ok(chapters)
}

/// Progress over all chapters.
struct Overview {
    chapters: Vec<Part>,
    /// The name of the exercise to do next.
    next: Option<String>,
}

/// One chapter's.
struct Part {
    name: String,
    title: String,
    lines: Vec<Line>,
}

/// One exercise's.
struct Line {
    name: String,
    title: String,
    outcome: Option<String>,
    attempts: u64,
    hints: u64,
    solution: bool,
    last: u64,
}

impl Line {
    fn of(name: &str, title: &str, done: &Map<String, Value>) -> Line {
        let entry = done.get(name).unwrap_or(&Value::Null);
        Line {
            name: name.into(),
            title: title.into(),
            outcome: entry["outcome"].as_str().map(String::from),
            attempts: entry["attempts"].as_u64().unwrap_or(0),
            hints: entry["hints"].as_u64().unwrap_or(0),
            solution: entry["solution"] == true,
            last: entry["last"].as_u64().unwrap_or(0),
        }
    }

    fn passed(&self) -> bool {
        self.outcome.as_deref() == Some("pass")
    }

    /// A symbol and a word.
    fn state(&self) -> (&'static str, &'static str) {
        match self.outcome.as_deref() {
            Some("pass") => ("✓", "passed"),
            Some("panicked") => ("⚠", "panicked"),
            Some(_) => ("✗", "not yet"),
            None => ("○", "to do"),
        }
    }

    fn notes(&self) -> String {
        let count = |n: u64, word: &str| match n {
            0 => None,
            1 => Some(format!("1 {word}")),
            n => Some(format!(
                "{n} {}",
                if word == "try" { "tries".into() } else { format!("{word}s") }
            )),
        };
        let solution = self.solution.then(|| "solution seen".to_string());
        let notes = [count(self.attempts, "try"), count(self.hints, "hint"), solution];
        notes.into_iter().flatten().collect::<Vec<_>>().join(", ")
    }
}

impl Overview {
    fn of(chapters: &[Chapter], done: &Map<String, Value>) -> Overview {
        let known =
            |name: &str| chapters.iter().any(|c| c.exercises.iter().any(|(n, _)| n == name));
        let mut parts: Vec<Part> = chapters
            .iter()
            .map(|chapter| Part {
                name: chapter.name.clone(),
                title: chapter.title.clone(),
                lines: chapter.exercises.iter().map(|(n, t)| Line::of(n, t, done)).collect(),
            })
            .collect();
        let own = done.keys().filter(|name| !known(name));
        let own: Vec<Line> = own.map(|name| Line::of(name, "", done)).collect();
        let next = next(&parts);
        if !own.is_empty() {
            parts.push(Part { name: String::new(), title: "Other notebooks".into(), lines: own });
        }
        Overview { chapters: parts, next }
    }

    fn text(&self, colours: bool) -> String {
        let lines = || self.chapters.iter().flat_map(|part| &part.lines);
        if lines().next().is_none() {
            return "No chapter has exercises yet.\n".into();
        }
        let width = lines().map(|line| line.name.chars().count()).max().unwrap_or(0);
        let mut text = String::new();
        for part in &self.chapters {
            let passed = part.lines.iter().filter(|line| line.passed()).count();
            let total = part.lines.len();
            text.push_str(&format!("{} {passed}/{total} {}\n", bar(passed, total), part.title));
            for line in &part.lines {
                let (symbol, word) = line.state();
                let symbol = match (colours, symbol) {
                    (true, "✓") => format!("\x1b[32m{symbol}\x1b[0m"),
                    (true, "✗" | "⚠") => format!("\x1b[33m{symbol}\x1b[0m"),
                    _ => symbol.into(),
                };
                let row = format!(
                    "  {symbol} {:width$}  {word:8}  {:18}  {}",
                    line.name,
                    line.notes(),
                    line.title
                );
                text.push_str(row.trim_end());
                text.push('\n');
            }
        }
        let (passed, total) = (lines().filter(|line| line.passed()).count(), lines().count());
        text.push_str(&format!("{} {passed}/{total} of all exercises\n", bar(passed, total)));
        let next = self.next.as_ref().and_then(|name| {
            let part = self.chapters.iter().find(|p| p.lines.iter().any(|l| l.name == *name))?;
            let line = part.lines.iter().find(|line| line.name == *name)?;
            Some(format!(
                "Next: {} ({name} in {}.ipynb; `manabi lab` opens it)\n",
                line.title, part.name
            ))
        });
        text + next.as_deref().unwrap_or("All exercises of the chapters are done.\n")
    }

    fn json(&self) -> Value {
        let chapters = self.chapters.iter().map(|part| {
            let exercises = part.lines.iter().map(|line| {
                json!({
                    "name": line.name,
                    "title": line.title,
                    "outcome": line.outcome.as_deref().unwrap_or("not_attempted"),
                    "attempts": line.attempts,
                    "hints": line.hints,
                    "solution": line.solution,
                })
            });
            json!({
                "name": part.name,
                "title": part.title,
                "passed": part.lines.iter().filter(|line| line.passed()).count(),
                "total": part.lines.len(),
                "exercises": exercises.collect::<Vec<_>>(),
            })
        });
        json!({ "chapters": chapters.collect::<Vec<_>>(), "next": self.next })
    }
}

/// The next exercise: the one worked at last if it is open, else the first open one after it, else the first open one.
fn next(parts: &[Part]) -> Option<String> {
    let lines: Vec<&Line> = parts.iter().flat_map(|part| &part.lines).collect();
    let begun = lines.iter().enumerate().filter(|(_, line)| line.last > 0);
    let last = begun.max_by_key(|(_, line)| line.last).map_or(0, |(place, _)| place);
    let around = lines[last..].iter().chain(&lines[..last]);
    around.copied().find(|line| !line.passed()).map(|line| line.name.clone())
}

/// Ten blocks; a chapter that is begun shows one at least, and only a finished one shows all.
fn bar(passed: usize, total: usize) -> String {
    let full = match (passed, total - passed) {
        (0, _) => 0,
        (_, 0) => 10,
        _ => (passed * 10 / total).clamp(1, 9),
    };
    "█".repeat(full) + &"░".repeat(10 - full)
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOTEBOOK: &str = r###"{"cells": [
        {"cell_type": "markdown", "source": "# 02 Gates\n\ntext", "metadata": {}},
        {"cell_type": "code", "source": "1", "metadata": {}, "outputs": [], "execution_count": null},
        {"cell_type": "markdown", "source": "## Not or", "metadata": {}},
        {"cell_type": "code", "source": "", "metadata": {"manabi": {"exercise": "02-nor"}, "nbgrader": {"grade": false}}},
        {"cell_type": "code", "source": "", "metadata": {"manabi": {"exercise": "02-nor"}, "nbgrader": {"grade": true}}},
        {"cell_type": "code", "source": "", "metadata": {"manabi": {"exercise": "02-xor", "title": "Either"}, "nbgrader": {"grade": true}}}
    ], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}"###;

    fn overview(done: Value) -> Overview {
        let files = [
            File { path: "02-gates.ipynb", content: NOTEBOOK.as_bytes() },
            File { path: "ja/02-gates.ipynb", content: NOTEBOOK.as_bytes() },
        ];
        let done = done.as_object().cloned().unwrap_or_default();
        Overview::of(&chapters(&files).unwrap(), &done)
    }

    #[test]
    fn a_table_shows_what_is_done_and_what_is_next() {
        assert_eq!(
            overview(json!({})).text(false),
            "░░░░░░░░░░ 0/2 02 Gates\n  \
               ○ 02-nor  to do                         Not or\n  \
               ○ 02-xor  to do                         Either\n\
             ░░░░░░░░░░ 0/2 of all exercises\n\
             Next: Not or (02-nor in 02-gates.ipynb; `manabi lab` opens it)\n"
        );
        let half = overview(json!({
            "02-nor": { "outcome": "pass", "attempts": 3, "hints": 1, "last": 5 },
            "mine": { "outcome": "fail", "attempts": 1, "solution": true, "last": 9 },
        }));
        assert_eq!(
            half.text(false),
            "█████░░░░░ 1/2 02 Gates\n  \
               ✓ 02-nor  passed    3 tries, 1 hint     Not or\n  \
               ○ 02-xor  to do                         Either\n\
             ░░░░░░░░░░ 0/1 Other notebooks\n  \
               ✗ mine    not yet   1 try, solution seen\n\
             ███░░░░░░░ 1/3 of all exercises\n\
             Next: Either (02-xor in 02-gates.ipynb; `manabi lab` opens it)\n"
        );
    }

    #[test]
    fn the_next_exercise_is_near_the_last_one() {
        let next = |done| overview(done).next;
        assert_eq!(next(json!({ "02-xor": { "outcome": "fail", "last": 5 } })).unwrap(), "02-xor");
        assert_eq!(next(json!({ "02-xor": { "outcome": "pass", "last": 5 } })).unwrap(), "02-nor");
        let pass = json!({ "outcome": "pass", "last": 5 });
        let all = overview(json!({ "02-xor": pass, "02-nor": pass }));
        assert_eq!(all.next, None);
        assert!(all.text(false).ends_with("All exercises of the chapters are done.\n"));
        assert_eq!(Overview::of(&[], &Map::new()).text(false), "No chapter has exercises yet.\n");
    }

    #[test]
    fn programs_get_the_same_as_json() {
        let json = overview(json!({ "02-nor": { "outcome": "pass", "attempts": 3 } })).json();
        assert_eq!(json["next"], "02-xor");
        assert_eq!(
            (&json["chapters"][0]["passed"], &json["chapters"][0]["total"]),
            (&json!(1), &json!(2))
        );
        assert_eq!(
            json["chapters"][0]["exercises"][1],
            json!({ "name": "02-xor", "title": "Either", "outcome": "not_attempted", "attempts": 0, "hints": 0, "solution": false })
        );
    }

    #[test]
    fn a_bar_is_full_only_when_all_is_done() {
        assert_eq!(
            [bar(0, 3), bar(1, 99), bar(98, 99), bar(3, 3)].map(|b| b.matches('█').count()),
            [0, 1, 9, 10]
        );
    }
}
