//! The exercises of all chapters in one file: what `hint(1)` and `solution()` say, and what progress is counted over.

use serde_json::{Map, Value, json};

use super::Page;
use crate::chapter::heading::headings;
use crate::translation::Edition;

/// Its file name in `notebooks/`.
pub const NAME: &str = "exercises.json";

/// The exercises of a chapter in its editions (the English one first), by their names such as `02-nor`.
pub fn exercises(pages: &[Page]) -> Map<String, Value> {
    let Some(first) = pages.first() else { return Map::new() };
    let chapter = first.edition.source;
    let entries = chapter.exercises().enumerate().map(|(place, exercise)| {
        let texts = |of: &dyn Fn(&Page, &Edition) -> Value| -> Value {
            pages
                .iter()
                .map(|page| (page.edition.language.code().to_owned(), of(page, page.edition)))
                .collect()
        };
        let nth = |edition: &Edition| {
            edition.chapter.exercises().nth(place).cloned().expect("the same blocks")
        };
        let title = texts(&|page, edition| {
            let heading = headings(&nth(edition).statement).into_iter().next();
            heading.map_or(Value::Null, |heading| page.markdown(&heading.text).into())
        });
        let hints = texts(&|page, edition| {
            nth(edition).hints.iter().map(|hint| Value::from(page.markdown(&hint.text))).collect()
        });
        let solution = texts(&|_, edition| nth(edition).template.solution().into());
        let entry = json!({
            "chapter": chapter.name(),
            "points": exercise.points,
            "title": title,
            "hints": hints,
            "solution": solution,
        });
        (format!("{}-{}", chapter.number, exercise.name), entry)
    });
    entries.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chapter::tests::parse;
    use crate::run::Run;
    use crate::run::results::Metrics;
    use crate::workbook::tests::own;

    #[test]
    fn an_exercise_brings_its_texts() {
        let body = "## Task\n\n```rust exercise=\"b\"\nfn b() {\n    // BEGIN SOLUTION\n    2\n    // END SOLUTION\n}\n\
                    // CHECK\nb()\n```\n**Hint 1.** a\n\n**Hint 2.** b\n\n**Hint 3.** c\n";
        let (workbook, chapter) = (own(), parse(body).unwrap());
        let (edition, run, metrics) = (Edition::english(&chapter), Run::default(), Metrics::new());
        let page = Page { workbook: &workbook, edition: &edition, run: &run, metrics: &metrics };
        assert_eq!(
            Value::Object(exercises(&[page])),
            json!({ "02-b": {
                "chapter": "02-gates",
                "points": 1,
                "title": { "en": "Task" },
                "hints": { "en": ["a", "b", "c"] },
                "solution": { "en": "2" },
            } })
        );
    }
}
