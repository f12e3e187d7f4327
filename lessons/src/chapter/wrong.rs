//! A wrong answer: a plausible mistake in an exercise, and what the check must say to it.
//!
//! `lessons/wrong/NN-slug.md` holds them, apart from the chapter: ```` ```rust exercise="nor" diagnosis="row (0, 0)" ````
//! opens a block that stands in place of the solution. Prose around the blocks says what was thought.

use super::attributes::Attributes;
use super::fence::Fence;
use super::{Block, Chapter, read_text};
use crate::problem::{LineError, Problem};

/// A mistake that a learner may make.
#[derive(Clone, Debug, PartialEq)]
pub struct WrongAnswer {
    pub line: usize,
    /// What stands in place of the solution.
    pub code: String,
    /// A part of what the check must say.
    pub diagnosis: String,
}

/// One could be found by a check that only looks for it.
const FEWEST: usize = 2;

/// Reads the wrong answers of a chapter that has exercises.
pub fn read(chapter: &mut Chapter) -> kernel::error::Result<()> {
    let file = chapter.file.ancestors().nth(2).map(|lessons| lessons.join("wrong"));
    let file = file.unwrap_or_default().join(format!("{}.md", chapter.name()));
    if file.exists() {
        fill(chapter, &read_text(&file)?).map_err(|error| Problem::new(&file, error))?;
    }
    match chapter.exercises().find(|exercise| exercise.wrong.len() < FEWEST) {
        Some(exercise) => {
            let (name, number) = (&exercise.name, exercise.wrong.len());
            let sentence = format!(
                "exercise `{name}` has {number} of the {FEWEST} wrong answers that it needs: write them into lessons/wrong/{}.md",
                chapter.name()
            );
            Err(Problem::new(&chapter.file, (exercise.line, sentence)).into())
        }
        None => Ok(()),
    }
}

fn fill(chapter: &mut Chapter, text: &str) -> Result<(), LineError> {
    let mut lines = text.lines().enumerate().map(|(i, line)| (i + 1, line));
    while let Some((line, opened)) = lines.next() {
        let Some(fence) = Fence::open(opened) else {
            // Markdown takes this line for prose, and the answer would be lost without a word.
            if opened.starts_with("```") {
                let sentence = "a block that opens with backticks has no others in that line: open and close it with ~~~";
                return Err((line, sentence.into()));
            }
            continue;
        };
        let body: Vec<&str> =
            lines.by_ref().map(|(_, l)| l).take_while(|l| !fence.closed_by(l)).collect();
        if !fence.is_cell() {
            continue;
        }
        let form =
            "a wrong answer opens with ```rust exercise=\"name\" diagnosis=\"what the check says\"";
        let attributes = Attributes::parse(fence.info).map_err(|sentence| (line, sentence))?;
        let (Some(name), Some(diagnosis)) = (attributes.exercise, attributes.diagnosis) else {
            return Err((line, form.into()));
        };
        let exercise = chapter.blocks.iter_mut().find_map(|block| match block {
            Block::Exercise(exercise) if exercise.name == name => Some(exercise),
            _ => None,
        });
        let Some(exercise) = exercise else {
            return Err((line, format!("the chapter has no exercise `{name}`")));
        };
        exercise.wrong.push(WrongAnswer { line, code: body.join("\n"), diagnosis });
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::super::tests::parse;
    use super::*;

    fn chapter() -> Chapter {
        parse("## A\n\n```rust exercise=\"a\"\n// BEGIN SOLUTION\n1\n// END SOLUTION\n// CHECK\nc\n```\n\
               **Hint 1.** a\n\n**Hint 2.** b\n\n**Hint 3.** c\n").unwrap()
    }

    #[test]
    fn blocks_go_to_their_exercise() {
        let mut chapter = chapter();
        let text = "Off by one.\n\n```rust exercise=\"a\" diagnosis=\"too large\"\n2\n```\n";
        fill(&mut chapter, text).unwrap();
        let wrong = &chapter.exercises().next().unwrap().wrong[0];
        let expected = WrongAnswer { line: 3, code: "2".into(), diagnosis: "too large".into() };
        assert_eq!(*wrong, expected);

        let text = "~~~rust exercise=\"a\" diagnosis=\"`x` is missing\"\n3\n~~~\n";
        fill(&mut chapter, text).unwrap();
        assert_eq!(chapter.exercises().next().unwrap().wrong[1].diagnosis, "`x` is missing");
    }

    #[test]
    fn mistakes_are_named() {
        for (text, part) in [
            ("```rust exercise=\"a\"\n2\n```\n", "diagnosis="),
            ("```rust exercise=\"b\" diagnosis=\"x\"\n2\n```\n", "no exercise `b`"),
            ("```rust id=\"b\"\n2\n```\n", "opens with"),
            ("```rust exercise=\"a\" diagnosis=\"`x`\"\n2\n```\n", "with ~~~"),
        ] {
            let (line, sentence) = fill(&mut chapter(), text).unwrap_err();
            assert!(line == 1 && sentence.contains(part), "{sentence}");
        }
        let error = read(&mut chapter()).unwrap_err().to_string();
        assert!(error.contains(":14: exercise `a` has 0 of the 2 wrong answers"), "{error}");
    }
}
