//! The nodes of a graph in columns: their order and their heights.

use super::settle::settled;

/// The room between the nodes of a column.
const DOWN: i32 = 130;
/// The height of an edge that passes a column.
const PASSING: i32 = 40;
const SWEEPS: usize = 12;

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
    pub fn new(sizes: &[(i32, i32)], edges: &[(usize, usize)], ranks: &[usize]) -> Graph {
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
    pub fn order(&mut self) {
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

    pub fn crossings(&self) -> usize {
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
    pub fn heights(&self) -> Vec<i32> {
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
    /// other.
    fn settle(&self, column: &[usize], heights: &mut [f64], wanted: impl Fn(usize) -> f64) {
        let apart = |pair: &[usize]| {
            (self.sizes[pair[0]].1 + self.sizes[pair[1]].1) as f64 / 2.0 + DOWN as f64
        };
        let wanted: Vec<f64> = column.iter().map(|v| wanted(*v)).collect();
        let apart: Vec<f64> = column.windows(2).map(apart).collect();
        for (v, height) in column.iter().zip(settled(&wanted, &apart)) {
            heights[*v] = height;
        }
    }
}
