//! Grid worlds: cells, walls between them, and cells that end an episode.

use super::course::Course;
use super::tabular::{Tabular, Transition, check, drawn};
use super::{Environment, Step};
use crate::engine::random::Generator;
use crate::plot::{Paint, Scene};
use crate::tensor::{Tensor, tensor};

/// Up, right, down and left, as rows and columns.
const WAYS: [(isize, isize); 4] = [(-1, 0), (0, 1), (1, 0), (0, -1)];
/// Cells in rows, through which an agent walks until it comes to one that ends the episode.
///
/// The states are the cells, numbered row by row, walls too, so that values of states take the form of the
/// map by `reshape([rows, columns])`. Observation, (rows · columns): the cell as a one-hot vector. Actions:
/// 0 goes up, 1 right, 2 down, 3 left; who walks into a wall or over the edge stays. Every step pays the
/// step reward, 0 without one, and coming to an end pays its reward in addition. An episode is cut off
/// after 200 steps.
///
/// ```
/// use manabi::prelude::*;
/// use manabi::rl::GridWorld;
/// let mut env = GridWorld::new(&["..+", "S#-"]);
/// env.reset(0);
/// let rewards = [0, 1, 1].map(|action| env.step(action).reward);
/// assert_eq!(rewards, [0., 0., 1.]);
/// ```
#[derive(Clone, Debug)]
pub struct GridWorld {
    /// The map, row by row.
    cells: Vec<Cell>,
    columns: usize,
    slip: f32,
    step_reward: f32,
    state: usize,
    generator: Generator,
    course: Course,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Cell {
    Free,
    Start,
    Wall,
    /// With its reward.
    End(f32),
}

impl GridWorld {
    /// A world by its map: `.` is a free cell, `#` a wall, `S` where episodes start, `+` ends an episode
    /// with the reward 1 and `-` with -1. Of several starts each episode has a random one. Panics when the
    /// rows differ in length, on other signs, and without a start or an end.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// use manabi::rl::GridWorld;
    /// assert_eq!(GridWorld::new(&["S...", ".##.", "...+"]).states(), 12);
    /// ```
    #[track_caller]
    pub fn new(map: &[&str]) -> GridWorld {
        let columns = map.first().map_or(0, |row| row.chars().count());
        assert!(
            map.iter().all(|row| row.chars().count() == columns) && map.len().max(columns) <= 40,
            "GridWorld: all rows of a map are as long as each other, and it has 40 rows and columns at most"
        );
        let mut cells = Vec::new();
        for sign in map.iter().flat_map(|row| row.chars()) {
            cells.push(match sign {
                '.' => Cell::Free,
                'S' => Cell::Start,
                '#' => Cell::Wall,
                '+' => Cell::End(1.0),
                '-' => Cell::End(-1.0),
                _ => panic!(
                    "GridWorld: {sign:?} is no sign of a map; use . (free), # (wall), S (start), + and - \
                     (ends)"
                ),
            });
        }
        let end = cells.iter().any(|cell| matches!(cell, Cell::End(_)));
        let Some(state) = cells.iter().position(|cell| *cell == Cell::Start).filter(|_| end) else {
            panic!("GridWorld: a map needs a start, S, and an end, + or -");
        };
        GridWorld {
            cells,
            columns,
            slip: 0.0,
            step_reward: 0.0,
            state,
            generator: Generator::new(0),
            course: Course::new("GridWorld", 200),
        }
    }

    /// The world of 4 by 3 cells of Russell and Norvig's textbook: the floor is slippery (0.2), each step
    /// costs 0.04.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// use manabi::rl::GridWorld;
    /// GridWorld::russell_norvig().picture().show();
    /// ```
    pub fn russell_norvig() -> GridWorld {
        GridWorld::new(&["...+", ".#.-", "S..."]).slip(0.2).step_reward(-0.04)
    }

    /// With a slippery floor: with this probability a step goes to one side of where it should, to each
    /// with half of it. Panics unless it is from 0 to 1.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// use manabi::rl::GridWorld;
    /// let env = GridWorld::new(&["...", ".S.", "..+"]).slip(0.5);
    /// assert_eq!(env.transitions(4, 0), [(0.5, 1, 0.), (0.25, 3, 0.), (0.25, 5, 0.)]);
    /// ```
    #[track_caller]
    pub fn slip(mut self, probability: f32) -> GridWorld {
        assert!(
            (0.0..=1.0).contains(&probability),
            "slip: {probability} is no probability; give a number from 0 to 1"
        );
        self.slip = probability;
        self
    }

