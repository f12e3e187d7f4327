//! A check: what it asks of the learner's code, one question after the other until one is answered wrong.

use std::mem::discriminant;

use super::attempt::{Failure, attempt};
use super::differ::{Tolerance, difference, rough};
use super::draw::{Draw, TRIALS};
use super::gradient::numerical;
use super::mistake::Mistake;
use super::quiz;
use super::sealed::Sealed;
use super::value::{Answer, Value};
use crate::tensor::Tensor;

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

/// Asks the learner's code for answers and compares them with what they should be.
///
/// The first wrong answer is what the learner is shown; what follows it is not asked. The learner's code gets clones
/// or shared references, runs under a catch of panics, and can be interrupted.
pub struct Check {
    /// Makes the random inputs of one exercise others than those of the next.
    seed: u64,
    sealed: Sealed,
    tolerance: Tolerance,
    passed: usize,
    trouble: Option<Outcome>,
}

impl Check {
    /// Lets floats differ by `relative` times the expected number, and by a tenth of that near 0. It is `1e-4` unless
    /// it is set, and holds from here on.
    pub fn tolerance(&mut self, relative: f64) {
        self.tolerance = Tolerance { relative, absolute: relative / 10. };
    }

    /// Asks for a known answer. `call` is what the learner reads of the question.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// # fn mean(x: &[f32]) -> f32 { x.iter().sum::<f32>() / x.len() as f32 }
    /// # exercise("mean").check(|check| {
    /// check.exact("mean(&[1., 2.])", 1.5, || mean(&[1., 2.]));
    /// # });
    /// ```
    pub fn exact<A: Answer>(
        &mut self,
        call: &str,
        expected: impl Answer,
        mut answer: impl FnMut() -> A,
    ) {
        let expected = expected.value();
        self.compare(call, None, &mut || expected.clone(), &mut || answer().value());
    }

    /// Asks for the known answers to some inputs.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// # fn relu(x: f32) -> f32 { x.max(0.) }
    /// # exercise("relu").check(|check| {
    /// check.cases("relu", [(-1., 0.), (0., 0.), (2., 2.)], |x| relu(*x));
    /// # });
    /// ```
    pub fn cases<I: Answer, E: Answer, A: Answer>(
        &mut self,
        function: &str,
        cases: impl IntoIterator<Item = (I, E)>,
        mut answer: impl FnMut(&I) -> A,
    ) {
        for (input, expected) in cases {
            let (given, expected) = (input.value(), expected.value());
            self.compare(function, Some(given), &mut || expected.clone(), &mut || {
                answer(&input).value()
            });
        }
    }

    /// Compares the learner's function with a plain one on random inputs, short and simple ones first.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// # fn dot(x: &[f32], y: &[f32]) -> f32 { x.iter().zip(y).map(|(x, y)| x * y).sum() }
    /// # exercise("dot").check(|check| {
    /// check.prop(
    ///     "dot",
    ///     |draw| {
    ///         let size = draw.size();
    ///         (draw.numbers(size), draw.numbers(size))
    ///     },
    ///     |(x, y)| dot(x, y),
    ///     |(x, y)| tensor(x).matmul(&tensor(y)),
    /// );
    /// # });
    /// ```
    pub fn prop<I: Answer, A: Answer, E: Answer>(
        &mut self,
        function: &str,
        mut draw: impl FnMut(&mut Draw) -> I,
        mut answer: impl FnMut(&I) -> A,
        mut reference: impl FnMut(&I) -> E,
    ) {
        self.property(function, &mut |from, ask| {
            let input = draw(from);
            ask(input.value(), &mut || reference(&input).value(), &mut || answer(&input).value());
        });
    }

    /// Asks that something holds for random inputs, short and simple ones first. `law` says what must hold.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// # fn softmax(x: &[f32]) -> Vec<f32> { tensor(x).softmax(0).to_vec() }
    /// # exercise("softmax").check(|check| {
    /// check.law(
    ///     "softmax(x) adds up to 1",
    ///     |draw| draw.numbers(draw.size()),
    ///     |x| (softmax(x).iter().sum::<f32>() - 1.).abs() < 1e-5,
    /// );
    /// # });
    /// ```
    pub fn law<I: Answer>(
        &mut self,
        law: &str,
        mut draw: impl FnMut(&mut Draw) -> I,
        mut holds: impl FnMut(&I) -> bool,
    ) {
        for trial in 0..TRIALS {
            let input = draw(&mut Draw::new(self.seed, trial));
            self.holds(law, Some(input.value()), &mut || holds(&input));
        }
    }

    /// Asks that something holds. `law` says what must hold.
    pub fn that(&mut self, law: &str, mut holds: impl FnMut() -> bool) {
        self.holds(law, None, &mut holds);
    }

