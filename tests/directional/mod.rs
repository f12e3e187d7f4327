//! Gradients against finite differences along random directions, and inputs to take them at.

use manabi::prelude::*;

/// The shapes that each op of one input is tried on.
pub const SHAPES: [&[usize]; 6] = [&[], &[1], &[5], &[3, 4], &[2, 1, 3], &[1, 6]];
const DIRECTIONS: usize = 4;
/// The step of the differences, relative to a direction of length 1.
const STEP: f32 = 1e-2;
const TOLERANCE: f32 = 1e-2;

/// Checks the gradients by all inputs. The sum over the output is weighted, so that each of its
/// elements counts in its own way.
pub fn check(name: &str, inputs: &[Tensor], op: &dyn Fn(&[Tensor]) -> Tensor) {
    let inputs: Vec<Tensor> = inputs.iter().map(Tensor::requires_grad).collect();
    let weights = rand(op(&inputs).shape()) + 0.5;
    let loss = |inputs: &[Tensor]| (op(inputs) * &weights).sum();
    let gradients = loss(&inputs).backward();
    for _ in 0..DIRECTIONS {
        let mut directions: Vec<Tensor> = inputs.iter().map(|x| randn(x.shape())).collect();
        let squares: f32 = directions.iter().map(|d| d.square().sum().item()).sum();
        directions.iter_mut().for_each(|d| *d /= squares.sqrt());
        let at = |step: f32| -> f64 {
            let moved: Vec<Tensor> =
                inputs.iter().zip(&directions).map(|(x, d)| x.detach() + d * step).collect();
            loss(&moved).item() as f64
        };
        // The error of central differences at two steps cancels to the fourth order.
        let difference = |step: f32| (at(step) - at(-step)) / (2.0 * step as f64);
        let expected = ((4.0 * difference(STEP) - difference(2.0 * STEP)) / 3.0) as f32;
        let along: f32 =
            inputs.iter().zip(&directions).map(|(x, d)| (gradients.of(x) * d).sum().item()).sum();
        let lengths = inputs.iter().map(|x| gradients.of(x).square().sum().item());
        let scale = lengths.sum::<f32>().sqrt();
        let shapes: Vec<_> = inputs.iter().map(|x| x.shape().to_vec()).collect();
        assert!(
            (along - expected).abs() <= TOLERANCE * expected.abs().max(0.1 * scale),
            "{name} on {shapes:?}: along a direction the gradient says {along}, differences say {expected}"
        );
    }
}

/// Random elements from `low` to `high`.
pub fn between(low: f32, high: f32, shape: &[usize]) -> Tensor {
    rand(shape) * (high - low) + low
}

/// Random elements of both signs that keep away from 0.
pub fn away_from_zero(shape: &[usize]) -> Tensor {
    let sign = rand(shape).ge(0.5).to_f32() * 2.0 - 1.0;
    between(0.2, 2.0, shape) * sign
}

/// Different numbers, at least 0.25 apart, in random order.
pub fn apart(shape: &[usize]) -> Tensor {
    let random = rand(shape).to_vec();
    let rank = |v: &f32| random.iter().filter(|other| *other < v).count() as f32 * 0.25;
    Tensor::from_vec(random.iter().map(rank).collect(), shape)
}
