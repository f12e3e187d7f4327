//! The random numbers of the library: one generator for everything, the same on every machine.
//!
//! xoshiro256++ (Blackman and Vigna, 2018) seeded by SplitMix64. Normal numbers come from the
//! Box-Muller transform with `libm`'s functions, because those of the platform differ in last bits.

use std::collections::HashSet;
use std::sync::{LazyLock, Mutex, PoisonError};

use super::{Element, Raw};

/// The generator of the process. A program that never seeds it gets seed 0, so that it prints the
/// same numbers at every run.
static GENERATOR: LazyLock<Mutex<Generator>> = LazyLock::new(|| Mutex::new(Generator::new(0)));

/// Starts the generator of the process again from a seed.
pub fn seed(seed: u64) {
    with(|generator| *generator = Generator::new(seed));
}

/// Numbers evenly distributed from 0 (included) to 1 (excluded).
pub fn uniform(dims: &[usize]) -> Raw {
    draw(dims, Generator::uniform)
}

/// Numbers of the standard normal distribution.
pub fn normal(dims: &[usize]) -> Raw {
    draw(dims, Generator::normal)
}

/// Whole numbers below `end`, all equally likely.
#[track_caller]
pub fn whole(end: usize, dims: &[usize]) -> Raw {
    assert!(end > 0, "randint: there is no whole number below 0 to draw");
    let len = dims.iter().product();
    let values = with(|g| (0..len).map(|_| g.below(end as u64) as usize).collect());
    Raw::from_vec(values, dims)
}

/// The numbers from 0 to `len` (excluded) in random order, by the method of Fisher and Yates.
pub fn permutation(len: usize) -> Raw {
    let mut places: Vec<usize> = (0..len).collect();
    with(|generator| generator.shuffle(&mut places));
    Raw::from_vec(places, &[len])
}

/// A place on the last axis for each row of weights, drawn in proportion to them.
#[track_caller]
pub fn multinomial(weights: &Raw) -> Raw {
    let [rows @ .., classes] = weights.dims() else {
        panic!("multinomial: the weights are a scalar; they have the shape (.., classes)");
    };
    let values = f32::load(weights);
    let usable = |row: &[f32]| {
        row.iter().all(|weight| *weight >= 0.0 && weight.is_finite())
            && row.iter().any(|w| *w > 0.0)
    };
    let mut places = Vec::new();
    for row in 0..rows.iter().product() {
        let row = &values[row * classes..(row + 1) * classes];
        assert!(
            usable(row),
            "multinomial: nothing can be drawn with the weights {row:?}; none may be negative, infinite or \
             NaN, and one must be above 0"
        );
        places.push(with(|generator| generator.weighted(row)));
    }
    Raw::from_vec(places, rows)
}

fn draw(dims: &[usize], next: fn(&mut Generator) -> f32) -> Raw {
    let len = dims.iter().product();
    Raw::from_vec(with(|g| (0..len).map(|_| next(g)).collect()), dims)
}

fn with<T>(f: impl FnOnce(&mut Generator) -> T) -> T {
    f(&mut GENERATOR.lock().unwrap_or_else(PoisonError::into_inner))
}

/// One row of random numbers, the same from the same seed.
#[derive(Clone, Debug)]
pub struct Generator([u64; 4]);

impl Generator {
    pub fn new(seed: u64) -> Generator {
        let mut state = seed;
        Generator(std::array::from_fn(|_| {
            state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
            let mut z = state;
            z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
            z ^ (z >> 31)
        }))
    }

    fn next(&mut self) -> u64 {
        let s = &mut self.0;
        let result = s[0].wrapping_add(s[3]).rotate_left(23).wrapping_add(s[0]);
        let t = s[1] << 17;
        s[2] ^= s[0];
        s[3] ^= s[1];
        s[1] ^= s[2];
        s[0] ^= s[3];
        s[2] ^= t;
        s[3] = s[3].rotate_left(45);
        result
    }

    /// A whole number below `end`, all equally likely.
    pub fn below(&mut self, end: u64) -> u64 {
        // The last numbers would make a part of the results likelier.
        let rest = (u64::MAX % end + 1) % end;
        loop {
            let number = self.next();
            if number <= u64::MAX - rest {
                return number % end;
            }
        }
    }

    /// Puts things in random order, by the method of Fisher and Yates.
    pub fn shuffle<T>(&mut self, things: &mut [T]) {
        for last in (1..things.len()).rev() {
            things.swap(last, self.below(last as u64 + 1) as usize);
        }
    }

