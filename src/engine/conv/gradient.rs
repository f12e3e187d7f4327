//! The gradients of convolutions in slices: by the input, by the weights and by the bias.
//!
//! Sums over the batch are made in chunks whose number depends on the sizes alone, and are added in order,
//! so that bits do not depend on the number of threads. A transposed convolution is the gradient by the
//! input, and its gradient is the convolution.

use rayon::prelude::*;

use super::beside::beside;
use super::columns::{gather, scatter};
use super::depthwise;
use super::forward::forward;
use super::sizes::Sizes;
use crate::engine::cpu::gemm::{Before, Matrix, Threads, gemm};
use crate::engine::cpu::lanes::total;
use crate::engine::cpu::memory;
use crate::engine::cpu::share::{each_sum, in_chunks};
use crate::engine::window::{Slide, Window};

/// The gradients of the weights are added up in at most this many chunks of the batch ...
const CHUNKS: usize = 16;
/// ... and fewer, where they would hold more elements than this.
const CHUNK_ELEMENTS: usize = 1 << 22;

/// The gradient by the input, from the gradient by the result.
pub fn by_input(sizes: &Sizes, gradient: &[f32], weights: &[f32]) -> Vec<f32> {
    let len = sizes.batch * sizes.image();
    if sizes.is_empty() {
        return memory::zeros(len);
    }
    if depthwise::applies(sizes) {
        let mut result = memory::zeros(len);
        depthwise::by_input(sizes, gradient, weights, &mut result);
        return result;
    }
    if let Some(turned) = turned_around(sizes) {
        return forward(&turned, gradient, &weights_turned_around(sizes, weights), None);
    }
    let mut result = memory::take(len);
    let together = sizes.together();
    let images = result.par_chunks_mut(together * sizes.image());
    images.zip(gradient.par_chunks(together * sizes.result())).for_each_init(
        || sizes.room(),
        |room, (image, gradient)| {
            let room = room.as_mut_slice();
            if together > 1 {
                return by_input_images(sizes, gradient, weights, image, room);
            }
            for group in 0..sizes.groups {
                let (x, y, w) = sizes.parts(group);
                by_input_image(sizes, &gradient[y], &weights[w], &mut image[x], room);
            }
        },
    );
    result
}

/// The convolution from gradients to gradients that does the same, where the window moves one by one: there
/// columns are only gathered, where [`scatter`] reads, adds and writes. Not where it would gather many more.
fn turned_around(sizes: &Sizes) -> Option<Sizes> {
    let &Sizes { batch, inputs, outputs, groups, window } = sizes;
    let slide = |slide: Slide| {
        let padding = (slide.dilation * (slide.kernel - 1)).checked_sub(slide.padding)?;
        let turned = Slide { size: slide.places, places: slide.size, padding, ..slide };
        (slide.stride == 1).then_some(turned)
    };
    let window = Window { rows: slide(window.rows)?, columns: slide(window.columns)? };
    let worth = outputs <= 2 * inputs && !window.is_point();
    worth.then_some(Sizes { batch, inputs: outputs, outputs: inputs, groups, window })
}

/// (outputs, inputs, kernel) to (inputs, outputs, kernel from its end), group by group.
fn weights_turned_around(sizes: &Sizes, weights: &[f32]) -> Vec<f32> {
    let ((inputs, outputs), elements) = (sizes.group(), sizes.window.elements());
    let mut turned = Vec::with_capacity(weights.len());
    for group in weights.chunks_exact(outputs * inputs * elements) {
        for input in 0..inputs {
            for output in 0..outputs {
                let kernel = &group[(output * inputs + input) * elements..][..elements];
                turned.extend(kernel.iter().rev());
            }
        }
    }
    turned
}

/// Several images side by side.
fn by_input_images(
    sizes: &Sizes,
    gradient: &[f32],
    weights: &[f32],
    images: &mut [f32],
    room: &mut [f32],
) {
    let (places, depth, outputs) = (sizes.window.places(), sizes.depth(), sizes.outputs);
    let count = images.len() / sizes.image();
    let (columns, results) = sizes.halves(room, count);
    beside(gradient, outputs, places, results);
    let len = count * places;
    let weights = Matrix::by_rows(weights, depth).transposed();
    let size = (depth, outputs, len);
    let results = Matrix::by_rows(results, len);
    gemm((columns, len), Before::Overwritten, weights, results, size, Threads::One);
    images.fill(0.0);
    for (i, image) in images.chunks_exact_mut(sizes.image()).enumerate() {
        scatter(&sizes.window, columns, sizes.whole(), i * places, image);
    }
}

fn by_input_image(
    sizes: &Sizes,
    gradient: &[f32],
    weights: &[f32],
    image: &mut [f32],
    room: &mut [f32],
) {
    let (window, places, depth) = (&sizes.window, sizes.window.places(), sizes.depth());
    let outputs = sizes.group().1;
    let weights = Matrix::by_rows(weights, depth).transposed();
    let before = Before::Overwritten;
    if window.is_point() {
        let gradient = Matrix::by_rows(gradient, places);
        gemm((image, places), before, weights, gradient, (depth, outputs, places), sizes.threads());
        return;
    }
    image.fill(0.0);
    for band in sizes.bands() {
        let (start, len) = (band.start * window.columns.places, band.len() * window.columns.places);
        let columns = &mut room[..depth * len];
        let gradient = Matrix::by_rows(&gradient[start..], places);
        let size = (depth, outputs, len);
        gemm((columns, len), before, weights, gradient, size, sizes.threads());
        scatter(window, columns, band, 0, image);
    }
}

