//! Playing: one episode from its beginning to its end, as a film.

use super::Environment;
use crate::display::{Bundle, Rich, display};
use crate::engine::interrupt;
use crate::plot::{Film, film};
use crate::tensor::Tensor;

/// An environment whose episodes do not end is left after so many steps.
const MOST_STEPS: usize = 1000;
/// A film is not longer than this, in seconds.
const LONGEST: f32 = 20.0;

/// Plays one episode: the environment is reset with the seed, and the policy gives the action for each
/// observation. An episode that does not end is left after 1000 steps.
///
/// ```
/// use manabi::prelude::*;
/// use manabi::rl::{CartPole, play};
/// let episode = play(&mut CartPole::new(), 0, |x| (x[2] + x[3] > 0.) as usize);
/// assert!(episode.total() > 100.);
/// episode.show();
/// ```
#[track_caller]
pub fn play(
    env: &mut dyn Environment,
    seed: u64,
    mut policy: impl FnMut(&Tensor) -> usize,
) -> Episode {
    Episode::played(env, seed, &mut policy)
}

/// An episode that [`play`] has played. It shows itself as a film of its states, which starts again when it
/// is over, and which is not longer than 20 seconds.
///
/// ```
/// # use manabi::prelude::*;
/// use manabi::rl::{Catch, play};
/// let episode = play(&mut Catch::new(10, 5), 0, |_| 1);
/// assert_eq!(episode.rewards().len(), 9);
/// ```
#[derive(Clone)]
pub struct Episode {
    rewards: Vec<f32>,
    film: Film,
}

impl Episode {
    #[track_caller]
    fn played(
        env: &mut dyn Environment,
        seed: u64,
        policy: &mut dyn FnMut(&Tensor) -> usize,
    ) -> Episode {
        let mut observation = env.reset(seed);
        let (mut rewards, mut scenes) = (Vec::new(), vec![env.picture()]);
        while rewards.len() < MOST_STEPS {
            interrupt::check();
            let step = env.step(policy(&observation));
            scenes.push(env.picture());
            rewards.push(step.reward);
            if step.ended() {
                break;
            }
            observation = step.observation;
        }
        let rate = env.frames_per_second().max(scenes.len() as f32 / LONGEST);
        let total = rewards.iter().sum::<f32>();
        let title = format!("an episode of {} steps and the return {total}", rewards.len());
        Episode { rewards, film: film(scenes).frames_per_second(rate).title(&title) }
    }

    /// What each step paid.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// use manabi::rl::{GridWorld, play};
    /// assert_eq!(play(&mut GridWorld::new(&["S.+"]), 0, |_| 1).rewards(), [0., 1.]);
    /// ```
    pub fn rewards(&self) -> &[f32] {
        &self.rewards
    }

    /// What all steps paid together: the return without a discount.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// use manabi::rl::{GridWorld, play};
    /// assert_eq!(play(&mut GridWorld::new(&["S.+"]), 0, |_| 1).total(), 1.);
    /// ```
    pub fn total(&self) -> f32 {
        self.rewards.iter().sum()
    }

    /// The film of the states.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// use manabi::rl::{GridWorld, play};
    /// let episode = play(&mut GridWorld::new(&["S.+"]), 0, |_| 1);
    /// episode.film().clone().title("Two steps").show();
    /// ```
    pub fn film(&self) -> &Film {
        &self.film
    }

    /// Shows the film below the cell at once.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// use manabi::rl::{GridWorld, play};
    /// play(&mut GridWorld::new(&["S.+"]), 0, |_| 1).show();
    /// ```
    pub fn show(&self) {
        display(self);
    }
}

impl std::fmt::Debug for Episode {
    fn fmt(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
        self.film.fmt(f)
    }
}

impl Rich for Episode {
    fn bundle(&self) -> Bundle {
        self.film.bundle()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::prelude::*;
    use crate::rl::{Bandit, CartPole, Catch, GridWorld, MailCampaign, TicTacToeMatch};
    use crate::test::panic_message;

    #[test]
    fn every_environment_has_a_film_of_60_kb_at_most() {
        let upright = |x: &Tensor| (0.1 * x[0] + 0.3 * x[1] + 2. * x[2] + 0.5 * x[3] > 0.) as usize;
        let long = play(&mut CartPole::new(), 0, upright);
        assert_eq!((long.rewards().len(), long.total()), (500, 500.));
        assert_eq!(
            format!("{long:?}").split(", the last").next(),
            Some("Film \"an episode of 500 steps and the return 500\" of 501 scenes")
        );
        let mut world = GridWorld::russell_norvig();
        let mut turn = 0;
        let walk = play(&mut world, 0, |_| {
            turn += 1;
            turn * turn % 4
        });
        let first = |game: &Tensor| {
            let taken = game.sum_axis(0).flatten();
            (0..9).find(|cell| taken[*cell] == 0.).unwrap()
        };
        let films = [
            long,
            walk,
            play(&mut Catch::new(10, 5), 1, |_| 0),
            play(&mut Bandit::random(10, 0), 0, |_| 3),
            play(&mut MailCampaign::new(), 0, |_| 1),
            play(&mut TicTacToeMatch::against_perfect(), 0, first),
        ];
        assert_eq!(films[3].rewards().len(), 1000);
        for episode in films {
            let bundle = episode.bundle();
            let svg = bundle.get("image/svg+xml").unwrap();
            assert!(svg.len() <= 60_000, "{episode:?}: {} bytes", svg.len());
            assert!(String::from_utf8_lossy(svg).contains("<animate"), "{episode:?}");
        }
    }

    #[test]
    fn the_seed_decides_the_episode_and_mistakes_are_said() {
        let mut env = Catch::new(10, 5);
        let rewards: Vec<f32> = (0..50).map(|seed| play(&mut env, seed, |_| 1).total()).collect();
        assert!(rewards.contains(&1.) && rewards.contains(&-1.));
        assert_eq!(play(&mut env, 3, |_| 1).total(), rewards[3]);
        assert_eq!(
            panic_message(|| play(&mut env, 0, |_| 5)),
            "Catch: there is no action 5; the actions are 0 to 2"
        );
    }
}
