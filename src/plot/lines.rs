//! Lines through points, and points alone.

use plotters::element::{Circle, PathElement};
use plotters::style::ShapeStyle;

use super::marks::{Area, Drawn, PIXEL, marker};
use super::palette::{PAPER, series};
use super::scale::Map;
use super::{Kind, Plot, Series, paired};

impl Plot {
    /// A line through points. Panics when there are not as many `ys` as `xs`.
    ///
    /// ```
    /// use manabi::prelude::*;
    /// Plot::new("Square").line("", &[0., 1., 2.], &[0., 1., 4.]).show();
    /// ```
    #[track_caller]
    pub fn line(self, label: &str, xs: &[f32], ys: &[f32]) -> Plot {
        self.with_series(Kind::Line, label, paired("line", label, xs, ys))
    }

    /// Separate points. Panics when there are not as many `ys` as `xs`.
    ///
    /// ```
    /// use manabi::prelude::*;
    /// Plot::new("Two classes")
    ///     .scatter("class 0", &[0., 1.], &[0., 1.])
    ///     .scatter("class 1", &[0., 1.], &[1., 0.])
    ///     .show();
    /// ```
    #[track_caller]
    pub fn scatter(self, label: &str, xs: &[f32], ys: &[f32]) -> Plot {
        self.with_series(Kind::Scatter, label, paired("scatter", label, xs, ys))
    }
}

/// A line, broken where a point is missing.
pub fn draw_line(area: &Area, map: &Map, line: &Series, most: usize) -> Drawn {
    let style = ShapeStyle::from(&series(line.number)).stroke_width(20);
    for part in parts(map, line) {
        match part[..] {
            // A point between gaps has no line to show it.
            [alone] => area.draw(&Circle::new(alone, 30, style.filled()))?,
            _ => area.draw(&PathElement::new(thinned(part, most), style))?,
        }
    }
    Ok(())
}

/// The stretches of a series without missing points.
pub fn parts(map: &Map, line: &Series) -> Vec<Vec<(i32, i32)>> {
    let places: Vec<_> = line.points.iter().map(|point| map.at(point)).collect();
    places
        .split(Option::is_none)
        .map(|part| part.iter().flatten().copied().collect())
        .filter(|part: &Vec<_>| !part.is_empty())
        .collect()
}

/// At most so many points of a line: of each stretch the lowest and the highest, in their order.
pub fn thinned(points: Vec<(i32, i32)>, most: usize) -> Vec<(i32, i32)> {
    if points.len() <= most {
        return points;
    }
    let stretch = points.len().div_ceil((most / 2).max(1));
    let extremes = points.chunks(stretch).flat_map(|part| {
        let low = (0..part.len()).min_by_key(|&i| part[i].1).unwrap_or(0);
        let high = (0..part.len()).max_by_key(|&i| part[i].1).unwrap_or(0);
        [part[low.min(high)], part[low.max(high)]]
    });
    extremes.collect()
}

/// Points with a thin rim of paper, so that each shows in a crowd.
pub fn draw_points(area: &Area, map: &Map, scatter: &Series, most: usize) -> Drawn {
    let points: Vec<_> = scatter.points.iter().filter_map(|point| map.at(point)).collect();
    let points = sampled(&points, most);
    let radius = PIXEL
        * match points.len() {
            0..=30 => 6,
            31..=300 => 4,
            301..=1000 => 3,
            _ => 2,
        };
    let rim = radius / 4;
    for point in &points {
        marker(area, *point, scatter.number, PAPER, radius + rim)?;
    }
    for point in &points {
        marker(area, *point, scatter.number, series(scatter.number), radius)?;
    }
    Ok(())
}

/// At most so many of a list, the others left out evenly.
pub fn sampled<T: Copy>(all: &[T], most: usize) -> Vec<T> {
    if all.len() <= most {
        return all.to_vec();
    }
    let stride = all.len() as f64 / most as f64;
    (0..most).map(|i| all[(i as f64 * stride) as usize]).collect()
}
