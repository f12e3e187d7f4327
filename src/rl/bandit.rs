//! Bandits: arms to pull, each of which pays a random reward.

use super::course::Course;
use super::tabular::{Tabular, Transition, check};
use super::{Environment, Step};
use crate::engine::random::Generator;
use crate::plot::{Paint, Scene};
use crate::tensor::{Tensor, ones};

/// Arms that pay at random: a reward of the normal distribution around the mean of the arm that was pulled,
/// with the standard deviation 1 (Robbins, 1952; the test bed of Sutton and Barto's textbook).
///
/// There is one state, and so nothing to see: the observation is (1), always 1. Action n pulls arm n. No
/// episode ends.
///
/// ```
/// use manabi::prelude::*;
/// use manabi::rl::Bandit;
/// let mut env = Bandit::new(&[0.2, 1., -0.5]);
/// env.reset(0);
/// let rewards: Vec<f32> = (0..1000).map(|_| env.step(1).reward).collect();
/// assert!((tensor(rewards).mean().item() - env.means()[env.best()]).abs() < 0.1);
/// ```
#[derive(Clone, Debug)]
pub struct Bandit {
    means: Vec<f32>,
    /// The last pull: its arm and its reward.
    last: Option<(usize, f32)>,
    generator: Generator,
    course: Course,
}

impl Bandit {
    /// An arm for each mean. Panics without arms, and on means that are no numbers.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// use manabi::rl::Bandit;
    /// assert_eq!(Bandit::new(&[0., 1.]).actions(), 2);
    /// ```
    #[track_caller]
    pub fn new(means: &[f32]) -> Bandit {
        assert!(
            !means.is_empty() && means.iter().all(|mean| mean.is_finite()),
            "Bandit: {means:?} are no means of arms; give at least one, and only finite numbers"
        );
        Bandit {
            means: means.to_vec(),
            last: None,
            generator: Generator::new(0),
            course: Course::new("Bandit", usize::MAX),
        }
    }

    /// So many arms, whose means are drawn from the standard normal distribution. Panics when it is 0.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// use manabi::rl::Bandit;
    /// let bandits: Vec<Bandit> = (0..200).map(|seed| Bandit::random(10, seed)).collect();
    /// assert_ne!(bandits[0].means(), bandits[1].means());
    /// ```
    #[track_caller]
    pub fn random(arms: usize, seed: u64) -> Bandit {
        let mut generator = Generator::new(seed);
        let means: Vec<f32> = (0..arms).map(|_| generator.normal()).collect();
        Bandit::new(&means)
    }

    /// What the arms pay on average: what an agent is to find out, and regret is measured with.
    ///
    /// ```
    /// # use manabi::rl::Bandit;
    /// assert_eq!(Bandit::new(&[0.5, 2.]).means(), [0.5, 2.]);
    /// ```
    pub fn means(&self) -> &[f32] {
        &self.means
    }

    /// The arm that pays most on average.
    ///
    /// ```
    /// # use manabi::rl::Bandit;
    /// assert_eq!(Bandit::new(&[0.5, 2.]).best(), 1);
    /// ```
    pub fn best(&self) -> usize {
        let arms = 0..self.means.len();
        arms.max_by(|a, b| self.means[*a].total_cmp(&self.means[*b])).unwrap_or(0)
    }
}

impl Tabular for Bandit {
    fn states(&self) -> usize {
        1
    }

    fn state(&self) -> usize {
        0
    }

    #[track_caller]
    fn transitions(&self, state: usize, action: usize) -> Vec<Transition> {
        check("Bandit", self, state, action);
        vec![(1.0, 0, self.means[action])]
    }
}

impl Environment for Bandit {
    fn actions(&self) -> usize {
        self.means.len()
    }

    fn observation_shape(&self) -> Vec<usize> {
        vec![1]
    }

    fn reset(&mut self, seed: u64) -> Tensor {
        self.generator = Generator::new(seed);
        self.last = None;
        self.course.begin();
        ones(1).untyped()
    }

    #[track_caller]
    fn step(&mut self, action: usize) -> Step {
        self.course.go_on(action, self.means.len());
        let reward = self.means[action] + self.generator.normal();
        self.last = Some((action, reward));
        self.course.step(ones(1).untyped(), reward, false)
    }

    /// The means of the arms as bars, and the last reward as a ball over its arm.
    fn picture(&self) -> Scene {
        let sentence = match self.last {
            Some((arm, reward)) => format!(
                "Bandit of {} arms after {} pulls: arm {arm} paid {reward:.2}.",
                self.means.len(),
                self.course.steps
            ),
            None => format!("Bandit of {} arms.", self.means.len()),
        };
        let arm = (800 / self.means.len()).clamp(1, 40) as f32;
        // Almost all rewards lie within three standard deviations of a mean.
        let low = self.means.iter().copied().fold(0.0, f32::min) - 3.0;
        let high = self.means.iter().copied().fold(0.0, f32::max) + 3.0;
        let y = |value: f32| 10.0 + 160.0 * (high - value) / (high - low);
        let width = (arm * self.means.len() as f32) as u32 + 20;
        let mut scene = Scene::new(&sentence, width.min(2000), 180);
        for (n, mean) in self.means.iter().enumerate() {
            let (top, bottom) = (y(mean.max(0.0)), y(mean.min(0.0)));
            let corner = (10.0 + arm * (n as f32 + 0.1), top);
            scene = scene.rectangle(corner, (0.8 * arm, bottom - top), Paint::Tint(0));
        }
        scene = scene.line((10.0, y(0.0)), (width as f32 - 10.0, y(0.0)), 1.0, Paint::Ink);
        match self.last {
            Some((n, reward)) => {
                let at = (10.0 + arm * (n as f32 + 0.5), y(reward.clamp(low, high)));
                scene.disc(at, (arm / 5.0).max(2.0), Paint::Series(1))
            }
            None => scene,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test::panic_message;

    #[test]
    fn rewards_are_normal_around_the_mean_of_the_arm_and_follow_from_the_seed() {
        let mut env = Bandit::new(&[-1.0, 3.0]);
        let mut rewards = |seed| {
            env.reset(seed);
            (0..20_000).map(|i| env.step(i % 2).reward as f64).collect::<Vec<_>>()
        };
        let first = rewards(1);
        assert_eq!(first, rewards(1));
        assert_ne!(first, rewards(2));
        for (arm, mean) in [(0, -1.0), (1, 3.0)] {
            let of = || first.iter().skip(arm).step_by(2);
            assert!((of().sum::<f64>() / 10_000.0 - mean).abs() < 0.05);
            let variance = of().map(|r| (r - mean).powi(2)).sum::<f64>() / 10_000.0;
            assert!((variance - 1.0).abs() < 0.07, "{variance}");
        }
    }

    #[test]
    fn any_number_of_arms_has_a_picture() {
        for arms in [1, 10, 300, 3_000] {
            let mut env = Bandit::random(arms, 0);
            env.reset(0);
            env.step(arms - 1);
            assert!(env.picture().svg().starts_with("<svg"));
        }
        assert_eq!(
            panic_message(|| Bandit::random(0, 0)),
            "Bandit: [] are no means of arms; give at least one, and only finite numbers"
        );
    }
}
