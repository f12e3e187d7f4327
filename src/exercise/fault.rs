//! A fault: what is wrong with an answer, before any language puts it in words.

use super::mistake::Mistake;

/// What is wrong with an answer.
#[derive(Clone, Debug, PartialEq)]
pub enum Fault {
    /// Texts that differ in spaces, in capital and small letters, or in more.
    Spaces,
    Capitals,
    Text,
    /// Other numbers of parts.
    Parts {
        got: usize,
        expected: usize,
    },
    /// One of the parts.
    Part(usize, Box<Fault>),
    Form {
        got: Form,
        expected: Form,
    },
    /// A single number where this shape was expected.
    Single {
        expected: Vec<usize>,
    },
    /// This shape where a single number was expected.
    NotSingle {
        got: Vec<usize>,
    },
    Shape {
        got: Vec<usize>,
        expected: Vec<usize>,
    },
    /// A single number or truth value.
    Value {
        got: String,
        expected: String,
    },
    /// A single number, by how much.
    OffBy(f64),
    Element(Element),
    /// A metric that is several numbers, or none.
    NoSingle,
    NoNumber,
    /// A metric beyond its limit, by how much.
    TooSmall(f64),
    TooLarge(f64),
    /// A law that does not hold; `drawn` if there is an input for which it does not.
    Broken {
        drawn: bool,
    },
    /// A wrong answer to a quiz: what its author says of it, or nothing.
    Quiz(Option<String>),
    /// A quiz without an answer.
    Unsealed,
    /// A check without a question.
    Unasked,
}

/// The first of the elements that differ, and how many do.
#[derive(Clone, Debug, PartialEq)]
pub struct Element {
    pub place: Vec<usize>,
    pub got: String,
    pub expected: String,
    pub different: usize,
    pub total: usize,
    /// How far apart the farthest are, where that says something.
    pub largest: Option<f64>,
}

/// What kind of thing an answer is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    Number,
    Numbers,
    Truth,
    Truths,
    Text,
    Parts,
    Nothing,
}

/// What probably went wrong.
#[derive(Clone, Debug, PartialEq)]
pub struct Likely {
    pub mistake: Mistake,
    /// Longer inputs showed it, where the one that is shown does not.
    pub longer: bool,
}
