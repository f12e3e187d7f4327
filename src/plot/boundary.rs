//! Decision boundaries: where a function is positive.

use std::ops::Range;

use plotters::element::{PathElement, Polygon, Rectangle};
use plotters::style::ShapeStyle;

use super::contour::{self, Region};
use super::marks::{Area, Drawn};
use super::palette::{INK, tint};
use super::scale::Map;
use super::{Plot, checked};

impl Plot {
    /// The two sides of a decision: where the value is positive the plot is shaded in the colour of
    /// the second series, elsewhere in that of the first, and the line between them is drawn. The
    /// value is asked for about 5000 times. Panics when a range is empty.
    ///
    /// ```
    /// use manabi::prelude::*;
    /// let (w1, w2, b) = (1.0, 1.0, -1.5);
    /// Plot::new("AND")
    ///     .scatter("0", &[0., 0., 1.], &[0., 1., 0.])
    ///     .scatter("1", &[1.], &[1.])
    ///     .boundary(-0.5..1.5, -0.5..1.5, |x1, x2| w1 * x1 + w2 * x2 + b)
    ///     .show();
    /// ```
    #[track_caller]
    pub fn boundary(self, x: Range<f32>, y: Range<f32>, value: impl Fn(f32, f32) -> f32) -> Plot {
        self.with_boundary(checked("boundary", x), checked("boundary", y), &value)
    }

    fn with_boundary(
        mut self,
        x: Range<f32>,
        y: Range<f32>,
        value: &dyn Fn(f32, f32) -> f32,
    ) -> Plot {
        let region = contour::positive(value, &x, &y, contour::CELLS, contour::MOST_POINTS);
        self.0.boundary = Some(Boundary { x, y, region });
        self
    }
}

/// The two sides of a decision.
#[derive(Clone, Debug)]
pub struct Boundary {
    pub x: Range<f32>,
    pub y: Range<f32>,
    pub region: Region,
}

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
