//! Activations as layers, for tuples and [`Sequential`](super::Sequential).

use super::describe::printed;
use super::{Accepts, Layer, Module, Part, PartMut};
use crate::tensor::{Shape, Size, Tensor};

/// A layer without parameters that gives a tensor of the shape that it takes.
macro_rules! activation {
    ($layer:ty, $name:expr, $self:ident, $x:ident => $value:expr) => {
        impl $layer {
            /// The output for an input, of the same shape.
            #[track_caller]
            pub fn forward<S: Shape>(&$self, $x: &Tensor<S>) -> Tensor<S> {
                $value
            }
        }

        impl Module for $layer {
            fn name(&$self) -> String {
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

activation!(Relu, "Relu", self, x => x.relu());
activation!(Sigmoid, "Sigmoid", self, x => x.sigmoid());
activation!(Tanh, "Tanh", self, x => x.tanh());
activation!(Softmax, format!("Softmax(axis {})", self.axis), self, x => x.softmax(self.axis));
