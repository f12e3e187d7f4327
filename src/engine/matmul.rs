//! Matrix products.
//!
//! A batch of matrices times one matrix is one product with the batch folded into the rows; only
//! two batches are multiplied pair by pair.

use dfdx::shapes::Axes3;
use dfdx::tensor_ops::{PermuteTo, ReshapeTo, TryMatMul};
use rayon::prelude::*;

use super::cpu::gemm::{Before, Matrix, Threads, gemm};
use super::cpu::memory;
use super::expand::{collapse, spread};
use super::{Raw, dims, reference};

/// A batch of products is shared among threads from this many multiplications on.
const PARALLEL: usize = 1 << 18;

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
    let m = a.len().checked_div(k).unwrap_or(0);
    multiply(a, b, (1, m, k, n), [false, false], dims)
}

/// A batch of (m, k) times a batch of (k, n), pair by pair; a side that is said to be transposed lies as
/// (k, m) or (n, k).
pub fn multiply(
    a: &Raw,
    b: &Raw,
    (batch, m, k, n): (usize, usize, usize, usize),
    transposed: [bool; 2],
    dims: &[usize],
) -> Raw {
    if batch * m * k * n == 0 {
        return Raw::full(0.0, dims);
    }
    let way = if reference::is_chosen() { composed } else { fast };
    way(a, b, (batch, m, k, n), transposed, dims)
}

fn fast(
    a: &Raw,
    b: &Raw,
    (batch, m, k, n): (usize, usize, usize, usize),
    transposed: [bool; 2],
    dims: &[usize],
) -> Raw {
    let matrix = |values, rows, columns, transposed| match transposed {
        false => Matrix::by_rows(values, columns),
        true => Matrix::by_rows(values, rows).transposed(),
    };
    let mut values = memory::take(batch * m * n);
    let threads = if batch == 1 { Threads::All } else { Threads::One };
    let pair = |((c, a), b)| {
        let (a, b) = (matrix(a, m, k, transposed[0]), matrix(b, k, n, transposed[1]));
        gemm((c, n), Before::Overwritten, a, b, (m, k, n), threads);
    };
    let (a, b) = (a.values(), b.values());
    if batch == 1 || batch * m * k * n < PARALLEL {
        values.chunks_mut(m * n).zip(a.chunks(m * k)).zip(b.chunks(k * n)).for_each(pair);
    } else {
        let pairs = values.par_chunks_mut(m * n).zip(a.par_chunks(m * k)).zip(b.par_chunks(k * n));
        pairs.for_each(pair);
    }
    Raw::from_vec(values, dims)
}

/// The same by dfdx's ops.
fn composed(
    a: &Raw,
    b: &Raw,
    (batch, m, k, n): (usize, usize, usize, usize),
    transposed: [bool; 2],
    dims: &[usize],
) -> Raw {
    let matrices = |x: &Raw, rows: usize, columns: usize, transposed: bool| {
        let flat = x.to_dfdx();
        match transposed {
            false => flat.reshape_like(&(batch, rows, columns)),
            true => flat
                .reshape_like(&(batch, columns, rows))
                .permute::<(usize, usize, usize), Axes3<0, 2, 1>>(),
        }
    };
    let (a, b) = (matrices(a, m, k, transposed[0]), matrices(b, k, n, transposed[1]));
    Raw::from_dfdx(&a.matmul(b).reshape_like(&(batch * m * n,)), dims)
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
    let batch = leading.iter().product();
    let (a, b) = (stretched(a, &leading, (m, k)), stretched(b, &leading, (k, n)));
    multiply(&a, &b, (batch, m, k, n), [false, false], &out)
}

/// The matrices of a tensor, repeated to fill the batches.
fn stretched(x: &Raw, leading: &[usize], (rows, columns): (usize, usize)) -> Raw {
    let own = [batches(x.dims()), &[rows, columns]].concat();
    spread(&x.with_dims(&own), &[leading, &[rows, columns]].concat())
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

    fn gradient_of_left(&self, g: &Raw, b: &Raw, own: &[usize]) -> Raw {
        let &Pairs { ref leading, m, k, n } = self;
        let sizes = (self.batch(), m, n, k);
        match leading.is_empty() {
            true => multiply(g, b, sizes, [false, true], own),
            false => self.gathered((m, k), own, |all| {
                multiply(g, &stretched(b, leading, (k, n)), sizes, [false, true], all)
            }),
        }
    }

    fn gradient_of_right(&self, g: &Raw, a: &Raw, own: &[usize]) -> Raw {
        let &Pairs { ref leading, m, k, n } = self;
        let sizes = (self.batch(), k, m, n);
        match leading.is_empty() {
            true => multiply(a, g, sizes, [true, false], own),
            false => self.gathered((k, n), own, |all| {
                multiply(&stretched(a, leading, (m, k)), g, sizes, [true, false], all)
            }),
        }
    }

    /// The gradient of all batches, added where the side had fewer.
    fn gathered(
        &self,
        (rows, columns): (usize, usize),
        own: &[usize],
        gradient: impl FnOnce(&[usize]) -> Raw,
    ) -> Raw {
        let all = gradient(&[&self.leading[..], &[rows, columns]].concat());
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
    fn the_fast_path_agrees_with_dfdx() {
        for (m, k, n) in [(1, 1, 1), (1, 40, 3), (5, 1, 4), (30, 50, 20), (64, 100, 70)] {
            for batch in [1, 2, 7] {
                let (a, b) = (numbered(&[batch * m * k]), numbered(&[batch * k * n]));
                for transposed in [[false, false], [false, true], [true, false], [true, true]] {
                    let sizes = (batch, m, k, n);
                    let fast = fast(&a, &b, sizes, transposed, &[batch, m, n]);
                    let composed = composed(&a, &b, sizes, transposed, &[batch, m, n]);
                    for (f, c) in fast.values().iter().zip(composed.values()) {
                        assert!((f - c).abs() <= 1e-4 * c.abs().max(1.0), "{f} is not {c}");
                    }
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
