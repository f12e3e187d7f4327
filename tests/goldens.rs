//! Ops, losses and optimizers against PyTorch; `tests/goldens/make.py` wrote what is compared with.

#[path = "goldens/case.rs"]
mod case;
#[path = "goldens/plain.rs"]
mod plain;
#[path = "goldens/reference.rs"]
mod reference;

use case::{Case, check};
use manabi::prelude::*;
use plain::{Plain, assert_close};
use serde::Deserialize;

#[derive(Deserialize)]
struct Goldens {
    ops: Vec<Case>,
    optimizers: Vec<Steps>,
}

#[derive(Deserialize)]
struct Steps {
    name: String,
    start: Plain,
    path: Vec<Plain>,
}

fn goldens() -> Goldens {
    serde_json::from_str(include_str!("goldens/goldens.json")).unwrap()
}

fn apply(name: &str, x: &[Tensor]) -> Tensor {
    match name {
        "abs" => x[0].abs(),
        "clamp" => x[0].clamp(-0.5, 0.75),
        "cos" => x[0].cos(),
        "exp" => x[0].exp(),
        "ln" => x[0].ln(),
        "powf" => x[0].powf(2.5),
        "relu" => x[0].relu(),
        "sigmoid" => x[0].sigmoid(),
        "sin" => x[0].sin(),
        "sqrt" => x[0].sqrt(),
        "square" => x[0].square(),
        "tanh" => x[0].tanh(),
        "add" => &x[0] + &x[1],
        "sub" => &x[0] - &x[1],
        "mul" => &x[0] * &x[1],
        "div" => &x[0] / &x[1],
        "matmul" => x[0].matmul(&x[1]),
        "sum" => x[0].sum(),
        "mean" => x[0].mean(),
        "max" => x[0].max(),
        "min" => x[0].min(),
        "sum_axis" => x[0].sum_axis(1),
        "mean_axis" => x[0].mean_axis(1),
        "max_axis" => x[0].max_axis(1),
        "min_axis" => x[0].min_axis(1),
        "softmax" => x[0].softmax(1),
        "log_softmax" => x[0].log_softmax(1),
        "t" => x[0].t(),
        "linear" => x[0].matmul(&x[1].t()) + &x[2],
        "mse_loss" => mse_loss(&x[0], &x[1]),
        "bce_with_logits" => bce_with_logits(&x[0], &x[1]),
        "l1_loss" => l1_loss(&x[0], &x[1]),
        "huber_loss" => huber_loss(&x[0], &x[1], 0.7),
        "kl_div" => kl_div(&x[0], &x[1]),
        "nll_loss" => nll_loss(&x[0], &tensor([2, 0, 4, 2])),
        "triplet_margin_loss" => triplet_margin_loss(&x[0], &x[1], &x[2], 1.5),
        "cross_entropy" => cross_entropy(&x[0], &tensor([2, 0, 4, 2])),
        other => panic!("no op of the name {other}"),
    }
}

#[test]
fn ops_and_losses_are_those_of_pytorch() {
    check(&goldens().ops, apply);
}

#[test]
fn a_linear_layer_is_that_of_pytorch() {
    let case = goldens().ops.into_iter().find(|case| case.name == "linear").unwrap();
    let [x, weight, bias] = &case.inputs[..] else { panic!("three inputs") };
    let mut layer = Linear::new(4, 5);
    layer.weight = Parameter::new(weight.tensor().typed());
    layer.bias = Some(Parameter::new(bias.tensor().typed()));
    let x = x.tensor().requires_grad();
    let output = layer.forward(&x);
    assert_close("output", &output, &case.output);
    let gradients = (output * case.weights.tensor()).sum().backward();
    assert_close("by x", &gradients.of(&x), &case.gradients[0]);
    let named = gradients.named(&layer);
    assert_close("by the weight", &named["weight"], &case.gradients[1]);
    assert_close("by the bias", &named["bias"], &case.gradients[2]);
}

#[test]
fn optimizers_step_as_those_of_pytorch() {
    for steps in goldens().optimizers {
        let mut opt: Box<dyn Optimizer> = match steps.name.as_str() {
            "sgd" => Box::new(Sgd::new(0.1)),
            "sgd_decay" => Box::new(Sgd::new(0.1).weight_decay(0.1)),
            "momentum" => Box::new(Sgd::new(0.1).momentum(0.9).weight_decay(0.1)),
            "nesterov" => Box::new(Sgd::new(0.1).momentum(0.9).nesterov()),
            "adagrad" => Box::new(AdaGrad::new(0.1)),
            "adagrad_decay" => Box::new(AdaGrad::new(0.1).weight_decay(0.1)),
            "adadelta" => Box::new(Adadelta::new(1.0)),
            "adadelta_decay" => Box::new(Adadelta::new(2.0).rho(0.8).eps(1e-4).weight_decay(0.1)),
            "rmsprop" => Box::new(RmsProp::new(0.01)),
            "rmsprop_momentum" => {
                Box::new(RmsProp::new(0.01).alpha(0.9).momentum(0.8).weight_decay(0.1))
            }
            "adam" => Box::new(Adam::new(0.1)),
            "adam_decay" => Box::new(Adam::new(0.1).betas(0.8, 0.95).eps(1e-6).weight_decay(0.1)),
            "adamw" => Box::new(AdamW::new(0.1)),
            "adamw_decay" => Box::new(AdamW::new(0.1).weight_decay(0.2)),
            other => panic!("no optimizer of the name {other}"),
        };
        let mut x = Parameter::new(steps.start.tensor());
        for expected in &steps.path {
            let loss = (x.square().square() - &*x).mean();
            opt.step(&mut x, &loss.backward());
            assert_close(&steps.name, &x, expected);
        }
    }
}

#[test]
fn all_of_it_on_the_reference() {
    reference::once_more();
}
