//! The frame of a plot: what lies around the data, on a background. Title, labels and legend lie behind
//! it, the axes with their numbers in front.

use plotters::element::PathElement;
use plotters::style::text_anchor::{HPos, VPos};
use plotters::style::{FontTransform, ShapeStyle};

use super::Content;
use super::labels::draw_labels;
use super::layout::Layout;
use super::legend::draw_entry;
use super::marks::{Area, Drawn, PIXEL};
use super::palette::{INK, PAPER};
use super::text::{FONT, TITLE_FONT, fitted, text, width};

/// The background with title, labels and legend.
pub fn draw_back(layout: &Layout, area: &Area, plot: &Content) -> Drawn {
    area.fill(&PAPER)?;
    let center = (layout.left + layout.right) / 2;
    let (across, down) = layout.size;
    if !plot.title.is_empty() {
        let style = text(TITLE_FONT, HPos::Center, VPos::Top);
        let title = fitted(&plot.title, TITLE_FONT, across - 10 * PIXEL);
        // A title is centred over the plane, as far as the picture has room there.
        let half = width(&title, TITLE_FONT) / 2 + 5 * PIXEL;
        let at = center.min(across - half).max(half);
        area.draw_text(&title, &style, (at, 11 * PIXEL))?;
    }
    if !plot.x_label.is_empty() {
        let style = text(FONT, HPos::Center, VPos::Bottom);
        let room = 2 * center.min(across - center) - 4 * PIXEL;
        area.draw_text(&fitted(&plot.x_label, FONT, room), &style, (center, down - 9 * PIXEL))?;
    }
    if !plot.y_label.is_empty() {
        let style = text(FONT, HPos::Center, VPos::Top).transform(FontTransform::Rotate270);
        let middle = (layout.top + layout.bottom) / 2;
        // It keeps out of the corners, where the title and the other label may be.
        let room = 2 * (middle - 26 * PIXEL).min(down - middle - 26 * PIXEL);
        area.draw_text(&fitted(&plot.y_label, FONT, room), &style, (8 * PIXEL, middle))?;
    }
    for entry in &layout.legend {
        draw_entry(entry, area)?;
    }
    Ok(())
}

/// The axes with their numbers, the labels of points, and the texts of a table.
pub fn draw_front(layout: &Layout, area: &Area, plot: &Content) -> Drawn {
    let map = layout.map(layout.left..layout.right, layout.top..layout.bottom);
    let ink = ShapeStyle::from(&INK).stroke_width(PIXEL as u32);
    let corner = (layout.left, layout.bottom);
    let tick = 4 * PIXEL;
    if let Some(table) = &plot.heat_map {
        table.draw_texts(area, &map)?;
    } else {
        let axes = [(layout.left, layout.top), corner, (layout.right, layout.bottom)];
        area.draw(&PathElement::new(axes, ink))?;
        for (x, _) in &layout.x_ticks {
            let x = map.on_axes(*x, layout.y.range.start).0;
            area.draw(&PathElement::new([(x, corner.1), (x, corner.1 + tick)], ink))?;
        }
        for (y, _) in &layout.y_ticks {
            let y = map.on_axes(layout.x.range.start, *y).1;
            area.draw(&PathElement::new([(corner.0 - tick, y), (corner.0, y)], ink))?;
        }
    }
    for (x, label) in &layout.x_ticks {
        let at = (map.on_axes(*x, layout.y.range.start).0, corner.1 + 2 * tick);
        let style = match layout.upright {
            true => text(FONT, HPos::Right, VPos::Center).transform(FontTransform::Rotate270),
            false => text(FONT, HPos::Center, VPos::Top),
        };
        area.draw_text(label, &style, at)?;
    }
    for (y, label) in &layout.y_ticks {
        let at = (corner.0 - 7 * PIXEL, map.on_axes(layout.x.range.start, *y).1);
        area.draw_text(label, &text(FONT, HPos::Right, VPos::Center), at)?;
    }
    draw_labels(layout, area, plot)?;
    match &layout.color_bar {
        Some(bar) => bar.draw(area, layout),
        None => Ok(()),
    }
}
