//! Series: numbers over time, for networks that read one step after another.
//!
//! `x` is (n, time, features), `y` is (n, 1), a number to predict. They are the same on every machine.

use super::Dataset;
use super::draw::{between, whole};
use crate::engine::random::Generator;
use crate::tensor::Tensor;

/// Windows of noisy sine waves, and the value that comes next: `x` is (n, time, 1), `y` is (n, 1).
///
/// A wave has a period of 10 to 30 steps and starts anywhere; each value has noise of this standard
/// deviation, the next one too. So the noise's variance is the least mean squared error that can be reached.
/// Panics when there is no time, or the noise is negative.
///
/// ```
/// use manabi::prelude::*;
/// let waves = data::sines(200, 40, 0.1, 0);
/// assert_eq!((waves.x.shape(), waves.y.shape()), (&[200, 40, 1][..], &[200, 1][..]));
/// let steps = arange(0., 40., 1.).to_vec();
/// Plot::new("A wave").x_label("step").line("", &steps, &waves.x.row(0).flatten().to_vec());
/// ```
#[track_caller]
pub fn sines(n: usize, time: usize, noise: f32, seed: u64) -> Dataset<f32> {
    assert!(time > 0, "sines: a window of 0 steps shows nothing; give it at least 1");
    assert!(
        noise >= 0.0 && noise.is_finite(),
        "sines: the noise {noise} is no standard deviation; it is 0 or a positive number"
    );
    let mut generator = Generator::new(seed);
    let (mut x, mut y) = (Vec::with_capacity(n * time), Vec::with_capacity(n));
    for _ in 0..n {
        let turns = 1.0 / between(&mut generator, 10.0, 30.0);
        let start = generator.uniform();
        let mut value = |step: usize| {
            let angle = std::f32::consts::TAU * (start + turns * step as f32);
            libm::sinf(angle) + noise * generator.normal()
        };
        x.extend((0..time).map(&mut value));
        y.push(value(time));
    }
    Dataset::new(&Tensor::from_vec(x, [n, time, 1]), &Tensor::from_vec(y, [n, 1]))
}

/// The adding problem: `x` is (n, time, 2), `y` is (n, 1), the sum of two of the values.
///
/// At each step there is a value, evenly distributed from 0 to 1, and a mark. The mark is 1 at one step of
/// the first half and one of the second, and 0 elsewhere; the target is the sum of the two values marked.
/// Who always says 1 has a mean squared error of 1/6. After S. Hochreiter and J. Schmidhuber, [Long
/// short-term memory](https://doi.org/10.1162/neco.1997.9.8.1735) (1997), without their markers at the ends
/// and with the values and targets now usual. Panics when the time is below 2.
///
/// ```
/// use manabi::prelude::*;
/// let adding = data::adding(4, 10, 0);
/// println!("{}", adding.x.row(0).t()); // the values, and under them the marks
/// let marked = adding.x.select(2, 0) * adding.x.select(2, 1);
/// assert!(marked.sum_axis(1).unsqueeze(1).allclose(&adding.y, 1e-6));
/// ```
#[track_caller]
pub fn adding(n: usize, time: usize, seed: u64) -> Dataset<f32> {
    assert!(time >= 2, "adding: two values cannot be marked in {time} steps; give it at least 2");
    let mut generator = Generator::new(seed);
    let (mut x, mut y) = (Vec::with_capacity(2 * n * time), Vec::with_capacity(n));
    for _ in 0..n {
        let marked =
            [whole(&mut generator, 0, time / 2 - 1), whole(&mut generator, time / 2, time - 1)];
        let mut sum = 0.0;
        for step in 0..time {
            let (value, mark) = (generator.uniform(), marked.contains(&step));
            x.extend([value, mark as usize as f32]);
            sum += if mark { value } else { 0.0 };
        }
        y.push(sum);
    }
    Dataset::new(&Tensor::from_vec(x, [n, time, 2]), &Tensor::from_vec(y, [n, 1]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::sha256::sha256;
    use crate::test::{panic_file, panic_message};

    fn sum(data: &Dataset<f32>) -> String {
        let values = data.x.to_vec().into_iter().chain(data.y.to_vec());
        sha256(&Vec::from_iter(values.flat_map(f32::to_le_bytes)))[..16].to_string()
    }

    #[test]
    fn the_same_seed_gives_the_same_bits_on_every_machine() {
        assert_eq!(
            [sum(&sines(20, 30, 0.1, 1)), sum(&adding(20, 30, 1))],
            ["e258fd0eefc48edd", "f5353d02ea0d51d6"]
        );
        assert_ne!(sum(&adding(20, 30, 1)), sum(&adding(20, 30, 2)));
    }

    #[test]
    fn clean_sines_obey_the_law_of_sines() {
        // sin(a + d) + sin(a - d) = 2 cos(d) sin(a), with one d for each wave and the target too.
        let waves = sines(50, 40, 0.0, 2);
        for (window, next) in waves.x.rows().zip(waves.y.to_vec()) {
            let values = [window.to_vec(), vec![next]].concat();
            let largest = (1..40).max_by(|&a, &b| values[a].abs().total_cmp(&values[b].abs()));
            let at = largest.unwrap();
            let factor = (values[at - 1] + values[at + 1]) / values[at];
            assert!((1.6..2.0).contains(&factor), "{factor}");
            for three in values.windows(3) {
                assert!((three[0] + three[2] - factor * three[1]).abs() < 1e-3, "{three:?}");
            }
        }
    }

    #[test]
    fn noise_is_a_standard_deviation_of_values_and_targets() {
        let (noisy, power) = (sines(4000, 30, 2.0, 0), 4.5);
        for values in [&noisy.x, &noisy.y] {
            let square = values.square().mean().item();
            assert!((square / power - 1.0).abs() < 0.05, "{square}");
        }
    }

    #[test]
    fn one_step_of_each_half_is_marked_and_saying_one_costs_a_sixth() {
        for time in [2, 3, 60] {
            let adding = adding(3000, time, 0);
            for marks in adding.x.select(2, 1).rows() {
                let marks = marks.to_vec();
                let (first, second) = marks.split_at(time / 2);
                assert_eq!(first.iter().sum::<f32>(), 1.0);
                assert_eq!(second.iter().sum::<f32>(), 1.0);
            }
            let error = (&adding.y - 1.0).square().mean().item();
            assert!((error - 1.0 / 6.0).abs() < 0.015, "{error}");
        }
    }

    #[test]
    fn misuse_is_one_sentence() {
        assert_eq!(
            panic_message(|| sines(1, 0, 0.1, 0)),
            "sines: a window of 0 steps shows nothing; give it at least 1"
        );
        assert_eq!(
            panic_message(|| sines(1, 5, f32::NAN, 0)),
            "sines: the noise NaN is no standard deviation; it is 0 or a positive number"
        );
        assert_eq!(
            panic_message(|| adding(1, 1, 0)),
            "adding: two values cannot be marked in 1 steps; give it at least 2"
        );
        assert_eq!(panic_file(|| adding(1, 1, 0)), file!());
    }
}
