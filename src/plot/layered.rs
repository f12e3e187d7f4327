//! Layered layout: the nodes of a graph in columns, so that every edge goes to the right and few cross.
//!
//! The method is that of Sugiyama, Tagawa and Toda (1981): columns by the longest way, bends where an
//! edge passes a column, an order by the mean place of the neighbours. Heights are those nearest to the
//! neighbours that keep the order.

use super::rows::Way;

/// The room between the nodes of a column.
const DOWN: i32 = 130;
/// The height of an edge that passes a column.
const PASSING: i32 = 40;
const SWEEPS: usize = 12;

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

/// The graph with a node wherever an edge passes a column.
pub struct Graph {
    pub sizes: Vec<(i32, i32)>,
    pub rank: Vec<usize>,
    /// The nodes on the way of each edge.
    pub ways: Vec<Vec<usize>>,
    pub columns: Vec<Vec<usize>>,
    pub before: Vec<Vec<usize>>,
    pub after: Vec<Vec<usize>>,
}

impl Graph {
    fn new(sizes: &[(i32, i32)], edges: &[(usize, usize)], ranks: &[usize]) -> Graph {
        let (mut sizes, mut rank, mut ways) = (sizes.to_vec(), ranks.to_vec(), Vec::new());
        for &(from, to) in edges {
            let mut way = vec![from];
            for passed in ranks[from] + 1..ranks[to] {
                way.push(sizes.len());
                sizes.push((0, PASSING));
                rank.push(passed);
            }
            way.push(to);
            ways.push(way);
        }
        let count = sizes.len();
        let mut columns = vec![Vec::new(); rank.iter().max().map_or(0, |most| most + 1)];
        (0..count).for_each(|v| columns[rank[v]].push(v));
        let (mut before, mut after) = (vec![Vec::new(); count], vec![Vec::new(); count]);
        for pair in ways.iter().flat_map(|way| way.windows(2)) {
            after[pair[0]].push(pair[1]);
            before[pair[1]].push(pair[0]);
        }
        Graph { sizes, rank, ways, columns, before, after }
    }

    /// Sorts each column by the mean place of the neighbours, there and back, and keeps the order with
    /// the fewest crossings.
    fn order(&mut self) {
        let mut best = (self.crossings(), self.columns.clone());
        for sweep in 0..SWEEPS {
            let there = sweep % 2 == 0;
            let count = self.columns.len();
            for i in 1..count {
                let column = if there { i } else { count - 1 - i };
                let place = self.places();
                let near = if there { &self.before } else { &self.after };
                let mean = |v: &usize| match &near[*v][..] {
                    [] => place[*v] as f64,
                    near => near.iter().map(|u| place[*u] as f64).sum::<f64>() / near.len() as f64,
                };
                self.columns[column].sort_by(|u, v| mean(u).total_cmp(&mean(v)));
            }
            let crossings = self.crossings();
            if crossings < best.0 {
                best = (crossings, self.columns.clone());
            }
        }
        self.columns = best.1;
    }

    /// The place of each node in its column.
    fn places(&self) -> Vec<usize> {
        let mut places = vec![0; self.sizes.len()];
        for column in &self.columns {
            column.iter().enumerate().for_each(|(i, v)| places[*v] = i);
        }
        places
    }

    fn crossings(&self) -> usize {
        let places = self.places();
        let mut crossings = 0;
        for column in &self.columns {
            let ends = |&v: &usize| -> Vec<(usize, usize)> {
                self.after[v].iter().map(|to| (places[v], places[*to])).collect()
            };
            let edges: Vec<_> = column.iter().flat_map(ends).collect();
            for (i, a) in edges.iter().enumerate() {
                let crosses =
                    |b: &&(usize, usize)| (a.0 < b.0 && a.1 > b.1) || (a.0 > b.0 && a.1 < b.1);
                crossings += edges[i + 1..].iter().filter(crosses).count();
            }
        }
        crossings
    }

    /// The middle of each node, as near to the mean of its neighbours as the order allows.
    fn heights(&self) -> Vec<i32> {
        let mut heights = vec![0.0; self.sizes.len()];
        for column in &self.columns {
            self.settle(column, &mut heights, |_| 0.0);
        }
        for sweep in 0..SWEEPS {
            let near = |v: usize| -> Vec<usize> {
                match sweep % 3 {
                    0 => self.before[v].clone(),
                    1 => self.after[v].clone(),
                    _ => [&self.before[v][..], &self.after[v][..]].concat(),
                }
            };
            for i in 0..self.columns.len() {
                let i = if sweep % 3 == 1 { self.columns.len() - 1 - i } else { i };
                let now = heights.clone();
                self.settle(&self.columns[i], &mut heights, |v| match &near(v)[..] {
                    [] => now[v],
                    near => near.iter().map(|u| now[*u]).sum::<f64>() / near.len() as f64,
                });
            }
        }
        let top = |v: usize| heights[v] - self.sizes[v].1 as f64 / 2.0;
        let first = (0..heights.len()).map(top).fold(f64::INFINITY, f64::min);
        heights.iter().map(|height| (height - first).round() as i32).collect()
    }

    /// Puts the nodes of a column as near to the wanted heights as they can be without touching each
    /// other: neighbours in each other's way become a block at the mean of what they want.
    fn settle(&self, column: &[usize], heights: &mut [f64], wanted: impl Fn(usize) -> f64) {
        let mut offset = 0.0;
        let mut offsets = Vec::new();
        for (i, &v) in column.iter().enumerate() {
            if i > 0 {
                let sizes = self.sizes[column[i - 1]].1 + self.sizes[v].1;
                offset += sizes as f64 / 2.0 + DOWN as f64;
            }
            offsets.push(offset);
        }
        // Blocks of nodes: the sum of what they want, and their number.
        let mut blocks: Vec<(f64, usize)> = Vec::new();
        for (i, &v) in column.iter().enumerate() {
            let mut block = (wanted(v) - offsets[i], 1);
            while let Some(last) = blocks.last()
                && last.0 / last.1 as f64 >= block.0 / block.1 as f64
            {
                block = (block.0 + last.0, block.1 + last.1);
                blocks.pop();
            }
            blocks.push(block);
        }
        let means = blocks.iter().flat_map(|(sum, n)| std::iter::repeat_n(sum / *n as f64, *n));
        for ((mean, &v), offset) in means.zip(column).zip(offsets) {
            heights[v] = mean + offset;
        }
    }
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
