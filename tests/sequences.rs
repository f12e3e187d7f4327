//! Recurrent layers, attention and transformers against PyTorch, whose weights they load;
//! `tests/goldens/sequences.py` wrote what is compared with.

#[path = "goldens/plain.rs"]
mod plain;
#[path = "goldens/reference.rs"]
mod reference;

use std::collections::BTreeMap;

use manabi::nn::Module;
use manabi::prelude::*;
use plain::{Plain, assert_close};
use serde::Deserialize;

#[derive(Deserialize)]
struct Case {
    name: String,
    state: BTreeMap<String, Plain>,
    inputs: Vec<Plain>,
    lengths: Option<Vec<usize>>,
    outputs: Vec<Plain>,
    gradients: Vec<Plain>,
    by_parameters: BTreeMap<String, Plain>,
}

fn goldens(group: &str) -> Vec<Case> {
    let mut all: BTreeMap<String, Vec<Case>> =
        serde_json::from_str(include_str!("goldens/sequences.json")).unwrap();
    all.remove(group).unwrap()
}

/// Checks outputs and gradients of a model that loads the weights of the case: against PyTorch and against
/// differences.
fn check<M: Module>(case: &Case, mut model: M, run: impl Fn(&M, &[Tensor]) -> Vec<Tensor>) {
    let weights = || case.state.iter().map(|(name, plain)| (name.clone(), plain.tensor()));
    let weights: BTreeMap<String, Tensor> = weights().collect();
    load(&mut model, &weights);
    let inputs: Vec<Tensor> = case.inputs.iter().map(|x| x.tensor().requires_grad()).collect();
    let outputs = run(&model, &inputs);
    assert_eq!(outputs.len(), case.outputs.len(), "{}", case.name);
    for (place, (got, expected)) in outputs.iter().zip(&case.outputs).enumerate() {
        assert_close(&format!("{}: output {place}", case.name), got, expected);
    }
    let gradients = loss(&outputs).backward();
    let named = gradients.named(&model);
    for (place, (input, expected)) in inputs.iter().zip(&case.gradients).enumerate() {
        let what = format!("{}: gradient by input {place}", case.name);
        assert_close(&what, &gradients.of(input), expected);
    }
    assert_eq!(named.len(), case.by_parameters.len(), "{}", case.name);
    for (name, expected) in &case.by_parameters {
        assert_close(&format!("{}: gradient by {name}", case.name), &named[name], expected);
    }
    let by_inputs = inputs.iter().map(|input| gradients.of(input));
    let gradients: Vec<Tensor> = by_inputs.chain(named.into_values()).collect();
    let starts: Vec<Tensor> =
        inputs.iter().map(Tensor::detach).chain(weights.values().cloned()).collect();
    check_directions(&case.name, &starts, &gradients, &mut |moved| {
        let (moved_inputs, moved_weights) = moved.split_at(inputs.len());
        let names = weights.keys().cloned();
        load(&mut model, &names.zip(moved_weights.iter().cloned()).collect());
        let moved_inputs: Vec<Tensor> = moved_inputs.iter().map(Tensor::requires_grad).collect();
        loss(&run(&model, &moved_inputs)).item() as f64
    });
}

/// Checks gradients against differences along three random directions, to 1 %.
fn check_directions(
    name: &str,
    starts: &[Tensor],
    gradients: &[Tensor],
    loss: &mut dyn FnMut(&[Tensor]) -> f64,
) {
    let mut left = 3;
    for _ in 0..40 {
        let mut directions: Vec<Tensor> = starts.iter().map(|x| randn(x.shape())).collect();
        let squares: f32 = directions.iter().map(|d| d.square().sum().item()).sum();
        directions.iter_mut().for_each(|d| *d /= squares.sqrt());
        let mut at = |step: f32| {
            let moved: Vec<Tensor> =
                starts.iter().zip(&directions).map(|(x, d)| x + d * step).collect();
            loss(&moved)
        };
        // The error of central differences at two steps cancels to the fourth order.
        let mut difference = |step: f32| (at(step) - at(-step)) / (2.0 * step as f64);
        let [near, far] = [0.01, 0.02].map(&mut difference);
        let expected = ((4.0 * near - far) / 3.0) as f32;
        let along: f32 = gradients.iter().zip(&directions).map(|(g, d)| (g * d).sum().item()).sum();
        let scale = gradients.iter().map(|g| g.square().sum().item()).sum::<f32>().sqrt();
        // An element passes the bend of a ReLU on the way: there is no derivative to compare with.
        let curved = 0.5 * expected.abs().max(0.1 * scale);
        let bends = [0.005, 0.01].map(|step| {
            let (up, here, down) = (at(step), at(0.0), at(-step));
            ((up - 2.0 * here + down) / step as f64).abs() as f32
        });
        if bends[1] > curved && bends[0] > 0.75 * bends[1] {
            continue;
        }
        assert!(
            (along - expected).abs() <= 1e-2 * expected.abs().max(0.2 * scale),
            "{name}: along a direction the gradient says {along}, differences say {expected}"
        );
        left -= 1;
        if left == 0 {
            return;
        }
    }
    panic!("{name}: {left} of three directions without a bend were not found");
}

