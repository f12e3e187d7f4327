//! An overview: what a learner did with the exercises, chapter by chapter, and which one is next.

use serde_json::{Map, Value, json};

use super::outline::Chapter;

/// Progress over all chapters.
pub struct Overview {
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
    pub fn of(chapters: &[Chapter], done: &Map<String, Value>) -> Overview {
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

    pub fn text(&self, colours: bool) -> String {
        let lines = || self.chapters.iter().flat_map(|part| &part.lines);
        if lines().next().is_none() {
            return "No chapter has exercises yet.\n".into();
        }
        let widest = |text: &dyn Fn(&Line) -> usize| lines().map(text).max().unwrap_or(0);
        let names = widest(&|line| line.name.chars().count());
        let notes = widest(&|line| line.notes().len());
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
                    "  {symbol} {:names$}  {word:8}  {:notes$}  {}",
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

    pub fn json(&self) -> Value {
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
    use super::super::outline::chapters;
    use super::super::outline::tests::FILES;
    use super::*;

    fn overview(done: Value) -> Overview {
        let done = done.as_object().cloned().unwrap_or_default();
        Overview::of(&chapters(&FILES).unwrap(), &done)
    }

    #[test]
    fn a_table_shows_what_is_done_and_what_is_next() {
        assert_eq!(
            overview(json!({})).text(false),
            "░░░░░░░░░░ 0/2 02 Gates\n  \
               ○ 02-nor  to do       Not or\n  \
               ○ 02-xor  to do       Either\n\
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
               ✓ 02-nor  passed    3 tries, 1 hint       Not or\n  \
               ○ 02-xor  to do                           Either\n\
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
