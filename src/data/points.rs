//! Points in the plane: small made-up problems that can be drawn.
//!
//! All functions take the number of points, the standard deviation of the noise on each coordinate and a
//! seed. The classes are as large as each other, up to one point; the points come in random order. Shapes:
//! `x` is (n, 2), `y` is (n). They are the same on every machine.

use super::Dataset;
use crate::engine::random::Generator;
use crate::tensor::Tensor;

/// The exclusive or: points around the corners of the unit square. Class 1 where one coordinate is 1 and
/// the other 0, class 0 where both are equal: no line separates them.
///
/// ```
/// use manabi::prelude::*;
/// let xor = data::xor(4, 0.0, 0);
/// for (point, label) in xor.x.rows().zip(xor.y.to_vec()) {
///     assert_eq!(label, (point[0] != point[1]) as usize);
/// }
/// ```
#[track_caller]
pub fn xor(n: usize, noise: f32, seed: u64) -> Dataset {
    let corner = |index: usize, _: &mut Generator| {
        let (class, side) = (index % 2, (index / 2 % 2) as f32);
        [side, if class == 1 { 1.0 - side } else { side }]
    };
    points("xor", [n, 2], noise, seed, &corner)
}

/// Two half circles of radius 1, each with its end in the hollow of the other: class 0 above, around
/// (0, 0), class 1 below, around (1, 0.5).
///
/// ```
/// # use manabi::prelude::*;
/// let moons = data::moons(200, 0.1, 0);
/// assert_eq!(moons.class_counts(), [100, 100]);
/// ```
#[track_caller]
pub fn moons(n: usize, noise: f32, seed: u64) -> Dataset {
    let moon = |index: usize, generator: &mut Generator| {
        let [x, y] = turned(1.0, 0.5 * generator.uniform());
        if index.is_multiple_of(2) { [x, y] } else { [1.0 - x, 0.5 - y] }
    };
    points("moons", [n, 2], noise, seed, &moon)
}

/// Two circles around (0, 0): class 0 on the outer one of radius 1, class 1 on the inner one of radius
/// 0.5.
///
/// ```
/// # use manabi::prelude::*;
/// let circles = data::circles(100, 0.0, 0);
/// let radius = circles.x.square().sum_axis(1).sqrt();
/// assert!(radius.max().item() < 1.001 && radius.min().item() > 0.499);
/// ```
#[track_caller]
pub fn circles(n: usize, noise: f32, seed: u64) -> Dataset {
    let circle = |index: usize, generator: &mut Generator| {
        turned(if index.is_multiple_of(2) { 1.0 } else { 0.5 }, generator.uniform())
    };
    points("circles", [n, 2], noise, seed, &circle)
}

/// Spirals around (0, 0), one a class, which wind outwards to radius 1 in one turn. Panics unless there
/// is a class or more.
///
/// ```
/// # use manabi::prelude::*;
/// assert_eq!(data::spirals(300, 3, 0.02, 0).class_counts(), [100, 100, 100]);
/// ```
#[track_caller]
pub fn spirals(n: usize, classes: usize, noise: f32, seed: u64) -> Dataset {
    let spiral = |index: usize, generator: &mut Generator| {
        // The root spreads the points evenly along the arm, which is longer further out.
        let way = generator.uniform().sqrt();
        let start = (index % classes) as f32 / classes as f32;
        turned(way, start + way)
    };
    points("spirals", [n, classes], noise, seed, &spiral)
}

/// Clouds of points, one a class, around centres on a circle of radius 1. Here the noise is the size of
/// the clouds. Panics unless there is a class or more.
///
/// ```
/// # use manabi::prelude::*;
/// let blobs = data::blobs(90, 3, 0.2, 0);
/// assert_eq!(blobs.x.shape(), [90, 2]);
/// ```
#[track_caller]
pub fn blobs(n: usize, classes: usize, noise: f32, seed: u64) -> Dataset {
    let centre =
        |index: usize, _: &mut Generator| turned(1.0, (index % classes) as f32 / classes as f32);
    points("blobs", [n, classes], noise, seed, &centre)
}

