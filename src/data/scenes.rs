//! Scenes: images of several figures, with all that a network may be asked of them.

use std::ops::RangeInclusive;

use super::draw::{between, whole};
use super::shapes::{FIGURES, colour};
use crate::engine::random::Generator;
use crate::tensor::{Dyn, Tensor};

/// Images and what is in them. The parts of image `i` have the number `i` in all fields.
///
/// The classes of figures are those of [`shapes`](super::shapes()): circle, square, triangle and cross.
#[derive(Clone, Debug)]
pub struct Scenes {
    /// Red, green and blue from 0 to 1: (n, 3, size, size).
    pub images: Tensor,
    /// The class of each pixel, (n, size, size): 0 is the ground, and 1 more than the class of a figure else.
    pub pixels: Tensor<Dyn, usize>,
    /// The boxes of the figures, (figures, 4) for each image: left, top, right and bottom edge in pixels.
    pub boxes: Vec<Tensor>,
    /// The classes of the figures, (figures) for each image.
    pub classes: Vec<Tensor<Dyn, usize>>,
    /// Where each figure is, (figures, size, size) for each image.
    pub masks: Vec<Tensor<Dyn, bool>>,
    /// What is to see, from left to right: "a red circle and a blue cross".
    pub captions: Vec<String>,
}

/// The colours by name, as hue, saturation and brightness.
const COLOURS: [(&str, [f32; 3]); 6] = [
    ("red", [0.0, 0.9, 0.9]),
    ("yellow", [0.95, 0.9, 0.95]),
    ("green", [2.1, 0.85, 0.75]),
    ("blue", [3.8, 0.85, 0.9]),
    ("purple", [4.7, 0.7, 0.8]),
    ("white", [0.0, 0.0, 1.0]),
];

/// `n` images of `size` x `size` pixels with so many figures, which do not overlap, on a dark ground: for
/// detection (boxes and classes), segmentation (classes of pixels, masks) and captions.
///
/// Form, colour (one of six), size, place and turn are random and independent; the more figures an image
/// has, the smaller they are. A box is the smallest that holds its mask. They are the same on every machine.
/// Panics when the numbers of figures are not from 1 to 6, or the size is below 16.
///
/// ```
/// use manabi::prelude::*;
/// let scenes = data::scenes(8, 32, 1..=3, 0);
/// display(&scenes.images.row(0).to_image());
/// println!("{}\n{}", scenes.captions[0], scenes.boxes[0]);
/// assert_eq!(scenes.images.shape(), [8, 3, 32, 32]);
/// assert_eq!(scenes.pixels.shape(), [8, 32, 32]);
/// assert_eq!(scenes.masks[0].shape(), [scenes.boxes[0].shape()[0], 32, 32]);
/// ```
#[track_caller]
pub fn scenes(n: usize, size: usize, figures: RangeInclusive<usize>, seed: u64) -> Scenes {
    let (&least, &most) = (figures.start(), figures.end());
    assert!(
        0 < least && least <= most && most <= 6,
        "scenes: images of {least} to {most} figures cannot be drawn; take from 1 to 6, such as 1..=3"
    );
    assert!(size >= 16, "scenes: figures need 16 x 16 pixels or more, not {size} x {size}");
    let mut generator = Generator::new(seed);
    let mut scenes = Scenes {
        images: Tensor::from_vec(Vec::new(), [0]),
        pixels: Tensor::from_vec(Vec::new(), [0]),
        boxes: Vec::with_capacity(n),
        classes: Vec::with_capacity(n),
        masks: Vec::with_capacity(n),
        captions: Vec::with_capacity(n),
    };
    let (mut images, mut pixels) = (Vec::new(), Vec::new());
    for _ in 0..n {
        let figures = whole(&mut generator, least, most);
        let objects = place(figures, size, &mut generator);
        paint(&objects, size, &mut generator, &mut images);
        let masks = Vec::from_iter(objects.iter().map(|object| object.mask(size)));
        pixels.extend((0..size * size).map(|at| {
            let seen = masks.iter().position(|mask| mask[at]);
            seen.map_or(0, |object| 1 + objects[object].class)
        }));
        let boxes = masks.iter().flat_map(|mask| edges(mask, size)).collect();
        scenes.boxes.push(Tensor::from_vec(boxes, [figures, 4]));
        let classes = objects.iter().map(|object| object.class).collect();
        scenes.classes.push(Tensor::from_vec(classes, [figures]));
        scenes.masks.push(Tensor::from_vec(masks.concat(), [figures, size, size]));
        scenes.captions.push(caption(&objects));
    }
    scenes.images = Tensor::from_vec(images, [n, 3, size, size]);
    scenes.pixels = Tensor::from_vec(pixels, [n, size, size]);
    scenes
}

