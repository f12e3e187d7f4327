//! The layout of a plot: where the axes, their numbers, the legend and the data go.

use std::ops::Range;

use super::Content;
use super::color_bar::ColorBar;
use super::extent::{x_range, y_range};
use super::legend::{Entry, legend};
use super::marks::PIXEL;
use super::scale::{Map, Scale};
use super::text::{FONT, fitted, widest};
use super::ticks::{log_ticks, ticks};

/// The size of a plot that asks for none, in pixels.
const SIZE: (u32, u32) = (560, 360);
/// A name along an axis is cut after this.
const LONGEST_NAME: i32 = 130 * PIXEL;
/// The room of a name that stands beside another.
const LINE: i32 = FONT + 3 * PIXEL;

/// Where everything goes, in units.
pub struct Layout {
    pub size: (i32, i32),
    pub left: i32,
    pub right: i32,
    pub top: i32,
    pub bottom: i32,
    pub x: Scale,
    pub y: Scale,
    pub x_ticks: Vec<(f64, String)>,
    pub y_ticks: Vec<(f64, String)>,
    /// Whether the texts along the horizontal axis read upwards.
    pub upright: bool,
    pub legend: Vec<Entry>,
    pub color_bar: Option<ColorBar>,
}

/// The size of a plot that asks for none: with a heat map, what makes its cells square.
pub fn default_size(plot: &Content) -> (u32, u32) {
    let Some(table) = &plot.heat_map else { return SIZE };
    let (across, down) = table.cell(&plot.x_names);
    let mut size = SIZE;
    // Names that stand upright need other room, which is seen only once the width is known.
    for _ in 0..2 {
        let (width, height) = Layout::new(plot, size).plane();
        let fit = |whole: u32, plane: i32, wanted: f64| {
            (whole as i32 - plane / PIXEL + wanted.round() as i32).max(160) as u32
        };
        size = (
            fit(size.0, width, across * table.columns as f64),
            fit(size.1, height, down * table.rows as f64),
        );
    }
    size
}

impl Layout {
    /// Lays out a plot in a picture of a size in pixels.
    pub fn new(plot: &Content, size: (u32, u32)) -> Layout {
        let (width, height) = (size.0 as i32 * PIXEL, size.1 as i32 * PIXEL);
        let (x, y) = (x_range(plot), y_range(plot));
        let label_room = |label: &str| if label.is_empty() { 0 } else { 18 * PIXEL };
        let most = (size.1 as usize / 45).max(3);
        let y_ticks = match plot.y_names.is_empty() {
            true => numbers(plot, &y, most),
            false => names(&plot.y_names, height - 60 * PIXEL, width / 3),
        };
        let left = 14 * PIXEL + widest(texts(&y_ticks), FONT) + label_room(&plot.y_label);
        let color_bar = match (&plot.heat_map, &plot.surface) {
            (Some(table), _) => Some(table.color_bar((size.1 as usize / 65).max(2))),
            (None, Some(surface)) if !surface.levels.is_empty() => {
                Some(surface.color_bar(size.1 as usize / 24))
            }
            _ => None,
        };
        let bar = color_bar.as_ref().map_or(0, ColorBar::room);
        let mut right = (width - bar - 16 * PIXEL).max(left + PIXEL);
        let (mut x_ticks, upright) = x_ticks_on(plot, &x, right - left, height / 3);
        if !upright {
            // The last text may hang over the end of the axis.
            let half = widest(texts(&x_ticks), FONT) / 2 + 2 * PIXEL;
            if width - right < half {
                right = (width - half).max(left + PIXEL);
                x_ticks = x_ticks_on(plot, &x, right - left, height / 3).0;
            }
        }
        let below = match upright {
            true => 12 * PIXEL + widest(texts(&x_ticks), FONT),
            false => 28 * PIXEL,
        };
        let mut layout = Layout {
            size: (width, height),
            left,
            right,
            top: if plot.title.is_empty() { 12 * PIXEL } else { 36 * PIXEL },
            bottom: height - below - label_room(&plot.x_label),
            x,
            y,
            x_ticks,
            y_ticks,
            upright,
            legend: Vec::new(),
            color_bar,
        };
        (layout.legend, layout.top) = legend(&plot.series, layout.left..layout.right, layout.top);
        // What the legend and the names take may leave little room.
        let height = layout.plane().1;
        layout.y_ticks = spaced(layout.y_ticks, height);
        if let Some(bar) = &mut layout.color_bar {
            bar.ticks = spaced(std::mem::take(&mut bar.ticks), height);
        }
        layout
    }

