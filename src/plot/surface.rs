//! Surfaces seen from above: the contours of a function of two variables.

use std::ops::Range;

use plotters::element::{PathElement, Polygon};
use plotters::style::{RGBColor, ShapeStyle};

use super::color_bar::ColorBar;
use super::color_map::ColorMap;
use super::contour::{self, CELLS};
use super::curve::{around, curve, mixed};
use super::marks::{Area, Drawn};
use super::scale::Map;
use super::sentence::short;
use super::simplify::simplified;
use super::ticks::ticks;
use super::{Plot, checked};

/// Levels that are chosen for a function without stated ones, about.
const LEVELS: usize = 10;
/// How far a drawn contour may be from the computed one, in units: a fifth of a pixel.
const FINE: f64 = 2.0;

impl Plot {
    /// The contour lines of a function, from dark (low) to bright (high), with a colour bar. The
    /// levels are about ten round numbers, or those of [`levels`](Plot::levels). The value is asked for
    /// 4225 times. Where it is not finite nothing is drawn. Panics when a range is empty.
    ///
    /// ```
    /// use manabi::prelude::*;
    /// Plot::new("Bowl").contour(-1.0..1.0, -1.0..1.0, |x, y| x * x + 4. * y * y).show();
    /// ```
    #[track_caller]
    pub fn contour(self, x: Range<f32>, y: Range<f32>, value: impl Fn(f32, f32) -> f32) -> Plot {
        self.with_surface(checked("contour", x), checked("contour", y), &value, false)
    }

    /// The areas between the contour lines of a function, filled with colours from dark (low) to bright
    /// (high); otherwise as [`contour`](Plot::contour).
    ///
    /// ```
    /// use manabi::prelude::*;
    /// Plot::new("Saddle").filled_contour(-1.0..1.0, -1.0..1.0, |x, y| x * x - y * y).show();
    /// ```
    #[track_caller]
    pub fn filled_contour(
        self,
        x: Range<f32>,
        y: Range<f32>,
        value: impl Fn(f32, f32) -> f32,
    ) -> Plot {
        self.with_surface(checked("filled_contour", x), checked("filled_contour", y), &value, true)
    }

    /// The levels of the contour lines, for a function that round steps do not suit. Panics when there
    /// are none, more than 50, or one is not finite.
    ///
    /// ```
    /// use manabi::prelude::*;
    /// Plot::new("Valley")
    ///     .contour(-2.0..2.0, -1.0..3.0, |x, y| (1. - x).powi(2) + 100. * (y - x * x).powi(2))
    ///     .levels(&[1., 3., 10., 30., 100., 300., 1000.])
    ///     .show();
    /// ```
    #[track_caller]
    pub fn levels(mut self, levels: &[f32]) -> Plot {
        assert!(
            (1..=50).contains(&levels.len()) && levels.iter().all(|level| level.is_finite()),
            "levels: contours need 1 to 50 finite levels, not {levels:?}"
        );
        let Some(surface) = &mut self.0.surface else {
            panic!("levels: there is no contour yet; call `contour` or `filled_contour` before");
        };
        surface.levels = levels.to_vec();
        surface.levels.sort_by(f32::total_cmp);
        surface.levels.dedup();
        self
    }

    fn with_surface(
        mut self,
        x: Range<f32>,
        y: Range<f32>,
        value: &dyn Fn(f32, f32) -> f32,
        filled: bool,
    ) -> Plot {
        self.0.surface = Some(Surface::new(x, y, value, filled));
        self
    }
}

/// A function as its values on a grid.
#[derive(Clone, Debug)]
pub struct Surface {
    pub x: Range<f32>,
    pub y: Range<f32>,
    pub levels: Vec<f32>,
    pub filled: bool,
    /// Row by row, from the lowest y.
    values: Vec<f32>,
}

impl Surface {
    fn new(x: Range<f32>, y: Range<f32>, value: &dyn Fn(f32, f32) -> f32, filled: bool) -> Surface {
        let place = |range: &Range<f32>, i: usize| {
            range.start + (range.end - range.start) * i as f32 / CELLS as f32
        };
        let values = (0..=CELLS)
            .flat_map(|j| (0..=CELLS).map(move |i| (i, j)))
            .map(|(i, j)| value(place(&x, i), place(&y, j)))
            .map(|v| if v.is_finite() { v } else { f32::NAN })
            .collect();
        let mut surface = Surface { x, y, levels: Vec::new(), filled, values };
        if let Some((low, high)) = surface.span() {
            let inside = |v: &f32| *v > low && *v < high;
            surface.levels = ticks(low as f64, high as f64, LEVELS)
                .into_iter()
                .map(|(level, _)| level as f32)
                .filter(inside)
                .collect();
        }
        surface
    }

    /// The least and the greatest value, where there is a finite one.
    pub fn span(&self) -> Option<(f32, f32)> {
        let finite = || self.values.iter().copied().filter(|v| v.is_finite());
        Some((finite().reduce(f32::min)?, finite().reduce(f32::max)?))
    }

    /// Whether there are places without a value.
    pub fn has_gaps(&self) -> bool {
        self.values.iter().any(|v| v.is_nan())
    }

