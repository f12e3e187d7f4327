//! A value: what an answer is once its Rust type is left behind, so that one code compares all answers.

use std::fmt::{self, Display, Formatter};

/// An answer without its type.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// Numbers along any number of axes; a single number has none.
    Numbers(Numbers),
    /// A text or a character.
    Text(String),
    /// A tuple, or a list whose parts are not alike.
    Parts(Vec<Value>),
    /// `()` and `None`.
    Nothing,
}

/// Numbers with their shape.
#[derive(Clone, Debug, PartialEq)]
pub struct Numbers {
    pub shape: Vec<usize>,
    pub values: Vec<f64>,
    pub kind: Kind,
}

/// What kind of numbers they are; floats alone are compared with a tolerance.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Float,
    Whole,
    Truth,
}

impl Value {
    /// Values side by side: one more axis where they are numbers of one shape, else parts.
    pub(super) fn gather(values: Vec<Value>) -> Value {
        let first = match values.first() {
            None => return Value::numbers(vec![0], vec![], Kind::Float),
            Some(Value::Numbers(first)) => first,
            Some(_) => return Value::Parts(values),
        };
        let (mut shape, kind) = (first.shape.clone(), first.kind);
        let alike = |value: &Value| matches!(value, Value::Numbers(n) if n.shape == shape && n.kind == kind);
        if !values.iter().all(alike) {
            return Value::Parts(values);
        }
        shape.insert(0, values.len());
        let numbers = values.into_iter().filter_map(|value| match value {
            Value::Numbers(numbers) => Some(numbers.values),
            _ => None,
        });
        Value::numbers(shape, numbers.flatten().collect(), kind)
    }

    pub(super) fn numbers(shape: Vec<usize>, values: Vec<f64>, kind: Kind) -> Value {
        Value::Numbers(Numbers { shape, values, kind })
    }

    /// The number, if it is a single one.
    pub(super) fn single(&self) -> Option<f64> {
        match self {
            Value::Numbers(Numbers { values, .. }) if values.len() == 1 => Some(values[0]),
            _ => None,
        }
    }
}

impl Numbers {
    /// The place of an element, counted along each axis.
    pub fn place(&self, mut index: usize) -> Vec<usize> {
        let mut place = vec![0; self.shape.len()];
        for (axis, size) in self.shape.iter().enumerate().rev() {
            place[axis] = index % size.max(&1);
            index /= size.max(&1);
        }
        place
    }

    /// One of the numbers as people write it.
    pub fn word(&self, index: usize) -> String {
        word(self.values[index], self.kind)
    }
}

/// A number as short as it reads back: what came from `f32` shows no more digits than an `f32` has.
pub fn word(value: f64, kind: Kind) -> String {
    match kind {
        Kind::Truth => (value != 0.).to_string(),
        Kind::Whole => format!("{value:.0}"),
        Kind::Float => {
            let short = value as f32;
            let text = if f64::from(short) == value || !value.is_finite() {
                format!("{short}")
            } else {
                format!("{value}")
            };
            let magnitude = value.abs();
            if magnitude != 0. && !(1e-4..1e7).contains(&magnitude) && value.is_finite() {
                format!("{short:e}")
            } else {
                text
            }
        }
    }
}

/// A number with the digits that matter to a reader.
pub fn rough(value: f64) -> String {
    let digits = format!("{value:.2e}");
    word(digits.parse::<f64>().unwrap_or(value) as f32 as f64, Kind::Float)
}

/// The most numbers that show of one value.
const MOST: usize = 24;

impl Display for Value {
    fn fmt(&self, f: &mut Formatter) -> fmt::Result {
        match self {
            Value::Numbers(numbers) => f.write_str(&nested(numbers)),
            Value::Text(text) => write!(f, "{text:?}"),
            Value::Nothing => f.write_str("nothing"),
            Value::Parts(parts) => {
                let parts: Vec<String> = parts.iter().map(Value::to_string).collect();
                write!(f, "({})", parts.join(", "))
            }
        }
    }
}

fn nested(numbers: &Numbers) -> String {
    let total = numbers.values.len();
    let mut text = String::new();
    level(numbers, 0, &mut 0, &mut text);
    if total > MOST { format!("{text} (shape {:?})", numbers.shape) } else { text }
}

/// Writes the numbers from `at` on along the axes from `axis` on, until enough of them show.
fn level(numbers: &Numbers, axis: usize, at: &mut usize, text: &mut String) {
    let Some(size) = numbers.shape.get(axis) else {
        text.push_str(&numbers.word(*at));
        *at += 1;
        return;
    };
    text.push('[');
    for i in 0..*size {
        if *at >= MOST {
            text.push_str(if i > 0 { ", …" } else { "…" });
            break;
        }
        if i > 0 {
            text.push_str(", ");
        }
        level(numbers, axis + 1, at, text);
    }
    text.push(']');
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exercise::Answer;
    use crate::tensor::{randn, tensor};

    #[test]
    fn the_same_numbers_are_the_same_value_in_every_form() {
        let expected = tensor([[1., 2.], [3., 4.]]).value();
        assert_eq!([[1_f32, 2.], [3., 4.]].value(), expected);
        assert_eq!(vec![vec![1_f32, 2.], vec![3., 4.]].value(), expected);
        assert_eq!([[1_f64, 2.], [3., 4.]][..].value(), expected);
        assert_eq!(tensor([1, 2]).value(), [1_usize, 2].value());
        assert_eq!(tensor([true, false]).value(), vec![true, false].value());
        assert_eq!(Some(1_u8).value(), 1_i64.value());
        assert_eq!((1., "a").value(), Value::Parts(vec![1_f32.value(), Value::Text("a".into())]));
    }

    #[test]
    fn a_list_of_unlike_parts_has_no_shape() {
        assert!(
            matches!(vec![vec![1.], vec![2., 3.]].value(), Value::Parts(parts) if parts.len() == 2)
        );
        assert_eq!(Vec::<f32>::new().value(), Value::numbers(vec![0], vec![], Kind::Float));
        assert_eq!([None, Some(1)].value(), Value::Parts(vec![Value::Nothing, 1.value()]));
    }

    #[test]
    fn values_read_as_people_write_them() {
        for (value, text) in [
            (0.1_f32.value(), "0.1"),
            ((1_f64 / 3.).value(), "0.3333333333333333"),
            (1e-9_f32.value(), "1e-9"),
            (f32::NAN.value(), "NaN"),
            (7_usize.value(), "7"),
            ([true, false].value(), "[true, false]"),
            ([[1., 2.], [3., 4.]].value(), "[[1, 2], [3, 4]]"),
            (("é\"", 1).value(), "(\"é\\\"\", 1)"),
            (().value(), "nothing"),
        ] {
            assert_eq!(value.to_string(), text);
        }
        let long = randn([4, 10]).value().to_string();
        assert!(long.ends_with("…], …] (shape [4, 10])"), "{long}");
    }

    #[test]
    fn places_count_along_each_axis() {
        let Value::Numbers(numbers) = randn([2, 3, 4]).value() else { panic!("no numbers") };
        assert_eq!(numbers.place(0), [0, 0, 0]);
        assert_eq!(numbers.place(23), [1, 2, 3]);
        assert_eq!(numbers.place(7), [0, 1, 3]);
    }
}
