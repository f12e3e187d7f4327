//! A training: a model, an optimizer and data, with what else is wanted, before it runs.

use std::any::Any;
use std::marker::PhantomData;

use super::plan::Plan;
use super::{Epoch, History, Target};
use crate::data::{DataLoader, Dataset};
use crate::engine::Raw;
use crate::nn::Module;
use crate::optim::{EarlyStopping, Optimizer, Schedule};
use crate::tensor::{Dyn, Tensor};

/// Trains a model: `fit!(&mut net, &mut opt, &batches)` is the common loop, which
/// [`.epochs(n)`](crate::train::Training::epochs) runs; it shows how far it is and draws the losses as they
/// fall. Between the two stands what else is wanted, see [`Training`](crate::train::Training).
///
/// The model is anything with a `forward` from a tensor to a tensor: a tuple of layers, a `Sequential`, a
/// struct with `#[derive(Module)]`. Labels (`usize`) are learned by cross-entropy, with the accuracy as a
/// metric; numbers (`f32`) by the mean squared error.
///
/// ```
/// use manabi::prelude::*;
///
/// #[derive(Module, Default)]
/// struct Net { hidden: Linear<64, 32>, out: Linear<32, 10> }
/// impl Net {
///     fn forward(&self, x: &Tensor) -> Tensor { self.out.forward(&self.hidden.forward(x).relu()) }
/// }
/// let (train, test) = data::digits().flatten().split(0.8, 0);
/// let (mut net, mut opt) = (Net::default(), Adam::new(0.01));
/// let batches = train.batches(32).shuffle(0);
/// let history = fit!(&mut net, &mut opt, &batches).validate(&test).epochs(5);
/// assert!(history.last().metric("accuracy") > 0.9);
/// println!("{history}"); // a table; `history.plot()` is a picture
/// ```
///
/// Nothing is hidden: this is the same loop by hand, and it gives the same weights to the last bit.
///
/// ```
/// # use manabi::prelude::*;
/// # let (train, test) = data::digits().flatten().split(0.8, 0);
/// # let mut net = (Linear::<64, 32>::default(), Relu, Linear::<32, 10>::default());
/// # let mut opt = Adam::new(0.01);
/// # let batches = train.batches(32).shuffle(0);
/// for epoch in 1..=5 {
///     net.train();
///     for (x, y) in &batches {
///         let loss = cross_entropy(&net.forward(&x), &y);
///         opt.step(&mut net, &loss.backward());
///     }
///     net.eval();
///     let scores = no_grad(|| net.forward(&test.x));
///     println!("epoch {epoch}: accuracy {}", metrics::accuracy(&scores, &test.y));
/// }
/// ```
///
/// Where the prediction is not made by `forward`, a closure makes it:
/// `fit!(&mut net, &mut opt, &batches, |net, x| net.decode(&net.encode(x)))`.
///
/// It is a macro because the `forward` of a struct is a method of its own, which belongs to no trait.
#[macro_export]
macro_rules! fit {
    ($net:expr, $opt:expr, $batches:expr $(,)?) => {
        $crate::train::Training::new($net, $opt, $batches, |net, x| net.forward(x))
    };
    ($net:expr, $opt:expr, $batches:expr, $forward:expr $(,)?) => {
        $crate::train::Training::new($net, $opt, $batches, $forward)
    };
}

/// A training before it runs, which [`fit!`](crate::fit) makes. [`epochs`](Training::epochs) runs it.
///
/// ```
/// use manabi::prelude::*;
///
/// let (train, test) = data::iris().split(0.8, 0);
/// let mut net = (Linear::<4, 16>::default(), Tanh, Linear::<16, 3>::default());
/// let mut opt = AdamW::new(0.02);
/// let history = fit!(&mut net, &mut opt, &train.batches(20).shuffle(0))
///     .validate(&test)
///     .metric("top 2", |scores, labels| metrics::top_k_accuracy(scores, labels, 2))
///     .schedule(Schedule::cosine(0.02, 30))
///     .clip_norm(1.)
///     .early_stopping(EarlyStopping::new(5))
///     .quiet()
///     .epochs(30);
/// let best = history.best();
/// assert!(best.metric("accuracy") > 0.8 && best.metric("top 2") > 0.9);
/// ```
///
/// The model is in training mode while it learns and in evaluation mode while it is measured; in the end each
/// layer is in the mode it was in before. A loss that is NaN ends the training with a panic that says what to
/// do. An interrupt leaves the model with the weights of the last whole step.
#[must_use = "nothing is trained before `.epochs(n)`"]
pub struct Training<'a, M, E = usize> {
    plan: Plan<'a>,
    kind: PhantomData<fn(&mut M, E)>,
}

