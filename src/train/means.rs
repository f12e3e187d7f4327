//! Means of losses and metrics over the batches of an epoch.

use std::collections::BTreeMap;

use super::plan::Metric;
use crate::engine::{NoGrad, Raw};
use crate::tensor::Tensor;

/// Means in which a batch counts by its samples. In double precision: a mean over many keeps its digits.
#[derive(Default)]
pub struct Means {
    samples: f64,
    loss: f64,
    metrics: BTreeMap<String, f64>,
}

impl Means {
    #[track_caller]
    pub fn add(
        &mut self,
        metrics: &BTreeMap<String, Metric>,
        loss: &Tensor,
        y_hat: &Tensor,
        y: &Raw,
    ) {
        let samples = y.dims().first().copied().unwrap_or(1) as f64;
        self.samples += samples;
        self.loss += samples * f64::from(loss.item());
        let _paused = NoGrad::start();
        let y_hat = y_hat.detach();
        for (name, metric) in metrics {
            let value = samples * f64::from(metric.of(&y_hat, y));
            match self.metrics.get_mut(name) {
                Some(sum) => *sum += value,
                None => drop(self.metrics.insert(name.clone(), value)),
            }
        }
    }

    pub fn loss(&self) -> f32 {
        (self.loss / self.samples) as f32
    }

    pub fn metrics(self) -> BTreeMap<String, f32> {
        let mean = |(name, sum)| (name, (sum / self.samples) as f32);
        self.metrics.into_iter().map(mean).collect()
    }
}
