//! Sparse matrices: which nodes of a graph are neighbours, and what passes along its edges.

use std::fmt;

use super::Tensor;
use crate::engine::{Sparse, room};

/// A matrix of which only the elements that are not 0 are held, above all the adjacency matrix of a graph: at
/// (row, column) is the weight of the edge from the node `column` to the node `row`. Its product with features
/// of nodes sums those of the neighbours. Elements are data: gradients pass through a product to the features.
///
/// ```
/// use manabi::prelude::*;
///
/// // A graph convolution (Kipf and Welling, 2017) on a path of three nodes.
/// let graph = SparseMatrix::from_edges(3, &[[0, 1], [1, 2]]).normalized();
/// let layer = Linear::new(4, 2);
/// let features = randn([3, 4]);
/// let hidden = layer.forward(&graph.matmul(&features)).relu();
/// assert_eq!(hidden.shape(), [3, 2]);
/// ```
#[derive(Clone)]
pub struct SparseMatrix {
    matrix: Sparse,
}

impl SparseMatrix {
    /// The adjacency matrix of a graph whose edges have no direction: 1 at (a, b) and (b, a) for each edge \[a, b\]
    /// of nodes numbered from 0, also where an edge is named twice. Panics when an edge names another node.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// let graph = SparseMatrix::from_edges(3, &[[0, 1], [2, 1]]);
    /// assert_eq!(graph.to_dense(), tensor([[0., 1., 0.], [1., 0., 1.], [0., 1., 0.]]));
    /// ```
    #[track_caller]
    pub fn from_edges(nodes: usize, edges: &[[usize; 2]]) -> SparseMatrix {
        for (place, &[a, b]) in edges.iter().enumerate() {
            assert!(
                a < nodes && b < nodes,
                "SparseMatrix: edge {place} joins the nodes {a} and {b}, but the {nodes} nodes are numbered from 0"
            );
        }
        let mut both: Vec<_> =
            edges.iter().flat_map(|&[a, b]| [(a, b, 1.0), (b, a, 1.0)]).collect();
        both.sort_by_key(|&(a, b, _)| (a, b));
        both.dedup();
        SparseMatrix::made([nodes, nodes], both)
    }

    /// A matrix of a shape (rows, columns) with these elements (row, column, value): edges with directions and
    /// weights. Elements at the same place are added up. Panics when one lies outside.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// let matrix = SparseMatrix::from_entries([2, 3], &[(0, 2, 0.5), (1, 0, 2.)]);
    /// assert_eq!(matrix.to_dense(), tensor([[0., 0., 0.5], [2., 0., 0.]]));
    /// ```
    #[track_caller]
    pub fn from_entries(shape: [usize; 2], entries: &[(usize, usize, f32)]) -> SparseMatrix {
        let [rows, columns] = shape;
        for (place, &(row, column, _)) in entries.iter().enumerate() {
            assert!(
                row < rows && column < columns,
                "SparseMatrix: entry {place} is at ({row}, {column}), outside the shape {shape:?}"
            );
        }
        SparseMatrix::made(shape, entries.to_vec())
    }

    #[track_caller]
    fn made([rows, columns]: [usize; 2], entries: Vec<(usize, usize, f32)>) -> SparseMatrix {
        // Where each row begins is a number of two words.
        room::check("SparseMatrix", &[rows, 2]);
        SparseMatrix { matrix: Sparse::new(rows, columns, entries) }
    }

    /// The rows and columns.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// assert_eq!(SparseMatrix::from_edges(3, &[]).shape(), [3, 3]);
    /// ```
    pub fn shape(&self) -> [usize; 2] {
        self.matrix.dims()
    }

    /// The elements that are held, as (row, column, value), row by row.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// let graph = SparseMatrix::from_edges(3, &[[1, 0]]);
    /// assert_eq!(graph.entries(), [(0, 1, 1.), (1, 0, 1.)]);
    /// ```
    pub fn entries(&self) -> Vec<(usize, usize, f32)> {
        self.matrix.entries().collect()
    }

    /// Rows and columns swapped: every edge the other way.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// let matrix = SparseMatrix::from_entries([2, 3], &[(0, 2, 0.5)]);
    /// assert_eq!(matrix.t().entries(), [(2, 0, 0.5)]);
    /// ```
    pub fn t(&self) -> SparseMatrix {
        SparseMatrix { matrix: self.matrix.transposed() }
    }

    /// D^-1/2 (A + I) D^-1/2 for an adjacency matrix A: every node is its own neighbour too, and D are the sums of
    /// the rows of A + I, so that neither many neighbours nor many layers make features greater. (Kipf and
    /// Welling, 2017) Panics when the matrix is not square or a sum is not above 0.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// let graph = SparseMatrix::from_edges(3, &[[0, 1]]).normalized();
    /// let expected = tensor([[0.5, 0.5, 0.], [0.5, 0.5, 0.], [0., 0., 1.]]);
    /// assert!(graph.to_dense().allclose(&expected, 1e-6));
    /// ```
    #[track_caller]
    pub fn normalized(&self) -> SparseMatrix {
        SparseMatrix { matrix: self.matrix.normalized() }
    }

