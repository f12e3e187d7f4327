//! Where two values differ: in kind, in shape, or at which of their numbers.

use super::fault::{Element, Fault, Form};
use super::mistake::{self, Mistake};
use super::value::{Kind, Numbers, Value};

/// How far floats may lie apart.
#[derive(Clone, Copy, Debug)]
pub struct Tolerance {
    /// Times the expected number.
    pub relative: f64,
    /// On top of it.
    pub absolute: f64,
}

/// What two computations of the same thing in `f32` may differ by.
impl Default for Tolerance {
    fn default() -> Tolerance {
        Tolerance { relative: 1e-4, absolute: 1e-5 }
    }
}

impl Tolerance {
    pub fn allows(self, got: f64, expected: f64) -> bool {
        // Also says that infinity is infinity.
        got == expected
            || (got.is_nan() && expected.is_nan())
            || (got - expected).abs() <= self.absolute + self.relative * expected.abs()
    }
}

/// That an answer is not what was expected.
#[derive(Clone, Debug, PartialEq)]
pub struct Difference {
    pub fault: Fault,
    /// What probably went wrong, where the numbers tell.
    pub likely: Option<Mistake>,
}

/// How an answer differs from what was expected, if it does. The input, where there is one, helps to say why.
pub fn difference(
    input: Option<&Value>,
    got: &Value,
    expected: &Value,
    tolerance: Tolerance,
) -> Option<Difference> {
    let only = |fault| Some(Difference { fault, likely: None });
    match (got, expected) {
        (Value::Numbers(got), Value::Numbers(expected)) => {
            let fault = numbers(got, expected, tolerance)?;
            let input = match input {
                Some(Value::Numbers(input)) => Some(input),
                _ => None,
            };
            let case = mistake::Case { input, got, expected, tolerance };
            Some(Difference { fault, likely: mistake::likely(&case) })
        }
        (Value::Text(got), Value::Text(expected)) if got == expected => None,
        (Value::Text(got), Value::Text(expected)) => {
            let same = |fold: fn(&str) -> String| fold(got) == fold(expected);
            only(if same(|text| text.split_whitespace().collect()) {
                Fault::Spaces
            } else if same(str::to_lowercase) {
                Fault::Capitals
            } else {
                Fault::Text
            })
        }
        (Value::Nothing, Value::Nothing) => None,
        (Value::Parts(got), Value::Parts(expected)) => {
            if got.len() != expected.len() {
                return only(Fault::Parts { got: got.len(), expected: expected.len() });
            }
            let found = got.iter().zip(expected).enumerate().find_map(|(i, (got, expected))| {
                Some((i, difference(input, got, expected, tolerance)?))
            });
            found.map(|(i, difference)| Difference {
                fault: Fault::Part(i, Box::new(difference.fault)),
                ..difference
            })
        }
        _ => only(Fault::Form { got: form(got), expected: form(expected) }),
    }
}

fn form(value: &Value) -> Form {
    match value {
        Value::Numbers(numbers) => match (numbers.shape.is_empty(), numbers.kind) {
            (true, Kind::Truth) => Form::Truth,
            (true, _) => Form::Number,
            (false, Kind::Truth) => Form::Truths,
            (false, _) => Form::Numbers,
        },
        Value::Text(_) => Form::Text,
        Value::Parts(_) => Form::Parts,
        Value::Nothing => Form::Nothing,
    }
}

