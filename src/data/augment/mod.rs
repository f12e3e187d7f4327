//! Augmentation: images changed at random in ways that keep their label.
//!
//! All functions take images (n, channels, height, width), or one (channels, height, width) or (height,
//! width), and a seed; the same seed makes the same changes, so a training loop gives each step one of
//! its own. Each image of a batch is changed in its own way, all its channels alike. What comes into the
//! picture from outside is 0. Gradients do not flow through.
//!
//! ```
//! use manabi::prelude::*;
//! use manabi::data::augment;
//! let loader = data::digits().batches(64).shuffle(0);
//! for (step, (x, y)) in loader.iter().enumerate() {
//!     let x = augment::shift(&x, 1, step as u64);
//!     let x = augment::rotate(&x, 10., step as u64);
//!     // the training step with x and y
//! }
//! ```

mod images;

use images::Images;

use crate::engine::random::Generator;
use crate::tensor::Tensor;

/// Moves every image by up to `max` pixels along each axis.
///
/// ```
/// # use manabi::prelude::*;
/// # use manabi::data::augment;
/// let x = ones([2, 1, 8, 8]);
/// assert_eq!(augment::shift(&x, 2, 0).shape(), x.shape());
/// assert!(augment::shift(&x, 2, 0).mean().item() >= 6. * 6. / 64.);
/// ```
#[track_caller]
pub fn shift(x: &Tensor, max: usize, seed: u64) -> Tensor {
    let images = Images::of("shift", x);
    let mut generator = Generator::new(seed);
    images.picked(images.size(), &mut || {
        let mut by = || generator.below(2 * max as u64 + 1) as isize - max as isize;
        let (down, right) = (by(), by());
        Box::new(move |row, column| (row - down, column - right))
    })
}

/// Moves every image by the same number of pixels, down and to the right; negative is up and left.
///
/// ```
/// # use manabi::prelude::*;
/// # use manabi::data::augment;
/// let x = tensor([[1., 2.], [3., 4.]]);
/// assert_eq!(augment::translate(&x, 1, 0), tensor([[0., 0.], [1., 2.]]));
/// assert_eq!(augment::translate(&x, 0, -1), tensor([[2., 0.], [4., 0.]]));
/// ```
#[track_caller]
pub fn translate(x: &Tensor, down: isize, right: isize) -> Tensor {
    let images = Images::of("translate", x);
    images.picked(images.size(), &mut || Box::new(move |row, column| (row - down, column - right)))
}

/// Swaps left and right in about half of the images. Not for digits, whose label it changes.
///
/// ```
/// # use manabi::prelude::*;
/// # use manabi::data::augment;
/// let x = tensor([[1., 2.], [3., 4.]]);
/// let made: Vec<Tensor> = (0..9).map(|seed| augment::flip(&x, seed)).collect();
/// assert!(made.iter().any(|y| *y == x));
/// assert!(made.iter().any(|y| *y == tensor([[2., 1.], [4., 3.]])));
/// ```
#[track_caller]
pub fn flip(x: &Tensor, seed: u64) -> Tensor {
    let images = Images::of("flip", x);
    let last = images.width as isize - 1;
    let mut generator = Generator::new(seed);
    images.picked(images.size(), &mut || match generator.below(2) {
        0 => Box::new(|row, column| (row, column)),
        _ => Box::new(move |row, column| (row, last - column)),
    })
}

/// A random part of `size` x `size` pixels of each image, after `padding` pixels of 0 were put around
/// it. Panics when the part is larger than that.
///
/// ```
/// # use manabi::prelude::*;
/// # use manabi::data::augment;
/// let x = ones([4, 3, 32, 32]);
/// assert_eq!(augment::crop(&x, 32, 4, 0).shape(), [4, 3, 32, 32]);
/// assert_eq!(augment::crop(&x, 24, 0, 0), ones([4, 3, 24, 24]));
/// ```
#[track_caller]
pub fn crop(x: &Tensor, size: usize, padding: usize, seed: u64) -> Tensor {
    let images = Images::of("crop", x);
    let (height, width) = (images.height + 2 * padding, images.width + 2 * padding);
    assert!(
        size > 0 && size <= height.min(width),
        "crop: a part of {size} x {size} pixels cannot be cut out of {height} x {width}, padding \
         included"
    );
    let mut generator = Generator::new(seed);
    images.picked((size, size), &mut || {
        let mut from =
            |space: usize| generator.below((space - size) as u64 + 1) as isize - padding as isize;
        let (top, left) = (from(height), from(width));
        Box::new(move |row, column| (row + top, column + left))
    })
}

