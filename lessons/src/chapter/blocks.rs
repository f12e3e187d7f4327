//! Cutting the text of a chapter into its blocks.

use std::collections::BTreeMap;

use super::attributes::Attributes;
use super::exercise::{Exercise, Template};
use super::fence::Fence;
use super::heading::headings;
use super::{Block, Cell, Prose, figure};
use crate::problem::LineError;

/// A cell fits on a page without scrolling.
const MOST_LINES: usize = 30;
/// A line fits into the book's column.
const MOST_COLUMNS: usize = 92;
const HINTS: usize = 3;

type Lines<'a> = Vec<(usize, &'a str)>;

/// Cuts the text after the first `skipped` lines into blocks.
pub fn cut(text: &str, skipped: usize) -> Result<Vec<Block>, LineError> {
    let mut cutter = Cutter::default();
    let mut lines = text.lines().enumerate().skip(skipped).map(|(i, line)| (i + 1, line));
    while let Some((opened, line)) = lines.next() {
        let Some(fence) = Fence::open(line) else {
            cutter.prose.push((opened, line));
            continue;
        };
        let mut body = vec![];
        let closing = loop {
            match lines.next() {
                Some(closing) if fence.closed_by(closing.1) => break closing,
                Some(line) => body.push(line),
                None => return Err((opened, "this code block is never closed".into())),
            }
        };
        if fence.is_cell() {
            if fence.indent > 0 {
                return Err((opened, "a cell starts at the beginning of its line".into()));
            }
            cutter.code(fence.info, opened, body)?;
        } else {
            cutter.prose.push((opened, line));
            cutter.prose.append(&mut body);
            cutter.prose.push(closing);
        }
    }
    cutter.flush()?;
    Ok(cutter.blocks)
}

#[derive(Default)]
struct Cutter<'a> {
    blocks: Vec<Block>,
    /// The lines since the last block.
    prose: Lines<'a>,
    /// Where an id was given.
    ids: BTreeMap<String, usize>,
}

impl<'a> Cutter<'a> {
    fn code(&mut self, info: &str, line: usize, body: Lines<'a>) -> Result<(), LineError> {
        let attributes = Attributes::parse(info).map_err(|sentence| (line, sentence))?;
        if attributes.diagnosis.is_some() {
            return Err((
                line,
                "wrong answers have a file of their own: lessons/wrong/NN-slug.md".into(),
            ));
        }
        self.flush()?;
        fits_the_page(&body, line)?;
        let body: Vec<&str> = body.into_iter().map(|(_, line)| line).collect();
        if let Some(name) = attributes.exercise {
            self.claim(&name, line)?;
            let statement = self.statement(line)?;
            let points = attributes.points.unwrap_or(1);
            let template = Template::parse(&body, line)?;
            let exercise =
                Exercise { name, line, points, statement, template, ..Exercise::default() };
            self.blocks.push(Block::Exercise(exercise));
            return Ok(());
        }
        let id = attributes.id.unwrap_or_default();
        self.claim(&id, line)?;
        let code = body.join("\n").trim_matches('\n').to_owned();
        let Attributes { fails, hidden, .. } = attributes;
        self.blocks.push(Block::Cell(Cell { id, line, code, fails, hidden, figure: None }));
        Ok(())
    }

    fn claim(&mut self, id: &str, line: usize) -> Result<(), LineError> {
        match self.ids.insert(id.into(), line) {
            Some(first) => {
                let sentence = format!("the id `{id}` is that of the cell in line {first} already");
                Err((line, format!("{sentence}: choose another")))
            }
            None => Ok(()),
        }
    }

    /// The section that ends with an exercise: the prose from its last heading on.
    fn statement(&mut self, line: usize) -> Result<Prose, LineError> {
        let missing = "an exercise is a section: write a heading and the task above it";
        let Some(Block::Prose(prose)) = self.blocks.pop() else {
            return Err((line, missing.into()));
        };
        let Some(heading) = headings(&prose).pop() else { return Err((line, missing.into())) };
        let lines: Lines =
            prose.text.lines().enumerate().map(|(i, l)| (prose.line + i, l)).collect();
        let (before, statement) = lines.split_at(heading.line - prose.line);
        self.blocks.extend(trimmed(before).map(Block::Prose));
        Ok(trimmed(statement).expect("it starts with a heading"))
    }

