//! CartPole: a pole on a cart, to be kept upright by pushing the cart.

use super::course::Course;
use super::{Environment, Step};
use crate::engine::random::Generator;
use crate::plot::{Paint, Scene};
use crate::tensor::{Tensor, tensor};

const GRAVITY: f64 = 9.8;
const CART: f64 = 1.0;
const POLE: f64 = 0.1;
/// Half of the pole's length.
const LENGTH: f64 = 0.5;
const FORCE: f64 = 10.0;
/// The seconds of a step.
const STEP: f64 = 0.02;
/// Where an episode ends: 12 degrees, and the end of the track.
const ANGLE: f64 = 12.0 * std::f64::consts::PI / 180.0;
const TRACK: f64 = 2.4;

/// A pole that stands on a cart on a track without friction (Barto, Sutton and Anderson, 1983), with the
/// constants of Gymnasium's CartPole-v1.
///
/// Observation, (4): the cart's position in metres, its speed, the pole's angle in radians (positive to the
/// right), its angular speed; each starts between -0.05 and 0.05. Actions: 0 pushes to the left, 1 to the
/// right, with 10 N for 0.02 s. Every step pays 1, also the one in which the pole falls over 12 degrees or
/// the cart leaves the 2.4 m on either side, which ends the episode. It is cut off after 500 steps.
///
/// ```
/// use manabi::prelude::*;
/// use manabi::rl::CartPole;
/// let mut env = CartPole::new();
/// let observation = env.reset(0);
/// assert!(observation.shape() == [4] && observation.abs().max().item() <= 0.05);
/// assert_eq!(env.step(1).reward, 1.);
/// ```
#[derive(Clone, Debug)]
pub struct CartPole {
    /// Position, speed, angle and angular speed.
    state: [f64; 4],
    course: Course,
}

impl CartPole {
    /// A cart in the middle, before its first episode.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// use manabi::rl::CartPole;
    /// assert_eq!(CartPole::new().actions(), 2);
    /// ```
    #[expect(clippy::new_without_default, reason = "one way to make an environment")]
    pub fn new() -> CartPole {
        CartPole { state: [0.0; 4], course: Course::new("CartPole", 500) }
    }

    /// Cut off after so many steps; CartPole-v0 had 200. Panics when it is 0.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// use manabi::rl::CartPole;
    /// let mut env = CartPole::new().limit(200);
    /// ```
    #[track_caller]
    pub fn limit(mut self, steps: usize) -> CartPole {
        self.course.set_limit(steps);
        self
    }

    fn observation(&self) -> Tensor {
        tensor(self.state.map(|x| x as f32)).untyped()
    }

    /// Euler's step of the equations of motion (Florian, 2007).
    fn push(&mut self, force: f64) {
        let [x, speed, angle, turning] = self.state;
        let (sin, cos) = (libm::sin(angle), libm::cos(angle));
        let mass = CART + POLE;
        let pull = (force + POLE * LENGTH * turning * turning * sin) / mass;
        let inertia = LENGTH * (4.0 / 3.0 - POLE * cos * cos / mass);
        let angular = (GRAVITY * sin - cos * pull) / inertia;
        let linear = pull - POLE * LENGTH * angular * cos / mass;
        self.state = [
            x + STEP * speed,
            speed + STEP * linear,
            angle + STEP * turning,
            turning + STEP * angular,
        ];
    }
}

impl Environment for CartPole {
    fn actions(&self) -> usize {
        2
    }

    fn observation_shape(&self) -> Vec<usize> {
        vec![4]
    }

    fn reset(&mut self, seed: u64) -> Tensor {
        let mut generator = Generator::new(seed);
        self.state = std::array::from_fn(|_| 0.1 * generator.uniform() as f64 - 0.05);
        self.course.begin();
        self.observation()
    }

    #[track_caller]
    fn step(&mut self, action: usize) -> Step {
        self.course.go_on(action, 2);
        self.push(if action == 1 { FORCE } else { -FORCE });
        let [x, _, angle, _] = self.state;
        let fallen = x.abs() > TRACK || angle.abs() > ANGLE;
        self.course.step(self.observation(), 1.0, fallen)
    }