/// The point at this radius, so many turns from the right, counterclockwise.
fn turned(radius: f32, turns: f32) -> [f32; 2] {
    let angle = std::f32::consts::TAU * turns;
    [radius * libm::cosf(angle), radius * libm::sinf(angle)]
}

/// `n` points of a number of classes in random order; the class of an index is its rest.
#[track_caller]
fn points(
    name: &str,
    [n, classes]: [usize; 2],
    noise: f32,
    seed: u64,
    place: &dyn Fn(usize, &mut Generator) -> [f32; 2],
) -> Dataset {
    assert!(classes > 0, "{name}: there is nothing to draw in 0 classes; give it at least 1");
    assert!(
        noise >= 0.0 && noise.is_finite(),
        "{name}: the noise {noise} is no standard deviation; it is 0 or a positive number"
    );
    let mut generator = Generator::new(seed);
    let mut order = Vec::from_iter(0..n);
    generator.shuffle(&mut order);
    let mut x = Vec::with_capacity(2 * n);
    for &index in &order {
        for coordinate in place(index, &mut generator) {
            x.push(coordinate + noise * generator.normal());
        }
    }
    let y = order.into_iter().map(|index| index % classes).collect();
    let x = Tensor::from_vec(x, [n, 2]);
    let y = Tensor::from_vec(y, [n]);
    Dataset::new(&x, &y).with_classes((0..classes).map(|class| class.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::sha256::sha256;
    use crate::test::{panic_file, panic_message};

    fn sum(data: &Dataset) -> String {
        let bytes: Vec<u8> = data.x.to_vec().into_iter().flat_map(f32::to_le_bytes).collect();
        sha256(&bytes)[..16].to_string()
    }

    #[test]
    fn the_same_seed_gives_the_same_bits_on_every_machine() {
        let made = [
            xor(101, 0.1, 1),
            moons(101, 0.1, 1),
            circles(101, 0.1, 1),
            spirals(101, 3, 0.1, 1),
            blobs(101, 4, 0.1, 1),
        ];
        assert_eq!(
            made.each_ref().map(sum),
            [
                "f48ba4b1708c85e5",
                "4e2959fb73ae2388",
                "120514848d2a8b12",
                "01a9e826938fa578",
                "539e19a8907227c7"
            ]
        );
        assert_ne!(sum(&xor(101, 0.1, 1)), sum(&xor(101, 0.1, 2)));
    }

    #[test]
    fn classes_are_equal_and_in_random_order() {
        let blobs = blobs(1000, 3, 0.1, 5);
        assert_eq!(blobs.class_counts(), [334, 333, 333]);
        let labels = blobs.y.to_vec();
        assert!(labels.windows(2).filter(|pair| pair[0] == pair[1]).count() > 250);
        assert_eq!(xor(0, 0.1, 0).x.shape(), [0, 2]);
    }

    #[test]
    fn noise_is_a_standard_deviation() {
        let (noisy, clean) = (blobs(20_000, 2, 0.3, 0), blobs(20_000, 2, 0.0, 0));
        let spread = (&noisy.x - &clean.x).square().mean().item().sqrt();
        assert!((spread - 0.3).abs() < 0.005, "{spread}");
    }

    #[test]
    fn spirals_do_not_touch() {
        let spirals = spirals(600, 3, 0.0, 0);
        let (points, labels) = (spirals.x.to_vec(), spirals.y.to_vec());
        for (p, a) in points.chunks(2).zip(&labels) {
            for (q, b) in points.chunks(2).zip(&labels) {
                let apart = (p[0] - q[0]).hypot(p[1] - q[1]);
                let out = p[0].hypot(p[1]).min(q[0].hypot(q[1]));
                assert!(a == b || out < 0.1 || apart > 0.1, "{p:?} {q:?}");
            }
        }
    }

    #[test]
    fn misuse_is_one_sentence() {
        assert_eq!(
            panic_message(|| blobs(10, 0, 0.1, 0)),
            "blobs: there is nothing to draw in 0 classes; give it at least 1"
        );
        assert_eq!(
            panic_message(|| moons(10, -0.1, 0)),
            "moons: the noise -0.1 is no standard deviation; it is 0 or a positive number"
        );
        assert_eq!(panic_file(|| spirals(10, 0, 0.1, 0)), file!());
    }
}
