//! Targets: what a model is to predict, classes or numbers, and the loss that each has by itself.

use crate::tensor::Element;

/// The elements of targets: `usize` for classes, with cross-entropy as the loss and accuracy as a metric where
/// nothing else is said; `f32` for numbers, with the mean squared error.
#[diagnostic::on_unimplemented(
    message = "`fit!` knows no loss for targets of the type `{Self}`",
    label = "neither classes (`usize`) nor numbers (`f32`)",
    note = "make masks numbers with `.to_f32()`"
)]
pub trait Target: Element {
    /// Whether targets are classes.
    #[doc(hidden)]
    const CLASSES: bool;
}

impl Target for usize {
    const CLASSES: bool = true;
}

impl Target for f32 {
    const CLASSES: bool = false;
}
