//! A match of tic-tac-toe: the game as an environment, whose opponent answers every move.

use super::course::Course;
use super::{Environment, Step, TicTacToe};
use crate::engine::random::Generator;
use crate::plot::Scene;
use crate::tensor::Tensor;

/// Tic-tac-toe against an opponent who belongs to the environment. The seed says who begins, and which of
/// its moves an opponent takes.
///
/// Observation, (2, 3, 3): the marks of the agent, then those of the opponent. Action n marks cell n. A win
/// pays 1, a loss -1, everything else nothing. An action that marks a taken cell panics; the free ones are
/// the moves of the [`position`](TicTacToeMatch::position).
///
/// ```
/// use manabi::prelude::*;
/// use manabi::rl::TicTacToeMatch;
/// let mut env = TicTacToeMatch::against_perfect();
/// env.reset(0);
/// let end = loop {
///     let step = env.step(env.position().moves()[0]);
///     if step.ended() {
///         break step;
///     }
/// };
/// assert!(end.reward <= 0.);
/// ```
pub struct TicTacToeMatch {
    position: TicTacToe,
    opponent: Opponent,
    generator: Generator,
    course: Course,
}

enum Opponent {
    Perfect,
    Random,
    Policy(Box<dyn FnMut(&TicTacToe) -> usize + Send>),
}

impl TicTacToeMatch {
    /// Against who never loses: one of the best moves, at random.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// use manabi::rl::TicTacToeMatch;
    /// assert_eq!(TicTacToeMatch::against_perfect().actions(), 9);
    /// ```
    pub fn against_perfect() -> TicTacToeMatch {
        TicTacToeMatch::new(Opponent::Perfect)
    }

    /// Against who marks any free cell.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// use manabi::rl::TicTacToeMatch;
    /// assert_eq!(TicTacToeMatch::against_random().reset(0).shape(), [2, 3, 3]);
    /// ```
    pub fn against_random() -> TicTacToeMatch {
        TicTacToeMatch::new(Opponent::Random)
    }

    /// Against a policy of yours, which gives its move in a position.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// use manabi::rl::{TicTacToe, TicTacToeMatch};
    /// let mut env = TicTacToeMatch::against(|position: &TicTacToe| position.moves()[0]);
    /// env.reset(0);
    /// ```
    pub fn against(policy: impl FnMut(&TicTacToe) -> usize + Send + 'static) -> TicTacToeMatch {
        TicTacToeMatch::new(Opponent::Policy(Box::new(policy)))
    }

    fn new(opponent: Opponent) -> TicTacToeMatch {
        let course = Course::new("TicTacToeMatch", usize::MAX);
        TicTacToeMatch {
            position: TicTacToe::new(),
            opponent,
            generator: Generator::new(0),
            course,
        }
    }

    /// The position, in which the agent is to move unless the game is over.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// use manabi::rl::TicTacToeMatch;
    /// assert_eq!(TicTacToeMatch::against_random().position().moves().len(), 9);
    /// ```
    pub fn position(&self) -> &TicTacToe {
        &self.position
    }

    #[track_caller]
    fn answer(&mut self) {
        let moves = match &mut self.opponent {
            Opponent::Perfect => self.position.best_moves(),
            Opponent::Random => self.position.moves(),
            Opponent::Policy(policy) => vec![policy(&self.position)],
        };
        let chosen = self.generator.below(moves.len() as u64) as usize;
        self.position = self.position.play(moves[chosen]);
    }
}

impl Environment for TicTacToeMatch {
    fn actions(&self) -> usize {
        9
    }

    fn observation_shape(&self) -> Vec<usize> {
        vec![2, 3, 3]
    }

    fn reset(&mut self, seed: u64) -> Tensor {
        self.generator = Generator::new(seed);
        self.position = TicTacToe::new();
        self.course.begin();
        if self.generator.below(2) == 1 {
            self.answer();
        }
        self.position.observation()
    }

    #[track_caller]
    fn step(&mut self, action: usize) -> Step {
        let moves = self.position.moves();
        assert!(
            action >= 9 || moves.is_empty() || moves.contains(&action),
            "TicTacToeMatch: cell {action} is taken; the free ones are {moves:?}"
        );
        self.course.go_on(action, 9);
        self.position = self.position.play(action);
        if let Some(outcome) = self.position.outcome() {
            // It is the opponent's turn now: its outcome is the agent's with the other sign.
            let observation = self.position.observation().flip(0);
            return self.course.step(observation, -outcome as f32, true);
        }
        self.answer();
        let outcome = self.position.outcome();
        let reward = outcome.unwrap_or(0) as f32;
        self.course.step(self.position.observation(), reward, outcome.is_some())
    }

    fn picture(&self) -> Scene {
        self.position.picture()
    }

    fn frames_per_second(&self) -> f32 {
        1.5
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rl::Player;
    use crate::test::panic_message;

    /// The rewards of many games, whose moves the agent chooses from those that may be.
    fn rewards(mut env: TicTacToeMatch, agent: fn(&TicTacToe, u64) -> usize) -> Vec<f32> {
        let game = |seed| {
            let mut observation = env.reset(seed);
            loop {
                assert_eq!(observation, env.position().observation());
                let step = env.step(agent(env.position(), seed));
                if step.ended() {
                    let marks = step.observation.sum_axis(2).sum_axis(1).to_vec();
                    let first = env.position().to_string().matches('X').count() as f32;
                    let x_won = env.position().winner() == Some(Player::X);
                    // The agent's plane is the first: it is X where that has the marks of X.
                    let agent_is_x = match (step.reward, x_won) {
                        (0.0, _) => marks[0] >= marks[1] && marks[0] == first,
                        (reward, x_won) => (reward > 0.0) == x_won,
                    };
                    let noughts = env.position().to_string().matches('O').count() as f32;
                    let mine = if agent_is_x { first } else { noughts };
                    assert_eq!(marks[0], mine, "{}", env.position());
                    return step.reward;
                }
                assert_eq!(step.reward, 0.0);
                observation = step.observation;
            }
        };
        (0..300).map(game).collect()
    }

    #[test]
    fn nobody_beats_the_perfect_opponent_and_a_perfect_agent_beats_others() {
        let random = |game: &TicTacToe, seed: u64| {
            let moves = game.moves();
            moves[(seed as usize * 7 + moves.len()) % moves.len()]
        };
        let perfect = |game: &TicTacToe, _: u64| game.best_moves()[0];
        let lost = rewards(TicTacToeMatch::against_perfect(), random);
        assert!(lost.iter().all(|reward| *reward <= 0.0) && lost.contains(&-1.0));
        assert_eq!(rewards(TicTacToeMatch::against_perfect(), perfect), [0.0; 300]);
        let won = rewards(TicTacToeMatch::against_random(), perfect);
        assert!(won.iter().all(|r| *r >= 0.0) && won.iter().sum::<f32>() > 200.0);
        let first = TicTacToeMatch::against(|position| position.moves()[0]);
        assert!(rewards(first, perfect).iter().all(|reward| *reward >= 0.0));
    }

    #[test]
    fn a_taken_cell_is_one_sentence() {
        let mut env = TicTacToeMatch::against(|position| position.moves()[0]);
        let seed = (0..).find(|seed| env.reset(*seed).sum().item() == 0.0).unwrap();
        env.reset(seed);
        env.step(4);
        assert_eq!(
            panic_message(|| env.step(0)),
            "TicTacToeMatch: cell 0 is taken; the free ones are [1, 2, 3, 5, 6, 7, 8]"
        );
        assert!(panic_message(|| env.step(9)).contains("there is no action 9"));
    }
}
