//! Making tensors: from data, filled, stepped, random.

use std::slice;

use super::shape::{Const, Dyn, Prepend, Shape, Size};
use super::{Element, Tensor};
use crate::engine::{self, Axes, Raw, random};

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
    Tensor::new(D::Element::gather(&|values, axes| {
        D::read(slice::from_ref(&data), values, axes, 0);
    }))
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

/// The shape of a tensor to make: a size, sizes in an array, vector or slice, or a tuple of
/// [`Const`]s and numbers, which states it in the type.
///
/// ```
/// use manabi::prelude::*;
/// assert_eq!(zeros(3).shape(), [3]);
/// assert_eq!(zeros([2, 3]).shape(), [2, 3]); // Tensor
/// assert_eq!(zeros((Const::<2>, Const::<3>)).shape(), [2, 3]); // Tensor<(Const<2>, Const<3>)>
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a shape to make a tensor of",
    label = "write sizes as in `[2, 3]`"
)]
pub trait IntoShape {
    /// What the type says of the shape.
    type Shape: Shape;
    /// A list of the sizes.
    type Dims: AsRef<[usize]>;
    /// The sizes.
    fn dims(self) -> Self::Dims;
}

impl IntoShape for usize {
    type Shape = Dyn;
    type Dims = [usize; 1];

    fn dims(self) -> [usize; 1] {
        [self]
    }
}

macro_rules! open_shape {
    ([$($generics:tt)*] $list:ty) => {
        impl<$($generics)*> IntoShape for $list {
            type Shape = Dyn;
            type Dims = $list;

            fn dims(self) -> $list {
                self
            }
        }
    };
}

