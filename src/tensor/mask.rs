//! Masks: what comparisons give. `&`, `|`, `^` and `!` join them, place by place.

use std::ops::{BitAnd, BitOr, BitXor, Not};

use super::{Dyn, Fit, Shape, Tensor};
use crate::engine;

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

    /// How many elements are true.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// let (guessed, labels) = (tensor([2, 0, 1]), tensor([2, 1, 1]));
    /// assert_eq!(guessed.eq(&labels).count(), 2);
    /// ```
    pub fn count(&self) -> usize {
        self.to_vec().into_iter().filter(|&v| v).count()
    }

    /// The indices of all places that are true, one in a row: (count, axes). Of a mask with one axis
    /// `.squeeze(1)` makes them the indices that [`index_select`](Tensor::index_select) takes.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// let (points, labels) = (tensor([[1., 2.], [3., 4.], [5., 6.]]), tensor([0, 1, 1]));
    /// let ones = labels.eq(1).nonzero().squeeze(1);
    /// assert_eq!(points.index_select(0, &ones), tensor([[3., 4.], [5., 6.]]));
    /// ```
    pub fn nonzero(&self) -> Tensor<Dyn, usize> {
        Tensor::new(engine::nonzero(&self.raw))
    }
}

/// An operator by value and by reference on either side.
macro_rules! operator {
    ($trait:ident, $method:ident, $op:literal, $f:expr) => {
        operator!(@ $trait, $method, $op, $f, [Tensor<L, bool>], [Tensor<R, bool>]);
        operator!(@ $trait, $method, $op, $f, [Tensor<L, bool>], [&Tensor<R, bool>]);
        operator!(@ $trait, $method, $op, $f, [&Tensor<L, bool>], [Tensor<R, bool>]);
        operator!(@ $trait, $method, $op, $f, [&Tensor<L, bool>], [&Tensor<R, bool>]);
    };
    (@ $trait:ident, $method:ident, $op:literal, $f:expr, [$left:ty], [$right:ty]) => {
        impl<L: Fit<R>, R: Shape> $trait<$right> for $left {
            type Output = Tensor<L::Output, bool>;

            #[track_caller]
            fn $method(self, right: $right) -> Self::Output {
                Tensor::new(engine::logic($op, &self.raw, &right.raw, $f))
            }
        }
    };
}

operator!(BitAnd, bitand, "&", |a, b| a & b);
operator!(BitOr, bitor, "|", |a, b| a | b);
operator!(BitXor, bitxor, "^", |a, b| a ^ b);

impl<S: Shape> Not for Tensor<S, bool> {
    type Output = Tensor<S, bool>;

    fn not(self) -> Tensor<S, bool> {
        Tensor::new(engine::not(&self.raw))
    }
}

impl<S: Shape> Not for &Tensor<S, bool> {
    type Output = Tensor<S, bool>;

    fn not(self) -> Tensor<S, bool> {
        Tensor::new(engine::not(&self.raw))
    }
}

#[cfg(test)]
mod tests {
    use crate::prelude::*;
    use crate::test::panic_message;

    #[test]
    fn masks_are_joined_place_by_place() {
        let x = tensor([1., 2., 3., 4.]);
        let (low, high) = (x.gt(1.), x.lt(4.));
        assert_eq!(&low & &high, tensor([false, true, true, false]));
        assert_eq!(!&low | !high.clone(), tensor([true, false, false, true]));
        assert_eq!(low.clone() ^ high, tensor([true, false, false, true]));
        let grid = tensor([[true], [false]]) & &low;
        assert_eq!((grid.shape(), grid.count()), (&[2, 4][..], 3));
        assert!(
            panic_message(|| low.untyped() & tensor([true, false]))
                .starts_with("&: the shapes [4] and [2] do not fit")
        );
    }
}
