//! Where a function of two variables is positive: marching squares over a grid.
//!
//! The function is sampled on a grid with a border of negative places around it, so that every
//! outline closes. Along an edge of the grid where the sign changes, the place of the change is found
//! by bisection: a step function gets as straight an outline as a smooth one.

use std::collections::BTreeMap;
use std::ops::Range;

/// Cells along each axis.
pub const CELLS: usize = 64;
/// Bisections of an edge: its 128th part is less than a tenth of a pixel.
const BISECTIONS: usize = 7;
/// A picture does not get better with more points.
pub const MOST_POINTS: usize = 3000;

type Point = (f32, f32);

/// The region where a function is positive.
#[derive(Clone, Debug, Default)]
pub struct Region {
    /// Closed outlines, larger ones first. Going along, the positive side is on the left; so an
    /// outline around a hole turns right.
    pub outlines: Vec<Outline>,
    /// The outlines without the border of the range: where the function is zero.
    pub zero_lines: Vec<Vec<Point>>,
    /// The share of the range where the function is positive.
    pub share: f32,
}

#[derive(Clone, Debug)]
pub struct Outline {
    pub points: Vec<Point>,
    /// Whether the inside is positive.
    pub positive: bool,
}

/// The region where `f` is above zero, on a grid with so many cells along each axis. NaN counts as not
/// above. A function that changes sign everywhere is sampled more coarsely, until the outlines have at
/// most so many points.
pub fn positive(
    f: &dyn Fn(f32, f32) -> f32,
    x: &Range<f32>,
    y: &Range<f32>,
    cells: usize,
    most_points: usize,
) -> Region {
    let mut cells = cells;
    loop {
        let region = Grid::sample(f, x, y, cells).region();
        let points: usize = region.outlines.iter().map(|o| o.points.len()).sum();
        if points <= most_points || cells <= 8 {
            return region;
        }
        cells /= 2;
    }
}

/// Samples with a border: node (0, j) and (cells + 2, j) lie outside, at the place of their inner
/// neighbour.
struct Grid<'a> {
    f: &'a dyn Fn(f32, f32) -> f32,
    xs: Vec<f32>,
    ys: Vec<f32>,
    positive: Vec<bool>,
}

/// An edge of the grid: its lower left node and whether it goes up.
type Edge = (usize, usize, bool);

impl Grid<'_> {
    fn sample<'a>(
        f: &'a dyn Fn(f32, f32) -> f32,
        x: &Range<f32>,
        y: &Range<f32>,
        cells: usize,
    ) -> Grid<'a> {
        let places = |range: &Range<f32>| -> Vec<f32> {
            (0..cells + 3)
                .map(|i| i.clamp(1, cells + 1) - 1)
                .map(|i| range.start + (range.end - range.start) * i as f32 / cells as f32)
                .collect()
        };
        let (xs, ys) = (places(x), places(y));
        let inside = |i: usize| (1..=cells + 1).contains(&i);
        let mut positive = Vec::with_capacity(xs.len() * ys.len());
        for (j, &y) in ys.iter().enumerate() {
            for (i, &x) in xs.iter().enumerate() {
                positive.push(inside(i) && inside(j) && f(x, y) > 0.0);
            }
        }
        Grid { f, xs, ys, positive }
    }

    fn is_positive(&self, i: usize, j: usize) -> bool {
        self.positive[j * self.xs.len() + i]
    }

    fn region(&self) -> Region {
        let cells = self.xs.len() - 3;
        let mut next = BTreeMap::new();
        for j in 0..cells + 2 {
            for i in 0..cells + 2 {
                for (from, to) in self.segments(i, j) {
                    let on_border = i == 0 || j == 0 || i > cells || j > cells;
                    next.insert(from, (to, on_border));
                }
            }
        }
        let mut region = Region::default();
        while let Some((&start, _)) = next.first_key_value() {
            let mut steps = Vec::new();
            let mut edge = start;
            while let Some((to, on_border)) = next.remove(&edge) {
                steps.push((self.crossing(edge), on_border));
                edge = to;
            }
            region.zero_lines.extend(zero_lines(&steps));
            let points: Vec<Point> = steps.into_iter().map(|(point, _)| point).collect();
            let positive = area(&points) > 0.0;
            region.outlines.push(Outline { points, positive });
        }
        region.outlines.sort_by(|a, b| area(&b.points).abs().total_cmp(&area(&a.points).abs()));
        let nodes = ((cells + 1) * (cells + 1)) as f32;
        region.share = self.positive.iter().filter(|p| **p).count() as f32 / nodes;
        region
    }

    /// The outline within one cell: from edge to edge, the positive corners on the left.
    fn segments(&self, i: usize, j: usize) -> Vec<(Edge, Edge)> {
        let [bottom, right, top, left] =
            [(i, j, false), (i + 1, j, true), (i, j + 1, false), (i, j, true)];
        let corners = [(i, j), (i + 1, j), (i + 1, j + 1), (i, j + 1)];
        let case = (0..4).fold(0, |case, c| {
            case | usize::from(self.is_positive(corners[c].0, corners[c].1)) << c
        });
        match case {
            1 => vec![(bottom, left)],
            2 => vec![(right, bottom)],
            3 => vec![(right, left)],
            4 => vec![(top, right)],
            5 if self.center_is_positive(i, j) => vec![(bottom, right), (top, left)],
            5 => vec![(bottom, left), (top, right)],
            6 => vec![(top, bottom)],
            7 => vec![(top, left)],
            8 => vec![(left, top)],
            9 => vec![(bottom, top)],
            10 if self.center_is_positive(i, j) => vec![(left, bottom), (right, top)],
            10 => vec![(right, bottom), (left, top)],
            11 => vec![(right, top)],
            12 => vec![(left, right)],
            13 => vec![(bottom, right)],
            14 => vec![(left, bottom)],
            _ => vec![],
        }
    }

    fn center_is_positive(&self, i: usize, j: usize) -> bool {
        let middle = |at: &[f32], i: usize| (at[i] + at[i + 1]) / 2.0;
        (self.f)(middle(&self.xs, i), middle(&self.ys, j)) > 0.0
    }

    /// Where the sign changes along an edge.
    fn crossing(&self, (i, j, up): Edge) -> Point {
        let (k, l) = if up { (i, j + 1) } else { (i + 1, j) };
        let (mut inside, mut outside) = ((self.xs[i], self.ys[j]), (self.xs[k], self.ys[l]));
        if !self.is_positive(i, j) {
            std::mem::swap(&mut inside, &mut outside);
        }
        if inside == outside {
            return inside;
        }
        for _ in 0..BISECTIONS {
            let middle = ((inside.0 + outside.0) / 2.0, (inside.1 + outside.1) / 2.0);
            if (self.f)(middle.0, middle.1) > 0.0 {
                inside = middle;
            } else {
                outside = middle;
            }
        }
        ((inside.0 + outside.0) / 2.0, (inside.1 + outside.1) / 2.0)
    }
}

