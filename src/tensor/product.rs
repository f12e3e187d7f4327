//! Matrix products.

use super::{Product, Shape, Tensor};
use crate::engine;

impl<S: Shape> Tensor<S> {
    /// The matrix product: (rows, k) times (k, columns) is (rows, columns).
    ///
    /// A vector on either side loses the axis it shares. A batch of matrices, (batch, rows, k), is
    /// multiplied by one matrix as a whole, or by another batch pair by pair. Stated shapes that do
    /// not fit do not compile; others panic.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// let x = tensor([[1., 2.], [3., 4.]]);
    /// assert_eq!(x.matmul(&tensor([[1.], [10.]])), tensor([[21.], [43.]]));
    /// assert_eq!(x.matmul(&tensor([1., 10.])), tensor([21., 43.]));
    /// ```
    ///
    /// ```compile_fail,E0277
    /// # use manabi::prelude::*;
    /// let x = tensor([[1., 2.], [3., 4.]]);
    /// x.matmul(&tensor([[1.], [2.], [3.]])); // 2 columns, 3 rows
    /// ```
    #[track_caller]
    pub fn matmul<R: Shape>(&self, right: &Tensor<R>) -> Tensor<S::Output>
    where
        S: Product<R>,
    {
        Tensor::new(engine::matmul(&self.raw, &right.raw))
    }
}

#[cfg(test)]
mod tests {
    use crate::prelude::*;

    #[test]
    fn sizes_are_stated_where_they_can_be() {
        let any = zeros([4, 2]);
        let batch = any.typed::<(usize, Const<2>)>();
        let w = tensor([[1., 2., 3.], [4., 5., 6.]]);
        let _: Tensor<(usize, Const<3>)> = batch.matmul(&w);
        let _: Tensor = any.matmul(&w);
        let _: Tensor = w.matmul(&zeros([3, 1]));
        let _: Tensor<Rank1<3>> = tensor([1., 2.]).matmul(&w);
        let _: Tensor<()> = tensor([1., 2.]).matmul(&tensor([3., 4.]));
        let _: Tensor<Rank3<1, 2, 3>> = tensor([[[1., 2.], [3., 4.]]]).matmul(&w);
        let open = any.typed::<(usize, usize)>();
        let _: Tensor<(usize, Const<3>)> = open.matmul(&w);
    }
}
