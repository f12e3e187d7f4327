//! Losses: how far a prediction is from what it should be, as one number to make small.

use crate::engine;
use crate::tensor::{Fit, Shape, Tensor};

/// The mean squared error: the mean of (prediction - target)². The shapes must be equal: a panic says
/// so, because broadcasting would compare every element with every other.
///
/// ```
/// # use manabi::prelude::*;
/// assert_eq!(mse_loss(&tensor([1., 2.]), &tensor([1., 4.])).item(), 2.);
/// ```
#[track_caller]
pub fn mse_loss<S: Fit<T>, T: Shape>(
    prediction: &Tensor<S>,
    target: &Tensor<T>,
) -> Tensor<S::Scalar> {
    Tensor::new(engine::mse(&prediction.raw, &target.raw))
}

/// The cross-entropy of scores and classes: the mean of -ln softmax(logits)\[label\], in nats. Logits
/// have the shape (.., classes) and labels (..), numbered from 0. Softmax is part of it, so that it
/// neither overflows nor loses digits. Panics on other shapes, a label outside the classes and an
/// empty batch.
///
/// ```
/// # use manabi::prelude::*;
/// let undecided = tensor([[0., 0., 0.], [5., 5., 5.]]);
/// let loss = cross_entropy(&undecided, &tensor([0, 2]));
/// assert!((loss.item() - 3_f32.ln()).abs() < 1e-6);
/// ```
#[track_caller]
pub fn cross_entropy<S: Shape<Column: Fit<L>>, L: Shape>(
    logits: &Tensor<S>,
    labels: &Tensor<L, usize>,
) -> Tensor<S::Scalar> {
    Tensor::new(engine::cross_entropy(&logits.raw, &labels.raw))
}

/// The binary cross-entropy of a score and a target from 0 to 1: the mean of
/// -t ln σ(x) - (1 - t) ln(1 - σ(x)), in nats. The sigmoid σ is part of it, so that it neither
/// overflows nor loses digits. The shapes must be equal.
///
/// ```
/// # use manabi::prelude::*;
/// let loss = bce_with_logits(&tensor([0., 100.]), &tensor([1., 1.]));
/// assert!((loss.item() - 2_f32.ln() / 2.).abs() < 1e-6);
/// ```
#[track_caller]
pub fn bce_with_logits<S: Fit<T>, T: Shape>(
    logits: &Tensor<S>,
    targets: &Tensor<T>,
) -> Tensor<S::Scalar> {
    Tensor::new(engine::bce_with_logits(&logits.raw, &targets.raw))
}
