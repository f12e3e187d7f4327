//! A plot drawn: background, grid, axes, legend and data.
//!
//! plotters counts in whole units, so a pixel is ten of them. The data lies in an `<svg>` inside the
//! `<svg>`, which clips it to the axes.

use std::convert::Infallible;
use std::ops::Range;

use plotters::coord::cartesian::Cartesian2d;
use plotters::coord::types::RangedCoordf64;
use plotters::coord::{CoordTranslate, Shift};
use plotters::drawing::{DrawingArea, DrawingAreaErrorKind, IntoDrawingArea};
use plotters::element::{Circle, PathElement, Polygon, Rectangle};
use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters::style::{FontTransform, IntoFont, RGBColor, ShapeStyle, TextStyle};

use super::palette::{GRID, INK, PAPER, series, tint};
use super::svg::{Svg, text_width};
use super::ticks::ticks;
use super::{Boundary, Content, Kind, Series};
use crate::display::escape;

/// Units in a pixel.
const PIXEL: i32 = 10;
const FONT: i32 = 12 * PIXEL;
const TITLE_FONT: i32 = 14 * PIXEL;
/// The points of one series that are drawn at most; the others are left out evenly.
pub const MOST_POINTS: usize = 2500;
/// No point of a drawing is further from its corner than this.
const FAR: i32 = 1_000_000;

type Drawn = Result<(), DrawingAreaErrorKind<Infallible>>;
type Area<'a> = DrawingArea<Svg<'a>, Shift>;
type Map = Cartesian2d<RangedCoordf64, RangedCoordf64>;

