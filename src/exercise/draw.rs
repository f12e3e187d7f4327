//! Draws: random inputs for properties, small and simple ones first.

use crate::engine::random::Generator;
use crate::tensor::Tensor;

/// How many inputs a property is tried on.
pub const TRIALS: usize = 64;

/// Draws random inputs, the same at every run.
///
/// The first inputs are short and of simple numbers, so that the first one that fails can be computed by hand.
pub struct Draw {
    generator: Generator,
    trial: usize,
}

impl Draw {
    pub(super) fn new(seed: u64, trial: usize) -> Draw {
        let generator = Generator::new(seed.wrapping_add(trial as u64));
        Draw { generator, trial }
    }

    /// How long this input should be: from 1 for the first ones to 8.
    pub fn size(&self) -> usize {
        1 + self.trial * 8 / TRIALS
    }

    /// A number of both signs: quarters from -2 to 2 at first, later of the standard normal distribution times 2.
    pub fn number(&mut self) -> f32 {
        if self.trial < TRIALS / 2 {
            (self.generator.below(17) as f32 - 8.) / 4.
        } else {
            self.generator.normal() * 2.
        }
    }

    /// A number from `low` (included) to `high` (excluded).
    pub fn between(&mut self, low: f32, high: f32) -> f32 {
        low + (high - low) * self.generator.uniform()
    }

    /// A whole number from 0 to `end` (excluded).
    #[track_caller]
    pub fn whole(&mut self, end: usize) -> usize {
        assert!(end > 0, "there is no whole number below 0 to draw");
        self.generator.below(end as u64) as usize
    }

    /// A truth value.
    pub fn truth(&mut self) -> bool {
        self.generator.below(2) == 1
    }

    /// This many [numbers](Draw::number).
    pub fn numbers(&mut self, len: usize) -> Vec<f32> {
        (0..len).map(|_| self.number()).collect()
    }

    /// A tensor of [numbers](Draw::number).
    pub fn tensor(&mut self, shape: &[usize]) -> Tensor {
        let values = self.numbers(shape.iter().product());
        Tensor::from_vec(values, shape)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_inputs_are_short_and_simple_and_all_are_the_same_again() {
        let sizes: Vec<usize> = (0..TRIALS).map(|trial| Draw::new(7, trial).size()).collect();
        assert!(sizes.is_sorted() && sizes[0] == 1 && sizes[TRIALS - 1] == 8);
        for trial in 0..TRIALS {
            let numbers = Draw::new(7, trial).numbers(20);
            assert_eq!(numbers, Draw::new(7, trial).numbers(20));
            let simple = numbers.iter().all(|x| (x * 4.).fract() == 0. && x.abs() <= 2.);
            assert_eq!(simple, trial < TRIALS / 2);
        }
        assert_ne!(Draw::new(7, 0).numbers(20), Draw::new(8, 0).numbers(20));
        let mut draw = Draw::new(7, 0);
        assert!((0..100).all(|_| (1. ..2.).contains(&draw.between(1., 2.)) && draw.whole(3) < 3));
        assert_eq!(draw.tensor(&[2, 3]).shape(), [2, 3]);
    }
}