    /// Compares a gradient that the learner's code computes with differences of the loss at `x`.
    ///
    /// The loss is one number; keep `x` away from points where it has a kink.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// fn squares_backward(x: &Tensor) -> Tensor {
    ///     x * 2.
    /// }
    /// # exercise("squares").check(|check| {
    /// let x = tensor([0.5, -1., 2.]);
    /// check.grad("squares_backward(x)", &x, |x| x.square().sum(), |x| squares_backward(x));
    /// # });
    /// ```
    pub fn grad<L: Answer, A: Answer>(
        &mut self,
        call: &str,
        x: &Tensor,
        mut loss: impl FnMut(&Tensor) -> L,
        mut gradient: impl FnMut(&Tensor) -> A,
    ) {
        self.grad_of(call, x, &mut |x| loss(x).value(), &mut || gradient(x).value());
    }

    fn grad_of(
        &mut self,
        call: &str,
        x: &Tensor,
        loss: &mut dyn FnMut(&Tensor) -> Value,
        gradient: &mut dyn FnMut() -> Value,
    ) {
        let usual = self.tolerance;
        let mut expected = None;
        // The learner's part first: where that is not there, differences are computed for nothing.
        let Some(got) = self.run(call, gradient) else { return };
        let numerical = self.run(call, &mut || {
            let (gradient, tolerance) = numerical(x, &mut |x| loss(x).single().unwrap_or(f64::NAN));
            expected = Some(tolerance);
            gradient.value()
        });
        if let (Some(numerical), Some(tolerance)) = (numerical, expected) {
            self.tolerance = tolerance;
            self.judge(call, Some(x.value()), &got, &numerical);
            self.tolerance = usual;
        }
    }

    /// Asks for a number that is `least` or more.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// # fn accuracy() -> f32 { 0.98 }
    /// # exercise("accuracy").check(|check| {
    /// check.at_least("the test accuracy", 0.95, || accuracy());
    /// # });
    /// ```
    pub fn at_least<A: Answer>(&mut self, metric: &str, least: f64, mut answer: impl FnMut() -> A) {
        self.metric(metric, least, true, &mut || answer().value());
    }

    /// Asks for a number that is `most` or less.
    pub fn at_most<A: Answer>(&mut self, metric: &str, most: f64, mut answer: impl FnMut() -> A) {
        self.metric(metric, most, false, &mut || answer().value());
    }

    /// Asks a question whose answer was sealed, see [`seal`](super::seal).
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// fn how_many_rows() -> usize {
    ///     4
    /// }
    /// let sealed = manabi::exercise::seal(&[("answer", "4"), ("mistake", "2\u{1d}Two bits: 2 times 2.")]);
    /// exercise("rows").sealed(&sealed).check(|check| check.quiz(|| how_many_rows()));
    /// ```
    pub fn quiz<A: Answer>(&mut self, mut answer: impl FnMut() -> A) {
        self.ask(&mut || answer().value());
    }

    fn ask(&mut self, answer: &mut dyn FnMut() -> Value) {
        let Some(answer) = self.run("your answer", answer) else { return };
        match quiz::mistake(&self.sealed, &answer) {
            None => self.passed += 1,
            Some(place) => {
                let values = vec![("your answer", answer.to_string())];
                self.fail(Finding { values, place, ..Finding::default() });
            }
        }
    }

    /// Asks the same of random inputs until an answer is wrong.
    fn property(&mut self, function: &str, question: &mut Question) {
        for trial in 0..TRIALS {
            question(&mut Draw::new(self.seed, trial), &mut |input, expected, answer| {
                self.compare(function, Some(input), expected, answer);
            });
            if self.trouble.is_some() {
                return self.explain(trial + 1, question);
            }
        }
    }

    /// Where the simplest input that fails does not tell what went wrong, longer ones may: two that agree are taken.
    fn explain(&mut self, from: usize, question: &mut Question) {
        let Some(Outcome::Failed(Finding { likely: likely @ None, .. })) = &mut self.trouble else {
            return;
        };
        let mut mistakes: Vec<Mistake> = Vec::new();
        for trial in from..TRIALS {
            question(&mut Draw::new(self.seed, trial), &mut |input, expected, answer| {
                let (mut got, mut right) = (Value::Nothing, Value::Nothing);
                let answered = attempt(&mut || got = answer()).is_ok();
                if answered && attempt(&mut || right = expected()).is_ok() {
                    let difference = difference(Some(&input), &got, &right, self.tolerance);
                    mistakes.extend(difference.and_then(|difference| difference.likely));
                }
            });
            if let [one, other] = &mistakes[..] {
                if discriminant(one) == discriminant(other) {
                    *likely = Some(format!("On longer inputs: {one}"));
                }
                return;
            }
        }
    }