fn load<M: Module>(model: &mut M, weights: &BTreeMap<String, Tensor>) {
    let mut state = StateDict::default();
    weights.iter().for_each(|(name, tensor)| state.insert(name, tensor.clone()));
    model.load_state_dict(&state).unwrap();
}

/// The sum whose gradients PyTorch gave. Weights of attention have none.
fn loss(outputs: &[Tensor]) -> Tensor {
    let weighted = |y: &Tensor| (y.flatten() * linspace(0.5, 1.5, y.len())).sum();
    let recorded = outputs.iter().filter(|y| !y.tape().is_empty());
    recorded.map(weighted).reduce(|a, b| a + b).expect("an output with gradients")
}

/// A recurrent layer over the inputs of a case: the sequences, and a state if there is one.
macro_rules! read {
    ($case:ident, $layer:expr, one) => {
        check($case, $layer, |layer, x| {
            let (y, last) = layer.forward_with(&x[0], x.get(1), $case.lengths.as_deref());
            vec![y, last]
        })
    };
    ($case:ident, $layer:expr, two) => {
        check($case, $layer, |layer, x| {
            let state = (x.len() > 1).then(|| (x[1].clone(), x[2].clone()));
            let (y, (h, c)) = layer.forward_with(&x[0], state.as_ref(), $case.lengths.as_deref());
            vec![y, h, c]
        })
    };
}

#[test]
fn recurrent_layers_are_those_of_pytorch() {
    manual_seed(1);
    for case in &goldens("recurrent") {
        match case.name.as_str() {
            "rnn" | "rnn state" => read!(case, Rnn::<2, 3>::default(), one),
            "rnn relu" => read!(case, Rnn::new(2, 3).relu(), one),
            "rnn deep" | "rnn lengths" => {
                read!(case, Rnn::<2, 3>::default().layers(2).bidirectional(), one)
            }
            "lstm" | "lstm state" => read!(case, Lstm::<2, 3>::default(), two),
            "lstm bias" => read!(case, Lstm::new(2, 3).without_bias(), two),
            "lstm deep" | "lstm lengths" => {
                read!(case, Lstm::<2, 3>::default().bidirectional().layers(2), two)
            }
            "lstm peephole" => read!(case, Lstm::<2, 3>::default().peephole(), two),
            "lstm pieces" => read!(case, Lstm::<1, 2>::default(), two),
            "gru" | "gru state" => read!(case, Gru::<2, 3>::default(), one),
            "gru bias" => read!(case, Gru::new(2, 3).without_bias(), one),
            "gru deep" | "gru lengths" => {
                read!(case, Gru::<2, 3>::default().layers(2).bidirectional(), one)
            }
            "gru pieces" => read!(case, Gru::<1, 2>::default(), one),
            other => panic!("no layer of the name {other}"),
        }
    }
}

#[test]
fn recurrent_cells_are_those_of_pytorch() {
    manual_seed(2);
    for case in &goldens("cells") {
        match case.name.as_str() {
            "rnn cell" => {
                check(case, RnnCell::<3, 2>::default(), |c, x| vec![c.forward(&x[0], &x[1])])
            }
            "rnn cell relu" => {
                check(case, RnnCell::new(3, 2).relu(), |c, x| vec![c.forward(&x[0], &x[1])])
            }
            "gru cell" => {
                check(case, GruCell::<3, 2>::default(), |c, x| vec![c.forward(&x[0], &x[1])])
            }
            "lstm cell" => check(case, LstmCell::<3, 2>::default(), |cell, x| {
                let (h, c) = cell.forward(&x[0], &(x[1].clone(), x[2].clone()));
                vec![h, c]
            }),
            other => panic!("no cell of the name {other}"),
        }
    }
}

