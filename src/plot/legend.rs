//! The legend: which label belongs to which mark.

use std::ops::Range;

use plotters::element::{Circle, PathElement, Polygon, Rectangle};
use plotters::style::text_anchor::{HPos, VPos};
use plotters::style::{Color, ShapeStyle};

use super::arrows::arrow;
use super::marks::{Area, Drawn, PIXEL, marker};
use super::palette::series;
use super::rules::dashes;
use super::text::{FONT, fitted, text, width};
use super::{Kind, Series};

/// A series in the legend.
pub struct Entry {
    pub at: (i32, i32),
    pub number: usize,
    pub kind: Kind,
    pub label: String,
}

/// The labels in rows across, when there are several, and where the plane below them begins.
pub fn legend(all: &[Series], across: Range<i32>, top: i32) -> (Vec<Entry>, i32) {
    let mut labelled: Vec<&Series> = Vec::new();
    for series in all.iter().filter(|s| !s.label.is_empty()) {
        match labelled.iter_mut().find(|s| s.label == series.label) {
            // A band is the shade of its line.
            Some(known) if known.kind == Kind::Band => *known = series,
            Some(_) => {}
            None => labelled.push(series),
        }
    }
    if labelled.len() < 2 && !labelled.iter().any(|s| s.kind == Kind::Rule) {
        return (Vec::new(), top);
    }
    let (mut at, mut entries) = ((across.start, top + 6 * PIXEL), Vec::new());
    for series in labelled {
        let label = fitted(&series.label, FONT, across.end - across.start - 26 * PIXEL);
        let room = 26 * PIXEL + width(&label, FONT);
        if at.0 > across.start && at.0 + room > across.end {
            at = (across.start, at.1 + 18 * PIXEL);
        }
        entries.push(Entry { at, number: series.number, kind: series.kind, label });
        at.0 += room + 14 * PIXEL;
    }
    (entries, at.1 + 14 * PIXEL)
}

pub fn draw_entry(entry: &Entry, area: &Area) -> Drawn {
    let (x, y) = entry.at;
    let color = series(entry.number);
    let end = x + 18 * PIXEL;
    let line = ShapeStyle::from(&color).stroke_width(20);
    let square = [(x + 3 * PIXEL, y - 5 * PIXEL), (x + 14 * PIXEL, y + 6 * PIXEL)];
    match entry.kind {
        Kind::Line => area.draw(&PathElement::new([(x, y), (end, y)], line))?,
        Kind::Scatter => marker(area, (x + 9 * PIXEL, y), entry.number, color, 4 * PIXEL)?,
        Kind::Bars => area.draw(&Rectangle::new(square, line.filled()))?,
        Kind::Histogram | Kind::Band => {
            let shade = color.mix(if entry.kind == Kind::Band { 0.35 } else { 0.6 });
            area.draw(&Rectangle::new(square, ShapeStyle::from(&shade).filled()))?;
        }
        Kind::Trajectory => {
            area.draw(&PathElement::new([(x, y), (end - 4 * PIXEL, y)], line))?;
            area.draw(&Circle::new((end - 4 * PIXEL, y), 4 * PIXEL, line.filled()))?;
        }
        Kind::Arrows => {
            let (shaft, head) = arrow((x, y), (end, y));
            area.draw(&PathElement::new(shaft, line))?;
            area.draw(&Polygon::new(head, line.filled()))?;
        }
        Kind::Rule => dashes(area, (x, y), (end, y))?,
    }
    let style = text(FONT, HPos::Left, VPos::Center);
    area.draw_text(&entry.label, &style, (x + 24 * PIXEL, y))
}
