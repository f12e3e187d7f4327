//! Schedules: how a learning rate changes while a model learns.

use std::f64::consts::PI;

/// A learning rate for each turn; a turn is an epoch or a step, whichever you count.
///
/// ```
/// # use manabi::prelude::*;
/// let schedule = Schedule::cosine(0.1, 100).warm_up(5);
/// let mut opt = Sgd::new(0.1);
/// for epoch in 0..105 {
///     opt.lr = schedule.at(epoch);
/// }
/// assert!(opt.lr < 1e-4);
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Schedule {
    base: f64,
    lowest: f64,
    warm_up: usize,
    course: Course,
}

#[derive(Clone, Debug, PartialEq)]
enum Course {
    Constant,
    Step { every: usize, gamma: f64 },
    Exponential { gamma: f64 },
    Cosine { turns: usize },
}

impl Schedule {
    /// The same rate at every turn.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// assert_eq!(Schedule::constant(0.1).at(99), 0.1);
    /// ```
    pub fn constant(lr: f32) -> Schedule {
        Schedule::new(lr, Course::Constant)
    }

    /// The rate is multiplied by `gamma` after every so many turns. Panics where that is 0.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// let schedule = Schedule::step(1.0, 30, 0.1);
    /// assert_eq!([0, 29, 30, 60].map(|epoch| schedule.at(epoch)), [1.0, 1.0, 0.1, 0.01]);
    /// ```
    #[track_caller]
    pub fn step(lr: f32, every: usize, gamma: f32) -> Schedule {
        assert!(every > 0, "Schedule::step: the rate cannot change every 0 turns; give 1 or more");
        Schedule::new(lr, Course::Step { every, gamma: exact(gamma) })
    }

    /// The rate is multiplied by `gamma` after each turn.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// assert_eq!(Schedule::exponential(1.0, 0.5).at(3), 0.125);
    /// ```
    pub fn exponential(lr: f32, gamma: f32) -> Schedule {
        Schedule::new(lr, Course::Exponential { gamma: exact(gamma) })
    }

    /// The rate falls to 0 along half a cosine in so many turns (Loshchilov and Hutter, 2017) and
    /// stays there.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// let schedule = Schedule::cosine(1.0, 10).lowest(0.2);
    /// assert_eq!([0, 5, 10, 11].map(|epoch| schedule.at(epoch)), [1.0, 0.6, 0.2, 0.2]);
    /// ```
    #[track_caller]
    pub fn cosine(lr: f32, turns: usize) -> Schedule {
        assert!(turns > 0, "Schedule::cosine: the rate cannot fall in 0 turns; give 1 or more");
        Schedule::new(lr, Course::Cosine { turns })
    }

    /// With turns before the first, in which the rate grows evenly to where it starts.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// let schedule = Schedule::constant(1.0).warm_up(4);
    /// assert_eq!([0, 1, 3, 4].map(|step| schedule.at(step)), [0.25, 0.5, 1.0, 1.0]);
    /// ```
    pub fn warm_up(mut self, turns: usize) -> Schedule {
        self.warm_up = turns;
        self
    }

    /// With a rate below which it does not fall.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// assert_eq!(Schedule::exponential(1.0, 0.5).lowest(0.2).at(9), 0.2);
    /// ```
    pub fn lowest(mut self, lr: f32) -> Schedule {
        self.lowest = exact(lr);
        self
    }

    /// The rate at a turn; the first is 0.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// assert_eq!([0, 1, 2].map(|turn| Schedule::step(1.0, 2, 0.5).at(turn)), [1.0, 1.0, 0.5]);
    /// ```
    pub fn at(&self, turn: usize) -> f32 {
        let Schedule { base, lowest, warm_up, .. } = *self;
        if turn < warm_up {
            return (base * (turn + 1) as f64 / warm_up as f64) as f32;
        }
        let turn = turn - warm_up;
        let rate = match self.course {
            Course::Constant => base,
            Course::Step { every, gamma } => base * gamma.powf((turn / every) as f64),
            Course::Exponential { gamma } => base * gamma.powf(turn as f64),
            Course::Cosine { turns } => {
                let angle = PI * turn.min(turns) as f64 / turns as f64;
                lowest + (base - lowest) * (1.0 + angle.cos()) / 2.0
            }
        };
        rate.max(lowest) as f32
    }

    fn new(lr: f32, course: Course) -> Schedule {
        Schedule { base: exact(lr), lowest: 0.0, warm_up: 0, course }
    }
}

/// The number that was written: 0.1 and not the nearest `f32` to it.
fn exact(x: f32) -> f64 {
    x.to_string().parse().unwrap_or(x.into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test::panic_message;

    #[test]
    fn a_warm_up_leads_to_the_first_rate() {
        let schedule = Schedule::exponential(0.1, 0.9).warm_up(3);
        assert_eq!(schedule.at(2), 0.1);
        assert_eq!(schedule.at(3), 0.1);
        assert_eq!(schedule.at(4), 0.09);
    }

    #[test]
    fn rates_do_not_fall_below_the_lowest() {
        assert_eq!(Schedule::exponential(1.0, 0.1).lowest(0.05).at(9), 0.05);
        assert_eq!(Schedule::step(1.0, 1, 0.1).at(1_000_000), 0.0);
    }

    #[test]
    fn no_turns_are_one_sentence() {
        assert_eq!(
            panic_message(|| Schedule::cosine(0.1, 0)),
            "Schedule::cosine: the rate cannot fall in 0 turns; give 1 or more"
        );
    }
}
