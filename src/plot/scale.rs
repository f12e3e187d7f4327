//! Scales: from the numbers of the data to places of the picture, evenly or by their logarithms.

use std::ops::Range;

use plotters::coord::CoordTranslate;
use plotters::coord::cartesian::Cartesian2d;
use plotters::coord::types::RangedCoordf64;

use super::marks::FAR;

/// One axis: the part of it that is shown, in steps of ten where it is logarithmic.
#[derive(Clone, Debug)]
pub struct Scale {
    pub range: Range<f64>,
    pub log: bool,
}

impl Scale {
    /// Where a number lies along the axis; not finite where it has no place.
    pub fn place(log: bool, value: f32) -> f64 {
        match log {
            false => value as f64,
            true if value > 0.0 => (value as f64).log10(),
            true => f64::NAN,
        }
    }
}

/// From data to units.
pub struct Map {
    plane: Cartesian2d<RangedCoordf64, RangedCoordf64>,
    log: (bool, bool),
}

impl Map {
    /// A map onto a plane with these sides; the vertical axis points upwards.
    pub fn new(x: &Scale, y: &Scale, across: Range<i32>, down: Range<i32>) -> Map {
        let plane =
            Cartesian2d::new(x.range.clone(), y.range.clone(), (across, down.end..down.start));
        Map { plane, log: (x.log, y.log) }
    }

    /// Where a point of the data lies; one far off the plane lies less far off. None for a point
    /// without a place: NaN, infinity, and on a logarithmic axis what is not positive.
    pub fn at(&self, point: &(f32, f32)) -> Option<(i32, i32)> {
        let (x, y) = (Scale::place(self.log.0, point.0), Scale::place(self.log.1, point.1));
        (x.is_finite() && y.is_finite()).then(|| self.on_axes(x, y))
    }

    /// Where two places on the axes meet.
    pub fn on_axes(&self, x: f64, y: f64) -> (i32, i32) {
        let (x, y) = self.plane.translate(&(x, y));
        (x.clamp(0, 2 * FAR), y.clamp(0, 2 * FAR))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_logarithmic_axis_has_a_decade_a_step_and_no_place_for_zero() {
        let x = Scale { range: 0.0..1.0, log: false };
        let y = Scale { range: -2.0..2.0, log: true };
        let map = Map::new(&x, &y, 0..100, 0..400);
        assert_eq!(map.at(&(0.5, 10.0)), Some((50, 100)));
        assert_eq!(map.at(&(0.0, 0.01)), Some((0, 400)));
        for bad in [0.0, -1.0, f32::NAN, f32::INFINITY] {
            assert_eq!(map.at(&(0.0, bad)), None);
        }
    }
}
