//! Rules: dashed lines across the whole plot, to compare with.

use plotters::element::PathElement;
use plotters::style::ShapeStyle;

use super::marks::{Area, Drawn, PIXEL};
use super::palette::INK;
use super::scale::Map;
use super::{Kind, Plot, Series};

const DASH: i32 = 6 * PIXEL;
const GAP: i32 = 4 * PIXEL;

impl Plot {
    /// A dashed horizontal line at a height, to compare with. It is left out where the height is not
    /// finite.
    ///
    /// ```
    /// use manabi::prelude::*;
    /// Plot::new("Accuracy")
    ///     .line("model", &[1., 2., 3.], &[0.3, 0.8, 0.9])
    ///     .hline("chance", 0.1)
    ///     .show();
    /// ```
    pub fn hline(self, label: &str, y: f32) -> Plot {
        self.with_series(Kind::Rule, label, vec![(f32::NAN, y)])
    }

    /// A dashed vertical line at a place, to compare with. It is left out where the place is not finite.
    ///
    /// ```
    /// use manabi::prelude::*;
    /// Plot::new("Loss")
    ///     .line("test", &[1., 2., 3.], &[0.9, 0.5, 0.7])
    ///     .vline("best epoch", 2.)
    ///     .show();
    /// ```
    pub fn vline(self, label: &str, x: f32) -> Plot {
        self.with_series(Kind::Rule, label, vec![(x, f32::NAN)])
    }
}

/// A rule across a plane with these corners.
pub fn draw_rule(
    area: &Area,
    map: &Map,
    rule: &Series,
    start: (i32, i32),
    end: (i32, i32),
) -> Drawn {
    for (x, y) in &rule.points {
        // Along its axis a rule is everywhere, so also at 1, which has a place on any axis.
        let at = |v: f32| if v.is_nan() { 1.0 } else { v };
        let Some(place) = map.at(&(at(*x), at(*y))).filter(|_| x.is_nan() != y.is_nan()) else {
            continue;
        };
        match x.is_nan() {
            true => dashes(area, (start.0, place.1), (end.0, place.1))?,
            false => dashes(area, (place.0, start.1), (place.0, end.1))?,
        }
    }
    Ok(())
}

/// A dashed line to the right or down.
pub fn dashes(area: &Area, from: (i32, i32), to: (i32, i32)) -> Drawn {
    let ink = ShapeStyle::from(&INK).stroke_width(15);
    let (dx, dy) = ((to.0 - from.0).signum(), (to.1 - from.1).signum());
    let length = (to.0 - from.0).max(to.1 - from.1);
    for start in (0..length).step_by((DASH + GAP) as usize) {
        let end = (start + DASH).min(length);
        let at = |far: i32| (from.0 + dx * far, from.1 + dy * far);
        area.draw(&PathElement::new([at(start), at(end)], ink))?;
    }
    Ok(())
}
