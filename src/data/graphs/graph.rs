//! A graph: features of its nodes, and the edges between them.

use crate::tensor::{Dyn, SparseMatrix, Tensor};

/// Nodes with features and undirected edges between them.
///
/// ```
/// use manabi::prelude::*;
/// use manabi::data::Graph;
/// let path = Graph { features: eye(3), edges: vec![[0, 1], [1, 2]] };
/// let adjacency = path.adjacency().to_dense();
/// println!("{adjacency}");
/// assert_eq!(adjacency, tensor([[0., 1., 0.], [1., 0., 1.], [0., 1., 0.]]));
/// ```
#[derive(Clone, Debug)]
pub struct Graph {
    /// The features of the nodes: (nodes, features).
    pub features: Tensor,
    /// Pairs of nodes that are joined, each once and numbered from 0.
    pub edges: Vec<[usize; 2]>,
}

impl Graph {
    /// The number of nodes. Panics when an edge has a node that is not there.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// assert_eq!(data::karate_club().0.nodes(), 34);
    /// ```
    #[track_caller]
    pub fn nodes(&self) -> usize {
        let nodes = self.features.shape().first().copied().unwrap_or(0);
        if let Some(edge) = self.edges.iter().find(|edge| edge.iter().any(|&node| node >= nodes)) {
            panic!(
                "Graph: the edge {edge:?} has a node that is not there, because there are only {nodes}, \
                 numbered from 0"
            );
        }
        nodes
    }

    /// The adjacency matrix (nodes, nodes): 1 where two nodes are joined, else 0. Panics when an edge has a
    /// node that is not there.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// let (club, _) = data::karate_club();
    /// let degrees = club.adjacency().matmul(&ones([34, 1]));
    /// assert_eq!(degrees[(33, 0)], 17.);
    /// ```
    #[track_caller]
    pub fn adjacency(&self) -> SparseMatrix {
        SparseMatrix::from_edges(self.nodes(), &self.edges)
    }

    /// The same graph with its nodes in another order: node `i` is what was node `order[i]`, as
    /// [`randperm`](crate::prelude::randperm) draws it. What a network says of a graph should not depend on it.
    /// Panics unless each node is named once.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// # use manabi::data::Graph;
    /// let path = Graph { features: tensor([[5.], [6.], [7.]]).untyped(), edges: vec![[0, 1], [1, 2]] };
    /// let other = path.reordered(&tensor([1, 2, 0]));
    /// assert_eq!(other.features, tensor([[6.], [7.], [5.]]));
    /// assert_eq!(other.edges, [[0, 2], [0, 1]]);
    /// ```
    #[track_caller]
    pub fn reordered(&self, order: &Tensor<Dyn, usize>) -> Graph {
        let nodes = self.nodes();
        let mut new = vec![nodes; nodes];
        for (place, old) in order.to_vec().into_iter().enumerate() {
            if let Some(new) = new.get_mut(old) {
                *new = place;
            }
        }
        assert!(
            order.len() == nodes && new.iter().all(|&place| place < nodes),
            "reordered: the order does not name each of the {nodes} nodes once; randperm({nodes}) draws one"
        );
        let edge = |&[a, b]: &[usize; 2]| [new[a].min(new[b]), new[a].max(new[b])];
        Graph {
            features: self.features.index_select(0, order),
            edges: self.edges.iter().map(edge).collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::prelude::*;
    use crate::test::panic_message;

    fn path() -> Graph {
        Graph { features: eye(3), edges: vec![[0, 1], [1, 2]] }
    }

    #[test]
    fn reordering_permutes_rows_and_columns_of_the_adjacency() {
        manual_seed(0);
        let (club, _) = data::karate_club();
        let order = randperm(34);
        let other = club.reordered(&order);
        let permuted = club.adjacency().to_dense().index_select(0, &order).index_select(1, &order);
        assert_eq!(other.adjacency().to_dense(), permuted);
        assert_eq!(other.features.argmax(1), order);
    }

    #[test]
    fn misuse_is_one_sentence() {
        assert_eq!(
            panic_message(|| Graph { edges: vec![[0, 3]], ..path() }.adjacency()),
            "Graph: the edge [0, 3] has a node that is not there, because there are only 3, numbered from 0"
        );
        for order in [tensor(vec![0, 1]), tensor(vec![0, 1, 1]), tensor(vec![0, 1, 3])] {
            assert_eq!(
                panic_message(|| path().reordered(&order)),
                "reordered: the order does not name each of the 3 nodes once; randperm(3) draws one"
            );
        }
    }
}
