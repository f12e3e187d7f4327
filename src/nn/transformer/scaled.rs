//! Scaled dot-product attention as a function.

use super::attend::{Attend, attend};
use crate::engine::{self, Heads, Place};
use crate::tensor::{Dyn, Tensor};

/// softmax(q kᵀ / √width + mask) v: each query is answered by a mean of values, weighted by how well its key fits.
/// Queries are (.., queries, width), keys (.., keys, width) and values (.., keys, outputs) with the same leading
/// sizes; answers are (.., queries, outputs). The mask is true where a query may see a key, and stretches to (..,
/// queries, keys); see [`causal_mask`](super::causal_mask) and [`padding_mask`](super::padding_mask). A query that
/// may see nothing is answered by zeros, as in PyTorch. Panics when the shapes do not fit. (Vaswani et al., 2017,
/// section 3.2.1)
///
/// ```
/// # use manabi::prelude::*;
/// let (q, k) = (tensor([[9., 0.], [0., 9.]]), tensor([[9., 0.], [0., 9.]]));
/// let v = tensor([[1.], [2.]]);
/// let y = scaled_dot_product_attention(&q, &k, &v, None);
/// assert!(y.allclose(&v, 1e-3)); // each key answers the query that is like it
/// let y = scaled_dot_product_attention(&q, &k, &v, Some(&causal_mask(2)));
/// assert_eq!(y[(0, 0)], 1.); // the first query sees the first key only
/// ```
#[track_caller]
pub fn scaled_dot_product_attention(
    q: &Tensor,
    k: &Tensor,
    v: &Tensor,
    mask: Option<&Tensor<Dyn, bool>>,
) -> Tensor {
    let shapes = [q, k, v].map(Tensor::shape);
    let [
        &[ref lead @ .., queries, width],
        &[ref with @ .., keys, other],
        &[ref of @ .., values, outputs],
    ] = shapes
    else {
        panic!(
            "scaled_dot_product_attention: queries, keys and values are (.., tokens, width), but their shapes \
             are {:?}, {:?} and {:?}",
            shapes[0], shapes[1], shapes[2]
        );
    };
    assert!(
        width == other,
        "scaled_dot_product_attention: queries of {:?} and keys of {:?} do not fit, because their last sizes \
         differ",
        shapes[0],
        shapes[1]
    );
    assert!(
        keys == values,
        "scaled_dot_product_attention: keys of {:?} and values of {:?} do not fit, because there is one value \
         for each key",
        shapes[1],
        shapes[2]
    );
    assert!(
        lead == with && lead == of,
        "scaled_dot_product_attention: the leading sizes of the shapes {:?}, {:?} and {:?} differ",
        shapes[0],
        shapes[1],
        shapes[2]
    );
    let scores = [lead, &[queries, keys]].concat();
    super::mask::check("scaled_dot_product_attention", mask, &scores);
    let batch: usize = lead.iter().product();
    let flat = |x: &Tensor, rows: usize, columns: usize| {
        x.reshape([batch as isize, rows as isize, columns as isize])
    };
    let (q, k, v) = (flat(q, queries, width), flat(k, keys, width), flat(v, keys, outputs));
    let (y, _) = attend(&Attend {
        inputs: &[&q, &k, &v],
        places: [0, 1, 2].map(|input| Place { input, column: 0 }),
        heads: Heads { count: 1, width, value_width: outputs },
        mask,
        kept: None,
        scores: &scores,
    });
    let sizes: Vec<isize> = lead.iter().chain(&[queries, outputs]).map(|&s| s as isize).collect();
    Tensor::new(engine::reshape(&y.raw, &sizes))
}

#[cfg(test)]
mod tests {
    use crate::prelude::*;
    use crate::test::{panic_file, panic_message};

    #[test]
    fn shapes_that_do_not_fit_are_one_sentence() {
        let x = zeros([2, 3, 4]);
        let of = |q: &Tensor, k: &Tensor, v: &Tensor| {
            panic_message(|| scaled_dot_product_attention(q, k, v, None))
        };
        assert_eq!(
            of(&zeros(3), &x, &x),
            "scaled_dot_product_attention: queries, keys and values are (.., tokens, width), but their shapes \
             are [3], [2, 3, 4] and [2, 3, 4]"
        );
        assert_eq!(
            of(&x, &zeros([2, 3, 5]), &x),
            "scaled_dot_product_attention: queries of [2, 3, 4] and keys of [2, 3, 5] do not fit, because their \
             last sizes differ"
        );
        assert_eq!(
            of(&x, &x, &zeros([2, 4, 4])),
            "scaled_dot_product_attention: keys of [2, 3, 4] and values of [2, 4, 4] do not fit, because there \
             is one value for each key"
        );
        assert_eq!(
            of(&x, &x, &zeros([1, 3, 4])),
            "scaled_dot_product_attention: the leading sizes of the shapes [2, 3, 4], [2, 3, 4] and [1, 3, 4] \
             differ"
        );
        let mask = causal_mask(4);
        assert_eq!(
            panic_message(|| scaled_dot_product_attention(&x, &x, &x, Some(&mask))),
            "scaled_dot_product_attention: the mask has the shape [4, 4], which does not stretch to [2, 3, 3], \
             the shape of the scores"
        );
        assert_eq!(panic_file(|| scaled_dot_product_attention(&x, &x, &x, Some(&mask))), file!());
    }

    #[test]
    fn nothing_to_see_gives_zeros_and_no_gradient() {
        let x = randn([2, 3, 4]).requires_grad();
        let mask = zeros([3, 3]).gt(0.0);
        let y = scaled_dot_product_attention(&x, &x, &x, Some(&mask));
        assert_eq!(y, zeros([2, 3, 4]));
        assert_eq!(y.sum().backward().of(&x), zeros([2, 3, 4]));
        for (queries, keys) in [(0, 3), (3, 0), (1, 1)] {
            let (q, k) = (randn([2, queries, 4]).requires_grad(), randn([2, keys, 4]));
            let y = scaled_dot_product_attention(&q, &k, &k, None);
            assert_eq!(y.shape(), [2, queries, 4]);
            assert_eq!(y.sum().backward().of(&q).shape(), [2, queries, 4]);
        }
    }
}
