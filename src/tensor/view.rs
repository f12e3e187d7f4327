//! The same elements in another arrangement, and rows and columns.

use super::{Dyn, Element, IntoShape, Place, Shape, Tensor};
use crate::engine::{self, room};

impl<S: Shape, E: Element> Tensor<S, E> {
    /// The transpose: the last two axes swapped. Panics when there is only one.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// assert_eq!(tensor([[1., 2., 3.]]).t(), tensor([[1.], [2.], [3.]]));
    /// ```
    #[track_caller]
    pub fn t(&self) -> Tensor<S::Transposed, E> {
        Tensor::new(engine::transpose(&self.raw))
    }

    /// One row: place `index` of the first axis, which is removed. Panics when there is none.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// let x = tensor([[1., 2.], [3., 4.]]);
    /// assert_eq!(x.row(1), tensor([3., 4.]));
    /// ```
    #[track_caller]
    pub fn row(&self, index: usize) -> Tensor<S::Row, E> {
        Tensor::new(engine::select("row", &self.raw, 0, index.number()))
    }

    /// One column: place `index` of the last axis, which is removed. Panics when there is none.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// let x = tensor([[1., 2.], [3., 4.]]);
    /// assert_eq!(x.col(0), tensor([1., 3.]));
    /// ```
    #[track_caller]
    pub fn col(&self, index: usize) -> Tensor<S::Column, E> {
        Tensor::new(engine::select("col", &self.raw, -1, index.number()))
    }

    /// The rows one after another: the places of the first axis. Panics on a scalar.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// let x = tensor([[1., 2.], [3., 4.]]);
    /// let sums: Vec<f32> = x.rows().map(|row| row.sum().item()).collect();
    /// assert_eq!(sums, [3., 7.]);
    /// ```
    #[track_caller]
    pub fn rows(&self) -> Rows<S, E> {
        engine::dims::axis("rows", 0, self.shape());
        Rows { tensor: self.clone(), next: 0 }
    }
}

/// The iterator of [`Tensor::rows`].
pub struct Rows<S, E = f32> {
    tensor: Tensor<S, E>,
    next: usize,
}

impl<S: Shape, E: Element> Iterator for Rows<S, E> {
    type Item = Tensor<S::Row, E>;

    fn next(&mut self) -> Option<Tensor<S::Row, E>> {
        if self.next == self.tensor.shape()[0] {
            return None;
        }
        self.next += 1;
        Some(self.tensor.row(self.next - 1))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        let left = self.tensor.shape()[0] - self.next;
        (left, Some(left))
    }
}

impl<S: Shape, E: Element> ExactSizeIterator for Rows<S, E> {}

impl<E: Element> Tensor<Dyn, E> {
    /// The same elements under another shape, in the same order; one size may be -1, which stands
    /// for what is left over. Panics when the elements do not fill the shape.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// assert_eq!(arange(0., 6., 1.).reshape([2, -1]).shape(), [2, 3]);
    /// ```
    #[track_caller]
    pub fn reshape<const N: usize>(&self, shape: [isize; N]) -> Tensor<Dyn, E> {
        Tensor::new(engine::reshape(&self.raw, &shape))
    }

    /// All elements along one axis.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// assert_eq!(tensor([[1., 2.], [3., 4.]]).flatten(), tensor([1., 2., 3., 4.]));
    /// ```
    #[track_caller]
    pub fn flatten(&self) -> Tensor<Dyn, E> {
        Tensor::new(engine::reshape(&self.raw, &[-1]))
    }

    /// A new axis of size 1 at a place, counted from 0 at the left or -1 at the right.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// assert_eq!(tensor([1., 2.]).unsqueeze(0).shape(), [1, 2]);
    /// assert_eq!(tensor([1., 2.]).unsqueeze(-1).shape(), [2, 1]);
    /// ```
    #[track_caller]
    pub fn unsqueeze(&self, axis: isize) -> Tensor<Dyn, E> {
        Tensor::new(engine::unsqueeze(&self.raw, axis))
    }

