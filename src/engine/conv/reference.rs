//! Convolutions as a composition of dfdx's ops: each element of the kernel picks rows, then columns, of the
//! padded planes, and what was picked is multiplied by the weights. Gradients are dfdx's own.

use dfdx::shapes::{Axes3, Axes5, Axis, HasShape, Rank0};
use dfdx::tensor::{
    Cpu, Gradients, Merge, NoneTape, OwnedTape, Tape, Tensor, TensorFromVec, Trace, ZerosTensor,
};
use dfdx::tensor_ops::{
    Backward, BroadcastTo, GatherTo, PermuteTo, ReshapeTo, SumTo, TryConcatAlong, TryMatMul,
};

use super::sizes::Sizes;
use crate::engine::window::Slide;

type Flat<T> = Tensor<(usize,), f32, Cpu, T>;
type Planes<T> = Tensor<(usize, usize, usize), f32, Cpu, T>;
type Recording = OwnedTape<f32, Cpu>;

/// The result without a bias, (batch, outputs, places of the window).
pub fn forward(sizes: &Sizes, x: &[f32], weights: &[f32]) -> Vec<f32> {
    convolved(sizes, flat(x), flat(weights)).as_vec()
}

/// The gradient by the input, from the gradient by the result.
pub fn by_input(sizes: &Sizes, gradient: &[f32], weights: &[f32]) -> Vec<f32> {
    let x = flat(&vec![0.0; sizes.batch * sizes.image()]);
    let y = convolved(sizes, x.leaky_trace(), flat(weights).leaky_trace());
    back(y, gradient).get(&x).as_vec()
}

/// The gradient by the weights, from the input and the gradient by the result.
pub fn by_weights(sizes: &Sizes, x: &[f32], gradient: &[f32]) -> Vec<f32> {
    let weights = flat(&vec![0.0; sizes.weights()]);
    let y = convolved(sizes, flat(x).leaky_trace(), weights.leaky_trace());
    back(y, gradient).get(&weights).as_vec()
}

/// The gradients of Σ g y.
fn back(y: Flat<Recording>, gradient: &[f32]) -> Gradients<f32, Cpu> {
    (y * flat(gradient)).sum::<Rank0, _>().backward()
}

fn flat(values: &[f32]) -> Flat<NoneTape> {
    Cpu::default().tensor_from_vec(values.to_vec(), (values.len(),))
}

fn convolved<T>(sizes: &Sizes, x: Flat<T>, weights: Flat<T>) -> Flat<T>
where
    T: Tape<f32, Cpu> + Merge<T> + Merge<NoneTape>,
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
fn pick<T: Tape<f32, Cpu> + Merge<NoneTape>>(planes: Planes<T>, slide: &Slide) -> Planes<T> {
    let (size, next, last) = *planes.shape();
    let zeros: Planes<NoneTape> = Cpu::default().zeros_like(&(1, next, last));
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
    padded.gather(Cpu::default().tensor_from_vec(indices, (len,)))
}