    /// The size of the plane between the axes.
    pub fn plane(&self) -> (i32, i32) {
        (self.right - self.left, (self.bottom - self.top).max(PIXEL))
    }

    /// From data to units, with these pixels as the corners of the plane.
    pub fn map(&self, x: Range<i32>, y: Range<i32>) -> Map {
        Map::new(&self.x, &self.y, x, y)
    }
}

/// As many of some evenly spread texts as a height has room for.
fn spaced(ticks: Vec<(f64, String)>, height: i32) -> Vec<(f64, String)> {
    let every = (ticks.len() * LINE as usize).div_ceil(height.max(LINE) as usize).max(1);
    ticks.into_iter().step_by(every).collect()
}

fn texts(ticks: &[(f64, String)]) -> impl Iterator<Item = &str> {
    ticks.iter().map(|(_, label)| &label[..])
}

/// About so many numbers along an axis.
fn numbers(plot: &Content, scale: &Scale, most: usize) -> Vec<(f64, String)> {
    let Range { start, end } = scale.range;
    if plot.heat_map.is_some() {
        // Rows and columns are counted from 0, in whole numbers.
        let count = (start.max(end) + 0.5) as usize;
        let step = [1, 2, 5].map(|step| (0..6).map(move |power| step * 10_usize.pow(power)));
        let mut steps: Vec<usize> = step.into_iter().flatten().collect();
        steps.sort();
        let step = steps.into_iter().find(|step| count.div_ceil(*step) <= most.max(2));
        return (0..count)
            .step_by(step.unwrap_or(count))
            .map(|i| (i as f64, i.to_string()))
            .collect();
    }
    match scale.log {
        true => log_ticks(start, end, most),
        false => ticks(start, end, most),
    }
}

/// The numbers along the horizontal axis, where parts of one may mean nothing.
fn x_numbers(plot: &Content, x: &Scale, most: usize) -> Vec<(f64, String)> {
    let Range { start, end } = x.range;
    // Over more than so many they are at least 1 apart in any case.
    if plot.x_whole && !x.log && end - start < most as f64 {
        let whole = start.ceil() as i64..=end.floor() as i64;
        return whole.map(|i| (i as f64, i.to_string())).collect();
    }
    numbers(plot, x, most)
}

/// Names at 0, 1, 2, .. along an axis of this length, cut where there is no room for them; not all of
/// them where they lie too close.
fn names(names: &[String], length: i32, room: i32) -> Vec<(f64, String)> {
    let most = (length / LINE).max(1) as usize;
    let every = names.len().div_ceil(most).max(1);
    let fit = |(i, name): (usize, &String)| (i as f64, fitted(name, FONT, room.min(LONGEST_NAME)));
    names.iter().enumerate().step_by(every).map(fit).collect()
}

/// The texts along the horizontal axis, and whether they stand upright; then they have this much room
/// above each other.
fn x_ticks_on(plot: &Content, x: &Scale, room: i32, above: i32) -> (Vec<(f64, String)>, bool) {
    if !plot.x_names.is_empty() {
        let pitch = room as f64 / (x.range.end - x.range.start);
        let all = widest(plot.x_names.iter().map(|name| &name[..]), FONT);
        if (all + 8 * PIXEL) as f64 <= pitch {
            let places = plot.x_names.iter().enumerate();
            return (places.map(|(i, name)| (i as f64, name.clone())).collect(), false);
        }
        return (names(&plot.x_names, room, above), true);
    }
    // Wide labels need room between them.
    let count = |each: i32| (room / each) as usize;
    let cells = plot.heat_map.is_some();
    let ticks = x_numbers(plot, x, count(if cells { 30 } else { 70 } * PIXEL).max(4));
    let label = widest(texts(&ticks), FONT) + FONT;
    if ticks.len() as i32 * label <= room {
        return (ticks, false);
    }
    let fewer = x_numbers(plot, x, count(label).max(2));
    let label = widest(texts(&fewer), FONT) + FONT;
    let every = (fewer.len() * label as usize).div_ceil(room.max(label) as usize);
    (fewer.into_iter().step_by(every).collect(), false)
}
