//! What PyTorch computed, and how it is compared.

use std::env;
use std::process::Command;

use manabi::prelude::*;
use serde::Deserialize;

const TOLERANCE: f32 = 1e-5;

/// An op with its inputs, its output and the gradients of sum(output * weights) by the inputs.
#[derive(Deserialize)]
pub struct Case {
    pub name: String,
    pub inputs: Vec<Plain>,
    pub weights: Plain,
    pub output: Plain,
    pub gradients: Vec<Plain>,
}

/// A tensor as the scripts write it.
#[derive(Deserialize)]
pub struct Plain {
    shape: Vec<usize>,
    data: Vec<f32>,
}

impl Plain {
    pub fn tensor(&self) -> Tensor {
        Tensor::from_vec(self.data.clone(), self.shape.clone())
    }
}

/// Equal up to the tolerance, relative to the elements where they are greater than 1.
pub fn assert_close(what: &str, got: &Tensor, expected: &Plain) {
    assert_eq!(got.shape(), expected.shape, "{what}");
    for (got, expected) in got.to_vec().into_iter().zip(&expected.data) {
        let close = (got - expected).abs() <= TOLERANCE * expected.abs().max(1.0);
        assert!(close, "{what}: got {got}, PyTorch has {expected}");
    }
}

/// Checks outputs and gradients of ops by name.
pub fn check(cases: &[Case], apply: fn(&str, &[Tensor]) -> Tensor) {
    for case in cases {
        let inputs: Vec<Tensor> = case.inputs.iter().map(|x| x.tensor().requires_grad()).collect();
        let output = apply(&case.name, &inputs);
        assert_close(&case.name, &output, &case.output);
        let gradients = (output * case.weights.tensor()).sum().backward();
        for (input, expected) in inputs.iter().zip(&case.gradients) {
            assert_close(&format!("gradient of {}", case.name), &gradients.of(input), expected);
        }
    }
}

/// The other tests of this program once more, with all tensors on the device `reference`: by the compositions
/// of dfdx's ops, which are also how a card computes.
pub fn once_more_on_the_reference() {
    let output = Command::new(env::current_exe().unwrap())
        .env("MANABI_ENGINE", "reference")
        .args(["--skip", "on_the_reference", "--test-threads", "1"])
        .output()
        .unwrap();
    let printed = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success() && !printed.contains(" 0 passed"), "{printed}");
}
