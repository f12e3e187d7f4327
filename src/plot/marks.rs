//! What all marks share: the units of a picture and the signs of the series.

use std::convert::Infallible;

use plotters::coord::Shift;
use plotters::drawing::{DrawingArea, DrawingAreaErrorKind};
use plotters::element::{Circle, Polygon};
use plotters::style::{RGBColor, ShapeStyle};

use super::svg::Svg;

/// Units in a pixel: plotters counts in whole numbers.
pub const PIXEL: i32 = 10;
/// No point of a drawing is further from the corner of the plane than this.
pub const FAR: i32 = 1_000_000;

pub type Drawn = Result<(), DrawingAreaErrorKind<Infallible>>;
pub type Area<'a> = DrawingArea<Svg<'a>, Shift>;

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
