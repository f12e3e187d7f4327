//! A plot drawn: background, grid, axes, legend and data.
//!
//! The data lies in an `<svg>` inside the
//! `<svg>`, which clips it to the axes.

use std::ops::Range;

use plotters::coord::CoordTranslate;
use plotters::drawing::IntoDrawingArea;
use plotters::element::PathElement;
use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters::style::{FontTransform, IntoFont, ShapeStyle, TextStyle};

use super::marks::{
    Area, Drawn, FAR, Map, PIXEL, draw_line, draw_points, draw_sides, draw_zero_lines, marker,
};
use super::palette::{GRID, INK, PAPER, series};
use super::svg::{Svg, text_width};
use super::ticks::ticks;
use super::{Content, Kind, Series};
use crate::display::escape;

const FONT: i32 = 12 * PIXEL;
const TITLE_FONT: i32 = 14 * PIXEL;

/// The plot as SVG; `sentence` is its description.
pub fn svg(plot: &Content, sentence: &str) -> String {
    let layout = Layout::new(plot);
    let (width, height) = (plot.size.0 as i32 * PIXEL, plot.size.1 as i32 * PIXEL);
    let mut parts = [String::new(), String::new(), String::new()];
    let [back, data, front] = &mut parts;
    let whole = (width as u32, height as u32);
    let drawn = layout
        .draw_back(&Svg::new(back, whole).into_drawing_area(), plot)
        .and_then(|()| layout.draw_data(&Svg::with_room(data, FAR).into_drawing_area(), plot))
        .and_then(|()| layout.draw_front(&Svg::new(front, whole).into_drawing_area()));
    drawn.expect("writing to a string does not fail");
    let (x, y) = (layout.left, layout.top);
    let (w, h) = layout.plane();
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{}\" height=\"{}\" \
         viewBox=\"0 0 {width} {height}\" font-family=\"Helvetica, Arial, sans-serif\" role=\"img\">\
         <title>{}</title>{back}\
         <svg x=\"{x}\" y=\"{y}\" width=\"{w}\" height=\"{h}\" viewBox=\"0 0 {w} {h}\">{data}</svg>\
         {front}</svg>",
        plot.size.0,
        plot.size.1,
        escape(sentence),
    )
}

/// Where everything goes, in units.
struct Layout {
    left: i32,
    right: i32,
    top: i32,
    bottom: i32,
    x: Range<f64>,
    y: Range<f64>,
    x_ticks: Vec<(f64, String)>,
    y_ticks: Vec<(f64, String)>,
    legend: Vec<Entry>,
}

/// A series in the legend.
struct Entry {
    at: (i32, i32),
    number: usize,
    kind: Kind,
    label: String,
}

