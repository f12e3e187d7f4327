//! Recurrent layers one above the other, in one direction or in both: what RNN, LSTM and GRU share.

use super::super::{Dropout, Module, Part, PartMut};
use super::plan::Plan;
use super::sequence::{self, check};
use super::weights::RecurrentWeights;
use crate::tensor::{Tensor, concat, stack};

opaque! {
    /// Layers above one another, without what their type says of the sizes.
    pub struct Stack(Inner);
}

#[derive(Clone)]
struct Inner {
    plan: Plan,
    /// Layer by layer, first forwards and then in reverse.
    weights: Vec<RecurrentWeights>,
    dropout: Dropout,
}

impl Stack {
    pub fn start(plan: Plan) -> Stack {
        Stack::with(plan, Dropout::new(0.0))
    }

    fn with(plan: Plan, dropout: Dropout) -> Stack {
        let levels = (0..plan.layers).flat_map(|layer| (0..plan.directions()).map(move |_| layer));
        let weights =
            levels.map(|layer| RecurrentWeights::start(&plan, plan.inputs_of(layer))).collect();
        Stack::wrap(Inner { plan, weights, dropout })
    }

    /// Layers of a changed plan, which start anew.
    pub fn changed(&self, change: impl FnOnce(&mut Plan)) -> Stack {
        let mut plan = self.0.plan;
        change(&mut plan);
        Stack::with(plan, self.0.dropout.clone())
    }

    /// The same without biases.
    pub fn without_bias(mut self) -> Stack {
        self.0.plan.bias = false;
        for weights in &mut self.0.weights {
            (weights.bias_ih, weights.bias_hh) = (None, None);
        }
        self
    }

    #[track_caller]
    pub fn dropout(mut self, p: f32) -> Stack {
        self.0.dropout = Dropout::new(p);
        self
    }

    pub fn plan(&self) -> &Plan {
        &self.0.plan
    }

    pub fn weights(&self) -> &[RecurrentWeights] {
        &self.0.weights
    }

    pub fn weights_mut(&mut self) -> &mut [RecurrentWeights] {
        &mut self.0.weights
    }

    /// The outputs (batch, time, directions HIDDEN) and the last states (levels, batch, HIDDEN).
    #[track_caller]
    pub fn forward(
        &self,
        x: &Tensor,
        state: Option<&[&Tensor]>,
        lengths: Option<&[usize]>,
    ) -> (Tensor, Vec<Tensor>) {
        let Inner { plan, weights, dropout } = &*self.0;
        check(plan, &weights[0], x, state, lengths);
        let mut y = x.clone();
        let mut last = vec![Vec::new(); plan.kind.states()];
        for (layer, directions) in weights.chunks(plan.directions()).enumerate() {
            if layer > 0 {
                y = dropout.forward(&y);
            }
            let mut outputs = Vec::new();
            for (direction, weights) in directions.iter().enumerate() {
                let level = layer * plan.directions() + direction;
                let start = sequence::start(plan, &y, state, level);
                let (output, state) =
                    sequence::read(plan.kind, weights, &y, start, lengths, direction == 1);
                outputs.push(output);
                last.iter_mut().zip(state).for_each(|(all, state)| all.push(state));
            }
            y = match outputs.len() {
                1 => outputs.remove(0),
                _ => concat(outputs, -1),
            };
        }
        (y, last.into_iter().map(|states| stack(states, 0)).collect())
    }
}

impl Clone for Stack {
    fn clone(&self) -> Stack {
        Stack::wrap((*self.0).clone())
    }
}

impl Module for Stack {
    fn name(&self) -> std::borrow::Cow<'static, str> {
        self.0.plan.to_string().into()
    }

    fn parts<'a>(&'a self, visit: &mut dyn FnMut(&str, Part<'a>)) {
        for (level, weights) in self.0.weights.iter().enumerate() {
            weights.parts(&ending(&self.0.plan, level), visit);
        }
    }

    fn parts_mut<'a>(&'a mut self, visit: &mut dyn FnMut(&str, PartMut<'a>)) {
        let Inner { plan, weights, dropout } = &mut *self.0;
        for (level, weights) in weights.iter_mut().enumerate() {
            weights.parts_mut(&ending(plan, level), visit);
        }
        dropout.parts_mut(visit);
    }
}

/// How the names of the parameters end.
fn ending(plan: &Plan, level: usize) -> String {
    let (layer, direction) = (level / plan.directions(), level % plan.directions());
    format!("_l{layer}{}", if direction == 1 { "_reverse" } else { "" })
}

