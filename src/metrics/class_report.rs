//! A class report: precision, recall and F1 of each class.

use std::fmt::{self, Debug, Display, Formatter};

use super::{Confusion, confusion};
use crate::tensor::{Dyn, Tensor};

/// Precision, recall and F1 of each class. `labels` and `predictions` have one shape, with the classes
/// numbered from 0 in the order of `names`; without names (`&[]`) the classes are called by their numbers.
/// The picture of the same counts is [`confusion_matrix`](crate::plot::confusion_matrix), which takes the
/// same arguments. Panics when the shapes differ, when there are no labels, and on a class without a name.
///
/// ```
/// use manabi::prelude::*;
/// let (labels, predictions) = (tensor([0, 0, 1, 1, 1]), tensor([0, 1, 1, 1, 0]));
/// let report = metrics::class_report(&labels, &predictions, &["cat", "dog"]);
/// assert_eq!((report.precision(1), report.recall(0)), (2. / 3., 0.5));
/// println!("{report}");
/// //     precision  recall      F1  samples
/// // cat    0.5000  0.5000  0.5000        2
/// // dog    0.6667  0.6667  0.6667        3
/// // mean   0.5833  0.5833  0.5833        5
/// // accuracy 0.6000
/// # assert!(report.to_string().ends_with("\nmean     0.5833  0.5833  0.5833        5\naccuracy 0.6000"));
/// ```
#[track_caller]
pub fn class_report(
    labels: &Tensor<Dyn, usize>,
    predictions: &Tensor<Dyn, usize>,
    names: &[&str],
) -> ClassReport {
    let found = confusion("class_report", labels, predictions, names);
    let name = |class: usize| names.get(class).map_or(class.to_string(), ToString::to_string);
    let names = (0..found.classes).map(name).collect();
    ClassReport::wrap(Report { names, found })
}

opaque! {
    /// What [`class_report`] makes. All shares are from 0 to 1; one of nothing, such as the precision of a
    /// class that was never predicted, is 0. A method of a class panics when there is no such class.
    pub struct ClassReport(Report);
}

struct Report {
    names: Vec<String>,
    found: Confusion,
}

impl ClassReport {
    /// The share of this class's predictions that are right.
    #[track_caller]
    pub fn precision(&self, class: usize) -> f32 {
        share(self.count(class, class), self.0.predicted(class))
    }

    /// The share of this class's samples that are found.
    #[track_caller]
    pub fn recall(&self, class: usize) -> f32 {
        share(self.count(class, class), self.0.samples(class))
    }

    /// The harmonic mean of precision and recall (van Rijsbergen, 1979).
    #[track_caller]
    pub fn f1(&self, class: usize) -> f32 {
        let both = self.0.predicted(class) + self.0.samples(class);
        share(2 * self.count(class, class), both)
    }

    /// The mean of [`f1`](ClassReport::f1) over the classes, each counting the same (macro average).
    pub fn macro_f1(&self) -> f32 {
        self.mean(ClassReport::f1)
    }

    /// The share of all samples whose class was found.
    pub fn accuracy(&self) -> f32 {
        let right = (0..self.0.found.classes).map(|class| self.count(class, class)).sum();
        share(right, self.0.found.counts.iter().sum())
    }

    /// How many samples of a class were taken for another, or for itself.
    #[track_caller]
    pub fn count(&self, class: usize, prediction: usize) -> usize {
        let classes = self.0.found.classes;
        let greater = class.max(prediction);
        assert!(
            greater < classes,
            "class_report: there is no class {greater}, because there are only {classes}, numbered from 0"
        );
        self.0.found.counts[class * classes + prediction]
    }

    fn mean(&self, of: fn(&ClassReport, usize) -> f32) -> f32 {
        let classes = self.0.found.classes;
        (0..classes).map(|class| of(self, class)).sum::<f32>() / classes as f32
    }
}

impl Report {
    fn samples(&self, class: usize) -> usize {
        let classes = self.found.classes;
        self.found.counts.iter().skip(class * classes).take(classes).sum()
    }

    fn predicted(&self, class: usize) -> usize {
        self.found.counts.iter().skip(class).step_by(self.found.classes).sum()
    }
}

fn share(part: usize, whole: usize) -> f32 {
    if whole == 0 { 0.0 } else { part as f32 / whole as f32 }
}

/// A line for each class, the means over the classes, and the accuracy.
impl Display for ClassReport {
    fn fmt(&self, f: &mut Formatter) -> fmt::Result {
        let names = &self.0.names;
        let wide = names.iter().map(|name| name.chars().count()).max().unwrap_or(0).max(4);
        writeln!(f, "{:wide$}  precision  recall      F1  samples", "")?;
        for (class, name) in names.iter().enumerate() {
            let [p, r, f1] = [self.precision(class), self.recall(class), self.f1(class)];
            let samples = self.0.samples(class);
            writeln!(f, "{name:wide$}  {p:9.4}  {r:.4}  {f1:.4}  {samples:7}")?;
        }
        let [p, r] = [ClassReport::precision, ClassReport::recall].map(|of| self.mean(of));
        let (f1, samples) = (self.macro_f1(), self.0.found.counts.iter().sum::<usize>());
        writeln!(f, "{:wide$}  {p:9.4}  {r:.4}  {f1:.4}  {samples:7}", "mean")?;
        write!(f, "accuracy {:.4}", self.accuracy())
    }
}

/// As `{}`: it is what a cell shows.
impl Debug for ClassReport {
    fn fmt(&self, f: &mut Formatter) -> fmt::Result {
        Display::fmt(self, f)
    }
}

#[cfg(test)]
mod tests {
    use crate::prelude::*;
    use crate::test::{panic_file, panic_message};

    #[test]
    fn scores_are_their_definitions() {
        let (labels, predictions) = (tensor([0, 0, 1, 2, 2, 2]), tensor([0, 1, 1, 0, 2, 2]));
        let report = metrics::class_report(&labels, &predictions, &["a", "b", "c", "never"]);
        let of = |f: &dyn Fn(usize) -> f32| [0, 1, 2, 3].map(f);
        assert_eq!(of(&|class| report.precision(class)), [0.5, 0.5, 1.0, 0.0]);
        assert_eq!(of(&|class| report.recall(class)), [0.5, 1.0, 2.0 / 3.0, 0.0]);
        assert_eq!(of(&|class| report.f1(class)), [0.5, 2.0 / 3.0, 0.8, 0.0]);
        assert_eq!(report.macro_f1(), (0.5 + 2.0 / 3.0 + 0.8) / 4.0);
        assert_eq!((report.accuracy(), report.count(2, 0)), (4.0 / 6.0, 1));
        assert!(report.to_string().contains("\nnever     0.0000  0.0000  0.0000        0\n"));
    }

    #[test]
    fn bad_input_is_one_sentence() {
        let (two, three) = (tensor([0, 1]).untyped(), tensor([0, 1, 2]).untyped());
        assert_eq!(
            panic_message(|| metrics::class_report(&two, &three, &[])),
            "class_report: the labels have the shape [2] and the predictions [3], but every label needs \
             a prediction"
        );
        assert_eq!(
            panic_message(|| metrics::class_report(&three, &three, &["a"])),
            "class_report: there is a class 2, but 1 names only go up to class 0"
        );
        assert_eq!(
            panic_message(|| metrics::class_report(&two, &two, &[]).f1(2)),
            "class_report: there is no class 2, because there are only 2, numbered from 0"
        );
        assert_eq!(panic_file(|| metrics::class_report(&two, &three, &[])), file!());
    }
}
