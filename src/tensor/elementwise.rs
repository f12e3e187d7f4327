//! Functions applied to every element.

use super::{Shape, Tensor};
use crate::engine;

impl<S: Shape> Tensor<S> {
    /// The absolute value of each element.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// assert_eq!(tensor([-1., 2.]).abs(), tensor([1., 2.]));
    /// ```
    #[track_caller]
    pub fn abs(&self) -> Tensor<S> {
        Tensor::new(engine::abs(&self.raw))
    }

    /// The cosine of each element, in radians.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// assert_eq!(tensor([0.]).cos(), tensor([1.]));
    /// ```
    #[track_caller]
    pub fn cos(&self) -> Tensor<S> {
        Tensor::new(engine::cos(&self.raw))
    }

    /// The exponential of each element.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// assert_eq!(tensor([0.]).exp(), tensor([1.]));
    /// ```
    #[track_caller]
    pub fn exp(&self) -> Tensor<S> {
        Tensor::new(engine::exp(&self.raw))
    }

    /// The natural logarithm of each element; NaN below 0.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// assert_eq!(tensor([1.]).ln(), tensor([0.]));
    /// ```
    #[track_caller]
    pub fn ln(&self) -> Tensor<S> {
        Tensor::new(engine::ln(&self.raw))
    }

    /// Each element, or 0 where it is negative: max(x, 0).
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// assert_eq!(tensor([-1., 2.]).relu(), tensor([0., 2.]));
    /// ```
    #[track_caller]
    pub fn relu(&self) -> Tensor<S> {
        Tensor::new(engine::relu(&self.raw))
    }

    /// The logistic function of each element: 1 / (1 + exp(-x)).
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// assert_eq!(tensor([0.]).sigmoid(), tensor([0.5]));
    /// ```
    #[track_caller]
    pub fn sigmoid(&self) -> Tensor<S> {
        Tensor::new(engine::sigmoid(&self.raw))
    }

    /// The sine of each element, in radians.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// assert_eq!(tensor([0.]).sin(), tensor([0.]));
    /// ```
    #[track_caller]
    pub fn sin(&self) -> Tensor<S> {
        Tensor::new(engine::sin(&self.raw))
    }

    /// The square root of each element; NaN below 0.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// assert_eq!(tensor([9.]).sqrt(), tensor([3.]));
    /// ```
    #[track_caller]
    pub fn sqrt(&self) -> Tensor<S> {
        Tensor::new(engine::sqrt(&self.raw))
    }

    /// The square of each element.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// assert_eq!(tensor([-3.]).square(), tensor([9.]));
    /// ```
    #[track_caller]
    pub fn square(&self) -> Tensor<S> {
        Tensor::new(engine::square(&self.raw))
    }

    /// The hyperbolic tangent of each element.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// assert_eq!(tensor([0.]).tanh(), tensor([0.]));
    /// ```
    #[track_caller]
    pub fn tanh(&self) -> Tensor<S> {
        Tensor::new(engine::tanh(&self.raw))
    }

    /// Each element raised to a power.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// assert_eq!(tensor([4.]).powf(0.5), tensor([2.]));
    /// ```
    #[track_caller]
    pub fn powf(&self, exponent: f32) -> Tensor<S> {
        Tensor::new(engine::powf(&self.raw, exponent))
    }

    /// Each element, kept between two bounds. Panics when the lower is above the upper.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// assert_eq!(tensor([-5., 0.5, 5.]).clamp(0., 1.), tensor([0., 0.5, 1.]));
    /// ```
    #[track_caller]
    pub fn clamp(&self, low: f32, high: f32) -> Tensor<S> {
        Tensor::new(engine::clamp(&self.raw, low, high))
    }

    /// Each element rounded to the nearest whole number, halves to the even one. The gradient is 0.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// assert_eq!(tensor([0.5, 1.5, -1.2]).round(), tensor([0., 2., -1.]));
    /// ```
    #[track_caller]
    pub fn round(&self) -> Tensor<S> {
        Tensor::new(engine::round(&self.raw))
    }

    /// The greatest whole number that is not above each element. The gradient is 0.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// assert_eq!(tensor([1.7, -1.2]).floor(), tensor([1., -2.]));
    /// ```
    #[track_caller]
    pub fn floor(&self) -> Tensor<S> {
        Tensor::new(engine::floor(&self.raw))
    }

    /// The least whole number that is not below each element. The gradient is 0.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// assert_eq!(tensor([1.2, -1.7]).ceil(), tensor([2., -1.]));
    /// ```
    #[track_caller]
    pub fn ceil(&self) -> Tensor<S> {
        Tensor::new(engine::ceil(&self.raw))
    }

    /// 1, -1 or 0 as each element is positive, negative or neither. The gradient is 0.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// assert_eq!(tensor([3., -0.1, 0.]).sign(), tensor([1., -1., 0.]));
    /// ```
    #[track_caller]
    pub fn sign(&self) -> Tensor<S> {
        Tensor::new(engine::sign(&self.raw))
    }
}