    /// What every step pays, often a cost. Panics unless it is finite.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// use manabi::rl::GridWorld;
    /// let env = GridWorld::new(&["S.+"]).step_reward(-0.5);
    /// assert_eq!(env.transitions(1, 1), [(1., 2, 0.5)]);
    /// ```
    #[track_caller]
    pub fn step_reward(mut self, reward: f32) -> GridWorld {
        assert!(reward.is_finite(), "step_reward: {reward} is no reward; give a finite number");
        self.step_reward = reward;
        self
    }

    /// Cut off after so many steps, 200 without it. Panics when it is 0.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// use manabi::rl::GridWorld;
    /// let env = GridWorld::new(&["S.+"]).limit(10);
    /// ```
    #[track_caller]
    pub fn limit(mut self, steps: usize) -> GridWorld {
        self.course.set_limit(steps);
        self
    }

    /// The cell that a step this way leads to.
    fn next(&self, state: usize, way: usize) -> usize {
        let rows = self.cells.len() / self.columns;
        let row = (state / self.columns).checked_add_signed(WAYS[way].0);
        let column = (state % self.columns).checked_add_signed(WAYS[way].1);
        match (row, column) {
            (Some(row), Some(column)) if row < rows && column < self.columns => {
                let next = row * self.columns + column;
                if self.cells[next] == Cell::Wall { state } else { next }
            }
            _ => state,
        }
    }

    fn observation(&self) -> Tensor {
        tensor(self.state).one_hot(self.cells.len())
    }
}

impl Tabular for GridWorld {
    fn states(&self) -> usize {
        self.cells.len()
    }

    fn state(&self) -> usize {
        self.state
    }

    #[track_caller]
    fn transitions(&self, state: usize, action: usize) -> Vec<Transition> {
        check("GridWorld", self, state, action);
        if matches!(self.cells[state], Cell::Wall | Cell::End(_)) {
            return Vec::new();
        }
        let side = self.slip / 2.0;
        let mut transitions: Vec<Transition> = Vec::new();
        let turned = [action, (action + 3) % 4, (action + 1) % 4].map(|way| self.next(state, way));
        for (next, p) in turned.into_iter().zip([1.0 - self.slip, side, side]) {
            let bonus = if let Cell::End(reward) = self.cells[next] { reward } else { 0.0 };
            match transitions.iter_mut().find(|(_, other, _)| *other == next) {
                Some(known) => known.0 += p,
                None if p > 0.0 => transitions.push((p, next, self.step_reward + bonus)),
                None => {}
            }
        }
        transitions
    }
}

impl Environment for GridWorld {
    fn actions(&self) -> usize {
        WAYS.len()
    }

    fn observation_shape(&self) -> Vec<usize> {
        vec![self.cells.len()]
    }

    fn reset(&mut self, seed: u64) -> Tensor {
        self.generator = Generator::new(seed);
        let starts = self.cells.iter().enumerate().filter(|(_, cell)| **cell == Cell::Start);
        let starts: Vec<usize> = starts.map(|(state, _)| state).collect();
        self.state = starts[self.generator.below(starts.len() as u64) as usize];
        self.course.begin();
        self.observation()
    }

    #[track_caller]
    fn step(&mut self, action: usize) -> Step {
        self.course.go_on(action, WAYS.len());
        let transitions = self.transitions(self.state, action);
        let (_, next, reward) = drawn(&transitions, &mut self.generator);
        self.state = next;
        let ended = matches!(self.cells[next], Cell::End(_));
        self.course.step(self.observation(), reward, ended)
    }

