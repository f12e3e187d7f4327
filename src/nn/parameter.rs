//! Parameters: the tensors of a model that are trained.

use std::borrow::Cow;
use std::fmt::{self, Debug, Formatter};
use std::marker::PhantomData;
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
    pub(super) slot: Slot,
    shape: PhantomData<fn() -> S>,
}

opaque! {
    /// A parameter without what its type says of the shape: a cell that has parameters of ten shapes
    /// compiles none of this.
    pub struct Slot(Inner);
}

struct Inner {
    raw: Raw,
    /// The parameter with its place on tapes, while it is frozen.
    thawed: Option<Raw>,
}

impl Slot {
    fn new(start: &Raw) -> Slot {
        Slot::wrap(Inner { raw: start.parameter(), thawed: None })
    }

    /// The parameter, whose shape is known to be this.
    pub(super) fn typed<S: Shape>(self) -> Parameter<S> {
        Parameter { slot: self, shape: PhantomData }
    }
}

impl<S: Shape> Parameter<S> {
    /// A parameter with these elements to start from.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// assert_eq!(Parameter::new(tensor([1., 2.])).to_vec(), [1., 2.]);
    /// ```
    pub fn new(start: Tensor<S>) -> Parameter<S> {
        Slot::new(&start.raw).typed()
    }
}

impl<S: Shape> Deref for Parameter<S> {
    type Target = Tensor<S>;

    fn deref(&self) -> &Tensor<S> {
        Tensor::of_raw(&self.slot.0.raw)
    }
}

impl Clone for Slot {
    fn clone(&self) -> Slot {
        let mut copy = Slot::new(&self.0.raw);
        if self.0.thawed.is_some() {
            ParameterMut(&mut copy).freeze();
        }
        copy
    }
}

impl<S: Shape> Clone for Parameter<S> {
    fn clone(&self) -> Self {
        self.slot.clone().typed()
    }
}

impl<S: Shape> Debug for Parameter<S> {
    fn fmt(&self, f: &mut Formatter) -> fmt::Result {
        write!(f, "Parameter({:?})", **self)
    }
}

impl Module for Slot {
    fn name(&self) -> Cow<'static, str> {
        "Parameter".into()
    }

    fn parts<'a>(&'a self, visit: &mut dyn FnMut(&str, Part<'a>)) {
        visit("", Part::Parameter(Tensor::of_raw(&self.0.raw)));
    }

    fn parts_mut<'a>(&'a mut self, visit: &mut dyn FnMut(&str, PartMut<'a>)) {
        visit("", PartMut::Parameter(ParameterMut(self)));
    }
}

impl<S: Shape> Module for Parameter<S> {
    fn name(&self) -> Cow<'static, str> {
        self.slot.name()
    }

    fn parts<'a>(&'a self, visit: &mut dyn FnMut(&str, Part<'a>)) {
        self.slot.parts(visit);
    }

    fn parts_mut<'a>(&'a mut self, visit: &mut dyn FnMut(&str, PartMut<'a>)) {
        self.slot.parts_mut(visit);
    }
}

/// A parameter of any shape, to change its elements.
///
/// ```
/// # use manabi::prelude::*;
/// use manabi::nn::{Module, PartMut};
///
/// let mut layer = Linear::<2, 8>::default();
/// let mut names = Vec::new();
/// layer.parts_mut(&mut |name, part| {
///     if let PartMut::Module(_) = part {
///         names.push(name.to_string()); // each holds one, and gives it in the same way
///     }
/// });
/// assert_eq!(names, ["weight", "bias"]);
/// ```
pub struct ParameterMut<'a>(&'a mut Slot);

impl ParameterMut<'_> {
    /// Its place on tapes; a frozen one has none.
    pub(crate) fn id(&self) -> Option<u64> {
        self.0.0.raw.id()
    }

    /// Changes the elements in row-major order.
    pub(crate) fn update(&mut self, change: impl FnOnce(&mut [f32])) {
        self.0.0.raw.update(change);
    }

    pub(super) fn freeze(&mut self) {
        let Inner { raw, thawed } = &mut *self.0.0;
        if thawed.is_none() {
            *thawed = Some(raw.clone());
            *raw = raw.detach();
        }
    }

    /// With the place on tapes that it had, so that optimizers know it, and the elements that it has now.
    pub(super) fn unfreeze(&mut self) {
        let Inner { raw, thawed } = &mut *self.0.0;
        if let Some(thawed) = thawed.take() {
            *raw = raw.with_place_of(&thawed);
        }
    }
}

impl<S: Shape> Start for Parameter<S> {
    fn dims(&self) -> Vec<usize> {
        self.shape().to_vec()
    }

    fn take(&mut self, values: Vec<f32>) {
        self.slot.0.raw.replace(values);
    }
}

impl Start for ParameterMut<'_> {
    fn dims(&self) -> Vec<usize> {
        self.0.0.raw.dims().to_vec()
    }

    fn take(&mut self, values: Vec<f32>) {
        self.update(|elements| elements.copy_from_slice(&values));
    }
}
