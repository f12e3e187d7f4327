//! Convolutions as ops: over planes, and over sequences as planes of height 1.

use super::conv::{self, Sizes};
use super::conv_gradient;
use super::place::at_parameter;
use super::window::{Sliding, Window};
use super::{Raw, dims};

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
    let values =
        conv::forward(&sizes, x.values(), weights.values(), bias.map(|bias| bias.values()));
    let y = Raw::from_vec(values, dims);
    let (saved, w) = (x.detach(), weights.detach());
    recorded(op, y, x, weights, bias, move |g, [to_x, to_w, to_b]| {
        let g = g.values();
        [
            to_x.then(|| {
                Raw::from_vec(conv_gradient::by_input(&sizes, g, w.values()), saved.dims())
            }),
            to_w.then(|| {
                Raw::from_vec(conv_gradient::by_weights(&sizes, saved.values(), g), w.dims())
            }),
            to_b.then(|| by_bias(g, sizes.outputs, &sizes.window)),
        ]
    })
}

fn by_bias(g: &[f32], channels: usize, window: &Window) -> Raw {
    Raw::from_vec(conv_gradient::by_bias(g, channels, window.places()), &[channels])
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
    let mut values = conv_gradient::by_input(&sizes, x.values(), weights.values());
    if let Some(bias) = bias {
        let planes = values.chunks_exact_mut(window.area());
        for (plane, b) in planes.zip(bias.values().iter().cycle()) {
            plane.iter_mut().for_each(|v| *v += b);
        }
    }
    let y = Raw::from_vec(values, &[sizes.batch, outputs, size[0], size[1]]);
    let (saved, w) = (x.detach(), weights.detach());
    recorded(op, y, x, weights, bias, move |g, [to_x, to_w, to_b]| {
        let g = g.values();
        [
            to_x.then(|| Raw::from_vec(conv::forward(&sizes, g, w.values(), None), saved.dims())),
            to_w.then(|| {
                Raw::from_vec(conv_gradient::by_weights(&sizes, g, saved.values()), w.dims())
            }),
            to_b.then(|| {
                Raw::from_vec(conv_gradient::by_bias(g, outputs, window.area()), &[outputs])
            }),
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
mod tests {
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
