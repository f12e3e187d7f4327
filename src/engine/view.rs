//! Other views of the same elements: reshaped, transposed, one place of an axis.

use dfdx::shapes::Axes3;
use dfdx::tensor::{Tensor, TensorFromVec};
use dfdx::tensor_ops::{PermuteTo, ReshapeTo, SelectTo};

use super::{Element, Raw, dims};

/// The same elements under other sizes; one -1 stands for what is left over.
#[track_caller]
pub fn reshape(x: &Raw, to: &[isize]) -> Raw {
    arranged("reshape", x, &dims::reshape(x.dims(), to))
}

/// The same elements under other sizes, recorded.
fn arranged(op: &'static str, x: &Raw, dims: &[usize]) -> Raw {
    let own = x.dims().to_vec();
    x.with_dims(dims).recorded_from(op, x, move |g| g.with_dims(&own))
}

/// The last two axes swapped.
#[track_caller]
pub fn transpose(x: &Raw) -> Raw {
    let &[.., rows, columns] = x.dims() else {
        panic!(
            "t: the shape {:?} has no two axes to swap; make it a matrix with `.unsqueeze(0)`",
            x.dims()
        );
    };
    let mut dims = x.dims().to_vec();
    let last = dims.len() - 1;
    dims.swap(last - 1, last);
    if x.len() == 0 || rows == 1 || columns == 1 {
        return arranged("t", x, &dims);
    }
    let batch = x.len() / (rows * columns);
    let swapped =
        x.flat::<f32>()
            .clone()
            .reshape_like(&(batch, rows, columns))
            .permute::<(usize, usize, usize), Axes3<0, 2, 1>>();
    Raw::new(swapped.reshape_like(&(x.len(),)), &dims).recorded_from("t", x, transpose)
}

/// One place of an axis, which is removed.
#[track_caller]
pub fn select(op: &'static str, x: &Raw, axis: isize, index: usize) -> Raw {
    let axis = dims::axis(op, axis, x.dims());
    let (outer, size, inner) = dims::around(x.dims(), axis);
    assert!(
        index < size,
        "{op}: there is no place {index} in the shape {:?}, because axis {axis} has only {size}",
        x.dims()
    );
    let (own, dims) = (x.dims().to_vec(), dims::without(x.dims(), axis));
    if outer * inner == 0 {
        return Raw::full(0.0, &dims).recorded_from(op, x, move |_| Raw::full(0.0, &own));
    }
    let view = x.flat::<f32>().clone().reshape_like(&(outer, size, inner));
    let indices: Tensor<(usize,), usize, _> =
        view.device().tensor_from_vec(vec![index; outer], (outer,));
    let picked: Tensor<(usize, usize), f32, _> = view.select(indices);
    Raw::new(picked.reshape_like(&(outer * inner,)), &dims).recorded_from(op, x, move |g| {
        // The other places of the axis had no part in it.
        let mut values = vec![0.0; outer * size * inner];
        for (block, g) in values.chunks_mut(size * inner).zip(f32::load(g).chunks(inner)) {
            block[index * inner..][..inner].copy_from_slice(g);
        }
        Raw::from_vec(values, &own)
    })
}

/// A new axis of size 1.
#[track_caller]
pub fn unsqueeze(x: &Raw, axis: isize) -> Raw {
    let rank = x.dims().len() as isize;
    assert!(
        (-rank - 1..=rank).contains(&axis),
        "unsqueeze: a new axis of the shape {:?} is at {} to {rank}, not at {axis}",
        x.dims(),
        -rank - 1
    );
    let axis = if axis < 0 { axis + rank + 1 } else { axis } as usize;
    arranged("unsqueeze", x, &[&x.dims()[..axis], &[1], &x.dims()[axis..]].concat())
}

/// Without an axis of size 1.
#[track_caller]
pub fn squeeze(x: &Raw, axis: isize) -> Raw {
    let axis = dims::axis("squeeze", axis, x.dims());
    assert!(
        x.dims()[axis] == 1,
        "squeeze: axis {axis} of the shape {:?} has the size {}, not 1",
        x.dims(),
        x.dims()[axis]
    );
    arranged("squeeze", x, &dims::without(x.dims(), axis))
}
