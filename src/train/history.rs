//! A history: what a training gave, epoch by epoch.

use std::collections::BTreeMap;
use std::fmt::{self, Debug, Display, Formatter};
use std::ops::Deref;

use super::{curves, table};
use crate::display::{Bundle, Rich};
use crate::plot::Plot;

/// What [`epochs`](super::Training::epochs) returns. It prints as a table, without the times, which are
/// different at every run.
///
/// ```
/// use manabi::prelude::*;
///
/// let (train, test) = data::iris().split(0.8, 0);
/// let (mut net, mut opt) = (Linear::<4, 3>::default(), Adam::new(0.1));
/// let history = fit!(&mut net, &mut opt, &train.batches(30).shuffle(0)).validate(&test).epochs(10);
/// let losses: Vec<f32> = history.epochs.iter().map(|epoch| epoch.train_loss).collect();
/// assert!(losses[9] < losses[0]);
/// println!("{history}");
/// history.plot().log_y().show();
/// ```
#[derive(Clone, Default)]
pub struct History {
    /// The epochs in their order; used like a slice.
    pub epochs: Epochs,
    /// The number of the epoch whose weights the model has, where early stopping restored them.
    pub restored: Option<usize>,
}

/// An epoch: once through all batches.
#[derive(Clone, Debug)]
pub struct Epoch {
    /// Its number, from 1.
    pub number: usize,
    /// The mean loss of the batches, each as the model was when it learned from it.
    pub train_loss: f32,
    /// The mean loss on the validation data at the end of the epoch, where there is such data.
    pub validation_loss: Option<f32>,
    /// The metrics of the batches, by name.
    pub train_metrics: BTreeMap<String, f32>,
    /// The metrics of the validation data, by name.
    pub validation_metrics: BTreeMap<String, f32>,
    /// The learning rate of the last step.
    pub lr: f32,
    /// How long it took.
    pub seconds: f64,
}

impl Epoch {
    /// The loss that counts: that on the validation data, where there is such data.
    pub fn loss(&self) -> f32 {
        self.validation_loss.unwrap_or(self.train_loss)
    }

    /// The metric of this name that counts: that of the validation data, where there is such data. Panics
    /// when there is no such metric.
    #[track_caller]
    pub fn metric(&self, name: &str) -> f32 {
        let found = self.validation_metrics.get(name).or_else(|| self.train_metrics.get(name));
        *found.unwrap_or_else(|| no_metric(name, self))
    }
}

/// The losses and metrics in a line.
impl Display for Epoch {
    fn fmt(&self, f: &mut Formatter) -> fmt::Result {
        for (place, (name, value)) in table::figures(self).into_iter().enumerate() {
            let comma = if place == 0 { "" } else { ", " };
            write!(f, "{comma}{name} {value}")?;
        }
        Ok(())
    }
}

opaque! {
    /// The epochs of a [`History`], used like a slice of [`Epoch`].
    pub struct Epochs(Vec<Epoch>);
}

impl Deref for Epochs {
    type Target = [Epoch];

    fn deref(&self) -> &[Epoch] {
        &self.0
    }
}

impl<'a> IntoIterator for &'a Epochs {
    type Item = &'a Epoch;
    type IntoIter = std::slice::Iter<'a, Epoch>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl Clone for Epochs {
    fn clone(&self) -> Epochs {
        Epochs::wrap(self.to_vec())
    }
}

impl Default for Epochs {
    fn default() -> Epochs {
        Epochs::wrap(Vec::new())
    }
}

impl Debug for Epochs {
    fn fmt(&self, f: &mut Formatter) -> fmt::Result {
        (**self).fmt(f)
    }
}

impl History {
    pub(super) fn push(&mut self, epoch: Epoch) {
        self.epochs.0.push(epoch);
    }

    /// The epoch with the smallest [`loss`](Epoch::loss), the first of equal ones.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// # let (mut net, mut opt) = (Linear::<4, 3>::default(), Adam::new(0.1));
    /// let history = fit!(&mut net, &mut opt, &data::iris().batches(50)).epochs(3);
    /// assert_eq!(history.best().number, 3);
    /// ```
    #[track_caller]
    pub fn best(&self) -> &Epoch {
        let smallest = self.epochs.iter().min_by(|a, b| a.loss().total_cmp(&b.loss()));
        smallest.unwrap_or_else(|| no_epochs("best"))
    }

    /// The last epoch.
    #[track_caller]
    pub fn last(&self) -> &Epoch {
        self.epochs.last().unwrap_or_else(|| no_epochs("last"))
    }

    /// The losses over the epochs; the scale and the labels can be changed as of every plot.
    pub fn plot(&self) -> Plot {
        let losses = |epoch: &Epoch| (Some(epoch.train_loss), epoch.validation_loss);
        curves::of(self, "Loss", "loss", &losses)
    }

