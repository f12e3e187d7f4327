//! A plan: all that a training consists of, without the types of the model and the targets. A cell only calls
//! what is here.

use std::any::Any;
use std::collections::BTreeMap;

use super::{Epoch, History};
use crate::data::loader::Loader;
use crate::engine::{self, Raw};
use crate::metrics::accuracy;
use crate::nn::Module;
use crate::optim::{EarlyStopping, Optimizer, Schedule};
use crate::tensor::Tensor;

/// A model whose type is known to who made the plan.
pub trait Model: Module + Any {}

impl<M: Module + Any> Model for M {}

/// Predictions of a model for samples.
pub type Forward<'a> = Box<dyn Fn(&dyn Any, &Tensor) -> Tensor + 'a>;
/// A number of predictions and targets that has gradients.
pub type OwnLoss<'a> = Box<dyn Fn(&Tensor, &Raw) -> Tensor + 'a>;
/// A number of predictions and targets.
pub type OwnMetric<'a> = Box<dyn Fn(&Tensor, &Raw) -> f32 + 'a>;
/// What is called after an epoch; it says whether to stop.
pub type After<'a> = Box<dyn FnMut(&Epoch, &mut dyn Any) -> bool + 'a>;

opaque! {
    /// What a [`Training`](super::Training) holds.
    pub struct Plan<'a>(Parts<'a>);
}

pub struct Parts<'a> {
    pub net: &'a mut dyn Model,
    pub opt: &'a mut dyn Optimizer,
    pub batches: &'a Loader,
    pub validation: Option<Loader>,
    pub forward: Forward<'a>,
    pub loss: Loss<'a>,
    pub metrics: BTreeMap<String, Metric<'a>>,
    pub schedule: Option<Schedule>,
    pub by_step: bool,
    pub clip_norm: Option<f32>,
    pub clip_value: Option<f32>,
    pub stopping: Option<EarlyStopping>,
    pub after: Vec<After<'a>>,
    pub quiet: bool,
    pub ran: bool,
}

pub enum Loss<'a> {
    CrossEntropy,
    MeanSquaredError,
    Own(OwnLoss<'a>),
}

pub enum Metric<'a> {
    Accuracy,
    Own(OwnMetric<'a>),
}

impl<'a> Plan<'a> {
    pub fn new(
        net: &'a mut dyn Model,
        opt: &'a mut dyn Optimizer,
        batches: &'a Loader,
        forward: Forward<'a>,
        classes: bool,
    ) -> Plan<'a> {
        let (loss, metrics) = match classes {
            true => (Loss::CrossEntropy, BTreeMap::from([("accuracy".into(), Metric::Accuracy)])),
            false => (Loss::MeanSquaredError, BTreeMap::new()),
        };
        Plan::wrap(Parts {
            net,
            opt,
            batches,
            validation: None,
            forward,
            loss,
            metrics,
            schedule: None,
            by_step: false,
            clip_norm: None,
            clip_value: None,
            stopping: None,
            after: Vec::new(),
            quiet: false,
            ran: false,
        })
    }

    #[track_caller]
    pub fn validate(&mut self, x: &Raw, y: &Raw) {
        let [train_x, train_y] = self.0.batches.data();
        assert!(
            x.dims().first() != Some(&0),
            "validate: there are no samples to measure the model on"
        );
        for (what, own, other) in [("samples", x, train_x), ("targets", y, train_y)] {
            let (own, other) = (own.dims().get(1..), other.dims().get(1..));
            assert!(
                own == other,
                "validate: the {what} have the shape {:?}, but those to train on {:?}; both data sets are \
                 made in the same way",
                own.unwrap_or_default(),
                other.unwrap_or_default()
            );
        }
        self.0.validation = Some(self.0.batches.of_other(x, y));
    }

    pub fn loss(&mut self, loss: OwnLoss<'a>) {
        // The accuracy needs scores of classes, which another loss may not ask for.
        if let Some(Metric::Accuracy) = self.0.metrics.get("accuracy") {
            self.0.metrics.remove("accuracy");
        }
        self.0.loss = Loss::Own(loss);
    }

    pub fn metric(&mut self, name: &str, metric: OwnMetric<'a>) {
        self.0.metrics.insert(name.into(), Metric::Own(metric));
    }

    pub fn schedule(&mut self, schedule: Schedule, by_step: bool) {
        (self.0.schedule, self.0.by_step) = (Some(schedule), by_step);
    }

    pub fn clip_norm(&mut self, max: f32) {
        self.0.clip_norm = Some(max);
    }

    pub fn clip_value(&mut self, max: f32) {
        self.0.clip_value = Some(max);
    }

    pub fn early_stopping(&mut self, stopping: EarlyStopping) {
        self.0.stopping = Some(stopping);
    }

    pub fn after(&mut self, after: After<'a>) {
        self.0.after.push(after);
    }

    pub fn quiet(&mut self) {
        self.0.quiet = true;
    }

    #[track_caller]
    pub fn run(&mut self, epochs: usize) -> History {
        assert!(epochs > 0, "epochs: a training of 0 epochs learns nothing; give 1 or more");
        self.0.ran = true;
        self.0.run(epochs)
    }
}

