//! Layers one after another, put together step by step.

use std::borrow::Cow;
use std::marker::PhantomData;

use super::chain::forward;
use super::describe::{debugged, printed};
use super::{Accepts, Layer, Module, Part, PartMut};
use crate::tensor::{Size, Tensor};

/// Layers that are applied one after another. `F` is what the type knows of the features that the last
/// one gives: a stated size must be the one that the next layer takes.
///
/// ```
/// use manabi::prelude::*;
///
/// let net = Sequential::new()
///     .add(Linear::<2, 8>::default())
///     .add(Tanh)
///     .add(Linear::<8, 1>::default());
/// assert_eq!(net.forward(&zeros([4, 2])).shape(), [4, 1]);
///
/// let mut deep = Sequential::new();
/// for _ in 0..10 {
///     deep = deep.add(Linear::new(16, 16));
/// }
/// assert_eq!(deep.parameter_count(), 10 * (16 * 16 + 16));
/// ```
///
/// ```compile_fail,E0277
/// # use manabi::prelude::*;
/// Sequential::new().add(Linear::<2, 8>::default()).add(Linear::<9, 1>::default());
/// ```
pub struct Sequential<F: Size = usize> {
    layers: Layers,
    features: PhantomData<fn() -> F>,
}

opaque! {
    struct Layers(Vec<Box<dyn Copied>>);
}

/// A layer of which there can be another one, whatever its type.
trait Copied: Layer {
    fn copied(&self) -> Box<dyn Copied>;
}

impl<L: Layer + Clone + 'static> Copied for L {
    fn copied(&self) -> Box<dyn Copied> {
        Box::new(self.clone())
    }
}

/// A clone has parameters of its own.
impl<F: Size> Clone for Sequential<F> {
    fn clone(&self) -> Self {
        let layers = self.layers.0.iter().map(|layer| (**layer).copied()).collect();
        Sequential { layers: Layers::wrap(layers), features: PhantomData }
    }
}

impl Sequential {
    /// No layers yet: what comes in goes out.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// assert_eq!(Sequential::new().forward(&zeros([4, 2])).shape(), [4, 2]);
    /// ```
    #[expect(clippy::new_without_default, reason = "an empty one is only a beginning")]
    pub fn new() -> Sequential {
        Sequential { layers: Layers::wrap(Vec::new()), features: PhantomData }
    }
}

impl<F: Size> Sequential<F> {
    /// One more layer at the end; where both state a size it must be the same. A layer of one's own needs
    /// `#[derive(Clone)]` for it.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// let net = Sequential::new().add(Linear::new(2, 8)).add(Relu);
    /// assert_eq!(net.parameters()[0].0, "0.weight");
    /// ```
    #[expect(clippy::should_implement_trait, reason = "a layer is not added to a number")]
    pub fn add<L: Layer + Accepts<F> + Clone + 'static>(self, layer: L) -> Sequential<L::Gives> {
        let mut layers = self.layers;
        layers.0.push(Box::new(layer));
        Sequential { layers, features: PhantomData }
    }

    /// The output of the last layer for an input to the first. Panics as the layers do, with the number of
    /// the layer in front.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// let net = Sequential::new().add(Flatten).add(Linear::new(64, 10));
    /// assert_eq!(net.forward(&zeros([5, 1, 8, 8])).shape(), [5, 10]);
    /// ```
    #[track_caller]
    pub fn forward(&self, x: &Tensor) -> Tensor {
        forward(self.layers.0.iter().map(|layer| &**layer as &dyn Layer), x)
    }
}

impl<F: Size> Module for Sequential<F> {
    fn name(&self) -> Cow<'static, str> {
        "Sequential".into()
    }

    fn parts<'a>(&'a self, visit: &mut dyn FnMut(&str, Part<'a>)) {
        self.layers.0.parts(visit);
    }

    fn parts_mut<'a>(&'a mut self, visit: &mut dyn FnMut(&str, PartMut<'a>)) {
        self.layers.0.parts_mut(visit);
    }
}

impl<F: Size> Layer for Sequential<F> {
    #[track_caller]
    fn forward(&self, x: &Tensor) -> Tensor {
        Sequential::forward(self, x)
    }
}

impl<F: Size, G: Size> Accepts<G> for Sequential<F> {
    type Gives = F;
}

printed!([F: Size] Sequential<F>);
debugged!([F: Size] Sequential<F>);

#[cfg(test)]
mod tests {
    use crate::prelude::*;
    use crate::test::panic_message;

    #[test]
    fn a_clone_has_parameters_of_its_own() {
        let mut net = Sequential::new().add(Linear::new(2, 3)).add(Tanh).add(Linear::new(3, 1));
        let copy = net.clone();
        let x = rand([4, 2]);
        let before = net.forward(&x);
        assert_eq!(copy.forward(&x), before);
        let gradients = before.sum().backward();
        assert!(gradients.named(&copy).is_empty());
        Sgd::new(0.1).step(&mut net, &gradients);
        assert_eq!(copy.forward(&x), before);
        assert_ne!(net.forward(&x), before);
    }

    #[test]
    fn a_layer_that_does_not_fit_is_named() {
        let net = Sequential::new().add(Relu).add((Tanh, Linear::new(2, 3)));
        assert!(
            panic_message(|| net.forward(&zeros([1, 4])))
                .starts_with("1.1: linear: the layer takes")
        );
        let conv = Sequential::new().add(Conv2d::new(1, 2, 3)).add(MaxPool2d::new(9));
        assert!(
            panic_message(|| conv.forward(&zeros([1, 1, 8, 8])))
                .starts_with("1: max_pool2d: the kernel")
        );
        assert!(
            panic_message(|| Linear::new(2, 3).forward(&zeros([1, 4]))).starts_with("linear: ")
        );
    }

    #[test]
    fn a_model_that_was_printed_names_its_layers() {
        #[derive(Module)]
        struct Net {
            body: (Relu, Linear<2, 3>),
            out: Linear<3, 1>,
        }
        let net = Net { body: Default::default(), out: Default::default() };
        let _ = net.to_string();
        let x = zeros([1, 4]);
        assert!(panic_message(|| net.out.forward(&x)).starts_with("out: linear: the layer takes"));
        assert!(panic_message(|| net.body.forward(&x)).starts_with("body.1: linear: the layer"));
        assert_eq!(net.out.parameters()[0].0, "weight"); // a smaller name changes nothing
        assert!(panic_message(|| net.out.forward(&x)).starts_with("out: linear: the layer takes"));
    }
}
