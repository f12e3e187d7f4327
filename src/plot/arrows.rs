//! Arrows: vectors at points, such as the gradients of a function.

use std::ops::Range;

use plotters::element::{PathElement, Polygon};
use plotters::style::ShapeStyle;

use super::lines::sampled;
use super::marks::{Area, Drawn, PIXEL};
use super::palette::series;
use super::scale::Map;
use super::{Kind, Plot, Series, checked};

/// Arrows along the longer axis of a vector field.
const ACROSS: usize = 18;
const DOWN: usize = 12;

/// A place in a picture, in units.
type Place = (i32, i32);

impl Plot {
    /// Arrows that start at points (x, y) and end at (x + u, y + v). Panics when the four lists are not
    /// as long as each other.
    ///
    /// ```
    /// use manabi::prelude::*;
    /// Plot::new("Forces").arrows("", &[0., 1.], &[0., 1.], &[1., -0.5], &[0., 0.5]).show();
    /// ```
    #[track_caller]
    pub fn arrows(self, label: &str, xs: &[f32], ys: &[f32], us: &[f32], vs: &[f32]) -> Plot {
        let n = xs.len();
        assert!(
            n == ys.len() && n == us.len() && n == vs.len(),
            "arrows: {label:?} has {n} xs, {} ys, {} us and {} vs, but every arrow needs all four",
            ys.len(),
            us.len(),
            vs.len()
        );
        let ends = (0..n).flat_map(|i| [(xs[i], ys[i]), (xs[i] + us[i], ys[i] + vs[i])]);
        self.with_series(Kind::Arrows, label, ends.collect())
    }

    /// The vectors (u, v) of a function over a range, as 18 by 12 arrows that start at their points. All are
    /// shortened alike, so that the longest just reaches its neighbour. Panics when a range is empty.
    ///
    /// ```
    /// use manabi::prelude::*;
    /// Plot::new("Downhill on x² + y²")
    ///     .vector_field("", -2.0..2.0, -2.0..2.0, |x, y| (-2. * x, -2. * y))
    ///     .show();
    /// ```
    #[track_caller]
    pub fn vector_field(
        self,
        label: &str,
        x: Range<f32>,
        y: Range<f32>,
        vector: impl Fn(f32, f32) -> (f32, f32),
    ) -> Plot {
        let (x, y) = (checked("vector_field", x), checked("vector_field", y));
        self.with_series(Kind::Arrows, label, field(&x, &y, &vector))
    }
}

fn field(
    x: &Range<f32>,
    y: &Range<f32>,
    vector: &dyn Fn(f32, f32) -> (f32, f32),
) -> Vec<(f32, f32)> {
    let (dx, dy) = ((x.end - x.start) / ACROSS as f32, (y.end - y.start) / DOWN as f32);
    let mut arrows = Vec::new();
    for j in 0..DOWN {
        for i in 0..ACROSS {
            let at = (x.start + dx * (i as f32 + 0.5), y.start + dy * (j as f32 + 0.5));
            let (u, v) = vector(at.0, at.1);
            if u.is_finite() && v.is_finite() {
                arrows.push((at, (u, v)));
            }
        }
    }
    // In steps from point to point, so that both axes count alike.
    let longest = arrows.iter().map(|(_, (u, v))| (u / dx).hypot(v / dy)).fold(0.0, f32::max);
    let scale = if longest > 0.0 && longest.is_finite() { 0.95 / longest } else { 0.0 };
    let ends = |(at, (u, v)): ((f32, f32), (f32, f32))| [at, (at.0 + u * scale, at.1 + v * scale)];
    arrows.into_iter().flat_map(ends).collect()
}

pub fn draw_arrows(area: &Area, map: &Map, arrows: &Series, most: usize) -> Drawn {
    let color = ShapeStyle::from(&series(arrows.number));
    let ends: Vec<_> = arrows
        .points
        .chunks_exact(2)
        .filter_map(|ends| Some((map.at(&ends[0])?, map.at(&ends[1])?)))
        .collect();
    let ends = sampled(&ends, most / 3);
    for (from, to) in &ends {
        let (line, _) = arrow(*from, *to);
        area.draw(&PathElement::new(line, color.stroke_width(14)))?;
    }
    for (from, to) in &ends {
        let (_, head) = arrow(*from, *to);
        area.draw(&Polygon::new(head, color.filled()))?;
    }
    Ok(())
}

/// The shaft of an arrow and the three corners of its head, which is never longer than half of it.
pub fn arrow(from: Place, to: Place) -> ([Place; 2], [Place; 3]) {
    let (dx, dy) = ((to.0 - from.0) as f64, (to.1 - from.1) as f64);
    let length = dx.hypot(dy).max(1.0);
    let head = (7 * PIXEL) as f64;
    let head = head.min(length / 2.0);
    let (dx, dy) = (dx / length * head, dy / length * head);
    let round = |x: f64, y: f64| (x.round() as i32, y.round() as i32);
    let (x, y) = (to.0 as f64 - dx, to.1 as f64 - dy);
    let side = 0.45;
    let (left, right) = (round(x - dy * side, y + dx * side), round(x + dy * side, y - dx * side));
    ([from, round(x, y)], [to, left, right])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_arrow_of_a_field_just_reaches_its_neighbour() {
        let arrows = field(&(0.0..18.0), &(0.0..12.0), &|x, _| (x, 0.0));
        assert_eq!(arrows.len(), 2 * ACROSS * DOWN);
        let longest = arrows.chunks(2).map(|a| a[1].0 - a[0].0).fold(0.0, f32::max);
        assert!((longest - 0.95).abs() < 1e-5);
        let none = field(&(0.0..1.0), &(0.0..1.0), &|_, _| (0.0, 0.0));
        assert!(none.chunks(2).all(|a| a[0] == a[1]));
        assert!(field(&(0.0..1.0), &(0.0..1.0), &|_, _| (f32::NAN, 0.0)).is_empty());
    }
}
