//! Answers: the types that a check can compare, each as a value without its type.

use super::value::{Kind, Value};
use crate::tensor::{Element, Shape, Tensor};

/// A type that a check can compare: numbers, truth values, texts, tensors, and lists, tuples and options of them.
#[diagnostic::on_unimplemented(
    message = "a check cannot compare `{Self}`",
    label = "not numbers, texts, tensors, or lists and tuples of them",
    note = "compare a part of it, as in `|| model().weight.shape().to_vec()`"
)]
pub trait Answer {
    /// The answer without its type.
    fn value(&self) -> Value;

    /// Several answers of this type side by side.
    #[doc(hidden)]
    fn list(answers: &[Self]) -> Value
    where
        Self: Sized,
    {
        Value::gather(answers.iter().map(Answer::value).collect())
    }
}

macro_rules! numbers {
    ($kind:expr, $($type:ty)*) => {
        $(impl Answer for $type {
            fn value(&self) -> Value {
                Value::numbers(vec![], vec![*self as f64], $kind)
            }

            fn list(answers: &[$type]) -> Value {
                let values = answers.iter().map(|answer| *answer as f64).collect();
                Value::numbers(vec![answers.len()], values, $kind)
            }
        })*
    };
}

numbers!(Kind::Float, f32 f64);
numbers!(Kind::Whole, i8 i16 i32 i64 isize u8 u16 u32 u64 usize);

impl Answer for bool {
    fn value(&self) -> Value {
        Value::numbers(vec![], vec![f64::from(*self)], Kind::Truth)
    }
}

impl Answer for str {
    fn value(&self) -> Value {
        Value::Text(self.into())
    }
}

impl Answer for String {
    fn value(&self) -> Value {
        Value::Text(self.clone())
    }
}

impl Answer for char {
    fn value(&self) -> Value {
        Value::Text(self.to_string())
    }
}

impl<S: Shape, E: Element + Answer> Answer for Tensor<S, E> {
    fn value(&self) -> Value {
        let Value::Numbers(mut numbers) = E::list(&self.to_vec()) else { return Value::Nothing };
        numbers.shape = self.shape().to_vec();
        Value::Numbers(numbers)
    }
}

impl<T: Answer> Answer for [T] {
    fn value(&self) -> Value {
        T::list(self)
    }
}

impl<T: Answer, const N: usize> Answer for [T; N] {
    fn value(&self) -> Value {
        T::list(self)
    }
}

impl<T: Answer> Answer for Vec<T> {
    fn value(&self) -> Value {
        T::list(self)
    }
}

impl<T: Answer + ?Sized> Answer for &T {
    fn value(&self) -> Value {
        (**self).value()
    }
}

impl<T: Answer> Answer for Option<T> {
    fn value(&self) -> Value {
        self.as_ref().map_or(Value::Nothing, Answer::value)
    }
}

impl Answer for () {
    fn value(&self) -> Value {
        Value::Nothing
    }
}

macro_rules! tuples {
    ($($name:ident)*) => {
        impl<$($name: Answer),*> Answer for ($($name,)*) {
            #[expect(non_snake_case, reason = "one variable for each type")]
            fn value(&self) -> Value {
                let ($($name,)*) = self;
                Value::Parts(vec![$($name.value()),*])
            }
        }
    };
}

tuples!(A);
tuples!(A B);
tuples!(A B C);
tuples!(A B C D);
tuples!(A B C D E);
