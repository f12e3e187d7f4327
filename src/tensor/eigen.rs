//! Eigenvalues and eigenvectors.

use super::{Dyn, Tensor};
use crate::engine;

impl Tensor<Dyn> {
    /// The eigenvalues of a symmetric matrix from the least to the greatest, and its eigenvectors, of
    /// length 1, as columns in the same order: for principal axes and whitening.
    ///
    /// The time grows with the cube of the rows: 64 take a few milliseconds, 784 about ten seconds.
    /// Gradients do not flow through it. Panics when the matrix is not square, not symmetric, not finite
    /// or recorded.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// let (values, vectors) = tensor([[2., 1.], [1., 2.]]).eigh();
    /// assert!(values.allclose(&tensor([1., 3.]), 1e-6));
    /// let x = vectors.matmul(&(values.unsqueeze(1) * vectors.t())); // and back
    /// assert!(x.allclose(&tensor([[2., 1.], [1., 2.]]), 1e-6));
    /// ```
    #[track_caller]
    pub fn eigh(&self) -> (Tensor, Tensor) {
        let (values, vectors) = engine::eigh(&self.raw);
        (Tensor::new(values), Tensor::new(vectors))
    }
}
