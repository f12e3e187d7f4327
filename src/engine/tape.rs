//! The tape: how a tensor was computed from parameters, so that gradients can flow back.
//!
//! Each op that a parameter went into leaves a [`Node`] with its name, its sizes, its inputs and its
//! backward function. The tape of a tensor is the list of nodes that it was computed from; ids grow
//! with time, so their order is the order of computation. A tape lives as long as a tensor that was
//! computed with it, or until [`backward`](super::backward) frees it; a forward pass without one leaves
//! nothing behind.

use std::cell::Cell;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use super::Raw;
use super::anomaly::{self, Seen};
use super::device;

/// One recorded op, or a parameter.
pub struct Node {
    pub(super) id: u64,
    pub(super) op: &'static str,
    pub(super) dims: Arc<[usize]>,
    /// What the op was applied to, if somebody looks for anomalies.
    pub(super) seen: Option<Box<Seen>>,
    step: Mutex<Step>,
}

pub enum Step {
    /// Its dotted name in a model, where one was heard of.
    Parameter {
        name: String,
    },
    Op {
        inputs: Vec<Input>,
        backward: Backward,
    },
    Freed,
}

#[derive(Clone)]
pub enum Input {
    Recorded(Arc<Node>),
    Constant(Arc<[usize]>),
}

/// Takes the gradient of the result and which inputs want one; gives those of the inputs.
pub type Backward = Box<dyn FnOnce(Raw, &[bool]) -> Vec<Option<Raw>> + Send>;

impl Raw {
    /// The same elements as a parameter: what is computed from it is recorded.
    pub fn parameter(&self) -> Raw {
        let dims = self.dims().into();
        let step = Step::Parameter { name: String::new() };
        self.with_node(Arc::new(Node::new("parameter", dims, None, step)))
    }

    /// The name of this tensor on tapes, where it has one.
    pub fn id(&self) -> Option<u64> {
        self.node().map(|node| node.id)
    }

    /// The dotted name of a parameter in a model, where one was heard of.
    pub(super) fn name(&self) -> Option<String> {
        match &*self.node()?.step.lock().unwrap_or_else(PoisonError::into_inner) {
            Step::Parameter { name } => Some(name.clone()),
            _ => None,
        }
    }

    /// Tells a parameter its dotted name in a model; the name in the largest model stays.
    pub fn hear_name(&self, dotted: &str) {
        let Some(node) = self.node() else { return };
        let mut step = node.step.lock().unwrap_or_else(PoisonError::into_inner);
        if let Step::Parameter { name } = &mut *step
            && name.len() < dotted.len()
        {
            *name = dotted.into();
        }
    }

    /// The result of an op, recorded if any input is. `backward` takes the gradient of the result and
    /// which inputs want one. It must own only detached tensors, or the tape would hold itself.
    #[track_caller]
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
    #[track_caller]
    pub(super) fn recorded_list(
        self,
        op: &'static str,
        inputs: &[&Raw],
        backward: impl FnOnce(&Raw, &[bool]) -> Vec<Option<Raw>> + Send + 'static,
    ) -> Raw {
        self.recorded_owning(op, inputs, move |gradient, wanted| backward(&gradient, wanted))
    }

    /// The result of an op with one input, recorded if that is. `backward` may keep the memory of the
    /// gradient of the result for that of the input.
    #[track_caller]
    pub(super) fn recorded_through(
        self,
        op: &'static str,
        input: &Raw,
        backward: impl FnOnce(Raw) -> Raw + Send + 'static,
    ) -> Raw {
        self.recorded_owning(op, &[input], |gradient, _| vec![Some(backward(gradient))])
    }

    #[track_caller]
    fn recorded_owning(
        self,
        op: &'static str,
        inputs: &[&Raw],
        backward: impl FnOnce(Raw, &[bool]) -> Vec<Option<Raw>> + Send + 'static,
    ) -> Raw {
        let device = match device::common(op, inputs) {
            None => return self.noted(op, inputs, backward),
            Some(device) if device.is_cpu() => return self.at_home().noted(op, inputs, backward),
            Some(device) => device,
        };
        self.moved(device).noted(op, inputs, move |gradient, wanted| {
            let towards = backward(gradient, wanted).into_iter();
            towards.map(|gradient| gradient.map(|gradient| gradient.moved(device))).collect()
        })
    }

