//! Tensors as PyTorch computed them, and how they are compared.

use manabi::prelude::*;
use serde::Deserialize;

const TOLERANCE: f32 = 1e-5;

/// A tensor as the scripts write it.
#[derive(Deserialize)]
pub struct Plain {
    pub shape: Vec<usize>,
    pub data: Vec<f32>,
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
