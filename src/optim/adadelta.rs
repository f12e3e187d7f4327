//! Adadelta: steps in the unit of the parameters, without a learning rate to choose.

use std::collections::BTreeMap;

use super::{Optimizer, rate, update};
use crate::nn::Module;
use crate::tensor::Gradients;

/// Adadelta (Zeiler, 2012): s ← ρ s + (1 - ρ) g², δ = g √(u + ε) / √(s + ε), u ← ρ u + (1 - ρ) δ²,
/// θ ← θ - lr δ. Weight decay λ adds λ θ to g. Formulas and defaults are PyTorch's: ρ = 0.9,
/// ε = 1e-6; the paper has lr = 1.
///
/// ```
/// # use manabi::prelude::*;
/// let mut model = Linear::new(2, 1);
/// let mut opt = Adadelta::new(1.0);
/// let loss = model.forward(&tensor([[1., 2.]])).square().sum();
/// opt.step(&mut model, &loss.backward());
/// ```
pub struct Adadelta {
    /// What the steps are multiplied by.
    pub lr: f32,
    rho: f32,
    eps: f32,
    weight_decay: f32,
    means: Means,
}

opaque! {
    /// The running means of g² and of δ² of each parameter, by id.
    struct Means(BTreeMap<u64, Vec<[f32; 2]>>);
}

impl Adadelta {
    /// With a factor for the steps; 1 in the paper.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// let mut w = Parameter::new(tensor([1.]));
    /// let mut opt = Adadelta::new(1.0);
    /// let gradients = w.square().sum().backward();
    /// opt.step(&mut w, &gradients);
    /// assert!((w.item() - 0.99684).abs() < 1e-5); // 1 - √(ε / 0.1)
    /// ```
    pub fn new(lr: f32) -> Adadelta {
        let means = Means::wrap(BTreeMap::new());
        Adadelta { lr, rho: 0.9, eps: 1e-6, weight_decay: 0.0, means }
    }

    /// With another share ρ, from 0 to 1, of the running means that stays at each step; 0.9 where nothing is
    /// said.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// let mut w = Parameter::new(tensor([1.]));
    /// let mut opt = Adadelta::new(1.0).rho(0.75);
    /// let gradients = w.square().sum().backward();
    /// opt.step(&mut w, &gradients);
    /// assert!((w.item() - 0.998).abs() < 1e-5); // 1 - √(ε / 0.25)
    /// ```
    pub fn rho(mut self, rho: f32) -> Adadelta {
        self.rho = rho;
        self
    }

    /// With another number ε that keeps the division finite and lets the first step be made; 1e-6 where
    /// nothing is said.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// let mut w = Parameter::new(tensor([1.]));
    /// let mut opt = Adadelta::new(1.0).rho(0.75).eps(3.);
    /// let gradients = w.square().sum().backward();
    /// opt.step(&mut w, &gradients);
    /// assert!((w.item() + 0.7320508).abs() < 1e-5); // 1 - 2 √3 / √(1 + 3)
    /// ```
    pub fn eps(mut self, eps: f32) -> Adadelta {
        self.eps = eps;
        self
    }

    /// With weight decay, which draws parameters towards 0.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// let mut w = Parameter::new(tensor([1.]));
    /// let mut opt = Adadelta::new(1.0).rho(0.84).eps(3.).weight_decay(0.5);
    /// let gradients = w.square().sum().backward();
    /// opt.step(&mut w, &gradients);
    /// assert!((w.item() + 1.1650635).abs() < 1e-5); // g = 2 + 0.5 · 1
    /// ```
    pub fn weight_decay(mut self, weight_decay: f32) -> Adadelta {
        self.weight_decay = weight_decay;
        self
    }
}

impl Optimizer for Adadelta {
    #[track_caller]
    fn step(&mut self, model: &mut dyn Module, gradients: &Gradients) {
        let &mut Adadelta { lr, rho, eps, weight_decay, ref mut means } = self;
        update(model, gradients, &mut |id, values, gradient| {
            let means = means.0.entry(id).or_insert_with(|| vec![[0.0; 2]; values.len()]);
            for ((v, g), [squares, steps]) in values.iter_mut().zip(gradient).zip(means) {
                let g = g + weight_decay * *v;
                *squares = rho * *squares + (1.0 - rho) * g * g;
                let delta = g * (*steps + eps).sqrt() / (*squares + eps).sqrt();
                *steps = rho * *steps + (1.0 - rho) * delta * delta;
                *v -= lr * delta;
            }
        });
    }

    rate!();
}
