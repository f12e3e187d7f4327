//! Environments side by side: stepped together, so that a network sees a batch.

use super::{Environment, Step};
use crate::engine::random::Generator;
use crate::tensor::{Dyn, Tensor, stack};

/// Copies of an environment that are stepped together. A copy whose episode ends begins the next one in
/// the same step, with a new seed.
///
/// ```
/// use manabi::prelude::*;
/// use manabi::rl::{CartPole, VecEnv};
/// let mut envs = VecEnv::new(8, 0, |_| CartPole::new());
/// let rollout = envs.rollout(100, |observations| observations.col(2).gt(0.).to_vec().into_iter().map(usize::from).collect());
/// assert_eq!(rollout.observations.shape(), [100, 8, 4]); // (time, batch, ..)
/// assert!(rollout.returns.iter().all(|total| *total > 20.));
/// ```
pub struct VecEnv {
    copies: Vec<Copy>,
    generator: Generator,
}

/// An environment, what is seen in it, and what its episode has paid.
struct Copy {
    env: Box<dyn Environment + Send>,
    observation: Tensor,
    total: f32,
}

/// What came of a step of all copies.
///
/// ```
/// use manabi::rl::{Catch, VecEnv};
/// let mut envs = VecEnv::new(2, 0, |_| Catch::new(2, 3));
/// let step = envs.step(&[1, 1]); // the ball of two rows is down after a step
/// assert!(step.terminated.all() && !step.truncated.any());
/// assert_eq!(step.next_observations.select(2, 0).sum().item(), 0.); // there it has left the upper row
/// assert_eq!(envs.observations().select(2, 0).sum().item(), 2.); // here it is in the next episode
/// ```
#[derive(Clone, Debug)]
pub struct VecStep {
    /// What came after the actions, (batch, ..): where an episode has ended, its last observation, and not
    /// the first of the next one.
    pub next_observations: Tensor,
    /// What the actions paid, (batch).
    pub rewards: Tensor,
    /// Where an episode ended because nothing can follow, (batch).
    pub terminated: Tensor<Dyn, bool>,
    /// Where an episode was cut off, (batch).
    pub truncated: Tensor<Dyn, bool>,
    /// What the episodes that have ended paid altogether.
    pub returns: Vec<f32>,
}

/// What many steps of all copies have seen: time goes along the first axis, the copies along the second.
///
/// ```
/// use manabi::rl::{Catch, VecEnv};
/// let mut envs = VecEnv::new(4, 0, |_| Catch::new(10, 5));
/// let rollout = envs.rollout(18, |_| vec![1; 4]);
/// assert_eq!(rollout.next_observations.shape(), [18, 4, 1, 10, 5]);
/// assert_eq!((rollout.actions.shape(), rollout.returns.len()), (&[18, 4][..], 8));
/// ```
#[derive(Clone, Debug)]
pub struct Rollout {
    /// What was seen before each action, (time, batch, ..).
    pub observations: Tensor,
    /// What was done, (time, batch).
    pub actions: Tensor<Dyn, usize>,
    /// What it paid, (time, batch).
    pub rewards: Tensor,
    /// What came after, (time, batch, ..): at an end the last observation of the episode.
    pub next_observations: Tensor,
    /// Where an episode ended because nothing can follow, (time, batch).
    pub terminated: Tensor<Dyn, bool>,
    /// Where an episode was cut off, (time, batch).
    pub truncated: Tensor<Dyn, bool>,
    /// What the episodes that have ended paid altogether, in the order of their ends.
    pub returns: Vec<f32>,
}

