//! Broadcasting: repeating a tensor along the axes where it has one element and the result has more.

use dfdx::shapes::Axis;
use dfdx::tensor_ops::{BroadcastTo, ReshapeTo};

use super::reduce::sum_middle;
use super::{Flat, Raw, dims};

/// Both tensors at their common shape, flat, and that shape.
#[track_caller]
pub fn together(op: &str, a: &Raw, b: &Raw) -> (Flat<f32>, Flat<f32>, Vec<usize>) {
    let dims = dims::broadcast(op, a.dims(), b.dims());
    (expand(a, &dims), expand(b, &dims), dims)
}

/// The elements repeated to fill `dims`, which are known to be a broadcast of the tensor's own.
pub fn expand(x: &Raw, dims: &[usize]) -> Flat<f32> {
    let mut flat = x.flat::<f32>().clone();
    if x.dims() == dims {
        return flat;
    }
    if dims.contains(&0) {
        return Raw::full(0.0, dims).flat().clone();
    }
    let mut own = vec![1; dims.len() - x.dims().len()];
    own.extend(x.dims());
    // Neighbouring axes stretch in one step: (outer, inner) becomes (outer, repeats, inner).
    let mut axis = 0;
    while axis < dims.len() {
        let end = (axis..dims.len()).find(|&i| own[i] == dims[i]).unwrap_or(dims.len());
        if end > axis {
            let outer = own[..axis].iter().product::<usize>();
            let repeats = dims[axis..end].iter().product::<usize>();
            let inner = own[end..].iter().product::<usize>();
            flat = flat
                .reshape_like(&(outer, inner))
                .broadcast_like::<_, Axis<1>>(&(outer, repeats, inner))
                .reshape_like(&(outer * repeats * inner,));
            own[axis..end].copy_from_slice(&dims[axis..end]);
        }
        axis = end + 1;
    }
    flat
}

/// The elements repeated to fill `dims`, as a tensor.
pub fn spread(x: &Raw, dims: &[usize]) -> Raw {
    Raw::new(expand(x, dims), dims)
}

/// The way back: the gradients of all repetitions of an element, added. `dims` are the sizes that were
/// expanded.
pub fn collapse(gradient: &Raw, dims: &[usize]) -> Raw {
    let sizes = gradient.dims();
    if sizes == dims {
        return gradient.clone();
    }
    if gradient.len() == 0 {
        return Raw::full(0.0, dims);
    }
    let mut own = vec![1; sizes.len() - dims.len()];
    own.extend(dims);
    let mut flat = gradient.flat::<f32>().clone();
    // Neighbouring axes collapse in one step: (outer, repeats, inner) becomes (outer, inner).
    let mut axis = 0;
    while axis < sizes.len() {
        let end = (axis..sizes.len()).find(|&i| own[i] == sizes[i]).unwrap_or(sizes.len());
        if end > axis {
            let outer = own[..axis].iter().product();
            let repeats = sizes[axis..end].iter().product();
            let inner = sizes[end..].iter().product();
            flat = sum_middle(&flat, (outer, repeats, inner));
        }
        axis = end + 1;
    }
    Raw::new(flat, dims)
}