    fn metric(&mut self, metric: &str, limit: f64, least: bool, answer: &mut dyn FnMut() -> Value) {
        let Some(answer) = self.run(metric, answer) else { return };
        let value = answer.single().unwrap_or(f64::NAN);
        // The nearest f32 of a limit reaches it. What is no number reaches none.
        let near = f64::from(limit as f32);
        if if least { value >= limit.min(near) } else { value <= limit.max(near) } {
            self.passed += 1;
            return;
        }
        let wanted = format!("{} {limit}", if least { "at least" } else { "at most" });
        let values =
            vec![(NAME, metric.to_string()), ("is", answer.to_string()), ("wanted", wanted)];
        let gap = (value - limit).abs();
        let place = match answer.single() {
            None => "It is not a single number.".into(),
            Some(_) if value.is_nan() => {
                "It is not a number: look where it is computed for 0/0.".into()
            }
            Some(_) if least => format!("It is too small by {}.", rough(gap)),
            Some(_) => format!("It is too large by {}.", rough(gap)),
        };
        self.fail(Finding { values, place, ..Finding::default() });
    }

    fn holds(&mut self, law: &str, input: Option<Value>, holds: &mut dyn FnMut() -> bool) {
        let Some(answer) = self.run(law, &mut || holds().value()) else { return };
        if answer == true.value() {
            self.passed += 1;
            return;
        }
        let mut values = vec![("must hold", law.to_string())];
        values.extend(input.map(|input| ("does not for", input.to_string())));
        let place = match values.len() {
            1 => "It does not hold.",
            _ => "This is the simplest input found for which it does not hold.",
        };
        self.fail(Finding { values, place: place.into(), ..Finding::default() });
    }

    fn compare(
        &mut self,
        function: &str,
        input: Option<Value>,
        expected: &mut dyn FnMut() -> Value,
        answer: &mut dyn FnMut() -> Value,
    ) {
        let call = match &input {
            None => function.to_string(),
            Some(parts @ Value::Parts(_)) => format!("{function}{parts}"),
            Some(input) => format!("{function}({input})"),
        };
        let Some(got) = self.run(&call, answer) else { return };
        let Some(expected) = self.run(&call, expected) else { return };
        self.judge(&call, input, &got, &expected);
    }

    fn judge(&mut self, call: &str, input: Option<Value>, got: &Value, expected: &Value) {
        let Some(difference) = difference(input.as_ref(), got, expected, self.tolerance) else {
            self.passed += 1;
            return;
        };
        let values = vec![
            (NAME, call.to_string()),
            ("gives", got.to_string()),
            ("expected", expected.to_string()),
        ];
        let (place, likely) = (difference.place, difference.likely.map(|m| m.to_string()));
        self.fail(Finding { values, place, likely, passed: 0 });
    }

    /// Runs code of the learner, unless there was trouble before.
    fn run(&mut self, call: &str, code: &mut dyn FnMut() -> Value) -> Option<Value> {
        if self.trouble.is_some() {
            return None;
        }
        let mut value = None;
        match attempt(&mut || value = Some(code())) {
            Ok(()) => value,
            Err(failure) => {
                self.stop(call, failure);
                None
            }
        }
    }

    fn stop(&mut self, call: &str, failure: Failure) {
        let call = call.to_string();
        self.trouble.get_or_insert(match failure {
            Failure::NotAttempted => Outcome::NotAttempted,
            Failure::Panicked { message, place } => Outcome::Panicked { call, message, place },
        });
    }

    fn fail(&mut self, finding: Finding) {
        let passed = self.passed;
        self.trouble.get_or_insert(Outcome::Failed(Finding { passed, ..finding }));
    }

    /// Runs all checks of an exercise.
    pub(super) fn run_all(
        name: &str,
        sealed: &Sealed,
        checks: &mut dyn FnMut(&mut Check),
    ) -> Outcome {
        // The random inputs follow the name: the same at every run.
        let seed = name.bytes().fold(0xcbf2_9ce4_8422_2325, |hash: u64, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3)
        });
        let mut check = Check {
            seed,
            sealed: sealed.clone(),
            tolerance: Tolerance::default(),
            passed: 0,
            trouble: None,
        };
        // Between its questions a check may call the learner's code as well.
        if let Err(failure) = attempt(&mut || checks(&mut check)) {
            check.stop("", failure);
        }
        check.trouble.unwrap_or(match check.passed {
            0 => Outcome::Failed(Finding {
                place: "This check asks nothing, so nothing can pass it.".into(),
                ..Finding::default()
            }),
            checks => Outcome::Passed { checks },
        })
    }
}

/// Draws an input and asks a question about it: the input, what is expected, and the learner's answer.
type Question<'a> = dyn FnMut(&mut Draw, &mut dyn FnMut(Value, &mut dyn FnMut() -> Value, &mut dyn FnMut() -> Value))
    + 'a;

/// The label of what was asked for, which needs no word.
const NAME: &str = "";

#[cfg(test)]
mod tests;