    /// Makes prose of the lines since the last block, less what belongs to that block.
    fn flush(&mut self) -> Result<(), LineError> {
        let mut lines = std::mem::take(&mut self.prose);
        match self.blocks.last_mut() {
            Some(Block::Cell(cell)) => {
                if let Some((figure, taken)) = figure::take(&lines)? {
                    cell.figure = Some(figure);
                    lines.drain(..taken);
                }
            }
            Some(Block::Exercise(exercise)) => {
                let taken = notes(&lines, exercise)?;
                lines.drain(..taken);
            }
            _ => {}
        }
        if let Some((line, _)) = lines.iter().find(|(_, line)| line.starts_with("*Figure: ")) {
            return Err((
                *line,
                "a caption stands directly below the cell that draws the figure".into(),
            ));
        }
        self.blocks.extend(trimmed(&lines).map(Block::Prose));
        Ok(())
    }
}

/// Takes the paragraphs after an exercise that belong to it; returns how many lines they occupy.
///
/// They are `**Hint 1.** ..` to `**Hint 3.** ..`, then as they are wanted `**Passed.** ..`, `**Answer.** ..` and
/// `**Mistake.** answer: why it is wrong`.
fn notes(lines: &[(usize, &str)], exercise: &mut Exercise) -> Result<usize, LineError> {
    let mut at = 0;
    for number in 1..=HINTS {
        let opening = format!("**Hint {number}.** ");
        let Some((hint, end)) = note(lines, at, &opening) else {
            let begun = lines[at..].iter().find(|(_, line)| !line.trim().is_empty());
            let line = begun.map_or(exercise.line, |(line, _)| *line);
            let name = &exercise.name;
            return Err((
                line,
                format!(
                    "exercise `{name}` lacks hint {number} of {HINTS}: a paragraph `{opening}...`"
                ),
            ));
        };
        exercise.hints.push(hint);
        at = end;
    }
    if let Some((passed, end)) = note(lines, at, "**Passed.** ") {
        exercise.passed = Some(passed);
        at = end;
    }
    while let Some((answer, end)) = note(lines, at, "**Answer.** ") {
        exercise.answers.push(answer.text);
        at = end;
    }
    while let Some((mistake, end)) = note(lines, at, "**Mistake.** ") {
        let Some((wrong, why)) = mistake.text.split_once(": ") else {
            return Err((mistake.line, "write **Mistake.** answer: why it is wrong".into()));
        };
        let why = Prose { line: mistake.line, text: why.into() };
        exercise.mistakes.push((wrong.into(), why));
        at = end;
    }
    Ok(at)
}

/// The paragraph from line `at` on if it opens like this, without the opening; and where it ends.
fn note(lines: &[(usize, &str)], at: usize, opening: &str) -> Option<(Prose, usize)> {
    let start = at + lines[at..].iter().position(|(_, line)| !line.trim().is_empty())?;
    let (line, first) = lines[start];
    let first = first.strip_prefix(opening)?;
    let rest = &lines[start + 1..];
    let more = rest.iter().take_while(|(_, line)| !line.trim().is_empty()).count();
    let text = [first].into_iter().chain(rest[..more].iter().map(|(_, line)| *line));
    Some((Prose { line, text: text.collect::<Vec<_>>().join("\n") }, start + 1 + more))
}

/// Prose without blank lines at its ends, if there is any.
fn trimmed(lines: &[(usize, &str)]) -> Option<Prose> {
    let full = |(_, line): &&(usize, &str)| !line.trim().is_empty();
    let line = lines.iter().find(full)?.0;
    let text: Vec<&str> = lines.iter().map(|(_, line)| *line).collect();
    Some(Prose { line, text: text.join("\n").trim_matches('\n').trim_end().into() })
}