    /// The product with features (columns), (columns, width) or (batch, columns, width): the same shape, with rows
    /// in the place of columns. Panics when the columns differ.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// let graph = SparseMatrix::from_edges(3, &[[0, 1], [1, 2]]);
    /// let sums = graph.matmul(&tensor([[1., 10.], [2., 20.], [3., 30.]]));
    /// assert_eq!(sums, tensor([[2., 20.], [4., 40.], [2., 20.]]));
    /// ```
    #[track_caller]
    pub fn matmul(&self, features: &Tensor) -> Tensor {
        Tensor::new(self.matrix.matmul(&features.raw))
    }

    /// The same as a tensor (rows, columns). Panics where the machine has no room for it.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// assert_eq!(SparseMatrix::from_entries([1, 2], &[(0, 1, 3.)]).to_dense(), tensor([[0., 3.]]));
    /// ```
    #[track_caller]
    pub fn to_dense(&self) -> Tensor {
        room::check("to_dense", &self.shape());
        Tensor::new(self.matrix.to_dense().created())
    }
}

impl fmt::Debug for SparseMatrix {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        write!(f, "SparseMatrix(shape={:?}, entries={})", self.shape(), self.matrix.count())
    }
}

#[cfg(test)]
mod tests {
    use crate::prelude::*;
    use crate::test::{panic_file, panic_message};

    #[test]
    fn a_normalised_adjacency_is_its_formula() {
        let edges = [[0, 1], [1, 2], [1, 0], [3, 3], [2, 4], [4, 1]];
        let graph = SparseMatrix::from_edges(6, &edges);
        let looped = graph.to_dense() + eye(6);
        let scales = looped.sum_axis(1).powf(-0.5);
        let expected = scales.unsqueeze(1) * looped * &scales;
        let normalized = graph.normalized();
        assert!(normalized.to_dense().allclose(&expected, 1e-6));
        assert!(normalized.to_dense().allclose(&normalized.t().to_dense(), 1e-6));
        // No eigenvalue is greater than 1.
        assert!(expected.eigh().0.abs().max().item() <= 1. + 1e-5);
    }

    #[test]
    fn numbering_nodes_anew_numbers_their_sums_anew() {
        manual_seed(14);
        let order = randperm(5).to_vec();
        let edges = [[0, 1], [1, 2], [3, 4], [4, 0]];
        let moved = edges.map(|edge| edge.map(|node| order[node]));
        let x = randn([5, 3]);
        let mut places = [0; 5];
        order.iter().enumerate().for_each(|(node, place)| places[*place] = node);
        let anew = x.index_select(0, &tensor(&places[..]));
        let sums = SparseMatrix::from_edges(5, &edges).normalized().matmul(&x);
        let others = SparseMatrix::from_edges(5, &moved).normalized().matmul(&anew);
        assert!(others.allclose(&sums.index_select(0, &tensor(&places[..])), 1e-5));
    }

    #[test]
    fn a_graph_of_nothing_is_one() {
        let graph = SparseMatrix::from_edges(0, &[]).normalized();
        assert_eq!(graph.matmul(&zeros([0, 3])).shape(), [0, 3]);
        assert_eq!(graph.to_dense().shape(), [0, 0]);
        assert_eq!(format!("{graph:?}"), "SparseMatrix(shape=[0, 0], entries=0)");
    }

    #[test]
    fn misuse_is_one_sentence_at_the_line_of_the_caller() {
        assert_eq!(
            panic_message(|| SparseMatrix::from_edges(3, &[[0, 1], [2, 3]])),
            "SparseMatrix: edge 1 joins the nodes 2 and 3, but the 3 nodes are numbered from 0"
        );
        assert_eq!(
            panic_message(|| SparseMatrix::from_entries([2, 3], &[(2, 0, 1.)])),
            "SparseMatrix: entry 0 is at (2, 0), outside the shape [2, 3]"
        );
        let matrix = SparseMatrix::from_entries([2, 3], &[]);
        for file in [
            panic_file(|| matrix.matmul(&zeros([2, 3]))),
            panic_file(|| matrix.matmul(&tensor(1.))),
            panic_file(|| matrix.normalized()),
            panic_file(|| SparseMatrix::from_edges(usize::MAX, &[])),
            panic_file(|| SparseMatrix::from_entries([1 << 50, 1], &[])),
            panic_file(|| SparseMatrix::from_edges(1 << 20, &[]).to_dense()),
        ] {
            assert_eq!(file, file!());
        }
    }
}
