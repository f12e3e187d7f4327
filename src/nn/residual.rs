//! The residual connection: what a layer gives is added to what it took.

use std::borrow::Cow;

use super::describe::{debugged, printed};
use super::{Accepts, Layer, Module, Part, PartMut};
use crate::tensor::{Same, Size, Tensor};

/// y = x + layer(x): the layer only has to learn what is to be changed, and gradients have a way past it.
/// Output and input must have the same shape. (He et al., 2016)
///
/// ```
/// use manabi::prelude::*;
///
/// let block = Residual((
///     BatchNorm2d::<8>::default(),
///     Relu,
///     Conv2d::<8, 8, 3>::default().padding(1),
/// ));
/// assert_eq!(block.forward(&rand([2, 8, 5, 5])).shape(), [2, 8, 5, 5]);
/// assert_eq!(block.parameters()[0].0, "0.weight");
/// ```
#[derive(Clone, Default)]
pub struct Residual<L>(
    /// What gives the change.
    pub L,
);

impl<L: Layer> Residual<L> {
    /// The output for an input, of the same shape. Panics when the layer gives another shape.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// let mut block = Residual(Linear::<2, 2>::default());
    /// init::parameters(&mut block, "weight", init::zeros);
    /// init::parameters(&mut block, "bias", init::zeros);
    /// assert_eq!(block.forward(&tensor([[1., 2.]]).untyped()), tensor([[1., 2.]]));
    /// ```
    #[track_caller]
    pub fn forward(&self, x: &Tensor) -> Tensor {
        let change = self.0.forward(x);
        assert!(
            change.shape() == x.shape(),
            "Residual: the layer makes the shape {:?} of an input of {:?}, so they cannot be added; give it \
             padding, or as many outputs as inputs",
            change.shape(),
            x.shape()
        );
        x + change
    }
}

/// The layer inside has no name of its own.
impl<L: Module> Module for Residual<L> {
    fn name(&self) -> Cow<'static, str> {
        format!("Residual {}", self.0.name()).into()
    }

    fn parts<'a>(&'a self, visit: &mut dyn FnMut(&str, Part<'a>)) {
        self.0.parts(visit);
    }

    fn parts_mut<'a>(&'a mut self, visit: &mut dyn FnMut(&str, PartMut<'a>)) {
        self.0.parts_mut(visit);
    }
}

impl<L: Layer> Layer for Residual<L> {
    #[track_caller]
    fn forward(&self, x: &Tensor) -> Tensor {
        Residual::forward(self, x)
    }
}

impl<F: Size, L: Accepts<F, Gives: Same<F>>> Accepts<F> for Residual<L> {
    type Gives = F;
}

printed!([L: Module] Residual<L>);
debugged!([L: Module] Residual<L>);