    /// A metric over the epochs. Panics when there is none of this name.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// # let (mut net, mut opt) = (Linear::<4, 3>::default(), Adam::new(0.1));
    /// let history = fit!(&mut net, &mut opt, &data::iris().batches(50)).epochs(3);
    /// history.plot_metric("accuracy").hline("chance", 1. / 3.).show();
    /// ```
    #[track_caller]
    pub fn plot_metric(&self, name: &str) -> Plot {
        if let Some(last) = self.epochs.last() {
            last.metric(name);
        }
        let values = |epoch: &Epoch| {
            let [train, validation] = [&epoch.train_metrics, &epoch.validation_metrics];
            (train.get(name).copied(), validation.get(name).copied())
        };
        let mut title = name.to_string();
        title[..name.chars().next().map_or(0, char::len_utf8)].make_ascii_uppercase();
        curves::of(self, &title, name, &values)
    }
}

#[track_caller]
fn no_metric(name: &str, epoch: &Epoch) -> ! {
    let names: Vec<&str> = epoch.train_metrics.keys().map(String::as_str).collect();
    match names[..] {
        [] => panic!(
            "metric: there is no {name:?}, because no metric was asked for; use `.metric({name:?}, ..)`"
        ),
        _ => panic!("metric: there is no {name:?}, but {}", names.join(", ")),
    }
}

#[track_caller]
fn no_epochs(op: &str) -> ! {
    panic!("{op}: this history has no epochs")
}

/// The table.
impl Display for History {
    fn fmt(&self, f: &mut Formatter) -> fmt::Result {
        f.write_str(&table::text(self))
    }
}

/// The table too: it is what a cell shows.
impl Debug for History {
    fn fmt(&self, f: &mut Formatter) -> fmt::Result {
        f.write_str(&table::text(self))
    }
}

impl Rich for History {
    fn bundle(&self) -> Bundle {
        Bundle::text(table::text(self)).with("text/html", table::html(self))
    }
}

#[cfg(test)]
pub mod tests {
    use super::*;
    use crate::test::panic_message;

    pub fn history(len: usize, validation: bool) -> History {
        let mut history = History::default();
        for number in 1..=len {
            let loss = (number as f32 - 6.0).abs() + 0.5;
            let accuracy = BTreeMap::from([("accuracy".to_string(), 0.25)]);
            history.push(Epoch {
                number,
                train_loss: 1.0 / number as f32,
                validation_loss: validation.then_some(loss),
                validation_metrics: if validation { accuracy.clone() } else { BTreeMap::new() },
                train_metrics: accuracy,
                lr: 1e-3,
                seconds: 12.5,
            });
        }
        history
    }

    #[test]
    fn a_history_is_a_table_without_times() {
        let mut short = history(2, true);
        short.restored = Some(2);
        assert_eq!(
            short.to_string(),
            "epoch  train loss  validation loss  train accuracy  validation accuracy     lr\n    \
             1      1.0000           5.5000          0.2500               0.2500  0.001\n    \
             2      0.5000           4.5000          0.2500               0.2500  0.001\n\
             the model has the weights of epoch 2, the best"
        );
        let html = String::from_utf8(short.bundle().get("text/html").unwrap().to_vec()).unwrap();
        assert!(html.contains("<td>5.5000</td>") && !html.contains("12.5"));
    }

    #[test]
    fn of_a_long_history_the_ends_and_the_best_are_shown() {
        let long = history(1000, true).to_string();
        let numbers: Vec<&str> =
            long.lines().skip(1).filter_map(|line| line.split_whitespace().next()).collect();
        assert_eq!(numbers[..7], ["1", "2", "3", "4", "5", "6", "..."]);
        assert_eq!((numbers.len(), numbers[21]), (22, "1000"));
        assert_eq!(history(20, false).to_string().lines().count(), 21);
        assert!(!history(20, false).to_string().contains("..."));
    }

    #[test]
    fn the_loss_that_counts_is_that_on_the_validation_data() {
        assert_eq!((history(10, true).best().number, history(10, false).best().number), (6, 10));
        assert_eq!(history(3, true).last().loss(), 3.5);
        assert_eq!(history(3, false).last().metric("accuracy"), 0.25);
    }

    #[test]
    fn what_is_not_there_is_one_sentence() {
        assert_eq!(
            panic_message(|| history(1, true).last().metric("f1")),
            "metric: there is no \"f1\", but accuracy"
        );
        assert_eq!(
            panic_message(|| history(1, true).plot_metric("f1")),
            "metric: there is no \"f1\", but accuracy"
        );
        let mut plain = history(1, false);
        plain.epochs.0[0].train_metrics.clear();
        assert!(panic_message(|| plain.last().metric("f1")).ends_with("use `.metric(\"f1\", ..)`"));
        assert_eq!(
            panic_message(|| History::default().best().number),
            "best: this history has no epochs"
        );
    }
}
