//! Initialisers: what the parameters of a model start from.
//!
//! Layers start as PyTorch's do; these functions start a parameter anew, or with [`parameters`] all of a
//! model whose name fits. `fan_in` and `fan_out` are how many inputs an output adds up and how many outputs
//! an input reaches: for a weight of (outputs, inputs, kernel height, kernel width) they are inputs and
//! outputs times the size of the kernel.
//!
//! ```
//! use manabi::nn::init;
//! use manabi::prelude::*;
//!
//! let mut net = (Linear::<784, 128>::default(), Relu, Linear::<128, 10>::default());
//! init::he_normal(&mut net.0.weight);
//! init::parameters(&mut net, "bias", init::zeros);
//! let spread = net.0.weight.square().mean().item().sqrt();
//! assert!((spread / (2_f32 / 784.).sqrt() - 1.).abs() < 0.02);
//! assert_eq!(net.2.bias.as_ref().unwrap().to_vec(), [0.; 10]);
//! ```

use super::{Module, for_each_named};
use crate::tensor::{rand, randn};

/// Something with elements to start anew: a [`Parameter`](super::Parameter), or one that
/// [`parameters`] found.
///
/// ```
/// # use manabi::prelude::*;
/// let mut layer = Conv2d::new(1, 8, 3);
/// init::he_normal(&mut layer.weight);
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no parameter",
    label = "cannot be started anew",
    note = "pass a parameter such as `&mut layer.weight`, or use `init::parameters(&mut model, \"weight\", ..)`"
)]
pub trait Start {
    /// Its shape.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// use manabi::nn::init::Start;
    /// assert_eq!(Linear::new(3, 2).weight.dims(), [2, 3]);
    /// ```
    fn dims(&self) -> Vec<usize>;
    /// Takes these elements in row-major order.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// use manabi::nn::init::Start;
    /// let mut w = Parameter::new(zeros(2));
    /// w.take(vec![1., 2.]);
    /// assert_eq!(w.to_vec(), [1., 2.]);
    /// ```
    fn take(&mut self, values: Vec<f32>);
}

/// Starts all parameters of a model anew whose last name this is, such as `weight` or `bias`. Panics when
/// there is none.
///
/// ```
/// # use manabi::prelude::*;
/// let mut net = (Linear::<2, 8>::default(), Tanh, Linear::<8, 1>::default());
/// init::parameters(&mut net, "weight", init::xavier_normal);
/// init::parameters(&mut net, "bias", init::zeros);
/// assert_eq!(net.0.bias.unwrap().to_vec(), [0.; 8]);
/// ```
#[track_caller]
pub fn parameters(model: &mut dyn Module, name: &str, mut start: impl FnMut(&mut dyn Start)) {
    let mut found = 0;
    for_each_named(model, &mut |path, mut parameter| {
        if path.rsplit('.').next() == Some(name) {
            found += 1;
            start(&mut parameter);
        }
    });
    assert!(found > 0, "init: the model has no parameter of the name `{name}`");
}

/// 0 everywhere.
///
/// ```
/// # use manabi::prelude::*;
/// let mut layer = Linear::new(3, 2);
/// init::zeros(&mut layer.weight);
/// assert_eq!(layer.weight.to_vec(), [0.; 6]);
/// ```
pub fn zeros(parameter: &mut dyn Start) {
    constant(parameter, 0.0);
}

/// One value everywhere.
///
/// ```
/// # use manabi::prelude::*;
/// let mut layer = Linear::new(3, 2);
/// init::constant(&mut layer.weight, 0.5);
/// assert_eq!(layer.weight.to_vec(), [0.5; 6]);
/// ```
pub fn constant(parameter: &mut dyn Start, value: f32) {
    let len = parameter.dims().iter().product();
    parameter.take(vec![value; len]);
}

/// Normally distributed.
///
/// ```
/// # use manabi::{nn::init, prelude::*};
/// let mut w = Parameter::new(manabi::prelude::zeros([100, 100]));
/// init::normal(&mut w, 1., 0.1);
/// assert!((w.mean().item() - 1.).abs() < 0.01);
/// ```
#[track_caller]
pub fn normal(parameter: &mut dyn Start, mean: f32, deviation: f32) {
    assert!(deviation >= 0.0, "init: the deviation {deviation} is below 0");
    let values = randn(parameter.dims()) * deviation + mean;
    parameter.take(values.to_vec());
}

