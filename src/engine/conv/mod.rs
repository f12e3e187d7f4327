//! Convolutions as ops: over planes, and over sequences as planes of height 1.

mod beside;
mod columns;
mod depthwise;
mod forward;
mod gradient;
mod phases;
mod reference;
mod sizes;
#[cfg(test)]
mod tests;

use self::sizes::Sizes;
use super::held::composed;
use super::place::at_parameter;
use super::window::Sliding;
use super::{Raw, add, dims};

/// x of (batch, inputs, height, width) with weights of (outputs, inputs / groups, kernel height, kernel
/// width) and a bias of (outputs): (batch, outputs, places of the window).
#[track_caller]
pub fn conv2d(x: &Raw, weights: &Raw, bias: Option<&Raw>, sliding: Sliding, groups: usize) -> Raw {
    let op = "conv2d";
    let at = || at_parameter(op, Some(weights));
    let (outputs, inputs) = channels(weights.dims(), groups);
    dims::check_planes(at(), x.dims(), inputs, &["height", "width"]);
    let window = sliding.over(at(), [x.dims()[2], x.dims()[3]]);
    let sizes = Sizes { batch: x.dims()[0], inputs, outputs, groups, window };
    let dims = [sizes.batch, outputs, window.rows.places, window.columns.places];
    convolved(op, x, weights, bias, sizes, &dims)
}

/// x of (batch, inputs, length) with weights of (outputs, inputs / groups, kernel length): (batch,
/// outputs, places of the window). The sliding is that of a plane of height 1.
#[track_caller]
pub fn conv1d(x: &Raw, weights: &Raw, bias: Option<&Raw>, sliding: Sliding, groups: usize) -> Raw {
    let op = "conv1d";
    let at = || at_parameter(op, Some(weights));
    let (outputs, inputs) = channels(weights.dims(), groups);
    dims::check_planes(at(), x.dims(), inputs, &["length"]);
    let window = sliding.over(at(), [1, x.dims()[2]]);
    let sizes = Sizes { batch: x.dims()[0], inputs, outputs, groups, window };
    let dims = [sizes.batch, outputs, window.columns.places];
    convolved(op, x, weights, bias, sizes, &dims)
}

/// The first axis of the weights counts channels, the second those of one group.
fn channels(weights: &[usize], groups: usize) -> (usize, usize) {
    (weights[0], weights[1] * groups)
}

#[track_caller]
fn convolved(
    op: &'static str,
    x: &Raw,
    weights: &Raw,
    bias: Option<&Raw>,
    sizes: Sizes,
    dims: &[usize],
) -> Raw {
    let y = forward(&sizes, x, weights, bias, dims);
    let (saved, w) = (x.detach(), weights.detach());
    recorded(op, y, x, weights, bias, move |g, [to_x, to_w, to_b]| {
        [
            to_x.then(|| by_input(&sizes, g, &w, saved.dims())),
            to_w.then(|| by_weights(&sizes, &saved, g, w.dims())),
            to_b.then(|| by_bias(g, sizes.outputs, sizes.window.places())),
        ]
    })
}

/// The result of a convolution, not recorded.
fn forward(sizes: &Sizes, x: &Raw, w: &Raw, bias: Option<&Raw>, dims: &[usize]) -> Raw {
    let composed = match sizes.is_empty() {
        true => None,
        false => composed!([x, w] dims, reference::forward(sizes, x, w)),
    };
    match (composed, bias) {
        (Some(y), Some(bias)) => with_bias(y, bias, sizes.window.places()),
        (Some(y), None) => y,
        (None, bias) => {
            let bias = bias.map(|bias| bias.values());
            Raw::from_vec(forward::forward(sizes, x.values(), w.values(), bias), dims)
        }
    }
}

/// The gradient of a convolution by its input.
fn by_input(sizes: &Sizes, g: &Raw, w: &Raw, dims: &[usize]) -> Raw {
    let composed = match sizes.is_empty() {
        true => None,
        false => composed!([g, w] dims, reference::by_input(sizes, g, w)),
    };
    composed
        .unwrap_or_else(|| Raw::from_vec(gradient::by_input(sizes, g.values(), w.values()), dims))
}

/// The gradient of a convolution by its weights.
fn by_weights(sizes: &Sizes, x: &Raw, g: &Raw, dims: &[usize]) -> Raw {
    let composed = match sizes.is_empty() {
        true => None,
        false => composed!([x, g] dims, reference::by_weights(sizes, x, g)),
    };
    composed
        .unwrap_or_else(|| Raw::from_vec(gradient::by_weights(sizes, x.values(), g.values()), dims))
}

fn by_bias(g: &Raw, channels: usize, places: usize) -> Raw {
    Raw::from_vec(gradient::by_bias(g.values(), channels, places), &[channels])
}

/// Adds to each plane the bias of its channel.
fn with_bias(y: Raw, bias: &Raw, places: usize) -> Raw {
    let dims = y.dims().to_vec();
    if y.held().is_some() {
        return add(
            &y.with_dims(&[y.len() / places / bias.len(), bias.len(), places]),
            &bias.with_dims(&[bias.len(), 1]),
        )
        .with_dims(&dims);
    }
    let mut values = y.into_values();
    for (plane, b) in values.chunks_exact_mut(places).zip(bias.values().iter().cycle()) {
        plane.iter_mut().for_each(|v| *v += b);
    }
    Raw::from_vec(values, &dims)
}

