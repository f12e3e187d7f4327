//! Recurrent layers: all steps of one direction of one layer as one op.
//!
//! The inputs of all steps are multiplied in one product; then each step adds the product with the state
//! before it. Sequences do not meet, so that threads share them in pieces and never wait for one another
//! between steps. On the way back the gradients of all steps are kept, and those of the weights are one
//! product again.

mod gru;
mod kind;
mod lstm;
mod order;
mod piece;
mod rnn;
mod sequences;

pub use kind::Recurrence;
use kind::Sizes;
use order::Order;
use piece::{Parts, each, halves};
pub use sequences::{Sequences, Weights};

use super::cpu::gemm::{Before, Matrix, Threads, gemm};
use super::cpu::memory;
use super::linear::rows_times;
use super::matmul::multiply;
use super::reduce::sum_middle;
use super::{Raw, add, transpose};

/// The hidden states after all steps, (batch, time, H), 0 at places that do not count, and then the state
/// after the last step, (batch, H) each. The sizes are known to fit.
#[track_caller]
pub fn recurrent(kind: Recurrence, sequences: Sequences, weights: Weights) -> Vec<Raw> {
    let Sequences { x, state, lengths, reverse } = sequences;
    let sizes = Sizes { kind, inputs: x.dims()[2], hidden: weights.hidden.dims()[1] };
    let order = Order::new((x.dims()[0], x.dims()[1]), lengths, reverse);
    let (saved, results) = forward(&order, &sizes, x, state, &weights);

    let mut inputs = vec![x];
    inputs.extend(state);
    inputs.extend([weights.input, weights.hidden]);
    inputs.extend(weights.biases.into_iter().flatten());
    inputs.extend(weights.peephole);
    Raw::recorded_results(results, kind.op(), &inputs, move |gradients, wanted| {
        backward(&order, &sizes, saved, gradients, wanted)
    })
}

/// What the way back needs, in the order of work.
struct Saved {
    /// (rows, I)
    inputs: Raw,
    /// Behind their curves, (rows, G H).
    gates: Raw,
    /// The hidden state before each step, (rows, H).
    before: Raw,
    /// The cell before each step, (rows, H).
    cells: Raw,
    /// An LSTM: tanh of the cell after the step. A GRU: what the new state gets from the one before.
    aside: Raw,
    input: Raw,
    hidden: Raw,
    peephole: Vec<f32>,
    has_bias: bool,
    has_peephole: bool,
}