fn fits_the_page(body: &[(usize, &str)], opened: usize) -> Result<(), LineError> {
    if body.iter().all(|(_, line)| line.trim().is_empty()) {
        return Err((opened, "this cell is empty".into()));
    }
    if body.len() > MOST_LINES {
        let lines = body.len();
        let sentence =
            format!("this cell has {lines} lines; {MOST_LINES} are the most: one idea a cell");
        return Err((opened, sentence));
    }
    for (number, line) in body {
        let columns = line.chars().count();
        if columns > MOST_COLUMNS {
            return Err((
                *number,
                format!("{columns} columns of code; {MOST_COLUMNS} are the most"),
            ));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::super::tests::{SKIPPED, parse};
    use super::*;

    const EXERCISE: &str = "Before.\n\n## NOR\n\nThe task.\n\n```rust exercise=\"nor\" points=\"2\"\n\
                            fn f() {\n    // BEGIN SOLUTION\n    1\n    // END SOLUTION\n}\n// CHECK\n\
                            f()\n```\n\n**Hint 1.** Nudge,\nof two lines.\n\n**Hint 2.** Idea.\n\n\
                            **Hint 3.** Plan.\n\nAfter.\n";

    #[test]
    fn alternates_prose_and_cells() {
        let body = "\nFirst.\n\n```rust id=\"a\"\n\nlet x = 1;\n```\n*Figure: X.*\n\n```rust id=\"b\"\nx\n```\n\n\
                    ```text\n```not a cell\n```\nlast\n";
        let blocks = parse(body).unwrap().blocks;
        let [Block::Prose(first), Block::Cell(a), Block::Cell(b), Block::Prose(last)] = &blocks[..]
        else {
            panic!("{blocks:?}")
        };
        assert_eq!((first.line, first.text.as_str()), (SKIPPED + 2, "First."));
        assert_eq!((a.id.as_str(), a.line, a.code.as_str()), ("a", SKIPPED + 4, "let x = 1;"));
        assert_eq!(a.figure.as_ref().unwrap().caption.text, "X.");
        assert_eq!((b.id.as_str(), &b.figure), ("b", &None));
        assert_eq!(last.text, "```text\n```not a cell\n```\nlast");
    }

    #[test]
    fn an_exercise_takes_its_section_and_its_hints() {
        let blocks = parse(EXERCISE).unwrap().blocks;
        let [Block::Prose(before), Block::Exercise(nor), Block::Prose(after)] = &blocks[..] else {
            panic!("{blocks:?}")
        };
        assert_eq!((before.text.as_str(), after.text.as_str()), ("Before.", "After."));
        assert_eq!((nor.name.as_str(), nor.points), ("nor", 2));
        assert_eq!(
            (nor.statement.line, nor.statement.text.as_str()),
            (SKIPPED + 3, "## NOR\n\nThe task.")
        );
        let hints: Vec<&str> = nor.hints.iter().map(|hint| hint.text.as_str()).collect();
        assert_eq!(hints, ["Nudge,\nof two lines.", "Idea.", "Plan."]);
        assert_eq!(nor.template.solution(), "1");
    }

    #[test]
    fn names_the_line_of_a_mistake() {
        let long = format!("```rust id=\"a\"\nlet x = 1;\n// {}\n```\n", "x".repeat(90));
        let tall = format!("```rust id=\"a\"\n{}```\n", "f();\n".repeat(31));
        for (body, line, part) in [
            ("text\n```rust id=\"a\"\nlet x = 1;\n", 2, "never closed"),
            ("```text\nopen\n", 1, "never closed"),
            (
                "```rust id=\"a\"\nx\n```\n\n```rust id=\"a\"\ny\n```\n",
                5,
                "in line 12 already: choose another",
            ),
            ("```rust id=\"a\" hiden\nx\n```\n", 1, "`hiden`"),
            ("```rust\nx\n```\n", 1, "no id"),
            (" ```rust id=\"a\"\nx\n```\n", 1, "beginning of its line"),
            ("```rust id=\"a\"\n\n```\n", 1, "empty"),
            ("Text.\n\n*Figure: lost*\n", 3, "directly below the cell"),
            (&EXERCISE.replace("## NOR\n\n", ""), 5, "a heading and the task"),
            (&EXERCISE.replace("**Hint 2.** Idea.\n\n", ""), 20, "lacks hint 2"),
            (&EXERCISE[..EXERCISE.find("**Hint 1").unwrap()], 7, "lacks hint 1"),
            (&EXERCISE.replace("    // END SOLUTION\n", ""), 7, "`// END SOLUTION`"),
            ("```rust exercise=\"a\" diagnosis=\"b\"\nx\n```\n", 1, "lessons/wrong"),
            (&long, 3, "93 columns"),
            (&tall, 1, "31 lines"),
        ] {
            let (at, sentence) = parse(body).unwrap_err();
            assert!(at == SKIPPED + line && sentence.contains(part), "{body}\n{at}: {sentence}");
        }
    }
}