impl<'a, M: Module + 'static, E: Target> Training<'a, M, E> {
    /// The training of a model by an optimizer on batches; `forward` makes predictions of samples.
    /// [`fit!`](crate::fit) is the way to write it.
    pub fn new(
        net: &'a mut M,
        opt: &'a mut dyn Optimizer,
        batches: &'a DataLoader<E>,
        forward: impl Fn(&M, &Tensor) -> Tensor + 'a,
    ) -> Self {
        let forward = move |net: &dyn Any, x: &Tensor| match net.downcast_ref() {
            Some(net) => forward(net, x),
            None => unreachable!("it is called with the model that it was made for"),
        };
        let plan = Plan::new(net, opt, &batches.loader, Box::new(forward), E::CLASSES);
        Training { plan, kind: PhantomData }
    }

    /// Measures the model after each epoch on other data, in batches of the same size. The best epoch is the
    /// one with the smallest loss there. Panics when there are no samples, or when they have another shape
    /// than those to train on.
    #[track_caller]
    pub fn validate(mut self, data: &Dataset<E>) -> Self {
        self.plan.validate(&data.x.raw, &data.y.raw);
        self
    }

    /// Another loss: one number for predictions and targets.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// let data = Dataset::new(&tensor([[0.], [1.], [9.]]), &tensor([[1.], [3.], [0.]]));
    /// let (mut net, mut opt) = (Linear::<1, 1>::default(), Sgd::new(0.1));
    /// let history = fit!(&mut net, &mut opt, &data.batches(3))
    ///     .loss(|y_hat, y| huber_loss(y_hat, y, 1.))
    ///     .epochs(3);
    /// # assert_eq!(history.epochs.len(), 3);
    /// ```
    pub fn loss(mut self, loss: impl Fn(&Tensor, &Tensor<Dyn, E>) -> Tensor + 'a) -> Self {
        let loss = move |y_hat: &Tensor, y: &Raw| loss(y_hat, Tensor::of_raw(y));
        self.plan.loss(Box::new(loss));
        self
    }

    /// One more number to look at, of predictions and targets, by name; a metric of that name is replaced. It
    /// is the mean over the batches, in which a batch counts by its samples.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// let data = Dataset::new(&tensor([[0.], [1.], [2.]]), &tensor([[1.], [3.], [5.]]));
    /// let (mut net, mut opt) = (Linear::<1, 1>::default(), Sgd::new(0.1));
    /// let history = fit!(&mut net, &mut opt, &data.batches(3))
    ///     .metric("error", |y_hat, y| metrics::mean_absolute_error(y_hat, y))
    ///     .epochs(200);
    /// assert!(history.last().metric("error") < 0.1);
    /// ```
    pub fn metric(
        mut self,
        name: &str,
        metric: impl Fn(&Tensor, &Tensor<Dyn, E>) -> f32 + 'a,
    ) -> Self {
        let metric = move |y_hat: &Tensor, y: &Raw| metric(y_hat, Tensor::of_raw(y));
        self.plan.metric(name, Box::new(metric));
        self
    }

    /// The learning rate of each epoch; the first is 0 for the schedule.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// let (mut net, mut opt) = (Linear::<4, 3>::default(), Sgd::new(0.1));
    /// let history = fit!(&mut net, &mut opt, &data::iris().batches(50))
    ///     .schedule(Schedule::step(0.1, 2, 0.5))
    ///     .epochs(4);
    /// assert_eq!(history.epochs.iter().map(|epoch| epoch.lr).collect::<Vec<_>>(), [0.1, 0.1, 0.05, 0.05]);
    /// ```
    pub fn schedule(mut self, schedule: Schedule) -> Self {
        self.plan.schedule(schedule, false);
        self
    }

    /// The learning rate of each step instead, counted from 0 over all epochs: for a warm-up within the first.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// let (mut net, mut opt) = (Linear::<4, 3>::default(), Sgd::new(0.1));
    /// let batches = data::iris().batches(50); // 3 steps an epoch
    /// fit!(&mut net, &mut opt, &batches).schedule_by_step(Schedule::cosine(0.1, 6).warm_up(2)).epochs(2);
    /// # assert_eq!(opt.lr, Schedule::cosine(0.1, 6).warm_up(2).at(5));
    /// ```
    pub fn schedule_by_step(mut self, schedule: Schedule) -> Self {
        self.plan.schedule(schedule, true);
        self
    }

    /// Scales the gradients of a step so that their norm is at most this, see
    /// [`clip_norm`](crate::tensor::Gradients::clip_norm).
    pub fn clip_norm(mut self, max: f32) -> Self {
        self.plan.clip_norm(max);
        self
    }

    /// Cuts the elements of gradients to the range from `-max` to `max`, see
    /// [`clip_value`](crate::tensor::Gradients::clip_value).
    pub fn clip_value(mut self, max: f32) -> Self {
        self.plan.clip_value(max);
        self
    }

    /// Stops when the loss (that on the validation data, if there is any) gets no better, and in any case
    /// leaves the model with the weights of the best epoch.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// let (train, test) = data::iris().split(0.5, 0);
    /// let (mut net, mut opt) = (Linear::<4, 3>::default(), Adam::new(0.3));
    /// let history = fit!(&mut net, &mut opt, &train.batches(15).shuffle(0))
    ///     .validate(&test)
    ///     .early_stopping(EarlyStopping::new(4))
    ///     .epochs(200);
    /// assert!(history.epochs.len() < 200);
    /// assert_eq!(history.restored, Some(history.best().number));
    /// let loss = cross_entropy(&net.forward(&test.x), &test.y).item();
    /// assert!((loss - history.best().loss()).abs() < 1e-5);
    /// ```
    pub fn early_stopping(mut self, stopping: EarlyStopping) -> Self {
        self.plan.early_stopping(stopping);
        self
    }

    /// Calls `f` after each epoch with its record and the model, which is in evaluation mode.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// let (mut net, mut opt) = ((Linear::<4, 8>::default(), Relu, Linear::<8, 3>::default()), Adam::new(0.01));
    /// net.0.freeze();
    /// let mut norms = Vec::new();
    /// fit!(&mut net, &mut opt, &data::iris().batches(30).shuffle(0))
    ///     .each_epoch(|epoch, net| {
    ///         norms.push(net.2.weight.norm().item());
    ///         if epoch.number == 2 {
    ///             net.0.unfreeze();
    ///         }
    ///     })
    ///     .epochs(4);
    /// assert_eq!(norms.len(), 4);
    /// ```
    pub fn each_epoch(mut self, mut f: impl FnMut(&Epoch, &mut M) + 'a) -> Self {
        self.plan.after(Box::new(move |epoch, net| {
            net.downcast_mut().into_iter().for_each(|net| f(epoch, net));
            false
        }));
        self
    }

    /// Stops after the first epoch for which `f` is true, given its record and the model, which is in
    /// evaluation mode.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// let (mut net, mut opt) = (Linear::<4, 3>::default(), Adam::new(0.1));
    /// let history = fit!(&mut net, &mut opt, &data::iris().batches(30).shuffle(0))
    ///     .stop_when(|epoch, _| epoch.metric("accuracy") > 0.9)
    ///     .epochs(100);
    /// assert!(history.epochs.len() < 100 && history.last().metric("accuracy") > 0.9);
    /// ```
    pub fn stop_when(mut self, mut f: impl FnMut(&Epoch, &mut M) -> bool + 'a) -> Self {
        self.plan
            .after(Box::new(move |epoch, net| net.downcast_mut().is_some_and(|net| f(epoch, net))));
        self
    }

    /// Shows and prints nothing while it runs.
    pub fn quiet(mut self) -> Self {
        self.plan.quiet();
        self
    }

    /// Runs so many times through the batches. Panics when that is 0, when a loss is NaN, and when predictions
    /// and targets do not fit.
    #[track_caller]
    pub fn epochs(mut self, epochs: usize) -> History {
        self.plan.run(epochs)
    }
}