    /// The results of an op that gives several, recorded if any input is. `backward` takes the gradients of
    /// those that have one.
    ///
    /// The op has a place of its own on the tape, before its results. These leave their gradients for it, so
    /// that it is passed once, after all of them.
    #[track_caller]
    pub(super) fn recorded_results(
        results: Vec<Raw>,
        op: &'static str,
        inputs: &[&Raw],
        backward: impl FnOnce(Vec<Option<Raw>>, &[bool]) -> Vec<Option<Raw>> + Send + 'static,
    ) -> Vec<Raw> {
        if anomaly::is_looking() {
            results.iter().for_each(|result| anomaly::look(op, inputs, result));
        }
        let none = || Raw::from_vec(Vec::<f32>::new(), &[0]);
        let arrived = Arc::new(Mutex::new(vec![None; results.len()]));
        let gradients = arrived.clone();
        let whole = none().recorded_list(op, inputs, move |_, wanted| {
            let mut gradients = gradients.lock().unwrap_or_else(PoisonError::into_inner);
            backward(std::mem::take(&mut *gradients), wanted)
        });
        let part = |(number, result): (usize, Raw)| {
            let result = match whole.place() {
                Some(device) => result.moved(device),
                None => result,
            };
            if whole.node().is_none() {
                return result;
            }
            let arrived = arrived.clone();
            record(
                result,
                op,
                &[&whole],
                Box::new(move |gradient, _| {
                    let mut arrived = arrived.lock().unwrap_or_else(PoisonError::into_inner);
                    arrived[number] = Some(gradient);
                    vec![Some(none())]
                }),
            )
        };
        results.into_iter().enumerate().map(part).collect()
    }

    /// The result of an op between devices, recorded if its input is.
    #[track_caller]
    pub(super) fn recorded_across(
        self,
        op: &'static str,
        input: &Raw,
        backward: impl FnOnce(&Raw) -> Raw + Send + 'static,
    ) -> Raw {
        self.noted(op, &[input], move |gradient, _| vec![Some(backward(&gradient))])
    }

    #[track_caller]
    fn noted(
        self,
        op: &'static str,
        inputs: &[&Raw],
        backward: impl FnOnce(Raw, &[bool]) -> Vec<Option<Raw>> + Send + 'static,
    ) -> Raw {
        if anomaly::is_looking() {
            anomaly::look(op, inputs, &self);
        }
        if !is_recording() || inputs.iter().all(|input| input.node().is_none()) {
            return self;
        }
        record(self, op, inputs, Box::new(backward))
    }

    /// The result of an op with one input, recorded if that is.
    #[track_caller]
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
    let seen = anomaly::is_looking().then(|| Box::new(Seen::new(op, inputs)));
    let node = Node::new(op, result.dims().into(), seen, step);
    result.with_node(Arc::new(node))
}

impl Node {
    fn new(op: &'static str, dims: Arc<[usize]>, seen: Option<Box<Seen>>, step: Step) -> Node {
        static NEXT: AtomicU64 = AtomicU64::new(0);
        Node { id: NEXT.fetch_add(1, Ordering::Relaxed), op, dims, seen, step: Mutex::new(step) }
    }

    pub(super) fn inputs(&self) -> Vec<Input> {
        match &*self.step.lock().unwrap_or_else(PoisonError::into_inner) {
            Step::Op { inputs, .. } => inputs.clone(),
            Step::Parameter { .. } | Step::Freed => Vec::new(),
        }
    }

    /// Takes the op out of the tape; a parameter stays.
    pub(super) fn take(&self) -> Step {
        let mut step = self.step.lock().unwrap_or_else(PoisonError::into_inner);
        match *step {
            Step::Parameter { .. } => Step::Parameter { name: String::new() },
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::{add, backward, square, sum};

    fn parameter(values: &[f32]) -> Raw {
        Raw::from_vec(values.to_vec(), &[values.len()]).parameter()
    }

    #[test]
    fn a_long_tape_is_dropped_without_recursion() {
        let x = parameter(&[1.0]);
        let mut y = x.clone();
        for _ in 0..200_000 {
            y = add(&y, &x);
        }
        drop(y);
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
