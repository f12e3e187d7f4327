//! Matrix products.
//!
//! A batch of matrices times one matrix is one product with the batch folded into the rows; only
//! two batches are multiplied pair by pair.

use dfdx::tensor_ops::{ReshapeTo, TryMatMul};

use super::{Raw, dims};

/// The product of vectors, matrices or batches of matrices, by the rules of PyTorch's `matmul`.
#[track_caller]
pub fn matmul(a: &Raw, b: &Raw) -> Raw {
    let (left, right) = (a.dims(), b.dims());
    assert!(
        !left.is_empty() && !right.is_empty(),
        "matmul: {left:?} times {right:?} has a scalar in it; use `*`"
    );
    let k = left[left.len() - 1];
    let rows = right[right.len().saturating_sub(2)];
    assert!(
        k == rows,
        "matmul: {left:?} times {right:?} does not fit, because the left side's last size is {k} \
         and the right side's {} is {rows}{}",
        if right.len() == 1 { "size" } else { "row count" },
        mend(left, right)
    );
    match right.len() {
        1 => product(a, b, k, 1, &left[..left.len() - 1]),
        2 => {
            let n = right[1];
            product(a, b, k, n, &[&left[..left.len() - 1], &[n]].concat())
        }
        _ => batched(a, b),
    }
}

/// All rows of `a` times one (k, n) matrix.
fn product(a: &Raw, b: &Raw, k: usize, n: usize, dims: &[usize]) -> Raw {
    if a.len() == 0 || b.len() == 0 {
        return Raw::full(0.0, dims);
    }
    let m = a.len() / k;
    let a = a.flat::<f32>().clone().reshape_like(&(m, k));
    let b = b.flat::<f32>().clone().reshape_like(&(k, n));
    Raw::new(a.matmul(b).reshape_like(&(m * n,)), dims)
}

/// A batch of products, pair by pair.
#[track_caller]
fn batched(a: &Raw, b: &Raw) -> Raw {
    let (left, right) = (a.dims(), b.dims());
    let matrix = |dims: &[usize]| dims.len().saturating_sub(2);
    let leading =
        dims::broadcast("matmul (batches)", &left[..matrix(left)], &right[..matrix(right)]);
    let m = if left.len() == 1 { 1 } else { left[left.len() - 2] };
    let (k, n) = (right[right.len() - 2], right[right.len() - 1]);
    let mut out = leading.clone();
    if left.len() > 1 {
        out.push(m);
    }
    out.push(n);
    let batch: usize = leading.iter().product();
    if batch * m * k * n == 0 {
        return Raw::full(0.0, &out);
    }
    let spread = |x: &Raw, rows: usize, columns: usize| {
        let own = [&x.dims()[..matrix(x.dims())], &[rows, columns]].concat();
        let full = [leading.as_slice(), &[rows, columns]].concat();
        super::expand::expand(&x.with_dims(&own), &full).reshape_like(&(batch, rows, columns))
    };
    let result = spread(a, m, k).matmul(spread(b, k, n));
    Raw::new(result.reshape_like(&(batch * m * n,)), &out)
}

fn mend(left: &[usize], right: &[usize]) -> &'static str {
    match (left, right) {
        (&[.., k], &[.., n]) if right.len() > 1 && k == n => "; try `.t()` on the right side",
        (&[.., m, _], &[k, ..]) if right.len() <= 2 && m == k => "; try `.t()` on the left side",
        _ => "",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::Element;
    use crate::test::panic_message;

    fn numbered(dims: &[usize]) -> Raw {
        let len = dims.iter().product::<usize>();
        Raw::from_vec((0..len).map(|i| (i * 7 % 5) as f32 - 1.0).collect(), dims)
    }

    fn naive(a: &[f32], b: &[f32], m: usize, k: usize, n: usize) -> Vec<f32> {
        (0..m * n).map(|p| (0..k).map(|i| a[p / n * k + i] * b[i * n + p % n]).sum()).collect()
    }

    #[test]
    fn a_product_is_the_sum_over_the_shared_axis() {
        for m in 0..4 {
            for k in 0..4 {
                for n in 0..4 {
                    let (a, b) = (numbered(&[m, k]), numbered(&[k, n]));
                    let c = matmul(&a, &b);
                    assert_eq!(c.dims(), [m, n]);
                    assert_eq!(f32::load(&c), naive(&f32::load(&a), &f32::load(&b), m, k, n));
                }
            }
        }
    }

    #[test]
    fn vectors_lose_the_axis_they_share() {
        let (v, w) = (numbered(&[3]), numbered(&[3, 2]));
        assert_eq!(matmul(&v, &v).dims(), [0; 0]);
        assert_eq!(matmul(&v, &w).dims(), [2]);
        assert_eq!(matmul(&numbered(&[4, 3]), &v).dims(), [4]);
        assert_eq!(f32::load(&matmul(&v, &v)), [1.0 + 1.0 + 9.0]);
    }

    #[test]
    fn batches_multiply_pair_by_pair_or_by_one_matrix() {
        let (a, w, b) = (numbered(&[2, 3, 4]), numbered(&[4, 2]), numbered(&[2, 4, 2]));
        let (va, vw, vb) = (f32::load(&a), f32::load(&w), f32::load(&b));
        let shared = matmul(&a, &w);
        assert_eq!(shared.dims(), [2, 3, 2]);
        assert_eq!(f32::load(&shared), naive(&va, &vw, 6, 4, 2));
        let paired = matmul(&a, &b);
        assert_eq!(paired.dims(), [2, 3, 2]);
        let first = naive(&va[..12], &vb[..8], 3, 4, 2);
        let second = naive(&va[12..], &vb[8..], 3, 4, 2);
        assert_eq!(f32::load(&paired), [first, second].concat());
        assert_eq!(matmul(&numbered(&[4]), &b).dims(), [2, 2]);
    }

    #[test]
    fn a_product_that_does_not_fit_names_the_mend() {
        assert_eq!(
            panic_message(|| matmul(&numbered(&[4, 2]), &numbered(&[3, 2]))),
            "matmul: [4, 2] times [3, 2] does not fit, because the left side's last size is 2 and \
             the right side's row count is 3; try `.t()` on the right side"
        );
        assert_eq!(
            panic_message(|| matmul(&numbered(&[2]), &numbered(&[3]))),
            "matmul: [2] times [3] does not fit, because the left side's last size is 2 and the \
             right side's size is 3"
        );
        assert_eq!(
            panic_message(|| matmul(&numbered(&[]), &numbered(&[3]))),
            "matmul: [] times [3] has a scalar in it; use `*`"
        );
    }
}
