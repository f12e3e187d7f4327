//! An op of the library beside its definition: values, gradients, or a sentence that names the op.

use std::panic::{AssertUnwindSafe, catch_unwind};

use manabi::prelude::*;

use crate::array::Array;

/// Checks the value of an op and its gradients by all inputs against the definition. Where that gives
/// nothing, the op must refuse in a sentence that starts with its name.
pub fn check(
    name: &str,
    inputs: &[Array],
    op: &dyn Fn(&[Tensor]) -> Tensor,
    definition: &dyn Fn(&[Array]) -> Option<Array>,
) {
    let shapes: Vec<_> = inputs.iter().map(|x| &x.shape).collect();
    let what = format!("{name} of {shapes:?}");
    let tensors: Vec<Tensor> = inputs.iter().map(|x| x.tensor().requires_grad()).collect();
    let done = catch_unwind(AssertUnwindSafe(|| op(&tensors)));
    let Some(expected) = definition(inputs) else {
        return assert_sentence(&what, name, done.err());
    };
    let Ok(output) = done else { panic!("{what} panicked") };
    assert_eq!(output.shape(), expected.shape, "{what}");
    assert_close(&what, &output.to_vec(), &expected.values);

    if expected.values.iter().any(|v| v.is_nan()) {
        return; // `backward` refuses a loss that is NaN
    }
    let weights = Array::of(&expected.shape, |place| {
        place.iter().fold(0.5, |weight, i| 0.9 * weight + 0.1 * *i as f64)
    });
    let gradients = (output * weights.tensor()).sum().backward();
    let loss = |inputs: &[Array]| -> f64 {
        let output = definition(inputs).unwrap().values;
        output.iter().zip(&weights.values).map(|(v, w)| v * w).sum()
    };
    for (i, tensor) in tensors.iter().enumerate() {
        let got = gradients.of(tensor);
        assert_eq!(got.shape(), inputs[i].shape, "the gradient of {what}");
        let expected: Vec<f64> = (0..inputs[i].values.len())
            .map(|at| {
                let moved = |step: f64| {
                    let mut moved = inputs.to_vec();
                    moved[i].values[at] += step;
                    loss(&moved)
                };
                (moved(1e-4) - moved(-1e-4)) / 2e-4
            })
            .collect();
        assert_close(&format!("the gradient of {what}"), &got.to_vec(), &expected);
    }
}

/// The same of an op of one input.
pub fn check_one(
    name: &str,
    x: &Array,
    op: impl Fn(&Tensor) -> Tensor,
    definition: impl Fn(&Array) -> Option<Array>,
) {
    check(name, std::slice::from_ref(x), &|x| op(&x[0]), &|x| definition(&x[0]));
}

fn assert_close(what: &str, got: &[f32], expected: &[f64]) {
    assert_eq!(got.len(), expected.len(), "{what}");
    for (got, expected) in got.iter().map(|v| *v as f64).zip(expected) {
        let close = (got - expected).abs() <= 1e-4 * expected.abs().max(1.0);
        assert!(close || got.is_nan() && expected.is_nan(), "{what}: got {got}, not {expected}");
    }
}

fn assert_sentence(what: &str, name: &str, panic: Option<Box<dyn std::any::Any + Send>>) {
    let Some(panic) = panic else { panic!("{what} is not refused") };
    let fixed = panic.downcast_ref::<&str>().map(|sentence| sentence.to_string());
    let sentence = fixed.or_else(|| panic.downcast_ref::<String>().cloned()).unwrap();
    assert!(sentence.starts_with(&format!("{name}: ")), "{what} says: {sentence}");
}
