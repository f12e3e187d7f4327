//! Depthwise convolutions in slices: each group has one input channel, so that a product of matrices
//! would have a single row. Whole rows are multiplied by one weight and added instead.

use rayon::prelude::*;

use super::sizes::Sizes;
use crate::engine::cpu::share::in_chunks;

/// Whether these functions take the place of those in `conv`.
pub fn applies(sizes: &Sizes) -> bool {
    sizes.groups > 1 && sizes.group().0 == 1
}

/// Adds the convolution to the result.
pub fn forward(sizes: &Sizes, x: &[f32], weights: &[f32], result: &mut [f32]) {
    let Lengths { area, places, elements, outputs } = Lengths::of(sizes);
    let planes = x.par_chunks_exact(area).zip(result.par_chunks_exact_mut(outputs * places));
    planes.enumerate().for_each(|(i, (plane, results))| {
        let group = i % sizes.groups;
        let weights = weights[group * outputs * elements..].chunks_exact(elements);
        for (result, weights) in results.chunks_exact_mut(places).zip(weights) {
            each_weight(sizes, weights, |weight, places, from, stride| {
                let to = result[places].iter_mut();
                let add = |(t, v): (&mut f32, &f32)| *t += weight * v;
                match stride {
                    1 => to.zip(&plane[from..]).for_each(add),
                    _ => to.zip(plane[from..].iter().step_by(stride)).for_each(add),
                }
            });
        }
    });
}

/// Adds the gradient by the input.
pub fn by_input(sizes: &Sizes, gradient: &[f32], weights: &[f32], result: &mut [f32]) {
    let Lengths { area, places, elements, outputs } = Lengths::of(sizes);
    let planes = result.par_chunks_exact_mut(area).zip(gradient.par_chunks_exact(outputs * places));
    planes.enumerate().for_each(|(i, (plane, gradients))| {
        let group = i % sizes.groups;
        let weights = weights[group * outputs * elements..].chunks_exact(elements);
        for (gradient, weights) in gradients.chunks_exact(places).zip(weights) {
            each_weight(sizes, weights, |weight, places, from, stride| {
                let values = &gradient[places];
                let add = |(t, v): (&mut f32, &f32)| *t += weight * v;
                match stride {
                    1 => plane[from..].iter_mut().zip(values).for_each(add),
                    _ => plane[from..].iter_mut().step_by(stride).zip(values).for_each(add),
                }
            });
        }
    });
}

/// The gradient by the weights.
pub fn by_weights(sizes: &Sizes, x: &[f32], gradient: &[f32]) -> Vec<f32> {
    let Lengths { area, places, elements, outputs } = Lengths::of(sizes);
    let (image, result) = (sizes.inputs * area, sizes.outputs * places);
    in_chunks(sizes.batch, 16, sizes.outputs * elements, |images, sums| {
        for i in images {
            let planes = x[i * image..][..image].chunks_exact(area);
            let gradients = gradient[i * result..][..result].chunks_exact(outputs * places);
            let sums = sums.chunks_exact_mut(outputs * elements);
            for ((plane, gradients), sums) in planes.zip(gradients).zip(sums) {
                let pairs = gradients.chunks_exact(places).zip(sums.chunks_exact_mut(elements));
                for (gradient, sums) in pairs {
                    for (element, sum) in sums.iter_mut().enumerate() {
                        *sum += met(sizes, plane, gradient, element);
                    }
                }
            }
        }
    })
}

/// The sum of gradients times the elements of the plane that one element of the kernel meets.
fn met(sizes: &Sizes, plane: &[f32], gradient: &[f32], element: usize) -> f32 {
    let width = sizes.window.columns.kernel;
    let stride = sizes.window.columns.stride;
    let mut sum = 0.0;
    sizes.window.each_row(element / width, element % width, |places, from| {
        let values = plane[from..].iter().step_by(stride);
        sum += gradient[places].iter().zip(values).map(|(g, v)| g * v).sum::<f32>();
    });
    sum
}

/// Calls `f` with each weight of a kernel and each run of places at which it meets the plane.
fn each_weight(
    sizes: &Sizes,
    weights: &[f32],
    mut f: impl FnMut(f32, std::ops::Range<usize>, usize, usize),
) {
    let columns = &sizes.window.columns;
    for (element, &weight) in weights.iter().enumerate() {
        sizes.window.each_row(
            element / columns.kernel,
            element % columns.kernel,
            |places, from| f(weight, places, from, columns.stride),
        );
    }
}

/// The lengths of what belongs to one input channel.
struct Lengths {
    area: usize,
    places: usize,
    elements: usize,
    /// The output channels.
    outputs: usize,
}

impl Lengths {
    fn of(sizes: &Sizes) -> Lengths {
        let window = &sizes.window;
        let outputs = sizes.group().1;
        Lengths {
            area: window.area(),
            places: window.places(),
            elements: window.elements(),
            outputs,
        }
    }
}
