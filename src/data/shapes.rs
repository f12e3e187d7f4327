//! Shapes: coloured figures on a quiet ground.

use super::Dataset;
use super::canvas::distance;
use crate::engine::random::Generator;
use crate::tensor::Tensor;

/// Colour images with one figure each: `n` of `size` x `size` pixels, red, green and blue from 0 (dark) to
/// 1 (bright). `x` is (n, 3, size, size); `y` is the figure: circle, square, triangle or cross.
///
/// Colour, size, place and turn of the figure and the colour of the ground are random, so that only the
/// form tells the class. The figures are equally frequent, up to one image, in random order; a seed gives
/// the same images on every machine. Panics when the size is below 8.
///
/// ```
/// use manabi::prelude::*;
/// let shapes = data::shapes(100, 16, 0);
/// assert_eq!(shapes.x.shape(), [100, 3, 16, 16]);
/// assert_eq!(shapes.classes(), ["circle", "square", "triangle", "cross"]);
/// ```
#[track_caller]
pub fn shapes(n: usize, size: usize, seed: u64) -> Dataset {
    assert!(size >= 8, "shapes: a figure needs 8 x 8 pixels or more, not {size} x {size}");
    let mut generator = Generator::new(seed);
    let mut labels = Vec::from_iter((0..n).map(|index| index % FIGURES.len()));
    generator.shuffle(&mut labels);
    let mut pixels = Vec::with_capacity(n * 3 * size * size);
    for &class in &labels {
        draw(FIGURES[class].1, size, &mut generator, &mut pixels);
    }
    let x = Tensor::from_vec(pixels, [n, 3, size, size]);
    let y = Tensor::from_vec(labels, [n]);
    Dataset::new(&x, &y).with_classes(FIGURES.map(|(name, _)| name))
}

/// How far a point is outside of a figure of radius 1 around (0, 0); negative inside.
pub type Figure = fn([f32; 2]) -> f32;

pub const FIGURES: [(&str, Figure); 4] =
    [("circle", circle), ("square", square), ("triangle", triangle), ("cross", cross)];

fn circle([x, y]: [f32; 2]) -> f32 {
    (x * x + y * y).sqrt() - 0.9
}

fn square([x, y]: [f32; 2]) -> f32 {
    x.abs().max(y.abs()) - 0.75
}

fn triangle([x, y]: [f32; 2]) -> f32 {
    let slope = 0.866_025_4; // the sine of 60 degrees
    y.max(slope * x - 0.5 * y).max(-slope * x - 0.5 * y) - 0.5
}

fn cross(point: [f32; 2]) -> f32 {
    let arm = |segment| distance(point, segment) - 0.26;
    arm([[-0.72, 0.0], [0.72, 0.0]]).min(arm([[0.0, -0.72], [0.0, 0.72]]))
}

/// Appends the planes of a picture of a figure.
fn draw(figure: Figure, size: usize, generator: &mut Generator, pixels: &mut Vec<f32>) {
    let mut between = |low: f32, high: f32| low + (high - low) * generator.uniform();
    let radius = between(0.22, 0.38);
    let centre = [between(radius, 1.0 - radius), between(radius, 1.0 - radius)];
    let angle = between(-0.35, 0.35);
    let (sine, cosine) = (libm::sinf(angle), libm::cosf(angle));
    let colour = colour(between(0.0, 6.0), between(0.75, 1.0), between(0.6, 1.0));
    let ground = self::colour(between(0.0, 6.0), between(0.05, 0.35), between(0.0, 0.3));
    let pixel = 1.0 / size as f32;
    for (colour, ground) in colour.into_iter().zip(ground) {
        for at in 0..size * size {
            let x = ((at % size) as f32 + 0.5) * pixel - centre[0];
            let y = ((at / size) as f32 + 0.5) * pixel - centre[1];
            let turned = [cosine * x + sine * y, cosine * y - sine * x];
            let outside = figure(turned.map(|place| place / radius)) * radius;
            let cover = (0.5 - outside / pixel).clamp(0.0, 1.0);
            let grain = 0.02 * generator.normal();
            pixels.push((ground + cover * (colour - ground) + grain).clamp(0.0, 1.0));
        }
    }
}

/// Red, green and blue of a hue from 0 to 6, a saturation and a brightness from 0 to 1.
pub fn colour(hue: f32, saturation: f32, brightness: f32) -> [f32; 3] {
    [5.0, 3.0, 1.0].map(|offset| {
        let place = (offset + hue) % 6.0;
        brightness * (1.0 - saturation * place.min(4.0 - place).clamp(0.0, 1.0))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::sha256::sha256;
    use crate::test::panic_message;

    #[test]
    fn the_same_seed_gives_the_same_bits_on_every_machine() {
        let bytes = shapes(8, 16, 3).x.to_vec().into_iter().flat_map(f32::to_le_bytes);
        assert_eq!(&sha256(&Vec::from_iter(bytes))[..16], "388a23779d928cb0");
    }

    #[test]
    fn hues_are_the_named_colours() {
        assert_eq!(colour(0.0, 1.0, 1.0), [1.0, 0.0, 0.0]);
        assert_eq!(colour(1.0, 1.0, 1.0), [1.0, 1.0, 0.0]);
        assert_eq!(colour(2.0, 1.0, 1.0), [0.0, 1.0, 0.0]);
        assert_eq!(colour(4.0, 1.0, 0.5), [0.0, 0.0, 0.5]);
        assert_eq!(colour(4.0, 0.0, 0.5), [0.5; 3]);
    }

    #[test]
    fn figures_lie_inside_their_radius() {
        for (name, figure) in FIGURES {
            let area = (0..10_000)
                .map(|at| [(at % 100) as f32 / 40.0 - 1.25, (at / 100) as f32 / 40.0 - 1.25])
                .filter(|point| figure(*point) < 0.0)
                .inspect(|[x, y]| assert!(x * x + y * y < 1.13, "{name}"))
                .count();
            assert!((0.9..2.6).contains(&(area as f32 / 1600.0)), "{name}: {area}");
        }
    }

    #[test]
    fn too_few_pixels_are_one_sentence() {
        assert_eq!(
            panic_message(|| shapes(1, 4, 0)),
            "shapes: a figure needs 8 x 8 pixels or more, not 4 x 4"
        );
    }
}
