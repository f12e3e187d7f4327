//! The results of a run: its metrics, held to their criteria, and its figures, held to have captions.

use std::collections::BTreeMap;

use serde_json::Value;

use super::Run;
use super::media::{self, METRIC, TIMING};
use crate::chapter::{Cell, Chapter};
use crate::problem::Problem;

/// The numbers of a chapter by their names.
pub type Metrics = BTreeMap<String, f64>;

/// The metrics of a run, and every criterion that fails: recorded once, known, and met.
pub fn metrics(chapter: &Chapter, run: &Run) -> (Metrics, Vec<Problem>) {
    let mut metrics = Metrics::new();
    let mut problems = vec![];
    let mut say = |line: usize, sentence: String| {
        problems.push(Problem::new(&chapter.file, (line, sentence)));
    };
    for cell in chapter.cells() {
        let outputs = run.outputs.get(&cell.id).map_or(&[][..], Vec::as_slice);
        for metric in media::found(outputs, METRIC) {
            let name = metric["name"].as_str().unwrap_or_default();
            let value = metric["value"].as_f64().unwrap_or(f64::NAN);
            if !chapter.front.metrics.contains_key(name) {
                say(
                    cell.line,
                    format!("cell `{}` records `{name}`, which is not in `metrics:`", cell.id),
                );
            } else if metrics.insert(name.to_owned(), value).is_some() {
                say(cell.line, format!("`{name}` is recorded a second time in cell `{}`", cell.id));
            }
        }
        for timing in media::found(outputs, TIMING).filter(|timing| timing["holds"] != true) {
            say(cell.line, format!("cell `{}`: {}", cell.id, media::claim(timing)));
        }
    }
    for (name, criterion) in &chapter.front.metrics {
        let line = chapter.front.lines.get(&format!("metrics.{name}")).copied().unwrap_or(1);
        match metrics.get(name) {
            None => say(line, format!("no cell records `{name}`: write record(\"{name}\", ..)")),
            Some(value) if !criterion.holds(*value) => {
                say(line, format!("the criterion {criterion} fails: `{name}` is {value}"));
            }
            Some(_) => {}
        }
    }
    (metrics, problems)
}

/// Every picture without caption or alternative text, and every caption without a picture.
pub fn figures(chapter: &Chapter, run: &Run) -> Vec<Problem> {
    let problem = |cell: &Cell, sentence: &str| {
        Some(Problem::new(&chapter.file, (cell.line, format!("cell `{}` {sentence}", cell.id))))
    };
    let of = |cell: &Cell| {
        let outputs = run.outputs.get(&cell.id).map_or(&[][..], Vec::as_slice);
        let mut pictures = outputs.iter().filter(|output| is_picture(output)).peekable();
        match (&cell.figure, pictures.peek().is_some()) {
            (None, true) => {
                problem(cell, "draws a picture that has no caption: write *Figure: ...* below it")
            }
            (Some(_), false) => problem(cell, "has a caption, but draws no picture"),
            (Some(figure), true)
                if figure.alt.is_none() && pictures.any(|picture| !describes(picture)) =>
            {
                problem(
                    cell,
                    "draws a picture without a text: write <!-- alt: ... --> below its caption",
                )
            }
            _ => None,
        }
    };
    chapter.cells().filter_map(of).collect()
}

/// Whether an output is a picture.
pub fn is_picture(output: &Value) -> bool {
    let data = output["data"].as_object();
    data.is_some_and(|data| data.keys().any(|mime| mime.starts_with("image/")))
}

/// Whether a picture brings a sentence of its own.
fn describes(picture: &Value) -> bool {
    picture["data"]["text/plain"].as_str().is_some_and(|text| text.split_whitespace().count() > 3)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chapter::tests::{SKIPPED, parse};
    use serde_json::json;

    const BODY: &str = "```rust id=\"a\"\n1\n```\n\n```rust id=\"b\"\n2\n```\n";

    fn run(a: Vec<Value>, b: Vec<Value>) -> Run {
        let outputs = BTreeMap::from([("a".into(), a), ("b".into(), b)]);
        Run { outputs, ..Default::default() }
    }

    fn metric(name: &str, value: Value) -> Value {
        json!({ "data": { METRIC: { "name": name, "value": value } } })
    }

    #[test]
    fn a_metric_is_recorded_once_known_and_good() {
        let chapter = parse(BODY).unwrap();
        let problems = |run: &Run| -> Vec<(usize, String)> {
            metrics(&chapter, run).1.into_iter().map(|p| (p.line, p.sentence)).collect()
        };
        let good = metric("accuracy", json!(0.75));
        let (found, none) = metrics(&chapter, &run(vec![good.clone()], vec![]));
        assert_eq!((found["accuracy"], none), (0.75, vec![]));
        let late = json!({ "data": { TIMING: { "claim": "5 times faster", "holds": false } } });
        for (run, line, part) in [
            (run(vec![], vec![]), SKIPPED - 1, "no cell records `accuracy`"),
            (run(vec![good.clone()], vec![good.clone()]), SKIPPED + 5, "a second time"),
            (
                run(vec![good.clone(), metric("acuracy", json!(1))], vec![]),
                SKIPPED + 1,
                "`acuracy`",
            ),
            (
                run(vec![metric("accuracy", json!(0.25))], vec![]),
                SKIPPED - 1,
                ">= 0.5 fails: `accuracy` is 0.25",
            ),
            (run(vec![metric("accuracy", json!("NaN"))], vec![]), SKIPPED - 1, "is NaN"),
            (run(vec![good], vec![late]), SKIPPED + 5, "5 times faster: no"),
        ] {
            let found = problems(&run);
            assert!(
                found.len() == 1 && found[0].0 == line && found[0].1.contains(part),
                "{found:?}"
            );
        }
    }

    #[test]
    fn a_picture_has_a_caption_and_a_text() {
        let picture =
            |text: &str| vec![json!({ "data": { "image/svg+xml": "<svg/>", "text/plain": text } })];
        let plain = parse(BODY).unwrap();
        let captioned = parse(&BODY.replace("1\n```\n", "1\n```\n*Figure: A.*\n")).unwrap();
        let spoken =
            parse(&BODY.replace("1\n```\n", "1\n```\n*Figure: A.*\n<!-- alt: B -->\n")).unwrap();
        let sentence = "a line from 0 to 1";
        for (chapter, outputs, part) in [
            (&plain, picture(sentence), Some("no caption")),
            (&captioned, picture(sentence), None),
            (&captioned, picture("SVG image"), Some("without a text")),
            (&spoken, picture("SVG image"), None),
            (&captioned, vec![], Some("draws no picture")),
            (&plain, vec![], None),
        ] {
            let found =
                figures(chapter, &run(outputs, vec![])).pop().map(|problem| problem.sentence);
            assert_eq!(found.is_some(), part.is_some(), "{found:?}");
            assert!(found.unwrap_or_default().contains(part.unwrap_or_default()));
        }
    }
}
