//! Layers: modules that map one tensor to one tensor, and which of them may follow which.

use super::Module;
use crate::tensor::{Size, Tensor};

/// A module that maps a tensor to a tensor, whatever its shape is known to be. Lists of layers are
/// `Vec<Box<dyn Layer>>`, a tuple takes up to 12; a model of one's own joins them with an `impl Layer`.
///
/// ```
/// use manabi::prelude::*;
///
/// let mut layers: Vec<Box<dyn Layer>> = vec![Box::new(Linear::<2, 8>::default())];
/// for width in [16, 4] {
///     let last = if width == 16 { 8 } else { 16 };
///     layers.push(Box::new(Linear::new(last, width)));
///     layers.push(Box::new(Relu));
/// }
/// assert_eq!(layers.forward(&zeros([5, 2])).shape(), [5, 4]);
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a layer",
    label = "does not map one tensor to one tensor",
    note = "write `impl Layer for {Self}` with `fn forward(&self, x: &Tensor) -> Tensor`",
    note = "a tuple takes up to 12 layers: nest longer ones, as in `((a, b), (c, d))`, or use `Sequential`"
)]
pub trait Layer: Module + Send + Sync {
    /// The output for an input.
    #[track_caller]
    fn forward(&self, x: &Tensor) -> Tensor;
}

/// A layer that takes this many features, a [`Const`](crate::tensor::Const) or a `usize` where it is
/// known only at run time.
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not take the `{F}` features that the layer before it gives",
    label = "the sizes of neighbouring layers differ",
    note = "the second size of a layer is the first of the next, as in `Linear<2, 8>` and `Linear<8, 1>`"
)]
pub trait Accepts<F: Size> {
    /// The features that it gives for them.
    type Gives: Size;
}

/// Layers of a tuple that may follow one another.
#[diagnostic::on_unimplemented(
    message = "the layers of `{Self}` do not fit together",
    label = "the sizes of neighbouring layers differ",
    note = "the second size of a layer is the first of the next, as in `Linear<2, 8>` and `Linear<8, 1>`"
)]
pub trait Fitting {}
