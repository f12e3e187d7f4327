//! RMSProp: steps scaled by the recent size of the gradients.

use std::collections::BTreeMap;

use super::{Optimizer, rate, update};
use crate::nn::Module;
use crate::tensor::Gradients;

/// RMSProp (Tieleman and Hinton, 2012, lecture 6.5): s ← α s + (1 - α) g², θ ← θ - lr g / (√s + ε).
/// With momentum μ a velocity v ← μ v + g / (√s + ε) takes the place of the quotient. Weight decay λ
/// adds λ θ to g. Formulas and defaults are PyTorch's: α = 0.99, ε = 1e-8.
///
/// ```
/// # use manabi::prelude::*;
/// let mut model = Linear::new(2, 1);
/// let mut opt = RmsProp::new(0.01);
/// let loss = model.forward(&tensor([[1., 2.]])).square().sum();
/// opt.step(&mut model, &loss.backward());
/// ```
pub struct RmsProp {
    /// The learning rate.
    pub lr: f32,
    alpha: f32,
    eps: f32,
    momentum: f32,
    weight_decay: f32,
    means: Means,
}

opaque! {
    /// The running mean of g² and the velocity of each parameter, by id.
    struct Means(BTreeMap<u64, Vec<[f32; 2]>>);
}

impl RmsProp {
    /// With a learning rate, such as 0.01.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// let mut w = Parameter::new(tensor([1.]));
    /// let mut opt = RmsProp::new(0.01);
    /// let gradients = w.square().sum().backward();
    /// opt.step(&mut w, &gradients);
    /// assert!((w.item() - 0.9).abs() < 1e-5); // 1 - 0.01 · 2 / √(0.01 · 4)
    /// ```
    pub fn new(lr: f32) -> RmsProp {
        let means = Means::wrap(BTreeMap::new());
        RmsProp { lr, alpha: 0.99, eps: 1e-8, momentum: 0.0, weight_decay: 0.0, means }
    }

    /// With another share α, from 0 to 1, of the running mean that stays at each step; 0.99 where nothing is
    /// said.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// let mut w = Parameter::new(tensor([1.]));
    /// let mut opt = RmsProp::new(0.1).alpha(0.75);
    /// let gradients = w.square().sum().backward();
    /// opt.step(&mut w, &gradients);
    /// assert!((w.item() - 0.8).abs() < 1e-5); // 1 - 0.1 · 2 / √(0.25 · 4)
    /// ```
    pub fn alpha(mut self, alpha: f32) -> RmsProp {
        self.alpha = alpha;
        self
    }

    /// With another number ε that keeps the division finite; 1e-8 where nothing is said.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// let mut w = Parameter::new(tensor([1.]));
    /// let mut opt = RmsProp::new(0.1).alpha(0.75).eps(1.);
    /// let gradients = w.square().sum().backward();
    /// opt.step(&mut w, &gradients);
    /// assert!((w.item() - 0.9).abs() < 1e-5); // 1 - 0.1 · 2 / (1 + 1)
    /// ```
    pub fn eps(mut self, eps: f32) -> RmsProp {
        self.eps = eps;
        self
    }

    /// With momentum: how much of the velocity stays at each step, such as 0.9.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// let mut w = Parameter::new(tensor([1.]));
    /// let mut opt = RmsProp::new(0.1).alpha(1.).eps(1.).momentum(0.9);
    /// for _ in 0..2 {
    ///     let gradients = w.square().sum().backward();
    ///     opt.step(&mut w, &gradients);
    /// }
    /// assert!((w.item() - 0.46).abs() < 1e-5); // the steps of `Sgd` with momentum
    /// ```
    pub fn momentum(mut self, momentum: f32) -> RmsProp {
        self.momentum = momentum;
        self
    }

    /// With weight decay, which draws parameters towards 0.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// let mut w = Parameter::new(tensor([1.]));
    /// let mut opt = RmsProp::new(0.1).alpha(1.).eps(1.).weight_decay(0.5);
    /// let gradients = w.square().sum().backward();
    /// opt.step(&mut w, &gradients);
    /// assert!((w.item() - 0.75).abs() < 1e-5); // g = 2 + 0.5 · 1
    /// ```
    pub fn weight_decay(mut self, weight_decay: f32) -> RmsProp {
        self.weight_decay = weight_decay;
        self
    }
}

impl Optimizer for RmsProp {
    #[track_caller]
    fn step(&mut self, model: &mut dyn Module, gradients: &Gradients) {
        let &mut RmsProp { lr, alpha, eps, momentum, weight_decay, ref mut means } = self;
        update(model, gradients, &mut |id, values, gradient| {
            let means = means.0.entry(id).or_insert_with(|| vec![[0.0; 2]; values.len()]);
            for ((v, g), [squares, velocity]) in values.iter_mut().zip(gradient).zip(means) {
                let g = g + weight_decay * *v;
                *squares = alpha * *squares + (1.0 - alpha) * g * g;
                *velocity = momentum * *velocity + g / (squares.sqrt() + eps);
                *v -= lr * *velocity;
            }
        });
    }

    rate!();
}
