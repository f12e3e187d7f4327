//! Strings: small tasks that turn one string into another.
//!
//! All functions give `n` pairs of a source and its target. The sources all differ, so that two parts of
//! the pairs, such as `pairs.split_at(800)`, have none in common. They are the same on every machine.

use std::ops::RangeInclusive;

use super::draw::{choose, different, whole};
use crate::engine::random::Generator;

/// Strings of small letters and the same backwards. The lengths are equally likely as long as there are
/// strings left. Panics when there are not that many strings, or the lengths do not start at 1 or more.
///
/// ```
/// use manabi::prelude::*;
/// let pairs = data::reversals(1000, 3..=6, 0);
/// let (train, test) = pairs.split_at(800);
/// println!("{} -> {}", train[0].0, train[0].1);
/// assert!(train.iter().all(|pair| !test.contains(pair)));
/// # assert_eq!(train[0].0.chars().rev().collect::<String>(), train[0].1);
/// ```
#[track_caller]
pub fn reversals(n: usize, lengths: RangeInclusive<usize>, seed: u64) -> Vec<(String, String)> {
    let (&least, &most) = (lengths.start(), lengths.end());
    assert!(
        0 < least && least <= most,
        "reversals: there are no strings of {least} to {most} letters; the lengths start at 1 or more, \
         such as 3..=6"
    );
    let strings = |total: usize, length: usize| {
        total.saturating_add(26_usize.checked_pow(length as u32).unwrap_or(usize::MAX))
    };
    let all = (least..=most.min(least + 20)).fold(0, strings);
    enough("reversals", n, all);
    let letters = Vec::from_iter('a'..='z');
    different(n, &mut Generator::new(seed), |generator| {
        let length = whole(generator, least, most);
        let text: String = (0..length).map(|_| *choose(generator, &letters)).collect();
        let target = text.chars().rev().collect();
        (text, target)
    })
}

/// Additions of two numbers of at most so many digits, and their results: "12+7" and "19". All numbers of
/// digits are equally likely as long as there are additions left. Panics when there are not that many
/// additions, or the digits are not from 1 to 9.
///
/// ```
/// use manabi::prelude::*;
/// for (sum, result) in data::sums(3, 2, 0) {
///     println!("{sum} = {result}");
///     let (a, b) = sum.split_once('+').unwrap();
///     assert_eq!(a.parse::<u32>()? + b.parse::<u32>()?, result.parse()?);
/// }
/// # Ok::<(), std::num::ParseIntError>(())
/// ```
#[track_caller]
pub fn sums(n: usize, digits: usize, seed: u64) -> Vec<(String, String)> {
    assert!(
        (1..=9).contains(&digits),
        "sums: numbers of {digits} digits cannot be drawn; take from 1 to 9"
    );
    enough("sums", n, 100_usize.saturating_pow(digits as u32));
    different(n, &mut Generator::new(seed), |generator| {
        let mut number = || {
            let digits = whole(generator, 1, digits) as u32;
            let least = if digits == 1 { 0 } else { 10_usize.pow(digits - 1) };
            whole(generator, least, 10_usize.pow(digits) - 1)
        };
        let (a, b) = (number(), number());
        (format!("{a}+{b}"), (a + b).to_string())
    })
}

/// Checks that there are `n` different pairs.
#[track_caller]
fn enough(name: &str, n: usize, all: usize) {
    assert!(
        n <= all,
        "{name}: there are only {all} different sources, not {n}; ask for fewer or for longer ones"
    );
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;
    use crate::test::{panic_file, panic_message};

    fn sources(pairs: &[(String, String)]) -> HashSet<&str> {
        pairs.iter().map(|(source, _)| source.as_str()).collect()
    }

    #[test]
    fn a_seed_gives_the_same_pairs_and_another_seed_others() {
        assert_eq!(reversals(2, 3..=6, 0), reversals(2, 3..=6, 0));
        assert_ne!(sums(5, 2, 0), sums(5, 2, 1));
    }

    #[test]
    fn targets_are_the_sources_backwards_and_of_all_lengths() {
        let pairs = reversals(700, 1..=6, 3);
        assert_eq!(sources(&pairs).len(), 700);
        for (source, target) in &pairs {
            assert_eq!(*target, source.chars().rev().collect::<String>());
        }
        for length in 2..=6 {
            let count = pairs.iter().filter(|(source, _)| source.len() == length).count();
            assert!((80..200).contains(&count), "{length}: {count}");
        }
        assert_eq!(sources(&reversals(26, 1..=1, 0)).len(), 26);
    }

    #[test]
    fn sums_are_right_and_reach_every_addition() {
        let pairs = sums(100, 1, 0);
        assert_eq!(sources(&pairs).len(), 100);
        for (source, target) in pairs.iter().chain(&sums(500, 9, 1)) {
            let (a, b) = source.split_once('+').unwrap();
            assert!(a.len() <= 9 && (a == "0" || !a.starts_with('0')), "{a}");
            let [a, b, sum] = [a, b, target].map(|number| number.parse::<u64>().unwrap());
            assert_eq!(a + b, sum);
        }
    }

    #[test]
    fn misuse_is_one_sentence() {
        assert_eq!(
            panic_message(|| reversals(27, 1..=1, 0)),
            "reversals: there are only 26 different sources, not 27; ask for fewer or for longer ones"
        );
        assert_eq!(
            panic_message(|| reversals(1, 0..=2, 0)),
            "reversals: there are no strings of 0 to 2 letters; the lengths start at 1 or more, such as \
             3..=6"
        );
        assert_eq!(
            panic_message(|| sums(1, 10, 0)),
            "sums: numbers of 10 digits cannot be drawn; take from 1 to 9"
        );
        assert_eq!(panic_file(|| sums(101, 1, 0)), file!());
    }
}
