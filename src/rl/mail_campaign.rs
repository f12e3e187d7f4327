//! The mail campaign: to whom to send advertising, month by month.

use super::course::Course;
use super::tabular::{Tabular, Transition, check, drawn};
use super::{Environment, Step};
use crate::engine::random::Generator;
use crate::plot::{Paint, Scene};
use crate::tensor::{Tensor, tensor};

/// The probability that a customer buys in a month, by the months since the last purchase: without a letter
/// and with one.
const BUYS: [[f32; 6]; 2] =
    [[0.30, 0.20, 0.12, 0.07, 0.04, 0.02], [0.35, 0.32, 0.26, 0.18, 0.10, 0.05]];
/// The state of a customer who does not come back.
const LOST: usize = BUYS[0].len();

/// A customer, who gets a letter this month or not: letters cost, sales pay, and who is not kept is lost
/// for ever. A small form of the catalogue mailing problem of Bitran and Mondschein (1996).
///
/// The state is the number of months since the last purchase, from 0 to 5; 6 is a lost customer and ends
/// the episode. Observation, (7): the state as a one-hot vector. Actions: 0 sends nothing, 1 sends a letter.
/// Who buys goes back to state 0 and pays 5; a letter costs 1. No letter pays for itself within its month.
/// An episode begins in a random state before 6 and is cut off after 60 months.
///
/// | months since the last purchase | 0 | 1 | 2 | 3 | 4 | 5 |
/// |---|---|---|---|---|---|---|
/// | buys without a letter | 0.30 | 0.20 | 0.12 | 0.07 | 0.04 | 0.02 |
/// | buys with a letter | 0.35 | 0.32 | 0.26 | 0.18 | 0.10 | 0.05 |
///
/// ```
/// use manabi::prelude::*;
/// use manabi::rl::MailCampaign;
/// let env = MailCampaign::new();
/// assert_eq!(env.transitions(2, 1), [(0.26, 0, 4.), (0.74, 3, -1.)]);
/// ```
#[derive(Clone, Debug)]
pub struct MailCampaign {
    cost: f32,
    sale: f32,
    state: usize,
    /// The last action and what it paid.
    last: Option<(usize, f32)>,
    generator: Generator,
    course: Course,
}

impl MailCampaign {
    /// A customer before the first month.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// use manabi::rl::MailCampaign;
    /// assert_eq!((MailCampaign::new().states(), MailCampaign::new().actions()), (7, 2));
    /// ```
    #[expect(clippy::new_without_default, reason = "one way to make an environment")]
    pub fn new() -> MailCampaign {
        MailCampaign {
            cost: 1.0,
            sale: 5.0,
            state: 0,
            last: None,
            generator: Generator::new(0),
            course: Course::new("MailCampaign", 60),
        }
    }

    /// What a letter costs, 1 without it. Panics unless it is finite.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// use manabi::rl::MailCampaign;
    /// assert_eq!(MailCampaign::new().cost(0.5).transitions(5, 1)[1], (0.95, 6, -0.5));
    /// ```
    #[track_caller]
    pub fn cost(mut self, cost: f32) -> MailCampaign {
        assert!(cost.is_finite(), "cost: {cost} is no price of a letter; give a finite number");
        self.cost = cost;
        self
    }

    /// What a sale pays, 5 without it. Panics unless it is finite.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// use manabi::rl::MailCampaign;
    /// assert_eq!(MailCampaign::new().sale(20.).transitions(0, 0)[0], (0.3, 0, 20.));
    /// ```
    #[track_caller]
    pub fn sale(mut self, sale: f32) -> MailCampaign {
        assert!(sale.is_finite(), "sale: {sale} is no payment; give a finite number");
        self.sale = sale;
        self
    }

    /// Cut off after so many months, 60 without it. Panics when it is 0.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// use manabi::rl::MailCampaign;
    /// let env = MailCampaign::new().limit(12);
    /// ```
    #[track_caller]
    pub fn limit(mut self, months: usize) -> MailCampaign {
        self.course.set_limit(months);
        self
    }

    fn observation(&self) -> Tensor {
        tensor(self.state).one_hot(LOST + 1)
    }
}

impl Tabular for MailCampaign {
    fn states(&self) -> usize {
        LOST + 1
    }

    fn state(&self) -> usize {
        self.state
    }

    #[track_caller]
    fn transitions(&self, state: usize, action: usize) -> Vec<Transition> {
        check("MailCampaign", self, state, action);
        if state == LOST {
            return Vec::new();
        }
        let (buys, cost) = (BUYS[action][state], self.cost * action as f32);
        vec![(buys, 0, self.sale - cost), (1.0 - buys, state + 1, -cost)]
    }
}

