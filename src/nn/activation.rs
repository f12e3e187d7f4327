//! Activations as layers, for tuples and [`Sequential`](super::Sequential).

use std::borrow::Cow;

use super::describe::printed;
use super::{Accepts, Layer, Module, Part, PartMut};
use crate::tensor::{Shape, Size, Tensor};

/// A layer without parameters that gives a tensor of the shape that it takes.
macro_rules! activation {
    ($layer:ty, $name:expr, $self:ident, $x:ident => $value:expr, $example:literal) => {
        impl $layer {
            /// The output for an input, of the same shape.
            ///
            /// ```
            /// # use manabi::prelude::*;
            #[doc = concat!("let y = ", $example, ";")]
            /// assert_eq!(y.shape(), [1, 2]);
            /// ```
            #[track_caller]
            pub fn forward<S: Shape>(&$self, $x: &Tensor<S>) -> Tensor<S> {
                $value
            }
        }

        impl Module for $layer {
            fn name(&$self) -> Cow<'static, str> {
                $name.into()
            }

            fn parts<'a>(&'a self, _: &mut dyn FnMut(&str, Part<'a>)) {}

            fn parts_mut<'a>(&'a mut self, _: &mut dyn FnMut(&str, PartMut<'a>)) {}
        }

        impl Layer for $layer {
            #[track_caller]
            fn forward(&self, x: &Tensor) -> Tensor {
                <$layer>::forward(self, x)
            }
        }

        impl<F: Size> Accepts<F> for $layer {
            type Gives = F;
        }

        printed!([] $layer);
    };
}

/// max(x, 0) of each element; see [`Tensor::relu`].
///
/// ```
/// # use manabi::prelude::*;
/// assert_eq!(Relu.forward(&tensor([-1., 2.])), tensor([0., 2.]));
/// ```
#[derive(Clone, Copy, Debug, Default)]
pub struct Relu;

/// 1 / (1 + exp(-x)) of each element; see [`Tensor::sigmoid`].
///
/// ```
/// # use manabi::prelude::*;
/// assert_eq!(Sigmoid.forward(&tensor([0.])), tensor([0.5]));
/// ```
#[derive(Clone, Copy, Debug, Default)]
pub struct Sigmoid;

/// x / (1 + exp(-x)) of each element; see [`Tensor::silu`].
///
/// ```
/// # use manabi::prelude::*;
/// assert_eq!(Silu.forward(&tensor([0.])), tensor([0.]));
/// ```
#[derive(Clone, Copy, Debug, Default)]
pub struct Silu;

/// x Φ(x) of each element, with the share Φ of the standard normal distribution below it; see
/// [`Tensor::gelu`].
///
/// ```
/// # use manabi::prelude::*;
/// assert_eq!(Gelu.forward(&tensor([0.])), tensor([0.]));
/// ```
#[derive(Clone, Copy, Debug, Default)]
pub struct Gelu;

/// ln(1 + exp(x)) of each element; see [`Tensor::softplus`].
///
/// ```
/// # use manabi::prelude::*;
/// assert_eq!(Softplus.forward(&tensor([0.])), tensor([2_f32.ln()]));
/// ```
#[derive(Clone, Copy, Debug, Default)]
pub struct Softplus;

/// Each element, or a small share of it where it is not positive, so that the gradient never is 0; see
/// [`Tensor::leaky_relu`].
///
/// ```
/// # use manabi::prelude::*;
/// assert_eq!(LeakyRelu::default().forward(&tensor([-1., 2.])), tensor([-0.01, 2.]));
/// assert_eq!(LeakyRelu { slope: 0.5 }.forward(&tensor([-1., 2.])), tensor([-0.5, 2.]));
/// ```
#[derive(Clone, Copy, Debug)]
pub struct LeakyRelu {
    /// The share of what is not positive.
    pub slope: f32,
}

/// A slope of 0.01.
impl Default for LeakyRelu {
    fn default() -> LeakyRelu {
        LeakyRelu { slope: 0.01 }
    }
}

/// Each element, or `alpha` (exp(x) - 1) where it is not positive; see [`Tensor::elu`].
///
/// ```
/// # use manabi::prelude::*;
/// assert_eq!(Elu::default().forward(&tensor([-100., 2.])), tensor([-1., 2.]));
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Elu {
    /// How far below 0 it goes.
    pub alpha: f32,
}

/// An alpha of 1.
impl Default for Elu {
    fn default() -> Elu {
        Elu { alpha: 1.0 }
    }
}

/// The hyperbolic tangent of each element; see [`Tensor::tanh`].
///
/// ```
/// # use manabi::prelude::*;
/// assert_eq!(Tanh.forward(&tensor([0.])), tensor([0.]));
/// ```
#[derive(Clone, Copy, Debug, Default)]
pub struct Tanh;

/// Shares that add up to 1 along an axis; see [`Tensor::softmax`].
///
/// ```
/// # use manabi::prelude::*;
/// let classes = Softmax { axis: -1 };
/// assert_eq!(classes.forward(&tensor([[2., 2.]])), tensor([[0.5, 0.5]]));
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Softmax {
    /// The axis, counted from 0 at the left or -1 at the right.
    pub axis: isize,
}

/// Along the last axis.
impl Default for Softmax {
    fn default() -> Softmax {
        Softmax { axis: -1 }
    }
}

activation!(Elu, format!("Elu({})", self.alpha), self, x => x.elu(self.alpha), "Elu::default().forward(&tensor([[-1., 2.]]))");
activation!(Gelu, "Gelu", self, x => x.gelu(), "Gelu.forward(&tensor([[-1., 2.]]))");
activation!(LeakyRelu, format!("LeakyRelu({})", self.slope), self, x => x.leaky_relu(self.slope), "LeakyRelu::default().forward(&tensor([[-1., 2.]]))");
activation!(Relu, "Relu", self, x => x.relu(), "Relu.forward(&tensor([[-1., 2.]]))");
activation!(Sigmoid, "Sigmoid", self, x => x.sigmoid(), "Sigmoid.forward(&tensor([[-1., 2.]]))");
activation!(Silu, "Silu", self, x => x.silu(), "Silu.forward(&tensor([[-1., 2.]]))");
activation!(Softplus, "Softplus", self, x => x.softplus(), "Softplus.forward(&tensor([[-1., 2.]]))");
activation!(Tanh, "Tanh", self, x => x.tanh(), "Tanh.forward(&tensor([[-1., 2.]]))");
activation!(Softmax, format!("Softmax(axis {})", self.axis), self, x => x.softmax(self.axis), "Softmax::default().forward(&tensor([[-1., 2.]]))");
