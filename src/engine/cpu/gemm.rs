//! The product of two matrices in slices: what matrix products, linear layers and convolutions share.
//!
//! The work is done by the microkernels of the crate `gemm-f32`. Threads share the rows and columns of
//! the result, never the sum of one element, so that bits do not depend on their number.

use gemm_common::Parallelism;

/// A matrix in a slice: the elements, and how far apart rows and columns lie.
#[derive(Clone, Copy)]
pub struct Matrix<'a> {
    values: &'a [f32],
    rows_apart: usize,
    columns_apart: usize,
}

impl<'a> Matrix<'a> {
    /// Row after row, each of this many columns.
    pub fn by_rows(values: &'a [f32], columns: usize) -> Matrix<'a> {
        Matrix { values, rows_apart: columns, columns_apart: 1 }
    }

    /// The same elements with rows and columns swapped.
    pub fn transposed(self) -> Matrix<'a> {
        let Matrix { values, rows_apart, columns_apart } = self;
        Matrix { values, rows_apart: columns_apart, columns_apart: rows_apart }
    }

    fn holds(&self, rows: usize, columns: usize) -> bool {
        (rows - 1) * self.rows_apart + (columns - 1) * self.columns_apart < self.values.len()
    }
}

/// What becomes of the elements that are in the result before.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Before {
    Overwritten,
    Added,
}

/// Whether a product may use all threads: not inside of one that runs beside others.
#[derive(Clone, Copy)]
pub enum Threads {
    One,
    All,
}

/// From this many multiplications on, waking other threads costs less than they save.
const PARALLEL: usize = 1 << 22;

/// c = a b, or c = c + a b, with a of (m, k) and b of (k, n). The rows of c lie `rows_apart` elements
/// apart.
pub fn gemm(
    (c, rows_apart): (&mut [f32], usize),
    before: Before,
    a: Matrix,
    b: Matrix,
    (m, k, n): (usize, usize, usize),
    threads: Threads,
) {
    if m * n == 0 {
        return;
    }
    assert!((m - 1) * rows_apart + n <= c.len() && n <= rows_apart, "the result has no room");
    if k == 0 {
        if before == Before::Overwritten {
            (0..m).for_each(|row| c[row * rows_apart..][..n].fill(0.0));
        }
        return;
    }
    assert!(a.holds(m, k) && b.holds(k, n), "a factor has too few elements");
    let parallelism = match threads {
        Threads::All if m * k * n >= PARALLEL => Parallelism::Rayon(0),
        _ => Parallelism::None,
    };
    let multiply = gemm_f32::gemm::f32::get_gemm_fn();
    // The kernels want a result that lies column after column, and ours lies row after row: with
    // cᵀ = bᵀ aᵀ both are content.
    // SAFETY: the assertions above bound every access; `c` is borrowed mutably, so that it overlaps
    // neither factor.
    unsafe {
        multiply(
            n,
            m,
            k,
            c.as_mut_ptr(),
            rows_apart as isize,
            1,
            before == Before::Added,
            b.values.as_ptr(),
            b.rows_apart as isize,
            b.columns_apart as isize,
            a.values.as_ptr(),
            a.rows_apart as isize,
            a.columns_apart as isize,
            1.0,
            1.0,
            false,
            false,
            false,
            parallelism,
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test::on_threads;

    fn noise(len: usize) -> Vec<f32> {
        let hash = |i: usize| (i as u32).wrapping_mul(2_654_435_761) >> 8;
        (0..len).map(|i| hash(i + 1) as f32 / (1 << 23) as f32 - 1.0).collect()
    }

    #[test]
    fn every_layout_gives_the_sum_over_the_shared_axis() {
        for (m, k, n) in [(1, 1, 1), (1, 7, 5), (5, 7, 1), (3, 2, 4), (17, 33, 70), (70, 5, 17)] {
            let (a, b) = (noise(m * k), noise(k * n));
            let element = |r: usize, c: usize| -> f32 {
                (0..k).map(|i| a[r * k + i] as f64 * b[i * n + c] as f64).sum::<f64>() as f32
            };
            let swapped = |values: &[f32], rows: usize, columns: usize| -> Vec<f32> {
                (0..rows * columns).map(|p| values[p % rows * columns + p / rows]).collect()
            };
            let (at, bt) = (swapped(&a, m, k), swapped(&b, k, n));
            let left = [Matrix::by_rows(&a, k), Matrix::by_rows(&at, m).transposed()];
            let right = [Matrix::by_rows(&b, n), Matrix::by_rows(&bt, k).transposed()];
            for (a, b) in left.into_iter().flat_map(|a| right.map(|b| (a, b))) {
                for (before, start) in [(Before::Overwritten, 0.0), (Before::Added, 2.0)] {
                    // Wider rows than the result: what lies between them is not touched.
                    let mut c = vec![2.0; m * (n + 3)];
                    gemm((&mut c, n + 3), before, a, b, (m, k, n), Threads::One);
                    for (row, values) in c.chunks(n + 3).enumerate() {
                        assert_eq!(values[n..], [2.0; 3]);
                        for (column, got) in values[..n].iter().enumerate() {
                            let expected = element(row, column) + start;
                            assert!((got - expected).abs() < 1e-5, "{got} is not {expected}");
                        }
                    }
                }
            }
        }
    }

    #[test]
    fn nothing_to_add_up_is_zero() {
        let nothing = Matrix::by_rows(&[], 0);
        let mut c = [1.0, 2.0];
        gemm((&mut c, 1), Before::Added, nothing, nothing, (2, 0, 1), Threads::One);
        assert_eq!(c, [1.0, 2.0]);
        gemm((&mut c, 1), Before::Overwritten, nothing, nothing, (2, 0, 1), Threads::One);
        assert_eq!(c, [0.0, 0.0]);
    }

    #[test]
    fn bits_do_not_depend_on_the_number_of_threads() {
        for (m, k, n) in [(128, 784, 128), (33, 5000, 300), (300, 700, 33)] {
            let (a, b) = (noise(m * k), noise(k * n));
            let product = |threads| {
                let mut c = vec![0.0; m * n];
                let (a, b) = (Matrix::by_rows(&a, k), Matrix::by_rows(&b, n));
                gemm((&mut c, n), Before::Overwritten, a, b, (m, k, n), threads);
                c
            };
            let alone = product(Threads::One);
            for threads in 1..5 {
                assert!(on_threads(threads, || product(Threads::All)) == alone, "{threads}");
            }
        }
    }
}