/// Evenly distributed from `low` (included) to `high` (excluded). Panics when `low` is above `high`.
///
/// ```
/// # use manabi::prelude::*;
/// let mut layer = Linear::new(300, 100);
/// init::uniform(&mut layer.weight, -0.1, 0.1);
/// assert!(layer.weight.abs().max().item() <= 0.1);
/// ```
#[track_caller]
pub fn uniform(parameter: &mut dyn Start, low: f32, high: f32) {
    assert!(
        low <= high,
        "init: the numbers from {low} to {high} are none; write the lower one first"
    );
    let values = rand(parameter.dims()) * (high - low) + low;
    parameter.take(values.to_vec());
}

/// Evenly distributed with the variance 2 / (fan_in + fan_out), for tanh and sigmoid. (Glorot and Bengio,
/// 2010)
///
/// ```
/// # use manabi::prelude::*;
/// let mut layer = Linear::new(300, 100);
/// init::xavier_uniform(&mut layer.weight); // up to √(6 / 400)
/// assert!((layer.weight.abs().max().item() - 0.1225).abs() < 1e-3);
/// ```
#[track_caller]
pub fn xavier_uniform(parameter: &mut dyn Start) {
    let Fans { into, out } = Fans::of(parameter);
    let bound = (6.0 / (into + out)).sqrt();
    uniform(parameter, -bound, bound);
}

/// Normally distributed with the variance 2 / (fan_in + fan_out), for tanh and sigmoid. (Glorot and
/// Bengio, 2010)
///
/// ```
/// # use manabi::prelude::*;
/// let mut layer = Linear::new(300, 100);
/// init::xavier_normal(&mut layer.weight); // √(2 / 400)
/// assert!((layer.weight.std().item() - 0.0707).abs() < 2e-3);
/// ```
#[track_caller]
pub fn xavier_normal(parameter: &mut dyn Start) {
    let Fans { into, out } = Fans::of(parameter);
    normal(parameter, 0.0, (2.0 / (into + out)).sqrt());
}

/// Evenly distributed with the variance 2 / fan_in, for ReLU. (He et al., 2015)
///
/// ```
/// # use manabi::prelude::*;
/// let mut layer = Linear::new(300, 100);
/// init::he_uniform(&mut layer.weight); // up to √(6 / 300)
/// assert!((layer.weight.abs().max().item() - 0.1414).abs() < 1e-3);
/// ```
#[track_caller]
pub fn he_uniform(parameter: &mut dyn Start) {
    let bound = (6.0 / Fans::of(parameter).into).sqrt();
    uniform(parameter, -bound, bound);
}

/// Normally distributed with the variance 2 / fan_in, for ReLU. (He et al., 2015)
///
/// ```
/// # use manabi::prelude::*;
/// let mut layer = Linear::new(300, 100);
/// init::he_normal(&mut layer.weight); // √(2 / 300)
/// assert!((layer.weight.std().item() - 0.0816).abs() < 2e-3);
/// ```
#[track_caller]
pub fn he_normal(parameter: &mut dyn Start) {
    let deviation = (2.0 / Fans::of(parameter).into).sqrt();
    normal(parameter, 0.0, deviation);
}

