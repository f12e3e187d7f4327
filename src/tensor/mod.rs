//! Tensors as a program sees them: a shape type over the erased engine.
//!
//! A [`Tensor<S>`] is an engine tensor with a type that says what is known of its shape. The
//! functions here only carry types; all work is done in `crate::engine`, at run time.

mod activation;
mod choose;
mod compare;
mod create;
mod data;
mod deviation;
mod device;
mod edges;
mod eigen;
mod elementwise;
mod fit;
// Public, because a cell names the type of a variable by where it is defined.
#[doc(hidden)]
pub mod gradients;
mod index;
mod join;
mod label;
mod mask;
mod operators;
mod order;
mod part;
mod print;
mod product;
mod reduce;
mod rich;
mod shape;
mod softmax;
#[doc(hidden)]
pub mod sparse;
mod view;

use std::marker::PhantomData;
use std::ops::Deref;

pub use choose::{Choice, choose};
pub use compare::Operand;
pub use create::{
    IntoShape, arange, eye, full, linspace, manual_seed, ones, rand, randint, randn, randperm,
    zeros,
};
pub use data::{Data, tensor};
pub use edges::DfdxShape;
pub use fit::{Fit, Meet, Product, Same};
pub use gradients::{Gradients, detect_anomaly, no_grad};
pub use index::Position;
pub use join::{Part, Parts, concat, stack};
pub use part::{Place, Span};
pub use print::Word;
pub use shape::{Const, Dyn, Prepend, Rank0, Rank1, Rank2, Rank3, Rank4, Shape, Size, Stated};
pub use sparse::SparseMatrix;
pub use view::Rows;

use crate::engine::{self, Raw};
pub use crate::engine::{Device, Element, Record, Source, set_device};

/// An array of numbers with any number of axes.
///
/// `S` is what the type says of the shape: an array literal states it all, most other tensors
/// nothing, and then the type is written `Tensor`. Where shapes are stated the compiler checks them;
/// where not, they are checked when the program runs. A `&Tensor<S>` can stand wherever a
/// `&Tensor` is asked for.
///
/// `E` is the type of the elements: `f32` for data, `usize` for labels and indices, `bool` for
/// masks. Cloning is cheap: clones share their elements, which never change.
///
/// ```
/// use manabi::prelude::*;
///
/// fn layer(x: &Tensor, w: &Tensor, b: &Tensor) -> Tensor {
///     (x.matmul(w) + b).tanh()
/// }
///
/// let x = tensor([[0., 0.], [0., 1.], [1., 0.], [1., 1.]]); // Tensor<(Const<4>, Const<2>)>
/// let w = tensor([[1., -1.], [1., -1.]]);
/// let b = tensor([-0.5, 1.5]);
/// assert_eq!(layer(&x, &w, &b), (x.matmul(&w) + &b).tanh());
/// ```
#[repr(transparent)]
pub struct Tensor<S = Dyn, E = f32> {
    pub(crate) raw: Raw,
    kind: PhantomData<fn() -> (S, E)>,
}

impl<S, E> Tensor<S, E> {
    pub(crate) fn new(raw: Raw) -> Self {
        Tensor { raw, kind: PhantomData }
    }

    /// A tensor that is known to have this shape and these elements.
    pub(crate) fn of_raw(raw: &Raw) -> &Self {
        // SAFETY: the struct is a transparent wrapper of `Raw`.
        unsafe { &*std::ptr::from_ref(raw).cast() }
    }

    /// The same tensor, seen without what its type says of the shape.
    pub(crate) fn as_untyped(&self) -> &Tensor<Dyn, E> {
        // SAFETY: the struct is a transparent wrapper of `Raw` whatever `S` is, and a shape known at
        // run time promises nothing that a stated one does not keep.
        unsafe { &*std::ptr::from_ref(self).cast() }
    }
}

impl<S: Shape, E: Element> Tensor<S, E> {
    /// The sizes of the axes.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// assert_eq!(tensor([[1., 2., 3.], [4., 5., 6.]]).shape(), [2, 3]);
    /// ```
    pub fn shape(&self) -> &[usize] {
        self.raw.dims()
    }

    /// The number of elements.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// assert_eq!(zeros([2, 3]).len(), 6);
    /// ```
    #[expect(clippy::len_without_is_empty, reason = "a tensor is no collection")]
    pub fn len(&self) -> usize {
        self.raw.len()
    }

    /// A copy of the elements in row-major order.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// assert_eq!(tensor([[1., 2.], [3., 4.]]).to_vec(), [1., 2., 3., 4.]);
    /// ```
    pub fn to_vec(&self) -> Vec<E> {
        E::load(&self.raw)
    }

    /// The element of a tensor that has only one. Panics when there are more.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// assert_eq!(tensor([1., 2., 3.]).sum().item(), 6.0);
    /// ```
    #[track_caller]
    pub fn item(&self) -> E {
        engine::dims::check_single(self.shape());
        *E::at(&self.raw, 0)
    }

    /// The same tensor with a shape known at run time only.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// let mut w: Tensor = tensor([0., 0.]).untyped();
    /// w = w + ones(2);
    /// assert_eq!(w.to_vec(), [1., 1.]);
    /// ```
    pub fn untyped(&self) -> Tensor<Dyn, E> {
        Tensor::new(self.raw.clone())
    }

    /// The same tensor with a shape that its type states. Panics when it has another.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// let x = zeros([4, 2]).typed::<Rank2<4, 2>>();
    /// let sum = x + tensor([1., 2.]); // checked by the compiler
    /// ```
    #[track_caller]
    pub fn typed<T: Shape>(&self) -> Tensor<T, E> {
        engine::dims::check_stated("typed", self.shape(), T::STATED);
        Tensor::new(self.raw.clone())
    }
}

