//! A run: the loop of a training, over epochs and batches.
//!
//! Between `run` and an op there is no closure of ours, so that a panic of the op is at the line of the caller.

use std::time::Instant;

use super::means::Means;
use super::monitor::Monitor;
use super::plan::{Model, Parts};
use super::{Epoch, History};
use crate::engine::NoGrad;
use crate::nn::{StateDict, for_each_mode, load_state, set_training, state_dict};
use crate::tensor::Tensor;

impl Parts<'_> {
    #[track_caller]
    pub fn run(&mut self, epochs: usize) -> History {
        let before = modes(self.net);
        let run = Run { parts: self, before };
        let parts = &mut *run.parts;
        let mut monitor = Monitor::new(epochs, parts.batches.len(), parts.quiet);
        let mut best = None;
        for number in 1..=epochs {
            let epoch = parts.epoch(number, &mut monitor);
            let mut stop = false;
            for after in &mut parts.after {
                stop |= after(&epoch, parts.net);
            }
            if let Some(stopping) = &mut parts.stopping {
                stop |= stopping.stop(epoch.loss());
                if stopping.improved() {
                    best = Some((number, state_dict(parts.net)));
                }
            }
            monitor.ended(epoch);
            if stop {
                break;
            }
        }
        let restored = best.map(|(number, state)| restore(parts.net, number, &state));
        monitor.finish(restored)
    }

    #[track_caller]
    fn epoch(&mut self, number: usize, monitor: &mut Monitor) -> Epoch {
        let start = Instant::now();
        set_training(self.net, true);
        let mut train = Means::default();
        let mut turn = self.batches.epoch();
        while let Some((x, y)) = turn.next() {
            self.set_lr(number - 1, monitor.steps());
            let x = Tensor::new(x);
            let y_hat = (self.forward)(self.net, &x);
            let loss = self.loss.of(&y_hat, &y);
            let mut gradients = loss.backward();
            if let Some(max) = self.clip_norm {
                gradients.clip_norm(max);
            }
            if let Some(max) = self.clip_value {
                gradients.clip_value(max);
            }
            self.opt.step(self.net, &gradients);
            train.add(&self.metrics, &loss, &y_hat, &y);
            monitor.step(train.loss());
        }
        set_training(self.net, false);
        let validation = self.measure();
        Epoch {
            number,
            train_loss: train.loss(),
            validation_loss: validation.as_ref().map(Means::loss),
            train_metrics: train.metrics(),
            validation_metrics: validation.map(|means| means.metrics()).unwrap_or_default(),
            lr: self.opt.lr(),
            seconds: start.elapsed().as_secs_f64(),
        }
    }

    fn set_lr(&mut self, epoch: usize, step: usize) {
        if let Some(schedule) = &self.schedule {
            self.opt.set_lr(schedule.at(if self.by_step { step } else { epoch }));
        }
    }

    /// What the validation data gives.
    #[track_caller]
    fn measure(&self) -> Option<Means> {
        let _paused = NoGrad::start();
        let mut means = Means::default();
        let mut turn = self.validation.as_ref()?.epoch();
        while let Some((x, y)) = turn.next() {
            let y_hat = (self.forward)(&*self.net, &Tensor::new(x));
            let loss = self.loss.of(&y_hat, &y);
            means.add(&self.metrics, &loss, &y_hat, &y);
        }
        Some(means)
    }
}

/// A training that runs. However it ends, also by a panic or an interrupt, the model gets back its modes.
struct Run<'r, 'a> {
    parts: &'r mut Parts<'a>,
    before: Vec<bool>,
}

impl Drop for Run<'_, '_> {
    fn drop(&mut self) {
        let mut before = self.before.iter();
        for_each_mode(self.parts.net, &mut |training| {
            *training = before.next().copied().unwrap_or(*training);
        });
    }
}

/// The modes of all layers, in their order.
fn modes(net: &mut dyn Model) -> Vec<bool> {
    let mut modes = Vec::new();
    for_each_mode(net, &mut |training| modes.push(*training));
    modes
}

#[track_caller]
fn restore(net: &mut dyn Model, number: usize, state: &StateDict) -> usize {
    if let Err(error) = load_state("the best state", state, net) {
        panic!("early_stopping: the weights of epoch {number} cannot be restored, because {error}");
    }
    number
}

#[cfg(test)]
mod tests {
    use crate::prelude::*;
    use crate::test::panic_message;
    use crate::train::History;

    fn iris() -> (Dataset, Dataset) {
        data::iris().split(0.8, 0)
    }

    fn layer() -> (Linear<4, 3>, Adam) {
        (Linear::default(), Adam::new(0.1))
    }

    #[test]
    fn every_kind_of_model_is_trained() {
        #[derive(Module, Default)]
        struct Net {
            out: Linear<4, 3>,
        }
        impl Net {
            fn forward(&self, x: &Tensor) -> Tensor {
                self.out.forward(x)
            }
        }
        #[derive(Module, Default)]
        struct Own {
            out: Linear<4, 3>,
        }
        impl Layer for Own {
            fn forward(&self, x: &Tensor) -> Tensor {
                self.out.forward(x)
            }
        }
        #[derive(Module, Default)]
        struct Coder {
            encoder: Linear<4, 2>,
            decoder: Linear<2, 3>,
        }
        let batches = data::iris().batches(30).shuffle(0);
        let list: Vec<Box<dyn Layer>> =
            vec![Box::new(Linear::new(4, 8)), Box::new(Linear::new(8, 3))];
        let chain = Sequential::new().add(Linear::<4, 3>::default());
        fn falls(history: History) {
            assert!(history.last().train_loss < history.epochs[0].train_loss);
        }
        falls(fit!(&mut Net::default(), &mut Sgd::new(0.1), &batches).quiet().epochs(5));
        falls(fit!(&mut Own::default(), &mut Sgd::new(0.1), &batches).quiet().epochs(5));
        falls(fit!(&mut { list }, &mut Sgd::new(0.02), &batches).quiet().epochs(5));
        falls(fit!(&mut { chain }, &mut Sgd::new(0.1), &batches,).quiet().epochs(5));
        let mut opt: Box<dyn Optimizer> = Box::new(Sgd::new(0.1));
        let coder = &mut Coder::default();
        falls(
            fit!(coder, &mut *opt, &batches, |net, x| net.decoder.forward(&net.encoder.forward(x)))
                .quiet()
                .epochs(5),
        );
    }

