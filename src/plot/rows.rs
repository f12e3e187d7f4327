//! The columns of a graph in rows, where one row would be too wide to read.

use std::ops::Range;

use super::columns::Graph;

/// The room between columns.
const ACROSS: i32 = 380;
/// A wider graph goes on in a new row, below this much room.
pub const WIDEST: i32 = 9200;
const ROWS_APART: i32 = 420;
/// The length of an edge beyond the end of a row.
const STUB: i32 = 200;

/// An edge, or as much of it as lies in one row.
pub struct Way {
    pub points: Vec<(i32, i32)>,
    /// Whether it arrives at a node.
    pub arrives: bool,
}

impl Graph {
    /// Puts the columns into rows of about the same width.
    pub fn places_in_rows(&self, heights: &[i32]) -> Places {
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
    pub fn drawn(&self, way: &[usize], places: &Places, heights: &[i32]) -> Vec<Way> {
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
pub struct Places {
    pub nodes: Vec<(i32, i32)>,
    columns: Vec<(usize, Range<i32>)>,
    pub size: (i32, i32),
}

impl Places {
    fn row_end(&self, row: usize) -> i32 {
        let of_row = self.columns.iter().filter(|(own, _)| *own == row);
        of_row.map(|(_, column)| column.end).max().unwrap_or(0)
    }
}
