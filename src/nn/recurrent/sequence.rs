//! A sequence read by one direction of one layer: by one op, or step by step with the ops of a cell.

use super::gru_cell::gru_step;
use super::lstm_cell::lstm_step;
use super::plan::Plan;
use super::rnn_cell::rnn_step;
use super::weights::RecurrentWeights;
use crate::engine::place::at_parameter;
use crate::engine::{self, Device, Raw, Recurrence, Sequences, Weights};
use crate::tensor::{Tensor, choose, stack, tensor};

/// The outputs (batch, time, HIDDEN) and the last states, (batch, HIDDEN) each.
#[track_caller]
pub fn read(
    kind: Recurrence,
    weights: &RecurrentWeights,
    x: &Tensor,
    state: Vec<Tensor>,
    lengths: Option<&[usize]>,
    reverse: bool,
) -> (Tensor, Vec<Tensor>) {
    let here = |tensor: &Tensor| tensor.device() == Device::cpu();
    if !here(x) || !here(&weights.weight_ih) || !state.iter().all(here) {
        return step_by_step(kind, weights, x, state, lengths, reverse);
    }
    let biases = weights.bias_ih.as_ref().zip(weights.bias_hh.as_ref());
    let state: Vec<Raw> = state.into_iter().map(|state| state.raw.clone()).collect();
    let sequences = Sequences { x: &x.raw, state: &state, lengths, reverse };
    let weights = Weights {
        input: &weights.weight_ih.raw,
        hidden: &weights.weight_hh.raw,
        biases: biases.map(|(input, state)| [&input.raw, &state.raw]),
        peephole: weights.peephole.as_ref().map(|peephole| &peephole.raw),
    };
    let mut results = engine::recurrent(kind, sequences, weights).into_iter().map(Tensor::new);
    (results.next().expect("the outputs come first"), results.collect())
}

/// The same, written out: what the op is tested against.
#[track_caller]
pub fn step_by_step(
    kind: Recurrence,
    weights: &RecurrentWeights,
    x: &Tensor,
    mut state: Vec<Tensor>,
    lengths: Option<&[usize]>,
    reverse: bool,
) -> (Tensor, Vec<Tensor>) {
    let time = x.shape()[1];
    if time == 0 {
        return (Tensor::new(Raw::full(0.0, &[x.shape()[0], 0, state[0].shape()[1]])), state);
    }
    let mut outputs = Vec::new();
    let places: Vec<usize> = if reverse { (0..time).rev().collect() } else { (0..time).collect() };
    for place in places {
        let now = x.select(1, place); // (batch, IN)
        let next = match kind {
            Recurrence::Tanh | Recurrence::Relu => vec![rnn_step(kind, weights, &now, &state[0])],
            Recurrence::Lstm => lstm_step(weights, &now, [&state[0], &state[1]]).into(),
            Recurrence::Gru => vec![gru_step(weights, &now, &state[0])],
        };
        let Some(lengths) = lengths else {
            outputs.push(next[0].clone());
            state = next;
            continue;
        };
        // Sequences that have no such place keep their state and give 0.
        let counts: Vec<bool> = lengths.iter().map(|&length| place < length).collect();
        let counts = tensor(counts).unsqueeze(1); // (batch, 1)
        outputs.push(choose(&counts, &next[0], 0.0));
        state = next.iter().zip(&state).map(|(new, old)| choose(&counts, new, old)).collect();
    }
    if reverse {
        outputs.reverse();
    }
    (stack(outputs, 1), state)
}

/// What a level starts from: its part of a state, or zeros.
pub fn start(plan: &Plan, x: &Tensor, state: Option<&[&Tensor]>, level: usize) -> Vec<Tensor> {
    match state {
        Some(state) => state.iter().map(|state| state.select(0, level)).collect(),
        None => {
            let zeros = Tensor::new(Raw::full(0.0, &[x.shape()[0], plan.hidden]));
            vec![zeros; plan.kind.states()]
        }
    }
}

/// Checks that input, state and lengths fit the layer and one another.
#[track_caller]
pub fn check(
    plan: &Plan,
    weights: &RecurrentWeights,
    x: &Tensor,
    state: Option<&[&Tensor]>,
    lengths: Option<&[usize]>,
) {
    let (shape, inputs) = (x.shape(), plan.inputs);
    let op = at_parameter(plan.kind.op(), Some(&weights.weight_ih.raw));
    assert!(
        shape.len() == 3,
        "{op}: the layer takes (batch, time, {inputs}), but the input has the shape {shape:?}{}",
        if shape.len() == 2 { "; add the batch with `.unsqueeze(0)`" } else { "" }
    );
    assert!(
        shape[2] == inputs,
        "{op}: the layer takes (batch, time, {inputs}), but the input has the shape {shape:?}, whose \
         last size is {}",
        shape[2]
    );
    let (batch, time) = (shape[0], shape[1]);
    let wanted = [plan.layers * plan.directions(), batch, plan.hidden];
    for state in state.into_iter().flatten() {
        assert!(
            state.shape() == wanted,
            "{op}: the state has the shape {:?}, but for this input the layer takes {wanted:?}, which is \
             (layers times directions, batch, units)",
            state.shape()
        );
    }
    let Some(lengths) = lengths else { return };
    assert!(
        lengths.len() == batch,
        "{op}: there are {} lengths for the {batch} sequences of the input {shape:?}",
        lengths.len()
    );
    if let Some(at) = lengths.iter().position(|&length| length > time) {
        panic!(
            "{op}: the length {} of sequence {at} is more than the {time} steps of the input {shape:?}",
            lengths[at]
        );
    }
}