/// Turns every image about its middle by up to so many degrees, either way. Values between pixels are
/// interpolated.
///
/// ```
/// # use manabi::prelude::*;
/// # use manabi::data::augment;
/// let x = data::digits().take(1).x;
/// assert!(augment::rotate(&x, 0., 0).allclose(&x, 1e-5));
/// assert!(!augment::rotate(&x, 20., 0).allclose(&x, 1e-2));
/// ```
#[track_caller]
pub fn rotate(x: &Tensor, degrees: f32, seed: u64) -> Tensor {
    assert!(
        (0.0..=180.0).contains(&degrees),
        "rotate: the largest angle {degrees} is not from 0 to 180 degrees"
    );
    let images = Images::of("rotate", x);
    let mut generator = Generator::new(seed);
    let middle = [images.height, images.width].map(|size| (size as f32 - 1.0) / 2.0);
    images.made(images.size(), &mut |image, out| {
        let angle = (degrees * (2.0 * generator.uniform() - 1.0)).to_radians();
        let (sine, cosine) = (libm::sinf(angle), libm::cosf(angle));
        for (place, value) in out.iter_mut().enumerate() {
            let (plane, at) = (place / images.plane(), place % images.plane());
            let y = (at / images.width) as f32 - middle[0];
            let x = (at % images.width) as f32 - middle[1];
            let from = [middle[0] + cosine * y - sine * x, middle[1] + cosine * x + sine * y];
            *value = images.between(&image[plane * images.plane()..], from);
        }
    })
}

/// Adds normal noise with this standard deviation to every pixel. Values are not kept in 0 to 1.
///
/// ```
/// # use manabi::prelude::*;
/// # use manabi::data::augment;
/// let y = augment::noise(&zeros([1, 1, 100, 100]), 0.5, 0);
/// assert!((y.square().mean().item().sqrt() - 0.5).abs() < 0.01);
/// ```
#[track_caller]
pub fn noise(x: &Tensor, deviation: f32, seed: u64) -> Tensor {
    assert!(
        deviation >= 0.0 && deviation.is_finite(),
        "noise: {deviation} is no standard deviation; it is 0 or a positive number"
    );
    let mut generator = Generator::new(seed);
    let mut values = x.to_vec();
    values.iter_mut().for_each(|value| *value += deviation * generator.normal());
    Tensor::from_vec(values, x.shape())
}

