//! Local response normalisation, as AlexNet had it.

use super::plain::plain;
use crate::engine;
use crate::tensor::{Shape, Tensor};

/// y = x / (k + α / n · Σ x²)ᵝ, with the sum over the n channels around each: channels that are strong
/// quieten their neighbours. The input is (batch, channels, ..); α = 1e-4, β = 0.75 and k = 1 where
/// nothing else is said, and the mean over n, as in PyTorch. (Krizhevsky et al., 2012)
///
/// ```
/// use manabi::prelude::*;
///
/// let y = LocalResponseNorm::new(5).alpha(1.).forward(&ones([1, 8]));
/// assert!((y[(0, 4)] - 2_f32.powf(-0.75)).abs() < 1e-6); // five ones around
/// assert!(y[(0, 0)] > y[(0, 4)]); // at the edge there are three
/// ```
#[derive(Clone, Copy)]
pub struct LocalResponseNorm {
    size: usize,
    alpha: f32,
    beta: f32,
    k: f32,
}

impl LocalResponseNorm {
    /// Over this many channels around each. Panics when it is 0.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// assert_eq!(LocalResponseNorm::new(5).to_string(), "LocalResponseNorm(5)");
    /// ```
    #[track_caller]
    pub fn new(size: usize) -> LocalResponseNorm {
        assert!(size > 0, "LocalResponseNorm: it looks at 1 channel or more, not at 0");
        LocalResponseNorm { size, alpha: 1e-4, beta: 0.75, k: 1.0 }
    }

    /// With another weight α of the squares; 1e-4 where nothing is said.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// let y = LocalResponseNorm::new(1).alpha(3.).beta(1.).forward(&ones([1, 1])); // 1 / (1 + 3)
    /// assert_eq!(y.item(), 0.25);
    /// ```
    pub fn alpha(mut self, alpha: f32) -> Self {
        self.alpha = alpha;
        self
    }

    /// With another exponent β; 0.75 where nothing is said.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// let y = LocalResponseNorm::new(1).alpha(3.).beta(0.5).forward(&ones([1, 1])); // 1 / √(1 + 3)
    /// assert!((y.item() - 0.5).abs() < 1e-6);
    /// ```
    pub fn beta(mut self, beta: f32) -> Self {
        self.beta = beta;
        self
    }

    /// With another number k that is added to the squares; 1 where nothing is said.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// let y = LocalResponseNorm::new(1).alpha(0.).beta(1.).k(2.).forward(&ones([1, 1]));
    /// assert_eq!(y.item(), 0.5);
    /// ```
    pub fn k(mut self, k: f32) -> Self {
        self.k = k;
        self
    }

    /// The output for an input of (batch, channels, ..), of the same shape. Panics when it has fewer than two
    /// axes.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// assert_eq!(LocalResponseNorm::new(5).forward(&rand([2, 8, 4, 4])).shape(), [2, 8, 4, 4]);
    /// ```
    #[track_caller]
    pub fn forward<S: Shape>(&self, x: &Tensor<S>) -> Tensor<S> {
        let &LocalResponseNorm { size, alpha, beta, k } = self;
        Tensor::new(engine::local_response_norm(&x.raw, size, alpha, beta, k))
    }
}

plain!([] LocalResponseNorm, self => format!("LocalResponseNorm({})", self.size));
