//! Bars: one number for each of some names.

use plotters::element::Rectangle;
use plotters::style::{Color, ShapeStyle};

use super::marks::{Area, Drawn, PIXEL};
use super::palette::series;
use super::scale::Map;
use super::sentence::counted;
use super::{Content, Kind, Plot, Series, names_of};

/// The part of the width of a name that its bars fill.
const FILLED: f32 = 0.8;

impl Plot {
    /// A bar for each name, as high as its number. The bars of several series with the same names stand
    /// beside each other. NaN leaves a bar out. Panics when there are not as many heights as names, or
    /// when an earlier series has other names.
    ///
    /// ```
    /// use manabi::prelude::*;
    /// let names = ["cats", "dogs"];
    /// Plot::new("Images")
    ///     .bar("train", &names, &[120., 80.])
    ///     .bar("test", &names, &[30., 20.])
    ///     .show();
    /// ```
    #[track_caller]
    pub fn bar<T: AsRef<str>>(self, label: &str, names: &[T], heights: &[f32]) -> Plot {
        self.with_bars(label, names_of(names), heights)
    }

    #[track_caller]
    fn with_bars(mut self, label: &str, names: Vec<String>, heights: &[f32]) -> Plot {
        assert!(
            names.len() == heights.len(),
            "bar: {label:?} has {} and {}, but every bar needs both",
            counted(names.len(), "name"),
            counted(heights.len(), "height")
        );
        assert!(
            self.0.x_names.is_empty() || self.0.x_names == names,
            "bar: {label:?} has other names than the bars before it; give all series of a plot the \
             same names, with NaN where one has no number"
        );
        self.0.x_names = names;
        let points = heights.iter().enumerate().map(|(i, height)| (i as f32, *height));
        self.with_series(Kind::Bars, label, points.collect())
    }
}

/// The bars of a series among those of all series, from a base line.
pub fn draw_bars(area: &Area, map: &Map, plot: &Content, bars: &Series, base: i32) -> Drawn {
    let all: Vec<_> = plot.series.iter().filter(|s| s.kind == Kind::Bars).collect();
    let place = all.iter().position(|s| std::ptr::eq(*s, bars)).unwrap_or(0) as f32;
    let width = FILLED / all.len().max(1) as f32;
    let style = ShapeStyle::from(&series(bars.number)).filled();
    for (i, height) in &bars.points {
        let start = i - FILLED / 2.0 + place * width;
        if let (Some(start), Some((end, _))) =
            (map.at(&(start, *height)), map.at(&(start + width, *height)))
        {
            // A hair of paper keeps neighbours apart.
            let gap = if all.len() > 1 && end - start.0 > 4 * PIXEL { PIXEL } else { 0 };
            area.draw(&Rectangle::new([start, (end - gap, base)], style))?;
        }
    }
    Ok(())
}

/// The bars of a histogram: translucent, so that several show through each other.
pub fn draw_histogram(area: &Area, map: &Map, bars: &Series, alone: bool, base: i32) -> Drawn {
    let style = ShapeStyle::from(&series(bars.number).mix(if alone { 0.85 } else { 0.5 })).filled();
    for corners in bars.points.chunks_exact(2) {
        let ends = (map.at(&(corners[0].0, corners[1].1)), map.at(&corners[1]));
        if let (Some(start), Some(end)) = ends
            && start.1 != base
        {
            let gap = if end.0 - start.0 > 4 * PIXEL { PIXEL / 2 } else { 0 };
            area.draw(&Rectangle::new([start, (end.0 - gap, base)], style))?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test::panic_message;

    #[test]
    fn bars_need_names_and_heights() {
        let plot = || Plot::new("").bar("train", &["a", "b"], &[1.0, 2.0]);
        assert_eq!(
            panic_message(|| plot().bar("test", &["a"], &[])),
            "bar: \"test\" has 1 name and 0 heights, but every bar needs both"
        );
        assert_eq!(
            panic_message(|| plot().bar("test", &["a", "c"], &[1.0, 2.0])),
            "bar: \"test\" has other names than the bars before it; give all series of a plot the \
             same names, with NaN where one has no number"
        );
        let computed: Vec<String> = (0..3).map(|i| format!("epoch {i}")).collect();
        let svg = Plot::new("").bar("", &computed, &[1.0, f32::NAN, -1.0]).svg();
        assert!(svg.contains(">epoch 2</text>"));
    }
}
