//! Heat maps: a colour for each element of a table.

use plotters::style::text_anchor::{HPos, VPos};

use super::color_bar::ColorBar;
use super::color_map::{ColorMap, readable_on};
use super::marks::{Area, Drawn, PIXEL};
use super::mosaic::{Pixels, image};
use super::scale::Map;
use super::sentence::short;
use super::text::{FONT, SMALL_FONT, coloured, widest, width};
use super::ticks::ticks;
use super::{Plot, names_of};
use crate::tensor::Tensor;

/// Behind elements that are not finite.
const MISSING: [u8; 3] = [0xc9, 0xca, 0xcc];
/// The bytes of the cells at most; larger tables are averaged over blocks.
const MOST_BYTES: usize = 40_000;

impl Plot {
    /// A colour for each element of a tensor of the shape (rows, columns), the first row at the top, with
    /// a colour bar. Colours go from dark (low) to bright (high); where there are numbers of both signs,
    /// from blue through white (0) to orange. NaN and infinity are gray. Panics on another shape and on a
    /// tensor without elements.
    ///
    /// ```
    /// use manabi::prelude::*;
    /// Plot::new("Attention")
    ///     .heat_map(&tensor([[0.9, 0.1], [0.3, 0.7]]))
    ///     .row_labels(&["I", "am"])
    ///     .col_labels(&["je", "suis"])
    ///     .cell_values()
    ///     .show();
    /// ```
    #[track_caller]
    pub fn heat_map(mut self, table: &Tensor) -> Plot {
        let [rows, columns] = *table.shape() else {
            panic!(
                "heat_map: a heat map shows a tensor of the shape (rows, columns), not {:?}; pick a \
                 part with `.row(i)` or bring it into shape with `.reshape([rows, columns])`",
                table.shape()
            );
        };
        assert!(rows > 0 && columns > 0, "heat_map: the shape {:?} has no elements", table.shape());
        self.0.heat_map = Some(HeatMap::new(rows, columns, table.to_vec()));
        self
    }

    /// The names of the rows of a heat map, from the top. Panics when it has another number of rows.
    ///
    /// ```
    /// use manabi::prelude::*;
    /// Plot::new("").heat_map(&eye(2)).row_labels(&["first", "second"]).show();
    /// ```
    #[track_caller]
    pub fn row_labels<T: AsRef<str>>(mut self, names: &[T]) -> Plot {
        let rows = self.table("row_labels").rows;
        assert!(
            rows == names.len(),
            "row_labels: {rows} rows need {rows} names, not {}",
            names.len()
        );
        self.0.y_names = names_of(names);
        self
    }

    /// The names of the columns of a heat map. Panics when it has another number of columns.
    ///
    /// ```
    /// use manabi::prelude::*;
    /// Plot::new("").heat_map(&eye(2)).col_labels(&["first", "second"]).show();
    /// ```
    #[track_caller]
    pub fn col_labels<T: AsRef<str>>(mut self, names: &[T]) -> Plot {
        let columns = self.table("col_labels").columns;
        assert!(
            columns == names.len(),
            "col_labels: {columns} columns need {columns} names, not {}",
            names.len()
        );
        self.0.x_names = names_of(names);
        self
    }

    /// Writes the numbers into the cells of a heat map, to three digits, where there is room.
    ///
    /// ```
    /// use manabi::prelude::*;
    /// Plot::new("").heat_map(&eye(2)).cell_values().show();
    /// ```
    #[track_caller]
    pub fn cell_values(mut self) -> Plot {
        let values = self.table("cell_values").values.clone();
        self.with_texts(values.iter().map(|v| short(*v).replace('-', "−")).collect())
    }

    /// Writes texts into the cells of a heat map, row by row, where there is room for all of them. Panics when
    /// there are not as many as cells.
    ///
    /// ```
    /// use manabi::prelude::*;
    /// Plot::new("").heat_map(&eye(2)).cell_texts(&["here", "not", "nor", "here"]).show();
    /// ```
    #[track_caller]
    pub fn cell_texts<T: AsRef<str>>(mut self, texts: &[T]) -> Plot {
        let cells = self.table("cell_texts").values.len();
        assert!(
            cells == texts.len(),
            "cell_texts: {cells} cells need {cells} texts, not {}",
            texts.len()
        );
        self.with_texts(names_of(texts))
    }

    pub(super) fn with_texts(mut self, texts: Vec<String>) -> Plot {
        if let Some(table) = &mut self.0.heat_map {
            table.texts = texts;
        }
        self
    }

    #[track_caller]
    fn table(&mut self, op: &str) -> &mut HeatMap {
        let Some(table) = &mut self.0.heat_map else {
            panic!("{op}: there is no heat map yet; call `heat_map` before");
        };
        table
    }
}

/// A table of numbers and the colours for them.
#[derive(Clone, Debug)]
pub struct HeatMap {
    pub rows: usize,
    pub columns: usize,
    pub values: Vec<f32>,
    texts: Vec<String>,
    map: ColorMap,
    /// The numbers of the first and the last colour.
    low: f64,
    high: f64,
}

impl HeatMap {
    fn new(rows: usize, columns: usize, values: Vec<f32>) -> HeatMap {
        let finite = || values.iter().copied().filter(|v| v.is_finite()).map(f64::from);
        let low = finite().reduce(f64::min).unwrap_or(0.0);
        let high = finite().reduce(f64::max).unwrap_or(1.0);
        let (map, low, high) = match low < 0.0 && high > 0.0 {
            true => (ColorMap::Diverging, -high.max(-low), high.max(-low)),
            false => (ColorMap::Sequential, low, high),
        };
        HeatMap { rows, columns, values, texts: Vec::new(), map, low, high }
    }

