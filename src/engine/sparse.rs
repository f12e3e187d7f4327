//! Sparse matrices: only what is not 0 is held, row by row, and a product takes time for nothing else.

use std::sync::Arc;

use super::cpu::share::each_piece;
use super::{Raw, dims};

opaque! {
    /// A matrix of which most elements are 0. Cloning shares what it holds.
    pub struct Sparse(Arc<Inner>);
}

struct Inner {
    rows: usize,
    columns: usize,
    /// Where each row begins among the entries, and where the last ends.
    starts: Vec<usize>,
    /// The column and the value of each entry, row by row.
    entries: Vec<(usize, f32)>,
}

impl Sparse {
    /// A matrix of entries (row, column, value) that lie inside. Those at the same place are added up.
    pub fn new(rows: usize, columns: usize, mut entries: Vec<(usize, usize, f32)>) -> Sparse {
        entries.sort_by_key(|&(row, column, _)| (row, column));
        entries.dedup_by(|next, entry| {
            let same = (next.0, next.1) == (entry.0, entry.1);
            if same {
                entry.2 += next.2;
            }
            same
        });
        let start = |row| entries.partition_point(|entry| entry.0 < row);
        let starts = (0..=rows).map(start).collect();
        let entries = entries.into_iter().map(|(_, column, value)| (column, value)).collect();
        Sparse::wrap(Arc::new(Inner { rows, columns, starts, entries }))
    }

    pub fn dims(&self) -> [usize; 2] {
        [self.0.rows, self.0.columns]
    }

    /// The number of entries.
    pub fn count(&self) -> usize {
        self.0.entries.len()
    }

    /// All entries (row, column, value), row by row.
    pub fn entries(&self) -> impl Iterator<Item = (usize, usize, f32)> {
        (0..self.0.rows)
            .flat_map(|row| self.row(row).iter().map(move |&(column, value)| (row, column, value)))
    }

    pub fn transposed(&self) -> Sparse {
        let entries = self.entries().map(|(row, column, value)| (column, row, value));
        Sparse::new(self.0.columns, self.0.rows, entries.collect())
    }

    /// D^-1/2 (A + I) D^-1/2, where D are the sums of the rows of A + I.
    #[track_caller]
    pub fn normalized(&self) -> Sparse {
        let [rows, columns] = self.dims();
        assert!(
            rows == columns,
            "normalized: the matrix has the shape [{rows}, {columns}], but between nodes it is square"
        );
        let ones = (0..rows).map(|node| (node, node, 1.0));
        let looped = Sparse::new(rows, rows, self.entries().chain(ones).collect());
        let mut scales = Vec::with_capacity(rows);
        for row in 0..rows {
            let sum: f32 = looped.row(row).iter().map(|entry| entry.1).sum();
            assert!(
                sum > 0.0,
                "normalized: row {row} and its 1 on the diagonal add up to {sum}, but its root is divided by; \
                 the weights of edges are not negative"
            );
            scales.push(sum.sqrt().recip());
        }
        let scaled = |(row, column, value)| (row, column, scales[row] * value * scales[column]);
        Sparse::new(rows, rows, looped.entries().map(scaled).collect())
    }

    pub fn to_dense(&self) -> Raw {
        let mut values = vec![0.0; self.0.rows * self.0.columns];
        let entries = self.entries();
        entries.for_each(|(row, column, value)| values[row * self.0.columns + column] = value);
        Raw::from_vec(values, &self.dims())
    }

    /// The product with (columns), (columns, width) or (.., columns, width).
    #[track_caller]
    pub fn matmul(&self, x: &Raw) -> Raw {
        let axis = x.dims().len().saturating_sub(2);
        assert!(
            x.dims().get(axis) == Some(&self.0.columns),
            "matmul: a sparse matrix of the shape {:?} times the shape {:?} does not fit; it takes (.., {}, width)",
            self.dims(),
            x.dims(),
            self.0.columns
        );
        let matrix = self.clone();
        self.product(x, axis)
            .recorded_from("sparse_matmul", x, move |g| matrix.transposed().product(g, axis))
    }

