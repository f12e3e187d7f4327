//! Trajectories: the way of an optimizer over a surface, from step to step.

use plotters::element::{Circle, PathElement};
use plotters::style::ShapeStyle;

use super::lines::{parts, thinned};
use super::marks::{Area, Drawn, PIXEL};
use super::palette::{PAPER, series};
use super::scale::Map;
use super::{Kind, Plot, Series, paired};

/// A way of more steps than this shows no dots.
const MOST_DOTS: usize = 200;

impl Plot {
    /// A way from point to point: a ring where it starts, a dot at each step (when there are 200 or
    /// fewer) and a larger one where it ends. It lies over contours and heat maps. Panics when there are
    /// not as many `ys` as `xs`.
    ///
    /// ```
    /// use manabi::prelude::*;
    /// let (mut xs, mut ys) = (vec![0.9], vec![0.8]);
    /// for step in 0..20 {
    ///     xs.push(xs[step] - 0.1 * 2. * xs[step]);
    ///     ys.push(ys[step] - 0.1 * 8. * ys[step]);
    /// }
    /// Plot::new("Descent")
    ///     .contour(-1.0..1.0, -1.0..1.0, |x, y| x * x + 4. * y * y)
    ///     .trajectory("gradient descent", &xs, &ys)
    ///     .show();
    /// ```
    #[track_caller]
    pub fn trajectory(self, label: &str, xs: &[f32], ys: &[f32]) -> Plot {
        self.with_series(Kind::Trajectory, label, paired("trajectory", label, xs, ys))
    }
}

pub fn draw_trajectory(area: &Area, map: &Map, way: &Series, most: usize) -> Drawn {
    let color = ShapeStyle::from(&series(way.number));
    let paper = ShapeStyle::from(&PAPER);
    let parts = parts(map, way);
    // A rim of paper sets the way off from whatever is below it.
    for (style, width) in [(paper, 45), (color, 20)] {
        for part in parts.iter().filter(|part| part.len() > 1) {
            let points = thinned(part.clone(), most);
            area.draw(&PathElement::new(points, style.stroke_width(width)))?;
        }
    }
    let points: Vec<_> = parts.into_iter().flatten().collect();
    if points.len() <= MOST_DOTS {
        for point in &points {
            area.draw(&Circle::new(*point, 5 * PIXEL / 2, color.filled()))?;
        }
    }
    let ends = [(points.first(), 3 * PIXEL, paper), (points.last(), 5 * PIXEL, color)];
    for (end, radius, inside) in ends {
        let Some(end) = end else { continue };
        let rim = if radius < 4 * PIXEL { color } else { paper };
        area.draw(&Circle::new(*end, radius + 2 * PIXEL, rim.filled()))?;
        area.draw(&Circle::new(*end, radius, inside.filled()))?;
    }
    Ok(())
}