    /// `count` different numbers below `end`, every choice equally likely, by the method of Floyd.
    pub fn distinct(&mut self, end: usize, count: usize) -> Vec<usize> {
        let mut taken = HashSet::with_capacity(count);
        let mut chosen = Vec::with_capacity(count);
        for last in end - count..end {
            let number = self.below(last as u64 + 1) as usize;
            let number = if taken.contains(&number) { last } else { number };
            taken.insert(number);
            chosen.push(number);
        }
        chosen
    }

    /// A place in a list of weights, drawn in proportion to them.
    pub fn weighted(&mut self, weights: &[f32]) -> usize {
        let total: f64 = weights.iter().map(|weight| f64::from(*weight)).sum();
        let mut left = f64::from(self.uniform()) * total;
        let mut last = 0;
        for (place, weight) in weights.iter().enumerate().filter(|(_, weight)| **weight > 0.0) {
            last = place;
            left -= f64::from(*weight);
            if left < 0.0 {
                break;
            }
        }
        last
    }

    /// A number from 0 (included) to 1 (excluded).
    pub fn uniform(&mut self) -> f32 {
        (self.next() >> 40) as f32 / (1_u64 << 24) as f32
    }

    /// A number of the standard normal distribution.
    pub fn normal(&mut self) -> f32 {
        let unit = 1.0 / (1_u64 << 53) as f64;
        // The logarithm needs a number above 0.
        let radius = ((self.next() >> 11) + 1) as f64 * unit;
        let angle = (self.next() >> 11) as f64 * unit;
        ((-2.0 * libm::log(radius)).sqrt() * libm::cos(std::f64::consts::TAU * angle)) as f32
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_generator_is_the_published_one() {
        // The first outputs of the reference implementation from the state (1, 2, 3, 4).
        let mut generator = Generator([1, 2, 3, 4]);
        let first: Vec<u64> = (0..4).map(|_| generator.next()).collect();
        assert_eq!(first, [41943041, 58720359, 3588806011781223, 3591011842654386]);
    }

    #[test]
    fn seeds_are_spread_by_the_published_splitmix() {
        // The first output of the reference implementation from the seed 1234567.
        assert_eq!(Generator::new(1_234_567).0[0], 6457827717110365317);
    }

    #[test]
    fn the_numbers_have_the_moments_of_their_distribution() {
        let mut generator = Generator::new(1);
        let n = 100_000;
        let uniform: Vec<f64> = (0..n).map(|_| generator.uniform() as f64).collect();
        let normal: Vec<f64> = (0..n).map(|_| generator.normal() as f64).collect();
        let mean = |v: &[f64]| v.iter().sum::<f64>() / n as f64;
        let variance = |v: &[f64]| {
            let center = mean(v);
            v.iter().map(|x| (x - center).powi(2)).sum::<f64>() / n as f64
        };
        assert!((mean(&uniform) - 0.5).abs() < 0.005);
        assert!((variance(&uniform) - 1.0 / 12.0).abs() < 0.002);
        assert!(uniform.iter().all(|x| (0.0..1.0).contains(x)));
        assert!(mean(&normal).abs() < 0.01);
        assert!((variance(&normal) - 1.0).abs() < 0.02);
    }

    #[test]
    fn places_are_drawn_by_their_weights() {
        let mut generator = Generator::new(3);
        let mut counts = [0; 5];
        let weights = [0.0, 3.0, 0.0, 1.0, 0.0];
        (0..20_000).for_each(|_| counts[generator.weighted(&weights)] += 1);
        assert_eq!([counts[0], counts[2], counts[4]], [0; 3]);
        assert!((14_700..15_300).contains(&counts[1]), "{counts:?}");
    }

    #[test]
    fn every_order_is_equally_likely() {
        let mut generator = Generator::new(2);
        let mut counts = [0; 3];
        (0..30_000).for_each(|_| counts[generator.below(3) as usize] += 1);
        assert!(counts.iter().all(|count| (9_700..10_300).contains(count)), "{counts:?}");
        let mut choices = std::collections::BTreeMap::new();
        for _ in 0..6_000 {
            let mut choice = generator.distinct(4, 2);
            choice.sort();
            *choices.entry(choice).or_insert(0) += 1;
        }
        assert_eq!(choices.len(), 6);
        assert!(choices.values().all(|count| (850..1150).contains(count)), "{choices:?}");
        let mut orders = std::collections::BTreeMap::new();
        for _ in 0..6_000 {
            *orders.entry(usize::load(&permutation(3))).or_insert(0) += 1;
        }
        assert_eq!(orders.len(), 6);
        assert!(orders.values().all(|count| (850..1150).contains(count)), "{orders:?}");
    }
}
