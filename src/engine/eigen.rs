//! Eigenvalues and eigenvectors of a symmetric matrix, by Jacobi's method: rotations in the plane of two
//! axes, each of which makes one element beside the diagonal zero, until all are.

use super::{Element, Raw, interrupt};

/// More sweeps over all pairs of axes than any matrix was seen to need.
const SWEEPS: usize = 50;

/// The eigenvalues from the least to the greatest, and the eigenvectors as columns in their order.
#[track_caller]
pub fn eigh(x: &Raw) -> (Raw, Raw) {
    let &[n, columns] = x.dims() else {
        panic!("eigh: the shape {:?} is not that of a matrix", x.dims());
    };
    assert!(n == columns, "eigh: the shape {:?} is not that of a square matrix", x.dims());
    assert!(
        x.node().is_none(),
        "eigh: gradients do not flow through eigenvectors; call `.detach()` on the matrix first"
    );
    let mut matrix: Vec<f64> = f32::load(x).into_iter().map(f64::from).collect();
    check_symmetric(&matrix, n);
    let mut vectors = vec![0.0; n * n];
    vectors.iter_mut().step_by(n + 1).for_each(|v| *v = 1.0);
    let size: f64 = matrix.iter().map(|v| v * v).sum();
    // Elements below this, all together, do not change the digits of an f32.
    let negligible = 1e-11 * size.sqrt() / n.max(1) as f64;
    for _ in 0..SWEEPS {
        let mut rotations = 0;
        for (p, q) in pairs(n) {
            if matrix[p * n + q].abs() > negligible {
                interrupt::check();
                rotate(&mut matrix, &mut vectors, n, p, q);
                rotations += 1;
            }
        }
        if rotations == 0 {
            break;
        }
    }
    let mut order: Vec<usize> = (0..n).collect();
    order.sort_by(|&a, &b| matrix[a * n + a].total_cmp(&matrix[b * n + b]));
    let values = order.iter().map(|&i| matrix[i * n + i] as f32).collect();
    let mut columns = vec![0.0; n * n];
    for (column, &i) in order.iter().enumerate() {
        let vector = &vectors[i * n..][..n];
        // Of a vector and its negative the one whose greatest part is positive.
        let greatest = vector.iter().fold(0.0_f64, |a, &b| if b.abs() > a.abs() { b } else { a });
        let to = columns[column..].iter_mut().step_by(n);
        to.zip(vector).for_each(|(to, v)| *to = (v * greatest.signum()) as f32);
    }
    (Raw::from_vec(values, &[n]), Raw::from_vec(columns, &[n, n]))
}

#[track_caller]
fn check_symmetric(matrix: &[f64], n: usize) {
    assert!(
        matrix.iter().all(|v| v.is_finite()),
        "eigh: the matrix has elements that are infinite or not a number"
    );
    let greatest = matrix.iter().fold(0.0_f64, |a, v| a.max(v.abs()));
    for (p, q) in pairs(n) {
        let (above, below) = (matrix[p * n + q], matrix[q * n + p]);
        assert!(
            (above - below).abs() <= 1e-4 * greatest,
            "eigh: the matrix is not symmetric: {above} at ({p}, {q}) is not {below} at ({q}, {p})"
        );
    }
}

/// All places above the diagonal.
fn pairs(n: usize) -> impl Iterator<Item = (usize, usize)> {
    (0..n).flat_map(move |p| (p + 1..n).map(move |q| (p, q)))
}

