//! A replay buffer: the last transitions of an agent, to learn from in random order.

use crate::engine::random::Generator;
use crate::tensor::{Dyn, Tensor};

/// The last transitions, as many as its capacity; a new one takes the place of the oldest. Batches of them
/// are drawn at random (Lin, 1992; Mnih et al., 2015).
///
/// ```
/// use manabi::prelude::*;
/// use manabi::rl::{Catch, ReplayBuffer};
/// let (mut env, mut buffer) = (Catch::new(10, 5), ReplayBuffer::new(1000, 0));
/// for episode in 0..10 {
///     let mut observation = env.reset(episode);
///     loop {
///         let action = randint(3, ()).item();
///         let step = env.step(action);
///         buffer.push(&observation, action, step.reward, &step.observation, step.terminated);
///         if step.ended() {
///             break;
///         }
///         observation = step.observation;
///     }
/// }
/// let batch = buffer.sample(32);
/// assert_eq!(batch.observations.shape(), [32, 1, 10, 5]);
/// let future = 0.9 * (1. - batch.ends.to_f32()); // nothing follows an end
/// ```
pub struct ReplayBuffer {
    capacity: usize,
    /// Of an observation; known with the first transition.
    shape: Vec<usize>,
    observations: Vec<f32>,
    actions: Vec<usize>,
    rewards: Vec<f32>,
    next_observations: Vec<f32>,
    ends: Vec<bool>,
    /// The place of the next transition.
    next: usize,
    generator: Generator,
}

/// Transitions drawn from a [`ReplayBuffer`], in the same order in all five.
///
/// ```
/// use manabi::prelude::*;
/// use manabi::rl::ReplayBuffer;
/// let mut buffer = ReplayBuffer::new(10, 0);
/// buffer.push(&tensor([0., 1.]), 1, 0.5, &tensor([1., 0.]), true);
/// let batch = buffer.sample(1);
/// assert_eq!((batch.actions[0], batch.rewards[0], batch.ends[0]), (1, 0.5, true));
/// ```
#[derive(Clone, Debug)]
pub struct Batch {
    /// What was seen, (batch, ..).
    pub observations: Tensor,
    /// What was done, (batch).
    pub actions: Tensor<Dyn, usize>,
    /// What it paid, (batch).
    pub rewards: Tensor,
    /// What was seen then, (batch, ..).
    pub next_observations: Tensor,
    /// Whether nothing could follow, (batch).
    pub ends: Tensor<Dyn, bool>,
}

impl ReplayBuffer {
    /// A buffer for so many transitions; what it draws follows from the seed. Panics when it is for none.
    ///
    /// ```
    /// # use manabi::rl::ReplayBuffer;
    /// assert!(ReplayBuffer::new(10_000, 0).is_empty());
    /// ```
    #[track_caller]
    pub fn new(capacity: usize, seed: u64) -> ReplayBuffer {
        assert!(capacity > 0, "ReplayBuffer: a capacity of 0 keeps nothing; give it at least 1");
        ReplayBuffer {
            capacity,
            shape: Vec::new(),
            observations: Vec::new(),
            actions: Vec::new(),
            rewards: Vec::new(),
            next_observations: Vec::new(),
            ends: Vec::new(),
            next: 0,
            generator: Generator::new(seed),
        }
    }

    /// Keeps a transition. `end` is whether nothing can follow: give it [`terminated`], because what was
    /// only cut off has a future. Panics when the observations have another shape than those before.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// use manabi::rl::ReplayBuffer;
    /// let mut buffer = ReplayBuffer::new(2, 0);
    /// (0..3).for_each(|action| buffer.push(&zeros(4), action, 0., &zeros(4), false));
    /// assert_eq!(buffer.len(), 2);
    /// ```
    ///
    /// [`terminated`]: crate::rl::Step::terminated
    #[track_caller]
    pub fn push(
        &mut self,
        observation: &Tensor,
        action: usize,
        reward: f32,
        next_observation: &Tensor,
        end: bool,
    ) {
        if self.is_empty() {
            self.shape = observation.shape().to_vec();
        }
        for other in [observation.shape(), next_observation.shape()] {
            assert!(
                other == self.shape,
                "push: an observation of the shape {other:?} does not fit to those of the shape {:?}; \
                 give each environment its own ReplayBuffer",
                self.shape
            );
        }
        let size = observation.len();
        if self.len() < self.capacity {
            self.observations.extend(observation.to_vec());
            self.actions.push(action);
            self.rewards.push(reward);
            self.next_observations.extend(next_observation.to_vec());
            self.ends.push(end);
        } else {
            let place = self.next * size..(self.next + 1) * size;
            self.observations[place.clone()].copy_from_slice(&observation.to_vec());
            self.next_observations[place].copy_from_slice(&next_observation.to_vec());
            self.actions[self.next] = action;
            self.rewards[self.next] = reward;
            self.ends[self.next] = end;
        }
        self.next = (self.next + 1) % self.capacity;
    }

    /// The number of transitions it holds.
    ///
    /// ```
    /// # use manabi::rl::ReplayBuffer;
    /// assert_eq!(ReplayBuffer::new(10, 0).len(), 0);
    /// ```
    pub fn len(&self) -> usize {
        self.actions.len()
    }

