//! The weights of a recurrent layer: what it multiplies inputs and state to.

use super::super::kernel::even;
use super::super::{Parameter, Part, PartMut};
use super::plan::Plan;
use crate::engine;
use crate::tensor::Tensor;

/// The weights of a cell, or of one direction of one layer. With G gates (1 in an [`Rnn`](super::Rnn), 4 in an
/// [`Lstm`](super::Lstm), 3 in a [`Gru`](super::Gru)) of HIDDEN units each, one below the other, in the order
/// and under the names of PyTorch.
///
/// ```
/// # use manabi::prelude::*;
/// let lstm = Lstm::<3, 8>::default(); // 4 gates
/// let weights = &lstm.weights()[0];
/// assert_eq!(weights.weight_ih.shape(), [32, 3]);
/// assert_eq!(weights.weight_hh.shape(), [32, 8]);
/// let [input_gate, ..] = weights.weight_hh.split([8, 8, 8, 8], 0);
/// assert_eq!(input_gate.shape(), [8, 8]);
/// ```
#[derive(Clone, Debug)]
pub struct RecurrentWeights {
    /// What inputs are multiplied to, (G HIDDEN, IN).
    pub weight_ih: Parameter,
    /// What the hidden state is multiplied to, (G HIDDEN, HIDDEN).
    pub weight_hh: Parameter,
    /// Added to the former, (G HIDDEN).
    pub bias_ih: Option<Parameter>,
    /// Added to the latter, (G HIDDEN).
    pub bias_hh: Option<Parameter>,
    /// What input, forget and output gate of an LSTM see of the cell, (3, HIDDEN).
    pub peephole: Option<Parameter>,
}

impl RecurrentWeights {
    /// All start evenly distributed from -1/√HIDDEN to 1/√HIDDEN.
    pub(super) fn start(plan: &Plan, inputs: usize) -> RecurrentWeights {
        let (hidden, rows) = (plan.hidden, plan.kind.gates() * plan.hidden);
        let bound = 1.0 / (hidden.max(1) as f32).sqrt();
        RecurrentWeights {
            weight_ih: even(bound, &[rows, inputs]),
            weight_hh: even(bound, &[rows, hidden]),
            bias_ih: plan.bias.then(|| even(bound, &[rows])),
            bias_hh: plan.bias.then(|| even(bound, &[rows])),
            peephole: plan.peephole.then(|| even(bound, &[3, hidden])),
        }
    }

    /// Inputs times weights plus bias: what the gates get from an input of (batch, IN).
    #[track_caller]
    pub(super) fn of_input(&self, x: &Tensor) -> Tensor {
        let bias = self.bias_ih.as_ref().map(|bias| &bias.raw);
        Tensor::new(engine::linear(&x.raw, &self.weight_ih.raw, bias))
    }

    /// The same of a hidden state of (batch, HIDDEN).
    #[track_caller]
    pub(super) fn of_state(&self, h: &Tensor) -> Tensor {
        let bias = self.bias_hh.as_ref().map(|bias| &bias.raw);
        Tensor::new(engine::linear(&h.raw, &self.weight_hh.raw, bias))
    }

    pub(super) fn parts<'a>(&'a self, ending: &str, visit: &mut dyn FnMut(&str, Part<'a>)) {
        let RecurrentWeights { weight_ih, weight_hh, bias_ih, bias_hh, peephole } = self;
        let both = [Some(weight_ih), Some(weight_hh)];
        let rest = [bias_ih.as_ref(), bias_hh.as_ref(), peephole.as_ref()];
        for (name, parameter) in NAMES.iter().zip(both.into_iter().chain(rest)) {
            if let Some(parameter) = parameter {
                visit(&format!("{name}{ending}"), Part::Module(parameter));
            }
        }
    }

    pub(super) fn parts_mut<'a>(
        &'a mut self,
        ending: &str,
        visit: &mut dyn FnMut(&str, PartMut<'a>),
    ) {
        let RecurrentWeights { weight_ih, weight_hh, bias_ih, bias_hh, peephole } = self;
        let both = [Some(weight_ih), Some(weight_hh)];
        let rest = [bias_ih.as_mut(), bias_hh.as_mut(), peephole.as_mut()];
        for (name, parameter) in NAMES.iter().zip(both.into_iter().chain(rest)) {
            if let Some(parameter) = parameter {
                visit(&format!("{name}{ending}"), PartMut::Module(parameter));
            }
        }
    }
}

const NAMES: [&str; 5] = ["weight_ih", "weight_hh", "bias_ih", "bias_hh", "peephole"];
