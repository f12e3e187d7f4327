//! Bands: the spread around a line.

use plotters::element::Polygon;
use plotters::style::{Color, ShapeStyle};

use super::lines::thinned;
use super::marks::{Area, Drawn};
use super::palette::series;
use super::scale::Map;
use super::{Kind, Plot, Series};

impl Plot {
    /// The area between two lines, such as an error or the spread over several seeds. A band has the
    /// colour of the series with its label. Panics when the three lists are not as long as each other.
    ///
    /// ```
    /// use manabi::prelude::*;
    /// let (epochs, mean) = ([1., 2., 3.], [0.9, 0.5, 0.4]);
    /// Plot::new("Five seeds")
    ///     .band("loss", &epochs, &[0.8, 0.4, 0.35], &[1., 0.6, 0.45])
    ///     .line("loss", &epochs, &mean)
    ///     .show();
    /// ```
    #[track_caller]
    pub fn band(self, label: &str, xs: &[f32], low: &[f32], high: &[f32]) -> Plot {
        assert!(
            xs.len() == low.len() && xs.len() == high.len(),
            "band: {label:?} has {} xs, {} lower and {} upper ends, but every place needs all three",
            xs.len(),
            low.len(),
            high.len()
        );
        let ends = (0..xs.len()).flat_map(|i| [(xs[i], low[i]), (xs[i], high[i])]);
        self.with_series(Kind::Band, label, ends.collect())
    }
}

/// A band, broken where an end is missing.
pub fn draw_band(area: &Area, map: &Map, band: &Series, most: usize) -> Drawn {
    let style = ShapeStyle::from(&series(band.number).mix(0.25)).filled();
    let ends: Vec<_> = band
        .points
        .chunks_exact(2)
        .map(|ends| Some((map.at(&ends[0])?, map.at(&ends[1])?)))
        .collect();
    for part in ends.split(Option::is_none).filter(|part| !part.is_empty()) {
        let (low, high): (Vec<_>, Vec<_>) = part.iter().flatten().copied().unzip();
        let mut outline = thinned(low, most / 2);
        outline.extend(thinned(high, most / 2).into_iter().rev());
        area.draw(&Polygon::new(outline, style))?;
    }
    Ok(())
}