/// A cell shows no lints, so that a forgotten `.epochs(n)` would pass in silence.
impl Drop for Parts<'_> {
    fn drop(&mut self) {
        if !self.ran && !std::thread::panicking() {
            eprintln!("fit!: nothing was trained; end it with `.epochs(n)`");
        }
    }
}

impl Loss<'_> {
    #[track_caller]
    pub fn of(&self, y_hat: &Tensor, y: &Raw) -> Tensor {
        match self {
            Loss::CrossEntropy => Tensor::new(engine::cross_entropy(&y_hat.raw, y)),
            Loss::MeanSquaredError => Tensor::new(engine::mse(&y_hat.raw, y)),
            Loss::Own(loss) => loss(y_hat, y),
        }
    }
}

impl Metric<'_> {
    #[track_caller]
    pub fn of(&self, y_hat: &Tensor, y: &Raw) -> f32 {
        match self {
            Metric::Accuracy => accuracy(y_hat, Tensor::of_raw(y)),
            Metric::Own(metric) => metric(y_hat, y),
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::prelude::*;
    use crate::test::{panic_file, panic_message};

    fn layer() -> (Linear<4, 3>, Adam) {
        (Linear::default(), Adam::new(0.1))
    }

    #[test]
    fn what_cannot_be_trained_is_one_sentence_at_the_line_of_the_caller() {
        let train = data::iris();
        let batches = train.batches(50);
        let numbers = Dataset::new(&ones([4, 4]), &ones(4)).batches(4);
        let two = Dataset::new(&ones([4, 4]), &tensor([0, 1, 2, 3])).batches(4);
        let nothing = train.subset(&[]);
        let wide = Dataset::new(&ones([4, 5]), &tensor([0, 1, 2, 0]));
        let nan = Dataset::new(&full([4, 4], f32::NAN), &tensor([0, 1, 2, 0])).batches(4);
        let frozen = || {
            let mut net = Linear::<4, 3>::default();
            net.freeze();
            net
        };
        let cases: [(&str, &dyn Fn()); 8] = [
            ("epochs: a training of 0 epochs learns nothing; give 1 or more", &|| {
                drop(fit!(&mut layer().0, &mut layer().1, &batches).epochs(0));
            }),
            ("validate: there are no samples to measure the model on", &|| {
                drop(fit!(&mut layer().0, &mut layer().1, &batches).validate(&nothing).epochs(1));
            }),
            ("validate: the samples have the shape [5], but those to train on [4]; both", &|| {
                drop(fit!(&mut layer().0, &mut layer().1, &batches).validate(&wide).epochs(1));
            }),
            ("cross_entropy: the label 3 at place 3 is outside the 3 classes, which are", &|| {
                drop(fit!(&mut layer().0, &mut layer().1, &two).quiet().epochs(1));
            }),
            ("mse_loss: the predictions have the shape [4, 3] and the targets [4], which", &|| {
                drop(fit!(&mut layer().0, &mut layer().1, &numbers).quiet().epochs(1));
            }),
            ("backward: the loss is NaN, and so would be every gradient; try a lower", &|| {
                drop(fit!(&mut layer().0, &mut layer().1, &nan).quiet().epochs(1));
            }),
            ("backward: ", &|| {
                drop(fit!(&mut frozen(), &mut layer().1, &batches).quiet().epochs(1));
            }),
            ("linear: the layer takes 5 features", &|| {
                let mut net = Linear::<5, 3>::default();
                drop(fit!(&mut net, &mut layer().1, &batches).quiet().epochs(1));
            }),
        ];
        for (sentence, run) in cases {
            let message = panic_message(run);
            assert!(message.starts_with(sentence), "{message}");
            assert_eq!(panic_file(run), file!(), "{message}");
        }
    }
}
