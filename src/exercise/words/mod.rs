//! Words: all that exercises say, in each language.
//!
//! Elsewhere in this module what is to be said is data; a report puts it in words once it knows the language of its
//! notebook. A language is a file with a `match` over each kind of data, so that it cannot lack a sentence.

mod english;
mod japanese;

use super::fault::{Fault, Likely};
use super::mark::Mark;
use super::outcome::Label;

/// A language of notebooks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Language {
    #[default]
    English,
    Japanese,
}

/// What an exercise says. Titles and the texts of authors are in the language of the notebook already.
#[derive(Clone, Debug, PartialEq)]
pub enum Sentence<'a> {
    /// What is wrong, and what is probably the reason.
    Fault(&'a Fault),
    Likely(&'a Likely),
    /// How many answers were right: all, or those before the wrong one.
    AllRight(usize),
    RightBefore(usize),
    /// What to do with a stub.
    Undone,
    PanickedIn(&'a str),
    /// What help there is next.
    Nudge,
    SaysMore(usize),
    OneWay,
    AnotherWay,
    /// Titles of hints, and of what is no hint.
    Hint {
        number: usize,
        count: usize,
        title: &'a str,
    },
    NoHint {
        number: usize,
        title: &'a str,
    },
    Hints(usize),
    /// Titles of solutions, and what is said before one opens.
    NoSolution(&'a str),
    Closed(&'a str),
    Solution(&'a str),
    HintsLeft {
        left: usize,
        next: usize,
    },
    AskAgain,
    /// Help was asked for before a check had brought any.
    NotChecked(Option<&'a str>),
    CheckFirst,
}

impl Language {
    pub const ALL: [Language; 2] = [Language::English, Language::Japanese];

    /// The language of a code such as `ja`; English is for all others.
    pub fn of(code: &str) -> Language {
        match code {
            "ja" => Language::Japanese,
            _ => Language::English,
        }
    }

    /// One or more sentences, in which `code` stands between backticks.
    pub fn say(self, sentence: &Sentence) -> String {
        match self {
            Language::English => english::sentence(sentence),
            Language::Japanese => japanese::sentence(sentence),
        }
    }

    /// What stands before a value.
    pub fn label(self, label: Label) -> &'static str {
        match self {
            Language::English => english::label(label),
            Language::Japanese => japanese::label(label),
        }
    }

    /// What a mark means.
    pub fn mark(self, mark: Mark) -> &'static str {
        match self {
            Language::English => english::mark(mark),
            Language::Japanese => japanese::mark(mark),
        }
    }

    /// What stands before the likely reason.
    pub fn likely(self) -> &'static str {
        match self {
            Language::English => "Likely:",
            Language::Japanese => "考えられる原因:",
        }
    }
}

#[cfg(test)]
mod tests;
