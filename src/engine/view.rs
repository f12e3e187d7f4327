//! The same elements in the same order under other sizes.

use super::{Raw, dims};

/// The same elements under other sizes; one -1 stands for what is left over.
#[track_caller]
pub fn reshape(x: &Raw, to: &[isize]) -> Raw {
    arranged("reshape", x, &dims::reshape(x.dims(), to))
}

/// The same elements under other sizes, recorded.
#[track_caller]
pub fn arranged(op: &'static str, x: &Raw, dims: &[usize]) -> Raw {
    let own = x.dims().to_vec();
    x.with_dims(dims).recorded_from(op, x, move |g| g.with_dims(&own))
}

/// A new axis of size 1.
#[track_caller]
pub fn unsqueeze(x: &Raw, axis: isize) -> Raw {
    let axis = dims::new_axis("unsqueeze", axis, x.dims());
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