/// Where two arrays differ, if they do.
fn numbers(got: &Numbers, expected: &Numbers, tolerance: Tolerance) -> Option<Fault> {
    if got.shape != expected.shape {
        let (got, expected) = (got.shape.clone(), expected.shape.clone());
        return Some(match (got.is_empty(), expected.is_empty()) {
            (true, _) => Fault::Single { expected },
            (_, true) => Fault::NotSingle { got },
            _ => Fault::Shape { got, expected },
        });
    }
    let exact = expected.kind != Kind::Float;
    let same = |i: &usize| {
        let (got, expected) = (got.values[*i], expected.values[*i]);
        if exact { got == expected } else { tolerance.allows(got, expected) }
    };
    let different: Vec<usize> = (0..got.values.len()).filter(|i| !same(i)).collect();
    let first = *different.first()?;
    let far = |i: &usize| (got.values[*i] - expected.values[*i]).abs();
    let largest = different.iter().map(far).max_by(f64::total_cmp);
    let largest = largest.filter(|far| !exact && far.is_finite());
    let (place, total) = (got.place(first), got.values.len());
    let (got_word, expected) = (got.word(first), expected.word(first));
    Some(match largest {
        Some(far) if got.shape.is_empty() => Fault::OffBy(far),
        None if got.shape.is_empty() => Fault::Value { got: got_word, expected },
        _ => Fault::Element(Element {
            place,
            got: got_word,
            expected,
            different: different.len(),
            total,
            largest,
        }),
    })
}

#[cfg(test)]
mod tests {
    use super::super::Answer;
    use super::super::words::{Language, Sentence};
    use super::*;
    use crate::tensor::{randn, tensor};

    fn place(got: impl Answer, expected: impl Answer) -> Option<String> {
        let difference = difference(None, &got.value(), &expected.value(), Tolerance::default())?;
        Some(Language::English.say(&Sentence::Fault(&difference.fault)))
    }

    #[test]
    fn what_is_equal_within_the_tolerance_does_not_differ() {
        let x = randn([3, 4]);
        assert_eq!(place(&x * 1.00001, &x), None);
        assert_eq!(place(f32::NAN, f32::NAN), None);
        assert_eq!(place(f32::INFINITY, f32::INFINITY), None);
        assert_eq!(place((1, "a", None::<f32>), (1, "a", ())), None);
        assert_eq!(place(vec![1.0_f32], tensor([1.])), None);
    }

    #[test]
    fn the_first_element_that_differs_is_named() {
        for (said, expected) in [
            (
                place([[1., 2.], [3., 4.]], [[1., 2.], [9., 4.]]),
                "Element [1, 0] is 3; 9 was expected. The other 3 are right.",
            ),
            (
                place([1., 2., 3.], [1., 2.5, 3.25]),
                "Element [1] is 2; 2.5 was expected. 2 of 3 elements differ, by 0.5 at most.",
            ),
            (
                place([true, false], [true, true]),
                "Element [1] is false; true was expected. The other one is right.",
            ),
            (place([3], [4]), "Element [0] is 3; 4 was expected."),
            (place(0.5, 0.75), "It is off by 0.25."),
            (place(2_usize, 3_usize), "It is 2; 3 was expected."),
            (place(f32::NAN, 3.), "It is NaN; 3 was expected."),
            (place(randn([2, 3]), randn([3, 2])), "Its shape is [2, 3]; [3, 2] was expected."),
            (place(1., [1., 2.]), "It is a single number; the shape [2] was expected."),
            (place([1., 2.], 1.), "Its shape is [2]; a single number was expected."),
            (place("a", 1.), "It is a text; a number was expected."),
            (place(None::<f32>, 1.), "It is nothing; a number was expected."),
            (place((1., 2), (1., 3)), "Part 1 differs. It is 2; 3 was expected."),
            (place((1,), (1, 2)), "It has 1 part; 2 were expected."),
            (place("XOR ", "XOR"), "Only the spaces differ."),
            (place("xor", "XOR"), "Only capital and small letters differ."),
            (place("or", "XOR"), "The texts differ."),
        ] {
            assert_eq!(said.as_deref(), Some(expected));
        }
    }

    #[test]
    fn whole_numbers_have_no_tolerance() {
        assert!(place(100_000, 100_001).is_some());
        assert_eq!(place(100_000., 100_001.), None);
    }
}
