//! English.

use super::Sentence;
use crate::exercise::fault::{Element, Fault, Form, Likely};
use crate::exercise::mark::Mark;
use crate::exercise::mistake::{Mistake, Ratio, Reduction};
use crate::exercise::outcome::Label;
use crate::exercise::value::rough;

pub fn mark(mark: Mark) -> &'static str {
    match mark {
        Mark::Passed => "Passed",
        Mark::Failed => "Not yet",
        Mark::NotAttempted => "Not attempted",
        Mark::Panicked => "Panicked",
        Mark::Help => "",
    }
}

pub fn label(label: Label) -> &'static str {
    match label {
        Label::Called => "",
        Label::Gives => "gives",
        Label::Expected => "expected",
        Label::Answer => "your answer",
        Label::Is => "is",
        Label::AtLeast => "wanted at least",
        Label::AtMost => "wanted at most",
        Label::MustHold => "must hold",
        Label::FailsFor => "does not for",
        Label::Panics => "panics",
    }
}

pub fn sentence(sentence: &Sentence) -> String {
    match sentence {
        Sentence::Fault(what) => fault(what),
        Sentence::Likely(Likely { mistake: what, longer: false }) => mistake(what),
        Sentence::Likely(Likely { mistake: what, longer: true }) => {
            format!("On longer inputs: {}", mistake(what))
        }
        Sentence::AllRight(1) => "The answer is right.".into(),
        Sentence::AllRight(n) => format!("All {n} answers are right."),
        Sentence::RightBefore(1) => "One answer before this one was right.".into(),
        Sentence::RightBefore(n) => format!("{n} answers before this one were right."),
        Sentence::Undone => "Replace `todo_exercise!()` with code of your own, run that cell, then run this one again.".into(),
        Sentence::PanickedIn(place) => format!("It panicked in {place}. Your variables are kept."),
        Sentence::Nudge => "`hint(1)` gives a nudge.".into(),
        Sentence::SaysMore(n) => format!("`hint({n})` says more."),
        Sentence::OneWay => "`solution()` shows one way to do it.".into(),
        Sentence::AnotherWay => "`solution()` shows another way to write it.".into(),
        Sentence::Hint { number, count, title } => format!("Hint {number} of {count} · {title}"),
        Sentence::NoHint { number, title } => format!("There is no hint {number} · {title}"),
        Sentence::Hints(0) => "There are no hints for it in this notebook.".into(),
        Sentence::Hints(1) => "There is one: `hint(1)`.".into(),
        Sentence::Hints(n) => format!("There are {n}, from `hint(1)` to `hint({n})`."),
        Sentence::NoSolution(title) => format!("There is no solution · {title}"),
        Sentence::Closed(title) => format!("The solution · {title}"),
        Sentence::Solution(title) => format!("One solution · {title}"),
        Sentence::HintsLeft { left: 0, .. } => "You have seen all hints.".into(),
        Sentence::HintsLeft { left: 1, next } => format!("There is one more hint: `hint({next})`."),
        Sentence::HintsLeft { left, next } => format!("There are {left} more hints: `hint({next})` is next."),
        Sentence::AskAgain => "To see the solution now, call `solution()` again.".into(),
        Sentence::NotChecked(Some(name)) => format!("{name} was not checked yet"),
        Sentence::NotChecked(None) => "No exercise was checked yet".into(),
        Sentence::CheckFirst => "Run the check below your cell first: it brings the hints along.".into(),
    }
}

fn fault(fault: &Fault) -> String {
    match fault {
        Fault::Spaces => "Only the spaces differ.".into(),
        Fault::Capitals => "Only capital and small letters differ.".into(),
        Fault::Text => "The texts differ.".into(),
        Fault::Parts { got: 1, expected } => format!("It has 1 part; {expected} were expected."),
        Fault::Parts { got, expected } => format!("It has {got} parts; {expected} were expected."),
        Fault::Part(place, fault) => format!("Part {place} differs. {}", self::fault(fault)),
        Fault::Form { got, expected } => {
            format!("It is {}; {} was expected.", form(*got), form(*expected))
        }
        Fault::Single { expected } => {
            format!("It is a single number; the shape {expected:?} was expected.")
        }
        Fault::NotSingle { got } => format!("Its shape is {got:?}; a single number was expected."),
        Fault::Shape { got, expected } => {
            format!("Its shape is {got:?}; {expected:?} was expected.")
        }
        Fault::Value { got, expected } => format!("It is {got}; {expected} was expected."),
        Fault::OffBy(gap) => format!("It is off by {}.", rough(*gap)),
        Fault::Element(what) => element(what),
        Fault::NoSingle => "It is not a single number.".into(),
        Fault::NoNumber => "It is not a number: look where it is computed for 0/0.".into(),
        Fault::TooSmall(gap) => format!("It is too small by {}.", rough(*gap)),
        Fault::TooLarge(gap) => format!("It is too large by {}.", rough(*gap)),
        Fault::Broken { drawn: true } => {
            "This is the simplest input found for which it does not hold.".into()
        }
        Fault::Broken { drawn: false } => "It does not hold.".into(),
        Fault::Quiz(Some(why)) => why.clone(),
        Fault::Quiz(None) => "This is not the answer.".into(),
        Fault::Unsealed => "The answer is not in this notebook: get a fresh copy of it.".into(),
        Fault::Unasked => "This check asks nothing, so nothing can pass it.".into(),
    }
}

fn form(form: Form) -> &'static str {
    match form {
        Form::Number => "a number",
        Form::Numbers => "a list of numbers",
        Form::Truth => "a truth value",
        Form::Truths => "a list of truth values",
        Form::Text => "a text",
        Form::Parts => "made of parts",
        Form::Nothing => "nothing",
    }
}

