//! Other views of the same elements: reshaped, transposed, one place of an axis.

use dfdx::shapes::Axes3;
use dfdx::tensor::{Tensor, TensorFromVec};
use dfdx::tensor_ops::{PermuteTo, ReshapeTo, SelectTo};

use super::{Raw, dims};

/// The same elements under other sizes; one -1 stands for what is left over.
#[track_caller]
pub fn reshape(x: &Raw, to: &[isize]) -> Raw {
    x.with_dims(&dims::reshape(x.dims(), to))
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
        return x.with_dims(&dims);
    }
    let batch = x.len() / (rows * columns);
    let swapped =
        x.flat::<f32>()
            .clone()
            .reshape_like(&(batch, rows, columns))
            .permute::<(usize, usize, usize), Axes3<0, 2, 1>>();
    Raw::new(swapped.reshape_like(&(x.len(),)), &dims)
}

/// One place of an axis, which is removed.
#[track_caller]
pub fn select(op: &str, x: &Raw, axis: isize, index: usize) -> Raw {
    let axis = dims::axis(op, axis, x.dims());
    let (outer, size, inner) = dims::around(x.dims(), axis);
    assert!(
        index < size,
        "{op}: there is no place {index} in the shape {:?}, because axis {axis} has only {size}",
        x.dims()
    );
    let dims = dims::without(x.dims(), axis);
    if outer * inner == 0 {
        return Raw::full(0.0, &dims);
    }
    let view = x.flat::<f32>().clone().reshape_like(&(outer, size, inner));
    let indices: Tensor<(usize,), usize, _> =
        view.device().tensor_from_vec(vec![index; outer], (outer,));
    let picked: Tensor<(usize, usize), f32, _> = view.select(indices);
    Raw::new(picked.reshape_like(&(outer * inner,)), &dims)
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
    x.with_dims(&[&x.dims()[..axis], &[1], &x.dims()[axis..]].concat())
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
    x.with_dims(&dims::without(x.dims(), axis))
}
