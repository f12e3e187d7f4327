//! The tape: how a tensor was computed from parameters, so that gradients can flow back.
//!
//! Each op that a parameter went into leaves a [`Node`] with its name, its sizes, its inputs and its
//! backward function. The tape of a tensor is the list of nodes that it was computed from; ids grow
//! with time, so their order is the order of computation. A tape lives as long as a tensor that was
//! computed with it, or until [`backward`] frees it; a forward pass without one leaves nothing behind.

use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use super::{Raw, add};

/// One recorded op, or a parameter.
pub struct Node {
    id: u64,
    op: &'static str,
    dims: Arc<[usize]>,
    step: Mutex<Step>,
}

enum Step {
    Parameter,
    Op { inputs: Vec<Input>, backward: Backward },
    Freed,
}

#[derive(Clone)]
enum Input {
    Recorded(Arc<Node>),
    Constant(Arc<[usize]>),
}

/// Takes the gradient of the result and which inputs want one; gives those of the inputs.
type Backward = Box<dyn FnOnce(&Raw, &[bool]) -> Vec<Option<Raw>> + Send>;

/// An op on a tape, or a parameter, for drawing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    /// Grows with time.
    pub id: u64,
    /// The name of the op; `parameter` for a parameter.
    pub op: &'static str,
    /// The shape of the result.
    pub shape: Vec<usize>,
    /// What the op was applied to.
    pub inputs: Vec<Source>,
}

/// An input of a recorded op.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// The record that it is the result of; `None` for data, which is not recorded.
    pub record: Option<u64>,
    /// Its shape.
    pub shape: Vec<usize>,
}

impl Raw {
    /// The same elements as a parameter: what is computed from it is recorded.
    pub fn parameter(&self) -> Raw {
        let dims = self.dims().into();
        self.with_node(Arc::new(Node::new("parameter", dims, Step::Parameter)))
    }

    /// The name of this tensor on tapes, where it has one.
    pub fn id(&self) -> Option<u64> {
        self.node().map(|node| node.id)
    }

    /// The result of an op, recorded if any input is. `backward` takes the gradient of the result and
    /// which inputs want one. It must own only detached tensors, or the tape would hold itself.
    pub(super) fn recorded<const N: usize>(
        self,
        op: &'static str,
        inputs: [&Raw; N],
        backward: impl FnOnce(&Raw, [bool; N]) -> [Option<Raw>; N] + Send + 'static,
    ) -> Raw {
        self.recorded_list(op, &inputs, move |gradient, wanted| {
            let wanted = wanted.try_into().expect("one flag for each input");
            backward(gradient, wanted).into()
        })
    }

    /// The result of an op with a list of inputs, recorded if any is.
    pub(super) fn recorded_list(
        self,
        op: &'static str,
        inputs: &[&Raw],
        backward: impl FnOnce(&Raw, &[bool]) -> Vec<Option<Raw>> + Send + 'static,
    ) -> Raw {
        if !is_recording() || inputs.iter().all(|input| input.node().is_none()) {
            return self;
        }
        record(self, op, inputs, Box::new(backward))
    }

    /// The result of an op with one input, recorded if that is.
    pub(super) fn recorded_from(
        self,
        op: &'static str,
        input: &Raw,
        backward: impl FnOnce(&Raw) -> Raw + Send + 'static,
    ) -> Raw {
        self.recorded(op, [input], |gradient, _| [Some(backward(gradient))])
    }
}

fn record(result: Raw, op: &'static str, inputs: &[&Raw], backward: Backward) -> Raw {
    let input = |input: &&Raw| match input.node() {
        Some(node) => Input::Recorded(node.clone()),
        None => Input::Constant(input.dims().into()),
    };
    let step = Step::Op { inputs: inputs.iter().map(input).collect(), backward };
    let node = Node::new(op, result.dims().into(), step);
    result.with_node(Arc::new(node))
}

impl Node {
    fn new(op: &'static str, dims: Arc<[usize]>, step: Step) -> Node {
        static NEXT: AtomicU64 = AtomicU64::new(0);
        Node { id: NEXT.fetch_add(1, Ordering::Relaxed), op, dims, step: Mutex::new(step) }
    }

    fn inputs(&self) -> Vec<Input> {
        match &*self.step.lock().unwrap_or_else(PoisonError::into_inner) {
            Step::Op { inputs, .. } => inputs.clone(),
            Step::Parameter | Step::Freed => Vec::new(),
        }
    }

