//! Shapes as types: which sizes a tensor's type states, and which are known only when it runs.

pub use dfdx::shapes::{Const, Rank0, Rank1, Rank2, Rank3, Rank4};

/// The shape of a tensor whose sizes, and their number, are known only at run time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Dyn;

/// The shape of a tensor as a type: [`Dyn`], or a tuple with a [`Const<N>`](Const) for each size
/// that is stated and a `usize` for each that is not.
///
/// ```
/// use manabi::prelude::*;
/// let batch: Tensor<(usize, Const<2>)> = zeros([5, 2]).typed();
/// assert_eq!(batch.shape(), [5, 2]);
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not the shape of a tensor",
    label = "not a shape",
    note = "a shape is `Dyn`, or a tuple of sizes such as `Rank2<4, 2>` or `(usize, Const<2>)`"
)]
pub trait Shape: 'static + Sized {
    /// The sizes that the type states: `None` for a shape, or for a size, known at run time.
    const STATED: Option<&'static [Option<usize>]>;
    /// The shape of a single number: no axes.
    type Scalar: Shape;
    /// The shape without its first axis.
    type Row: Shape;
    /// The shape without its last axis.
    type Column: Shape;
    /// The shape with its last two axes swapped.
    type Transposed: Shape;
}

/// A shape that states how many axes there are: every shape but [`Dyn`].
pub trait Stated: Shape {}

/// A size in a shape: [`Const<N>`](Const) when it is stated, `usize` when it is known at run time.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a size of a tensor",
    label = "not a size",
    note = "a size is `Const<N>` or `usize`"
)]
pub trait Size: Copy + 'static {
    /// The size, where the type states it.
    const SIZE: Option<usize>;
    /// The size as a number.
    fn number(self) -> usize;
}

impl<const N: usize> Size for Const<N> {
    const SIZE: Option<usize> = Some(N);

    fn number(self) -> usize {
        N
    }
}

impl Size for usize {
    const SIZE: Option<usize> = None;

    fn number(self) -> usize {
        self
    }
}

impl Shape for Dyn {
    const STATED: Option<&'static [Option<usize>]> = None;
    type Scalar = Dyn;
    type Row = Dyn;
    type Column = Dyn;
    type Transposed = Dyn;
}

macro_rules! shape {
    ($($size:ident)*; $row:ty, $column:ty, $transposed:ty) => {
        impl<$($size: Size),*> Shape for ($($size,)*) {
            const STATED: Option<&'static [Option<usize>]> = Some(&[$($size::SIZE),*]);
            type Scalar = ();
            type Row = $row;
            type Column = $column;
            type Transposed = $transposed;
        }

        impl<$($size: Size),*> Stated for ($($size,)*) {}
    };
}

// A scalar has no row and a vector no transpose: asking for one is refused at run time.
shape!(; Dyn, Dyn, Dyn);
shape!(A; (), (), Dyn);
shape!(A B; (B,), (A,), (B, A));
shape!(A B C; (B, C), (A, B), (A, C, B));
shape!(A B C D; (B, C, D), (A, B, C), (A, B, D, C));

/// Puts a size in front of a shape: an array of tensors has one more axis.
pub trait Prepend<N> {
    /// The shape with `N` in front.
    type Output: Shape;
}

impl<N: Size> Prepend<N> for Dyn {
    type Output = Dyn;
}

macro_rules! prepend {
    ($($size:ident)*) => {
        impl<N: Size, $($size: Size),*> Prepend<N> for ($($size,)*) {
            type Output = (N, $($size,)*);
        }
    };
}

prepend!();
prepend!(A);
prepend!(A B);
prepend!(A B C);
