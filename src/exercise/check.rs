//! A check: what it asks of the learner's code, one question after the other until one is answered wrong.

use super::Answer;
use super::differ::Tolerance;
use super::draw::{Draw, TRIALS};
use super::gradient::numerical;
use super::outcome::Outcome;
use super::sealed::Sealed;
use super::value::Value;
use crate::tensor::Tensor;

/// Asks the learner's code for answers and compares them with what they should be.
///
/// The first wrong answer is what the learner is shown; what follows it is not asked. The learner's code gets clones
/// or shared references, runs under a catch of panics, and can be interrupted.
pub struct Check {
    /// Makes the random inputs of one exercise others than those of the next.
    pub(super) seed: u64,
    pub(super) sealed: Sealed,
    pub(super) tolerance: Tolerance,
    pub(super) passed: usize,
    pub(super) trouble: Option<Outcome>,
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
}

#[cfg(test)]
mod tests;
