//! Ops as PyTorch computed them, and how they are compared.

use manabi::prelude::*;
use serde::Deserialize;

use crate::plain::{Plain, assert_close};

/// An op with its inputs, its output and the gradients of sum(output * weights) by the inputs.
#[derive(Deserialize)]
pub struct Case {
    pub name: String,
    pub inputs: Vec<Plain>,
    pub weights: Plain,
    pub output: Plain,
    pub gradients: Vec<Plain>,
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
