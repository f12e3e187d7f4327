//! Stochastic gradient descent, with momentum where it is asked for.

use std::collections::BTreeMap;

use super::{Optimizer, rate, update};
use crate::nn::Module;
use crate::tensor::Gradients;

/// Stochastic gradient descent: θ ← θ - lr g.
///
/// With momentum μ a velocity v ← μ v + g takes the place of g (Polyak, 1964), with Nesterov's g + μ v.
/// Weight decay λ adds λ θ to g. The formulas are PyTorch's.
///
/// ```
/// # use manabi::prelude::*;
/// let mut model = Linear::new(2, 1);
/// let mut opt = Sgd::new(0.1).momentum(0.9).nesterov().weight_decay(1e-4);
/// let loss = model.forward(&tensor([[1., 2.]])).square().sum();
/// opt.step(&mut model, &loss.backward());
/// opt.lr = 0.01; // from now on
/// ```
pub struct Sgd {
    /// The learning rate.
    pub lr: f32,
    momentum: f32,
    nesterov: bool,
    weight_decay: f32,
    velocities: Velocities,
}

opaque! {
    /// The velocity of each parameter, by id.
    struct Velocities(BTreeMap<u64, Vec<f32>>);
}

impl Sgd {
    /// Plain gradient descent with a learning rate.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// let mut w = Parameter::new(tensor([1.]));
    /// let mut opt = Sgd::new(0.1);
    /// let gradients = w.square().sum().backward();
    /// opt.step(&mut w, &gradients);
    /// assert!((w.item() - 0.8).abs() < 1e-5); // 1 - 0.1 · 2
    /// ```
    pub fn new(lr: f32) -> Sgd {
        let velocities = Velocities::wrap(BTreeMap::new());
        Sgd { lr, momentum: 0.0, nesterov: false, weight_decay: 0.0, velocities }
    }

    /// With momentum: how much of the velocity stays at each step, such as 0.9.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// let mut w = Parameter::new(tensor([1.]));
    /// let mut opt = Sgd::new(0.1).momentum(0.9);
    /// for _ in 0..2 {
    ///     let gradients = w.square().sum().backward();
    ///     opt.step(&mut w, &gradients);
    /// }
    /// assert!((w.item() - 0.46).abs() < 1e-5); // 0.8 - 0.1 (0.9 · 2 + 1.6)
    /// ```
    pub fn momentum(mut self, momentum: f32) -> Sgd {
        self.momentum = momentum;
        self
    }

    /// With Nesterov's form of momentum, which looks ahead; without momentum it changes nothing.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// let mut w = Parameter::new(tensor([1.]));
    /// let mut opt = Sgd::new(0.1).momentum(0.9).nesterov();
    /// let gradients = w.square().sum().backward();
    /// opt.step(&mut w, &gradients);
    /// assert!((w.item() - 0.62).abs() < 1e-5); // 1 - 0.1 (2 + 0.9 · 2)
    /// ```
    pub fn nesterov(mut self) -> Sgd {
        self.nesterov = true;
        self
    }

    /// With weight decay, which draws parameters towards 0.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// let mut w = Parameter::new(tensor([1.]));
    /// let mut opt = Sgd::new(0.1).weight_decay(0.5);
    /// let gradients = w.square().sum().backward();
    /// opt.step(&mut w, &gradients);
    /// assert!((w.item() - 0.75).abs() < 1e-5); // 1 - 0.1 (2 + 0.5 · 1)
    /// ```
    pub fn weight_decay(mut self, weight_decay: f32) -> Sgd {
        self.weight_decay = weight_decay;
        self
    }
}

impl Optimizer for Sgd {
    #[track_caller]
    fn step(&mut self, model: &mut dyn Module, gradients: &Gradients) {
        let &mut Sgd { lr, momentum, nesterov, weight_decay, ref mut velocities } = self;
        update(model, gradients, &mut |id, values, gradient| {
            if momentum == 0.0 {
                for (v, g) in values.iter_mut().zip(gradient) {
                    *v -= lr * (g + weight_decay * *v);
                }
                return;
            }
            let velocity = velocities.0.entry(id).or_insert_with(|| vec![0.0; values.len()]);
            for ((v, g), velocity) in values.iter_mut().zip(gradient).zip(velocity) {
                let g = g + weight_decay * *v;
                *velocity = momentum * *velocity + g;
                *v -= lr * if nesterov { g + momentum * *velocity } else { *velocity };
            }
        });
    }

    rate!();
}
