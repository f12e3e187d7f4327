//! Broadcasting: repeating a tensor along the axes where it has one element and the result has more.

use super::element::by_element;
use super::reduce::sum_middle;
use super::{Element, Raw, dims};

/// The elements repeated to fill `dims`, which are known to be a broadcast of the tensor's own.
pub fn spread(x: &Raw, dims: &[usize]) -> Raw {
    if x.dims() == dims {
        return x.detach();
    }
    by_element!(x, E => Raw::from_vec(repeated::<E>(x, dims), dims))
}

/// The same, recorded; checks that they do.
#[track_caller]
pub fn broadcast_to(x: &Raw, dims: &[usize]) -> Raw {
    dims::check_stretch("broadcast_to", x.dims(), dims);
    let own = x.dims().to_vec();
    spread(x, dims).recorded_from("broadcast_to", x, move |g| collapse(g, &own))
}

fn repeated<E: Element>(x: &Raw, dims: &[usize]) -> Vec<E> {
    let mut values = E::load(x);
    if dims.contains(&0) {
        return Vec::new();
    }
    let mut own = vec![1; dims.len() - x.dims().len()];
    own.extend(x.dims());
    // Neighbouring axes stretch in one step: (outer, inner) becomes (outer, repeats, inner).
    let mut axis = 0;
    while axis < dims.len() {
        let end = (axis..dims.len()).find(|&i| own[i] == dims[i]).unwrap_or(dims.len());
        if end > axis {
            let repeats = dims[axis..end].iter().product::<usize>();
            let inner = own[end..].iter().product::<usize>();
            let mut stretched = Vec::with_capacity(values.len() * repeats);
            for block in values.chunks_exact(inner) {
                match block {
                    &[value] => stretched.resize(stretched.len() + repeats, value),
                    _ => (0..repeats).for_each(|_| stretched.extend_from_slice(block)),
                }
            }
            values = stretched;
            own[axis..end].copy_from_slice(&dims[axis..end]);
        }
        axis = end + 1;
    }
    values
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
    let mut sum = gradient.detach();
    // Neighbouring axes collapse in one step: (outer, repeats, inner) becomes (outer, inner).
    let mut axis = 0;
    while axis < sizes.len() {
        let end = (axis..sizes.len()).find(|&i| own[i] == sizes[i]).unwrap_or(sizes.len());
        if end > axis {
            let outer = own[..axis].iter().product();
            let repeats = sizes[axis..end].iter().product();
            let inner = sizes[end..].iter().product();
            sum = sum_middle(&sum, (outer, repeats, inner), &[outer, inner]);
        }
        axis = end + 1;
    }
    sum.with_dims(dims)
}
