//! Layered layout: the nodes of a graph in columns, so that every edge goes to the right and few cross.
//!
//! The method is that of Sugiyama, Tagawa and Toda (1981): columns by the longest way, bends where an
//! edge passes a column, an order by the mean place of the neighbours. Heights are those nearest to the
//! neighbours that keep the order.

use std::ops::Range;

/// The room between columns and between the nodes of one.
const ACROSS: i32 = 380;
const DOWN: i32 = 130;
/// A wider graph goes on in a new row, below this much room.
const WIDEST: i32 = 9200;
const ROWS_APART: i32 = 420;
/// The length of an edge beyond the end of a row.
const STUB: i32 = 200;
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

/// An edge, or as much of it as lies in one row.
pub struct Way {
    pub points: Vec<(i32, i32)>,
    /// Whether it arrives at a node.
    pub arrives: bool,
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
struct Graph {
    sizes: Vec<(i32, i32)>,
    rank: Vec<usize>,
    /// The nodes on the way of each edge.
    ways: Vec<Vec<usize>>,
    columns: Vec<Vec<usize>>,
    before: Vec<Vec<usize>>,
    after: Vec<Vec<usize>>,
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

    /// Puts the columns into rows of about the same width.
    fn places_in_rows(&self, heights: &[i32]) -> Places {
        let widths: Vec<i32> = self
            .columns
            .iter()
            .map(|column| column.iter().map(|v| self.sizes[*v].0).max().unwrap_or(0))
            .collect();
        let whole: i32 = widths.iter().map(|width| width + ACROSS).sum();
        let wanted = whole / (whole / WIDEST + 1);
        let (mut columns, mut row, mut left) = (Vec::new(), 0, 0);
        for width in &widths {
            if left > 0 && left + width / 2 > wanted {
                (row, left) = (row + 1, 2 * STUB);
            }
            columns.push((row, left..left + width));
            left += width + ACROSS;
        }
        let mut places = Places { nodes: vec![(0, 0); heights.len()], columns, size: (0, 0) };
        let mut top = 0;
        for row in 0..=row {
            let of_row = |v: &usize| places.columns[self.rank[*v]].0 == row;
            let nodes: Vec<usize> = (0..heights.len()).filter(of_row).collect();
            // An edge into the next row leaves this one at the height of its end.
            let leaving = nodes.iter().flat_map(|v| &self.after[*v]);
            let all = || nodes.iter().chain(leaving.clone());
            let first = all().map(|v| heights[*v] - self.sizes[*v].1 / 2).min().unwrap_or(0);
            let last = all().map(|v| heights[*v] + self.sizes[*v].1 / 2).max().unwrap_or(0);
            for &v in &nodes {
                let column = &places.columns[self.rank[v]].1;
                places.nodes[v] = ((column.start + column.end) / 2, heights[v] - first + top);
            }
            places.size.1 = top + last - first;
            top = places.size.1 + ROWS_APART;
        }
        places.size.0 = places.columns.iter().map(|(_, column)| column.end).max().unwrap_or(0);
        if row > 0 {
            places.size.0 += 2 * STUB;
        }
        places
    }

    /// An edge from the right side of a node to the left side of another, cut at the ends of rows.
    fn drawn(&self, way: &[usize], places: &Places, heights: &[i32]) -> Vec<Way> {
        let mut ways = Vec::new();
        let mut points = Vec::new();
        let mut row = 0;
        for (i, &v) in way.iter().enumerate() {
            let (x, y) = places.nodes[v];
            let half = self.sizes[v].0 / 2;
            let (own, column) = &places.columns[self.rank[v]];
            if i > 0 && *own != row {
                let before = way[i - 1];
                let leaving = places.nodes[before].1 + heights[v] - heights[before];
                points.push((places.row_end(row) + 2 * STUB, leaving));
                ways.push(Way { points: std::mem::take(&mut points), arrives: false });
                points.push((0, y));
            }
            row = *own;
            match i {
                0 => points.push((x + half, y)),
                _ if i + 1 == way.len() => points.push((x - half, y)),
                // Straight past the nodes of the column.
                _ => points.extend([(column.start, y), (column.end, y)]),
            }
        }
        ways.push(Way { points, arrives: true });
        ways
    }
}

/// The places of all nodes, and the row and the sides of each column.
struct Places {
    nodes: Vec<(i32, i32)>,
    columns: Vec<(usize, Range<i32>)>,
    size: (i32, i32),
}

impl Places {
    fn row_end(&self, row: usize) -> i32 {
        let of_row = self.columns.iter().filter(|(own, _)| *own == row);
        of_row.map(|(_, column)| column.end).max().unwrap_or(0)
    }
}

#[cfg(test)]
mod tests {
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