    /// The tensor without an axis of size 1, counted from 0 at the left or -1 at the right. Panics
    /// when its size is not 1.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// assert_eq!(tensor([[1.], [2.]]).squeeze(1).shape(), [2]);
    /// ```
    #[track_caller]
    pub fn squeeze(&self, axis: isize) -> Tensor<Dyn, E> {
        Tensor::new(engine::squeeze(&self.raw, axis))
    }

    /// The axes in another order: `order` names each once. Panics when it does not.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// let images = zeros([10, 28, 20, 3]); // (batch, height, width, channels)
    /// assert_eq!(images.permute([0, 3, 1, 2]).shape(), [10, 3, 28, 20]);
    /// ```
    #[track_caller]
    pub fn permute<const N: usize>(&self, order: [isize; N]) -> Tensor<Dyn, E> {
        Tensor::new(engine::permute(&self.raw, &order))
    }

    /// The elements repeated to fill a shape: sizes are matched from the right, and a 1 stretches.
    /// Panics when they do not fit.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// let x = tensor([[1.], [2.]]);
    /// assert_eq!(x.broadcast_to([2, 3]), tensor([[1., 1., 1.], [2., 2., 2.]]));
    /// ```
    #[track_caller]
    pub fn broadcast_to<S: IntoShape>(&self, shape: S) -> Tensor<S::Shape, E> {
        let dims = shape.dims();
        room::check("broadcast_to", dims.as_ref());
        Tensor::new(engine::broadcast_to(&self.raw, dims.as_ref()))
    }
}

#[cfg(test)]
mod tests {
    use crate::prelude::*;
    use crate::test::panic_message;

    #[test]
    fn parts_of_stated_tensors_are_stated() {
        let x = tensor([[1., 2., 3.], [4., 5., 6.]]);
        let _: Tensor<Rank1<3>> = x.row(0);
        let _: Tensor<Rank1<2>> = x.col(0);
        let _: Tensor<Rank2<3, 2>> = x.t();
        let _: Tensor = x.untyped().row(0);
        let w = x.rows().fold(tensor([0., 0., 0.]), |w, row| w + row * 0.5);
        assert_eq!(w, tensor([2.5, 3.5, 4.5]));
    }

    #[test]
    fn transposing_twice_changes_nothing() {
        for dims in [[0, 3], [1, 4], [4, 1], [2, 3], [3, 3]] {
            let len = dims[0] * dims[1];
            let x = arange(0., len as f32, 1.).reshape(dims.map(|d| d as isize));
            let t = x.t();
            assert_eq!(t.shape(), [dims[1], dims[0]]);
            for (i, j) in (0..len).map(|p| (p / dims[1], p % dims[1])) {
                assert_eq!(x[(i, j)], t[(j, i)]);
            }
            assert_eq!(t.t(), x);
        }
        let batch = tensor([[[1., 2.], [3., 4.]], [[5., 6.], [7., 8.]]]);
        assert_eq!(batch.t().to_vec(), [1., 3., 2., 4., 5., 7., 6., 8.]);
    }

    #[test]
    fn bad_places_are_one_sentence() {
        let x = tensor([[1., 2.], [3., 4.]]);
        assert_eq!(
            panic_message(|| x.row(2)),
            "row: there is no place 2 in the shape [2, 2], because axis 0 has only 2"
        );
        assert_eq!(
            panic_message(|| tensor([1., 2.]).t()),
            "t: the shape [2] has no two axes to swap; make it a matrix with `.unsqueeze(0)`"
        );
        assert_eq!(
            panic_message(|| x.squeeze(0)),
            "squeeze: axis 0 of the shape [2, 2] has the size 2, not 1"
        );
        assert_eq!(
            panic_message(|| x.unsqueeze(3)),
            "unsqueeze: a new axis of the shape [2, 2] is at -3 to 2, not at 3"
        );
    }
}
