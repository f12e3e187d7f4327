//! Histograms: how often numbers fall into equal parts of their range.

use super::{Kind, Plot};

/// More bins show noise.
const MOST_BINS: usize = 100;

impl Plot {
    /// How the values are distributed. The number of bins is the greater one of two rules, of Freedman
    /// and Diaconis (bins of twice the interquartile range over the cube root of the count) and of
    /// Sturges (1 + log₂ of the count), and at most 100: NumPy's `auto`. NaN and infinity are left out.
    ///
    /// ```
    /// use manabi::prelude::*;
    /// Plot::new("Weights").histogram("", &randn(1000).to_vec()).show();
    /// ```
    pub fn histogram(self, label: &str, values: &[f32]) -> Plot {
        let values = sorted(values);
        let count = bin_count(&values);
        self.with_bins(label, &values, count)
    }

    /// A [`histogram`](Plot::histogram) with a given number of bins, from the least value to the
    /// greatest. Panics when the number is 0 or more than 1000.
    ///
    /// ```
    /// use manabi::prelude::*;
    /// Plot::new("Weights").histogram_bins("", &randn(1000).to_vec(), 20).show();
    /// ```
    #[track_caller]
    pub fn histogram_bins(self, label: &str, values: &[f32], bins: usize) -> Plot {
        assert!(
            (1..=1000).contains(&bins),
            "histogram_bins: a histogram has 1 to 1000 bins, not {bins}"
        );
        self.with_bins(label, &sorted(values), bins)
    }

    fn with_bins(self, label: &str, sorted: &[f32], bins: usize) -> Plot {
        self.with_series(Kind::Histogram, label, corners(sorted, bins))
    }
}

fn sorted(values: &[f32]) -> Vec<f32> {
    let mut values: Vec<f32> = values.iter().copied().filter(|v| v.is_finite()).collect();
    values.sort_by(f32::total_cmp);
    values
}

fn bin_count(sorted: &[f32]) -> usize {
    let n = sorted.len();
    if n == 0 {
        return 1;
    }
    let quantile = |q: f64| sorted[((n - 1) as f64 * q).round() as usize] as f64;
    let (range, spread) = (quantile(1.0) - quantile(0.0), quantile(0.75) - quantile(0.25));
    let sturges = ((n as f64).log2() + 1.0).ceil();
    let freedman = range * (n as f64).cbrt() / (2.0 * spread);
    let count = if freedman.is_finite() { freedman.ceil().max(sturges) } else { sturges };
    (count as usize).clamp(1, MOST_BINS)
}

/// Opposite corners of the bar of each bin. Values that are all alike have one bin around them.
fn corners(sorted: &[f32], bins: usize) -> Vec<(f32, f32)> {
    let (Some(low), Some(high)) = (sorted.first(), sorted.last()) else {
        return Vec::new();
    };
    let (mut low, mut high, mut bins) = (*low as f64, *high as f64, bins);
    if low == high {
        let room = (low.abs() * 0.1).max(0.5);
        (low, high, bins) = (low - room, high + room, 1);
    }
    let mut counts = vec![0_usize; bins];
    for value in sorted {
        let place = (*value as f64 - low) / (high - low) * bins as f64;
        counts[(place as usize).min(bins - 1)] += 1;
    }
    let edge = |i: usize| (low + (high - low) * i as f64 / bins as f64) as f32;
    let corners = |i: usize| [(edge(i), 0.0), (edge(i + 1), counts[i] as f32)];
    (0..bins).flat_map(corners).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test::panic_message;

    #[test]
    fn every_value_is_counted_once() {
        let values: Vec<f32> = (0..1000).map(|i| ((i * 7919) % 1000) as f32 / 10.0).collect();
        for bins in [1, 7, 100] {
            let corners = corners(&sorted(&values), bins);
            let total: f32 = corners.chunks(2).map(|c| c[1].1).sum();
            assert_eq!((corners.len(), total), (2 * bins, 1000.0));
            assert_eq!((corners[0].0, corners[2 * bins - 1].0), (0.0, 99.9));
        }
    }

    #[test]
    fn the_rules_give_the_bins_of_numpy() {
        // np.histogram(np.arange(1000.), "auto") has 11 bins.
        let even: Vec<f32> = (0..1000).map(|i| i as f32).collect();
        assert_eq!(bin_count(&even), 11);
        // Most values alike: the interquartile range is 0, Sturges' rule remains.
        let mut peaked = vec![0.0; 99];
        peaked.push(1.0);
        assert_eq!(bin_count(&peaked), 8);
        // Far outliers would ask for thousands of bins.
        let mut outliers = even;
        outliers.push(1e9);
        assert_eq!(bin_count(&outliers), MOST_BINS);
    }

    #[test]
    fn odd_values_are_left_out() {
        assert!(corners(&sorted(&[f32::NAN, f32::INFINITY]), 5).is_empty());
        assert_eq!(corners(&sorted(&[3.0, 3.0, f32::NAN]), 5), [(2.5, 0.0), (3.5, 2.0)]);
        assert_eq!(corners(&sorted(&[f32::MIN, f32::MAX]), 2).len(), 4);
        assert_eq!(
            panic_message(|| Plot::new("").histogram_bins("", &[1.0], 0)),
            "histogram_bins: a histogram has 1 to 1000 bins, not 0"
        );
    }
}