    /// Takes the op out of the tape; a parameter stays.
    fn take(&self) -> Step {
        let mut step = self.step.lock().unwrap_or_else(PoisonError::into_inner);
        match *step {
            Step::Parameter => Step::Parameter,
            _ => std::mem::replace(&mut *step, Step::Freed),
        }
    }
}

impl Drop for Node {
    /// One after the other: a long tape dropped from its end would exhaust the stack.
    fn drop(&mut self) {
        let mut rest = vec![self.take()];
        while let Some(step) = rest.pop() {
            let Step::Op { inputs, .. } = step else { continue };
            for input in inputs {
                if let Input::Recorded(node) = input
                    && let Some(node) = Arc::into_inner(node)
                {
                    rest.push(node.take());
                }
            }
        }
    }
}

thread_local!(static PAUSED: Cell<bool> = const { Cell::new(false) });

fn is_recording() -> bool {
    !PAUSED.get()
}

/// Records nothing on this thread while it lives.
pub struct NoGrad {
    before: bool,
}

impl NoGrad {
    pub fn start() -> NoGrad {
        NoGrad { before: PAUSED.replace(true) }
    }
}

impl Drop for NoGrad {
    fn drop(&mut self) {
        PAUSED.set(self.before);
    }
}

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
    let mut gradients = BTreeMap::new();
    // Gradients on their way, the latest op last: all that flows into it has come when it is next.
    let mut flowing = BTreeMap::new();
    flowing.insert(node.id, (node.clone(), Raw::full(1.0, loss.dims())));
    while let Some((id, (node, gradient))) = flowing.pop_last() {
        match node.take() {
            Step::Parameter => {
                gradients.insert(id, gradient);
            }
            Step::Op { inputs, backward } => {
                let wanted: Vec<bool> =
                    inputs.iter().map(|input| matches!(input, Input::Recorded(_))).collect();
                for (input, gradient) in inputs.into_iter().zip(backward(&gradient, &wanted)) {
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

/// The tape of a tensor in the order of computation: what was recorded, and the parameters.
pub fn records(x: &Raw) -> Vec<Record> {
    let mut seen = BTreeSet::new();
    let mut records = Vec::new();
    let mut rest: Vec<Arc<Node>> = x.node().cloned().into_iter().collect();
    while let Some(node) = rest.pop() {
        if !seen.insert(node.id) {
            continue;
        }
        let mut inputs = Vec::new();
        for input in node.inputs() {
            inputs.push(match &input {
                Input::Recorded(node) => {
                    Source { record: Some(node.id), shape: node.dims.to_vec() }
                }
                Input::Constant(dims) => Source { record: None, shape: dims.to_vec() },
            });
            if let Input::Recorded(node) = input {
                rest.push(node);
            }
        }
        records.push(Record { id: node.id, op: node.op, shape: node.dims.to_vec(), inputs });
    }
    records.sort_by_key(|record| record.id);
    records
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::{Element, mul, square, sum};
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
    fn a_tape_lists_ops_shapes_and_edges() {
        let x = parameter(&[1.0, 2.0]);
        let data = Raw::full(3.0, &[2]);
        let y = sum(&mul(&x, &data));
        let tape = records(&y);
        let ops: Vec<_> = tape.iter().map(|r| (r.op, &r.shape[..])).collect();
        assert_eq!(ops, [("parameter", &[2][..]), ("mul", &[2]), ("sum", &[])]);
        assert_eq!(
            tape[1].inputs,
            [Source { record: x.id(), shape: vec![2] }, Source { record: None, shape: vec![2] }]
        );
        backward(&y);
        assert_eq!(records(&y).len(), 1);
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
    fn a_long_tape_is_dropped_without_recursion() {
        let x = parameter(&[1.0]);
        let mut y = x.clone();
        for _ in 0..200_000 {
            y = add(&y, &x);
        }
        drop(y);
        let mut y = x.clone();
        for _ in 0..200_000 {
            y = add(&y, &x);
        }
        assert_eq!(gradient(&backward(&y), &x), [200_001.0]);
    }

    #[test]
    fn a_tape_frees_what_it_saved() {
        let x = parameter(&[1.0]);
        let node = Arc::downgrade(square(&x).node().unwrap());
        assert!(node.upgrade().is_none(), "a tape that nobody can use is gone");
        let y = sum(&square(&x));
        let saved = y.clone();
        backward(&y);
        assert!(matches!(*saved.node().unwrap().step.lock().unwrap(), Step::Freed));
    }
}
