//! Buffers: the tensors of a model that are not trained, but kept and saved with it.

use std::borrow::Cow;
use std::fmt::{self, Debug, Formatter};
use std::sync::{Mutex, PoisonError};

use super::{Module, Part, PartMut};
use crate::tensor::Tensor;

/// A tensor of a model that is not trained but belongs to it, such as the running mean of a
/// normalisation. A forward pass may change it, which is why it is set through a shared reference.
///
/// ```
/// use manabi::prelude::*;
///
/// #[derive(Module)]
/// struct Centred {
///     mean: Buffer,
/// }
/// let model = Centred { mean: Buffer::new(zeros(2)) };
/// model.mean.set(tensor([1., 2.]).untyped());
/// assert_eq!(model.mean.get(), tensor([1., 2.]));
/// assert_eq!(model.buffers()[0].0, "mean");
/// assert_eq!(model.parameter_count(), 0);
/// ```
pub struct Buffer(Mutex<Tensor>);

impl Buffer {
    /// A buffer with these elements, of any shape, to start from.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// assert_eq!(Buffer::new(zeros(2)).get().shape(), [2]);
    /// ```
    pub fn new(start: Tensor) -> Buffer {
        Buffer(Mutex::new(start.detach()))
    }

    /// What it holds.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// assert_eq!(Buffer::new(ones(2)).get(), tensor([1., 1.]));
    /// ```
    pub fn get(&self) -> Tensor {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Puts another tensor into it, cut from what was recorded.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// let steps = Buffer::new(zeros(1));
    /// steps.set(steps.get() + 1.);
    /// assert_eq!(steps.get().item(), 1.);
    /// ```
    pub fn set(&self, value: Tensor) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = value.detach();
    }
}

impl Clone for Buffer {
    fn clone(&self) -> Self {
        Buffer::new(self.get())
    }
}

impl Debug for Buffer {
    fn fmt(&self, f: &mut Formatter) -> fmt::Result {
        write!(f, "Buffer({:?})", self.get())
    }
}

impl Module for Buffer {
    fn name(&self) -> Cow<'static, str> {
        "Buffer".into()
    }

    fn parts<'a>(&'a self, visit: &mut dyn FnMut(&str, Part<'a>)) {
        visit("", Part::Buffer(self));
    }

    fn parts_mut<'a>(&'a mut self, visit: &mut dyn FnMut(&str, PartMut<'a>)) {
        visit("", PartMut::Buffer(self));
    }
}