    /// Whether it holds none.
    ///
    /// ```
    /// # use manabi::rl::ReplayBuffer;
    /// assert!(ReplayBuffer::new(10, 0).is_empty());
    /// ```
    pub fn is_empty(&self) -> bool {
        self.actions.is_empty()
    }

    /// The number of transitions it has room for.
    ///
    /// ```
    /// # use manabi::rl::ReplayBuffer;
    /// assert_eq!(ReplayBuffer::new(10, 0).capacity(), 10);
    /// ```
    pub fn capacity(&self) -> usize {
        self.capacity
    }

    /// A batch of different transitions, all equally likely. Panics when it holds fewer, and when the batch
    /// is empty.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// use manabi::rl::ReplayBuffer;
    /// let mut buffer = ReplayBuffer::new(100, 0);
    /// (0..50).for_each(|n| buffer.push(&zeros(4), n, 0., &zeros(4), false));
    /// assert_eq!(buffer.sample(8).observations.shape(), [8, 4]);
    /// ```
    #[track_caller]
    pub fn sample(&mut self, batch: usize) -> Batch {
        assert!(batch > 0, "sample: a batch of 0 transitions is none; give it at least 1");
        assert!(
            batch <= self.len(),
            "sample: a batch of {batch} cannot be drawn from {} transitions; push more before the first \
             one",
            self.len()
        );
        let places = self.generator.distinct(self.len(), batch);
        let size: usize = self.shape.iter().product();
        let dims: Vec<usize> = [batch].iter().chain(&self.shape).copied().collect();
        let rows = |values: &[f32]| {
            let rows = places.iter().flat_map(|place| &values[place * size..(place + 1) * size]);
            Tensor::from_vec(rows.copied().collect(), dims.clone())
        };
        fn column<E: Copy>(values: &[E], places: &[usize]) -> Vec<E> {
            places.iter().map(|place| values[*place]).collect()
        }
        Batch {
            observations: rows(&self.observations),
            actions: Tensor::from_vec(column(&self.actions, &places), [batch]).untyped(),
            rewards: Tensor::from_vec(column(&self.rewards, &places), [batch]).untyped(),
            next_observations: rows(&self.next_observations),
            ends: Tensor::from_vec(column(&self.ends, &places), [batch]).untyped(),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;
    use crate::prelude::*;
    use crate::test::{panic_file, panic_message};

    /// Transition n, in which every number says so.
    fn push(buffer: &mut ReplayBuffer, n: usize) {
        let observation = full([2, 3], n as f32);
        let next = &observation + 0.5;
        buffer.push(&observation, n, -(n as f32), &next, n.is_multiple_of(3));
    }

    #[test]
    fn a_batch_is_of_the_last_transitions_each_whole_and_once() {
        for capacity in [1, 2, 7, 64] {
            for pushed in [1, capacity, 2 * capacity + 1, 5 * capacity] {
                let mut buffer = ReplayBuffer::new(capacity, pushed as u64);
                (0..pushed).for_each(|n| push(&mut buffer, n));
                assert_eq!((buffer.len(), buffer.capacity()), (pushed.min(capacity), capacity));
                for batch in 1..=buffer.len() {
                    let drawn = buffer.sample(batch);
                    assert_eq!(drawn.observations.shape(), [batch, 2, 3]);
                    let actions = drawn.actions.to_vec();
                    let different: HashSet<usize> = actions.iter().copied().collect();
                    assert_eq!(different.len(), batch);
                    for (i, n) in actions.into_iter().enumerate() {
                        assert!(n < pushed && n + capacity >= pushed, "{n} of {pushed}");
                        assert_eq!(drawn.observations.row(i), full([2, 3], n as f32));
                        assert_eq!(drawn.next_observations.row(i), full([2, 3], n as f32 + 0.5));
                        assert_eq!(drawn.rewards[i], -(n as f32));
                        assert_eq!(drawn.ends[i], n.is_multiple_of(3));
                    }
                }
            }
        }
    }

    #[test]
    fn all_transitions_are_equally_likely_and_follow_from_the_seed() {
        let drawn = |seed| {
            let mut buffer = ReplayBuffer::new(10, seed);
            (0..13).for_each(|n| push(&mut buffer, n));
            (0..4_000).map(|_| buffer.sample(3).actions.to_vec()).collect::<Vec<_>>()
        };
        let first = drawn(1);
        assert_eq!(first, drawn(1));
        assert_ne!(first, drawn(2));
        for n in 3..13 {
            let count = first.iter().flatten().filter(|action| **action == n).count();
            assert!((1050..1350).contains(&count), "{n}: {count}");
        }
    }

    #[test]
    fn misuse_is_one_sentence() {
        assert_eq!(
            panic_message(|| ReplayBuffer::new(0, 0)),
            "ReplayBuffer: a capacity of 0 keeps nothing; give it at least 1"
        );
        let mut buffer = ReplayBuffer::new(5, 0);
        push(&mut buffer, 0);
        assert_eq!(
            panic_message(|| buffer.sample(2)),
            "sample: a batch of 2 cannot be drawn from 1 transitions; push more before the first one"
        );
        assert_eq!(
            panic_message(|| buffer.push(&zeros(4), 0, 0., &zeros(4), false)),
            "push: an observation of the shape [4] does not fit to those of the shape [2, 3]; give each \
             environment its own ReplayBuffer"
        );
        assert_eq!(panic_file(|| buffer.sample(0)), file!());
    }
}