/// The gradient by the weights, from the input and the gradient by the result.
pub fn by_weights(sizes: &Sizes, x: &[f32], gradient: &[f32]) -> Vec<f32> {
    if sizes.is_empty() {
        return vec![0.0; sizes.weights()];
    }
    if depthwise::applies(sizes) {
        return depthwise::by_weights(sizes, x, gradient);
    }
    let chunks = (CHUNK_ELEMENTS / sizes.weights()).clamp(1, CHUNKS);
    let sums = in_chunks(sizes.batch, chunks, sizes.weights(), |images, sum| {
        let mut room = sizes.room();
        let together = sizes.together();
        for start in images.clone().step_by(together) {
            let images = start..(start + together).min(images.end);
            let x = &x[images.start * sizes.image()..images.end * sizes.image()];
            let gradient = &gradient[images.start * sizes.result()..images.end * sizes.result()];
            if together > 1 {
                by_weights_images(sizes, x, gradient, sum, room.as_mut_slice());
                continue;
            }
            for group in 0..sizes.groups {
                let (x_part, y, w) = sizes.parts(group);
                let (x, room) = (&x[x_part], room.as_mut_slice());
                by_weights_image(sizes, x, &gradient[y], &mut sum[w], room);
            }
        }
    });
    let result = turned(sizes, &sums);
    memory::keep(sums);
    result
}

/// Adds the gradient by the weights of several images side by side, turned as below.
fn by_weights_images(
    sizes: &Sizes,
    images: &[f32],
    gradient: &[f32],
    sum: &mut [f32],
    room: &mut [f32],
) {
    let (places, depth, outputs) = (sizes.window.places(), sizes.depth(), sizes.outputs);
    let count = images.len() / sizes.image();
    let (columns, results) = sizes.halves(room, count);
    for (i, image) in images.chunks_exact(sizes.image()).enumerate() {
        gather(&sizes.window, image, sizes.whole(), i * places, columns);
    }
    beside(gradient, outputs, places, results);
    let len = count * places;
    let columns = Matrix::by_rows(columns, len);
    let results = Matrix::by_rows(results, len).transposed();
    gemm((sum, outputs), Before::Added, columns, results, (depth, len, outputs), Threads::One);
}

/// Adds the gradient by the weights of one group of one image, turned: (depth, outputs). Then the product
/// needs the columns as they lie, and only the gradient, which is smaller, is packed anew.
fn by_weights_image(
    sizes: &Sizes,
    image: &[f32],
    gradient: &[f32],
    sum: &mut [f32],
    room: &mut [f32],
) {
    let (window, places, depth) = (&sizes.window, sizes.window.places(), sizes.depth());
    let outputs = sizes.group().1;
    if window.is_point() {
        let columns = Matrix::by_rows(image, places);
        let gradient = Matrix::by_rows(gradient, places).transposed();
        let size = (depth, places, outputs);
        gemm((sum, outputs), Before::Added, columns, gradient, size, sizes.threads());
        return;
    }
    for band in sizes.bands() {
        let (start, len) = (band.start * window.columns.places, band.len() * window.columns.places);
        let columns = &mut room[..depth * len];
        gather(window, image, band, 0, columns);
        let columns = Matrix::by_rows(columns, len);
        let gradient = Matrix::by_rows(&gradient[start..], places).transposed();
        let size = (depth, len, outputs);
        gemm((sum, outputs), Before::Added, columns, gradient, size, sizes.threads());
    }
}

/// The gradients of each group's weights turned back: (depth, outputs) to (outputs, depth).
fn turned(sizes: &Sizes, sums: &[f32]) -> Vec<f32> {
    let (depth, outputs) = (sizes.depth(), sizes.group().1);
    let mut result = memory::take(sums.len());
    let groups = result.chunks_exact_mut(depth * outputs).zip(sums.chunks_exact(depth * outputs));
    for (result, group) in groups {
        for (output, result) in result.chunks_exact_mut(depth).enumerate() {
            let column = group[output..].iter().step_by(outputs);
            result.iter_mut().zip(column).for_each(|(to, from)| *to = *from);
        }
    }
    result
}

/// The gradient by the bias: the sum over the batch and the places, channel by channel.
pub fn by_bias(gradient: &[f32], channels: usize, places: usize) -> Vec<f32> {
    let mut sums = vec![0.0; channels];
    each_sum(&mut sums, 1, gradient.len(), |channel, sum| {
        let planes = gradient.chunks(places.max(1)).skip(channel).step_by(channels);
        sum[0] = planes.map(|plane| f64::from(total(plane))).sum::<f64>() as f32;
    });
    sums
}