fn forward(
    order: &Order,
    sizes: &Sizes,
    x: &Raw,
    state: &[Raw],
    weights: &Weights,
) -> (Saved, Vec<Raw>) {
    let (&Sizes { kind, inputs, hidden }, gates) = (sizes, sizes.gates());
    let rows = order.work();
    let gathered = Raw::from_vec(order.gathered(x.values(), inputs), &[rows, inputs]);
    let bias = weights.biases.map(|biases| joined_bias(sizes, biases));
    let by_rows = (rows, inputs, gates);
    let projected = rows_times(&gathered, weights.input, bias.as_ref(), by_rows, &[rows, gates]);
    let mut all = projected.into_values();
    let mut before = memory::take(rows * hidden);
    let mut cells = memory::take(rows * sizes.cell());
    let mut aside = memory::take(rows * sizes.aside());
    let mut y = match order.is_full() {
        true => memory::take(order.batch * order.time * hidden),
        false => memory::zeros(order.batch * order.time * hidden),
    };
    let mut last: Vec<Vec<f32>> = state.iter().map(|state| state.values().to_vec()).collect();
    let transposed = transpose(&weights.hidden.detach());
    let weight = transposed.values();
    let peephole = weights.peephole.map_or(vec![0.0; 3 * hidden], |p| p.values().to_vec());
    // A GRU keeps what the new state gets from the one before apart, and with it this bias.
    let apart: Vec<f32> = match (kind, weights.biases) {
        (Recurrence::Gru, Some([_, bias])) => bias.values()[2 * hidden..].to_vec(),
        _ => vec![0.0; sizes.aside()],
    };

    let [h, c] = halves(&mut last);
    let mut parts = Parts {
        gates: order.cut(&mut all, order.steps * gates),
        before: order.cut(&mut before, order.steps * hidden),
        cells: order.cut(&mut cells, order.steps * sizes.cell()),
        aside: order.cut(&mut aside, order.steps * sizes.aside()),
        outer: order.cut(&mut y, order.time * hidden),
        h: order.cut(h, hidden),
        c: order.cut(c, sizes.cell()),
    };
    let pieces: Vec<_> = order.pieces().map(|sequences| parts.next(sequences)).collect();
    each(pieces, rows * gates * hidden, |piece| {
        let count = piece.sequences.len();
        for step in 0..order.steps {
            let place = order.place(step);
            let at = step * count;
            let gates_now = &mut piece.gates[at * gates..][..count * gates];
            let before = &mut piece.before[at * hidden..][..count * hidden];
            before.copy_from_slice(piece.h);
            let state = Matrix::by_rows(before, hidden);
            let product = |to: &mut [f32], apart: usize, from: usize, width: usize| {
                let weight = Matrix::by_rows(&weight[from..], gates);
                let sizes = (count, hidden, width);
                gemm((to, apart), Before::Added, state, weight, sizes, Threads::One);
            };
            let cell = sizes.cell();
            piece.cells[at * cell..][..count * cell].copy_from_slice(piece.c);
            let aside = &mut piece.aside[at * sizes.aside()..][..count * sizes.aside()];
            match kind {
                Recurrence::Gru => {
                    aside.chunks_exact_mut(hidden).for_each(|row| row.copy_from_slice(&apart));
                    product(gates_now, gates, 0, 2 * hidden);
                    product(aside, hidden, 2 * hidden, hidden);
                }
                _ => product(gates_now, gates, 0, gates),
            }
            for (row, sequence) in piece.sequences.clone().enumerate() {
                if !order.counts(sequence, place) {
                    continue;
                }
                let own = row * hidden..(row + 1) * hidden;
                let gates = &mut gates_now[row * gates..][..gates];
                let h = &mut piece.h[own.clone()];
                match kind {
                    Recurrence::Tanh => rnn::forward(gates, h),
                    Recurrence::Relu => rnn::forward_relu(gates, h),
                    Recurrence::Lstm => {
                        let (c, tanh) = (&mut piece.c[own.clone()], &mut aside[own]);
                        lstm::forward(gates, &peephole, c, tanh, h);
                    }
                    Recurrence::Gru => gru::forward(gates, &aside[own], h),
                }
                piece.outer[(row * order.time + place) * hidden..][..hidden].copy_from_slice(h);
            }
        }
    });

    let saved = Saved {
        inputs: gathered,
        gates: Raw::from_vec(all, &[rows, gates]),
        before: Raw::from_vec(before, &[rows, hidden]),
        cells: Raw::from_vec(cells, &[rows, sizes.cell()]),
        aside: Raw::from_vec(aside, &[rows, sizes.aside()]),
        input: weights.input.detach(),
        hidden: weights.hidden.detach(),
        peephole,
        has_bias: weights.biases.is_some(),
        has_peephole: weights.peephole.is_some(),
    };
    let mut results = vec![Raw::from_vec(y, &[order.batch, order.time, hidden])];
    results.extend(last.into_iter().map(|list| Raw::from_vec(list, &[order.batch, hidden])));
    (saved, results)
}

