//! Normal distributions with a mean and a variance that a network gives: their likelihood, their distance from
//! the standard one, and numbers drawn from them.

use crate::engine::dims::check_stretch;
use crate::tensor::{Tensor, randn};

/// What a variance counts as at least, as in PyTorch.
const LEAST: f32 = 1e-6;

/// The negative log-likelihood of targets under normal distributions: the mean over all elements of
/// (ln v + (target - mean)² / v) / 2, in nats, for the variance v, which counts as 1e-6 at least. As in PyTorch
/// the constant ln(2π) / 2 is left out. Means and targets have the same shape; variances have it too, or
/// stretch to it. Panics on other shapes, an empty batch and a negative variance. (Nix and Weigend, 1994)
///
/// ```
/// # use manabi::prelude::*;
/// let (mean, target) = (tensor([0., 1.]), tensor([2., 1.]));
/// assert_eq!(gaussian_nll_loss(&mean, &target, &tensor([1., 1.])).item(), 1.);
/// // Who says to be unsure is forgiven more.
/// assert!(gaussian_nll_loss(&mean, &target, &tensor([4., 1.])).item() < 1.);
/// ```
#[track_caller]
pub fn gaussian_nll_loss(mean: &Tensor, target: &Tensor, variance: &Tensor) -> Tensor {
    let op = "gaussian_nll_loss";
    check_equal(op, ("means", mean), ("targets", target));
    check_stretch(op, variance.shape(), mean.shape());
    if let Some(place) = variance.raw.values().iter().position(|v| *v < 0.0) {
        panic!(
            "{op}: the variance {} at place {place} is negative; `.exp()` or `.softplus()` makes a variance of \
             any number",
            variance.raw.values()[place]
        );
    }
    // What is below the least keeps its gradient, so that it grows.
    let variance = variance + (variance.clamp(LEAST, f32::MAX) - variance).detach();
    ((target - mean).square() / &variance + variance.ln()).mean() * 0.5
}

/// The Kullback-Leibler divergence of normal distributions from the standard one: Σ (mean² + v - 1 - ln v) / 2
/// over the last axis, in nats, the mean over the others, for variances v given as ln v. It is what keeps the
/// codes of a variational autoencoder near the origin. Means and logarithms have the same shape, (batch,
/// features). Panics on other shapes and an empty batch. (Kingma and Welling, 2014)
///
/// ```
/// # use manabi::prelude::*;
/// let (mean, log_var) = (tensor([[0., 0.], [1., 2.]]), zeros([2, 2]));
/// assert_eq!(gaussian_kl(&mean, &log_var).item(), (0. + 2.5) / 2.);
/// ```
#[track_caller]
pub fn gaussian_kl(mean: &Tensor, log_var: &Tensor) -> Tensor {
    check_equal("gaussian_kl", ("means", mean), ("logarithms of variances", log_var));
    assert!(
        !mean.shape().is_empty(),
        "gaussian_kl: the means are a scalar; they have the shape (batch, features)"
    );
    (mean.square() + log_var.exp() - 1. - log_var).sum_axis(-1).mean() * 0.5
}

/// Numbers drawn from normal distributions, one for each mean, as mean + e^(ln v / 2) ε with standard normal ε, so
/// that gradients reach the mean and the variance v, given as ln v, through what was drawn. ε comes from the
/// generator that [`manual_seed`](crate::tensor::manual_seed) seeds. Panics unless both have the same shape.
/// (Kingma and Welling, 2014)
///
/// ```
/// # use manabi::prelude::*;
/// let drawn = reparameterize(&full([1000], 5.), &full([1000], 2. * 0.1_f32.ln()));
/// assert!((drawn.mean().item() - 5.).abs() < 0.02 && (drawn.std().item() - 0.1).abs() < 0.02);
/// ```
#[track_caller]
pub fn reparameterize(mean: &Tensor, log_var: &Tensor) -> Tensor {
    assert!(
        mean.shape() == log_var.shape(),
        "reparameterize: the means have the shape {:?} and the logarithms of variances {:?}, which must be equal",
        mean.shape(),
        log_var.shape()
    );
    mean + (log_var * 0.5).exp() * randn(mean.shape()).to(&mean.device())
}

#[track_caller]
fn check_equal(op: &str, (left, a): (&str, &Tensor), (right, b): (&str, &Tensor)) {
    assert!(
        a.shape() == b.shape(),
        "{op}: the {left} have the shape {:?} and the {right} {:?}, which must be equal",
        a.shape(),
        b.shape()
    );
    assert!(a.len() > 0, "{op}: the batch is empty, so there is no mean loss");
}

#[cfg(test)]
mod tests {
    use crate::prelude::*;
    use crate::test::{panic_file, panic_message};

    #[test]
    fn a_likelihood_is_least_at_the_moments_of_the_data() {
        let target = tensor([1., 3.]).untyped();
        let loss = |mean: f32, variance: f32| {
            gaussian_nll_loss(&full(2, mean), &target, &full(1, variance)).item()
        };
        assert!(
            [(1.9, 1.), (2.1, 1.), (2., 0.9), (2., 1.1)]
                .iter()
                .all(|x| loss(2., 1.) < loss(x.0, x.1))
        );
    }

    #[test]
    fn a_variance_of_zero_has_a_gradient() {
        let variance = zeros(2).requires_grad();
        let gradients = gaussian_nll_loss(&zeros(2), &ones(2), &variance).backward();
        assert!(gradients.of(&variance).lt(0.).all());
    }

    #[test]
    fn gradients_pass_what_was_drawn() {
        let (mean, log_var) = (randn([4, 3]).requires_grad(), randn([4, 3]).requires_grad());
        let drawn = reparameterize(&mean, &log_var);
        let gradients = drawn.sum().backward();
        assert_eq!(gradients.of(&mean), ones([4, 3]));
        // z = mean + e^(l/2) ε, so dz/dl = (z - mean) / 2.
        let expected = (drawn.detach() - mean.detach()) * 0.5;
        assert!(gradients.of(&log_var).allclose(&expected, 1e-5));
    }

    #[test]
    fn misuse_is_one_sentence_at_the_line_of_the_caller() {
        let (x, column) = (zeros([2, 3]), zeros([2, 1]));
        assert_eq!(
            panic_message(|| gaussian_nll_loss(&x, &column, &x)),
            "gaussian_nll_loss: the means have the shape [2, 3] and the targets [2, 1], which must be equal"
        );
        assert_eq!(
            panic_message(|| gaussian_nll_loss(&x, &x, &tensor([1., 1., -0.5]))),
            "gaussian_nll_loss: the variance -0.5 at place 2 is negative; `.exp()` or `.softplus()` makes a \
             variance of any number"
        );
        assert_eq!(
            panic_message(|| gaussian_kl(&zeros([0, 3]), &zeros([0, 3]))),
            "gaussian_kl: the batch is empty, so there is no mean loss"
        );
        for file in [
            panic_file(|| gaussian_nll_loss(&x, &x, &zeros(2))),
            panic_file(|| gaussian_kl(&tensor(1.), &tensor(1.))),
            panic_file(|| gaussian_kl(&x, &column)),
            panic_file(|| reparameterize(&x, &column)),
        ] {
            assert_eq!(file, file!());
        }
    }
}