/// Turns the axes `p` and `q` so that the element at their crossing becomes zero.
fn rotate(matrix: &mut [f64], vectors: &mut [f64], n: usize, p: usize, q: usize) {
    let (a, b, beside) = (matrix[p * n + p], matrix[q * n + q], matrix[p * n + q]);
    // The tangent of the smaller of the two angles that do it.
    let ratio = (b - a) / (2.0 * beside);
    let tangent = 1.0_f64.copysign(ratio) / (ratio.abs() + ratio.hypot(1.0));
    let cosine = 1.0 / tangent.hypot(1.0);
    let sine = tangent * cosine;
    turn(matrix, n, p, q, cosine, sine);
    turn(vectors, n, p, q, cosine, sine);
    // The row and the column of an axis are the same.
    for k in 0..n {
        matrix[k * n + p] = matrix[p * n + k];
        matrix[k * n + q] = matrix[q * n + k];
    }
    matrix[p * n + p] = a - tangent * beside;
    matrix[q * n + q] = b + tangent * beside;
    (matrix[p * n + q], matrix[q * n + p]) = (0.0, 0.0);
}

/// Turns two rows into each other.
fn turn(matrix: &mut [f64], n: usize, p: usize, q: usize, cosine: f64, sine: f64) {
    let (upper, lower) = matrix.split_at_mut(q * n);
    for (x, y) in upper[p * n..][..n].iter_mut().zip(&mut lower[..n]) {
        (*x, *y) = (cosine * *x - sine * *y, sine * *x + cosine * *y);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::{all_close, matmul, random, transpose};
    use crate::test::panic_message;

    #[test]
    fn vectors_are_orthonormal_and_only_stretched() {
        for n in [0, 1, 2, 3, 10, 40] {
            let root = random::normal(&[n, n]);
            let x = crate::engine::add(&root, &transpose(&root));
            let (values, vectors) = eigh(&x);
            let turned = transpose(&vectors);
            let mut diagonal = vec![0.0; n * n];
            diagonal.iter_mut().step_by(n + 1).zip(f32::load(&values)).for_each(|(d, v)| *d = v);
            let diagonal = Raw::from_vec(diagonal, &[n, n]);
            assert!(all_close(&matmul(&matmul(&vectors, &diagonal), &turned), &x, 1e-4));
            let mut identity = vec![0.0; n * n];
            identity.iter_mut().step_by(n + 1).for_each(|v| *v = 1.0);
            assert!(all_close(&matmul(&turned, &vectors), &Raw::from_vec(identity, &[n, n]), 1e-5));
            assert!(f32::load(&values).is_sorted());
        }
    }

    #[test]
    fn equal_and_opposite_values_are_found() {
        let swap = Raw::from_vec(vec![0.0, 1.0, 1.0, 0.0], &[2, 2]);
        let (values, vectors) = eigh(&swap);
        let half = 0.5_f32.sqrt();
        assert_eq!(f32::load(&values), [-1.0, 1.0]);
        assert!(f32::load(&vectors).iter().all(|v| (v.abs() - half).abs() < 1e-7));
        let (values, vectors) = eigh(&Raw::from_vec(vec![3.0, 0.0, 0.0, 3.0], &[2, 2]));
        assert_eq!((f32::load(&values), f32::load(&vectors)), (vec![3.0; 2], vec![1., 0., 0., 1.]));
    }

    #[test]
    fn what_has_no_such_values_is_one_sentence() {
        let matrix = |values: [f32; 4]| Raw::from_vec(values.to_vec(), &[2, 2]);
        assert_eq!(
            panic_message(|| eigh(&matrix([1.0, 2.0, 3.0, 4.0]))),
            "eigh: the matrix is not symmetric: 2 at (0, 1) is not 3 at (1, 0)"
        );
        assert_eq!(
            panic_message(|| eigh(&matrix([1.0, f32::NAN, 3.0, 4.0]))),
            "eigh: the matrix has elements that are infinite or not a number"
        );
        assert_eq!(
            panic_message(|| eigh(&matrix([1.0; 4]).parameter())),
            "eigh: gradients do not flow through eigenvectors; call `.detach()` on the matrix first"
        );
        assert_eq!(
            panic_message(|| eigh(&Raw::full(0.0, &[2, 3]))),
            "eigh: the shape [2, 3] is not that of a square matrix"
        );
    }
}
