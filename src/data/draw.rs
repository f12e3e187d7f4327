//! Draws: what the generators of texts, scenes and graphs choose at random.

use std::collections::HashSet;
use std::hash::Hash;

use crate::engine::random::Generator;

/// One of some things, all equally likely.
pub fn choose<'a, T>(generator: &mut Generator, things: &'a [T]) -> &'a T {
    &things[generator.below(things.len() as u64) as usize]
}

/// A number from `low` to `high`.
pub fn between(generator: &mut Generator, low: f32, high: f32) -> f32 {
    low + (high - low) * generator.uniform()
}

/// A whole number from `low` to `high`, both included.
pub fn whole(generator: &mut Generator, low: usize, high: usize) -> usize {
    low + generator.below((high - low) as u64 + 1) as usize
}

/// Numbers below `classes`, each as often as the others up to one, in random order.
pub fn labels(generator: &mut Generator, n: usize, classes: usize) -> Vec<usize> {
    let mut labels = Vec::from_iter((0..n).map(|index| index % classes));
    generator.shuffle(&mut labels);
    labels
}

/// `n` samples with different keys. There must be that many, or it never ends.
pub fn different<K: Hash + Eq + Clone, T>(
    n: usize,
    generator: &mut Generator,
    mut draw: impl FnMut(&mut Generator) -> (K, T),
) -> Vec<(K, T)> {
    let mut seen = HashSet::new();
    let mut samples = Vec::with_capacity(n);
    while samples.len() < n {
        let (key, sample) = draw(generator);
        if seen.insert(key.clone()) {
            samples.push((key, sample));
        }
    }
    samples
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn different_samples_are_all_that_there_are() {
        let mut generator = Generator::new(0);
        let mut samples = different(6, &mut generator, |g| (whole(g, 2, 7), ()));
        samples.sort();
        assert_eq!(samples, Vec::from_iter((2..=7).map(|number| (number, ()))));
    }

    #[test]
    fn choices_reach_everything_and_nothing_else() {
        let mut generator = Generator::new(1);
        let chosen = HashSet::<i32>::from_iter((0..100).map(|_| *choose(&mut generator, &[3, 5])));
        assert_eq!(chosen, HashSet::from([3, 5]));
        assert!((0..100).all(|_| (2.0..4.0).contains(&between(&mut generator, 2.0, 4.0))));
        assert_eq!(labels(&mut generator, 100, 4).iter().filter(|&&label| label == 3).count(), 25);
    }
}
