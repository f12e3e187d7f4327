//! Which shapes go together, decided by their types where they are stated.
//!
//! The type of a result follows from the types of the arguments alone. A size is stated in the
//! result where no value known only at run time can change it; what cannot be decided here is
//! checked when it runs.

use super::shape::{Const, Dyn, Shape, Size};

/// Shapes that broadcast together: aligned from the right, sizes are equal or 1.
///
/// ```
/// # use manabi::prelude::*;
/// let x = tensor([[1., 2.], [3., 4.]]); // (2, 2)
/// let row: Tensor<Rank2<2, 2>> = &x + tensor([1., 2.]); // (2,) goes to every row
/// let column: Tensor<Rank2<2, 2>> = &x + tensor([[1.], [2.]]); // (2, 1) goes to every column
/// ```
///
/// ```compile_fail,E0277
/// # use manabi::prelude::*;
/// tensor([[1., 2.], [3., 4.]]) + tensor([1., 2., 3.]); // 2 and 3 differ
/// ```
#[diagnostic::on_unimplemented(
    message = "tensors of these shapes do not fit together: `{Self}` and `{Other}`",
    label = "sizes are matched from the right, and these differ",
    note = "sizes fit when they are equal or one of them is 1; `.t()`, `.unsqueeze(axis)` or `.reshape([..])` may help"
)]
pub trait Fit<Other: Shape>: Shape {
    /// The shape of the result.
    type Output: Shape;
}

/// Shapes whose matrix product exists: the last size of the left is the first of the right.
#[diagnostic::on_unimplemented(
    message = "matmul: shape `{Self}` times shape `{Other}` does not fit",
    label = "the last size of the left side must equal the first size of the right side",
    note = "`a.matmul(&b)` joins (rows, k) and (k, columns) to (rows, columns); `.t()` on one side may help"
)]
pub trait Product<Other: Shape>: Shape {
    /// The shape of the product.
    type Output: Shape;
}

/// Two sizes at the same place of shapes that broadcast together.
pub trait Meet<Other>: Size {
    /// The size of the result.
    type Output: Size;
}

#[diagnostic::do_not_recommend]
impl<const N: usize> Meet<Const<N>> for Const<N> {
    type Output = Const<N>;
}

// A stated 1 would stretch to the other size, so a size known at run time wins.
#[diagnostic::do_not_recommend]
impl<const N: usize> Meet<usize> for Const<N> {
    type Output = usize;
}

#[diagnostic::do_not_recommend]
impl<N: Size> Meet<N> for usize {
    type Output = usize;
}

/// A stated 1 meets another stated size. An impl for all `N` would overlap with that of equal
/// sizes at `N` = 1, which the language cannot tell apart, so the sizes that people write are
/// listed.
macro_rules! stretch {
    ($($n:literal)*) => {
        $(
            #[diagnostic::do_not_recommend]
            impl Meet<Const<1>> for Const<$n> {
                type Output = Const<$n>;
            }

            #[diagnostic::do_not_recommend]
            impl Meet<Const<$n>> for Const<1> {
                type Output = Const<$n>;
            }
        )*
    };
}

stretch!(2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29 30 31 32);
stretch!(48 64 96 100 128 256 512 784 1024);

/// Two sizes that must be equal: the shared axis of a product, the batches of two batches.
pub trait Same<Other>: Size {}

#[diagnostic::do_not_recommend]
impl<const N: usize> Same<Const<N>> for Const<N> {}
#[diagnostic::do_not_recommend]
impl<const N: usize> Same<usize> for Const<N> {}
#[diagnostic::do_not_recommend]
impl<N: Size> Same<N> for usize {}

#[diagnostic::do_not_recommend]
impl<R: Shape> Fit<R> for Dyn {
    type Output = Dyn;
}

#[diagnostic::do_not_recommend]
impl<R: Shape> Product<R> for Dyn {
    type Output = Dyn;
}

macro_rules! with_dyn {
    ($($size:ident)*) => {
        #[diagnostic::do_not_recommend]
        impl<$($size: Size),*> Fit<Dyn> for ($($size,)*) {
            type Output = Dyn;
        }

        #[diagnostic::do_not_recommend]
        impl<$($size: Size),*> Product<Dyn> for ($($size,)*) {
            type Output = Dyn;
        }
    };
}

with_dyn!();
with_dyn!(A);
with_dyn!(A B);
with_dyn!(A B C);
with_dyn!(A B C D);

/// Axes that only the left has; pairs of axes that both have; axes that only the right has.
macro_rules! fit {
    ($($left:ident)*; $($a:ident $b:ident),*; $($right:ident)*) => {
        #[diagnostic::do_not_recommend]
        impl<$($left: Size,)* $($a: Meet<$b>, $b: Size,)* $($right: Size,)*>
            Fit<($($right,)* $($b,)*)> for ($($left,)* $($a,)*)
        {
            type Output = ($($left,)* $($right,)* $($a::Output,)*);
        }
    };
}

fit!(;;);
fit!(; A B;);
fit!(; A B, C D;);
fit!(; A B, C D, E F;);
fit!(; A B, C D, E F, G H;);
fit!(X;;);
fit!(X Y;;);
fit!(X Y Z;;);
fit!(X Y Z W;;);
fit!(X; A B;);
fit!(X Y; A B;);
fit!(X Y Z; A B;);
fit!(X; A B, C D;);
fit!(X Y; A B, C D;);
fit!(X; A B, C D, E F;);
fit!(;; X);
fit!(;; X Y);
fit!(;; X Y Z);
fit!(;; X Y Z W);
fit!(; A B; X);
fit!(; A B; X Y);
fit!(; A B; X Y Z);
fit!(; A B, C D; X);
fit!(; A B, C D; X Y);
fit!(; A B, C D, E F; X);

/// Rows of the left; the shared axis on both sides; columns of the right.
macro_rules! product {
    ($($row:ident)*; $($column:ident)*) => {
        #[diagnostic::do_not_recommend]
        impl<$($row: Size,)* K: Same<L>, L: Size, $($column: Size,)*>
            Product<(L, $($column,)*)> for ($($row,)* K,)
        {
            type Output = ($($row,)* $($column,)*);
        }
    };
}

product!(;);
product!(; N);
product!(M;);
product!(M; N);
product!(B M;);
product!(B M; N);
product!(A B M;);
product!(A B M; N);

// Two batches, pair by pair.
#[diagnostic::do_not_recommend]
impl<A: Meet<B>, B: Size, M: Size, K: Same<L>, L: Size, N: Size> Product<(B, L, N)> for (A, M, K) {
    type Output = (A::Output, M, N);
}