/// Puts a square of `size` x `size` zeros somewhere on each image; its middle is in the image, its edge
/// may not be. (Cutout: DeVries and Taylor, 2017)
///
/// ```
/// # use manabi::prelude::*;
/// # use manabi::data::augment;
/// let y = augment::cutout(&ones([8, 1, 8, 8]), 4, 0);
/// assert!((0. ..16.).contains(&(64. - y.row(0).sum().item() - 1e-3)));
/// ```
#[track_caller]
pub fn cutout(x: &Tensor, size: usize, seed: u64) -> Tensor {
    let images = Images::of("cutout", x);
    let mut generator = Generator::new(seed);
    images.made(images.size(), &mut |image, out| {
        let mut from = |space: usize| generator.below(space as u64) as usize;
        let (row, column) = (from(images.height), from(images.width));
        let span = |middle: usize| middle.saturating_sub(size / 2)..middle + size.div_ceil(2);
        let (rows, columns) = (span(row), span(column));
        for (place, (value, old)) in out.iter_mut().zip(image).enumerate() {
            let (row, column) = (place / images.width % images.height, place % images.width);
            let cut = rows.contains(&row) && columns.contains(&column);
            *value = if cut { 0.0 } else { *old };
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tensor::{arange, zeros};
    use crate::test::{panic_file, panic_message};

    fn numbered() -> Tensor {
        arange(1., 1. + 4. * 2. * 5. * 6., 1.).reshape([4, 2, 5, 6])
    }

    #[test]
    fn one_seed_is_one_change() {
        let x = numbered();
        let all: [fn(&Tensor, u64) -> Tensor; 6] = [
            |x, seed| shift(x, 2, seed),
            |x, seed| flip(x, seed),
            |x, seed| crop(x, 5, 2, seed),
            |x, seed| rotate(x, 30., seed),
            |x, seed| noise(x, 0.1, seed),
            |x, seed| cutout(x, 3, seed),
        ];
        for change in all {
            assert_eq!(change(&x, 1), change(&x, 1));
            assert!((2..9).any(|seed| change(&x, seed) != change(&x, 1)));
            assert_eq!(change(&zeros([0, 3, 8, 8]), 1).shape()[..2], [0, 3]);
        }
    }

    #[test]
    fn channels_move_together_and_images_apart() {
        let x = numbered();
        let y = shift(&x, 2, 3);
        let mut moves = Vec::new();
        for (image, moved) in x.rows().zip(y.rows()) {
            let (first, second) = (moved.row(0), moved.row(1));
            // The second channel is the first one plus 30, where it is not from outside.
            for (a, b) in first.to_vec().into_iter().zip(second.to_vec()) {
                assert!(a == 0. && b == 0. || b == a + 30.);
            }
            let steps = (-2..=2).flat_map(|down| (-2..=2).map(move |right| (down, right)));
            let by = steps.filter(|by| translate(&image, by.0, by.1) == moved).collect::<Vec<_>>();
            assert_eq!(by.len(), 1);
            moves.extend(by);
        }
        moves.dedup();
        assert!(moves.len() > 1, "{moves:?}");
    }

    #[test]
    fn a_crop_is_a_part_of_the_padded_image() {
        let x = arange(1., 10., 1.).reshape([3, 3]);
        for seed in 0..20 {
            let y = crop(&x, 3, 1, seed);
            let steps = (-1..=1).flat_map(|down| (-1..=1).map(move |right| (down, right)));
            assert_eq!(steps.filter(|by| translate(&x, by.0, by.1) == y).count(), 1);
        }
    }

    #[test]
    fn a_round_image_is_the_same_after_any_turn() {
        let square = arange(-12., 13., 1.).square();
        let x = (-(square.unsqueeze(1) + square) / 20.).exp();
        for seed in 0..10 {
            let y = rotate(&x, 180., seed);
            assert!((y[(12, 12)] - 1.).abs() < 1e-5);
            assert!(y.allclose(&x, 0.04));
        }
    }

    #[test]
    fn turns_are_of_all_angles_up_to_the_largest() {
        // A pixel at the right of the middle: where it goes tells the angle.
        let mut values = vec![0.; 41 * 41];
        values[20 * 41 + 38] = 1.;
        let x = Tensor::from_vec(values, [41, 41]);
        let angles = (0..50).map(|seed| {
            let y = rotate(&x, 30., seed).to_vec();
            let sum: f32 = y.iter().sum();
            let mean = |place: fn(usize) -> usize| {
                y.iter().enumerate().map(|(at, v)| v * place(at) as f32).sum::<f32>() / sum - 20.
            };
            mean(|at| at / 41).atan2(mean(|at| at % 41)).to_degrees()
        });
        let angles: Vec<f32> = angles.collect();
        assert!(angles.iter().all(|angle| angle.abs() < 31.), "{angles:?}");
        assert!(
            angles.iter().any(|angle| *angle > 20.) && angles.iter().any(|angle| *angle < -20.)
        );
    }

    #[test]
    fn misuse_is_one_sentence() {
        assert_eq!(
            panic_message(|| shift(&zeros(3), 1, 0)),
            "shift: the shape [3] is no image; it takes (n, channels, height, width), (channels, \
             height, width) or (height, width)"
        );
        assert_eq!(
            panic_message(|| crop(&zeros([8, 8]), 12, 1, 0)),
            "crop: a part of 12 x 12 pixels cannot be cut out of 10 x 10, padding included"
        );
        assert_eq!(
            panic_message(|| rotate(&zeros([8, 8]), -5., 0)),
            "rotate: the largest angle -5 is not from 0 to 180 degrees"
        );
        assert_eq!(panic_file(|| cutout(&zeros(1), 1, 0)), file!());
    }
}
