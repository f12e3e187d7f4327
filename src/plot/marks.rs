//! The data of a plot: lines, points and the sides of a boundary.

use std::convert::Infallible;

use plotters::coord::cartesian::Cartesian2d;
use plotters::coord::types::RangedCoordf64;
use plotters::coord::{CoordTranslate, Shift};
use plotters::drawing::{DrawingArea, DrawingAreaErrorKind};
use plotters::element::{Circle, PathElement, Polygon, Rectangle};
use plotters::style::{RGBColor, ShapeStyle};

use super::palette::{INK, PAPER, series, tint};
use super::svg::Svg;
use super::{Boundary, Series};

/// Units in a pixel: plotters counts in whole numbers.
pub const PIXEL: i32 = 10;
/// The points of one series that are drawn at most; the others are left out evenly.
pub const MOST_POINTS: usize = 2500;
/// No point of a drawing is further from the corner of the plane than this.
pub const FAR: i32 = 1_000_000;

pub type Drawn = Result<(), DrawingAreaErrorKind<Infallible>>;
pub type Area<'a> = DrawingArea<Svg<'a>, Shift>;
pub type Map = Cartesian2d<RangedCoordf64, RangedCoordf64>;

/// Where a point of the data lies; one far off the plane lies less far off.
fn at(map: &Map, point: &(f32, f32)) -> (i32, i32) {
    let (x, y) = map.translate(&(point.0 as f64, point.1 as f64));
    (x.clamp(0, 2 * FAR), y.clamp(0, 2 * FAR))
}

/// The two sides of a boundary. Outlines come larger first, so what lies inside another is drawn
/// over it.
pub fn draw_sides(area: &Area, map: &Map, boundary: &Boundary) -> Drawn {
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

/// Where the sides of a boundary meet.
pub fn draw_zero_lines(area: &Area, map: &Map, boundary: &Boundary) -> Drawn {
    let ink = ShapeStyle::from(&INK).stroke_width(15);
    for line in &boundary.region.zero_lines {
        let points: Vec<_> = line.iter().map(|p| at(map, p)).collect();
        area.draw(&PathElement::new(points, ink))?;
    }
    Ok(())
}

/// A line, broken where a point is missing.
pub fn draw_line(area: &Area, map: &Map, number: usize, line: &Series) -> Drawn {
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
pub fn draw_points(area: &Area, map: &Map, number: usize, scatter: &Series) -> Drawn {
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
pub fn marker(area: &Area, (x, y): (i32, i32), number: usize, color: RGBColor, r: i32) -> Drawn {
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
