//! Several tensors made one.

use super::{Dyn, Element, Shape, Tensor};
use crate::engine::{self, Raw};

/// Tensors one after the other along an axis; only their sizes there may differ. The tensors are in an
/// array, vector or slice, or in a tuple where the types of their shapes differ. Panics when there are
/// none, or when the other sizes differ.
///
/// ```
/// # use manabi::prelude::*;
/// let (a, b) = (zeros([1, 2]), ones([2, 2]));
/// assert_eq!(concat([&a, &b], 0), tensor([[0., 0.], [1., 1.], [1., 1.]]));
/// let rows: Vec<Tensor> = vec![ones(2), zeros(1)];
/// assert_eq!(concat(&rows, 0), tensor([1., 1., 0.]));
/// let (stated, column) = (tensor([[1., 2.]]), tensor([[3.]])); // of two types
/// assert_eq!(concat((&stated, &column), 1), tensor([[1., 2., 3.]]));
/// ```
#[track_caller]
pub fn concat<P: Parts>(parts: P, axis: isize) -> Tensor<Dyn, P::Element> {
    Tensor::new(engine::concat(&parts.raws(), axis))
}

/// Tensors of one shape along a new axis; otherwise as [`concat`].
///
/// ```
/// # use manabi::prelude::*;
/// let (a, b) = (tensor([1., 2.]), tensor([3., 4.]));
/// assert_eq!(stack([&a, &b], 0), tensor([[1., 2.], [3., 4.]]));
/// assert_eq!(stack([&a, &b], -1), tensor([[1., 3.], [2., 4.]]));
/// ```
#[track_caller]
pub fn stack<P: Parts>(parts: P, axis: isize) -> Tensor<Dyn, P::Element> {
    Tensor::new(engine::stack(&parts.raws(), axis))
}

/// Tensors to join: an array, vector or slice of tensors or of references, or a tuple of references.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a list of tensors",
    label = "write `[&a, &b]`, `&vec` or `(&a, &b)`"
)]
pub trait Parts {
    /// The type of the elements of all tensors.
    type Element: Element;
    #[doc(hidden)]
    fn raws(&self) -> Vec<&Raw>;
}

/// A tensor in a list.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a tensor",
    label = "in a list of tensors to join"
)]
pub trait Part {
    /// The type of its elements.
    type Element: Element;
    #[doc(hidden)]
    fn raw(&self) -> &Raw;
}

impl<S: Shape, E: Element> Part for Tensor<S, E> {
    type Element = E;

    fn raw(&self) -> &Raw {
        &self.raw
    }
}

impl<P: Part> Part for &P {
    type Element = P::Element;

    fn raw(&self) -> &Raw {
        (**self).raw()
    }
}

impl<P: Parts + ?Sized> Parts for &P {
    type Element = P::Element;

    fn raws(&self) -> Vec<&Raw> {
        (**self).raws()
    }
}

macro_rules! list {
    ($([$($generics:tt)*] $list:ty;)*) => {
        $(impl<$($generics)*> Parts for $list {
            type Element = P::Element;

            fn raws(&self) -> Vec<&Raw> {
                self.iter().map(Part::raw).collect()
            }
        })*
    };
}

list! {
    [P: Part] [P];
    [P: Part] Vec<P>;
    [P: Part, const N: usize] [P; N];
}

macro_rules! tuple {
    ($($shape:ident $place:tt),*) => {
        impl<$($shape: Shape,)* T: Element> Parts for ($(&Tensor<$shape, T>,)*) {
            type Element = T;

            fn raws(&self) -> Vec<&Raw> {
                vec![$(&self.$place.raw),*]
            }
        }
    };
}

tuple!(A 0, B 1);
tuple!(A 0, B 1, C 2);
tuple!(A 0, B 1, C 2, D 3);
tuple!(A 0, B 1, C 2, D 3, E 4);
tuple!(A 0, B 1, C 2, D 3, E 4, F 5);

#[cfg(test)]
mod tests {
    use crate::prelude::*;

    #[test]
    fn lists_of_every_kind_are_joined() {
        let (a, b) = (tensor([1, 2]), tensor([3, 4]));
        let expected = tensor([1, 2, 3, 4]);
        assert_eq!(concat([&a, &b], 0), expected);
        assert_eq!(concat(&[&a, &b], 0), expected);
        assert_eq!(concat(vec![&a, &b], 0), expected);
        assert_eq!(concat([a.clone(), b.clone()], 0), expected);
        assert_eq!(concat(&[a.untyped(), b.untyped()][..], 0), expected);
        assert_eq!(concat((&a, &b.untyped()), 0), expected);
        let x = tensor([[1., 2.], [3., 4.]]);
        assert_eq!(stack(&x.rows().collect::<Vec<_>>(), 0), x);
        assert_eq!(concat([&tensor([true]), &tensor([false])], 0), tensor([true, false]));
    }
}
