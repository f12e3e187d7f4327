//! Parts: what a module consists of.

use super::{Buffer, Module, ParameterMut};
use crate::tensor::Tensor;

/// A part of a module.
/// [`Module::parts`](super::Module::parts) gives them, and
/// `#[derive(Module)]` writes that.
///
/// ```
/// # use manabi::prelude::*;
/// use manabi::nn::{Module, Part};
///
/// let mut modules = 0;
/// (Linear::<2, 8>::default(), Tanh).parts(&mut |_, part| modules += matches!(part, Part::Module(_)) as usize);
/// assert_eq!(modules, 2);
/// ```
pub enum Part<'a> {
    /// A tensor that is trained.
    Parameter(&'a Tensor),
    /// A tensor that is kept, but not trained.
    Buffer(&'a Buffer),
    /// A module inside of it.
    Module(&'a dyn Module),
}

/// A part of a module, to change it.
///
/// ```
/// # use manabi::prelude::*;
/// use manabi::nn::{Module, PartMut};
///
/// let mut dropout = Dropout::new(0.5);
/// dropout.parts_mut(&mut |_, part| {
///     if let PartMut::Training(training) = part {
///         *training = false; // what `eval` does
///     }
/// });
/// assert_eq!(dropout.forward(&ones(3)), ones(3));
/// ```
pub enum PartMut<'a> {
    /// A tensor that is trained.
    Parameter(ParameterMut<'a>),
    /// A tensor that is kept, but not trained.
    Buffer(&'a mut Buffer),
    /// A module inside of it.
    Module(&'a mut dyn Module),
    /// Whether it is in training.
    Training(&'a mut bool),
}