/// No figure reaches further than so many of its radii.
const REACH: f32 = 1.07;

/// A figure in the unit square.
struct Object {
    class: usize,
    colour: usize,
    centre: [f32; 2],
    radius: f32,
    /// The sine and the cosine of its turn.
    turn: [f32; 2],
}

impl Object {
    fn draw(radius: f32, generator: &mut Generator) -> Object {
        let angle = between(generator, -0.35, 0.35);
        let reach = REACH * radius;
        let mut middle = || between(generator, reach, 1.0 - reach);
        let centre = [middle(), middle()];
        Object {
            class: whole(generator, 0, FIGURES.len() - 1),
            colour: whole(generator, 0, COLOURS.len() - 1),
            centre,
            radius,
            turn: [libm::sinf(angle), libm::cosf(angle)],
        }
    }

    /// How far the middle of a pixel is outside of the figure, in pixels; negative inside.
    fn outside(&self, at: usize, size: usize) -> f32 {
        let pixel = 1.0 / size as f32;
        let x = ((at % size) as f32 + 0.5) * pixel - self.centre[0];
        let y = ((at / size) as f32 + 0.5) * pixel - self.centre[1];
        let [sine, cosine] = self.turn;
        let turned = [cosine * x + sine * y, cosine * y - sine * x];
        FIGURES[self.class].1(turned.map(|place| place / self.radius)) * self.radius / pixel
    }

    fn mask(&self, size: usize) -> Vec<bool> {
        (0..size * size).map(|at| self.outside(at, size) < 0.0).collect()
    }
}

/// Figures apart from one another, from left to right.
fn place(figures: usize, size: usize, generator: &mut Generator) -> Vec<Object> {
    let most: f32 = [0.36, 0.25, 0.21, 0.18, 0.15, 0.135][figures - 1];
    loop {
        let mut objects: Vec<Object> = Vec::new();
        for _ in 0..50 {
            let radius = between(generator, (0.6 * most).max(2.0 / size as f32), most);
            let object = Object::draw(radius, generator);
            let apart = |other: &Object| {
                let [dx, dy] = [0, 1].map(|axis| object.centre[axis] - other.centre[axis]);
                let space = REACH * (object.radius + other.radius) + 1.0 / size as f32;
                dx * dx + dy * dy > space * space
            };
            if objects.iter().all(apart) {
                objects.push(object);
            }
            if objects.len() == figures {
                objects.sort_by(|a, b| a.centre[0].total_cmp(&b.centre[0]));
                return objects;
            }
        }
    }
}

/// Appends the planes of an image.
fn paint(objects: &[Object], size: usize, generator: &mut Generator, images: &mut Vec<f32>) {
    let hue = between(generator, 0.0, 6.0);
    let ground = colour(hue, between(generator, 0.1, 0.4), between(generator, 0.05, 0.25));
    let colours = Vec::from_iter(objects.iter().map(|object| {
        let [hue, saturation, brightness] = COLOURS[object.colour].1;
        // No two reds are the same.
        let hue = hue + between(generator, 0.0, 0.15);
        colour(hue, saturation, brightness * between(generator, 0.9, 1.0))
    }));
    for channel in 0..3 {
        for at in 0..size * size {
            let mut light = ground[channel];
            for (object, colour) in objects.iter().zip(&colours) {
                let cover = (0.5 - object.outside(at, size)).clamp(0.0, 1.0);
                light += cover * (colour[channel] - light);
            }
            images.push((light + 0.02 * generator.normal()).clamp(0.0, 1.0));
        }
    }
}

/// The left, top, right and bottom edge of a mask.
fn edges(mask: &[bool], size: usize) -> [f32; 4] {
    let inside = || (0..mask.len()).filter(|&at| mask[at]);
    let ends = |place: fn(usize, usize) -> usize| {
        let places = || inside().map(|at| place(at, size));
        [places().min().unwrap_or(0) as f32, places().max().map_or(0, |last| last + 1) as f32]
    };
    let ([left, right], [top, bottom]) = (ends(|at, size| at % size), ends(|at, size| at / size));
    [left, top, right, bottom]
}

