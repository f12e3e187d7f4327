//! A course: whether an episode is under way, and how far.

use super::Step;
use crate::engine::interrupt;
use crate::tensor::Tensor;

/// The course of the episodes of an environment.
#[derive(Clone, Debug)]
pub struct Course {
    /// Of the environment, for its messages.
    name: &'static str,
    running: bool,
    pub steps: usize,
    limit: usize,
}

impl Course {
    /// Before the first episode; episodes are cut off after this many steps.
    pub fn new(name: &'static str, limit: usize) -> Course {
        Course { name, running: false, steps: 0, limit }
    }

    #[track_caller]
    pub fn set_limit(&mut self, steps: usize) {
        assert!(steps > 0, "limit: an episode of 0 steps is none; give it at least 1");
        self.limit = steps;
    }

    pub fn begin(&mut self) {
        self.running = true;
        self.steps = 0;
    }

    /// One step further, or a panic where the action cannot be taken.
    #[track_caller]
    pub fn go_on(&mut self, action: usize, actions: usize) {
        interrupt::check();
        let name = self.name;
        assert!(
            action < actions,
            "{name}: there is no action {action}; the actions are 0 to {}",
            actions - 1
        );
        assert!(
            self.running,
            "{name}: no episode is under way, because the last one has ended or none has begun; call \
             `reset(seed)` before `step`"
        );
        self.steps += 1;
    }

    /// What came of the step.
    pub fn step(&mut self, observation: Tensor, reward: f32, terminated: bool) -> Step {
        let truncated = !terminated && self.steps >= self.limit;
        self.running = !terminated && !truncated;
        Step { observation, reward, terminated, truncated }
    }
}
