//! A step: one piece of code of a run, and what must come of it.

use super::check_cell::check_code;
use crate::chapter::{Block, Fails, WrongAnswer};
use crate::translation::Edition;

/// One execution.
#[derive(Debug)]
pub struct Step<'a> {
    /// The cell's id in the notebook; the same id again replaces what the cell defined.
    pub id: String,
    /// The cell's number in the notebook, from one.
    pub count: u32,
    /// The line of its fence in the chapter.
    pub line: usize,
    pub code: String,
    pub kind: Kind<'a>,
}

/// What a step is for.
#[derive(Debug)]
pub enum Kind<'a> {
    /// A cell; it runs, or fails as it says.
    Cell(&'a Option<Fails>),
    /// An exercise's cell, unsolved, solved or answered wrongly.
    Answer,
    /// Its check before anything was tried.
    Untried,
    /// Its check with the fault that the exercise starts from.
    Faulty,
    /// Its check with the solution.
    Solved,
    /// Its check with a wrong answer.
    Wrong(&'a WrongAnswer),
}

/// All steps of a chapter; wrong answers are left out where only outputs matter.
pub fn steps<'a>(edition: &'a Edition, wrong: bool) -> Vec<Step<'a>> {
    let mut steps = vec![];
    let mut count = 0;
    for block in &edition.chapter.blocks {
        match block {
            Block::Prose(_) => {}
            Block::Cell(cell) => {
                count += 1;
                let (id, line, code) = (cell.id.clone(), cell.line, cell.code.clone());
                steps.push(Step { id, count, line, code, kind: Kind::Cell(&cell.fails) });
            }
            Block::Exercise(exercise) => {
                // Numbers in hints are not known before the run, and change no outcome.
                let check = check_code(edition, exercise, &str::to_owned);
                let mut step = |code: String, kind: Kind<'a>| {
                    let checks = !matches!(kind, Kind::Answer);
                    let id = if checks { exercise.check_id() } else { exercise.name.clone() };
                    let count = count + 1 + u32::from(checks);
                    steps.push(Step { id, count, line: exercise.line, code, kind });
                };
                step(exercise.template.stub(), Kind::Answer);
                let faulty = exercise.template.is_faulty();
                step(check.clone(), if faulty { Kind::Faulty } else { Kind::Untried });
                for answer in exercise.wrong.iter().filter(|_| wrong) {
                    step(exercise.template.answered(&answer.code), Kind::Answer);
                    step(check.clone(), Kind::Wrong(answer));
                }
                step(exercise.template.solved(), Kind::Answer);
                step(check, Kind::Solved);
                count += 2;
            }
        }
    }
    steps
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chapter::tests::parse;

    #[test]
    fn an_exercise_is_tried_unsolved_wrongly_and_solved() {
        let body = "```rust id=\"a\"\n1\n```\n## B\n\n```rust exercise=\"b\"\n// BEGIN SOLUTION\n2\n// END SOLUTION\n\
                    // CHECK\nb()\n```\n**Hint 1.** a\n\n**Hint 2.** b\n\n**Hint 3.** c\n\n```rust id=\"c\"\n3\n```\n";
        let mut chapter = parse(body).unwrap();
        for block in &mut chapter.blocks {
            if let Block::Exercise(exercise) = block {
                let wrong = WrongAnswer { line: 1, code: "0".into(), diagnosis: "x".into() };
                exercise.wrong.push(wrong);
            }
        }
        let edition = Edition::english(&chapter);
        let steps = steps(&edition, true);
        let short: Vec<(&str, u32, &str)> = steps
            .iter()
            .map(|s| (s.id.as_str(), s.count, s.code.lines().last().unwrap()))
            .collect();
        assert_eq!(
            short,
            [
                ("a", 1, "1"),
                ("b", 2, "todo_exercise!()"),
                ("check-b", 3, "});"),
                ("b", 2, "0"),
                ("check-b", 3, "});"),
                ("b", 2, "// END SOLUTION"),
                ("check-b", 3, "});"),
                ("c", 4, "3"),
            ]
        );
    }
}