#[cfg(test)]
mod tests {
    use super::super::plan::Plan;
    use super::super::sequence::{read, start, step_by_step};
    use super::super::weights::RecurrentWeights;
    use crate::engine::Recurrence;
    use crate::prelude::*;
    use crate::test::{on_threads, panic_file, panic_message};

    /// The outputs and states of one level, with what parameters and inputs get back.
    fn level(
        fused: bool,
        plan: &Plan,
        weights: &RecurrentWeights,
        x: &Tensor,
        lengths: Option<&[usize]>,
        reverse: bool,
    ) -> Vec<Tensor> {
        let read = if fused { read } else { step_by_step };
        let x = x.requires_grad();
        let state = start(plan, &x, None, 0);
        let state: Vec<Tensor> = state.iter().map(|s| (s + 0.3).requires_grad()).collect();
        let (y, last) = read(plan.kind, weights, &x, state.clone(), lengths, reverse);
        let weighted = |y: &Tensor| (y.flatten() * linspace(-0.5, 1.5, y.len())).sum();
        let loss = last.iter().map(weighted).fold(weighted(&y), |a, b| a + b);
        let gradients = loss.backward();
        let mut all = vec![y];
        all.extend(last);
        all.push(gradients.of(&x));
        all.extend(state.iter().map(|state| gradients.of(state)));
        let parameters = [Some(&weights.weight_ih), Some(&weights.weight_hh)].into_iter();
        let biases = [&weights.bias_ih, &weights.bias_hh, &weights.peephole].map(Option::as_ref);
        all.extend(parameters.chain(biases).flatten().map(|p| gradients.of(p)));
        all
    }

    #[test]
    fn the_op_agrees_with_the_steps_written_out() {
        manual_seed(1);
        let kinds = [Recurrence::Tanh, Recurrence::Relu, Recurrence::Lstm, Recurrence::Gru];
        for kind in kinds {
            for (batch, time, inputs, hidden) in [(1, 1, 1, 1), (7, 4, 3, 5), (50, 3, 2, 33)] {
                let peephole = kind == Recurrence::Lstm && batch == 7;
                let plan = Plan { peephole, ..Plan::new(kind, inputs, hidden) };
                let weights = RecurrentWeights::start(&plan, inputs);
                let x = randn([batch, time, inputs]);
                let lengths: Vec<usize> = (0..batch).map(|i| i * 5 % (time + 1)).collect();
                for lengths in [None, Some(&lengths[..])] {
                    for reverse in [false, true] {
                        let fused = level(true, &plan, &weights, &x, lengths, reverse);
                        let plain = level(false, &plan, &weights, &x, lengths, reverse);
                        assert_eq!(fused.len(), plain.len());
                        for (place, (a, b)) in fused.iter().zip(&plain).enumerate() {
                            assert_eq!(a.shape(), b.shape());
                            let scale = b.abs().max().item().max(1.0);
                            let far = (a - b).abs().max().item() / scale;
                            assert!(far < 1e-5, "{kind:?}, batch {batch}: {place} is {far} away");
                        }
                    }
                }
            }
        }
    }

    #[test]
    fn bits_do_not_depend_on_the_number_of_threads() {
        manual_seed(2);
        let plan = Plan::new(Recurrence::Gru, 16, 64);
        let weights = RecurrentWeights::start(&plan, 16);
        let x = randn([40, 9, 16]);
        let alone = on_threads(1, || level(true, &plan, &weights, &x, None, false));
        for threads in 2..5 {
            let more = on_threads(threads, || level(true, &plan, &weights, &x, None, false));
            assert!(more == alone, "{threads} threads");
        }
    }

    #[test]
    fn nothing_to_read_leaves_the_state() {
        for (batch, time) in [(0, 3), (2, 0), (0, 0)] {
            let lstm = Lstm::<3, 4>::default().layers(2).bidirectional();
            let x = zeros([batch, time, 3]).requires_grad();
            let state = (ones([4, batch, 4]).requires_grad(), ones([4, batch, 4]));
            let (y, (h, c)) = lstm.forward_with(&x, Some(&state), None);
            assert_eq!(y.shape(), [batch, time, 8]);
            if time == 0 {
                assert_eq!((&h, &c), (&state.0.detach(), &state.1));
            }
            let gradients = (y.sum() + h.sum() + c.sum()).backward();
            assert_eq!(gradients.of(&x).shape(), [batch, time, 3]);
            if time == 0 {
                assert_eq!(gradients.of(&state.0), state.0.detach());
            }
        }
        let gru = Gru::<3, 4>::default();
        let (y, h) = gru.forward_with(&randn([2, 3, 3]), None, Some(&[0, 0]));
        assert_eq!((y, h), (zeros([2, 3, 4]), zeros([1, 2, 4])));
    }