impl Layout {
    fn new(plot: &Content) -> Layout {
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
    fn plane(&self) -> (i32, i32) {
        (self.right - self.left, (self.bottom - self.top).max(PIXEL))
    }

    /// From data to units, with these pixels as the corners of the plane.
    fn map(&self, x: Range<i32>, y: Range<i32>) -> Map {
        Map::new(self.x.clone(), self.y.clone(), (x, y.end..y.start))
    }

    fn draw_back(&self, area: &Area, plot: &Content) -> Drawn {
        area.fill(&PAPER)?;
        let center = (self.left + self.right) / 2;
        let (width, height) = (plot.size.0 as i32 * PIXEL, plot.size.1 as i32 * PIXEL);
        if !plot.title.is_empty() {
            let style = text(TITLE_FONT, HPos::Center, VPos::Top);
            // A long title is centred over the whole picture, where it has more room.
            let long =
                text_width(&plot.title) * TITLE_FONT as f64 > (self.right - self.left) as f64;
            let at = if long { width / 2 } else { center };
            area.draw_text(&plot.title, &style, (at, 11 * PIXEL))?;
        }
        if !plot.x_label.is_empty() {
            let style = text(FONT, HPos::Center, VPos::Bottom);
            area.draw_text(&plot.x_label, &style, (center, height - 9 * PIXEL))?;
        }
        if !plot.y_label.is_empty() {
            let style = text(FONT, HPos::Center, VPos::Top).transform(FontTransform::Rotate270);
            let middle = (self.top + self.bottom) / 2;
            area.draw_text(&plot.y_label, &style, (8 * PIXEL, middle))?;
        }
        for entry in &self.legend {
            entry.draw(area)?;
        }
        Ok(())
    }

    fn draw_data(&self, area: &Area, plot: &Content) -> Drawn {
        let (width, height) = self.plane();
        let (right, bottom) = (FAR + width, FAR + height);
        let map = self.map(FAR..right, FAR..bottom);
        if let Some(boundary) = &plot.boundary {
            draw_sides(area, &map, boundary)?;
        }
        let grid = ShapeStyle::from(&GRID).stroke_width(PIXEL as u32);
        for (x, _) in &self.x_ticks {
            let (x, _) = map.translate(&(*x, self.y.start));
            area.draw(&PathElement::new([(x, FAR), (x, bottom)], grid))?;
        }
        for (y, _) in &self.y_ticks {
            let (_, y) = map.translate(&(self.x.start, *y));
            area.draw(&PathElement::new([(FAR, y), (right, y)], grid))?;
        }
        if let Some(boundary) = &plot.boundary {
            draw_zero_lines(area, &map, boundary)?;
        }
        // Points lie over lines, which would hide them.
        let numbered = || plot.series.iter().enumerate();
        for (number, line) in numbered().filter(|(_, s)| s.kind == Kind::Line) {
            draw_line(area, &map, number, line)?;
        }
        for (number, points) in numbered().filter(|(_, s)| s.kind == Kind::Scatter) {
            draw_points(area, &map, number, points)?;
        }
        Ok(())
    }

    /// The axes with their numbers.
    fn draw_front(&self, area: &Area) -> Drawn {
        let map = self.map(self.left..self.right, self.top..self.bottom);
        let ink = ShapeStyle::from(&INK).stroke_width(PIXEL as u32);
        let corner = (self.left, self.bottom);
        let axes = [(self.left, self.top), corner, (self.right, self.bottom)];
        area.draw(&PathElement::new(axes, ink))?;
        let tick = 4 * PIXEL;
        for (x, _) in &self.x_ticks {
            let (x, y) = map.translate(&(*x, self.y.start));
            area.draw(&PathElement::new([(x, y), (x, y + tick)], ink))?;
        }
        for (y, _) in &self.y_ticks {
            let (x, y) = map.translate(&(self.x.start, *y));
            area.draw(&PathElement::new([(x - tick, y), (x, y)], ink))?;
        }
        for (x, label) in &self.x_ticks {
            let (x, y) = map.translate(&(*x, self.y.start));
            let style = text(FONT, HPos::Center, VPos::Top);
            area.draw_text(label, &style, (x, y + 2 * tick))?;
        }
        for (y, label) in &self.y_ticks {
            let (x, y) = map.translate(&(self.x.start, *y));
            let style = text(FONT, HPos::Right, VPos::Center);
            area.draw_text(label, &style, (x - 7 * PIXEL, y))?;
        }
        Ok(())
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

impl Entry {
    fn draw(&self, area: &Area) -> Drawn {
        let (x, y) = self.at;
        match self.kind {
            Kind::Line => {
                let style = ShapeStyle::from(&series(self.number)).stroke_width(20);
                area.draw(&PathElement::new([(x, y), (x + 18 * PIXEL, y)], style))?;
            }
            Kind::Scatter => {
                let color = series(self.number);
                marker(area, (x + 9 * PIXEL, y), self.number, color, 4 * PIXEL)?;
            }
        }
        let style = text(FONT, HPos::Left, VPos::Center);
        area.draw_text(&self.label, &style, (x + 24 * PIXEL, y))
    }
}

fn text(size: i32, horizontal: HPos, vertical: VPos) -> TextStyle<'static> {
    TextStyle::from(("sans-serif", size).into_font())
        .color(&INK)
        .pos(Pos::new(horizontal, vertical))
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
