//! Parametric ReLU: the slope of the negative side is learned.

use std::borrow::Cow;

use super::describe::printed;
use super::{Accepts, Layer, Module, Parameter, Part, PartMut};
use crate::engine;
use crate::tensor::{Shape, Size, Tensor, full};

/// Each element, or a learned share of it where it is not positive: max(x, 0) + a min(x, 0). One slope
/// for all elements, or one for each channel, which is axis 1. Slopes start at 0.25. (He et al., 2015)
///
/// ```
/// use manabi::prelude::*;
/// let layer = PRelu::default();
/// assert_eq!(layer.forward(&tensor([-4., 2.])), tensor([-1., 2.]));
/// let channels = PRelu::new(3);
/// let images = zeros([10, 3, 8, 8]); // (batch, channels, height, width)
/// assert_eq!(channels.forward(&images).shape(), images.shape());
/// ```
#[derive(Clone)]
pub struct PRelu {
    /// The slopes: one, or one for each channel.
    pub weight: Parameter,
}

impl PRelu {
    /// A slope for each of so many channels.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// assert_eq!(PRelu::new(3).weight.to_vec(), [0.25, 0.25, 0.25]);
    /// ```
    pub fn new(channels: usize) -> PRelu {
        PRelu { weight: Parameter::new(full(channels, 0.25)) }
    }

    /// The output for an input, of the same shape. Panics when axis 1 is not that of the channels.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// let mut layer = PRelu::new(2);
    /// layer.weight = Parameter::new(tensor([0.5, 0.]).untyped());
    /// assert_eq!(layer.forward(&tensor([[-4., -4.], [2., 2.]])), tensor([[-2., 0.], [2., 2.]]));
    /// ```
    #[track_caller]
    pub fn forward<S: Shape>(&self, x: &Tensor<S>) -> Tensor<S> {
        Tensor::new(engine::prelu(&x.raw, &self.weight.raw))
    }
}

/// One slope for all elements.
impl Default for PRelu {
    fn default() -> PRelu {
        PRelu::new(1)
    }
}

impl Module for PRelu {
    fn name(&self) -> Cow<'static, str> {
        "PRelu".into()
    }

    fn parts<'a>(&'a self, visit: &mut dyn FnMut(&str, Part<'a>)) {
        visit("weight", Part::Module(&self.weight));
    }

    fn parts_mut<'a>(&'a mut self, visit: &mut dyn FnMut(&str, PartMut<'a>)) {
        visit("weight", PartMut::Module(&mut self.weight));
    }
}

impl Layer for PRelu {
    #[track_caller]
    fn forward(&self, x: &Tensor) -> Tensor {
        PRelu::forward(self, x)
    }
}

impl<F: Size> Accepts<F> for PRelu {
    type Gives = F;
}

printed!([] PRelu);

#[cfg(test)]
mod tests {
    use crate::prelude::*;
    use crate::test::{panic_file, panic_message};

    #[test]
    fn the_slope_learns() {
        let (mut layer, mut opt) = (PRelu::default(), Sgd::new(0.1));
        let (x, y) = (tensor([-1., 2.]), tensor([-0.75, 2.]));
        for _ in 0..100 {
            let loss = mse_loss(&layer.forward(&x), &y);
            opt.step(&mut layer, &loss.backward());
        }
        assert!(layer.weight.allclose(&tensor([0.75]), 1e-3));
        assert_eq!(layer.to_string(), "PRelu, weight [1], 1 parameter");
    }

    #[test]
    fn channels_that_do_not_fit_are_one_sentence() {
        let layer = PRelu::new(3);
        assert_eq!(
            panic_message(|| layer.forward(&zeros([3, 2]))),
            "prelu: there are 3 slopes, one for each place of axis 1, but the input has the shape \
             [3, 2]"
        );
        assert_eq!(panic_file(|| layer.forward(&zeros([3, 2]))), file!());
    }
}
