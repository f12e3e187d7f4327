//! Pictures: what a network and each of its neurons answer over the plane, as pixels.

use manabi::prelude::*;

use crate::Playground;

/// Half the side of the square of the plane that pictures show, around (0, 0).
pub const REACH: f32 = 1.6;

/// The colours of class 0 and class 1: blue and orange, told apart with any colour vision.
const CLASSES: [[u8; 3]; 2] = [[0x00, 0x72, 0xb2], [0xd5, 0x5e, 0x00]];

/// For each neuron of a layer a square picture of `size` x `size` pixels (red, green, blue, opacity), row
/// by row from above, one neuron after another. `paper` is the colour of 0.
///
/// The last layer shows how sure the network is of a class; the others show answers beside the
/// greatest one of the neuron.
pub fn pictures(playground: &Playground, layer: usize, size: usize, paper: [u8; 3]) -> Vec<u8> {
    let answers = no_grad(|| playground.neurons(&grid(size), layer)); // (size * size, neurons)
    let answers = if layer == playground.layers() {
        answers.sigmoid() * 2. - 1.
    } else {
        &answers / (answers.abs().max_axis(0) + 1e-6)
    };
    let mut pixels = Vec::with_capacity(4 * answers.len());
    for neuron in answers.t().rows() {
        pixels.extend(neuron.to_vec().into_iter().flat_map(|answer| color(answer, paper)));
    }
    pixels
}

/// The centres of the pixels, (size * size, 2).
fn grid(size: usize) -> Tensor {
    let at = |i: usize| ((i as f32 + 0.5) / size as f32 * 2. - 1.) * REACH;
    let places = (0..size * size).flat_map(|i| [at(i % size), -at(i / size)]);
    Tensor::from_vec(places.collect(), [size * size, 2])
}

/// The colour of an answer from -1 (class 0) to 1 (class 1).
fn color(answer: f32, paper: [u8; 3]) -> [u8; 4] {
    let class = CLASSES[usize::from(answer > 0.)];
    let share = answer.abs().min(1.) * 0.8;
    let mixed = |i: usize| (paper[i] as f32 + (class[i] as f32 - paper[i] as f32) * share) as u8;
    [mixed(0), mixed(1), mixed(2), 255]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Options;

    #[test]
    fn the_first_feature_grows_to_the_right_and_the_second_upwards() {
        let playground = Playground::new(Options::default());
        let pixels = pictures(&playground, 0, 4, [255; 3]);
        assert_eq!(pixels.len(), 2 * 4 * 4 * 4);
        let pixel = |neuron: usize, row: usize, column: usize| {
            let at = ((neuron * 4 + row) * 4 + column) * 4;
            [pixels[at], pixels[at + 1], pixels[at + 2]]
        };
        let is_orange = |[red, _, blue]: [u8; 3]| red > blue;
        assert!(is_orange(pixel(0, 0, 3)) && !is_orange(pixel(0, 0, 0)));
        assert!(is_orange(pixel(1, 0, 0)) && !is_orange(pixel(1, 3, 0)));
    }

    #[test]
    fn nothing_learned_is_nearly_paper() {
        assert_eq!(color(0., [250, 251, 252]), [250, 251, 252, 255]);
        assert_eq!(
            color(1., [0; 3]),
            [(0xd5 as f32 * 0.8) as u8, (0x5e as f32 * 0.8) as u8, 0, 255]
        );
    }
}