open_shape!([const N: usize] [usize; N]);
open_shape!(['a] &'a [usize]);
open_shape!([] Vec<usize>);

macro_rules! stated_shape {
    ($rank:literal $($size:ident)*) => {
        impl<$($size: Size),*> IntoShape for ($($size,)*) {
            type Shape = ($($size,)*);
            type Dims = [usize; $rank];

            #[allow(non_snake_case, reason = "sizes are named as their types")]
            fn dims(self) -> [usize; $rank] {
                let ($($size,)*) = self;
                [$($size.number()),*]
            }
        }
    };
}

stated_shape!(0);
stated_shape!(1 A);
stated_shape!(2 A B);
stated_shape!(3 A B C);
stated_shape!(4 A B C D);

/// A tensor of zeros.
///
/// ```
/// # use manabi::prelude::*;
/// assert_eq!(zeros([2, 2]).to_vec(), [0., 0., 0., 0.]);
/// ```
pub fn zeros<S: IntoShape>(shape: S) -> Tensor<S::Shape> {
    full(shape, 0.0)
}

/// A tensor of ones.
///
/// ```
/// # use manabi::prelude::*;
/// assert_eq!(ones(3).to_vec(), [1., 1., 1.]);
/// ```
pub fn ones<S: IntoShape>(shape: S) -> Tensor<S::Shape> {
    full(shape, 1.0)
}

/// A tensor with one value everywhere.
///
/// ```
/// # use manabi::prelude::*;
/// assert_eq!(full([1, 2], 0.5).to_vec(), [0.5, 0.5]);
/// ```
pub fn full<S: IntoShape>(shape: S, value: f32) -> Tensor<S::Shape> {
    Tensor::new(Raw::full(value, shape.dims().as_ref()))
}

/// The identity matrix of `n` rows and columns.
///
/// ```
/// # use manabi::prelude::*;
/// assert_eq!(eye(2).to_vec(), [1., 0., 0., 1.]);
/// ```
pub fn eye(n: usize) -> Tensor {
    let mut values = vec![0.0; n * n];
    values.iter_mut().step_by(n + 1).for_each(|v| *v = 1.0);
    Tensor::new(f32::store(values, &[n, n]))
}

/// The numbers from `start` (included) to `end` (excluded), `step` apart.
///
/// ```
/// # use manabi::prelude::*;
/// assert_eq!(arange(0., 1., 0.25).to_vec(), [0., 0.25, 0.5, 0.75]);
/// ```
///
/// Panics when the step does not lead from `start` to `end`.
#[track_caller]
pub fn arange(start: f32, end: f32, step: f32) -> Tensor {
    let count = ((end as f64 - start as f64) / step as f64).ceil();
    assert!(
        step != 0.0 && count.is_finite() && (start == end || count > 0.0),
        "arange: steps of {step} do not lead from {start} to {end}"
    );
    let at = |i| (start as f64 + i as f64 * step as f64) as f32;
    let values: Vec<f32> = (0..count as usize).map(at).collect();
    let len = values.len();
    Tensor::new(f32::store(values, &[len]))
}

/// `count` numbers from `start` to `end` (both included), evenly spaced.
///
/// ```
/// # use manabi::prelude::*;
/// assert_eq!(linspace(0., 1., 5).to_vec(), [0., 0.25, 0.5, 0.75, 1.]);
/// ```
pub fn linspace(start: f32, end: f32, count: usize) -> Tensor {
    let step = (end as f64 - start as f64) / (count.max(2) - 1) as f64;
    let at = |i| (start as f64 + i as f64 * step) as f32;
    Tensor::new(f32::store((0..count).map(at).collect(), &[count]))
}

/// Random numbers, evenly distributed from 0 (included) to 1 (excluded).
///
/// ```
/// # use manabi::prelude::*;
/// manual_seed(0);
/// let a = rand([2, 3]);
/// manual_seed(0);
/// assert_eq!(a, rand([2, 3]));
/// ```
pub fn rand<S: IntoShape>(shape: S) -> Tensor<S::Shape> {
    Tensor::new(random::uniform(shape.dims().as_ref()))
}

/// Random numbers of the standard normal distribution: mean 0, variance 1.
///
/// ```
/// # use manabi::prelude::*;
/// manual_seed(42);
/// let w = randn([784, 128]) * 0.05;
/// assert!(w.mean().item().abs() < 0.01);
/// ```
pub fn randn<S: IntoShape>(shape: S) -> Tensor<S::Shape> {
    Tensor::new(random::normal(shape.dims().as_ref()))
}

/// Starts the random numbers of the whole program again from a seed: the same seed gives the same
/// numbers, on every machine.
///
/// ```
/// # use manabi::prelude::*;
/// manual_seed(7);
/// let a = randn(3);
/// manual_seed(7);
/// assert_eq!(a, randn(3));
/// ```
pub fn manual_seed(seed: u64) {
    random::seed(seed);
}

impl<E: Element> Tensor<Dyn, E> {
    /// A tensor of these elements in row-major order. Panics when they do not fill the shape.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// let x = Tensor::from_vec(vec![1., 2., 3., 4., 5., 6.], [2, 3]);
    /// assert_eq!(x[(1, 0)], 4.);
    /// ```
    #[track_caller]
    pub fn from_vec<S: IntoShape>(values: Vec<E>, shape: S) -> Tensor<S::Shape, E> {
        let dims = shape.dims();
        engine::dims::check_len("from_vec", values.len(), dims.as_ref());
        Tensor::new(E::store(values, dims.as_ref()))
    }
}

impl<S: Shape> Tensor<S> {
    /// Zeros in the shape of this tensor.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// assert_eq!(tensor([1., 2.]).zeros_like(), tensor([0., 0.]));
    /// ```
    pub fn zeros_like(&self) -> Tensor<S> {
        Tensor::new(Raw::full(0.0, self.shape()))
    }

    /// Ones in the shape of this tensor.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// assert_eq!(tensor([3., 2.]).ones_like(), tensor([1., 1.]));
    /// ```
    pub fn ones_like(&self) -> Tensor<S> {
        Tensor::new(Raw::full(1.0, self.shape()))
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
        let _: Tensor<(Const<1>,), bool> = tensor([true]);
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
    fn bad_data_is_one_sentence() {
        assert_eq!(
            panic_message(|| tensor(vec![vec![1., 2.], vec![3.]])),
            "tensor: the data is ragged, because along axis 1 one part has 2 elements and another 1"
        );
        assert_eq!(
            panic_message(|| Tensor::from_vec(vec![1., 2.], [3])),
            "from_vec: the shape [3] holds 3 elements, but there are 2"
        );
        assert_eq!(
            panic_message(|| arange(0., 1., -0.5)),
            "arange: steps of -0.5 do not lead from 0 to 1"
        );
    }

    #[test]
    fn steps_end_where_they_should() {
        assert_eq!(arange(0., 1., 0.1).len(), 10);
        assert_eq!(arange(1., 1., 0.1).len(), 0);
        assert_eq!(linspace(0., 2., 3).to_vec(), [0., 1., 2.]);
        assert_eq!(linspace(5., 9., 1).to_vec(), [5.]);
    }
}
