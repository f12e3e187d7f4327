//! An exercise: a task with a stub, a solution and a check from one block of code, hints, and wrong answers.

use super::{Chapter, Prose, WrongAnswer};
use crate::problem::LineError;

/// A checked exercise.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Exercise {
    /// Its name in the chapter, and the id of its cell.
    pub name: String,
    /// The line of its fence.
    pub line: usize,
    pub points: u32,
    /// A section: a heading and the task.
    pub statement: Prose,
    pub template: Template,
    /// Three, from nudge to plan.
    pub hints: Vec<Prose>,
    /// What a pass has shown.
    pub passed: Option<Prose>,
    /// The right answer of a quiz, in each of its forms.
    pub answers: Vec<String>,
    /// Wrong answers of a quiz, with what to say about each.
    pub mistakes: Vec<(String, Prose)>,
    /// Plausible mistakes, each with what the check must say to it.
    pub wrong: Vec<WrongAnswer>,
}

impl Exercise {
    /// Its name in the workbook.
    pub fn full_name(&self, chapter: &Chapter) -> String {
        format!("{}-{}", chapter.number, self.name)
    }

    /// The id of the cell with its check.
    pub fn check_id(&self) -> String {
        format!("check-{}", self.name)
    }
}

/// The code of an exercise, cut at its comments.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Template {
    /// The lines before `// BEGIN SOLUTION`.
    before: String,
    /// What stands before that comment in its line.
    indent: String,
    solution: String,
    /// What the learner finds in place of the solution, where that is a fault to mend.
    fault: Option<String>,
    /// The lines after `// END SOLUTION`.
    after: String,
    /// The lines after `// CHECK`.
    pub check: String,
}

const BEGIN: &str = "// BEGIN SOLUTION";
const INSTEAD: &str = "// INSTEAD OF";
const END: &str = "// END SOLUTION";
const CHECK: &str = "// CHECK";

impl Template {
    /// Cuts the lines of an exercise whose fence stands in the line `opened`.
    pub fn parse(body: &[&str], opened: usize) -> Result<Template, LineError> {
        let place = |comment: &str| -> Result<usize, LineError> {
            let mut places = (0..body.len()).filter(|i| body[*i].trim() == comment);
            match (places.next(), places.next()) {
                (Some(place), None) => Ok(place),
                (None, _) => Err((opened, format!("an exercise has a line `{comment}`"))),
                (_, Some(second)) => {
                    Err((opened + 1 + second, format!("a second `{comment}`: an exercise has one")))
                }
            }
        };
        let (begin, end, check) = (place(BEGIN)?, place(END)?, place(CHECK)?);
        let instead = match body.iter().any(|line| line.trim() == INSTEAD) {
            true => Some(place(INSTEAD)?),
            false => None,
        };
        let solved = instead.unwrap_or(end);
        if !(begin < solved && solved <= end && end < check) {
            let order = format!("the order is `{BEGIN}`, `{INSTEAD}`, `{END}`, `{CHECK}`");
            return Err((opened + 1 + begin, order));
        }
        let text = |lines: &[&str]| lines.join("\n").trim_matches('\n').to_owned();
        let template = Template {
            before: text(&body[..begin]),
            indent: body[begin][..body[begin].len() - body[begin].trim_start().len()].into(),
            solution: body[begin + 1..solved].join("\n"),
            fault: instead.map(|instead| body[instead + 1..end].join("\n")),
            after: text(&body[end + 1..check]),
            check: text(&body[check + 1..]),
        };
        let fault = template.fault.as_ref();
        for (line, empty, what) in [
            (begin, template.solution.trim().is_empty(), "solution"),
            (solved, fault.is_some_and(|fault| fault.trim().is_empty()), "fault"),
            (check, template.check.is_empty(), "check"),
        ] {
            if empty {
                return Err((opened + 1 + line, format!("the {what} is empty")));
            }
        }
        Ok(template)
    }

    /// The learner's cell: the fault or `todo_exercise!()` in place of the solution.
    pub fn stub(&self) -> String {
        if let Some(fault) = &self.fault {
            return self.filled(fault);
        }
        // The last expression of a block has its type, a statement before others wants a semicolon.
        let last = self.after.trim_start().starts_with(['}', ')']);
        let end = if last || self.after.trim().is_empty() { "" } else { ";" };
        self.filled(&format!("{}todo_exercise!(){end}", self.indent))
    }

    /// Whether the learner's cell holds a fault to mend.
    pub fn is_faulty(&self) -> bool {
        self.fault.is_some()
    }

    /// The solved cell; nbgrader finds the solution by its comments.
    pub fn solved(&self) -> String {
        let indent = &self.indent;
        self.filled(&format!("{indent}{BEGIN}\n{}\n{indent}{END}", self.solution))
    }

