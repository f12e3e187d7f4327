//! Activations: what a layer does to each element of its output. `relu`, `sigmoid` and `tanh` stand
//! with the other functions of one element.

use super::{Shape, Tensor};
use crate::engine;

impl<S: Shape> Tensor<S> {
    /// Each element, or `slope` times it where it is not positive. (Maas et al., 2013)
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// assert_eq!(tensor([-2., 3.]).leaky_relu(0.5), tensor([-1., 3.]));
    /// ```
    #[track_caller]
    pub fn leaky_relu(&self, slope: f32) -> Tensor<S> {
        Tensor::new(engine::leaky_relu(&self.raw, slope))
    }

    /// Each element, or `alpha` (exp(x) - 1) where it is not positive. (Clevert et al., 2016)
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// assert_eq!(tensor([-100., 3.]).elu(1.), tensor([-1., 3.]));
    /// ```
    #[track_caller]
    pub fn elu(&self, alpha: f32) -> Tensor<S> {
        Tensor::new(engine::elu(&self.raw, alpha))
    }

    /// Each element times the share of the standard normal distribution below it: x Φ(x), the exact
    /// form. (Hendrycks and Gimpel, 2016)
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// assert!(tensor([-1., 0., 1.]).gelu().allclose(&tensor([-0.158655, 0., 0.841345]), 1e-6));
    /// ```
    #[track_caller]
    pub fn gelu(&self) -> Tensor<S> {
        Tensor::new(engine::gelu(&self.raw))
    }

    /// Each element times its logistic function: x / (1 + exp(-x)), also called swish.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// assert!(tensor([0., 1.]).silu().allclose(&tensor([0., 0.731059]), 1e-6));
    /// ```
    #[track_caller]
    pub fn silu(&self) -> Tensor<S> {
        Tensor::new(engine::silu(&self.raw))
    }

    /// A smooth form of [`relu`](Tensor::relu): ln(1 + exp(x)), without overflow.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// assert_eq!(tensor([0., 1000.]).softplus(), tensor([2_f32.ln(), 1000.]));
    /// ```
    #[track_caller]
    pub fn softplus(&self) -> Tensor<S> {
        Tensor::new(engine::softplus(&self.raw))
    }
}
