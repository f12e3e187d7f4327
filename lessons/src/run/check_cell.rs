//! A check cell: its text, which brings hints and solution along. The library defines it, in `src/exercise/mod.rs`.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::chapter::heading::headings;
use crate::chapter::{Exercise, Prose};
use crate::translation::{Edition, Language};

const RECORD: char = '\u{1e}';
const FIELD: char = '\u{1f}';
const PART: char = '\u{1d}';

/// The code of the check of an exercise; `written` gives Markdown with its marks replaced.
pub fn check_code(
    edition: &Edition,
    exercise: &Exercise,
    written: &dyn Fn(&str) -> String,
) -> String {
    let body = exercise.template.check.lines().map(|line| match line {
        "" => String::new(),
        _ => format!("    {line}"),
    });
    let body = body.collect::<Vec<_>>().join("\n");
    let sealed = STANDARD.encode(records(edition, exercise, written));
    let name = exercise.full_name(&edition.chapter);
    let help = edition.language.help();
    format!("{help}\nexercise(\"{name}\").sealed(\"{sealed}\").check(|check| {{\n{body}\n}});")
}

/// What is sealed for an exercise.
fn records(edition: &Edition, exercise: &Exercise, written: &dyn Fn(&str) -> String) -> String {
    let text = |prose: &Prose| {
        let written = written(&prose.text);
        written.lines().map(str::trim).collect::<Vec<_>>().join(" ")
    };
    let mut records = vec![];
    // The library's own language needs no word.
    if edition.language != Language::English {
        records.push(("language", edition.language.code().to_owned()));
    }
    records.push(("title", title(exercise, written)));
    records.extend(exercise.passed.as_ref().map(|passed| ("shown", text(passed))));
    let mut all = edition.chapter.exercises().skip_while(|other| other.name != exercise.name);
    let next = all.nth(1).map(|next| title(next, written));
    records.push(("next", edition.language.next_exercise(next.as_deref())));
    records.extend(exercise.hints.iter().map(|hint| ("hint", text(hint))));
    records.push(("solution", exercise.template.solution()));
    records.extend(exercise.answers.iter().map(|answer| ("answer", answer.clone())));
    let mistakes = exercise.mistakes.iter();
    records.extend(mistakes.map(|(wrong, why)| ("mistake", format!("{wrong}{PART}{}", text(why)))));
    let records = records.iter().map(|(key, text)| format!("{key}{FIELD}{text}"));
    records.collect::<Vec<_>>().join(&RECORD.to_string())
}

/// The heading of an exercise.
pub fn title(exercise: &Exercise, written: &dyn Fn(&str) -> String) -> String {
    let heading = headings(&exercise.statement).into_iter().next();
    heading.map_or(exercise.name.clone(), |heading| written(&heading.text))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chapter::tests::parse;

    #[test]
    fn a_check_cell_brings_its_texts() {
        let body = "## A task\n\n```rust exercise=\"b\"\nfn b() {\n    // BEGIN SOLUTION\n    2\n    // END SOLUTION\n}\n\
                    // CHECK\ncheck.quiz(|| b());\n```\n**Hint 1.** a\nb\n\n**Hint 2.** b\n\n**Hint 3.** c\n\n\
                    **Passed.** Shown.\n\n**Answer.** 2\n\n**Mistake.** 3: Too many.\n";
        let chapter = parse(body).unwrap();
        let edition = Edition::english(&chapter);
        let exercise = chapter.exercises().next().unwrap();
        let code = check_code(&edition, exercise, &|text| text.replace("task", "Task"));
        let (before, rest) = code.split_once(".sealed(\"").unwrap();
        let (sealed, after) = rest.split_once('"').unwrap();
        assert!(
            before.starts_with("// Stuck?") && before.ends_with("\nexercise(\"02-b\")"),
            "{before}"
        );
        assert_eq!(after, ").check(|check| {\n    check.quiz(|| b());\n});");
        let opened = String::from_utf8(STANDARD.decode(sealed).unwrap()).unwrap();
        let records: Vec<(&str, &str)> =
            opened.split(RECORD).map(|record| record.split_once(FIELD).unwrap()).collect();
        let next = edition.language.next_exercise(None);
        assert_eq!(
            records,
            [
                ("title", "A Task"),
                ("shown", "Shown."),
                ("next", next.as_str()),
                ("hint", "a b"),
                ("hint", "b"),
                ("hint", "c"),
                ("solution", "2"),
                ("answer", "2"),
                ("mistake", "3\u{1d}Too many."),
            ]
        );
        let japanese = Edition { language: Language::Japanese, ..edition.clone() };
        let opened = super::records(&japanese, exercise, &str::to_owned);
        assert!(opened.starts_with("language\u{1f}ja\u{1e}title\u{1f}"), "{opened}");
    }
}