    #[test]
    fn means_count_samples_and_not_batches() {
        let (train, test) = iris();
        let (mut net, mut opt) = (Linear::<4, 3>::default(), Sgd::new(0.0));
        let history =
            fit!(&mut net, &mut opt, &train.batches(50)).validate(&test).quiet().epochs(1);
        let epoch = history.last();
        let whole = |data: &Dataset| {
            let scores = net.forward(&data.x);
            (cross_entropy(&scores, &data.y).item(), metrics::accuracy(&scores, &data.y))
        };
        for (loss, metrics, data) in [
            (epoch.train_loss, &epoch.train_metrics, &train),
            (epoch.loss(), &epoch.validation_metrics, &test),
        ] {
            let expected = whole(data);
            assert!(
                (loss - expected.0).abs() < 1e-5 && (metrics["accuracy"] - expected.1).abs() < 1e-6
            );
        }
    }

    #[test]
    fn modes_are_set_and_given_back() {
        let mut net = (Dropout::new(0.5), BatchNorm1d::<4>::default(), Linear::<4, 3>::default());
        net.1.eval();
        let (train, test) = iris();
        let seen = std::cell::RefCell::new(Vec::new());
        fit!(&mut net, &mut Sgd::new(0.1), &train.batches(60), |net, x| {
            let dropped = net.0.forward(&ones(100)) != ones(100);
            let mean = net.1.running_mean.get();
            let y = net.forward(x);
            seen.borrow_mut().push((dropped, net.1.running_mean.get() != mean));
            y
        })
        .validate(&test)
        .each_epoch(|_, net| assert_eq!(net.0.forward(&ones(100)), ones(100)))
        .quiet()
        .epochs(1);
        assert_eq!(seen.take(), [(true, true), (true, true), (false, false)]);
        let modes = |net: &(Dropout, BatchNorm1d<4>, Linear<4, 3>)| {
            let mean = net.1.running_mean.get();
            net.1.forward(&rand([5, 4]));
            (net.0.forward(&ones(100)) != ones(100), net.1.running_mean.get() != mean)
        };
        assert_eq!(modes(&net), (true, false));
        let message = panic_message(|| {
            fit!(&mut net, &mut Sgd::new(0.1), &train.batches(60), |_, _| panic!("mine"))
                .quiet()
                .epochs(1)
        });
        assert_eq!((message.as_str(), modes(&net)), ("mine", (true, false)));
    }

    #[test]
    fn the_best_weights_are_restored() {
        let (train, test) = iris();
        let (mut net, mut opt) = layer();
        let mut states = Vec::new();
        let history = fit!(&mut net, &mut opt, &train.batches(20).shuffle(0))
            .validate(&test)
            .schedule(Schedule::step(0.05, 3, 30.))
            .early_stopping(EarlyStopping::new(3))
            .each_epoch(|_, net| states.push(net.weight.to_vec()))
            .quiet()
            .epochs(50);
        let best = history.best().number;
        assert!(best + 3 == history.epochs.len() && best < 40, "{history}");
        assert_eq!((history.restored, net.weight.to_vec()), (Some(best), states[best - 1].clone()));
        assert!(history.to_string().ends_with(&format!("weights of epoch {best}, the best")));
    }

    #[test]
    fn gradients_are_clipped() {
        let (train, _) = iris();
        let moved = |norm: Option<f32>, value: Option<f32>| {
            let mut net = Linear::<4, 3>::default();
            init::zeros(&mut net.weight);
            init::zeros(net.bias.as_mut().unwrap());
            let (mut opt, batches) = (Sgd::new(1.0), train.batches(120));
            let mut training = fit!(&mut net, &mut opt, &batches).quiet();
            if let Some(max) = norm {
                training = training.clip_norm(max);
            }
            if let Some(max) = value {
                training = training.clip_value(max);
            }
            training.epochs(1);
            concat([&net.weight.flatten(), &net.bias.unwrap().untyped()], 0)
        };
        assert!(moved(None, None).norm().item() > 0.5);
        assert!((moved(Some(0.25), None).norm().item() - 0.25).abs() < 1e-5);
        assert!((moved(None, Some(0.125)).abs().max().item() - 0.125).abs() < 1e-6);
    }

    #[test]
    fn what_is_stopped_by_nan_keeps_the_last_good_weights() {
        let x = tensor([[1., 1., 1., 1.], [f32::NAN, 1., 1., 1.]]);
        let batches = Dataset::new(&x, &tensor([0, 1])).batches(1);
        let (mut net, mut opt) = layer();
        let before = net.weight.to_vec();
        panic_message(|| fit!(&mut net, &mut opt, &batches).quiet().epochs(1));
        assert_ne!(net.weight.to_vec(), before);
        assert!(net.weight.to_vec().iter().all(|w| w.is_finite()));
    }
}
