//! Flattening: from images to rows of features.

use std::borrow::Cow;

use super::{Accepts, Layer, Module, Part, PartMut};
use crate::engine;
use crate::tensor::{Size, Tensor};

/// All axes but the first as one: (batch, channels, height, width) becomes (batch, features). How many
/// features there are is known only at run time, so the linear layer behind it checks them then.
///
/// ```
/// use manabi::prelude::*;
///
/// let net = (Conv2d::<1, 30, 5>::default(), Flatten, Linear::<17280, 10>::default());
/// assert_eq!(net.forward(&zeros([2, 1, 28, 28])).shape(), [2, 10]);
/// ```
#[derive(Clone, Copy, Default)]
pub struct Flatten;

impl Flatten {
    /// The output for an input of (batch, ..): (batch, features). Panics on a scalar.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// assert_eq!(Flatten.forward(&zeros([5, 3, 8, 8])).shape(), [5, 192]);
    /// ```
    #[track_caller]
    pub fn forward(&self, x: &Tensor) -> Tensor {
        let [batch, rest @ ..] = x.shape() else {
            panic!("Flatten: the input is a scalar; it has the shape (batch, ..)");
        };
        let features = rest.iter().product::<usize>();
        Tensor::new(engine::reshape(&x.raw, &[*batch as isize, features as isize]))
    }
}

impl Module for Flatten {
    fn name(&self) -> Cow<'static, str> {
        "Flatten".into()
    }

    fn parts<'a>(&'a self, _: &mut dyn FnMut(&str, Part<'a>)) {}

    fn parts_mut<'a>(&'a mut self, _: &mut dyn FnMut(&str, PartMut<'a>)) {}
}

impl Layer for Flatten {
    #[track_caller]
    fn forward(&self, x: &Tensor) -> Tensor {
        Flatten::forward(self, x)
    }
}

impl<F: Size> Accepts<F> for Flatten {
    type Gives = usize;
}

super::describe::printed!([] Flatten);
super::describe::debugged!([] Flatten);
