//! Layered layout: the nodes of a graph in columns, so that every edge goes to the right and few cross.
//!
//! The method is that of Sugiyama, Tagawa and Toda (1981): columns by the longest way, bends where an
//! edge passes a column, an order by the mean place of the neighbours. Heights are those nearest to the
//! neighbours that keep the order.

use super::columns::Graph;
use super::rows::Way;

/// Where the nodes and the edges of a graph lie, in units.
pub struct Layered {
    /// The middle of each node.
    pub nodes: Vec<(i32, i32)>,
    pub ways: Vec<Way>,
    pub size: (i32, i32),
}

/// Lays out nodes of these sizes. Every edge leads from a node to a later one. An edge that goes on in
/// the next row leaves and comes in at the same height.
pub fn layered(sizes: &[(i32, i32)], edges: &[(usize, usize)]) -> Layered {
    let mut graph = Graph::new(sizes, edges, &ranks(sizes.len(), edges));
    graph.order();
    let heights = graph.heights();
    let places = graph.places_in_rows(&heights);
    let ways = graph.ways.iter().flat_map(|way| graph.drawn(way, &places, &heights));
    Layered { ways: ways.collect(), nodes: places.nodes[..sizes.len()].to_vec(), size: places.size }
}

/// The column of each node: right of all that lead to it; what nothing leads to is next to where it
/// leads.
fn ranks(count: usize, edges: &[(usize, usize)]) -> Vec<usize> {
    let mut ranks = vec![0; count];
    let mut by_end = edges.to_vec();
    by_end.sort_by_key(|(_, to)| *to);
    for (from, to) in &by_end {
        ranks[*to] = ranks[*to].max(ranks[*from] + 1);
    }
    for v in 0..count {
        let leads_to = edges.iter().filter(|(from, _)| *from == v).map(|(_, to)| ranks[*to]).min();
        if let (true, Some(rank)) = (edges.iter().all(|(_, to)| *to != v), leads_to) {
            ranks[v] = rank - 1;
        }
    }
    ranks
}

#[cfg(test)]
mod tests {
    use super::super::rows::WIDEST;
    use super::*;

    fn check(count: usize, edges: &[(usize, usize)]) -> Layered {
        let sizes = vec![(600, 300); count];
        let layered = layered(&sizes, edges);
        for (i, a) in layered.nodes.iter().enumerate() {
            assert!(a.0 - 300 >= 0 && a.0 + 300 <= layered.size.0);
            assert!(a.1 - 150 >= 0 && a.1 + 150 <= layered.size.1);
            for b in &layered.nodes[i + 1..] {
                assert!((a.0 - b.0).abs() >= 600 || (a.1 - b.1).abs() >= 300, "{a:?} {b:?}");
            }
        }
        for Way { points, .. } in &layered.ways {
            assert!(points.windows(2).all(|pair| pair[0].0 <= pair[1].0), "{points:?}");
        }
        assert!(layered.size.0 < WIDEST + 2000);
        layered
    }

    #[test]
    fn a_chain_is_straight() {
        let edges = |count: usize| -> Vec<_> { (1..count).map(|i| (i - 1, i)).collect() };
        let chain = check(8, &edges(8));
        assert!(chain.nodes.iter().all(|node| node.1 == chain.nodes[0].1));
        // A long one goes on in the next row, where it is cut in two.
        let long = check(40, &edges(40));
        let rows = long.ways.iter().filter(|way| !way.arrives).count() + 1;
        assert_eq!((rows, long.ways.len()), (5, 39 + rows - 1));
        assert!(long.nodes[39].1 > long.nodes[0].1);
    }

    #[test]
    fn nodes_do_not_touch_and_edges_go_right() {
        check(0, &[]);
        check(3, &[]);
        // A residual block: the edge past it does not cross its nodes.
        let residual = check(5, &[(0, 1), (1, 2), (2, 3), (0, 3), (3, 4)]);
        let past = &residual.ways[3].points[1..residual.ways[3].points.len() - 1];
        for node in &residual.nodes[1..3] {
            assert!(past.iter().all(|point| (point.1 - node.1).abs() > 150), "{past:?} {node:?}");
        }
        let mut state = 7_u64;
        let mut random = |below: usize| {
            state = state.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
            (state >> 33) as usize % below
        };
        for _ in 0..20 {
            let edges: Vec<_> = (1..40).map(|to| (random(to), to)).collect();
            check(40, &edges);
        }
    }

    #[test]
    fn a_tree_has_no_crossings() {
        let edges = [(0, 4), (1, 5), (2, 4), (3, 5), (4, 6), (5, 6)];
        let mut graph = Graph::new(&[(1, 1); 7], &edges, &ranks(7, &edges));
        graph.order();
        assert_eq!(graph.crossings(), 0);
    }
}
