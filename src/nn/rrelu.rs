//! Randomized ReLU: in training each negative element gets a slope of its own.

use std::borrow::Cow;

use super::describe::printed;
use super::{Accepts, Layer, Module, Part, PartMut};
use crate::tensor::{Shape, Size, Tensor, choose, rand};

/// Each element, or a share of it where it is not positive: in training a random one from `lower` to
/// `upper` for each element, in evaluation the mean of both. (Xu et al., 2015)
///
/// ```
/// use manabi::prelude::*;
/// let mut layer = RRelu::new(0.2, 0.4);
/// let y = layer.forward(&tensor([-1., 2.]));
/// assert!((-0.4..=-0.2).contains(&y[0]) && y[1] == 2.);
/// layer.eval();
/// assert!(layer.forward(&tensor([-1., 2.])).allclose(&tensor([-0.3, 2.]), 1e-6));
/// ```
#[derive(Clone, Debug)]
pub struct RRelu {
    lower: f32,
    upper: f32,
    training: bool,
}

impl RRelu {
    /// Draws slopes from `lower` to `upper`. Panics when they are not in this order.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// assert_eq!(RRelu::new(0.1, 0.3).to_string(), "RRelu(0.1, 0.3)");
    /// ```
    #[track_caller]
    pub fn new(lower: f32, upper: f32) -> RRelu {
        assert!(lower <= upper, "RRelu: the lower slope {lower} is not below the upper {upper}");
        RRelu { lower, upper, training: true }
    }

    /// The output for an input, of the same shape.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// let y = RRelu::new(0.1, 0.3).forward(&tensor([-10., 5.]));
    /// assert!((-3. ..=-1.).contains(&y[0]) && y[1] == 5.);
    /// ```
    pub fn forward<S: Shape>(&self, x: &Tensor<S>) -> Tensor<S> {
        Tensor::new(sloped(x.as_untyped(), self).raw.clone())
    }
}

fn sloped(x: &Tensor, layer: &RRelu) -> Tensor {
    let &RRelu { lower, upper, training } = layer;
    if !training {
        return x.leaky_relu((lower + upper) / 2.0);
    }
    let slopes = rand(x.shape()) * (upper - lower) + lower;
    choose(&x.gt(0.0), x, x * slopes)
}

/// Slopes from 1/8 to 1/3.
impl Default for RRelu {
    fn default() -> RRelu {
        RRelu::new(1.0 / 8.0, 1.0 / 3.0)
    }
}

impl Module for RRelu {
    fn name(&self) -> Cow<'static, str> {
        format!("RRelu({}, {})", self.lower, self.upper).into()
    }

    fn parts<'a>(&'a self, _: &mut dyn FnMut(&str, Part<'a>)) {}

    fn parts_mut<'a>(&'a mut self, visit: &mut dyn FnMut(&str, PartMut<'a>)) {
        visit("training", PartMut::Training(&mut self.training));
    }
}

impl Layer for RRelu {
    fn forward(&self, x: &Tensor) -> Tensor {
        sloped(x, self)
    }
}

impl<F: Size> Accepts<F> for RRelu {
    type Gives = F;
}

printed!([] RRelu);

#[cfg(test)]
mod tests {
    use crate::prelude::*;
    use crate::test::panic_message;

    #[test]
    fn slopes_are_drawn_in_training_and_gradients_are_the_slopes() {
        manual_seed(4);
        let x = (ones(10_000) * -1.0).requires_grad();
        let y = RRelu::default().forward(&x);
        assert!(y.ge(-1.0 / 3.0).all() && y.le(-1.0 / 8.0).all());
        assert!((y.mean().item() + (1.0 / 8.0 + 1.0 / 3.0) / 2.0).abs() < 0.005);
        assert!(y.std().item() > 0.05);
        assert_eq!(y.sum().backward().of(&x), -&y);
        assert_eq!(
            panic_message(|| RRelu::new(0.5, 0.25)),
            "RRelu: the lower slope 0.5 is not below the upper 0.25"
        );
    }
}
