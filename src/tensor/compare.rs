//! Comparing elements, and what is done with the masks that come out.

use super::{Fit, Shape, Tensor};
use crate::engine::{self, Comparison, Raw};

/// What the elements of a tensor of shape `S` are compared with: a number or another tensor.
#[diagnostic::on_unimplemented(
    message = "a tensor cannot be compared with `{Self}`",
    label = "neither an f32 nor a `&Tensor`"
)]
pub trait Operand<S> {
    /// The shape of the result.
    type Output: Shape;
    #[doc(hidden)]
    fn compare(self, which: Comparison, left: &Raw) -> Raw;
}

impl<S: Shape> Operand<S> for f32 {
    type Output = S;

    fn compare(self, which: Comparison, left: &Raw) -> Raw {
        engine::compare_scalar(which, left, self)
    }
}

impl<S: Fit<R>, R: Shape> Operand<S> for &Tensor<R> {
    type Output = S::Output;

    #[track_caller]
    fn compare(self, which: Comparison, left: &Raw) -> Raw {
        engine::compare(which, left, &self.raw)
    }
}

impl<S: Shape> Tensor<S> {
    /// Where the elements are greater: a mask.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// let x = tensor([1., 2., 3.]);
    /// assert_eq!(x.gt(2.), tensor([false, false, true]));
    /// assert_eq!(x.gt(&tensor([0., 2., 9.])), tensor([true, false, false]));
    /// ```
    #[track_caller]
    pub fn gt<R: Operand<S>>(&self, right: R) -> Tensor<R::Output, bool> {
        Tensor::new(right.compare(Comparison::Gt, &self.raw))
    }

    /// Where the elements are greater or equal: a mask.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// assert_eq!(tensor([1., 2., 3.]).ge(2.), tensor([false, true, true]));
    /// ```
    #[track_caller]
    pub fn ge<R: Operand<S>>(&self, right: R) -> Tensor<R::Output, bool> {
        Tensor::new(right.compare(Comparison::Ge, &self.raw))
    }

    /// Where the elements are less: a mask.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// assert_eq!(tensor([1., 2., 3.]).lt(2.), tensor([true, false, false]));
    /// ```
    #[track_caller]
    pub fn lt<R: Operand<S>>(&self, right: R) -> Tensor<R::Output, bool> {
        Tensor::new(right.compare(Comparison::Lt, &self.raw))
    }

    /// Where the elements are less or equal: a mask.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// assert_eq!(tensor([1., 2., 3.]).le(2.), tensor([true, true, false]));
    /// ```
    #[track_caller]
    pub fn le<R: Operand<S>>(&self, right: R) -> Tensor<R::Output, bool> {
        Tensor::new(right.compare(Comparison::Le, &self.raw))
    }

    /// Where the elements are equal: a mask. Whole tensors are compared with `==`.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// assert_eq!(tensor([1., 2., 3.]).eq(2.), tensor([false, true, false]));
    /// ```
    #[track_caller]
    pub fn eq<R: Operand<S>>(&self, right: R) -> Tensor<R::Output, bool> {
        Tensor::new(right.compare(Comparison::Eq, &self.raw))
    }

    /// Where the elements differ: a mask.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// assert_eq!(tensor([1., 2., 3.]).ne(2.), tensor([true, false, true]));
    /// ```
    #[track_caller]
    pub fn ne<R: Operand<S>>(&self, right: R) -> Tensor<R::Output, bool> {
        Tensor::new(right.compare(Comparison::Ne, &self.raw))
    }

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

impl<S: Shape> Tensor<S, bool> {
    /// 1 where the mask is true, 0 elsewhere; its mean is the share that is true.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// let mask = tensor([0.2, 0.7, 0.9, 0.8]).gt(0.5);
    /// assert_eq!(mask.to_f32().mean().item(), 0.75);
    /// ```
    pub fn to_f32(&self) -> Tensor<S> {
        Tensor::new(engine::mask_to_f32(&self.raw))
    }

    /// Whether any element is true.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// assert!(tensor([1., 2.]).gt(1.5).any());
    /// ```
    pub fn any(&self) -> bool {
        self.to_vec().contains(&true)
    }

    /// Whether all elements are true.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// assert!(!tensor([1., 2.]).gt(1.5).all());
    /// ```
    pub fn all(&self) -> bool {
        !self.to_vec().contains(&false)
    }
}

impl<S: Shape> Tensor<S, usize> {
    /// The labels as numbers, exact up to 2^24.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// assert_eq!(tensor([0, 2]).to_f32(), tensor([0., 2.]));
    /// ```
    pub fn to_f32(&self) -> Tensor<S> {
        Tensor::new(engine::labels_to_f32(&self.raw))
    }
}
