//! Layers one after another, put together step by step.

use std::marker::PhantomData;

use super::chain::forward;
use super::describe::printed;
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
    struct Layers(Vec<Box<dyn Layer>>);
}

impl Sequential {
    /// No layers yet: what comes in goes out.
    #[expect(clippy::new_without_default, reason = "an empty one is only a beginning")]
    pub fn new() -> Sequential {
        Sequential { layers: Layers::wrap(Vec::new()), features: PhantomData }
    }
}

impl<F: Size> Sequential<F> {
    /// One more layer at the end.
    #[expect(clippy::should_implement_trait, reason = "a layer is not added to a number")]
    pub fn add<L: Layer + Accepts<F> + 'static>(self, layer: L) -> Sequential<L::Gives> {
        let mut layers = self.layers;
        layers.0.push(Box::new(layer));
        Sequential { layers, features: PhantomData }
    }

    /// The output of the last layer for an input to the first.
    #[track_caller]
    pub fn forward(&self, x: &Tensor) -> Tensor {
        forward(self.layers.0.iter().map(|layer| &**layer), x)
    }
}

impl<F: Size> Module for Sequential<F> {
    fn name(&self) -> String {
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
