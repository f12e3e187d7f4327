//! How a check asks and judges: the part of it that knows no types of answers.

use std::mem::discriminant;

use super::Answer;
use super::attempt::{Failure, attempt};
use super::check::Check;
use super::differ::{Tolerance, difference};
use super::draw::{Draw, TRIALS};
use super::fault::{Fault, Likely};
use super::mistake::Mistake;
use super::outcome::{Finding, Label, Outcome};
use super::quiz;
use super::sealed::Sealed;
use super::value::Value;

impl Check {
    pub(super) fn ask(&mut self, answer: &mut dyn FnMut() -> Value) {
        let Some(answer) = self.run("", answer) else { return };
        match quiz::fault(&self.sealed, &answer) {
            None => self.passed += 1,
            Some(fault) => self.fail(vec![(Label::Answer, answer.to_string())], fault, None),
        }
    }

    /// Asks the same of random inputs until an answer is wrong.
    pub(super) fn property(&mut self, function: &str, question: &mut Question) {
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
                    *likely = Some(Likely { mistake: one.clone(), longer: true });
                }
                return;
            }
        }
    }

    pub(super) fn metric(
        &mut self,
        metric: &str,
        limit: f64,
        least: bool,
        answer: &mut dyn FnMut() -> Value,
    ) {
        let Some(answer) = self.run(metric, answer) else { return };
        let value = answer.single().unwrap_or(f64::NAN);
        // The nearest f32 of a limit reaches it. What is no number reaches none.
        let near = f64::from(limit as f32);
        if if least { value >= limit.min(near) } else { value <= limit.max(near) } {
            self.passed += 1;
            return;
        }
        let wanted = if least { Label::AtLeast } else { Label::AtMost };
        let values = vec![
            (Label::Called, metric.to_string()),
            (Label::Is, answer.to_string()),
            (wanted, limit.to_string()),
        ];
        let gap = (value - limit).abs();
        let fault = match answer.single() {
            None => Fault::NoSingle,
            Some(_) if value.is_nan() => Fault::NoNumber,
            Some(_) if least => Fault::TooSmall(gap),
            Some(_) => Fault::TooLarge(gap),
        };
        self.fail(values, fault, None);
    }

    pub(super) fn holds(
        &mut self,
        law: &str,
        input: Option<Value>,
        holds: &mut dyn FnMut() -> bool,
    ) {
        let Some(answer) = self.run(law, &mut || holds().value()) else { return };
        if answer == true.value() {
            self.passed += 1;
            return;
        }
        let drawn = input.is_some();
        let mut values = vec![(Label::MustHold, law.to_string())];
        values.extend(input.map(|input| (Label::FailsFor, input.to_string())));
        self.fail(values, Fault::Broken { drawn }, None);
    }

    pub(super) fn compare(
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

    pub(super) fn judge(
        &mut self,
        call: &str,
        input: Option<Value>,
        got: &Value,
        expected: &Value,
    ) {
        let Some(difference) = difference(input.as_ref(), got, expected, self.tolerance) else {
            self.passed += 1;
            return;
        };
        let values = vec![
            (Label::Called, call.to_string()),
            (Label::Gives, got.to_string()),
            (Label::Expected, expected.to_string()),
        ];
        let likely = difference.likely.map(|mistake| Likely { mistake, longer: false });
        self.fail(values, difference.fault, likely);
    }

    /// Runs code of the learner, unless there was trouble before.
    pub(super) fn run(&mut self, call: &str, code: &mut dyn FnMut() -> Value) -> Option<Value> {
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

    fn fail(&mut self, values: Vec<(Label, String)>, fault: Fault, likely: Option<Likely>) {
        let passed = self.passed;
        self.trouble.get_or_insert(Outcome::Failed(Finding { values, fault, likely, passed }));
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
        if check.passed == 0 {
            check.fail(vec![], Fault::Unasked, None);
        }
        check.trouble.unwrap_or(Outcome::Passed { checks: check.passed })
    }
}

/// Draws an input and asks a question about it: the input, what is expected, and the learner's answer.
type Question<'a> = dyn FnMut(&mut Draw, &mut dyn FnMut(Value, &mut dyn FnMut() -> Value, &mut dyn FnMut() -> Value))
    + 'a;
