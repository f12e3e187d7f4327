//! A gradient by central differences, to hold a learner's backward pass to.

use super::differ::Tolerance;
use crate::tensor::Tensor;

/// The step of the differences, relative to the size of the number that moves.
const STEP: f32 = 1e-2;

/// The gradient of `loss` at `x`, and how far a right one may lie from it.
///
/// The errors of central differences at two steps cancel to the fourth order, so that the step can be large enough for
/// the rounding of `f32`.
pub fn numerical(x: &Tensor, loss: &mut dyn FnMut(&Tensor) -> f64) -> (Tensor, Tolerance) {
    let values = x.to_vec();
    let mut largest = 0_f64;
    let mut at = |index: usize, step: f32| {
        let mut moved = values.clone();
        moved[index] += step;
        let loss = loss(&Tensor::from_vec(moved, x.shape()));
        largest = largest.max(loss.abs());
        loss
    };
    let mut gradient = Vec::with_capacity(values.len());
    for (index, value) in values.iter().enumerate() {
        crate::interrupt::check();
        // A power of two, so that the number moves by exactly the step.
        let step = (STEP * value.abs().max(1.)).log2().round().exp2();
        let mut difference =
            |step: f32| (at(index, step) - at(index, -step)) / f64::from(2. * step);
        gradient.push(((4. * difference(step) - difference(2. * step)) / 3.) as f32);
    }
    let steepest = gradient.iter().fold(0_f32, |a, g| a.max(g.abs()));
    let rounding = largest * f64::from(f32::EPSILON / STEP) * 4.;
    let tolerance = Tolerance { relative: 1e-2, absolute: 2e-3 * f64::from(steepest) + rounding };
    (Tensor::from_vec(gradient, x.shape()), tolerance)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tensor::randn;

    #[test]
    fn it_agrees_with_the_library_within_its_tolerance_and_not_much_further() {
        type Loss = fn(&Tensor) -> Tensor;
        let losses: [(&str, Loss); 4] = [
            ("squares", |x| x.square().sum()),
            ("tanh", |x| x.tanh().sum()),
            ("exp", |x| (x * 2.).exp().mean()),
            ("softmax", |x| (x.softmax(-1) * x).sum()),
        ];
        for (name, loss) in losses {
            for shape in [&[1][..], &[5], &[3, 4]] {
                let x = randn(shape).requires_grad();
                let exact = loss(&x).backward().of(&x);
                let (gradient, tolerance) = numerical(&x, &mut |x| f64::from(loss(x).item()));
                let steepest = exact.abs().max().item() as f64;
                for (got, exact) in gradient.to_vec().iter().zip(exact.to_vec()) {
                    let (got, exact) = (f64::from(*got), f64::from(exact));
                    assert!(tolerance.allows(exact, got), "{name}: {got} for {exact}");
                    assert!(!tolerance.allows(exact + 0.05 * steepest.max(0.1), got), "{name}");
                }
            }
        }
    }
}