/// The parts of a closed outline off the border. Each step is a point and whether the way on from
/// it is along the border.
fn zero_lines(steps: &[(Point, bool)]) -> Vec<Vec<Point>> {
    let count = steps.len();
    // Start after a stretch of border, so that no line is cut in two.
    let start = (0..count).find(|&i| steps[i].1 && !steps[(i + 1) % count].1);
    let first = start.map_or(0, |i| i + 1);
    let mut lines: Vec<Vec<Point>> = Vec::new();
    let mut open = false;
    for i in first..first + count {
        let (point, on_border) = steps[i % count];
        if on_border {
            open = false;
            continue;
        }
        if !open {
            lines.push(vec![point]);
            open = true;
        }
        if let Some(line) = lines.last_mut() {
            line.push(steps[(i + 1) % count].0);
        }
    }
    lines
}

/// The area inside a closed outline, positive when it turns left.
fn area(points: &[Point]) -> f64 {
    let shifted = points.iter().cycle().skip(1);
    points
        .iter()
        .zip(shifted)
        .map(|(a, b)| (a.0 as f64 * b.1 as f64 - b.0 as f64 * a.1 as f64) / 2.0)
        .sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn region(f: &dyn Fn(f32, f32) -> f32, x: Range<f32>, y: Range<f32>) -> Region {
        positive(f, &x, &y, CELLS, MOST_POINTS)
    }

    #[test]
    fn a_line_through_the_range_has_one_outline_and_one_zero_line() {
        let region = region(&|x, y| x + y - 1.0, 0.0..2.0, 0.0..2.0);
        assert_eq!(region.outlines.len(), 1);
        assert!((area(&region.outlines[0].points) - 3.5).abs() < 0.01);
        assert_eq!(region.zero_lines.len(), 1);
        assert!(region.zero_lines[0].iter().all(|(x, y)| (x + y - 1.0).abs() < 1e-3));
        assert!((region.share - 0.875).abs() < 0.01);
    }

    #[test]
    fn a_step_is_found_as_exactly_as_a_slope() {
        let step = |x: f32, y: f32| if 3.0 * x + y > 1.0 { 1.0 } else { -1.0 };
        let region = region(&step, -1.0..1.0, -1.0..1.0);
        assert!(region.zero_lines[0].iter().all(|(x, y)| (3.0 * x + y - 1.0).abs() < 2e-3));
    }

    #[test]
    fn a_ring_has_a_hole() {
        let ring = |x: f32, y: f32| {
            let r = x.hypot(y);
            (r - 0.3) * (0.8 - r)
        };
        let region = region(&ring, -1.0..1.0, -1.0..1.0);
        let kinds: Vec<bool> = region.outlines.iter().map(|o| o.positive).collect();
        assert_eq!(kinds, [true, false]);
        assert_eq!(region.zero_lines.len(), 2);
        let closed = &region.zero_lines[0];
        assert_eq!(closed.first(), closed.last());
    }

    #[test]
    fn xor_has_two_zero_lines() {
        let region = region(&|x, y| (x - 0.5) * (0.5 - y), 0.0..1.0, 0.0..1.0);
        let total: f64 = region.outlines.iter().map(|o| area(&o.points)).sum();
        assert!((total - 0.5).abs() < 0.02, "{total}");
        assert!(!region.zero_lines.is_empty());
    }

    #[test]
    fn constant_functions_and_noise_are_fine() {
        assert!(region(&|_, _| -1.0, 0.0..1.0, 0.0..1.0).outlines.is_empty());
        assert!(region(&|_, _| f32::NAN, 0.0..1.0, 0.0..1.0).outlines.is_empty());
        let all = region(&|_, _| 1.0, 0.0..1.0, 0.0..1.0);
        assert_eq!((all.outlines.len(), all.zero_lines.len(), all.share), (1, 0, 1.0));
        let noise = |x: f32, y: f32| (x * 9173.0).sin() * (y * 7919.0).cos();
        let region = region(&noise, 0.0..1.0, 0.0..1.0);
        assert!(region.outlines.iter().map(|o| o.points.len()).sum::<usize>() <= MOST_POINTS);
    }
}
