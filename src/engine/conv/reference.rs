//! Convolutions as a composition of dfdx's ops: each element of the kernel picks rows, then columns, of the
//! padded planes, and what was picked is multiplied by the weights. Gradients are dfdx's own.

use dfdx::shapes::{Axes3, Axes5, Axis, HasShape, Rank0};
use dfdx::tensor::{Gradients, Merge, NoneTape, OwnedTape, Tape, Tensor, Trace};
use dfdx::tensor_ops::{
    Backward, BroadcastTo, Device, GatherTo, PermuteTo, ReshapeTo, SumTo, TryConcatAlong, TryMatMul,
};

use super::sizes::Sizes;
use crate::engine::held::Flat;
use crate::engine::window::Slide;

type Planes<D, T> = Tensor<(usize, usize, usize), f32, D, T>;
type Taped<D, T> = Tensor<(usize,), f32, D, T>;

/// The result without a bias, (batch, outputs, places of the window).
pub fn forward<D: Device<f32>>(sizes: &Sizes, x: Flat<D>, weights: Flat<D>) -> Flat<D> {
    convolved(sizes, x, weights)
}

/// The gradient by the input, from the gradient by the result.
pub fn by_input<D: Device<f32>>(sizes: &Sizes, gradient: Flat<D>, weights: Flat<D>) -> Flat<D> {
    let x: Flat<D> = gradient.device().zeros_like(&(sizes.batch * sizes.image(),));
    let y = convolved(sizes, x.leaky_trace(), weights.leaky_trace());
    back(y, gradient).get(&x)
}

/// The gradient by the weights, from the input and the gradient by the result.
pub fn by_weights<D: Device<f32>>(sizes: &Sizes, x: Flat<D>, gradient: Flat<D>) -> Flat<D> {
    let weights: Flat<D> = gradient.device().zeros_like(&(sizes.weights(),));
    let y = convolved(sizes, x.leaky_trace(), weights.leaky_trace());
    back(y, gradient).get(&weights)
}

/// The gradients of Σ g y.
fn back<D: Device<f32>>(y: Taped<D, OwnedTape<f32, D>>, gradient: Flat<D>) -> Gradients<f32, D> {
    (y * gradient).sum::<Rank0, _>().backward()
}

fn convolved<D, T>(sizes: &Sizes, x: Taped<D, T>, weights: Taped<D, T>) -> Taped<D, T>
where
    D: Device<f32>,
    T: Tape<f32, D> + Merge<T> + Merge<NoneTape>,
{
    let &Sizes { batch, inputs, groups, window, .. } = sizes;
    let (rows, columns) = (&window.rows, &window.columns);
    let (depth, outputs) = (sizes.depth(), sizes.group().1);
    // The axis that is picked from comes first: (height, plane, width), then (width, picked, plane).
    let planes = x.reshape_like(&(batch * inputs, rows.size, columns.size));
    let picked = pick(planes.permute::<_, Axes3<1, 0, 2>>(), rows);
    let picked = pick(picked.permute::<_, Axes3<2, 0, 1>>(), columns);
    let matrices = picked
        .reshape_like(&(columns.kernel, columns.places, rows.kernel, rows.places, batch * inputs))
        .permute::<_, Axes5<4, 2, 0, 3, 1>>()
        .reshape_like(&(batch * groups, depth, window.places()));
    let weights = weights
        .reshape_like(&(groups, outputs, depth))
        .broadcast_like::<_, Axis<0>>(&(batch, groups, outputs, depth))
        .reshape_like(&(batch * groups, outputs, depth));
    weights.matmul(matrices).reshape_like(&(batch * sizes.result(),))
}

/// What each element of the kernel meets at each place along the first axis, with zeros around it.
fn pick<D, T>(planes: Planes<D, T>, slide: &Slide) -> Planes<D, T>
where
    D: Device<f32>,
    T: Tape<f32, D> + Merge<NoneTape>,
{
    let device = planes.device().clone();
    let (size, next, last) = *planes.shape();
    let zeros: Planes<D, NoneTape> = device.zeros_like(&(1, next, last));
    let padded = (planes, zeros).concat_along(Axis::<0>);
    let mut indices = Vec::with_capacity(slide.kernel * slide.places);
    for element in 0..slide.kernel {
        for place in 0..slide.places {
            let at = place * slide.stride + element * slide.dilation;
            let at = at.checked_sub(slide.padding).filter(|&at| at < size);
            indices.push(at.unwrap_or(size));
        }
    }
    let len = indices.len();
    padded.gather(device.tensor_from_vec(indices, (len,)))
}
