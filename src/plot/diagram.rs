//! Diagrams: circles, boxes, texts and the lines between them.

use plotters::element::{Circle, PathElement, Polygon, Rectangle};
use plotters::style::text_anchor::{HPos, VPos};
use plotters::style::{RGBColor, ShapeStyle};

use super::arrows::arrow;
use super::marks::{Area, Drawn, PIXEL};
use super::palette::{INK, PAPER};
use super::text::{SMALL_FONT, TITLE_FONT, fitted, text};

/// The width of an outline.
const LINE: u32 = 12;

/// The height that a title takes.
pub fn head(title: &str) -> i32 {
    if title.is_empty() { 0 } else { 30 * PIXEL }
}

/// Paper and the title on it.
pub fn draw_paper(area: &Area, title: &str) -> Drawn {
    area.fill(&PAPER)?;
    let width = area.dim_in_pixel().0 as i32;
    let style = text(TITLE_FONT, HPos::Center, VPos::Top);
    area.draw_text(&fitted(title, TITLE_FONT, width - 10 * PIXEL), &style, (width / 2, 11 * PIXEL))
}

pub fn draw_disc(area: &Area, at: (i32, i32), radius: i32, color: RGBColor) -> Drawn {
    area.draw(&Circle::new(at, radius, ShapeStyle::from(&color).filled()))
}

/// A box around a point with lines of text in it.
pub fn draw_box(
    area: &Area,
    at: (i32, i32),
    size: (i32, i32),
    color: RGBColor,
    lines: &[String],
) -> Drawn {
    let corners = [(at.0 - size.0 / 2, at.1 - size.1 / 2), (at.0 + size.0 / 2, at.1 + size.1 / 2)];
    area.draw(&Rectangle::new(corners, ShapeStyle::from(&color).filled()))?;
    area.draw(&Rectangle::new(corners, ShapeStyle::from(&INK).stroke_width(LINE)))?;
    draw_lines_of_text(area, at, lines)
}

/// Lines of text below each other, centred at a point.
pub fn draw_lines_of_text(area: &Area, at: (i32, i32), lines: &[String]) -> Drawn {
    let height = SMALL_FONT + 3 * PIXEL;
    let top = at.1 - (lines.len() as i32 - 1) * height / 2;
    for (i, line) in lines.iter().enumerate() {
        let style = text(SMALL_FONT, HPos::Center, VPos::Center);
        area.draw_text(line, &style, (at.0, top + i as i32 * height))?;
    }
    Ok(())
}

/// A smooth way through points that leaves and arrives horizontally, with a head where it arrives.
pub fn draw_way(area: &Area, points: &[(i32, i32)], arrives: bool, color: RGBColor) -> Drawn {
    let style = ShapeStyle::from(&color);
    let mut smooth = Vec::new();
    for pair in points.windows(2) {
        let ((x0, y0), (x1, y1)) = (pair[0], pair[1]);
        let steps = if y0 == y1 { 1 } else { 8 };
        for step in 0..=steps {
            let t = step as f64 / steps as f64;
            let rise = t * t * (3.0 - 2.0 * t);
            let x = x0 as f64 + (x1 - x0) as f64 * t;
            smooth.push((x.round() as i32, (y0 as f64 + (y1 - y0) as f64 * rise).round() as i32));
        }
    }
    if !arrives {
        return area.draw(&PathElement::new(smooth, style.stroke_width(LINE)));
    }
    let Some(end) = smooth.pop() else { return Ok(()) };
    // The head is level, as the way is where it arrives.
    let (shaft, head) = arrow((end.0 - 14 * PIXEL, end.1), end);
    smooth.retain(|point| point.0 < shaft[1].0);
    smooth.push(shaft[1]);
    area.draw(&PathElement::new(smooth, style.stroke_width(LINE)))?;
    area.draw(&Polygon::new(head, style.filled()))
}