    /// The same table with colours for the numbers from `low` to `high`.
    pub fn with_range(mut self, low: f64, high: f64) -> HeatMap {
        (self.low, self.high, self.map) = (low, high, ColorMap::Sequential);
        self
    }

    fn share(&self, value: f32) -> f64 {
        match self.high - self.low {
            0.0 => 0.5,
            width => (value as f64 - self.low) / width,
        }
    }

    /// The width and height in pixels of a cell that reads well.
    pub fn cell(&self, names: &[String]) -> (f64, f64) {
        let text = widest(self.texts.iter().map(|text| &text[..]), SMALL_FONT) / PIXEL;
        let least = if self.texts.is_empty() { 0.0 } else { text as f64 + 10.0 };
        let cell = (400.0 / self.rows.max(self.columns) as f64).clamp(1.0, 48.0);
        // Names that are not long stand level when their columns are as wide.
        let name = widest(names.iter().map(|name| &name[..]), FONT) / PIXEL;
        let named = if name <= 80 { name as f64 + 12.0 } else { 0.0 };
        let across = cell.max(least).max(named).min(640.0 / self.columns as f64);
        let down = cell.max(least.min(26.0)).min(640.0 / self.rows as f64);
        // A single row or column is still to be seen.
        (across.max(60.0 / self.columns as f64), down.max(36.0 / self.rows as f64))
    }

    /// The bar of the colours, with about so many numbers.
    pub fn color_bar(&self, most: usize) -> ColorBar {
        if self.high <= self.low {
            let label = short(self.low as f32).replace('-', "−");
            return ColorBar { colors: vec![self.map.at(0.5)], ticks: vec![(0.5, label)] };
        }
        let place = |v: f64| (v - self.low) / (self.high - self.low);
        ColorBar {
            colors: (0..64).map(|i| self.map.at((i as f64 + 0.5) / 64.0)).collect(),
            ticks: ticks(self.low, self.high, most)
                .into_iter()
                .map(|(value, label)| (place(value), label))
                .filter(|(place, _)| (-1e-6..=1.0 + 1e-6).contains(place))
                .collect(),
        }
    }

    /// The cells as an `<image>` on a plane that the map leads to, of at most so many bytes.
    pub fn cells(&self, map: &Map, room: usize) -> String {
        let colors = self.values.iter().map(|v| match v.is_finite() {
            true => {
                let color = self.map.at(self.share(*v));
                [color.0, color.1, color.2]
            }
            false => MISSING,
        });
        let pixels = Pixels { width: self.columns, height: self.rows, colors: colors.collect() };
        let start = map.on_axes(-0.5, -0.5);
        let end = map.on_axes(self.columns as f64 - 0.5, self.rows as f64 - 0.5);
        image(&pixels, start, end, room.min(MOST_BYTES))
    }

    /// The texts in the cells, where all of them fit.
    pub fn draw_texts(&self, area: &Area, map: &Map) -> Drawn {
        let (start, end) = (map.on_axes(0.0, 0.0), map.on_axes(1.0, 1.0));
        let (across, down) = ((end.0 - start.0).abs(), (end.1 - start.1).abs());
        let fits = |text: &String| width(text, SMALL_FONT) + 2 * PIXEL <= across;
        if down < SMALL_FONT || !self.texts.iter().all(fits) {
            return Ok(());
        }
        for (i, (text, value)) in self.texts.iter().zip(&self.values).enumerate() {
            let at = map.on_axes((i % self.columns) as f64, (i / self.columns) as f64);
            let below = match value.is_finite() {
                true => self.map.at(self.share(*value)),
                false => plotters::style::RGBColor(MISSING[0], MISSING[1], MISSING[2]),
            };
            let style = coloured(readable_on(below), SMALL_FONT, HPos::Center, VPos::Center);
            area.draw_text(text, &style, at)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use crate::prelude::*;
    use crate::test::panic_message;

    #[test]
    fn a_heat_map_has_an_image_names_and_numbers() {
        let plot = Plot::new("")
            .heat_map(&tensor([[0.25, -1.5], [f32::NAN, 3.0]]))
            .row_labels(&["a", "b"])
            .col_labels(&["c", "d"])
            .cell_values();
        let svg = plot.svg();
        for text in [">a</text>", ">d</text>", ">0.25</text>", ">−1.5</text>", ">NaN</text>"] {
            assert!(svg.contains(text), "{text}");
        }
        assert!(svg.contains("<image") && svg.contains("pixelated"));
    }

    #[test]
    fn large_tables_stay_small() {
        let svg = Plot::new("").heat_map(&rand([700, 900])).svg();
        assert!(svg.len() <= 60_000, "{}", svg.len());
    }

    #[test]
    fn bad_input_is_one_sentence() {
        assert_eq!(
            panic_message(|| Plot::new("").heat_map(&zeros([2, 2, 2]))),
            "heat_map: a heat map shows a tensor of the shape (rows, columns), not [2, 2, 2]; pick a \
             part with `.row(i)` or bring it into shape with `.reshape([rows, columns])`"
        );
        assert_eq!(
            panic_message(|| Plot::new("").heat_map(&zeros([2, 0]))),
            "heat_map: the shape [2, 0] has no elements"
        );
        assert_eq!(
            panic_message(|| Plot::new("").heat_map(&zeros([2, 3])).row_labels(&["a"])),
            "row_labels: 2 rows need 2 names, not 1"
        );
        assert_eq!(
            panic_message(|| Plot::new("").heat_map(&zeros([2, 3])).cell_texts(&["a"])),
            "cell_texts: 6 cells need 6 texts, not 1"
        );
        assert_eq!(
            panic_message(|| Plot::new("").cell_values()),
            "cell_values: there is no heat map yet; call `heat_map` before"
        );
    }
}
