//! A problem: a mistake in a source of the workbook, with its file and line, in one sentence.

use std::fmt;
use std::path::{Path, PathBuf};

use kernel::error::Error;

/// A sentence about a line, counted from 1; whoever knows the file adds it.
pub type LineError = (usize, String);

/// A mistake that its author can find.
#[derive(Clone, Debug, PartialEq)]
pub struct Problem {
    pub file: PathBuf,
    pub line: usize,
    /// Without a full stop.
    pub sentence: String,
}

impl Problem {
    pub fn new(file: &Path, (line, sentence): LineError) -> Problem {
        Problem { file: file.into(), line, sentence }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        write!(f, "{}:{}: {}.", self.file.display(), self.line, self.sentence)
    }
}

impl From<Problem> for Error {
    fn from(problem: Problem) -> Error {
        Error::new(problem.to_string())
    }
}

/// All problems as one error; nothing if there is none.
pub fn none(problems: Vec<Problem>) -> kernel::error::Result<()> {
    let lines: Vec<String> = problems.iter().map(Problem::to_string).collect();
    if lines.is_empty() { Ok(()) } else { Err(Error::new(lines.join("\n"))) }
}
