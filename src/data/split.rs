//! Splits: a dataset in parts that share no sample, for training and for testing.

use std::any::TypeId;

use super::Dataset;
use crate::engine::random::Generator;
use crate::engine::{Element, Raw};

impl<E: Element> Dataset<E> {
    /// Two parts in random order: the first has this fraction of the samples, the second the rest.
    ///
    /// Classes are split in the same proportion (stratified): each part has its share of every class, up
    /// to one sample. The same seed gives the same parts. Panics unless 0 ≤ fraction ≤ 1.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// let (train, test) = data::iris().split(0.8, 0);
    /// assert_eq!(train.class_counts(), [40, 40, 40]);
    /// assert_eq!(test.class_counts(), [10, 10, 10]);
    /// ```
    #[track_caller]
    pub fn split(&self, fraction: f32, seed: u64) -> (Dataset<E>, Dataset<E>) {
        assert!(
            (0.0..=1.0).contains(&fraction),
            "split: the fraction {fraction} is not from 0 to 1"
        );
        let places = dealt(self.len(), labels(self), seed);
        let (first, second) = parted(&places, fraction, seed);
        (self.subset(&first), self.subset(&second))
    }

    /// `k` pairs of training and test part for cross-validation: every sample is in the test part of
    /// one pair, and in the training parts of the others (Stone, 1974). Classes are dealt evenly.
    /// Panics unless 2 ≤ k ≤ number of samples.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// for (train, test) in data::iris().k_fold(5, 0) {
    ///     assert_eq!((train.len(), test.class_counts()), (120, vec![10, 10, 10]));
    /// }
    /// ```
    #[track_caller]
    pub fn k_fold(&self, k: usize, seed: u64) -> Vec<(Dataset<E>, Dataset<E>)> {
        let len = self.len();
        assert!(
            (2..=len).contains(&k),
            "k_fold: {len} samples cannot be dealt into {k} parts; take from 2 to as many as samples"
        );
        let places = dealt(len, labels(self), seed).concat();
        let part = |fold: usize, test: bool| {
            let chosen = places.iter().enumerate().filter(|(at, _)| (at % k == fold) == test);
            let mut part: Vec<usize> = chosen.map(|(_, place)| *place).collect();
            Generator::new(seed).shuffle(&mut part);
            self.subset(&part)
        };
        (0..k).map(|fold| (part(fold, false), part(fold, true))).collect()
    }
}

/// The labels of the samples, where they are classes.
fn labels<E: Element>(data: &Dataset<E>) -> Option<&Raw> {
    let classes = TypeId::of::<E>() == TypeId::of::<usize>() && data.y.shape().len() == 1;
    classes.then_some(&data.y.raw)
}

/// The places of each class (or of all samples, without classes), each in random order.
fn dealt(len: usize, labels: Option<&Raw>, seed: u64) -> Vec<Vec<usize>> {
    let mut groups = Vec::new();
    match labels.map(usize::load) {
        Some(labels) => {
            for (place, label) in labels.into_iter().enumerate() {
                if groups.len() <= label {
                    groups.resize(label + 1, Vec::new());
                }
                groups[label].push(place);
            }
        }
        None => groups.push(Vec::from_iter(0..len)),
    }
    let mut generator = Generator::new(seed);
    groups.iter_mut().for_each(|group| generator.shuffle(group));
    groups
}

/// Two parts of grouped places: this fraction of each group, rounded so that the whole is right too.
fn parted(groups: &[Vec<usize>], fraction: f32, seed: u64) -> (Vec<usize>, Vec<usize>) {
    let (mut first, mut second) = (Vec::new(), Vec::new());
    let mut dealt = 0;
    for group in groups {
        dealt += group.len();
        let whole = (fraction as f64 * dealt as f64).round() as usize;
        let (head, tail) = group.split_at((whole - first.len()).min(group.len()));
        first.extend(head);
        second.extend(tail);
    }
    let mut generator = Generator::new(seed);
    generator.shuffle(&mut first);
    generator.shuffle(&mut second);
    (first, second)
}

#[cfg(test)]
mod tests {
    use crate::prelude::*;
    use crate::test::{panic_file, panic_message};

    fn numbered(n: usize) -> Dataset<f32> {
        let x = arange(0., n as f32, 1.);
        Dataset::new(&x, &(&x * 2.))
    }

    fn sorted(parts: &[&Tensor]) -> Vec<f32> {
        let mut values: Vec<f32> = parts.iter().flat_map(|part| part.to_vec()).collect();
        values.sort_by(f32::total_cmp);
        values
    }

    #[test]
    fn every_sample_is_in_one_part() {
        for (n, fraction) in [(0, 0.5), (1, 0.5), (10, 0.0), (10, 1.0), (101, 0.3), (1000, 0.8)] {
            let (a, b) = numbered(n).split(fraction, 7);
            assert_eq!(a.len(), (n as f32 * fraction).round() as usize);
            assert_eq!(sorted(&[&a.x, &b.x]), Vec::from_iter((0..n).map(|i| i as f32)));
            assert_eq!(&a.x * 2., a.y);
        }
        let folds = numbered(11).k_fold(3, 1);
        let tests: Vec<&Tensor> = folds.iter().map(|(_, test)| &test.x).collect();
        assert_eq!(sorted(&tests), Vec::from_iter((0..11).map(|i| i as f32)));
        for (train, test) in &folds {
            assert_eq!(sorted(&[&train.x, &test.x]).len(), 11);
        }
    }

    #[test]
    fn classes_keep_their_proportion_in_random_order() {
        let digits = data::digits();
        let (train, test) = digits.split(0.8, 3);
        assert_eq!(train.len(), 1438);
        for (all, part) in digits.class_counts().into_iter().zip(train.class_counts()) {
            assert!((part as f32 - 0.8 * all as f32).abs() <= 1.0);
        }
        let labels = test.y.to_vec();
        assert!(labels.windows(2).filter(|pair| pair[0] > pair[1]).count() > 100);
        assert_eq!(test.y, digits.split(0.8, 3).1.y);
        assert_ne!(test.y, digits.split(0.8, 4).1.y);
        assert_eq!(test.classes().len(), 10);
    }

    #[test]
    fn misuse_is_one_sentence() {
        assert_eq!(
            panic_message(|| numbered(3).split(80.0, 0)),
            "split: the fraction 80 is not from 0 to 1"
        );
        assert_eq!(
            panic_message(|| numbered(3).k_fold(4, 0)),
            "k_fold: 3 samples cannot be dealt into 4 parts; take from 2 to as many as samples"
        );
        assert_eq!(panic_file(|| numbered(3).k_fold(1, 0)), file!());
    }
}