    fn product(&self, x: &Raw, axis: usize) -> Raw {
        let (_, columns, width) = dims::around(x.dims(), axis);
        let dims = dims::with(x.dims(), axis, &[self.0.rows]);
        let mut values = vec![0.0; dims.iter().product()];
        let x = x.values();
        each_piece(&mut values, width, |place, sums| {
            let block = &x[place / self.0.rows * columns * width..];
            for &(column, value) in self.row(place % self.0.rows) {
                let row = &block[column * width..][..width];
                sums.iter_mut().zip(row).for_each(|(sum, x)| *sum += value * x);
            }
        });
        Raw::from_vec(values, &dims)
    }

    /// The columns and values of a row.
    fn row(&self, row: usize) -> &[(usize, f32)] {
        &self.0.entries[self.0.starts[row]..self.0.starts[row + 1]]
    }
}

impl Clone for Sparse {
    fn clone(&self) -> Sparse {
        Sparse::wrap(Arc::clone(&self.0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::random::Generator;
    use crate::engine::{backward, matmul, mul, sum, transpose};
    use crate::test::panic_message;

    fn random(rows: usize, columns: usize, count: usize) -> Sparse {
        let mut generator = Generator::new(3);
        let mut below = |end: usize| generator.below(end as u64) as usize;
        let places: Vec<_> = (0..count).map(|_| (below(rows), below(columns))).collect();
        let entries = places.into_iter().map(|(row, column)| (row, column, generator.normal()));
        Sparse::new(rows, columns, entries.collect())
    }

    fn counted(dims: &[usize]) -> Raw {
        let len = dims.iter().product::<usize>();
        Raw::from_vec((0..len).map(|i| (i * 7 % 11) as f32 - 5.0).collect(), dims)
    }

    fn assert_close(a: &Raw, b: &Raw) {
        assert_eq!(a.dims(), b.dims());
        let far = a.values().iter().zip(b.values()).any(|(a, b)| (a - b).abs() > 1e-4);
        assert!(!far, "{:?} and {:?}", a.values(), b.values());
    }

    #[test]
    fn a_product_is_that_of_the_dense_matrix() {
        // The last is shared among threads.
        for (rows, columns, count, shape) in [
            (4, 6, 9, vec![6]),
            (4, 6, 9, vec![6, 3]),
            (4, 6, 0, vec![2, 6, 3]),
            (4, 6, 9, vec![2, 3, 6, 1]),
            (300, 200, 4000, vec![2, 200, 64]),
        ] {
            let matrix = random(rows, columns, count);
            let (sparse, dense) = (counted(&shape).parameter(), counted(&shape).parameter());
            let (y, expected) = (matrix.matmul(&sparse), matmul(&matrix.to_dense(), &dense));
            assert_close(&y, &expected);
            let weights = counted(y.dims());
            let gradients = [(&y, &sparse), (&expected, &dense)].map(|(y, x)| {
                backward(&sum(&mul(y, &weights))).get(x.id().unwrap()).unwrap().clone()
            });
            assert_close(&gradients[0], &gradients[1]);
        }
    }

    #[test]
    fn entries_at_the_same_place_are_added_up() {
        let matrix = Sparse::new(2, 3, vec![(1, 2, 1.0), (0, 0, 2.0), (1, 2, 0.5)]);
        assert_eq!(matrix.entries().collect::<Vec<_>>(), [(0, 0, 2.0), (1, 2, 1.5)]);
        assert_eq!(matrix.to_dense().values(), [2.0, 0.0, 0.0, 0.0, 0.0, 1.5]);
        let there = random(5, 7, 12);
        let back = there.transposed();
        assert_eq!(back.to_dense().values(), transpose(&there.to_dense()).values());
    }

    #[test]
    fn what_does_not_fit_is_one_sentence() {
        let matrix = Sparse::new(2, 3, vec![]);
        assert_eq!(
            panic_message(|| matrix.matmul(&Raw::full(0.0, &[2, 3]))),
            "matmul: a sparse matrix of the shape [2, 3] times the shape [2, 3] does not fit; it takes (.., 3, \
             width)"
        );
        assert_eq!(
            panic_message(|| matrix.normalized()),
            "normalized: the matrix has the shape [2, 3], but between nodes it is square"
        );
        assert_eq!(
            panic_message(|| Sparse::new(1, 1, vec![(0, 0, -1.0)]).normalized()),
            "normalized: row 0 and its 1 on the diagonal add up to 0, but its root is divided by; the weights of \
             edges are not negative"
        );
    }
}
