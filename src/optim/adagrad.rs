//! AdaGrad: steps that shrink with all gradients that a parameter has seen.

use std::collections::BTreeMap;

use super::{Optimizer, rate, update};
use crate::nn::Module;
use crate::tensor::Gradients;

/// AdaGrad (Duchi, Hazan and Singer, 2011): s ← s + g², θ ← θ - lr g / (√s + ε). Weight decay λ adds
/// λ θ to g. Formulas and defaults are PyTorch's: ε = 1e-10.
///
/// ```
/// # use manabi::prelude::*;
/// let mut model = Linear::new(2, 1);
/// let mut opt = AdaGrad::new(0.01);
/// let loss = model.forward(&tensor([[1., 2.]])).square().sum();
/// opt.step(&mut model, &loss.backward());
/// ```
pub struct AdaGrad {
    /// The learning rate.
    pub lr: f32,
    eps: f32,
    weight_decay: f32,
    sums: Sums,
}

opaque! {
    /// The sum of the squares of the gradients of each parameter, by id.
    struct Sums(BTreeMap<u64, Vec<f32>>);
}

impl AdaGrad {
    /// With a learning rate, such as 0.01.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// let mut w = Parameter::new(tensor([1.]));
    /// let mut opt = AdaGrad::new(0.1);
    /// let gradients = w.square().sum().backward();
    /// opt.step(&mut w, &gradients);
    /// assert!((w.item() - 0.9).abs() < 1e-5); // 1 - 0.1 · 2 / √4
    /// ```
    pub fn new(lr: f32) -> AdaGrad {
        AdaGrad { lr, eps: 1e-10, weight_decay: 0.0, sums: Sums::wrap(BTreeMap::new()) }
    }

    /// With another number ε that keeps the division finite; 1e-10 where nothing is said.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// let mut w = Parameter::new(tensor([1.]));
    /// let mut opt = AdaGrad::new(0.1).eps(2.);
    /// let gradients = w.square().sum().backward();
    /// opt.step(&mut w, &gradients);
    /// assert!((w.item() - 0.95).abs() < 1e-5); // 1 - 0.1 · 2 / (√4 + 2)
    /// ```
    pub fn eps(mut self, eps: f32) -> AdaGrad {
        self.eps = eps;
        self
    }

    /// With weight decay, which draws parameters towards 0.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// let mut w = Parameter::new(tensor([1.]));
    /// let mut opt = AdaGrad::new(0.1).eps(2.5).weight_decay(0.5);
    /// let gradients = w.square().sum().backward();
    /// opt.step(&mut w, &gradients);
    /// assert!((w.item() - 0.95).abs() < 1e-5); // g = 2 + 0.5 · 1
    /// ```
    pub fn weight_decay(mut self, weight_decay: f32) -> AdaGrad {
        self.weight_decay = weight_decay;
        self
    }
}

impl Optimizer for AdaGrad {
    #[track_caller]
    fn step(&mut self, model: &mut dyn Module, gradients: &Gradients) {
        let &mut AdaGrad { lr, eps, weight_decay, ref mut sums } = self;
        update(model, gradients, &mut |id, values, gradient| {
            let sum = sums.0.entry(id).or_insert_with(|| vec![0.0; values.len()]);
            for ((v, g), sum) in values.iter_mut().zip(gradient).zip(sum) {
                let g = g + weight_decay * *v;
                *sum += g * g;
                *v -= lr * g / (sum.sqrt() + eps);
            }
        });
    }

    rate!();
}
