//! Exercises that check themselves: a stub to fill in, a check that says what is wrong, hints, a solution.
//!
//! An exercise is two cells of a notebook. The learner's holds a stub, which compiles and is not done:
//!
//! ```
//! use manabi::prelude::*;
//!
//! fn softmax(x: &[f32]) -> Vec<f32> {
//!     todo_exercise!()
//! }
//! ```
//!
//! The other one checks it. A check shows a box below its cell and goes on, whatever the learner's code does:
//! it passed, it failed (with what was expected and the likely mistake), it was not attempted, or it panicked.
//!
//! ```
//! # use manabi::prelude::*;
//! # fn softmax(x: &[f32]) -> Vec<f32> { todo_exercise!() }
//! exercise("03-softmax").sealed("aGludB9Vc2UgZXhwKCku").check(|check| {
//!     check.exact("softmax(&[0., 0.])", [0.5, 0.5], || softmax(&[0., 0.]));
//! });
//! ```
//!
//! # The text of a check cell
//!
//! Whoever writes notebooks, by hand or by a program, writes just this:
//!
//! - `exercise("NAME")`: the name under which progress is kept, the chapter's number and a
//!   name in chapters (`02-half-adder`), any text elsewhere.
//! - `.sealed("TEXT")`: title, hints, solution and quiz answers, so that the notebook carries them itself. TEXT is
//!   what [`seal`] gives: the base64 of records that U+001E separates, each a key, U+001F and a text. The keys are
//!   `language` (`ja`; English without it), in which the boxes speak, `title`, `shown` (one sentence on what a pass has shown), `next` (what to do after a pass), `hint` (three times,
//!   from nudge to plan), `solution` (code), and for quizzes `answer` (one for each way to say it) and `mistake` (a
//!   wrong answer, U+001D, and what to say about it). It keeps the eye from falling on a solution; it is no secret.
//! - `.check(|check| { .. })`: the checks, see [`Check`].
//!
//! Where a grader runs the notebook, a check that does not pass ends its cell with an error as well: nbgrader says that
//! it does (`NBGRADER_EXECUTION`); for others set `MANABI_GRADING=1`.
//!
//! For programs, a shown box carries `{"exercise": NAME, "outcome": OUTCOME, "text": TEXT}` as
//! `application/vnd.manabi.check+json`, where OUTCOME is `pass`, `fail`, `not_attempted` or `panicked` and TEXT what the
//! learner reads. A shown hint or solution carries `{"exercise": NAME, "hint": n}` or `{"exercise": NAME, "solution": true}`
//! as `application/vnd.manabi.help+json`. The kernel keeps the learner's progress by them.
//!
//! In the notebook's metadata the two cells say `"manabi": {"exercise": NAME}`, the check also `"title"`, beside what
//! nbgrader wants: the learner's cell has a solution, the check is locked and has points.
//!
//! - `answer`, `value`: what answers are made of; `differ`: where two differ; `mistake`: why they may; `fault`: what is
//!   wrong with one
//! - `check`, with `draw`, `gradient` and `quiz`: the kinds of checks; `judge`, `outcome`: how they
//!   are asked, and what they find; `attempt`: running the learner's code
//! - `sealed`, `shelf`: hints and solutions, on the way and at hand; `report`, `mark`: what is shown; `words`:
//!   how that is said in each language

mod answer;
mod attempt;
mod check;
mod differ;
mod draw;
mod fault;
mod gradient;
mod judge;
mod mark;
mod mistake;
mod outcome;
mod quiz;
mod report;
mod sealed;
mod shelf;
mod value;
mod words;

use crate::display::Message;
use report::Report;
use sealed::Sealed;

pub use answer::Answer;
pub use attempt::not_attempted;
pub use check::Check;
pub use draw::Draw;
pub use sealed::seal;
pub use shelf::{hint, solution};
pub use value::Value;

/// The exercise of this name, to be checked or asked for hints.
///
/// ```
/// use manabi::prelude::*;
///
/// fn double(x: f32) -> f32 {
///     2. * x
/// }
///
/// exercise("double").check(|check| {
///     check.exact("double(3.)", 6., || double(3.));
/// });
/// exercise("double").hint(1); // shows the first hint, or that there is none
/// ```
pub fn exercise(name: &str) -> Exercise {
    Exercise::wrap(Named { name: name.into(), sealed: None })
}

opaque! {
    /// An exercise: a name, and what was sealed for it. [`exercise`] makes one.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// let gate: manabi::exercise::Exercise = exercise("02-half-adder");
    /// gate.hint(1);
    /// ```
    pub struct Exercise(Named);
}

struct Named {
    name: String,
    sealed: Option<Sealed>,
}

impl Exercise {
    /// Gives the exercise its title, hints and solution, in the form that [`seal`] makes.
    ///
    /// A text that was damaged only costs what it held: the exercise can still be checked.
    ///
    /// ```
    /// use manabi::exercise::seal;
    /// use manabi::prelude::*;
    ///
    /// let text = seal(&[("title", "Doubling"), ("hint", "Which number times x?")]);
    /// exercise("double").sealed(&text).hint(1);
    /// ```
    pub fn sealed(mut self, text: &str) -> Exercise {
        self.0.sealed = Some(Sealed::open(text));
        self
    }

    /// Runs the checks and shows the result.
    ///
    /// Panics only where a grader asked for it, and after the result was shown.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// let sum = |x: &[f32]| x.iter().sum::<f32>();
    /// exercise("sum").check(|check| {
    ///     check.exact("sum(&[1., 2.])", 3., || sum(&[1., 2.]));
    ///     check.that("the sum of nothing is 0", || sum(&[]) == 0.);
    /// });
    /// ```
    #[track_caller]
    pub fn check(self, checks: impl FnOnce(&mut Check)) {
        let mut checks = Some(checks);
        self.run(&mut |check| {
            if let Some(checks) = checks.take() {
                checks(check);
            }
        });
    }

    #[track_caller]
    fn run(mut self, checks: &mut dyn FnMut(&mut Check)) {
        let name = self.0.name.clone();
        let sealed = shelf::put(&name, self.0.sealed.take());
        let outcome = Check::run_all(&name, &sealed, checks);
        let help = shelf::checked(&name, &outcome);
        let report = Report::of(&name, &sealed, &outcome, &help);
        crate::display::send(Message::Display { bundle: report.bundle(), id: None });
        if report::grading() && !outcome.is_passed() {
            panic!("{}", report.sentence());
        }
    }

    /// Shows a hint, from 1 (a nudge) to 3 (a plan).
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// exercise("02-half-adder").hint(2);
    /// ```
    pub fn hint(self, number: usize) {
        shelf::show_hint(Some(&self.0.name), number);
    }

    /// Shows the solution: at once after a pass, else when it is asked for twice.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// exercise("02-half-adder").solution(); // says how many hints are left
    /// exercise("02-half-adder").solution(); // shows it
    /// ```
    pub fn solution(self) {
        shelf::show_solution(Some(&self.0.name));
    }
}

/// The body of an exercise that is not done: it has every type, and the exercise's check knows it.
///
/// ```should_panic
/// use manabi::prelude::*;
///
/// fn mean(x: &[f32]) -> f32 {
///     todo_exercise!()
/// }
///
/// mean(&[1., 2.]); // called by anything but a check it panics and says what to do
/// ```
#[macro_export]
macro_rules! todo_exercise {
    () => {
        $crate::exercise::not_attempted()
    };
}
