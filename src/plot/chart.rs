//! A plot drawn: its data on a grid, inside of a frame.
//!
//! The data lies in an `<svg>` inside the `<svg>`, which clips it to the axes.

use plotters::drawing::IntoDrawingArea;
use plotters::element::PathElement;
use plotters::style::ShapeStyle;

use super::arrows::draw_arrows;
use super::band::draw_band;
use super::bars::{draw_bars, draw_histogram};
use super::boundary::{draw_sides, draw_zero_lines};
use super::figure::document;
use super::frame::{draw_back, draw_front};
use super::layout::Layout;
use super::lines::{draw_line, draw_points};
use super::marks::{Area, Drawn, FAR, PIXEL};
use super::palette::GRID;
use super::rules::draw_rule;
use super::svg::Svg;
use super::trajectory::draw_trajectory;
use super::{Content, Kind, Series, sentence};

/// The points of one series that are drawn at most; the others are left out evenly.
pub const MOST_POINTS: usize = 2500;

/// The plot as SVG of a size in pixels; with fewer points where it would have more bytes than there is
/// room for.
pub fn svg(plot: &Content, size: (u32, u32), room: usize) -> String {
    let layout = Layout::new(plot, size);
    let mut most = MOST_POINTS;
    loop {
        let svg = drawn(plot, &layout, size, most, room);
        if svg.len() <= room || most < 40 {
            return svg;
        }
        most = most * 2 / 3;
    }
}

fn drawn(plot: &Content, layout: &Layout, size: (u32, u32), most: usize, room: usize) -> String {
    let (w, h) = layout.plane();
    let mut parts = [String::new(), String::new(), String::new()];
    let [back, data, front] = &mut parts;
    let whole = (layout.size.0 as u32, layout.size.1 as u32);
    let done = draw_back(layout, &Svg::new(back, whole).into_drawing_area(), plot)
        .and_then(|()| {
            draw_data(layout, &Svg::with_room(data, FAR).into_drawing_area(), plot, most)
        })
        .and_then(|()| draw_front(layout, &Svg::new(front, whole).into_drawing_area(), plot));
    done.expect("writing to a string does not fail");
    let cells = plot.heat_map.as_ref().map(|table| {
        let others = back.len() + data.len() + front.len();
        table.cells(&layout.map(0..w, 0..h), room.saturating_sub(others + 1000))
    });
    let body = format!(
        "{back}<svg x=\"{}\" y=\"{}\" width=\"{w}\" height=\"{h}\" viewBox=\"0 0 {w} {h}\">\
         {}{data}</svg>{front}",
        layout.left,
        layout.top,
        cells.unwrap_or_default()
    );
    document(size, &sentence::sentence(plot), &body)
}

fn draw_data(layout: &Layout, area: &Area, plot: &Content, most: usize) -> Drawn {
    let (width, height) = layout.plane();
    let (right, bottom) = (FAR + width, FAR + height);
    let map = layout.map(FAR..right, FAR..bottom);
    if let Some(surface) = &plot.surface {
        surface.draw_areas(area, &map, most)?;
    }
    if let Some(boundary) = &plot.boundary {
        draw_sides(area, &map, boundary)?;
    }
    // Over colours that mean something a grid would be in the way.
    if plot.heat_map.is_none() && plot.surface.as_ref().is_none_or(|s| !s.filled) {
        let grid = ShapeStyle::from(&GRID).stroke_width(PIXEL as u32);
        for (x, _) in layout.x_ticks.iter().filter(|_| plot.x_names.is_empty()) {
            let (x, _) = map.on_axes(*x, layout.y.range.start);
            area.draw(&PathElement::new([(x, FAR), (x, bottom)], grid))?;
        }
        for (y, _) in &layout.y_ticks {
            let (_, y) = map.on_axes(layout.x.range.start, *y);
            area.draw(&PathElement::new([(FAR, y), (right, y)], grid))?;
        }
    }
    if let Some(boundary) = &plot.boundary {
        draw_zero_lines(area, &map, boundary)?;
    }
    if let Some(surface) = &plot.surface {
        surface.draw_lines(area, &map, most)?;
    }
    // On a logarithmic axis zero lies below everything.
    let base = match layout.y.log {
        true => bottom,
        false => map.on_axes(layout.x.range.start, 0.0).1,
    };
    let alone = of_kind(plot, Kind::Histogram).count() == 1;
    // Points lie over lines, which would hide them; areas lie below both.
    for series in of_kind(plot, Kind::Histogram) {
        draw_histogram(area, &map, series, alone, base)?;
    }
    for series in of_kind(plot, Kind::Bars) {
        draw_bars(area, &map, plot, series, base)?;
    }
    for series in of_kind(plot, Kind::Band) {
        draw_band(area, &map, series, most)?;
    }
    for series in of_kind(plot, Kind::Rule) {
        draw_rule(area, &map, series, (FAR, FAR), (right, bottom))?;
    }
    for series in of_kind(plot, Kind::Arrows) {
        draw_arrows(area, &map, series, most)?;
    }
    for series in of_kind(plot, Kind::Line) {
        draw_line(area, &map, series, most)?;
    }
    for series in of_kind(plot, Kind::Trajectory) {
        draw_trajectory(area, &map, series, most)?;
    }
    for series in of_kind(plot, Kind::Scatter) {
        draw_points(area, &map, series, most)?;
    }
    Ok(())
}

fn of_kind(plot: &Content, kind: Kind) -> impl Iterator<Item = &Series> {
    plot.series.iter().filter(move |series| series.kind == kind)
}

#[cfg(test)]
mod tests {
    use super::super::figure::tests::elements;
    use crate::prelude::*;

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
            Plot::new("contour").contour(0.0..1.0, 0.0..1.0, noise),
            Plot::new("filled").filled_contour(0.0..1.0, 0.0..1.0, noise),
            Plot::new("trajectory").trajectory("", &xs, &ys),
            Plot::new("band").band("", &xs, &ys, &xs),
            Plot::new("arrows").arrows("", &xs, &ys, &ys, &xs),
            Plot::new("histogram").histogram_bins("", &ys, 1000),
            (0..12).fold(Plot::new("many"), |plot, i| plot.line(&i.to_string(), &xs, &ys)),
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
