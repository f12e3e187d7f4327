//! The affine map of a layer: every row of the input times a weight matrix, plus a bias.

use super::matmul::multiply;
use super::reduce::sum_middle;
use super::{Element, Raw};

/// y = x wᵀ + b with x of (.., inputs), w of (outputs, inputs) and b of (outputs).
#[track_caller]
pub fn linear(x: &Raw, w: &Raw, b: Option<&Raw>) -> Raw {
    let (inputs, outputs) = (w.dims()[1], w.dims()[0]);
    assert!(
        x.dims().last() == Some(&inputs),
        "linear: the layer takes {inputs} features, but the input has the shape {:?}{}",
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
        let nothing = rows * inputs * outputs == 0;
        let product = |a: &Raw, b: &Raw, sizes, transposed, dims: &[usize]| match nothing {
            true => Raw::full(0.0, dims),
            false => Raw::new(multiply(a.flat(), b.flat(), sizes, transposed), dims),
        };
        let (to_inputs, to_weight) = ((rows, outputs, inputs), (outputs, rows, inputs));
        [
            to_x.then(|| product(g, &weight, to_inputs, [false, false], &own)),
            to_w.then(|| product(g, &saved, to_weight, [true, false], weight.dims())),
            to_b.then(|| match g.len() {
                0 => Raw::full(0.0, &[outputs]),
                _ => Raw::new(sum_middle(g.flat(), (1, rows, outputs)), &[outputs]),
            }),
        ]
    };
    let values = forward(x, w, b, (rows, inputs, outputs));
    let y = Raw::from_vec(values, &dims);
    match b {
        Some(b) => y.recorded("linear", [x, w, b], backward),
        None => y.recorded("linear", [x, w], move |g, [to_x, to_w]| {
            let [x, w, _] = backward(g, [to_x, to_w, false]);
            [x, w]
        }),
    }
}

fn forward(
    x: &Raw,
    w: &Raw,
    b: Option<&Raw>,
    (rows, inputs, outputs): (usize, usize, usize),
) -> Vec<f32> {
    let mut values = vec![0.0; rows * outputs];
    if rows * inputs * outputs > 0 {
        multiply(x.flat(), w.flat(), (rows, inputs, outputs), [false, true]).copy_into(&mut values);
    }
    if let Some(b) = b
        && outputs > 0
    {
        let b = f32::load(b);
        for row in values.chunks_exact_mut(outputs) {
            row.iter_mut().zip(&b).for_each(|(v, b)| *v += b);
        }
    }
    values
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::{add, matmul, transpose};
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
