//! Losses: how far predictions are from what they should be, as one number, a mean.

mod classes;
mod distances;
mod probabilities;

pub use classes::{cross_entropy, nll};
pub use distances::{huber, l1, mse};
pub use probabilities::{bce_with_logits, kl_div};

use super::Raw;

/// Added up in double precision: a mean over a large batch keeps its digits.
fn mean(values: impl Iterator<Item = f32>, len: usize) -> Raw {
    let total: f64 = values.map(f64::from).sum();
    Raw::full((total / len as f64) as f32, &[])
}

#[track_caller]
fn check_equal(op: &str, left: &str, a: &Raw, b: &Raw) {
    let column = |dims: &[usize]| [dims, &[1]].concat();
    assert!(
        a.dims() == b.dims(),
        "{op}: the {left} have the shape {:?} and the targets {:?}, which must be equal{}",
        a.dims(),
        b.dims(),
        if a.dims() == column(b.dims()) {
            "; try `.unsqueeze(-1)` on the targets"
        } else if b.dims() == column(a.dims()) {
            "; try `.squeeze(-1)` on the targets"
        } else {
            ""
        }
    );
    assert!(a.len() > 0, "{op}: the batch is empty, so there is no mean loss");
}
