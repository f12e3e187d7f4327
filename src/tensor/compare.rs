//! Comparing elements, which makes masks.

use super::{Element, Fit, Shape, Tensor};
use crate::engine::{self, Comparison, Raw};

/// What the elements of a tensor of shape `S` are compared with: one of their type or another tensor.
#[diagnostic::on_unimplemented(
    message = "a tensor of `{E}` cannot be compared with `{Self}`",
    label = "neither `{E}` nor a `&Tensor` of it"
)]
pub trait Operand<S, E = f32> {
    /// The shape of the result.
    type Output: Shape;
    #[doc(hidden)]
    fn compare(self, which: Comparison, left: &Raw) -> Raw;
}

macro_rules! number {
    ($($type:ty)*) => {
        $(impl<S: Shape> Operand<S, $type> for $type {
            type Output = S;

            fn compare(self, which: Comparison, left: &Raw) -> Raw {
                engine::compare(which, left, &<$type>::store(vec![self], &[]))
            }
        })*
    };
}

number!(f32 usize bool);

impl<S: Fit<R>, R: Shape, E: Element> Operand<S, E> for &Tensor<R, E> {
    type Output = S::Output;

    #[track_caller]
    fn compare(self, which: Comparison, left: &Raw) -> Raw {
        engine::compare(which, left, &self.raw)
    }
}

/// Each element is compared with a number, or with that of another tensor; broadcasts.
impl<S: Shape, E: Element> Tensor<S, E> {
    /// Where the elements are greater: a mask.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// let x = tensor([1., 2., 3.]);
    /// assert_eq!(x.gt(2.), tensor([false, false, true]));
    /// assert_eq!(x.gt(&tensor([0., 2., 9.])), tensor([true, false, false]));
    /// ```
    #[track_caller]
    pub fn gt<R: Operand<S, E>>(&self, right: R) -> Tensor<R::Output, bool> {
        Tensor::new(right.compare(Comparison::Gt, &self.raw))
    }

    /// Where the elements are greater or equal: a mask.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// assert_eq!(tensor([1., 2., 3.]).ge(2.), tensor([false, true, true]));
    /// ```
    #[track_caller]
    pub fn ge<R: Operand<S, E>>(&self, right: R) -> Tensor<R::Output, bool> {
        Tensor::new(right.compare(Comparison::Ge, &self.raw))
    }

    /// Where the elements are less: a mask.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// assert_eq!(tensor([1., 2., 3.]).lt(2.), tensor([true, false, false]));
    /// ```
    #[track_caller]
    pub fn lt<R: Operand<S, E>>(&self, right: R) -> Tensor<R::Output, bool> {
        Tensor::new(right.compare(Comparison::Lt, &self.raw))
    }

    /// Where the elements are less or equal: a mask.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// assert_eq!(tensor([1., 2., 3.]).le(2.), tensor([true, true, false]));
    /// ```
    #[track_caller]
    pub fn le<R: Operand<S, E>>(&self, right: R) -> Tensor<R::Output, bool> {
        Tensor::new(right.compare(Comparison::Le, &self.raw))
    }

    /// Where the elements are equal: a mask. Whole tensors are compared with `==`.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// assert_eq!(tensor([1., 2., 3.]).eq(2.), tensor([false, true, false]));
    /// assert_eq!(tensor([3, 1]).eq(&tensor([3, 2])), tensor([true, false]));
    /// ```
    #[track_caller]
    pub fn eq<R: Operand<S, E>>(&self, right: R) -> Tensor<R::Output, bool> {
        Tensor::new(right.compare(Comparison::Eq, &self.raw))
    }

    /// Where the elements differ: a mask.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// assert_eq!(tensor([1., 2., 3.]).ne(2.), tensor([true, false, true]));
    /// ```
    #[track_caller]
    pub fn ne<R: Operand<S, E>>(&self, right: R) -> Tensor<R::Output, bool> {
        Tensor::new(right.compare(Comparison::Ne, &self.raw))
    }
}

impl<S: Shape> Tensor<S> {
    /// Whether the shapes are equal and no two elements differ by more than `tolerance`.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// assert!(tensor([0.1 + 0.2]).allclose(&tensor([0.3]), 1e-6));
    /// ```
    pub fn allclose<R: Shape>(&self, other: &Tensor<R>, tolerance: f32) -> bool {
        engine::all_close(&self.raw, &other.raw, tolerance)
    }
}
