//! Parameters: the tensors of a model that are trained.

use std::fmt::{self, Debug, Formatter};
use std::ops::Deref;

use super::init::Start;
use super::{Module, Part, PartMut};
use crate::engine::Raw;
use crate::tensor::{Dyn, Shape, Tensor};

/// A tensor of a model that is trained. It is used like a [`Tensor`]; what is computed from it is
/// recorded. A clone is a parameter of its own with the same elements. [`init`](super::init) starts one
/// anew.
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
pub struct Parameter<S: Shape = Dyn> {
    tensor: Tensor<S>,
    /// The parameter with its place on tapes, while it is frozen.
    thawed: Option<Raw>,
}

impl<S: Shape> Parameter<S> {
    /// A parameter with these elements to start from.
    pub fn new(start: Tensor<S>) -> Parameter<S> {
        Parameter { tensor: start.requires_grad(), thawed: None }
    }
}

impl<S: Shape> Deref for Parameter<S> {
    type Target = Tensor<S>;

    fn deref(&self) -> &Tensor<S> {
        &self.tensor
    }
}

impl<S: Shape> Clone for Parameter<S> {
    fn clone(&self) -> Self {
        let mut copy = Parameter::new(self.tensor.clone());
        if self.thawed.is_some() {
            copy.freeze();
        }
        copy
    }
}

impl<S: Shape> Debug for Parameter<S> {
    fn fmt(&self, f: &mut Formatter) -> fmt::Result {
        write!(f, "Parameter({:?})", self.tensor)
    }
}

impl<S: Shape> Module for Parameter<S> {
    fn name(&self) -> String {
        "Parameter".into()
    }

    fn parts<'a>(&'a self, visit: &mut dyn FnMut(&str, Part<'a>)) {
        visit("", Part::Parameter(self.tensor.as_untyped()));
    }

    fn parts_mut<'a>(&'a mut self, visit: &mut dyn FnMut(&str, PartMut<'a>)) {
        visit("", PartMut::Parameter(ParameterMut::new(&mut self.tensor.raw, &mut self.thawed)));
    }
}

/// A parameter of any shape, to change its elements.
pub struct ParameterMut<'a> {
    raw: &'a mut Raw,
    /// The parameter with its place on tapes, while it is frozen.
    thawed: &'a mut Option<Raw>,
}

impl<'a> ParameterMut<'a> {
    fn new(raw: &'a mut Raw, thawed: &'a mut Option<Raw>) -> ParameterMut<'a> {
        ParameterMut { raw, thawed }
    }

    /// Its place on tapes; a frozen one has none.
    pub(crate) fn id(&self) -> Option<u64> {
        self.raw.id()
    }

    /// Changes the elements in row-major order.
    pub(crate) fn update(&mut self, change: impl FnOnce(&mut [f32])) {
        self.raw.update(change);
    }

    pub(super) fn freeze(&mut self) {
        if self.thawed.is_none() {
            *self.thawed = Some(self.raw.clone());
            *self.raw = self.raw.detach();
        }
    }

    /// With the place on tapes that it had, so that optimizers know it, and the elements that it has now.
    pub(super) fn unfreeze(&mut self) {
        if let Some(thawed) = self.thawed.take() {
            *self.raw = self.raw.with_place_of(&thawed);
        }
    }
}

impl<S: Shape> Start for Parameter<S> {
    fn dims(&self) -> Vec<usize> {
        self.tensor.shape().to_vec()
    }

    fn take(&mut self, values: Vec<f32>) {
        self.tensor.raw.replace(values);
    }
}

impl Start for ParameterMut<'_> {
    fn dims(&self) -> Vec<usize> {
        self.raw.dims().to_vec()
    }

    fn take(&mut self, values: Vec<f32>) {
        self.update(|elements| elements.copy_from_slice(&values));
    }
}
