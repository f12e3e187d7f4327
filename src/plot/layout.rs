//! The layout of a plot: where the axes, their numbers, the legend and the data go.

use std::ops::Range;

use super::marks::{Map, PIXEL};
use super::svg::text_width;
use super::ticks::ticks;
use super::{Content, Kind, Series};

/// The size of labels and numbers.
pub const FONT: i32 = 12 * PIXEL;

/// Where everything goes, in units.
pub struct Layout {
    pub left: i32,
    pub right: i32,
    pub top: i32,
    pub bottom: i32,
    pub x: Range<f64>,
    pub y: Range<f64>,
    pub x_ticks: Vec<(f64, String)>,
    pub y_ticks: Vec<(f64, String)>,
    pub legend: Vec<Entry>,
}

/// A series in the legend.
pub struct Entry {
    pub at: (i32, i32),
    pub number: usize,
    pub kind: Kind,
    pub label: String,
}

impl Layout {
    /// Lays out a plot.
    pub fn new(plot: &Content) -> Layout {
        let (x, y) = (x_range(plot), y_range(plot));
        let (width, height) = (plot.size.0 as i32 * PIXEL, plot.size.1 as i32 * PIXEL);
        let y_ticks = ticks(y.start, y.end, (plot.size.1 as usize / 45).max(2));
        let widest = y_ticks.iter().map(|(_, l)| text_width(l)).fold(0.0, f64::max);
        let label_room = |label: &str| if label.is_empty() { 0 } else { 18 * PIXEL };
        let left = 14 * PIXEL + (widest * FONT as f64) as i32 + label_room(&plot.y_label);
        let right = width - 16 * PIXEL;
        // Wide labels need room between them.
        let x_count = |room: f64| ((right - left) as f64 / room) as usize;
        let mut x_ticks = ticks(x.start, x.end, x_count(70.0 * PIXEL as f64).max(2));
        let label = x_ticks.iter().map(|(_, l)| text_width(l)).fold(0.0, f64::max) + 1.0;
        if x_ticks.len() as f64 * label * FONT as f64 > (right - left) as f64 {
            x_ticks = ticks(x.start, x.end, x_count(label * FONT as f64).max(2));
        }
        let mut top = 12 * PIXEL;
        if !plot.title.is_empty() {
            top += 24 * PIXEL;
        }
        let legend = legend(&plot.series, left..right, &mut top);
        Layout {
            left,
            right,
            top,
            bottom: height - 28 * PIXEL - label_room(&plot.x_label),
            x,
            y,
            x_ticks,
            y_ticks,
            legend,
        }
    }

    /// The size of the plane between the axes.
    pub fn plane(&self) -> (i32, i32) {
        (self.right - self.left, (self.bottom - self.top).max(PIXEL))
    }

    /// From data to units, with these pixels as the corners of the plane.
    pub fn map(&self, x: Range<i32>, y: Range<i32>) -> Map {
        Map::new(self.x.clone(), self.y.clone(), (x, y.end..y.start))
    }
}

/// The labelled series in rows above the plane, when there are several; `top` moves below them.
fn legend(all: &[Series], x: Range<i32>, top: &mut i32) -> Vec<Entry> {
    let labelled = |(_, s): &(usize, &Series)| !s.label.is_empty();
    if all.iter().enumerate().filter(labelled).count() < 2 {
        return Vec::new();
    }
    let (mut at, mut entries) = ((x.start, *top + 6 * PIXEL), Vec::new());
    for (number, series) in all.iter().enumerate().filter(labelled) {
        let width = 26 * PIXEL + (text_width(&series.label) * FONT as f64) as i32;
        if at.0 > x.start && at.0 + width > x.end {
            at = (x.start, at.1 + 18 * PIXEL);
        }
        entries.push(Entry { at, number, kind: series.kind, label: series.label.clone() });
        at.0 += width + 14 * PIXEL;
    }
    *top = at.1 + 14 * PIXEL;
    entries
}

fn x_range(plot: &Content) -> Range<f64> {
    let boundary = plot.boundary.as_ref().map(|b| &b.x);
    range(plot.x_range.as_ref(), boundary, plot, |p| p.0)
}

fn y_range(plot: &Content) -> Range<f64> {
    let boundary = plot.boundary.as_ref().map(|b| &b.y);
    range(plot.y_range.as_ref(), boundary, plot, |p| p.1)
}

/// The range asked for; or that of the data with some room around it, and of the boundary.
fn range(
    asked: Option<&Range<f32>>,
    boundary: Option<&Range<f32>>,
    plot: &Content,
    axis: fn(&(f32, f32)) -> f32,
) -> Range<f64> {
    if let Some(range) = asked {
        return range.start as f64..range.end as f64;
    }
    let values = plot.series.iter().flat_map(|s| &s.points).map(axis);
    let (mut low, mut high) = (f64::INFINITY, f64::NEG_INFINITY);
    for value in values.filter(|v| v.is_finite()) {
        low = low.min(value as f64);
        high = high.max(value as f64);
    }
    if low <= high {
        let room = match high - low {
            0.0 => (low.abs() * 0.1).max(0.5),
            width => width * 0.05,
        };
        (low, high) = (low - room, high + room);
    }
    if let Some(range) = boundary {
        (low, high) = (low.min(range.start as f64), high.max(range.end as f64));
    }
    if low < high { low..high } else { 0.0..1.0 }
}