/// The function as a module without parameters.
#[derive(Module)]
struct Scaled;

#[test]
fn attention_is_that_of_pytorch() {
    manual_seed(3);
    type Mask = Tensor<Dyn, bool>;
    let scaled = |case: &Case, mask: Option<Mask>| {
        check(case, Scaled, |_, x| {
            vec![scaled_dot_product_attention(&x[0], &x[1], &x[2], mask.as_ref())]
        })
    };
    for case in &goldens("attention") {
        let own = |layer: manabi::nn::DynMultiheadAttention, mask: Option<Mask>| {
            check(case, layer, |layer, x| {
                let (k, v) = (x.get(1).unwrap_or(&x[0]), x.get(2).or(x.get(1)).unwrap_or(&x[0]));
                let (y, weights) = layer.forward_with_weights(&x[0], k, v, mask.as_ref());
                vec![y, weights]
            })
        };
        match case.name.as_str() {
            "scaled" | "scaled heads" => scaled(case, None),
            "scaled causal" => scaled(case, Some(causal_mask(4))),
            "scaled mask" => {
                scaled(case, Some(tensor([[true, false, true, true, false]]).untyped()))
            }
            "scaled nothing" => scaled(case, Some(tensor([[true], [false], [true]]).untyped())),
            "self" | "cross" | "cross three" => own(MultiheadAttention::new(6, 2), None),
            "self causal" => own(MultiheadAttention::new(6, 3), Some(causal_mask(4))),
            "self padding" => own(MultiheadAttention::new(6, 2), Some(padding_mask(&[4, 2], 4))),
            "self bias" => own(MultiheadAttention::new(6, 2).without_bias(), None),
            other => panic!("no attention of the name {other}"),
        }
    }
}

#[test]
fn transformers_are_those_of_pytorch() {
    manual_seed(4);
    let encoder = || TransformerEncoderLayer::<4, 2, 6>::default().dropout(0.0);
    let decoder = || TransformerDecoderLayer::<4, 2, 6>::default().dropout(0.0);
    let (causal, padding) = (causal_mask(3), padding_mask(&[5, 2], 5));
    let short = padding_mask(&[1, 3], 3);
    for case in &goldens("transformers") {
        match case.name.as_str() {
            "encoder layer" => check(case, encoder(), |m, x| vec![m.forward(&x[0])]),
            "encoder layer gelu" => check(case, encoder().gelu(), |m, x| vec![m.forward(&x[0])]),
            "encoder layer pre" => {
                check(case, encoder().norm_first(), |m, x| vec![m.forward(&x[0])])
            }
            "encoder layer causal" => {
                check(case, encoder(), |m, x| vec![m.forward_with(&x[0], Some(&causal))])
            }
            "encoder layer padding" => {
                check(case, encoder(), |m, x| vec![m.forward_with(&x[0], Some(&short))])
            }
            "decoder layer" => check(case, decoder(), |m, x| vec![m.forward(&x[0], &x[1])]),
            "decoder layer pre" => {
                check(case, decoder().norm_first().gelu(), |m, x| vec![m.forward(&x[0], &x[1])])
            }
            "decoder layer masks" => check(case, decoder(), |m, x| {
                vec![m.forward_with(&x[0], &x[1], Some(&causal), Some(&padding))]
            }),
            "encoder" => {
                let model = TransformerEncoder::new(2, || encoder().norm_first());
                check(case, model.norm(LayerNorm::new(4)), |m, x| vec![m.forward(&x[0])])
            }
            "decoder" => check(case, TransformerDecoder::new(2, decoder), |m, x| {
                vec![m.forward_with(&x[0], &x[1], Some(&causal), Some(&padding))]
            }),
            other => panic!("no layer of the name {other}"),
        }
    }
}

#[test]
fn all_of_it_on_the_reference() {
    reference::once_more();
}
