//! Metrics of numbers: how far predictions are from their targets.

use crate::engine::interrupt;
use crate::tensor::Tensor;

/// The mean of |prediction - target|, in the unit of the targets. The shapes must be equal.
///
/// ```
/// use manabi::prelude::*;
/// let prices = tensor([100., 200.]);
/// assert_eq!(metrics::mean_absolute_error(&tensor([110., 180.]), &prices), 15.);
/// ```
#[track_caller]
pub fn mean_absolute_error(predictions: &Tensor, targets: &Tensor) -> f32 {
    let pairs = pairs("mean_absolute_error", predictions, targets);
    (pairs.map(|(p, t)| (p - t).abs()).sum::<f64>() / targets.len() as f64) as f32
}

/// The coefficient of determination R² (Wright, 1921): 1 - Σ (target - prediction)² / Σ (target - mean)². It is
/// 1 for predictions that are right, 0 for the mean of the targets, and negative for worse ones; NaN where all
/// targets are equal. The shapes must be equal.
///
/// ```
/// use manabi::prelude::*;
/// let targets = tensor([1., 2., 3.]);
/// assert_eq!(metrics::r2_score(&targets, &targets), 1.);
/// assert_eq!(metrics::r2_score(&full(3, 2.), &targets), 0.);
/// ```
#[track_caller]
pub fn r2_score(predictions: &Tensor, targets: &Tensor) -> f32 {
    let pairs = || pairs("r2_score", predictions, targets);
    let mean = pairs().map(|(_, t)| t).sum::<f64>() / targets.len() as f64;
    let left = pairs().map(|(p, t)| (t - p).powi(2)).sum::<f64>();
    let whole = pairs().map(|(_, t)| (t - mean).powi(2)).sum::<f64>();
    if whole == 0.0 { f32::NAN } else { (1.0 - left / whole) as f32 }
}

/// Predictions and targets in double precision, so that a sum over many keeps its digits.
#[track_caller]
fn pairs<'a>(
    metric: &str,
    predictions: &'a Tensor,
    targets: &'a Tensor,
) -> impl Iterator<Item = (f64, f64)> {
    interrupt::check();
    assert!(
        predictions.shape() == targets.shape(),
        "{metric}: the predictions have the shape {:?} and the targets {:?}, which must be equal",
        predictions.shape(),
        targets.shape()
    );
    assert!(targets.len() > 0, "{metric}: there are no targets to compare with");
    let double = |(p, t): (&f32, &f32)| (f64::from(*p), f64::from(*t));
    predictions.raw.values().iter().zip(targets.raw.values()).map(double)
}

#[cfg(test)]
mod tests {
    use crate::prelude::*;
    use crate::test::{panic_file, panic_message};

    #[test]
    fn metrics_are_their_definitions() {
        manual_seed(2);
        let (p, t) = (randn([50, 2]), randn([50, 2]));
        assert!((metrics::mean_absolute_error(&p, &t) - l1_loss(&p, &t).item()).abs() < 1e-6);
        let r2 = 1. - (&t - &p).square().sum().item() / (&t - t.mean()).square().sum().item();
        assert!((metrics::r2_score(&p, &t) - r2).abs() < 1e-5);
        assert!(metrics::r2_score(&p, &ones([50, 2])).is_nan());
    }

    #[test]
    fn what_does_not_fit_is_one_sentence() {
        assert_eq!(
            panic_message(|| metrics::r2_score(&zeros([3, 1]), &zeros(3))),
            "r2_score: the predictions have the shape [3, 1] and the targets [3], which must be equal"
        );
        assert_eq!(panic_file(|| metrics::r2_score(&zeros([3, 1]), &zeros(3))), file!());
        assert_eq!(panic_file(|| metrics::mean_absolute_error(&zeros(0), &zeros(0))), file!());
    }
}
