//! One of two elements at each place.

use super::{Dyn, Element, Fit, Shape, Tensor};
use crate::engine::{self, Raw};

/// The elements of `a` where the mask is true and those of `b` elsewhere, as PyTorch's `where`. Each of
/// the two is a tensor or a number; all broadcast together. Panics when the shapes do not fit.
///
/// ```
/// # use manabi::prelude::*;
/// let x = tensor([-1., 0.5, 2.]);
/// assert_eq!(choose(&x.gt(0.), &x, 0.), tensor([0., 0.5, 2.]));
/// assert_eq!(choose(&x.gt(1.), tensor([1, 2, 3]), 0), tensor([0, 0, 3]));
/// ```
#[track_caller]
pub fn choose<E: Element>(
    mask: &Tensor<Dyn, bool>,
    a: impl Choice<E>,
    b: impl Choice<E>,
) -> Tensor<Dyn, E> {
    Tensor::new(engine::choose(&mask.raw, &a.raw(), &b.raw()))
}

/// What [`choose`] picks from: a tensor or a number of the same type of elements.
#[diagnostic::on_unimplemented(
    message = "`choose` cannot pick from `{Self}`",
    label = "neither a tensor nor a number with elements of the type `{E}`"
)]
pub trait Choice<E> {
    #[doc(hidden)]
    fn raw(self) -> Raw;
}

impl<S: Shape, E: Element> Choice<E> for Tensor<S, E> {
    fn raw(self) -> Raw {
        self.raw.clone()
    }
}

impl<S: Shape, E: Element> Choice<E> for &Tensor<S, E> {
    fn raw(self) -> Raw {
        self.raw.clone()
    }
}

macro_rules! number {
    ($($type:ty)*) => {
        $(impl Choice<$type> for $type {
            fn raw(self) -> Raw {
                <$type>::store(vec![self], &[])
            }
        })*
    };
}

number!(f32 usize bool);

impl<S: Shape> Tensor<S> {
    /// The greater of two elements at each place; broadcasts. With a number it is
    /// [`clamp`](Tensor::clamp). Where both are equal, each has half of the gradient.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// assert_eq!(tensor([1., 5.]).maximum(&tensor([3., 2.])), tensor([3., 5.]));
    /// ```
    #[track_caller]
    pub fn maximum<R: Shape>(&self, right: &Tensor<R>) -> Tensor<S::Output>
    where
        S: Fit<R>,
    {
        Tensor::new(engine::maximum(&self.raw, &right.raw))
    }

    /// The less of two elements at each place; broadcasts. With a number it is
    /// [`clamp`](Tensor::clamp). Where both are equal, each has half of the gradient.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// assert_eq!(tensor([1., 5.]).minimum(&tensor([3., 2.])), tensor([1., 2.]));
    /// ```
    #[track_caller]
    pub fn minimum<R: Shape>(&self, right: &Tensor<R>) -> Tensor<S::Output>
    where
        S: Fit<R>,
    {
        Tensor::new(engine::minimum(&self.raw, &right.raw))
    }
}
