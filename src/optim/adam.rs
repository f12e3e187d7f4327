//! Adam: steps scaled by the mean and the variance of past gradients; and AdamW.

use std::collections::BTreeMap;

use super::{Optimizer, rate, update};
use crate::nn::Module;
use crate::tensor::Gradients;

/// Adam (Kingma and Ba, 2015): θ ← θ - lr m̂ / (√v̂ + ε), where m̂ and v̂ are the running means of g and
/// g², corrected for their start at 0. Weight decay λ adds λ θ to g. Defaults and formulas are
/// PyTorch's: β = (0.9, 0.999), ε = 1e-8.
///
/// ```
/// # use manabi::prelude::*;
/// let mut model = Linear::new(2, 1);
/// let mut opt = Adam::new(1e-3);
/// let loss = model.forward(&tensor([[1., 2.]])).square().sum();
/// opt.step(&mut model, &loss.backward());
/// ```
pub struct Adam {
    /// The learning rate.
    pub lr: f32,
    betas: (f32, f32),
    eps: f32,
    weight_decay: f32,
    moments: Moments,
}

/// AdamW (Loshchilov and Hutter, 2019): [`Adam`] with a weight decay that does not pass through the
/// moments, θ ← θ - lr λ θ before each step; λ is 0.01 where nothing else is said.
///
/// ```
/// # use manabi::prelude::*;
/// let mut model = Linear::new(2, 1);
/// let mut opt = AdamW::new(1e-3).weight_decay(0.1);
/// let loss = model.forward(&tensor([[1., 2.]])).square().sum();
/// opt.step(&mut model, &loss.backward());
/// ```
pub struct AdamW {
    /// The learning rate.
    pub lr: f32,
    betas: (f32, f32),
    eps: f32,
    weight_decay: f32,
    moments: Moments,
}

opaque! {
    /// What is remembered of each parameter, by id.
    struct Moments(BTreeMap<u64, Moment>);
}

/// The running means of the gradients of a parameter and of their squares.
struct Moment {
    steps: i32,
    first: Vec<f32>,
    second: Vec<f32>,
}

macro_rules! adam {
    ($name:ident, $weight_decay:literal, $decoupled:literal) => {
        impl $name {
            /// With a learning rate, such as 1e-3.
            ///
            /// ```
            /// # use manabi::prelude::*;
            /// let mut w = Parameter::new(tensor([1.]));
            #[doc = concat!("let mut opt = ", stringify!($name), "::new(0.1);")]
            /// let gradients = w.square().sum().backward();
            /// opt.step(&mut w, &gradients);
            /// assert!(w.item() < 0.901); // the first step has about the length of the rate
            /// ```
            pub fn new(lr: f32) -> $name {
                $name {
                    lr,
                    betas: (0.9, 0.999),
                    eps: 1e-8,
                    weight_decay: $weight_decay,
                    moments: Moments::wrap(BTreeMap::new()),
                }
            }

            /// With other shares β, from 0 to 1, of the running means of g and g² that stay at each step; 0.9
            /// and 0.999 where nothing is said.
            ///
            /// ```
            /// # use manabi::prelude::*;
            /// let mut w = Parameter::new(tensor([1.]));
            #[doc = concat!("let mut opt = ", stringify!($name), "::new(0.1).betas(0.5, 0.9);")]
            /// let gradients = w.square().sum().backward();
            /// opt.step(&mut w, &gradients);
            /// assert!(w.item() < 0.901);
            /// ```
            pub fn betas(mut self, first: f32, second: f32) -> $name {
                self.betas = (first, second);
                self
            }

            /// With another number ε that keeps the division finite; 1e-8 where nothing is said.
            ///
            /// ```
            /// # use manabi::prelude::*;
            /// let mut w = Parameter::new(tensor([1.]));
            #[doc = concat!("let mut opt = ", stringify!($name), "::new(0.1).weight_decay(0.).eps(2.);")]
            /// let gradients = w.square().sum().backward();
            /// opt.step(&mut w, &gradients);
            /// assert!((w.item() - 0.95).abs() < 1e-5); // 1 - 0.1 · 2 / (2 + 2)
            /// ```
            pub fn eps(mut self, eps: f32) -> $name {
                self.eps = eps;
                self
            }

            /// With weight decay, which draws parameters towards 0.
            ///
            /// ```
            /// # use manabi::prelude::*;
            /// let mut w = Parameter::new(tensor([1.]));
            #[doc = concat!("let mut opt = ", stringify!($name), "::new(0.1).weight_decay(0.5);")]
            /// let gradients = (&*w * 0.).sum().backward();
            /// opt.step(&mut w, &gradients);
            /// assert!(w.item() < 0.96); // though the loss does not depend on it
            /// ```
            pub fn weight_decay(mut self, weight_decay: f32) -> $name {
                self.weight_decay = weight_decay;
                self
            }
        }

        impl Optimizer for $name {
            #[track_caller]
            fn step(&mut self, model: &mut dyn Module, gradients: &Gradients) {
                let &mut $name { lr, betas, eps, weight_decay, ref mut moments } = self;
                let rule = Rule { lr, betas, eps, weight_decay, decoupled: $decoupled };
                update(model, gradients, &mut |id, values, gradient| {
                    let moment = moments.0.entry(id).or_insert_with(|| Moment::new(values.len()));
                    rule.apply(values, gradient, moment);
                });
            }

            rate!();
        }
    };
}

adam!(Adam, 0.0, false);
adam!(AdamW, 0.01, true);

impl Moment {
    fn new(len: usize) -> Moment {
        Moment { steps: 0, first: vec![0.0; len], second: vec![0.0; len] }
    }
}

/// The numbers of one step.
struct Rule {
    lr: f32,
    betas: (f32, f32),
    eps: f32,
    weight_decay: f32,
    /// Whether weight decay leaves the moments alone.
    decoupled: bool,
}

impl Rule {
    fn apply(&self, values: &mut [f32], gradient: &[f32], moment: &mut Moment) {
        let &Rule { lr, betas: (b1, b2), eps, weight_decay, decoupled } = self;
        moment.steps += 1;
        // In double precision: 1 - 0.999 alone loses half of the digits.
        let correction = |beta: f32| 1.0 - f64::from(beta).powi(moment.steps);
        let step = (f64::from(lr) / correction(b1)) as f32;
        let root = correction(b2).sqrt() as f32;
        let (shrink, decay) =
            if decoupled { (1.0 - lr * weight_decay, 0.0) } else { (1.0, weight_decay) };
        let moments = moment.first.iter_mut().zip(&mut moment.second);
        for ((v, g), (first, second)) in values.iter_mut().zip(gradient).zip(moments) {
            *v *= shrink;
            let g = g + decay * *v;
            *first = b1 * *first + (1.0 - b1) * g;
            *second = b2 * *second + (1.0 - b2) * g * g;
            *v -= step * *first / (second.sqrt() / root + eps);
        }
    }
}
