//! Environments: what an agent acts in, step by step.

use crate::plot::Scene;
use crate::tensor::Tensor;

/// Something to act in: it shows an observation, takes an action and gives a reward, until the episode
/// ends. The form is that of Gymnasium (Towers et al., 2024).
///
/// An environment of your own has what it needs in its fields:
///
/// ```
/// use manabi::plot::{Paint, Scene};
/// use manabi::prelude::*;
/// use manabi::rl::{Step, play};
///
/// /// Ten fields in a row: the last one pays.
/// struct Corridor { at: usize }
///
/// impl Corridor {
///     fn observation(&self) -> Tensor { tensor([self.at]).one_hot(10).reshape([10]) }
/// }
/// impl Environment for Corridor {
///     fn actions(&self) -> usize { 2 }
///     fn observation_shape(&self) -> Vec<usize> { vec![10] }
///     fn reset(&mut self, _seed: u64) -> Tensor {
///         self.at = 0;
///         self.observation()
///     }
///     fn step(&mut self, action: usize) -> Step {
///         self.at = if action == 1 { self.at + 1 } else { self.at.saturating_sub(1) };
///         let terminated = self.at == 9;
///         Step { observation: self.observation(), reward: terminated as u8 as f32, terminated, truncated: false }
///     }
///     fn picture(&self) -> Scene {
///         Scene::new(&format!("A corridor, the agent at {}.", self.at), 200, 20)
///             .disc((10. + 20. * self.at as f32, 10.), 7., Paint::Series(0))
///     }
/// }
/// let episode = play(&mut Corridor { at: 0 }, 0, |_| 1);
/// assert_eq!(episode.rewards().len(), 9);
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an environment",
    label = "does not implement `Environment`",
    note = "an environment has `actions`, `observation_shape`, `reset`, `step` and `picture`"
)]
pub trait Environment {
    /// The number of actions; they are 0, 1, .. up to it.
    fn actions(&self) -> usize;

    /// The shape of an observation.
    fn observation_shape(&self) -> Vec<usize>;

    /// Begins an episode and gives its first observation. What is random in the episode follows from
    /// the seed.
    fn reset(&mut self, seed: u64) -> Tensor;

    /// Takes an action. Panics when there is no such action, and where no episode is under way.
    #[track_caller]
    fn step(&mut self, action: usize) -> Step;

    /// The state as it is now, drawn; pictures of all states have one size.
    fn picture(&self) -> Scene;

    /// How many steps a film of an episode shows in a second.
    fn frames_per_second(&self) -> f32 {
        4.0
    }
}

/// What came of an action.
///
/// ```
/// use manabi::prelude::*;
/// use manabi::rl::{Catch, Step};
/// let mut env = Catch::new(10, 5);
/// env.reset(0);
/// let Step { observation, reward, terminated, truncated } = env.step(1);
/// assert_eq!((observation.shape(), reward, terminated, truncated), (&[1, 10, 5][..], 0., false, false));
/// ```
#[derive(Clone, Debug)]
pub struct Step {
    /// What the agent sees now.
    pub observation: Tensor,
    /// What the action paid.
    pub reward: f32,
    /// Whether the episode ended because nothing can follow: the value of what follows is 0.
    pub terminated: bool,
    /// Whether the episode was only cut off, by a limit of steps: what would have followed has a value.
    pub truncated: bool,
}

impl Step {
    /// Whether the episode is over, for either reason.
    ///
    /// ```
    /// use manabi::prelude::*;
    /// use manabi::rl::CartPole;
    /// let mut env = CartPole::new().limit(1);
    /// env.reset(0);
    /// let step = env.step(0);
    /// assert!(step.ended() && step.truncated && !step.terminated);
    /// ```
    pub fn ended(&self) -> bool {
        self.terminated || self.truncated
    }
}
