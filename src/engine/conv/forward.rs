//! Convolutions in slices: each image is gathered into columns, a band of rows at a time, and multiplied by
//! the weights; small images several at a time. Images are shared among threads.

use rayon::prelude::*;

use super::beside::apart;
use super::columns::gather;
use super::depthwise;
use super::sizes::Sizes;
use crate::engine::cpu::gemm::{Before, Matrix, Threads, gemm};
use crate::engine::cpu::memory;

/// The result, (batch, outputs, places of the window).
pub fn forward(sizes: &Sizes, x: &[f32], weights: &[f32], bias: Option<&[f32]>) -> Vec<f32> {
    let mut result = memory::take(sizes.batch * sizes.result());
    if sizes.is_empty() || depthwise::applies(sizes) {
        start(sizes, &mut result, Some(bias.unwrap_or(&vec![0.0; sizes.outputs])));
        if !sizes.is_empty() {
            depthwise::forward(sizes, x, weights, &mut result);
        }
        return result;
    }
    let together = sizes.together();
    let results = result.par_chunks_mut(together * sizes.result());
    let images = results.zip(x.par_chunks(together * sizes.image()));
    let before = if bias.is_some() { Before::Added } else { Before::Overwritten };
    images.for_each_init(
        || sizes.room(),
        |room, (result, image)| {
            let room = room.as_mut_slice();
            if together > 1 {
                return forward_images(sizes, image, weights, bias, result, room);
            }
            start(sizes, result, bias);
            for group in 0..sizes.groups {
                let (x, y, w) = sizes.parts(group);
                forward_image(sizes, &image[x], &weights[w], &mut result[y], before, room);
            }
        },
    );
    result
}

/// Fills the planes of results with the bias of each, where there is one.
fn start(sizes: &Sizes, result: &mut [f32], bias: Option<&[f32]>) {
    let places = sizes.window.places().max(1);
    if let Some(bias) = bias {
        let planes = result.chunks_exact_mut(places);
        planes.zip(bias.iter().cycle()).for_each(|(plane, b)| plane.fill(*b));
    }
}

/// Several images side by side.
fn forward_images(
    sizes: &Sizes,
    images: &[f32],
    weights: &[f32],
    bias: Option<&[f32]>,
    result: &mut [f32],
    room: &mut [f32],
) {
    let (window, places, depth) = (&sizes.window, sizes.window.places(), sizes.depth());
    let count = images.len() / sizes.image();
    let (columns, results) = sizes.halves(room, count);
    for (i, image) in images.chunks_exact(sizes.image()).enumerate() {
        gather(window, image, sizes.whole(), i * places, columns);
    }
    let len = count * places;
    let (weights, columns) = (Matrix::by_rows(weights, depth), Matrix::by_rows(columns, len));
    let size = (sizes.outputs, depth, len);
    gemm((results, len), Before::Overwritten, weights, columns, size, Threads::One);
    apart(results, bias, places, sizes.outputs, result);
}

/// One group of one image.
fn forward_image(
    sizes: &Sizes,
    image: &[f32],
    weights: &[f32],
    result: &mut [f32],
    before: Before,
    room: &mut [f32],
) {
    let (window, places, depth) = (&sizes.window, sizes.window.places(), sizes.depth());
    let outputs = sizes.group().1;
    let weights = Matrix::by_rows(weights, depth);
    if window.is_point() {
        let columns = Matrix::by_rows(image, places);
        gemm((result, places), before, weights, columns, (outputs, depth, places), sizes.threads());
        return;
    }
    for band in sizes.bands() {
        let (start, len) = (band.start * window.columns.places, band.len() * window.columns.places);
        let columns = &mut room[..depth * len];
        gather(window, image, band, 0, columns);
        let columns = Matrix::by_rows(columns, len);
        let size = (outputs, depth, len);
        gemm((&mut result[start..], places), before, weights, columns, size, sizes.threads());
    }
}
