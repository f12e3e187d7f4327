//! Catch: a ball falls, a paddle is to be under it. Seen as pixels.

use super::course::Course;
use super::{Environment, Step};
use crate::engine::random::Generator;
use crate::plot::{Paint, Scene};
use crate::tensor::Tensor;

/// A ball falls from the top of a screen, one row a step, and is to be caught with a paddle in the bottom
/// row (Mnih et al., 2014; in this form in bsuite, Osband et al., 2020).
///
/// Observation, (1, rows, columns): the screen, 1 where the ball and the paddle are and 0 elsewhere.
/// Actions: 0 moves the paddle to the left, 1 leaves it, 2 moves it to the right. The last step pays 1 when
/// the ball is caught and -1 when it is not; the others pay nothing. The ball starts in a random column,
/// the paddle in the middle.
///
/// ```
/// use manabi::prelude::*;
/// use manabi::rl::Catch;
/// let mut env = Catch::new(10, 5);
/// let screen = env.reset(0);
/// assert_eq!((screen.shape(), screen.sum().item()), (&[1, 10, 5][..], 2.));
/// ```
#[derive(Clone, Debug)]
pub struct Catch {
    rows: usize,
    columns: usize,
    /// The ball's row and column, and the paddle's column.
    ball: (usize, usize),
    paddle: usize,
    course: Course,
}

impl Catch {
    /// A screen of so many rows and columns; 10 and 5 are the usual ones. Panics with fewer than 2 rows or
    /// without columns, and when the paddle would be too slow for a ball at the side.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// use manabi::rl::Catch;
    /// assert_eq!(Catch::new(24, 24).observation_shape(), [1, 24, 24]);
    /// ```
    #[track_caller]
    pub fn new(rows: usize, columns: usize) -> Catch {
        assert!(
            (2..=200).contains(&rows) && (1..=200).contains(&columns),
            "Catch: a screen has 2 to 200 rows and 1 to 200 columns, not {rows} and {columns}"
        );
        assert!(
            columns / 2 < rows,
            "Catch: in {} steps the paddle does not come to every one of {columns} columns; give it more \
             rows",
            rows - 1
        );
        let (ball, paddle) = ((0, columns / 2), columns / 2);
        Catch { rows, columns, ball, paddle, course: Course::new("Catch", usize::MAX) }
    }

    fn observation(&self) -> Tensor {
        let mut pixels = vec![0.0; self.rows * self.columns];
        pixels[self.ball.0 * self.columns + self.ball.1] = 1.0;
        pixels[(self.rows - 1) * self.columns + self.paddle] = 1.0;
        Tensor::from_vec(pixels, [1, self.rows, self.columns]).untyped()
    }
}

impl Environment for Catch {
    fn actions(&self) -> usize {
        3
    }

    fn observation_shape(&self) -> Vec<usize> {
        vec![1, self.rows, self.columns]
    }

    fn reset(&mut self, seed: u64) -> Tensor {
        self.ball = (0, Generator::new(seed).below(self.columns as u64) as usize);
        self.paddle = self.columns / 2;
        self.course.begin();
        self.observation()
    }

    #[track_caller]
    fn step(&mut self, action: usize) -> Step {
        self.course.go_on(action, 3);
        self.paddle = (self.paddle + action).saturating_sub(1).min(self.columns - 1);
        self.ball.0 += 1;
        let down = self.ball.0 == self.rows - 1;
        let reward = match (down, self.ball.1 == self.paddle) {
            (false, _) => 0.0,
            (true, true) => 1.0,
            (true, false) => -1.0,
        };
        self.course.step(self.observation(), reward, down)
    }

    fn picture(&self) -> Scene {
        let ((row, column), paddle) = (self.ball, self.paddle);
        let sentence = format!(
            "Catch: the ball in row {row} and column {column}, the paddle in column {paddle} of {}.",
            self.columns
        );
        let pixel = (240 / self.rows.max(self.columns)).clamp(2, 24) as f32;
        let size = (pixel * self.columns as f32, pixel * self.rows as f32);
        let corner =
            |row: usize, column: usize| (8.0 + pixel * column as f32, 8.0 + pixel * row as f32);
        Scene::new(&sentence, size.0 as u32 + 16, size.1 as u32 + 16)
            .rectangle((8.0, 8.0), size, Paint::Gray(0.0))
            .rectangle(corner(self.rows - 1, paddle), (pixel, pixel), Paint::Gray(1.0))
            .rectangle(corner(row, column), (pixel, pixel), Paint::Gray(1.0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test::panic_message;

    #[test]
    fn a_ball_that_is_followed_is_caught() {
        for (rows, columns) in [(10, 5), (2, 3), (7, 12), (5, 1)] {
            let mut env = Catch::new(rows, columns);
            let mut seen = vec![0; columns];
            for seed in 0..200 {
                env.reset(seed);
                seen[env.ball.1] += 1;
                let follow = |env: &Catch| {
                    1 + (env.ball.1 > env.paddle) as usize - (env.ball.1 < env.paddle) as usize
                };
                let rewards: Vec<f32> = (1..rows)
                    .map(|time| {
                        let step = env.step(follow(&env));
                        assert_eq!((step.terminated, step.truncated), (time == rows - 1, false));
                        step.reward
                    })
                    .collect();
                assert_eq!((rewards.len(), rewards.iter().sum::<f32>()), (rows - 1, 1.0));
                assert_eq!(rewards.last(), Some(&1.0));
            }
            assert!(seen.iter().all(|n| *n > 0), "{seen:?}");
        }
    }

    #[test]
    fn a_ball_that_is_missed_costs_one_and_the_paddle_stays_on_the_screen() {
        let mut env = Catch::new(10, 5);
        let seed = (0..).find(|seed| env.reset(*seed)[(0, 0, 0)] == 1.0).unwrap();
        env.reset(seed);
        let last = (0..9).map(|_| env.step(2)).last().unwrap();
        assert_eq!((last.reward, last.terminated), (-1.0, true));
        let bottom = last.observation.to_vec()[45..].to_vec();
        assert_eq!(bottom, [1.0, 0.0, 0.0, 0.0, 1.0]);
        assert!(panic_message(|| env.step(1)).starts_with("Catch: no episode is under way"));
    }

    #[test]
    fn a_screen_that_cannot_be_played_is_one_sentence() {
        assert_eq!(
            panic_message(|| Catch::new(1, 5)),
            "Catch: a screen has 2 to 200 rows and 1 to 200 columns, not 1 and 5"
        );
        assert_eq!(
            panic_message(|| Catch::new(3, 7)),
            "Catch: in 2 steps the paddle does not come to every one of 7 columns; give it more rows"
        );
    }
}
