//! Outcomes: what a check found.

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
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Finding {
    /// Labels with values: what was called, what it gave, what was expected.
    pub values: Vec<(&'static str, String)>,
    /// One sentence that says where the answer is wrong.
    pub place: String,
    /// One sentence on what probably went wrong.
    pub likely: Option<String>,
    /// How many questions were answered right before.
    pub passed: usize,
}