/// The gradients by all inputs, from the last step to the first; the gates are written over by theirs.
fn backward(
    order: &Order,
    sizes: &Sizes,
    saved: Saved,
    gradients: Vec<Option<Raw>>,
    wanted: &[bool],
) -> Vec<Option<Raw>> {
    let weights = 1 + sizes.kind.states();
    let to_state = wanted[1..weights].contains(&true);
    let (&Sizes { kind, inputs, hidden }, gates) = (sizes, sizes.gates());
    let rows = order.work();
    let weight = saved.hidden.values();
    let mut all = saved.gates.into_values();
    // The gradients by what the state is multiplied to, where they are others than those of the inputs.
    let others = if kind == Recurrence::Gru { gates } else { 0 };
    let mut other = memory::take(rows * others);
    let mut aside = saved.aside.into_values();
    let dy = gradients[0].as_ref().map(Raw::values);
    let zeros = || vec![0.0; order.batch * hidden];
    let mut state: Vec<Vec<f32>> = gradients[1..]
        .iter()
        .map(|gradient| gradient.as_ref().map_or_else(zeros, |g| g.values().to_vec()))
        .collect();
    let peepholes = if saved.has_peephole { 3 * hidden } else { 0 };
    let mut sums = vec![0.0; order.pieces().count() * peepholes];

    let [dh, dc] = halves(&mut state);
    let (before, cells, peephole) =
        (saved.before.values(), saved.cells.values(), &saved.peephole[..]);
    let mut parts = Parts {
        gates: order.cut(&mut all, order.steps * gates),
        before: order.cut(&mut other, order.steps * others),
        cells: order.cut(&mut [], 0),
        aside: order.cut(&mut aside, order.steps * sizes.aside()),
        outer: sums.chunks_mut(peepholes.max(1)),
        h: order.cut(dh, hidden),
        c: order.cut(dc, sizes.cell()),
    };
    let pieces: Vec<_> = order.pieces().map(|sequences| parts.next(sequences)).collect();
    each(pieces, rows * gates * hidden, |piece| {
        let count = piece.sequences.len();
        let first = piece.sequences.start * order.steps;
        let (other, sums) = (&mut *piece.before, &mut *piece.outer);
        let mut carry = vec![0.0; count * hidden];
        for step in (0..order.steps).rev() {
            let (place, at) = (order.place(step), step * count);
            let gates_now = &mut piece.gates[at * gates..][..count * gates];
            let other_now = &mut other[at * others..][..count * others];
            let cell = sizes.cell();
            let before = &before[(first + at) * hidden..][..count * hidden];
            let cells = &cells[(first + at) * cell..][..count * cell];
            let aside = &mut piece.aside[at * sizes.aside()..][..count * sizes.aside()];
            carry.fill(0.0);
            for (row, sequence) in piece.sequences.clone().enumerate() {
                let own = row * hidden..(row + 1) * hidden;
                let gates_row = &mut gates_now[row * gates..][..gates];
                let other_row = &mut other_now[row * others..][..others];
                if !order.counts(sequence, place) {
                    gates_row.fill(0.0);
                    other_row.fill(0.0);
                    carry[own.clone()].copy_from_slice(&piece.h[own]);
                    continue;
                }
                let dh = &mut piece.h[own.clone()];
                if let Some(dy) = dy {
                    let dy = &dy[(sequence * order.time + place) * hidden..][..hidden];
                    dh.iter_mut().zip(dy).for_each(|(sum, g)| *sum += g);
                }
                match kind {
                    Recurrence::Tanh => rnn::backward(gates_row, dh),
                    Recurrence::Relu => rnn::backward_relu(gates_row, dh),
                    Recurrence::Lstm => {
                        let (c, dc) = (&cells[own.clone()], &mut piece.c[own.clone()]);
                        let aside = &mut aside[own];
                        lstm::backward(gates_row, peephole, c, aside, dh, dc);
                        if !sums.is_empty() {
                            lstm::add_peepholes(sums, gates_row, c, aside);
                        }
                    }
                    Recurrence::Gru => {
                        let (before, aside) = (&before[own.clone()], &aside[own.clone()]);
                        gru::backward(gates_row, other_row, aside, before, dh, &mut carry[own]);
                    }
                }
            }
            if step > 0 || to_state {
                let of_state = if others > 0 { &*other_now } else { &*gates_now };
                let (a, b) = (Matrix::by_rows(of_state, gates), Matrix::by_rows(weight, hidden));
                let sizes = (count, gates, hidden);
                gemm((&mut carry, hidden), Before::Added, a, b, sizes, Threads::One);
            }
            piece.h.copy_from_slice(&carry);
        }
    });

    let of_inputs = Raw::from_vec(all, &[rows, gates]);
    let of_state = match others {
        0 => of_inputs.clone(),
        _ => Raw::from_vec(other, &[rows, gates]),
    };
    let to_x = || {
        let (by_rows, dims) = ((1, rows, gates, inputs), [rows, inputs]);
        let rows = multiply(&of_inputs, &saved.input, by_rows, [false, false], &dims);
        let scattered = order.scattered(rows.values(), inputs);
        Raw::from_vec(scattered, &[order.batch, order.time, inputs])
    };
    let by_weight = |gradient: &Raw, of: &Raw, weight: &Raw| {
        let sizes = (1, gates, rows, weight.dims()[1]);
        multiply(gradient, of, sizes, [true, false], weight.dims())
    };
    let by_bias = |gradient: &Raw| sum_middle(gradient, (1, rows, gates), &[gates]);
    let by_peephole = || {
        let mut sum = vec![0.0; peepholes];
        for part in sums.chunks(peepholes.max(1)) {
            sum.iter_mut().zip(part).for_each(|(sum, part)| *sum += part);
        }
        Raw::from_vec(sum, &[3, hidden])
    };
    let of_states = state.into_iter().map(|list| Raw::from_vec(list, &[order.batch, hidden]));
    let mut all = vec![wanted[0].then(to_x)];
    all.extend(of_states.map(Some));
    all.push(wanted[weights].then(|| by_weight(&of_inputs, &saved.inputs, &saved.input)));
    all.push(wanted[weights + 1].then(|| by_weight(&of_state, &saved.before, &saved.hidden)));
    if saved.has_bias {
        all.push(wanted[weights + 2].then(|| by_bias(&of_inputs)));
        all.push(wanted[weights + 3].then(|| by_bias(&of_state)));
    }
    if saved.has_peephole {
        all.push(Some(by_peephole()));
    }
    all
}

/// One bias for what the inputs are multiplied to. That of a GRU's new state and the state before it is
/// added later.
fn joined_bias(sizes: &Sizes, [input, state]: [&Raw; 2]) -> Raw {
    if sizes.kind != Recurrence::Gru {
        return add(&input.detach(), &state.detach());
    }
    let mut values = input.values().to_vec();
    let joined = values.iter_mut().zip(state.values()).take(2 * sizes.hidden);
    joined.for_each(|(sum, bias)| *sum += bias);
    Raw::from_vec(values, input.dims())
}