impl Environment for MailCampaign {
    fn actions(&self) -> usize {
        BUYS.len()
    }

    fn observation_shape(&self) -> Vec<usize> {
        vec![LOST + 1]
    }

    fn reset(&mut self, seed: u64) -> Tensor {
        self.generator = Generator::new(seed);
        self.state = self.generator.below(LOST as u64) as usize;
        self.last = None;
        self.course.begin();
        self.observation()
    }

    #[track_caller]
    fn step(&mut self, action: usize) -> Step {
        self.course.go_on(action, BUYS.len());
        let transitions = self.transitions(self.state, action);
        let (_, next, reward) = drawn(&transitions, &mut self.generator);
        self.state = next;
        self.last = Some((action, reward));
        self.course.step(self.observation(), reward, next == LOST)
    }

    /// The states in a row, a letter where one was sent, and what the month paid.
    fn picture(&self) -> Scene {
        let state = match self.state {
            LOST => "the customer is lost".into(),
            months => format!("the last purchase was {months} months ago"),
        };
        let month = self.course.steps;
        let sentence = format!("MailCampaign in month {month}: {state}.");
        let side = 44.0;
        let x = |state: usize| 12.0 + side * state as f32;
        let mut scene = Scene::new(&sentence, 24 + (LOST as u32 + 1) * side as u32, 110);
        for state in 0..=LOST {
            let paint = if state == LOST { Paint::Tint(1) } else { Paint::Tint(0) };
            let name = if state == LOST { "lost".into() } else { state.to_string() };
            scene = scene.rectangle((x(state) + 1.0, 12.0), (side - 2.0, side), paint).text(
                (x(state) + side / 2.0, 12.0 + side / 2.0),
                &name,
                Paint::Ink,
            );
        }
        let middle = (x(self.state) + side / 2.0, 12.0 + side / 2.0);
        scene = scene.ring(middle, 17.0, 3.0, Paint::Series(0));
        let Some((action, reward)) = self.last else { return scene };
        if action == 1 {
            // An envelope, with the two folds of its flap.
            scene = scene
                .rectangle((20.0, 74.0), (32.0, 22.0), Paint::Tint(4))
                .line((20.0, 74.0), (36.0, 87.0), 1.5, Paint::Ink)
                .line((36.0, 87.0), (52.0, 74.0), 1.5, Paint::Ink);
        }
        // One coin for each unit that came in.
        let coins = (reward + self.cost * action as f32).clamp(0.0, 12.0) as usize;
        (0..coins).fold(scene, |scene, coin| {
            scene.disc((80.0 + 18.0 * coin as f32, 85.0), 7.0, Paint::Series(4))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::super::tabular::tests::{q, values};
    use super::*;
    use crate::test::{panic_file, panic_message};

    fn policy(gamma: f64) -> Vec<usize> {
        let env = MailCampaign::new();
        let values = values(&env, gamma);
        let sends = |state| q(&env, gamma, &values, state, 1) > q(&env, gamma, &values, state, 0);
        (0..LOST).map(|state| sends(state) as usize).collect()
    }

    #[test]
    fn only_who_looks_ahead_sends_letters_and_not_to_all() {
        assert_eq!(policy(0.0), [0; 6]);
        assert_eq!(policy(0.95), [0, 0, 1, 1, 0, 0]);
    }

    #[test]
    fn a_lost_customer_ends_it_and_so_does_the_last_month() {
        let mut env = MailCampaign::new().limit(12);
        let mut ends = [0, 0];
        for seed in 0..200 {
            env.reset(seed);
            assert!(env.state() < LOST);
            let end = loop {
                let step = env.step(1);
                if step.ended() {
                    break step;
                }
            };
            assert_eq!(end.terminated, env.state() == LOST);
            assert_eq!(end.truncated, env.course.steps == 12 && !end.terminated);
            ends[end.terminated as usize] += 1;
        }
        assert!(ends.iter().all(|n| *n > 10), "{ends:?}");
        assert!(panic_message(|| env.step(0)).starts_with("MailCampaign: no episode is under way"));
    }

    #[test]
    fn misuse_is_one_sentence() {
        assert_eq!(
            panic_message(|| MailCampaign::new().cost(f32::NAN)),
            "cost: NaN is no price of a letter; give a finite number"
        );
        assert_eq!(
            panic_message(|| MailCampaign::new().transitions(7, 0)),
            "MailCampaign: there is no action 0 in a state 7; the states are 0 to 6 and the actions 0 to 1"
        );
        assert_eq!(panic_file(|| MailCampaign::new().sale(f32::INFINITY)), file!());
    }
}
