//! Outcomes: what a check found.

use super::fault::{Fault, Likely};

/// What a check found.
#[derive(Clone, Debug, PartialEq)]
pub enum Outcome {
    Passed {
        /// How many questions were answered right.
        checks: usize,
    },
    Failed(Finding),
    NotAttempted,
    Panicked {
        call: String,
        message: String,
        place: String,
    },
}

impl Outcome {
    pub fn is_passed(&self) -> bool {
        matches!(self, Outcome::Passed { .. })
    }
}

/// What is wrong with an answer.
#[derive(Clone, Debug, PartialEq)]
pub struct Finding {
    /// What was called, what it gave, what was expected.
    pub values: Vec<(Label, String)>,
    pub fault: Fault,
    pub likely: Option<Likely>,
    /// How many questions were answered right before.
    pub passed: usize,
}

/// What stands before a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Label {
    /// What was asked for, which needs no word.
    Called,
    Gives,
    Expected,
    Answer,
    /// A metric, and its limit.
    Is,
    AtLeast,
    AtMost,
    /// A law, and an input that breaks it.
    MustHold,
    FailsFor,
    Panics,
}