    fn picture(&self) -> Scene {
        let [x, _, angle, _] = self.state.map(|value| value as f32);
        let sentence = format!(
            "CartPole after {} steps: the cart at {x:.2} m, the pole at {:.1} degrees.",
            self.course.steps,
            angle.to_degrees()
        );
        let (width, metre, ground) = (440.0, 80.0, 140.0);
        let place = |x: f32| width / 2.0 + metre * x;
        let (axle, end) = (ground - 26.0, TRACK as f32);
        let tip = (place(x) + metre * angle.sin(), axle - metre * angle.cos());
        [-end, end]
            .into_iter()
            .fold(Scene::new(&sentence, width as u32, 160), |scene, end| {
                scene.line((place(end), ground - 8.0), (place(end), ground + 8.0), 2.0, Paint::Rule)
            })
            .line((place(-end), ground), (place(end), ground), 1.5, Paint::Ink)
            .rectangle((place(x) - 25.0, ground - 32.0), (50.0, 24.0), Paint::Series(0))
            .disc((place(x) - 14.0, ground - 6.0), 6.0, Paint::Ink)
            .disc((place(x) + 14.0, ground - 6.0), 6.0, Paint::Ink)
            .line((place(x), axle), tip, 7.0, Paint::Series(1))
            .disc((place(x), axle), 3.0, Paint::Ink)
    }

    fn frames_per_second(&self) -> f32 {
        50.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test::{panic_file, panic_message};

    #[test]
    fn it_moves_as_the_equations_say() {
        // Written by `cart_pole.py` beside it.
        let mut golden = include_str!("../../tests/goldens/cart_pole.csv").lines().map(|line| {
            let (action, state) = line.split_once(',').unwrap();
            let state: Vec<f64> = state.split(',').map(|x| x.parse().unwrap()).collect();
            (action.parse::<usize>().ok(), <[f64; 4]>::try_from(state).unwrap())
        });
        let mut env = CartPole::new();
        env.reset(0);
        env.state = golden.next().unwrap().1;
        let golden: Vec<_> = golden.collect();
        for (time, (action, state)) in golden.iter().enumerate() {
            let step = env.step(action.unwrap());
            for (got, expected) in env.state.iter().zip(state) {
                assert!((got - expected).abs() < 1e-12, "step {time}: {:?} {state:?}", env.state);
            }
            assert_eq!(step.observation.to_vec(), state.map(|x| x as f32));
            assert_eq!((step.reward, step.truncated), (1.0, false));
            assert_eq!(step.terminated, time + 1 == golden.len(), "step {time}");
        }
    }

    #[test]
    fn an_episode_is_cut_off_at_its_limit_and_has_its_seed() {
        let mut env = CartPole::new();
        let mut observation = env.reset(3);
        assert_eq!(observation, CartPole::new().reset(3));
        assert_ne!(observation, CartPole::new().reset(4));
        for steps in 1..=500 {
            // A linear controller that keeps the pole upright.
            let [x, v, angle, turning] = observation.to_vec()[..] else { unreachable!() };
            let step = env.step((0.1 * x + 0.3 * v + 2.0 * angle + 0.5 * turning > 0.0) as usize);
            assert_eq!((step.terminated, step.truncated), (false, steps == 500), "step {steps}");
            observation = step.observation;
        }
    }

    #[test]
    fn the_end_of_the_track_ends_it() {
        let mut env = CartPole::new();
        env.reset(0);
        env.state = [2.39, 1.0, 0.0, 0.0];
        assert!(env.step(1).terminated);
    }

    #[test]
    fn misuse_is_one_sentence_at_the_line_of_the_caller() {
        let mut env = CartPole::new();
        let message = panic_message(|| env.step(0));
        assert_eq!(
            message,
            "CartPole: no episode is under way, because the last one has ended or none has begun; call \
             `reset(seed)` before `step`"
        );
        env.reset(0);
        assert_eq!(
            panic_message(|| env.step(2)),
            "CartPole: there is no action 2; the actions are 0 to 1"
        );
        assert_eq!(panic_file(|| env.step(2)), file!());
        assert_eq!(
            panic_message(|| CartPole::new().limit(0)),
            "limit: an episode of 0 steps is none; give it at least 1"
        );
    }
}