    #[test]
    fn what_does_not_fit_is_one_sentence() {
        let lstm = Lstm::<3, 4>::default();
        let x = zeros([2, 5, 3]);
        let message = |x: &Tensor| panic_message(|| lstm.forward(x));
        assert_eq!(
            message(&zeros([5, 3])),
            "lstm: the layer takes (batch, time, 3), but the input has the shape [5, 3]; add the \
             batch with `.unsqueeze(0)`"
        );
        assert_eq!(
            message(&zeros([2, 5, 4])),
            "lstm: the layer takes (batch, time, 3), but the input has the shape [2, 5, 4], whose \
             last size is 4"
        );
        let state = (zeros([1, 3, 4]), zeros([1, 2, 4]));
        assert_eq!(
            panic_message(|| lstm.forward_with(&x, Some(&state), None)),
            "lstm: the state has the shape [1, 3, 4], but for this input the layer takes [1, 2, \
             4], which is (layers times directions, batch, units)"
        );
        assert_eq!(
            panic_message(|| lstm.forward_with(&x, None, Some(&[1]))),
            "lstm: there are 1 lengths for the 2 sequences of the input [2, 5, 3]"
        );
        assert_eq!(
            panic_message(|| lstm.forward_with(&x, None, Some(&[5, 6]))),
            "lstm: the length 6 of sequence 1 is more than the 5 steps of the input [2, 5, 3]"
        );
        let cell = GruCell::<3, 4>::default();
        assert_eq!(
            panic_message(|| cell.forward(&x, &zeros([2, 4]))),
            "gru: the cell takes one step of (batch, 3), but the input has the shape [2, 5, 3]; \
             take a step with `.select(1, step)`"
        );
        assert_eq!(
            panic_message(|| cell.forward(&zeros([2, 3]), &zeros([3, 4]))),
            "gru: the state has the shape [3, 4], but for this input the cell takes [2, 4], which \
             is (batch, units)"
        );
        let net = (Lstm::<3, 4>::default(), Linear::<4, 2>::default());
        for file in [
            panic_file(|| lstm.forward(&zeros([5, 3]))),
            panic_file(|| lstm.forward_with(&x, Some(&state), None)),
            panic_file(|| cell.forward(&x, &zeros([2, 4]))),
            panic_file(|| net.forward(&zeros([2, 5, 4]))),
            panic_file(|| Rnn::<3, 4>::default().layers(0)),
            panic_file(|| Rnn::<3, 4>::default().dropout(1.0)),
        ] {
            assert_eq!(file, file!());
        }
    }

    #[test]
    fn a_layer_is_printed_frozen_and_put_among_others() {
        let mut net = (Gru::<3, 4>::default().layers(2).bidirectional(), Linear::<8, 2>::default());
        assert_eq!(net.forward(&zeros([5, 6, 3])).shape(), [5, 6, 2]);
        let text = net.0.to_string();
        assert!(
            text.starts_with("Gru(3, 4, 2 layers, bidirectional), weight_ih_l0 [12, 3]"),
            "{text}"
        );
        let names: Vec<String> = net.0.parameters().into_iter().map(|(name, _)| name).collect();
        assert_eq!(names[4..6], ["weight_ih_l0_reverse", "weight_hh_l0_reverse"]);
        assert_eq!(names[8], "weight_ih_l1");
        net.0.freeze();
        let gradients = net.forward(&randn([5, 6, 3])).sum().backward();
        assert_eq!(gradients.named(&net).len(), 2);
        net.0.unfreeze();
        let gradients = net.forward(&randn([5, 6, 3])).sum().backward();
        assert_eq!(gradients.named(&net).len(), 18);
        assert_eq!(
            RnnCell::new(3, 4).relu().to_string().split(", w").next(),
            Some("RnnCell(3, 4, relu)")
        );
    }

    #[test]
    fn anomalies_are_named_by_the_layer_that_made_them() {
        let mut rnn = Rnn::<1, 1>::default().relu();
        init::constant(&mut rnn.weights_mut()[0].weight_ih, f32::INFINITY);
        let message = panic_message(|| detect_anomaly(|| rnn.forward(&zeros([1, 1, 1]))));
        assert!(message.starts_with("rnn: the first NaN is made here"), "{message}");
        let x = full([1, 1, 1], f32::NAN);
        detect_anomaly(|| Lstm::<1, 1>::default().forward(&x));
    }
}
