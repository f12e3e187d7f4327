//! What all marks share: the units of a picture, the sides of a boundary, the signs of the series.

use std::convert::Infallible;

use plotters::coord::Shift;
use plotters::drawing::{DrawingArea, DrawingAreaErrorKind};
use plotters::element::{Circle, PathElement, Polygon, Rectangle};
use plotters::style::{RGBColor, ShapeStyle};

use super::Boundary;
use super::palette::{INK, tint};
use super::scale::Map;
use super::svg::Svg;

/// Units in a pixel: plotters counts in whole numbers.
pub const PIXEL: i32 = 10;
/// No point of a drawing is further from the corner of the plane than this.
pub const FAR: i32 = 1_000_000;

pub type Drawn = Result<(), DrawingAreaErrorKind<Infallible>>;
pub type Area<'a> = DrawingArea<Svg<'a>, Shift>;

/// The two sides of a boundary. Outlines come larger first, so what lies inside another is drawn
/// over it.
pub fn draw_sides(area: &Area, map: &Map, boundary: &Boundary) -> Drawn {
    let (x, y) = (&boundary.x, &boundary.y);
    if let (Some(start), Some(end)) = (map.at(&(x.start, y.end)), map.at(&(x.end, y.start))) {
        let style = ShapeStyle::from(&tint(0)).filled();
        area.draw(&Rectangle::new([start, end], style))?;
    }
    for outline in &boundary.region.outlines {
        let points: Vec<_> = outline.points.iter().filter_map(|p| map.at(p)).collect();
        let side = tint(usize::from(outline.positive));
        area.draw(&Polygon::new(points, ShapeStyle::from(&side).filled()))?;
    }
    Ok(())
}

/// Where the sides of a boundary meet.
pub fn draw_zero_lines(area: &Area, map: &Map, boundary: &Boundary) -> Drawn {
    let ink = ShapeStyle::from(&INK).stroke_width(15);
    for line in &boundary.region.zero_lines {
        let points: Vec<_> = line.iter().filter_map(|p| map.at(p)).collect();
        area.draw(&PathElement::new(points, ink))?;
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
