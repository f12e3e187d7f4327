//! A plot drawn: background, grid, axes, legend and data.
//!
//! The data lies in an `<svg>` inside the `<svg>`, which clips it to the axes.

use plotters::coord::CoordTranslate;
use plotters::drawing::IntoDrawingArea;
use plotters::element::PathElement;
use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters::style::{FontTransform, IntoFont, ShapeStyle, TextStyle};

use super::layout::{Entry, FONT, Layout};
use super::marks::{
    Area, Drawn, FAR, PIXEL, draw_line, draw_points, draw_sides, draw_zero_lines, marker,
};
use super::palette::{GRID, INK, PAPER, series};
use super::svg::{Svg, text_width};
use super::{Content, Kind};
use crate::display::escape;

/// The size of the title.
const TITLE_FONT: i32 = 14 * PIXEL;

/// The plot as SVG; `sentence` is its description.
pub fn svg(plot: &Content, sentence: &str) -> String {
    let layout = Layout::new(plot);
    let (width, height) = (plot.size.0 as i32 * PIXEL, plot.size.1 as i32 * PIXEL);
    let mut parts = [String::new(), String::new(), String::new()];
    let [back, data, front] = &mut parts;
    let whole = (width as u32, height as u32);
    let drawn = draw_back(&layout, &Svg::new(back, whole).into_drawing_area(), plot)
        .and_then(|()| draw_data(&layout, &Svg::with_room(data, FAR).into_drawing_area(), plot))
        .and_then(|()| draw_front(&layout, &Svg::new(front, whole).into_drawing_area()));
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

fn draw_back(layout: &Layout, area: &Area, plot: &Content) -> Drawn {
    area.fill(&PAPER)?;
    let center = (layout.left + layout.right) / 2;
    let (width, height) = (plot.size.0 as i32 * PIXEL, plot.size.1 as i32 * PIXEL);
    if !plot.title.is_empty() {
        let style = text(TITLE_FONT, HPos::Center, VPos::Top);
        // A long title is centred over the whole picture, where it has more room.
        let long =
            text_width(&plot.title) * TITLE_FONT as f64 > (layout.right - layout.left) as f64;
        let at = if long { width / 2 } else { center };
        area.draw_text(&plot.title, &style, (at, 11 * PIXEL))?;
    }
    if !plot.x_label.is_empty() {
        let style = text(FONT, HPos::Center, VPos::Bottom);
        area.draw_text(&plot.x_label, &style, (center, height - 9 * PIXEL))?;
    }
    if !plot.y_label.is_empty() {
        let style = text(FONT, HPos::Center, VPos::Top).transform(FontTransform::Rotate270);
        let middle = (layout.top + layout.bottom) / 2;
        area.draw_text(&plot.y_label, &style, (8 * PIXEL, middle))?;
    }
    for entry in &layout.legend {
        draw_entry(entry, area)?;
    }
    Ok(())
}

fn draw_data(layout: &Layout, area: &Area, plot: &Content) -> Drawn {
    let (width, height) = layout.plane();
    let (right, bottom) = (FAR + width, FAR + height);
    let map = layout.map(FAR..right, FAR..bottom);
    if let Some(boundary) = &plot.boundary {
        draw_sides(area, &map, boundary)?;
    }
    let grid = ShapeStyle::from(&GRID).stroke_width(PIXEL as u32);
    for (x, _) in &layout.x_ticks {
        let (x, _) = map.translate(&(*x, layout.y.start));
        area.draw(&PathElement::new([(x, FAR), (x, bottom)], grid))?;
    }
    for (y, _) in &layout.y_ticks {
        let (_, y) = map.translate(&(layout.x.start, *y));
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
fn draw_front(layout: &Layout, area: &Area) -> Drawn {
    let map = layout.map(layout.left..layout.right, layout.top..layout.bottom);
    let ink = ShapeStyle::from(&INK).stroke_width(PIXEL as u32);
    let corner = (layout.left, layout.bottom);
    let axes = [(layout.left, layout.top), corner, (layout.right, layout.bottom)];
    area.draw(&PathElement::new(axes, ink))?;
    let tick = 4 * PIXEL;
    for (x, _) in &layout.x_ticks {
        let (x, y) = map.translate(&(*x, layout.y.start));
        area.draw(&PathElement::new([(x, y), (x, y + tick)], ink))?;
    }
    for (y, _) in &layout.y_ticks {
        let (x, y) = map.translate(&(layout.x.start, *y));
        area.draw(&PathElement::new([(x - tick, y), (x, y)], ink))?;
    }
    for (x, label) in &layout.x_ticks {
        let (x, y) = map.translate(&(*x, layout.y.start));
        let style = text(FONT, HPos::Center, VPos::Top);
        area.draw_text(label, &style, (x, y + 2 * tick))?;
    }
    for (y, label) in &layout.y_ticks {
        let (x, y) = map.translate(&(layout.x.start, *y));
        let style = text(FONT, HPos::Right, VPos::Center);
        area.draw_text(label, &style, (x - 7 * PIXEL, y))?;
    }
    Ok(())
}

fn draw_entry(entry: &Entry, area: &Area) -> Drawn {
    let (x, y) = entry.at;
    match entry.kind {
        Kind::Line => {
            let style = ShapeStyle::from(&series(entry.number)).stroke_width(20);
            area.draw(&PathElement::new([(x, y), (x + 18 * PIXEL, y)], style))?;
        }
        Kind::Scatter => {
            let color = series(entry.number);
            marker(area, (x + 9 * PIXEL, y), entry.number, color, 4 * PIXEL)?;
        }
    }
    let style = text(FONT, HPos::Left, VPos::Center);
    area.draw_text(&entry.label, &style, (x + 24 * PIXEL, y))
}

fn text(size: i32, horizontal: HPos, vertical: VPos) -> TextStyle<'static> {
    TextStyle::from(("sans-serif", size).into_font())
        .color(&INK)
        .pos(Pos::new(horizontal, vertical))
}

#[cfg(test)]
mod tests {
    use crate::prelude::*;

    /// The names of the elements of a well-formed document without comments and entities of its own.
    fn elements(xml: &str) -> Vec<&str> {
        let (mut names, mut open) = (Vec::new(), Vec::new());
        let mut rest = xml;
        while let Some(start) = rest.find('<') {
            let text = &rest[..start];
            assert!(!text.contains('>') && (names.is_empty() || !open.is_empty()));
            let end = start + rest[start..].find('>').expect("a tag ends");
            let tag = &rest[start + 1..end];
            rest = &rest[end + 1..];
            if let Some(name) = tag.strip_prefix('/') {
                assert_eq!(open.pop(), Some(name));
                continue;
            }
            assert_eq!(tag.matches('"').count() % 2, 0, "{tag}");
            let name = tag.split([' ', '/']).next().unwrap();
            names.push(name);
            if !tag.ends_with('/') {
                open.push(name);
            }
        }
        assert!(open.is_empty() && rest.is_empty());
        names
    }

    fn wave(len: usize) -> (Vec<f32>, Vec<f32>) {
        let xs: Vec<f32> = (0..len).map(|i| i as f32 / 50.0).collect();
        let ys = xs.iter().map(|x| (x * 7.0).sin() * x).collect();
        (xs, ys)
    }

    #[test]
    fn a_plot_is_well_formed_and_names_what_it_shows() {
        let svg = Plot::new("a < b & \"c\"")
            .x_label("<x>")
            .line("one", &[0., 1.], &[0., 1.])
            .scatter("two", &[0., 1.], &[1., f32::NAN])
            .boundary(0.0..1.0, 0.0..1.0, |x, y| x - y)
            .svg();
        let names = elements(&svg);
        assert_eq!(names.iter().filter(|n| **n == "svg").count(), 2);
        assert!(svg.contains(">a &lt; b &amp; &quot;c&quot;</text>"));
        assert!(svg.contains(">&lt;x&gt;</text>"));
        assert!(svg.contains(">one</text>") && svg.contains(">two</text>"));
    }

    #[test]
    fn the_same_plot_is_the_same_picture() {
        let (xs, ys) = wave(1000);
        let plot = || Plot::new("wave").line("", &xs, &ys).scatter("", &ys, &xs);
        assert_eq!(plot().svg(), plot().svg());
    }

    #[test]
    fn pictures_stay_small() {
        let (xs, ys) = wave(100_000);
        let noise = |x: f32, y: f32| (x * 9173.0).sin() * (y * 7919.0).cos();
        for plot in [
            Plot::new("line").line("", &xs, &ys),
            Plot::new("scatter").scatter("", &xs, &ys),
            Plot::new("noise").boundary(0.0..1.0, 0.0..1.0, noise),
        ] {
            let svg = plot.svg();
            elements(&svg);
            assert!(svg.len() <= 60_000, "{} has {} bytes", plot.0.title, svg.len());
        }
    }

    #[test]
    fn a_single_label_needs_no_legend() {
        let svg = Plot::new("").line("alone", &[0., 1.], &[0., 1.]).svg();
        assert!(!svg.contains(">alone</text>"));
    }

    #[test]
    fn odd_data_is_drawn_all_the_same() {
        let (nan, huge) = (f32::NAN, f32::MAX);
        for (xs, ys) in [
            (vec![], vec![]),
            (vec![nan], vec![1.0]),
            (vec![1.0], vec![1.0]),
            (vec![0.0, 1.0, 2.0], vec![0.0, f32::INFINITY, 1.0]),
            (vec![-huge, huge], vec![huge, -huge]),
            (vec![1e-40, 2e-40], vec![0.0, 1e-30]),
            (vec![1e8, 1e8 + 8.0], vec![5.0, 5.0]),
        ] {
            let plot = Plot::new("").line("", &xs, &ys).scatter("", &xs, &ys);
            elements(&plot.svg());
            elements(&plot.x_range(0.0..1e-9).size(160, 120).svg());
        }
    }

    #[test]
    fn a_line_that_leaves_the_plane_keeps_its_slope() {
        let plot = Plot::new("t").line("", &[-1., 2.], &[4., -2.]).x_range(0.0..1.0);
        let svg = plot.y_range(0.0..1.0).size(200, 200).svg();
        let lines = |part: &str| part.matches("<path").count();
        let data = &svg[svg[1..].find("<svg").unwrap()..];
        assert!(lines(data) > 0);
        // y = 2 - 2x: both ends lie far outside of the plane, on either side of it.
        let steps = data.split("stroke-width=\"20\"").nth(1).unwrap();
        let d = steps.split("d=\"m").nth(1).unwrap().split('"').next().unwrap();
        let numbers: Vec<f64> = d
            .replace('l', " ")
            .replace('-', " -")
            .split_whitespace()
            .map(|n| n.parse().unwrap())
            .collect();
        let (dx, dy) = (numbers[2], numbers[3]);
        let plane: Vec<f64> = ["width=\"", "height=\""]
            .iter()
            .map(|key| data.split(key).nth(1).unwrap().split('"').next().unwrap().parse().unwrap())
            .collect();
        assert!((dx / plane[0] - 3.0).abs() < 0.01 && (dy / plane[1] - 6.0).abs() < 0.01, "{d}");
    }
}