fn element(element: &Element) -> String {
    let Element { place, got, expected, different, total, largest } = element;
    let one = format!("Element {place:?} is {got}; {expected} was expected.");
    match (different, total, largest) {
        (1, 1, _) => one,
        (1, 2, _) => format!("{one} The other one is right."),
        (1, ..) => format!("{one} The other {} are right.", total - 1),
        (_, _, None) => format!("{one} {different} of {total} elements differ."),
        (_, _, Some(far)) => {
            format!("{one} {different} of {total} elements differ, by {} at most.", rough(*far))
        }
    }
}

fn mistake(mistake: &Mistake) -> String {
    match mistake {
        Mistake::NotANumber { all: true } => "Every element is NaN: look for 0/0, for infinity minus infinity, or for the root or logarithm of a negative number.".into(),
        Mistake::NotANumber { all: false } => "Some elements are NaN: look at the inputs of just those for 0/0, or for the root or logarithm of a negative number.".into(),
        Mistake::Infinite { large_input: true } => "Some elements are infinite: `exp` of a number above 88 is too large for an f32. Subtract the largest input first.".into(),
        Mistake::Infinite { large_input: false } => "Some elements are infinite: look for a division by 0 or the logarithm of 0.".into(),
        Mistake::Zeros => "Every element is 0: is the result ever written to what you return?".into(),
        Mistake::Input => "This is the input, unchanged: do you return what you computed?".into(),
        Mistake::Negated => "The sign is turned round: look for a minus that is missing or one too many.".into(),
        Mistake::Complement => "This is the exact opposite: look at the direction of a comparison, or for `1 - x`.".into(),
        Mistake::Factor(factor) => self::factor(*factor),
        Mistake::NotDivided(n) => format!("The answer is {n} times too large: did you take the sum and forget to divide by {n}?"),
        Mistake::Divided(n) => format!("The answer is {n} times too small: did you divide by {n} where the sum is wanted, or divide twice?"),
        Mistake::Offset(offset) => format!("Every number is too {} by {}: look for a term that is added once too often or left out.", if *offset > 0. { "large" } else { "small" }, rough(offset.abs())),
        Mistake::OffByOne { more } => format!("It is one too {}: if it was counted, look at where the counting starts and ends, `..n` or `..=n`.", if *more { "large" } else { "small" }),
        Mistake::Unrooted => "These are the squares of the right numbers: a square root is missing.".into(),
        Mistake::Rooted => "These are the square roots of the right numbers: there is a root too many, or a square is missing.".into(),
        Mistake::Exponential => "These are `exp` of the right numbers: take the logarithm, or leave `exp` out.".into(),
        Mistake::Logarithm => "These are the logarithms of the right numbers: take `exp`, or leave the logarithm out.".into(),
        Mistake::Rounded => "The fractional parts are lost: look for a division of whole numbers or a cast such as `as usize`.".into(),
        Mistake::Transposed => "This is the transpose of what was expected: rows and columns are swapped.".into(),
        Mistake::Reversed { axis } => format!("The order along axis {axis} is turned round: the first comes last."),
        Mistake::Shifted { by } => format!("Every element stands {} place{} too {}: look at the index.", by.abs(), if by.abs() == 1 { "" } else { "s" }, if *by > 0 { "late" } else { "early" }),
        Mistake::Reordered { ascending: true } => "These are the right numbers, but sorted: their order matters.".into(),
        Mistake::Reordered { ascending: false } => "These are the right numbers in another order.".into(),
        Mistake::Reshaped => "The numbers are right and only the shape is not: use `reshape`, `flatten`, `squeeze` or `unsqueeze`.".into(),
        Mistake::TooMany { at_start: true } => "There is one element too many at the start; the rest is right: look at where the loop starts.".into(),
        Mistake::TooMany { at_start: false } => "There is one element too many at the end; the rest is right: look at where the loop ends.".into(),
        Mistake::TooFew { at_start: true } => "The first element is missing; the rest is right: look at where the loop starts.".into(),
        Mistake::TooFew { at_start: false } => "The last element is missing; the rest is right: look at where the loop ends.".into(),
        Mistake::Total { mean } => format!("This is {} of all elements: only those along one axis belong together.", if *mean { "the mean" } else { "the sum" }),
        Mistake::OtherAxis { reduction, got, expected } => {
            let what = self::reduction(*reduction);
            format!("This is the {what} along axis {got}; the {what} along axis {expected} is wanted.")
        }
        Mistake::SharesAlong { sum, got, expected } => format!("The elements add up to {} along axis {got}; they should along axis {expected}.", rough(*sum)),
    }
}

fn reduction(reduction: Reduction) -> &'static str {
    match reduction {
        Reduction::Sum => "sum",
        Reduction::Mean => "mean",
        Reduction::Maximum => "maximum",
        Reduction::Minimum => "minimum",
        Reduction::PlaceOfMaximum => "place of the maximum",
    }
}

fn factor(factor: f64) -> String {
    match Ratio::of(factor) {
        Ratio::OverLn2 => "The answer is 1.4427 times too large, which is 1 / ln 2: did you take the logarithm to base 2 for the natural one?".into(),
        Ratio::Ln2 => "The answer is 0.6931 times the right one, which is ln 2: did you take the natural logarithm for that to base 2?".into(),
        Ratio::Two => "The answer is twice the right one: look for a factor 2, as in the derivative of a square, or for a missing 1/2.".into(),
        Ratio::Half => "The answer is half the right one: look for a missing factor 2, as in the derivative of a square, or for a 1/2 too many.".into(),
        Ratio::Other => format!("The answer is {} times the right one: look for a factor that is missing or one too many.", rough(factor)),
    }
}
