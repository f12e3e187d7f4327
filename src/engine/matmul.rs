//! Matrix products.
//!
//! A batch of matrices times one matrix is one product with the batch folded into the rows; only
//! two batches are multiplied pair by pair.

use dfdx::shapes::{Axes2, Axes3};
use dfdx::tensor_ops::{PermuteTo, ReshapeTo, TryMatMul};

use super::expand::{collapse, expand};
use super::{Flat, Raw, dims};

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
    let (x, y) = (a.detach(), b.detach());
    match right.len() {
        1 => product(a, b, (k, 1), &left[..left.len() - 1]),
        2 => product(a, b, (k, right[1]), &[&left[..left.len() - 1], &[right[1]]].concat()),
        _ => batched(a, b),
    }
    .recorded("matmul", [a, b], move |g, [to_x, to_y]| {
        // With c = x y the gradients are g yᵀ and xᵀ g, pair by pair where both are batches.
        let pairs = Pairs::of(&x, &y);
        [
            to_x.then(|| pairs.gradient_of_left(g, &y, x.dims())),
            to_y.then(|| pairs.gradient_of_right(g, &x, y.dims())),
        ]
    })
}

/// All rows of `a` times one (k, n) matrix.
fn product(a: &Raw, b: &Raw, (k, n): (usize, usize), dims: &[usize]) -> Raw {
    if a.len() == 0 || b.len() == 0 {
        return Raw::full(0.0, dims);
    }
    let m = a.len() / k;
    Raw::new(multiply(a.flat(), b.flat(), (m, k, n), [false, false]), dims)
}

/// (m, k) times (k, n); a side that is said to be transposed lies as (k, m) or (n, k).
pub fn multiply(
    a: &Flat<f32>,
    b: &Flat<f32>,
    (m, k, n): (usize, usize, usize),
    transposed: [bool; 2],
) -> Flat<f32> {
    let matrix = |x: &Flat<f32>, rows: usize, columns: usize, transposed: bool| match transposed {
        false => x.clone().reshape_like(&(rows, columns)),
        true => x.clone().reshape_like(&(columns, rows)).permute::<(usize, usize), Axes2<1, 0>>(),
    };
    let (a, b) = (matrix(a, m, k, transposed[0]), matrix(b, k, n, transposed[1]));
    a.matmul(b).reshape_like(&(m * n,))
}

/// A batch of products, pair by pair.
#[track_caller]
fn batched(a: &Raw, b: &Raw) -> Raw {
    let Pairs { leading, m, k, n } = Pairs::of(a, b);
    let mut out = leading.clone();
    if a.dims().len() > 1 {
        out.push(m);
    }
    out.push(n);
    let batch: usize = leading.iter().product();
    if batch * m * k * n == 0 {
        return Raw::full(0.0, &out);
    }
    let a = stretched(a, &leading, (m, k)).reshape_like(&(batch, m, k));
    let b = stretched(b, &leading, (k, n)).reshape_like(&(batch, k, n));
    Raw::new(a.matmul(b).reshape_like(&(batch * m * n,)), &out)
}

/// The matrices of a tensor, repeated to fill the batches.
fn stretched(x: &Raw, leading: &[usize], (rows, columns): (usize, usize)) -> Flat<f32> {
    let own = [batches(x.dims()), &[rows, columns]].concat();
    expand(&x.with_dims(&own), &[leading, &[rows, columns]].concat())
}

fn batches(dims: &[usize]) -> &[usize] {
    &dims[..dims.len().saturating_sub(2)]
}

/// The sizes of a product: batches of (m, k) times (k, n). A side without batches has its rows in `m`.
struct Pairs {
    leading: Vec<usize>,
    m: usize,
    k: usize,
    n: usize,
}

impl Pairs {
    #[track_caller]
    fn of(a: &Raw, b: &Raw) -> Pairs {
        let (left, right) = (a.dims(), b.dims());
        let k = left[left.len() - 1];
        if right.len() <= 2 {
            let m = left[..left.len() - 1].iter().product();
            return Pairs { leading: Vec::new(), m, k, n: right[1..].iter().product() };
        }
        let leading = dims::broadcast("matmul (batches)", batches(left), batches(right));
        let m = if left.len() == 1 { 1 } else { left[left.len() - 2] };
        Pairs { leading, m, k, n: right[right.len() - 1] }
    }

    fn batch(&self) -> usize {
        self.leading.iter().product()
    }

    fn is_empty(&self) -> bool {
        self.batch() * self.m * self.k * self.n == 0
    }

    fn gradient_of_left(&self, g: &Raw, b: &Raw, own: &[usize]) -> Raw {
        let &Pairs { ref leading, m, k, n } = self;
        if self.is_empty() {
            return Raw::full(0.0, own);
        }
        if leading.is_empty() {
            return Raw::new(multiply(g.flat(), b.flat(), (m, n, k), [false, true]), own);
        }
        let batch = self.batch();
        let g = g.flat::<f32>().clone().reshape_like(&(batch, m, n));
        let b = stretched(b, leading, (k, n)).reshape_like(&(batch, k, n));
        let b = b.permute::<(usize, usize, usize), Axes3<0, 2, 1>>();
        self.gathered(g.matmul(b).reshape_like(&(batch * m * k,)), (m, k), own)
    }

    fn gradient_of_right(&self, g: &Raw, a: &Raw, own: &[usize]) -> Raw {
        let &Pairs { ref leading, m, k, n } = self;
        if self.is_empty() {
            return Raw::full(0.0, own);
        }
        if leading.is_empty() {
            return Raw::new(multiply(a.flat(), g.flat(), (k, m, n), [true, false]), own);
        }
        let batch = self.batch();
        let g = g.flat::<f32>().clone().reshape_like(&(batch, m, n));
        let a = stretched(a, leading, (m, k)).reshape_like(&(batch, m, k));
        let a = a.permute::<(usize, usize, usize), Axes3<0, 2, 1>>();
        self.gathered(a.matmul(g).reshape_like(&(batch * k * n,)), (k, n), own)
    }

    /// A gradient of all batches, added where the side had fewer.
    fn gathered(&self, flat: Flat<f32>, (rows, columns): (usize, usize), own: &[usize]) -> Raw {
        let all = Raw::new(flat, &[&self.leading[..], &[rows, columns]].concat());
        collapse(&all, &[batches(own), &[rows, columns]].concat()).with_dims(own)
    }
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