/// Rows, or columns where there are fewer, of length 1 that are at right angles; of a convolution each
/// output's weights are one row. (Saxe et al., 2014)
///
/// ```
/// # use manabi::{nn::init, prelude::*};
/// let mut layer = Linear::<5, 3>::default();
/// init::orthogonal(&mut layer.weight);
/// assert!(layer.weight.matmul(&layer.weight.t()).allclose(&eye(3), 1e-5));
/// ```
#[track_caller]
pub fn orthogonal(parameter: &mut dyn Start) {
    let dims = matrix(parameter);
    let (rows, columns) = (dims[0], dims[1..].iter().product::<usize>());
    let (count, len) = (rows.min(columns), rows.max(columns));
    let random = randn([count, len]).to_vec();
    let mut lines: Vec<Vec<f64>> = Vec::with_capacity(count);
    for line in random.chunks_exact(len.max(1)) {
        let mut line: Vec<f64> = line.iter().map(|&v| v.into()).collect();
        // Twice, because the first pass leaves what rounding lost.
        for other in lines.iter().chain(&lines) {
            let along: f64 = line.iter().zip(other).map(|(a, b)| a * b).sum();
            line.iter_mut().zip(other).for_each(|(a, b)| *a -= along * b);
        }
        let length = line.iter().map(|v| v * v).sum::<f64>().sqrt();
        line.iter_mut().for_each(|v| *v /= length);
        lines.push(line);
    }
    let element = |i: usize| {
        let (row, column) = (i / columns, i % columns);
        let value = if rows <= columns { lines[row][column] } else { lines[column][row] };
        value as f32
    };
    parameter.take((0..rows * columns).map(element).collect());
}

/// How many inputs an output adds up, and how many outputs an input reaches.
struct Fans {
    into: f32,
    out: f32,
}

impl Fans {
    #[track_caller]
    fn of(parameter: &dyn Start) -> Fans {
        let dims = matrix(parameter);
        let kernel: usize = dims[2..].iter().product();
        Fans { into: (dims[1] * kernel).max(1) as f32, out: (dims[0] * kernel).max(1) as f32 }
    }
}

#[track_caller]
fn matrix(parameter: &dyn Start) -> Vec<usize> {
    let dims = parameter.dims();
    assert!(
        dims.len() > 1,
        "init: a parameter of the shape {dims:?} has no inputs and outputs; use `init::zeros`, \
         `init::normal` or `init::uniform`"
    );
    dims
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::prelude::{Conv2d, Linear, manual_seed};
    use crate::test::panic_message;

    /// The mean, the standard deviation and the greatest distance from 0.
    fn moments(values: &[f32]) -> (f32, f32, f32) {
        let mean = values.iter().sum::<f32>() / values.len() as f32;
        let square = values.iter().map(|v| (v - mean).powi(2)).sum::<f32>() / values.len() as f32;
        (mean, square.sqrt(), values.iter().fold(0.0, |a, v| a.max(v.abs())))
    }

    #[test]
    fn each_has_the_variance_of_its_paper() {
        manual_seed(5);
        let start = |init: fn(&mut dyn Start)| {
            let mut layer = Conv2d::new(40, 60, [3, 5]);
            init(&mut layer.weight);
            moments(&layer.weight.to_vec())
        };
        let (into, out) = (40.0 * 15.0, 60.0 * 15.0);
        let xavier = (2.0_f32 / (into + out)).sqrt();
        let he = (2.0_f32 / into).sqrt();
        for ((mean, deviation, greatest), expected, even) in [
            (start(xavier_uniform), xavier, true),
            (start(xavier_normal), xavier, false),
            (start(he_uniform), he, true),
            (start(he_normal), he, false),
        ] {
            assert!(mean.abs() < 0.02 * expected);
            assert!((deviation / expected - 1.0).abs() < 0.02, "{deviation} is not {expected}");
            assert_eq!(greatest < 1.74 * expected, even);
        }
    }

    #[test]
    fn orthogonal_in_the_shorter_direction() {
        let mut tall = Linear::new(3, 7);
        orthogonal(&mut tall.weight);
        let w = tall.weight.untyped();
        assert!(w.t().matmul(&w).allclose(&crate::prelude::eye(3), 1e-5));
        let mut conv = Conv2d::new(2, 4, 3);
        orthogonal(&mut conv.weight);
        let w = conv.weight.reshape([4, 18]);
        assert!(w.matmul(&w.t()).allclose(&crate::prelude::eye(4), 1e-5));
    }

    #[test]
    fn what_cannot_be_started_is_one_sentence() {
        let mut layer = Linear::new(3, 7);
        assert_eq!(
            panic_message(|| he_normal(layer.bias.as_mut().unwrap())),
            "init: a parameter of the shape [7] has no inputs and outputs; use `init::zeros`, \
             `init::normal` or `init::uniform`"
        );
        assert_eq!(
            panic_message(|| parameters(&mut layer, "wait", zeros)),
            "init: the model has no parameter of the name `wait`"
        );
    }
}
