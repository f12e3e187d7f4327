//! Tensors of given data: numbers in arrays, vectors and slices.

use std::slice;

use super::shape::{Const, Dyn, Prepend, Shape};
use super::{Element, Tensor};
use crate::engine::Axes;

/// A tensor of the data: a number, an array, a vector or a slice, nested as deep as there are axes.
///
/// An array literal states its shape in the type; vectors and slices have a run-time shape. Panics
/// when nested vectors differ in length.
///
/// ```
/// use manabi::prelude::*;
/// let x = tensor([[0., 1.], [2., 3.]]); // data: Tensor<(Const<2>, Const<2>)>
/// let labels = tensor([0, 2, 1]); // labels: Tensor<(Const<3>,), usize>
/// let points: Vec<[f32; 2]> = vec![[0., 0.], [1., 1.], [2., 4.]];
/// assert_eq!(tensor(&points).shape(), [3, 2]); // Tensor
/// ```
#[track_caller]
pub fn tensor<D: Data>(data: D) -> Tensor<D::Shape, D::Element> {
    let raw = D::Element::gather(&|values, axes| {
        D::read(slice::from_ref(&data), values, axes, 0);
    });
    Tensor::new(raw.created())
}

/// Data that [`tensor`] takes.
#[diagnostic::on_unimplemented(
    message = "a tensor cannot be made of `{Self}`",
    label = "not numbers in arrays, vectors or slices",
    note = "data is f32, as in `tensor([[0., 1.], [1., 0.]])`; labels are usize; masks are bool"
)]
pub trait Data: Sized {
    /// The type of the elements.
    type Element: Element;
    /// What the type of the data says of its shape.
    type Shape: Shape;
    /// Appends the elements of all `parts`, which lie along the axes from `axis` on.
    #[doc(hidden)]
    fn read(parts: &[Self], values: &mut Vec<Self::Element>, axes: &mut Axes, axis: usize);
}

macro_rules! scalar_data {
    ($($type:ty)*) => {
        $(impl Data for $type {
            type Element = $type;
            type Shape = ();

            fn read(parts: &[$type], values: &mut Vec<$type>, _: &mut Axes, _: usize) {
                Element::append(values, parts);
            }
        })*
    };
}

scalar_data!(f32 usize bool);

impl<T: Data<Shape: Prepend<Const<N>>>, const N: usize> Data for [T; N] {
    type Element = T::Element;
    type Shape = <T::Shape as Prepend<Const<N>>>::Output;

    fn read(parts: &[[T; N]], values: &mut Vec<T::Element>, axes: &mut Axes, axis: usize) {
        axes.part(axis, N);
        T::read(parts.as_flattened(), values, axes, axis + 1);
    }
}

/// Lists whose length is known only at run time.
macro_rules! list_data {
    ($($list:ty),*) => {
        $(impl<T: Data> Data for $list {
            type Element = T::Element;
            type Shape = Dyn;

            fn read(parts: &[$list], values: &mut Vec<T::Element>, axes: &mut Axes, axis: usize) {
                for part in parts {
                    axes.part(axis, part.len());
                    T::read(part, values, axes, axis + 1);
                }
            }
        })*
    };
}

list_data!(Vec<T>, &[T], &Vec<T>);

impl<T: Data<Shape: Prepend<Const<N>>>, const N: usize> Data for &[T; N] {
    type Element = T::Element;
    type Shape = <T::Shape as Prepend<Const<N>>>::Output;

    fn read(parts: &[&[T; N]], values: &mut Vec<T::Element>, axes: &mut Axes, axis: usize) {
        for part in parts {
            <[T; N]>::read(slice::from_ref(*part), values, axes, axis);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tensor::{Rank2, Rank3};
    use crate::test::panic_message;

    #[test]
    fn literals_state_their_shape() {
        let x: Tensor<Rank2<2, 3>> = tensor([[1., 2., 3.], [4., 5., 6.]]);
        assert_eq!(x.to_vec(), [1., 2., 3., 4., 5., 6.]);
        let _: Tensor<Rank3<1, 1, 2>, usize> = tensor([[[1, 2]]]);
        let _: Tensor<(Const<1>,), bool> = tensor(&[true]);
        let _: Tensor<()> = tensor(0.5);
    }

    #[test]
    fn vectors_and_slices_do_not() {
        let rows = vec![vec![1., 2.], vec![3., 4.]];
        let x: Tensor = tensor(&rows);
        assert_eq!(x.shape(), [2, 2]);
        let _: Tensor = tensor(&rows[0][..]);
        let _: Tensor<Dyn, usize> = tensor(vec![1, 2]);
        assert_eq!(tensor(Vec::<[f32; 2]>::new()).shape(), [0, 2]);
    }

    #[test]
    fn ragged_data_is_one_sentence() {
        assert_eq!(
            panic_message(|| tensor(vec![vec![1., 2.], vec![3.]])),
            "tensor: the data is ragged, because along axis 1 one part has 2 elements and another 1"
        );
    }
}
