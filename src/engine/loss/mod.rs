//! Losses: how far predictions are from what they should be, as one number, a mean.

mod classes;
mod ctc;
mod distances;
mod probabilities;

pub use classes::{cross_entropy, nll};
pub use ctc::ctc;
pub use distances::{huber, l1, mse};
pub use probabilities::{bce_with_logits, kl_div};

use super::Raw;
use super::cpu::lanes::total;
use super::cpu::share::{RUN, summed};
use super::cpu::simd::vectorised;

/// The sum of a function of the elements of both at each place, divided by a number.
#[inline(always)]
fn mean(a: &Raw, b: &Raw, count: usize, function: impl Fn(f32, f32) -> f32 + Copy + Sync) -> Raw {
    let (a, b) = (a.values(), b.values());
    let sum = summed(a.len(), |run| {
        let mut terms = [0.0; RUN];
        let terms = &mut terms[..run.len()];
        // Apart from their sum: what is long is not computed in vectors while it is added up.
        vectorised(
            #[inline(always)]
            || {
                let f = function;
                for (term, (a, b)) in terms.iter_mut().zip(a[run.clone()].iter().zip(&b[run])) {
                    *term = f(*a, *b);
                }
            },
        );
        total(terms)
    });
    Raw::full((sum / count as f64) as f32, &[])
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
