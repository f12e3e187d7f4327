//! Parameters: the tensors of a model that are trained.

use std::ops::Deref;

use super::{Module, ParameterMut, Part, PartMut};
use crate::tensor::{Dyn, Shape, Tensor};

/// A tensor of a model that is trained. It is used like a [`Tensor`]; what is computed from it is
/// recorded. A clone is a parameter of its own with the same elements.
///
/// ```
/// use manabi::prelude::*;
///
/// #[derive(Module)]
/// struct Scale {
///     factor: Parameter,
/// }
///
/// let model = Scale { factor: Parameter::new(ones(2)) };
/// let loss = model.factor.square().sum();
/// assert_eq!(loss.backward().of(&model.factor), tensor([2., 2.]));
/// ```
pub struct Parameter<S: Shape = Dyn>(Tensor<S>);

impl<S: Shape> Parameter<S> {
    /// A parameter with these elements to start from.
    pub fn new(start: Tensor<S>) -> Parameter<S> {
        Parameter(start.requires_grad())
    }
}

impl<S: Shape> Deref for Parameter<S> {
    type Target = Tensor<S>;

    fn deref(&self) -> &Tensor<S> {
        &self.0
    }
}

impl<S: Shape> Clone for Parameter<S> {
    fn clone(&self) -> Self {
        Parameter::new(self.0.clone())
    }
}

impl<S: Shape> Module for Parameter<S> {
    fn name(&self) -> String {
        "Parameter".into()
    }

    fn parts<'a>(&'a self, visit: &mut dyn FnMut(&str, Part<'a>)) {
        visit("", Part::Parameter(self.0.as_untyped()));
    }

    fn parts_mut<'a>(&'a mut self, visit: &mut dyn FnMut(&str, PartMut<'a>)) {
        visit("", PartMut::Parameter(ParameterMut::new(&mut self.0.raw)));
    }
}