/// x of (batch, inputs, height, width) with weights of (inputs, outputs / groups, kernel height, kernel
/// width): each element of the input adds the kernel times itself to the result, a stride apart. It is
/// the gradient of a convolution by its input, with `extra` rows and columns where several sizes of that
/// input would give the same result.
#[track_caller]
pub fn conv_transpose2d(
    x: &Raw,
    weights: &Raw,
    bias: Option<&Raw>,
    sliding: Sliding,
    extra: [usize; 2],
    groups: usize,
) -> Raw {
    let op = "conv_transpose2d";
    let at = || at_parameter(op, Some(weights));
    sliding.check(at());
    let (inputs, outputs) = channels(weights.dims(), groups);
    dims::check_planes(at(), x.dims(), inputs, &["height", "width"]);
    let Sliding { kernel, stride, padding, dilation } = sliding;
    let mut size = [0, 0];
    // Not in a closure: a panic in one is not at the caller's line.
    for i in 0..2 {
        let places = x.dims()[2 + i];
        assert!(
            extra[i] < stride[i].max(dilation[i]),
            "{}: the output padding {extra:?} must be smaller than the stride {stride:?} or the \
             dilation {dilation:?}",
            at()
        );
        let full =
            places.saturating_sub(1) * stride[i] + dilation[i] * (kernel[i] - 1) + 1 + extra[i];
        assert!(
            full > 2 * padding[i],
            "{}: the padding {padding:?} leaves nothing of the result for an input of the shape {:?}",
            at(),
            x.dims()
        );
        size[i] = full - 2 * padding[i];
    }
    let mut window = sliding.over(at(), size);
    // An empty input has an empty result, and extra elements may have room for one more place.
    (window.rows.places, window.columns.places) = (x.dims()[2], x.dims()[3]);
    // From the result's side: what a convolution takes in is what is given out here.
    let sizes = Sizes { batch: x.dims()[0], inputs: outputs, outputs: inputs, groups, window };
    let dims = [sizes.batch, outputs, size[0], size[1]];
    let y = by_input(&sizes, x, weights, &dims);
    let y = match bias {
        Some(bias) => with_bias(y, bias, sizes.window.area()),
        None => y,
    };
    let (saved, w) = (x.detach(), weights.detach());
    recorded(op, y, x, weights, bias, move |g, [to_x, to_w, to_b]| {
        [
            to_x.then(|| forward(&sizes, g, &w, None, saved.dims())),
            to_w.then(|| by_weights(&sizes, g, &saved, w.dims())),
            to_b.then(|| by_bias(g, outputs, sizes.window.area())),
        ]
    })
}

/// Records an op with weights, and a bias where there is one.
#[track_caller]
pub fn recorded(
    op: &'static str,
    y: Raw,
    x: &Raw,
    weights: &Raw,
    bias: Option<&Raw>,
    backward: impl FnOnce(&Raw, [bool; 3]) -> [Option<Raw>; 3] + Send + 'static,
) -> Raw {
    match bias {
        Some(bias) => y.recorded(op, [x, weights, bias], backward),
        None => y.recorded(op, [x, weights], move |g, [to_x, to_w]| {
            let [x, w, _] = backward(g, [to_x, to_w, false]);
            [x, w]
        }),
    }
}

#[cfg(test)]
mod sentences {
    use super::*;
    use crate::test::panic_message;

    #[test]
    fn an_input_that_does_not_fit_is_one_sentence() {
        let (w, zeros) = (Raw::full(0.0, &[4, 3, 3, 3]), |dims: &[usize]| Raw::full(0.0, dims));
        let sliding = Sliding::of([3, 3]);
        let conv = |dims: &[usize]| panic_message(|| conv2d(&zeros(dims), &w, None, sliding, 1));
        assert_eq!(
            conv(&[2, 1, 8, 8]),
            "conv2d: the layer takes (batch, 3, height, width), but the input has the shape [2, 1, 8, 8], \
             whose second size is 1"
        );
        assert_eq!(
            conv(&[3, 8, 8]),
            "conv2d: the layer takes (batch, 3, height, width), but the input has the shape [3, 8, 8]; add \
             the batch with `.unsqueeze(0)`"
        );
        let flat = zeros(&[4, 1, 3]);
        assert_eq!(
            panic_message(|| conv1d(&zeros(&[5, 9]), &flat, None, Sliding::of([1, 3]), 1)),
            "conv1d: the layer takes (batch, 1, length), but the input has the shape [5, 9]; add the \
             channel with `.unsqueeze(1)`"
        );
        let x = zeros(&[1, 4, 1, 1]);
        assert_eq!(
            panic_message(|| {
                conv_transpose2d(&x, &w, None, Sliding { padding: [2, 2], ..sliding }, [0, 0], 1)
            }),
            "conv_transpose2d: the padding [2, 2] leaves nothing of the result for an input of the shape \
             [1, 4, 1, 1]"
        );
        assert_eq!(
            panic_message(|| conv_transpose2d(&x, &w, None, sliding, [1, 0], 1)),
            "conv_transpose2d: the output padding [1, 0] must be smaller than the stride [1, 1] or the \
             dilation [1, 1]"
        );
    }
}
