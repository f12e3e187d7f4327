//! Tabular environments: few enough states to list, and a model that can be asked.

use super::Environment;
use crate::engine::random::Generator;

/// What may come of an action: its probability, the next state and the reward.
pub type Transition = (f32, usize, f32);

/// A Markov decision process whose states are numbered, and whose model is known: what may come of
/// each action in each state. Its observation is the state as a one-hot vector, (states).
///
/// The value of the states of a small world by value iteration (Bellman, 1957), which needs the model:
///
/// ```
/// use manabi::prelude::*;
/// use manabi::rl::GridWorld;
///
/// let env = GridWorld::new(&["S..+"]).step_reward(-0.1);
/// let mut values = vec![0.; env.states()];
/// for _ in 0..10 {
///     for state in 0..env.states() {
///         let q = |action| -> f32 {
///             env.transitions(state, action).iter().map(|(p, next, reward)| p * (reward + values[*next])).sum()
///         };
///         values[state] = (0..env.actions()).map(q).fold(f32::NEG_INFINITY, f32::max);
///     }
/// }
/// assert!(tensor(values).allclose(&tensor([0.7, 0.8, 0.9, 0.]), 1e-5));
/// ```
pub trait Tabular: Environment {
    /// The number of states; they are 0, 1, .. up to it.
    fn states(&self) -> usize;

    /// The state as it is now.
    fn state(&self) -> usize;

    /// What may come of an action in a state, each next state once; the probabilities have the sum 1.
    /// The list is empty where nothing can be done: the episode has ended, or nobody can be there.
    /// Panics when there is no such state or action.
    #[track_caller]
    fn transitions(&self, state: usize, action: usize) -> Vec<Transition>;
}

/// Panics when there is no such state or action.
#[track_caller]
pub fn check(name: &str, env: &dyn Tabular, state: usize, action: usize) {
    let (states, actions) = (env.states(), env.actions());
    assert!(
        state < states && action < actions,
        "{name}: there is no action {action} in a state {state}; the states are 0 to {} and the actions 0 \
         to {}",
        states - 1,
        actions - 1
    );
}

/// One of what may come, by the probabilities.
pub fn drawn(transitions: &[Transition], generator: &mut Generator) -> Transition {
    let mut left = generator.uniform();
    for transition in transitions {
        left -= transition.0;
        if left < 0.0 {
            return *transition;
        }
    }
    // Rounding may leave a rest.
    transitions[transitions.len() - 1]
}

#[cfg(test)]
pub mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::rl::{Bandit, GridWorld, MailCampaign};

    /// The values of all states, swept until nothing changes.
    pub fn values(env: &dyn Tabular, gamma: f64) -> Vec<f64> {
        let mut values = vec![0.0; env.states()];
        for _ in 0..100_000 {
            let mut change = 0.0_f64;
            for state in 0..env.states() {
                let best = (0..env.actions())
                    .map(|action| q(env, gamma, &values, state, action))
                    .fold(f64::NEG_INFINITY, f64::max);
                change = change.max((best - values[state]).abs());
                values[state] = best;
            }
            if change < 1e-10 {
                return values;
            }
        }
        panic!("value iteration does not settle");
    }

    pub fn q(env: &dyn Tabular, gamma: f64, values: &[f64], state: usize, action: usize) -> f64 {
        let value =
            |(p, next, reward): &Transition| *p as f64 * (*reward as f64 + gamma * values[*next]);
        env.transitions(state, action).iter().map(value).sum()
    }

    #[test]
    fn steps_follow_the_model() {
        let mut grid = GridWorld::russell_norvig();
        let mut mail = MailCampaign::new();
        let mut bandit = Bandit::new(&[0.5, -1.0]);
        let environments: [&mut dyn Tabular; 3] = [&mut grid, &mut mail, &mut bandit];
        for env in environments {
            let mut counts: BTreeMap<_, (f64, f64)> = BTreeMap::new();
            let mut taken: BTreeMap<_, f64> = BTreeMap::new();
            for seed in 0..3_000 {
                env.reset(seed);
                for turn in 0..20 {
                    let (state, action) =
                        (env.state(), (seed as usize + turn * turn) % env.actions());
                    let step = env.step(action);
                    *taken.entry((state, action)).or_default() += 1.0;
                    let seen = counts.entry((state, action, env.state())).or_default();
                    *seen = (seen.0 + 1.0, seen.1 + step.reward as f64);
                    let one_hot = step.observation.to_vec();
                    assert_eq!(one_hot.iter().position(|x| *x == 1.0), Some(env.state()));
                    assert_eq!((one_hot.len(), one_hot.iter().sum::<f32>()), (env.states(), 1.0));
                    if step.ended() {
                        assert!(step.truncated || env.transitions(env.state(), 0).is_empty());
                        break;
                    }
                }
            }
            for ((state, action), total) in taken.into_iter().filter(|(_, n)| *n > 500.0) {
                let model = env.transitions(state, action);
                let sum: f32 = model.iter().map(|(p, ..)| p).sum();
                assert!((sum - 1.0).abs() < 1e-6);
                for (p, next, reward) in model {
                    let (n, rewards) = counts.remove(&(state, action, next)).unwrap_or_default();
                    let p = p as f64;
                    // Five standard errors: of a share, and of a mean of noise of 1.
                    let error = 5.0 * (p * (1.0 - p) / total).sqrt() + 1e-9;
                    assert!(
                        (n / total - p).abs() <= error,
                        "{state} {action} {next}: {n} {total} {p}"
                    );
                    if n > 100.0 {
                        let off = (rewards / n - reward as f64).abs();
                        assert!(off <= 5.0 / n.sqrt(), "{state} {action} {next}: {off}");
                    }
                }
                let rest = counts.keys().filter(|(s, a, _)| (*s, *a) == (state, action)).count();
                assert_eq!(rest, 0, "a step led where the model does not");
            }
        }
    }
}