    /// The value at a place: a curve through the sixteen around it along both axes, which stays within
    /// them; where some are missing, the mean of the four next to it.
    fn at(&self, x: f32, y: f32) -> f32 {
        let split = |range: &Range<f32>, v: f32| {
            let place = (v - range.start) / (range.end - range.start) * CELLS as f32;
            let cell = (place as usize).min(CELLS - 1);
            (cell, place - cell as f32)
        };
        let ((i, s), (j, t)) = (split(&self.x, x), split(&self.y, y));
        let row = |j: usize| &self.values[j * (CELLS + 1)..][..=CELLS];
        let rows = around(j, CELLS, |j| curve(around(i, CELLS, |i| row(j)[i]), s));
        let value = curve(rows, t);
        if value.is_nan() {
            let near = |j: usize| mixed(row(j)[i], row(j)[i + 1], s);
            return mixed(near(j), near(j + 1), t);
        }
        let near = (j.saturating_sub(1)..=(j + 2).min(CELLS))
            .flat_map(|j| &row(j)[i.saturating_sub(1)..=(i + 2).min(CELLS)]);
        let (low, high) =
            near.fold((f32::MAX, f32::MIN), |(low, high), v| (low.min(*v), high.max(*v)));
        value.clamp(low, high)
    }

    /// The colour between level number `i - 1` and level number `i`.
    fn band(&self, i: usize) -> RGBColor {
        ColorMap::Sequential.at((i as f64 + 0.5) / (self.levels.len() + 1) as f64)
    }

    /// The colour of the line at a level.
    fn line(&self, i: usize) -> RGBColor {
        // The brightest third of the map is too pale for a line on paper.
        ColorMap::Sequential.at(0.8 * (i as f64 + 0.5) / self.levels.len().max(1) as f64)
    }

    /// The bar of the colours, with as many levels named as there is room for.
    pub fn color_bar(&self, most: usize) -> ColorBar {
        let count = self.levels.len();
        let every = count.div_ceil(most.max(2)).max(1);
        let named = |place: &dyn Fn(usize) -> f64| {
            let named = (0..count).step_by(every);
            named.map(|i| (place(i), short(self.levels[i]).replace('-', "−"))).collect()
        };
        match self.filled {
            true => ColorBar {
                colors: (0..=count).map(|i| self.band(i)).collect(),
                ticks: named(&|i| (i + 1) as f64 / (count + 1) as f64),
            },
            false => ColorBar {
                colors: (0..count).map(|i| self.line(i)).collect(),
                ticks: named(&|i| (i as f64 + 0.5) / count as f64),
            },
        }
    }

    /// The filled areas, with at most four points for each of so many marks.
    pub fn draw_areas(&self, area: &Area, map: &Map, most: usize) -> Drawn {
        if !self.filled {
            return Ok(());
        }
        let most = 4 * most / (self.levels.len() + 1);
        for i in 0..=self.levels.len() {
            let above = |x: f32, y: f32| match i.checked_sub(1) {
                Some(below) => self.at(x, y) - self.levels[below],
                // The lowest area is wherever there is a value.
                None => 1.0 - f32::from(u8::from(self.at(x, y).is_nan())) * 2.0,
            };
            let region = contour::positive(&above, &self.x, &self.y, 2 * CELLS, most.max(40));
            let style = ShapeStyle::from(&self.band(i)).filled();
            // Outlines of one style become one path, in which an outline that turns right is a hole.
            for outline in &region.outlines {
                let points = outline.points.iter().filter_map(|p| map.at(p)).collect();
                area.draw(&Polygon::new(simplified(points, FINE), style))?;
            }
        }
        Ok(())
    }

    /// The lines at the levels, with at most four points for each of so many marks.
    pub fn draw_lines(&self, area: &Area, map: &Map, most: usize) -> Drawn {
        if self.filled {
            return Ok(());
        }
        let most = 4 * most / self.levels.len().max(1);
        for (i, level) in self.levels.iter().enumerate() {
            let above = |x: f32, y: f32| self.at(x, y) - level;
            let region = contour::positive(&above, &self.x, &self.y, 2 * CELLS, most.max(40));
            let style = ShapeStyle::from(&self.line(i)).stroke_width(13);
            for line in &region.zero_lines {
                let points = line.iter().filter_map(|p| map.at(p)).collect();
                area.draw(&PathElement::new(simplified(points, FINE), style))?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test::panic_message;

    fn surface(value: &dyn Fn(f32, f32) -> f32) -> Surface {
        Surface::new(-1.0..1.0, -1.0..1.0, value, true)
    }

    #[test]
    fn levels_are_round_and_inside() {
        let bowl = surface(&|x, y| x * x + y * y);
        assert_eq!(bowl.levels.len(), 9);
        assert!((bowl.levels[0] - 0.2).abs() < 1e-6);
        assert!(surface(&|_, _| 3.0).levels.is_empty());
        assert!(surface(&|_, _| f32::NAN).levels.is_empty());
    }

    #[test]
    fn values_between_the_places_of_the_grid_are_mixed() {
        let plane = surface(&|x, y| 2.0 * x - y);
        for (x, y) in [(-1.0, -1.0), (0.013, 0.77), (1.0, 1.0)] {
            assert!((plane.at(x, y) - (2.0 * x - y)).abs() < 1e-5);
        }
        let bowl = surface(&|x, y| x * x - x * y);
        assert!((bowl.at(0.99, -0.501) - (0.99 * 0.99 + 0.99 * 0.501)).abs() < 1e-4);
        let half = surface(&|x, _| if x < 0.0 { f32::NAN } else { 1.0 });
        assert!(half.at(-0.5, 0.0).is_nan() && half.at(0.0, 0.5) == 1.0 && half.has_gaps());
    }

    #[test]
    fn levels_need_a_contour() {
        assert_eq!(
            panic_message(|| Plot::new("").levels(&[1.0])),
            "levels: there is no contour yet; call `contour` or `filled_contour` before"
        );
        let plot = || Plot::new("").contour(0.0..1.0, 0.0..1.0, |x, _| x);
        assert_eq!(
            panic_message(|| plot().levels(&[])),
            "levels: contours need 1 to 50 finite levels, not []"
        );
    }
}