impl<S, E> Clone for Tensor<S, E> {
    fn clone(&self) -> Self {
        Tensor::new(self.raw.clone())
    }
}

impl<S: Stated, E> Deref for Tensor<S, E> {
    type Target = Tensor<Dyn, E>;

    fn deref(&self) -> &Tensor<Dyn, E> {
        self.as_untyped()
    }
}

impl<S: Stated, E> From<Tensor<S, E>> for Tensor<Dyn, E> {
    fn from(tensor: Tensor<S, E>) -> Self {
        Tensor::new(tensor.raw.clone())
    }
}

/// Two tensors are equal when they have the same shape and the same elements.
impl<S: Shape, R: Shape, E: Element> PartialEq<Tensor<R, E>> for Tensor<S, E> {
    fn eq(&self, other: &Tensor<R, E>) -> bool {
        self.shape() == other.shape() && self.to_vec() == other.to_vec()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test::{panic_file, panic_message};

    fn f(x: &Tensor) -> Tensor {
        x.tanh()
    }

    #[test]
    fn a_stated_tensor_stands_for_any() {
        let x = tensor([[0., 1.]]);
        let y: Tensor = f(&x);
        assert_eq!(y.shape(), [1, 2]);
        let z: Tensor = x.into();
        assert_eq!(z.shape(), [1, 2]);
    }

    #[test]
    fn stating_a_wrong_shape_is_one_sentence() {
        let x = zeros([4, 3]);
        assert_eq!(x.typed::<(usize, Const<3>)>().shape(), [4, 3]);
        assert_eq!(
            panic_message(|| x.typed::<Rank2<4, 2>>()),
            "typed: this tensor has the shape [4, 3], which is not the stated [4, 2]"
        );
        assert_eq!(
            panic_message(|| x.item()),
            "item: the shape [4, 3] has 12 elements, not one; read all with `.to_vec()` or one with \
             `[..]`"
        );
    }

    #[test]
    fn a_panic_is_at_the_line_of_the_caller() {
        let x = zeros([4, 3]);
        let mut w = zeros(2);
        for file in [
            panic_file(|| &x + zeros(2)),
            panic_file(|| w += zeros([3, 2])),
            panic_file(|| x.matmul(&zeros([4, 3]))),
            panic_file(|| x.gt(&zeros(2))),
            panic_file(|| x[(9, 9)]),
            panic_file(|| x[1]),
            panic_file(|| x.item()),
            panic_file(|| x.typed::<Rank1<2>>()),
            panic_file(|| x.sum_axis(7)),
            panic_file(|| zeros(0).max()),
            panic_file(|| x.reshape([5, -1])),
            panic_file(|| x.reshape([-2, -1])),
            panic_file(|| x.squeeze(0)),
            panic_file(|| x.unsqueeze(9)),
            panic_file(|| x.row(4)),
            panic_file(|| tensor(1.0).rows()),
            panic_file(|| tensor(1.0).t()),
            panic_file(|| x.clamp(1.0, 0.0)),
            panic_file(|| tensor(vec![vec![1.0], vec![]])),
            panic_file(|| Tensor::from_vec(vec![1.0], [2])),
            panic_file(|| arange(0.0, 1.0, -1.0)),
            panic_file(|| zeros(1).to_image()),
            panic_file(|| x.eigh()),
            panic_file(|| eye(2).requires_grad().eigh()),
            panic_file(|| randint(0, 2)),
            panic_file(|| x.slice(0, 3..9)),
            panic_file(|| x.slice(0, 9..)),
            panic_file(|| x.select(1, 3)),
            panic_file(|| x.step_by(2, 1)),
            panic_file(|| x.step_by(0, 0)),
            panic_file(|| x.flip(2)),
            panic_file(|| x.split([1, 2], 0)),
            panic_file(|| x.chunk(0, 0)),
            panic_file(|| x.index_select(0, &tensor([4]))),
            panic_file(|| x.gather(0, &tensor([4]))),
            panic_file(|| x.masked_select(&tensor([true, false]))),
            panic_file(|| x.argmax(2)),
            panic_file(|| x.sort(2)),
            panic_file(|| x.argsort(2)),
            panic_file(|| x.topk(5, 0)),
            panic_file(|| x.cumsum(2)),
            panic_file(|| x.std_axis(2)),
            panic_file(|| x.permute([0, 0])),
            panic_file(|| x.permute([0, 2])),
            panic_file(|| x.broadcast_to([3, 4])),
            panic_file(|| x.maximum(&zeros(2))),
            panic_file(|| choose(&x.gt(0.0), zeros(2), 1.0)),
            panic_file(|| concat([&x, &zeros(3)], 0)),
            panic_file(|| stack([&x, &zeros(3)], 0)),
            panic_file(|| stack([&x, &x], 4)),
            panic_file(|| concat(Vec::<Tensor>::new(), 0)),
            panic_file(|| tensor([2]).one_hot(2)),
            panic_file(|| x.gt(0.0) & zeros(2).gt(0.0)),
            panic_file(|| tensor([1, 2]).untyped().eq(&tensor([1, 2, 3]).untyped())),
        ] {
            assert_eq!(file, file!());
        }
    }

    #[test]
    fn tensors_cross_threads() {
        let x = tensor([1., 2.]);
        let sum = std::thread::scope(|s| s.spawn(|| x.sum().item()).join().unwrap());
        assert_eq!(sum, 3.0);
    }
}