    fn picture(&self) -> Scene {
        let rows = self.cells.len() / self.columns;
        // Large worlds have small cells.
        let side = (600 / rows.max(self.columns)).clamp(24, 60) as f32;
        let place = |state: usize| {
            (8.0 + side * (state % self.columns) as f32, 8.0 + side * (state / self.columns) as f32)
        };
        let sentence = format!(
            "GridWorld of {rows} by {} cells, the agent in row {} and column {}.",
            self.columns,
            self.state / self.columns,
            self.state % self.columns
        );
        let size = [self.columns, rows].map(|cells| cells as u32 * side as u32 + 16);
        let mut scene = Scene::new(&sentence, size[0], size[1]);
        for (state, cell) in self.cells.iter().enumerate() {
            let ((x, y), inside) = (place(state), (side - 2.0, side - 2.0));
            let (paint, text) = match cell {
                Cell::Free | Cell::Start => (Paint::Tint(6), String::new()),
                Cell::Wall => (Paint::Ink, String::new()),
                Cell::End(reward) if *reward > 0.0 => (Paint::Tint(2), format!("+{reward}")),
                Cell::End(reward) => (Paint::Tint(1), format!("−{}", reward.abs())),
            };
            scene = scene.rectangle((x + 1.0, y + 1.0), inside, paint);
            if !text.is_empty() {
                scene = scene.text((x + side / 2.0, y + side / 2.0), &text, Paint::Ink);
            }
        }
        let (x, y) = place(self.state);
        scene.ring((x + side / 2.0, y + side / 2.0), 0.34 * side, 0.12 * side, Paint::Series(0))
    }
}

#[cfg(test)]
mod tests {
    use super::super::tabular::tests::{q, values};
    use super::*;
    use crate::test::{panic_file, panic_message};

    #[test]
    fn the_values_are_those_that_the_textbook_prints() {
        let env = GridWorld::russell_norvig();
        let values = values(&env, 1.0);
        // Russell and Norvig, "Artificial Intelligence", the utilities of the 4 by 3 world.
        let printed =
            [0.812, 0.868, 0.918, 0.0, 0.762, 0.0, 0.660, 0.0, 0.705, 0.655, 0.611, 0.388];
        for (value, printed) in values.iter().zip(printed) {
            assert!((value - printed).abs() < 6e-4, "{values:?}");
        }
        let best = |state: usize| {
            let q = |action: &usize| q(&env, 1.0, &values, state, *action);
            (0..4).max_by(|a, b| q(a).total_cmp(&q(b))).unwrap()
        };
        assert_eq!([0, 1, 2, 4, 6, 8, 9, 10, 11].map(best), [1, 1, 1, 0, 0, 0, 3, 3, 3]);
    }

    #[test]
    fn walls_and_edges_hold_and_the_floor_slips_sideways() {
        let env = GridWorld::new(&["S.+", "#.."]).slip(0.5);
        assert_eq!(env.transitions(0, 0), [(0.75, 0, 0.0), (0.25, 1, 0.0)]);
        assert_eq!(env.transitions(0, 2), [(0.75, 0, 0.0), (0.25, 1, 0.0)]);
        assert_eq!(env.transitions(1, 1), [(0.5, 2, 1.0), (0.25, 1, 0.0), (0.25, 4, 0.0)]);
        assert!(env.transitions(2, 0).is_empty() && env.transitions(3, 0).is_empty());
        let sure = GridWorld::new(&["S.+", "#.."]);
        assert_eq!(sure.transitions(1, 0), [(1.0, 1, 0.0)]);
    }

    #[test]
    fn every_start_occurs_and_an_episode_is_cut_off() {
        let mut env = GridWorld::new(&["S.S", ".+."]).limit(3);
        let mut seen = [0; 6];
        for seed in 0..100 {
            env.reset(seed);
            seen[env.state()] += 1;
        }
        assert!(seen[0] > 20 && seen[2] > 20 && seen[0] + seen[2] == 100);
        let ends = [0, 0, 0].map(|up| env.step(up).truncated);
        assert_eq!(ends, [false, false, true]);
        assert!(panic_message(|| env.step(0)).starts_with("GridWorld: no episode is under way"));
    }

    #[test]
    fn a_map_that_cannot_be_walked_is_one_sentence() {
        assert_eq!(
            panic_message(|| GridWorld::new(&["S.", "+"])),
            "GridWorld: all rows of a map are as long as each other, and it has 40 rows and columns at most"
        );
        assert_eq!(
            panic_message(|| GridWorld::new(&["S?+"])),
            "GridWorld: '?' is no sign of a map; use . (free), # (wall), S (start), + and - (ends)"
        );
        for map in [&[][..], &["S."], &["+."]] {
            assert_eq!(
                panic_message(|| GridWorld::new(map)),
                "GridWorld: a map needs a start, S, and an end, + or -"
            );
        }
        let world = || GridWorld::new(&["S+"]);
        assert_eq!(
            panic_message(|| world().slip(1.5)),
            "slip: 1.5 is no probability; give a number from 0 to 1"
        );
        assert_eq!(
            panic_message(|| world().transitions(2, 0)),
            "GridWorld: there is no action 0 in a state 2; the states are 0 to 1 and the actions 0 to 3"
        );
        assert_eq!(panic_file(|| world().transitions(0, 4)), file!());
    }
}
