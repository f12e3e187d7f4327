//! Dropout: a share of the elements is left out in training, so that no unit relies on another one.

use std::borrow::Cow;

use super::describe::printed;
use super::{Accepts, Layer, Module, Part, PartMut};
use crate::tensor::{Shape, Size, Tensor, rand};

/// In training each element is 0 with probability `p`, and the others grow by 1 / (1 - p), which keeps
/// their expectation. In evaluation nothing changes. (Srivastava et al., 2014)
///
/// ```
/// # use manabi::prelude::*;
/// manual_seed(0);
/// let mut dropout = Dropout::new(0.5);
/// let x = ones(1000);
/// let y = dropout.forward(&x);
/// assert!(y.to_vec().iter().all(|&v| v == 0. || v == 2.));
/// dropout.eval();
/// assert_eq!(dropout.forward(&x), x);
/// ```
#[derive(Clone, Debug)]
pub struct Dropout {
    p: f32,
    training: bool,
}

impl Dropout {
    /// Drops with probability `p`. Panics unless 0 ≤ p < 1.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// let dropout = Dropout::new(0.25);
    /// let kept = dropout.forward(&ones(10_000)).gt(0.).to_f32().mean().item();
    /// assert!((kept - 0.75).abs() < 0.02);
    /// ```
    #[track_caller]
    pub fn new(p: f32) -> Dropout {
        assert!(
            (0.0..1.0).contains(&p),
            "Dropout: the probability {p} is not from 0 (included) to 1 (excluded)"
        );
        Dropout { p, training: true }
    }

    /// The output for an input, of the same shape.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// let mut dropout = Dropout::default();
    /// dropout.eval();
    /// assert_eq!(dropout.forward(&tensor([1., 2.])), tensor([1., 2.]));
    /// ```
    pub fn forward<S: Shape>(&self, x: &Tensor<S>) -> Tensor<S> {
        Tensor::new(dropped(x.as_untyped(), self).raw.clone())
    }

    /// What elements of a shape are multiplied by; nothing where nothing changes.
    pub(super) fn kept(&self, shape: &[usize]) -> Option<Tensor> {
        let drops = self.training && self.p > 0.0;
        drops.then(|| rand(shape).ge(self.p).to_f32() / (1.0 - self.p))
    }
}

fn dropped(x: &Tensor, dropout: &Dropout) -> Tensor {
    match dropout.kept(x.shape()) {
        Some(kept) => x * kept,
        None => x.clone(),
    }
}

/// Half of the elements.
impl Default for Dropout {
    fn default() -> Dropout {
        Dropout::new(0.5)
    }
}

impl Module for Dropout {
    fn name(&self) -> Cow<'static, str> {
        format!("Dropout({})", self.p).into()
    }

    fn parts<'a>(&'a self, _: &mut dyn FnMut(&str, Part<'a>)) {}

    fn parts_mut<'a>(&'a mut self, visit: &mut dyn FnMut(&str, PartMut<'a>)) {
        visit("training", PartMut::Training(&mut self.training));
    }
}

impl Layer for Dropout {
    fn forward(&self, x: &Tensor) -> Tensor {
        dropped(x, self)
    }
}

impl<F: Size> Accepts<F> for Dropout {
    type Gives = F;
}

printed!([] Dropout);

#[cfg(test)]
mod tests {
    use crate::prelude::*;
    use crate::test::panic_message;

    #[test]
    fn the_expectation_is_kept_and_gradients_pass_where_elements_do() {
        manual_seed(3);
        let x = ones(100_000).requires_grad();
        let y = Dropout::new(0.25).forward(&x);
        assert!((y.mean().item() - 1.0).abs() < 0.01);
        assert_eq!(y.sum().backward().of(&x), y);
    }

    #[test]
    fn a_probability_outside_is_one_sentence() {
        assert_eq!(
            panic_message(|| Dropout::new(1.0)),
            "Dropout: the probability 1 is not from 0 (included) to 1 (excluded)"
        );
    }
}