    /// The cell with this text in place of the solution.
    pub fn answered(&self, answer: &str) -> String {
        let lines = answer.lines().map(|line| match line.trim() {
            "" => String::new(),
            _ => format!("{}{line}", self.indent),
        });
        self.filled(&lines.collect::<Vec<_>>().join("\n"))
    }

    /// The solution without its indent.
    pub fn solution(&self) -> String {
        let lines = self.solution.lines();
        let lines = lines.map(|line| line.strip_prefix(self.indent.as_str()).unwrap_or(line));
        lines.collect::<Vec<_>>().join("\n")
    }

    /// What stands around the solution: the names that it defines are the exercise's.
    pub fn frame(&self) -> &str {
        &self.before
    }

    fn filled(&self, answer: &str) -> String {
        let parts = [self.before.as_str(), answer, self.after.as_str()];
        parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("\n")
    }

    /// Each part of the code by `change`: translations replace comments and texts.
    pub fn map(&self, mut change: impl FnMut(&str) -> String) -> Template {
        Template {
            before: change(&self.before),
            indent: self.indent.clone(),
            solution: change(&self.solution),
            fault: self.fault.as_deref().map(&mut change),
            after: change(&self.after),
            check: change(&self.check),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BODY: &str = "fn nor() -> [f32; 3] {\n    // BEGIN SOLUTION\n    let w = -1.;\n    [w, w, 0.5]\n    \
                        // END SOLUTION\n}\n\n// CHECK\nassert_eq!(nor(), [-1., -1., 0.5])";

    fn parse(body: &str) -> Result<Template, LineError> {
        Template::parse(&body.lines().collect::<Vec<_>>(), 20)
    }

    #[test]
    fn one_block_makes_stub_solution_and_check() {
        let template = parse(BODY).unwrap();
        assert_eq!(template.stub(), "fn nor() -> [f32; 3] {\n    todo_exercise!()\n}");
        assert_eq!(template.check, "assert_eq!(nor(), [-1., -1., 0.5])");
        assert_eq!(template.solution(), "let w = -1.;\n[w, w, 0.5]");
        assert_eq!(template.answered("[0.; 3]\n"), "fn nor() -> [f32; 3] {\n    [0.; 3]\n}");
        assert_eq!(format!("{}\n\n// CHECK\n{}", template.solved(), template.check), BODY);
        let more = parse("// BEGIN SOLUTION\na();\n// END SOLUTION\nb()\n// CHECK\nc").unwrap();
        assert_eq!(more.stub(), "todo_exercise!();\nb()");
    }

    #[test]
    fn a_fault_stands_where_the_solution_will() {
        let body = BODY.replace("    // END", "    // INSTEAD OF\n    [1., 1., 0.5]\n    // END");
        let template = parse(&body).unwrap();
        assert!(template.is_faulty() && !parse(BODY).unwrap().is_faulty());
        assert_eq!(template.stub(), "fn nor() -> [f32; 3] {\n    [1., 1., 0.5]\n}");
        assert_eq!(template.solution(), "let w = -1.;\n[w, w, 0.5]");
        assert_eq!(template.solved(), parse(BODY).unwrap().solved());
        let changed = template.map(|code| code.replace("0.5", "0.25"));
        assert_eq!(changed.stub(), "fn nor() -> [f32; 3] {\n    [1., 1., 0.25]\n}");
    }

    #[test]
    fn names_the_line_of_a_mistake() {
        for (from, to, line, part) in [
            ("    // BEGIN SOLUTION\n", "", 20, "`// BEGIN SOLUTION`"),
            ("// CHECK\n", "", 20, "`// CHECK`"),
            ("    // END SOLUTION\n}", "}\n// CHECK\n// END SOLUTION", 29, "a second `// CHECK`"),
            ("// CHECK\nassert_eq!(nor(), [-1., -1., 0.5])", "// CHECK\n", 28, "check is empty"),
            ("    let w = -1.;\n    [w, w, 0.5]\n", "", 22, "solution is empty"),
            ("    // END", "    // INSTEAD OF\n    // END", 25, "fault is empty"),
            ("// CHECK", "// CHECK\n// INSTEAD OF", 22, "the order is"),
        ] {
            let (at, sentence) = parse(&BODY.replacen(from, to, 1)).unwrap_err();
            assert!(at == line && sentence.contains(part), "{to}: {at}: {sentence}");
        }
        let swapped = BODY.replace("BEGIN", "X").replace("END", "BEGIN").replace("X", "END");
        assert!(parse(&swapped).unwrap_err().1.contains("the order is"));
    }
}
