//! Making tensors: filled, stepped, random.

use super::shape::{Dyn, Shape, Size};
use super::{Element, Tensor};
use crate::engine::{self, Raw, random, room};

/// The shape of a tensor to make: a size, sizes in an array, vector or slice, or a tuple of
/// [`Const`](super::Const)s and numbers, which states it in the type.
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

/// A tensor of zeros. As every function here it panics where the machine has no room for the shape.
///
/// ```
/// # use manabi::prelude::*;
/// assert_eq!(zeros([2, 2]).to_vec(), [0., 0., 0., 0.]);
/// ```
#[track_caller]
pub fn zeros<S: IntoShape>(shape: S) -> Tensor<S::Shape> {
    Tensor::new(filled("zeros", 0.0, shape.dims().as_ref()))
}

/// A tensor of ones.
///
/// ```
/// # use manabi::prelude::*;
/// assert_eq!(ones(3).to_vec(), [1., 1., 1.]);
/// ```
#[track_caller]
pub fn ones<S: IntoShape>(shape: S) -> Tensor<S::Shape> {
    Tensor::new(filled("ones", 1.0, shape.dims().as_ref()))
}

/// A tensor with one value everywhere.
///
/// ```
/// # use manabi::prelude::*;
/// assert_eq!(full([1, 2], 0.5).to_vec(), [0.5, 0.5]);
/// ```
#[track_caller]
pub fn full<S: IntoShape>(shape: S, value: f32) -> Tensor<S::Shape> {
    Tensor::new(filled("full", value, shape.dims().as_ref()))
}

#[track_caller]
fn filled(op: &str, value: f32, dims: &[usize]) -> Raw {
    room::check(op, dims);
    Raw::full(value, dims)
}

/// The identity matrix of `n` rows and columns.
///
/// ```
/// # use manabi::prelude::*;
/// assert_eq!(eye(2).to_vec(), [1., 0., 0., 1.]);
/// ```
#[track_caller]
pub fn eye(n: usize) -> Tensor {
    let mut values = vec![0.0; room::check("eye", &[n, n])];
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
    let len = room::check("arange", &[count as usize]);
    let at = |i| (start as f64 + i as f64 * step as f64) as f32;
    Tensor::new(f32::store((0..len).map(at).collect(), &[len]))
}

/// `count` numbers from `start` to `end` (both included), evenly spaced.
///
/// ```
/// # use manabi::prelude::*;
/// assert_eq!(linspace(0., 1., 5).to_vec(), [0., 0.25, 0.5, 0.75, 1.]);
/// ```
#[track_caller]
pub fn linspace(start: f32, end: f32, count: usize) -> Tensor {
    room::check("linspace", &[count]);
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
#[track_caller]
pub fn rand<S: IntoShape>(shape: S) -> Tensor<S::Shape> {
    let dims = shape.dims();
    room::check("rand", dims.as_ref());
    Tensor::new(random::uniform(dims.as_ref()))
}

/// Random numbers of the standard normal distribution: mean 0, variance 1.
///
/// ```
/// # use manabi::prelude::*;
/// manual_seed(42);
/// let w = randn([784, 128]) * 0.05;
/// assert!(w.mean().item().abs() < 0.01);
/// ```
#[track_caller]
pub fn randn<S: IntoShape>(shape: S) -> Tensor<S::Shape> {
    let dims = shape.dims();
    room::check("randn", dims.as_ref());
    Tensor::new(random::normal(dims.as_ref()))
}

/// Random whole numbers from 0 (included) to `end` (excluded), all equally likely: labels or places.
/// Panics when `end` is 0.
///
/// ```
/// # use manabi::prelude::*;
/// let x = rand([60, 2]);
/// let batch = x.index_select(0, &randint(60, 8)); // some rows, perhaps one twice
/// assert_eq!(batch.shape(), [8, 2]);
/// ```
#[track_caller]
pub fn randint<S: IntoShape>(end: usize, shape: S) -> Tensor<S::Shape, usize> {
    let dims = shape.dims();
    room::check("randint", dims.as_ref());
    Tensor::new(random::whole(end, dims.as_ref()))
}

/// The numbers from 0 to `n` (excluded) in random order: to shuffle data with
/// [`index_select`](Tensor::index_select).
///
/// ```
/// # use manabi::prelude::*;
/// let order = randperm(5);
/// let (x, y) = (rand([5, 2]), rand(5));
/// let (x, y) = (x.index_select(0, &order), y.index_select(0, &order)); // still side by side
/// # assert_eq!(order.to_f32().sum().item(), 10.);
/// ```
#[track_caller]
pub fn randperm(n: usize) -> Tensor<Dyn, usize> {
    room::check("randperm", &[n]);
    Tensor::new(random::permutation(n))
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
        room::check("from_vec", dims.as_ref());
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
    use crate::test::panic_message;

    #[test]
    fn bad_requests_are_one_sentence() {
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