impl VecEnv {
    /// So many environments, made by a function of their number. All seeds of their episodes follow from
    /// one. Panics without environments, and where they differ in actions or in the shape of observations.
    ///
    /// ```
    /// # use manabi::rl::{Bandit, VecEnv};
    /// let envs = VecEnv::new(200, 0, |n| Bandit::random(10, n as u64));
    /// assert_eq!(envs.len(), 200);
    /// ```
    #[track_caller]
    pub fn new<E: Environment + Send + 'static>(
        count: usize,
        seed: u64,
        make: impl Fn(usize) -> E,
    ) -> VecEnv {
        let boxed = |n| Box::new(make(n)) as Box<dyn Environment + Send>;
        VecEnv::of((0..count).map(boxed).collect(), seed)
    }

    #[track_caller]
    fn of(environments: Vec<Box<dyn Environment + Send>>, seed: u64) -> VecEnv {
        let mut generator = Generator::new(seed);
        let Some(first) = environments.first() else {
            panic!("VecEnv: 0 environments make no batch; give it at least 1");
        };
        let form = |env: &dyn Environment| (env.actions(), env.observation_shape());
        let expected = form(first.as_ref());
        for env in &environments {
            let found = form(env.as_ref());
            assert!(
                found == expected,
                "VecEnv: all environments have the same actions and observations, but one has {} actions \
                 and observations of the shape {:?} and another {} and {:?}",
                expected.0,
                expected.1,
                found.0,
                found.1
            );
        }
        let begin = |mut env: Box<dyn Environment + Send>| {
            let observation = env.reset(generator.below(u64::MAX));
            Copy { env, observation, total: 0.0 }
        };
        let copies = environments.into_iter().map(begin).collect();
        VecEnv { copies, generator }
    }

    /// The number of environments.
    ///
    /// ```
    /// # use manabi::rl::{Catch, VecEnv};
    /// assert_eq!(VecEnv::new(3, 0, |_| Catch::new(10, 5)).len(), 3);
    /// ```
    #[expect(clippy::len_without_is_empty, reason = "there is always an environment")]
    pub fn len(&self) -> usize {
        self.copies.len()
    }

    /// What is seen now, (batch, ..).
    ///
    /// ```
    /// # use manabi::rl::{Catch, VecEnv};
    /// assert_eq!(VecEnv::new(3, 0, |_| Catch::new(10, 5)).observations().shape(), [3, 1, 10, 5]);
    /// ```
    pub fn observations(&self) -> Tensor {
        stack(&self.copies.iter().map(|copy| copy.observation.clone()).collect::<Vec<_>>(), 0)
    }

    /// An action for each environment. Panics when there is not one for each, and where an action does
    /// not exist.
    ///
    /// ```
    /// # use manabi::rl::{CartPole, VecEnv};
    /// let mut envs = VecEnv::new(2, 0, |_| CartPole::new());
    /// assert_eq!(envs.step(&[0, 1]).rewards.to_vec(), [1., 1.]);
    /// ```
    #[track_caller]
    pub fn step(&mut self, actions: &[usize]) -> VecStep {
        let count = self.copies.len();
        assert!(
            actions.len() == count,
            "step: {count} environments need {count} actions, not {}",
            actions.len()
        );
        let mut returns = Vec::new();
        let mut steps: Vec<Step> = Vec::with_capacity(count);
        for (copy, action) in self.copies.iter_mut().zip(actions) {
            let step = copy.env.step(*action);
            copy.total += step.reward;
            copy.observation = step.observation.clone();
            if step.ended() {
                returns.push(std::mem::take(&mut copy.total));
                copy.observation = copy.env.reset(self.generator.below(u64::MAX));
            }
            steps.push(step);
        }
        let column = |of: fn(&Step) -> bool| {
            Tensor::from_vec(steps.iter().map(of).collect(), [count]).untyped()
        };
        let rewards = steps.iter().map(|step| step.reward).collect();
        VecStep {
            terminated: column(|step| step.terminated),
            truncated: column(|step| step.truncated),
            rewards: Tensor::from_vec(rewards, [count]).untyped(),
            next_observations: stack(
                &steps.into_iter().map(|step| step.observation).collect::<Vec<_>>(),
                0,
            ),
            returns,
        }
    }

    /// So many steps, whose actions a policy gives for the observations (batch, ..). The next call goes on
    /// where this one ends. Panics when it is no step.
    ///
    /// ```
    /// use manabi::prelude::*;
    /// use manabi::rl::{Catch, VecEnv};
    /// let mut envs = VecEnv::new(4, 0, |_| Catch::new(10, 5));
    /// let net = (Flatten, Linear::<50, 3>::default());
    /// let greedy = envs.rollout(9, |screens| net.forward(screens).argmax(1).to_vec());
    /// assert_eq!(greedy.returns.len(), 4);
    /// ```
    #[track_caller]
    pub fn rollout(
        &mut self,
        steps: usize,
        mut policy: impl FnMut(&Tensor) -> Vec<usize>,
    ) -> Rollout {
        self.roll(steps, &mut policy)
    }

    #[track_caller]
    fn roll(&mut self, steps: usize, policy: &mut dyn FnMut(&Tensor) -> Vec<usize>) -> Rollout {
        assert!(steps > 0, "rollout: 0 steps see nothing; take at least 1");
        let (mut observations, mut actions, mut taken) = (Vec::new(), Vec::new(), Vec::new());
        for _ in 0..steps {
            let seen = self.observations();
            let chosen = policy(&seen);
            taken.push(self.step(&chosen));
            observations.push(seen);
            actions.extend(chosen);
        }
        let column = |of: fn(&VecStep) -> &Tensor| {
            stack(&taken.iter().map(|step| of(step).clone()).collect::<Vec<_>>(), 0)
        };
        let mask = |of: fn(&VecStep) -> &Tensor<Dyn, bool>| {
            stack(&taken.iter().map(|step| of(step).clone()).collect::<Vec<_>>(), 0)
        };
        Rollout {
            observations: stack(&observations, 0),
            actions: Tensor::from_vec(actions, [steps, self.len()]).untyped(),
            rewards: column(|step| &step.rewards),
            next_observations: column(|step| &step.next_observations),
            terminated: mask(|step| &step.terminated),
            truncated: mask(|step| &step.truncated),
            returns: taken.iter().flat_map(|step| step.returns.iter().copied()).collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::prelude::*;
    use crate::rl::{Bandit, CartPole, Catch};
    use crate::test::{panic_file, panic_message};

    fn lean(observations: &Tensor) -> Vec<usize> {
        observations.rows().map(|row| (row[2] + row[3] > 0.) as usize).collect()
    }

    #[test]
    fn a_rollout_is_what_single_environments_do() {
        let mut envs = VecEnv::new(3, 5, |n| CartPole::new().limit(20 + n));
        let rollout = envs.rollout(90, lean);
        let mut returns = Vec::new();
        for copy in 0..3 {
            let mut total = 0.;
            let at = |tensor: &Tensor, time: usize| tensor.row(time).row(copy);
            for time in 0..90 {
                // The observation after it is the next one, except at an end.
                let ended = rollout.terminated[(time, copy)] || rollout.truncated[(time, copy)];
                if time < 89 {
                    let same =
                        at(&rollout.next_observations, time) == at(&rollout.observations, time + 1);
                    assert_eq!(same, !ended, "{copy} {time}");
                }
                total += rollout.rewards[(time, copy)];
                if ended {
                    returns.push(total);
                    total = 0.;
                    let started = at(&rollout.observations, (time + 1).min(89));
                    assert!(time == 89 || started.abs().max().item() <= 0.05);
                }
                assert_eq!(
                    rollout.actions[(time, copy)],
                    lean(&rollout.observations.row(time))[copy]
                );
            }
        }
        let mut found = rollout.returns.clone();
        found.sort_by(f32::total_cmp);
        returns.sort_by(f32::total_cmp);
        assert_eq!(found, returns);
        assert!(returns.len() >= 12);
    }

    #[test]
    fn rollouts_go_on_and_follow_from_the_seed() {
        let make = |seed| VecEnv::new(2, seed, |_| Catch::new(10, 5));
        let still = |_: &Tensor| vec![1; 2];
        let whole = make(1).rollout(40, still);
        let mut again = make(1);
        let parts = [again.rollout(15, still), again.rollout(25, still)];
        assert_eq!(whole.observations, concat([&parts[0].observations, &parts[1].observations], 0));
        assert_eq!(whole.rewards, concat([&parts[0].rewards, &parts[1].rewards], 0));
        assert_eq!(whole.returns, [&parts[0].returns[..], &parts[1].returns].concat());
        assert_ne!(whole.observations, make(2).rollout(40, still).observations);
        // Copies have seeds of their own.
        assert_ne!(whole.observations.select(1, 0), whole.observations.select(1, 1));
    }

    #[test]
    fn misuse_is_one_sentence() {
        assert_eq!(
            panic_message(|| VecEnv::new(0, 0, |_| CartPole::new())),
            "VecEnv: 0 environments make no batch; give it at least 1"
        );
        assert_eq!(
            panic_message(|| VecEnv::new(2, 0, |n| Bandit::random(n + 2, 0))),
            "VecEnv: all environments have the same actions and observations, but one has 2 actions and \
             observations of the shape [1] and another 3 and [1]"
        );
        let mut envs = VecEnv::new(2, 0, |_| CartPole::new());
        assert_eq!(panic_message(|| envs.step(&[0])), "step: 2 environments need 2 actions, not 1");
        assert!(panic_message(|| envs.step(&[0, 7])).contains("there is no action 7"));
        assert_eq!(panic_file(|| envs.rollout(0, lean)), file!());
    }
}
