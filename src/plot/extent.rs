//! The extent of a plot: the parts of its axes that show all of its data.

use std::ops::Range;

use super::scale::Scale;
use super::{Content, Kind, Series};

pub fn x_range(plot: &Content) -> Scale {
    let log = plot.x_log;
    let mut whole = Vec::new();
    whole.extend(plot.boundary.iter().map(|b| &b.x));
    whole.extend(plot.surface.iter().map(|s| &s.x));
    if let (None, Some(table)) = (&plot.x_range, &plot.heat_map) {
        return Scale { range: -0.5..table.columns as f64 - 0.5, log: false };
    }
    let bars =
        if plot.x_names.is_empty() { None } else { Some(-0.5..plot.x_names.len() as f32 - 0.5) };
    whole.extend(&bars);
    let tight = bars.is_some() || plot.series.iter().any(|s| s.kind == Kind::Histogram);
    Scale { range: range(plot.x_range.as_ref(), &whole, plot, log, tight, |p| p.0), log }
}

pub fn y_range(plot: &Content) -> Scale {
    let log = plot.y_log;
    let mut whole = Vec::new();
    whole.extend(plot.boundary.iter().map(|b| &b.y));
    whole.extend(plot.surface.iter().map(|s| &s.y));
    if let (None, Some(table)) = (&plot.y_range, &plot.heat_map) {
        // The first row is at the top.
        return Scale { range: table.rows as f64 - 0.5..-0.5, log: false };
    }
    let mut range = range(plot.y_range.as_ref(), &whole, plot, log, false, |p| p.1);
    if plot.y_range.is_none() && !log && plot.series.iter().any(stands) {
        // Bars stand on zero, without room below it.
        let values = || plot.series.iter().flat_map(|s| &s.points).map(|p| p.1);
        if !values().any(|v| v < 0.0) {
            range.start = 0.0;
        } else if !values().any(|v| v > 0.0) {
            range.end = 0.0;
        }
        range = range.start.min(0.0)..range.end.max(0.0);
    }
    Scale { range, log }
}

fn stands(series: &Series) -> bool {
    matches!(series.kind, Kind::Bars | Kind::Histogram)
}

/// The range asked for; or that of the data with some room around it, and of what is to be seen whole.
fn range(
    asked: Option<&Range<f32>>,
    whole: &[&Range<f32>],
    plot: &Content,
    log: bool,
    tight: bool,
    axis: fn(&(f32, f32)) -> f32,
) -> Range<f64> {
    let places = |values: &mut dyn Iterator<Item = f32>| {
        let places = values.map(|v| Scale::place(log, v)).filter(|v| v.is_finite());
        places.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), v| (low.min(v), high.max(v)))
    };
    let data = || plot.series.iter().flat_map(|s| &s.points).map(axis);
    let (mut low, mut high) = places(&mut data());
    if low <= high && !tight {
        let room = match high - low {
            0.0 if log => 0.5,
            0.0 => (low.abs() * 0.1).max(0.5),
            width => width * 0.05,
        };
        (low, high) = (low - room, high + room);
    }
    let (start, end) = places(&mut whole.iter().flat_map(|range| [range.start, range.end]));
    (low, high) = (low.min(start), high.max(end));
    if let Some(asked) = asked {
        // On a logarithmic axis a range may start where it has no place.
        let (start, end) = (Scale::place(log, asked.start), Scale::place(log, asked.end));
        if end.is_finite() {
            high = end;
            low = if start.is_finite() { start } else { low.min(end - 1.0) };
        }
    }
    if low < high { low..high } else { 0.0..1.0 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::prelude::*;

    fn ranges(plot: Plot) -> (Range<f64>, Range<f64>) {
        (x_range(&plot.0).range, y_range(&plot.0).range)
    }

    #[test]
    fn bars_stand_on_zero() {
        let bars = |heights: &[f32]| ranges(Plot::new("").bar("", &["a", "b"], heights));
        assert_eq!(bars(&[1.0, 2.0]), (-0.5..1.5, 0.0..2.05));
        assert_eq!(bars(&[-1.0, -2.0]).1, -2.05..0.0);
        assert_eq!(bars(&[-1.0, 1.0]).1, -1.1..1.1);
        assert_eq!(bars(&[f32::NAN, f32::NAN]).1, 0.0..1.0);
        let (x, y) = ranges(Plot::new("").histogram_bins("", &[0.0, 1.0, 1.0, 4.0], 4));
        assert_eq!((x, y.start), (0.0..4.0, 0.0));
    }

    #[test]
    fn logarithmic_axes_show_what_is_positive() {
        let plot = || Plot::new("").line("", &[0., 1., 100.], &[1., 0., 1e-3]).log_x();
        let (x, y) = ranges(plot().log_y());
        assert_eq!(x, -0.1..2.1);
        assert!((y.start + 3.15).abs() < 1e-6 && (y.end - 0.15).abs() < 1e-6);
        assert_eq!(ranges(plot().x_range(0.0..1e3)).0, -0.1..3.0);
        assert_eq!(ranges(Plot::new("").line("", &[1.], &[-1.]).log_y()).1, 0.0..1.0);
    }
}
