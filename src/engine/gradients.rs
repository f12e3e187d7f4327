//! Gradients: the way back over a tape, from a loss to all parameters that it was computed from.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::anomaly::Paused;
use super::tape::{Input, Node, Step};
use super::{Raw, add};

opaque! {
    /// The gradients of parameters, by id.
    pub struct Gradients(BTreeMap<u64, Raw>);
}

impl Gradients {
    pub fn get(&self, id: u64) -> Option<&Raw> {
        self.0.get(&id)
    }

    /// In the order of the ids.
    pub(super) fn iter_mut(&mut self) -> impl Iterator<Item = &mut Raw> {
        self.0.values_mut()
    }
}

/// The gradients of a scalar by all parameters that it was computed from. Frees the tape.
/// Panics when it is NaN.
#[track_caller]
pub fn backward(loss: &Raw) -> Gradients {
    assert!(
        loss.len() == 1,
        "backward: gradients start from one number, but the shape {:?} has {} elements; reduce it \
         with `.mean()` or `.sum()`",
        loss.dims(),
        loss.len()
    );
    let Some(node) = loss.node() else {
        panic!(
            "backward: nothing was recorded for this tensor: no parameter went into it, or it was \
             computed in `no_grad` or detached"
        );
    };
    let looking = Paused::start();
    looking.check_loss(loss);
    let mut gradients = BTreeMap::new();
    // Gradients on their way, the latest op last: all that flows into it has come when it is next.
    let mut flowing = BTreeMap::new();
    flowing.insert(node.id, (node.clone(), Raw::full(1.0, loss.dims()).moved(loss.device())));
    while let Some((id, (node, gradient))) = flowing.pop_last() {
        looking.look_at_sum(&node, &gradient);
        match node.take() {
            Step::Parameter { .. } => {
                gradients.insert(id, gradient);
            }
            Step::Op { inputs, backward } => {
                let wanted: Vec<bool> =
                    inputs.iter().map(|input| matches!(input, Input::Recorded(_))).collect();
                // Whoever looks sees the gradient as it came; otherwise the op may write over it.
                let seen = looking.is_wanted().then(|| gradient.clone());
                let towards = backward(gradient, &wanted);
                if let Some(gradient) = seen {
                    looking.look_back(&node, &gradient, &towards);
                }
                for (input, gradient) in inputs.into_iter().zip(towards) {
                    if let (Input::Recorded(node), Some(gradient)) = (input, gradient) {
                        debug_assert_eq!(*node.dims, *gradient.dims(), "{}", node.op);
                        arrive(&mut flowing, node, gradient);
                    }
                }
            }
            Step::Freed => panic!(
                "backward: an earlier `backward()` freed what was recorded for this tensor; compute \
                 it again, or add the losses and call `backward()` once"
            ),
        }
    }
    Gradients::wrap(gradients)
}

/// Adds a gradient to what has come to a node before.
fn arrive(flowing: &mut BTreeMap<u64, (Arc<Node>, Raw)>, node: Arc<Node>, gradient: Raw) {
    flowing
        .entry(node.id)
        .and_modify(|(_, sum)| *sum = add(sum, &gradient))
        .or_insert((node, gradient));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::{Element, NoGrad, mul, square, sum};
    use crate::test::panic_message;

    fn parameter(values: &[f32]) -> Raw {
        Raw::from_vec(values.to_vec(), &[values.len()]).parameter()
    }

    fn gradient(gradients: &Gradients, x: &Raw) -> Vec<f32> {
        f32::load(gradients.get(x.id().unwrap()).unwrap())
    }

    #[test]
    fn gradients_of_all_paths_are_added() {
        let x = parameter(&[1.0, -2.0]);
        let y = sum(&add(&mul(&x, &x), &square(&x)));
        assert_eq!(gradient(&backward(&y), &x), [4.0, -8.0]);
    }

    #[test]
    fn what_cannot_flow_back_is_one_sentence() {
        let x = parameter(&[1.0, 2.0]);
        assert_eq!(
            panic_message(|| backward(&square(&x))),
            "backward: gradients start from one number, but the shape [2] has 2 elements; reduce it \
             with `.mean()` or `.sum()`"
        );
        let nothing = "backward: nothing was recorded for this tensor: no parameter went into it, or \
                       it was computed in `no_grad` or detached";
        assert_eq!(panic_message(|| backward(&sum(&x.detach()))), nothing);
        let unrecorded = {
            let _paused = NoGrad::start();
            sum(&x)
        };
        assert_eq!(panic_message(|| backward(&unrecorded)), nothing);
        let y = sum(&x);
        backward(&y);
        assert_eq!(
            panic_message(|| backward(&y)),
            "backward: an earlier `backward()` freed what was recorded for this tensor; compute it \
             again, or add the losses and call `backward()` once"
        );
    }

    #[test]
    fn a_long_way_back_needs_no_recursion() {
        let x = parameter(&[1.0]);
        let mut y = x.clone();
        for _ in 0..200_000 {
            y = add(&y, &x);
        }
        assert_eq!(gradient(&backward(&y), &x), [200_001.0]);
    }
}
