//! The affine map of a layer: every row of the input times a weight matrix, plus a bias.

use super::cpu::gemm::{Before, Matrix, Threads, gemm};
use super::cpu::memory;
use super::matmul::multiply;
use super::place::at_parameter;
use super::reduce::sum_middle;
use super::{Raw, add};

/// y = x wᵀ + b with x of (.., inputs), w of (outputs, inputs) and b of (outputs).
#[track_caller]
pub fn linear(x: &Raw, w: &Raw, b: Option<&Raw>) -> Raw {
    let (inputs, outputs) = (w.dims()[1], w.dims()[0]);
    assert!(
        x.dims().last() == Some(&inputs),
        "{}: the layer takes {inputs} features, but the input has the shape {:?}{}",
        at_parameter("linear", Some(w)),
        x.dims(),
        match x.dims() {
            [] => "; a scalar has no features".into(),
            [.., last] if x.len() > 0 && x.len().is_multiple_of(inputs) && x.dims().len() > 2 =>
                format!(", whose last size is {last}; try `.reshape([{}, -1])`", x.dims()[0]),
            [.., last] => format!(", whose last size is {last}"),
        }
    );
    let dims = [&x.dims()[..x.dims().len() - 1], &[outputs]].concat();
    let rows = dims[..dims.len() - 1].iter().product();
    let (own, saved, weight) = (x.dims().to_vec(), x.detach(), w.detach());
    let backward = move |g: &Raw, [to_x, to_w, to_b]: [bool; 3]| {
        let (to_inputs, to_weight) = ((1, rows, outputs, inputs), (1, outputs, rows, inputs));
        [
            to_x.then(|| multiply(g, &weight, to_inputs, [false, false], &own)),
            to_w.then(|| multiply(g, &saved, to_weight, [true, false], weight.dims())),
            to_b.then(|| sum_middle(g, (1, rows, outputs), &[outputs])),
        ]
    };
    let sizes = (rows, inputs, outputs);
    let y = rows_times(x, w, b, sizes, &dims);
    match b {
        Some(b) => y.recorded("linear", [x, w, b], backward),
        None => y.recorded("linear", [x, w], move |g, [to_x, to_w]| {
            let [x, w, _] = backward(g, [to_x, to_w, false]);
            [x, w]
        }),
    }
}

/// The same of rows that are known to fit, not recorded.
pub fn rows_times(
    x: &Raw,
    w: &Raw,
    b: Option<&Raw>,
    (rows, inputs, outputs): (usize, usize, usize),
    dims: &[usize],
) -> Raw {
    match x.held().is_some() || rows * inputs * outputs == 0 {
        true => composed(x, w, b, (rows, inputs, outputs), dims),
        false => fast(x, w, b, (rows, inputs, outputs), dims),
    }
}

/// The product is added to rows that hold the bias already.
fn fast(
    x: &Raw,
    w: &Raw,
    b: Option<&Raw>,
    (rows, inputs, outputs): (usize, usize, usize),
    dims: &[usize],
) -> Raw {
    let mut values = memory::take(rows * outputs);
    if let Some(b) = b {
        values.chunks_exact_mut(outputs).for_each(|row| row.copy_from_slice(b.values()));
    }
    let before = if b.is_some() { Before::Added } else { Before::Overwritten };
    let x = Matrix::by_rows(x.values(), inputs);
    let w = Matrix::by_rows(w.values(), inputs).transposed();
    gemm((&mut values, outputs), before, x, w, (rows, inputs, outputs), Threads::All);
    Raw::from_vec(values, dims)
}

/// The product, then the sum.
fn composed(
    x: &Raw,
    w: &Raw,
    b: Option<&Raw>,
    (rows, inputs, outputs): (usize, usize, usize),
    dims: &[usize],
) -> Raw {
    let y = multiply(x, w, (1, rows, inputs, outputs), [false, true], dims);
    match b {
        None => y,
        Some(b) => add(&y, &b.detach()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::{Device, Element, matmul, transpose};
    use crate::test::panic_message;

    fn numbered(dims: &[usize]) -> Raw {
        let len = dims.iter().product::<usize>();
        Raw::from_vec((0..len).map(|i| (i * 7 % 5) as f32 - 1.0).collect(), dims)
    }

    #[test]
    fn it_is_a_product_and_a_sum() {
        let (w, b) = (numbered(&[2, 3]), numbered(&[2]));
        for dims in [&[3][..], &[1, 3], &[4, 3], &[2, 2, 3], &[0, 3]] {
            let x = numbered(dims);
            let expected = add(&matmul(&x, &transpose(&w)), &b);
            let y = linear(&x, &w, Some(&b));
            assert_eq!((y.dims(), f32::load(&y)), (expected.dims(), f32::load(&expected)));
        }
    }

    #[test]
    fn the_fast_path_agrees_with_the_composition() {
        let (x, w, b) = (numbered(&[33, 70]), numbered(&[20, 70]), numbered(&[20]));
        for b in [None, Some(&b)] {
            let held = |x: &Raw| x.moved(Device::reference());
            let composed = linear(&held(&x), &held(&w), b.map(held).as_ref());
            assert_eq!(composed.device(), Device::reference());
            assert_eq!(f32::load(&linear(&x, &w, b)), f32::load(&composed));
        }
    }

    #[test]
    fn an_input_that_does_not_fit_is_one_sentence() {
        let w = numbered(&[2, 6]);
        assert_eq!(
            panic_message(|| linear(&numbered(&[4, 3]), &w, None)),
            "linear: the layer takes 6 features, but the input has the shape [4, 3], whose last size \
             is 3"
        );
        assert_eq!(
            panic_message(|| linear(&numbered(&[5, 2, 3]), &w, None)),
            "linear: the layer takes 6 features, but the input has the shape [5, 2, 3], whose last \
             size is 3; try `.reshape([5, -1])`"
        );
    }
}
