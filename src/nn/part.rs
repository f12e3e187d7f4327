//! Parts: what a module consists of.

use super::{Buffer, Module, ParameterMut};
use crate::tensor::Tensor;

/// A part of a module.
pub enum Part<'a> {
    /// A tensor that is trained.
    Parameter(&'a Tensor),
    /// A tensor that is kept, but not trained.
    Buffer(&'a Buffer),
    /// A module inside of it.
    Module(&'a dyn Module),
}

/// A part of a module, to change it.
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
