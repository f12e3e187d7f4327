//! Optimizers: how parameters follow their gradients.

// Public, because a cell names the type of a variable by where it is defined.
#[doc(hidden)]
pub mod adadelta;
#[doc(hidden)]
pub mod adagrad;
#[doc(hidden)]
pub mod adam;
#[doc(hidden)]
pub mod early_stopping;
#[doc(hidden)]
pub mod rmsprop;
#[doc(hidden)]
pub mod schedule;
#[doc(hidden)]
pub mod sgd;

pub use adadelta::Adadelta;
pub use adagrad::AdaGrad;
pub use adam::{Adam, AdamW};
pub use early_stopping::EarlyStopping;
pub use rmsprop::RmsProp;
pub use schedule::Schedule;
pub use sgd::Sgd;

use crate::nn::{Module, for_each_parameter};
use crate::tensor::Gradients;

/// Changes the parameters of a model so that a loss gets smaller.
///
/// ```
/// use manabi::prelude::*;
///
/// manual_seed(0);
/// let (x, y) = (tensor([[0.], [1.], [2.]]), tensor([[1.], [3.], [5.]])); // y = 2 x + 1
/// let mut model = Linear::<1, 1>::default();
/// let mut opt = Sgd::new(0.1);
/// for _ in 0..500 {
///     let loss = mse_loss(&model.forward(&x), &y);
///     opt.step(&mut model, &loss.backward());
/// }
/// assert!((model.weight.item() - 2.).abs() < 1e-3);
/// ```
///
/// Parts of a model may have optimizers of their own: each steps on its part.
///
/// ```
/// # use manabi::prelude::*;
/// let mut net = (Linear::<2, 8>::default(), Relu, Linear::<8, 1>::default());
/// let (mut body, mut head) = (Sgd::new(0.001), Adam::new(0.01));
/// let loss = net.forward(&tensor([[1., 2.]])).square().sum();
/// let gradients = loss.backward();
/// body.step(&mut net.0, &gradients);
/// head.step(&mut net.2, &gradients);
/// ```
pub trait Optimizer {
    /// One step against the gradients. A parameter without a gradient stays as it is; panics when
    /// there is none for any.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// let (mut net, mut opt) = (Linear::new(2, 1), Adam::new(0.01));
    /// let loss = net.forward(&tensor([[1., 2.]])).square().sum();
    /// opt.step(&mut net, &loss.backward());
    /// assert!(net.forward(&tensor([[1., 2.]])).square().sum().item() < loss.item());
    /// ```
    #[track_caller]
    fn step(&mut self, model: &mut dyn Module, gradients: &Gradients);

    /// The learning rate.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// assert_eq!(Adam::new(0.01).lr(), 0.01);
    /// ```
    fn lr(&self) -> f32;

    /// Another learning rate from now on.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// let mut optimizers: Vec<Box<dyn Optimizer>> = vec![Box::new(Sgd::new(0.1)), Box::new(Adam::new(0.01))];
    /// for opt in &mut optimizers {
    ///     opt.set_lr(opt.lr() / 2.);
    /// }
    /// assert_eq!(optimizers[0].lr(), 0.05);
    /// ```
    fn set_lr(&mut self, lr: f32);
}

/// The learning rate of an optimizer that has it in a field.
macro_rules! rate {
    () => {
        fn lr(&self) -> f32 {
            self.lr
        }

        fn set_lr(&mut self, lr: f32) {
            self.lr = lr;
        }
    };
}
use rate;

/// Changes the elements of the parameter with this id by its gradient.
type Rule<'a> = dyn FnMut(u64, &mut [f32], &[f32]) + 'a;

/// Calls `rule` with the id of each parameter that has a gradient, its elements and the gradient.
#[track_caller]
fn update(model: &mut dyn Module, gradients: &Gradients, rule: &mut Rule) {
    let (mut parameters, mut updated) = (0, 0);
    for_each_parameter(model, &mut |mut parameter| {
        parameters += 1;
        let Some(id) = parameter.id() else { return };
        if let Some(gradient) = gradients.by_id(id) {
            updated += 1;
            parameter.update(|values| rule(id, values, gradient.raw.values()));
        }
    });
    assert!(
        updated > 0,
        "step: none of the {parameters} parameters of this model has a gradient; the loss must be \
         computed from this model (a clone has parameters of its own) and not in `no_grad`"
    );
}

#[cfg(test)]
mod tests {
    use crate::prelude::*;
    use crate::test::{panic_file, panic_message};

    #[test]
    fn gradients_of_another_model_are_one_sentence() {
        let net = Linear::<2, 1>::default();
        let mut copy = net.clone();
        let gradients = net.forward(&tensor([1., 2.])).sum().backward();
        assert_eq!(
            panic_message(|| Sgd::new(0.1).step(&mut copy, &gradients)),
            "step: none of the 2 parameters of this model has a gradient; the loss must be computed \
             from this model (a clone has parameters of its own) and not in `no_grad`"
        );
        assert_eq!(panic_file(|| Adam::new(0.1).step(&mut copy, &gradients)), file!());
    }

    #[test]
    fn a_parameter_without_a_gradient_stays() {
        let mut net = (Linear::<2, 1>::default(), Linear::<2, 1>::default());
        let before = net.1.weight.to_vec();
        let gradients = net.0.forward(&tensor([1., 2.])).sum().backward();
        Adam::new(0.1).step(&mut net, &gradients);
        assert_eq!(net.1.weight.to_vec(), before);
    }
}