/// The figures in words, from left to right.
fn caption(objects: &[Object]) -> String {
    let named = objects
        .iter()
        .map(|object| format!("a {} {}", COLOURS[object.colour].0, FIGURES[object.class].0));
    named.collect::<Vec<_>>().join(" and ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::sha256::sha256;
    use crate::test::{panic_file, panic_message};

    #[test]
    fn the_same_seed_gives_the_same_bits_on_every_machine() {
        let scenes = scenes(4, 16, 1..=3, 3);
        let bytes = scenes.images.to_vec().into_iter().flat_map(f32::to_le_bytes);
        let captions = scenes.captions.concat().into_bytes();
        assert_eq!(&sha256(&Vec::from_iter(bytes.chain(captions)))[..16], "3f133f72e49d42ac");
    }

    #[test]
    fn a_box_is_the_smallest_that_holds_its_mask() {
        let scenes = scenes(60, 24, 1..=6, 0);
        for (boxes, masks) in scenes.boxes.iter().zip(&scenes.masks) {
            for (edges, mask) in boxes.rows().zip(masks.rows()) {
                let [left, top, right, bottom] = [0, 1, 2, 3].map(|side| edges[side] as usize);
                assert!(left + 2 <= right && top + 2 <= bottom && right.max(bottom) <= 24);
                let inside = mask.slice(0, top..bottom).slice(1, left..right);
                assert_eq!(inside.count(), mask.count());
                for line in
                    [inside.row(0), inside.select(0, -1), inside.col(0), inside.select(1, -1)]
                {
                    assert!(line.any());
                }
            }
        }
    }

    #[test]
    fn pixels_are_the_masks_and_figures_do_not_overlap() {
        let scenes = scenes(60, 32, 1..=6, 1);
        for image in 0..60 {
            let (masks, classes) = (&scenes.masks[image], &scenes.classes[image]);
            let pixels = scenes.pixels.row(image);
            let mut figures = 0;
            for (mask, class) in masks.rows().zip(classes.to_vec()) {
                assert!(pixels.masked_select(&mask).eq(class + 1).all());
                figures += mask.count();
            }
            assert_eq!(pixels.gt(0).count(), figures);
            // Figures are brighter than the ground in the mean.
            let light = scenes.images.row(image).max_axis(0);
            let (bright, dark) =
                (light.masked_select(&pixels.gt(0)), light.masked_select(&pixels.eq(0)));
            assert!(bright.mean().item() > dark.mean().item() + 0.25);
        }
    }

    #[test]
    fn captions_name_the_figures_from_left_to_right() {
        let scenes = scenes(200, 16, 2..=2, 2);
        let mut counts = [0; 4];
        for image in 0..200 {
            let words = Vec::from_iter(scenes.captions[image].split(' '));
            let classes = scenes.classes[image].to_vec();
            assert_eq!([words[0], words[3], words[4]], ["a", "and", "a"]);
            assert_eq!([words[2], words[6]], [0, 1].map(|figure| FIGURES[classes[figure]].0));
            let middle = |figure| {
                let boxes = &scenes.boxes[image];
                boxes[(figure, 0)] + boxes[(figure, 2)]
            };
            assert!(middle(0) <= middle(1) + 2.0);
            classes.iter().for_each(|&class| counts[class] += 1);
        }
        assert!(counts.iter().all(|count| (70..130).contains(count)), "{counts:?}");
    }

    #[test]
    fn every_colour_is_nearest_to_its_name() {
        let scenes = scenes(300, 32, 1..=1, 4);
        let pure = COLOURS.map(|(_, [hue, saturation, light])| colour(hue, saturation, light));
        for image in 0..300 {
            let mask = scenes.masks[image].row(0);
            let seen = [0, 1, 2].map(|channel| {
                scenes.images.row(image).row(channel).masked_select(&mask).mean().item()
            });
            let far = |colour: [f32; 3]| {
                (0..3).map(|channel| (seen[channel] - colour[channel]).powi(2)).sum::<f32>()
            };
            let nearest = (0..6).min_by(|&a, &b| far(pure[a]).total_cmp(&far(pure[b]))).unwrap();
            let caption = &scenes.captions[image];
            assert!(caption.contains(COLOURS[nearest].0), "{caption} is {seen:?}");
        }
    }

    #[test]
    fn misuse_is_one_sentence() {
        assert_eq!(
            panic_message(|| scenes(1, 32, 0..=2, 0)),
            "scenes: images of 0 to 2 figures cannot be drawn; take from 1 to 6, such as 1..=3"
        );
        assert_eq!(
            panic_message(|| scenes(1, 12, 1..=1, 0)),
            "scenes: figures need 16 x 16 pixels or more, not 12 x 12"
        );
        assert_eq!(panic_file(|| scenes(1, 12, 1..=1, 0)), file!());
    }
}