/// The plot as SVG; `sentence` is its description.
pub fn svg(plot: &Content, sentence: &str) -> String {
    let layout = Layout::new(plot);
    let (width, height) = (plot.size.0 as i32 * PIXEL, plot.size.1 as i32 * PIXEL);
    let back = layer((width, height), |area| layout.draw_back(&area, plot));
    let data = layer(layout.plane(), |area| layout.draw_data(&area, plot));
    let front = layer((width, height), |area| layout.draw_front(&area));
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

/// What `draw` draws, as SVG without a head.
fn layer((width, height): (i32, i32), draw: impl FnOnce(Area) -> Drawn) -> String {
    let mut body = String::new();
    let area = Svg::new(&mut body, (width as u32, height as u32)).into_drawing_area();
    draw(area).expect("writing to a string does not fail");
    body
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
        let map = self.map(0..width, 0..height);
        if let Some(boundary) = &plot.boundary {
            draw_sides(area, &map, boundary)?;
        }
        let grid = ShapeStyle::from(&GRID).stroke_width(PIXEL as u32);
        for (x, _) in &self.x_ticks {
            let (x, _) = map.translate(&(*x, self.y.start));
            area.draw(&PathElement::new([(x, 0), (x, height)], grid))?;
        }
        for (y, _) in &self.y_ticks {
            let (_, y) = map.translate(&(self.x.start, *y));
            area.draw(&PathElement::new([(0, y), (width, y)], grid))?;
        }
        if let Some(boundary) = &plot.boundary {
            let ink = ShapeStyle::from(&INK).stroke_width(15);
            for line in &boundary.region.zero_lines {
                let points: Vec<_> = line.iter().map(|p| at(&map, p)).collect();
                area.draw(&PathElement::new(points, ink))?;
            }
        }
        for (number, series) in plot.series.iter().enumerate() {
            match series.kind {
                Kind::Line => draw_line(area, &map, number, series)?,
                Kind::Scatter => draw_points(area, &map, number, series)?,
            }
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

/// Where a point of the data lies; one far off the plane lies less far off.
fn at(map: &Map, point: &(f32, f32)) -> (i32, i32) {
    let (x, y) = map.translate(&(point.0 as f64, point.1 as f64));
    (x.clamp(-FAR, FAR), y.clamp(-FAR, FAR))
}

/// The two sides of a boundary. Outlines come larger first, so what lies inside another is drawn
/// over it.
fn draw_sides(area: &Area, map: &Map, boundary: &Boundary) -> Drawn {
    let corner = |x: f32, y: f32| at(map, &(x, y));
    let (x, y) = (&boundary.x, &boundary.y);
    let whole = [corner(x.start, y.end), corner(x.end, y.start)];
    area.draw(&Rectangle::new(whole, ShapeStyle::from(&tint(0)).filled()))?;
    for outline in &boundary.region.outlines {
        let points: Vec<_> = outline.points.iter().map(|p| at(map, p)).collect();
        let side = tint(usize::from(outline.positive));
        area.draw(&Polygon::new(points, ShapeStyle::from(&side).filled()))?;
    }
    Ok(())
}

fn draw_line(area: &Area, map: &Map, number: usize, line: &Series) -> Drawn {
    let style = ShapeStyle::from(&series(number)).stroke_width(20);
    for part in line.points.split(|p| !(p.0.is_finite() && p.1.is_finite())) {
        match part {
            [] => {}
            // A point between gaps has no line to show it.
            [alone] => area.draw(&Circle::new(at(map, alone), 15, style.filled()))?,
            _ => {
                let points = thinned(part.iter().map(|p| at(map, p)).collect());
                area.draw(&PathElement::new(points, style))?;
            }
        }
    }
    Ok(())
}

/// At most [`MOST_POINTS`] of a line: of each stretch the lowest and the highest, in their order.
fn thinned(points: Vec<(i32, i32)>) -> Vec<(i32, i32)> {
    if points.len() <= MOST_POINTS {
        return points;
    }
    let stretch = points.len().div_ceil(MOST_POINTS / 2);
    let extremes = points.chunks(stretch).flat_map(|part| {
        let low = (0..part.len()).min_by_key(|&i| part[i].1).unwrap_or(0);
        let high = (0..part.len()).max_by_key(|&i| part[i].1).unwrap_or(0);
        [part[low.min(high)], part[low.max(high)]]
    });
    extremes.collect()
}

/// Points with a thin rim of paper, so that each shows in a crowd.
fn draw_points(area: &Area, map: &Map, number: usize, scatter: &Series) -> Drawn {
    let mut points: Vec<_> = scatter
        .points
        .iter()
        .filter(|p| p.0.is_finite() && p.1.is_finite())
        .map(|p| at(map, p))
        .collect();
    if points.len() > MOST_POINTS {
        let stride = points.len() as f64 / MOST_POINTS as f64;
        points = (0..MOST_POINTS).map(|i| points[(i as f64 * stride) as usize]).collect();
    }
    let radius = PIXEL
        * match points.len() {
            0..=30 => 6,
            31..=300 => 4,
            301..=1000 => 3,
            _ => 2,
        };
    let rim = radius / 4;
    for point in &points {
        marker(area, *point, number, PAPER, radius + rim)?;
    }
    for point in &points {
        marker(area, *point, number, series(number), radius)?;
    }
    Ok(())
}

/// The mark of a series: a disc, a triangle, a square or a diamond of about the size of a disc of
/// radius `r`.
fn marker(area: &Area, (x, y): (i32, i32), number: usize, color: RGBColor, r: i32) -> Drawn {
    let style = ShapeStyle::from(&color).filled();
    let corners = match number % 4 {
        0 => return area.draw(&Circle::new((x, y), r, style)),
        1 => vec![
            (x, y - r * 6 / 5),
            (x + r * 11 / 10, y + r * 4 / 5),
            (x - r * 11 / 10, y + r * 4 / 5),
        ],
        2 => {
            let r = r * 9 / 10;
            vec![(x - r, y - r), (x + r, y - r), (x + r, y + r), (x - r, y + r)]
        }
        _ => {
            let r = r * 5 / 4;
            vec![(x, y - r), (x + r, y), (x, y + r), (x - r, y)]
        }
    };
    area.draw(&Polygon::new(corners, style))
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
