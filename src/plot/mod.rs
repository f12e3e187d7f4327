//! Plots: data over two axes, pictures, networks and graphs as SVG.
//!
//! [`Plot`] collects what is to be drawn over two axes; each kind of mark has a file with its method
//! and its drawing. `layout` finds the places, `chart` draws the whole, with plotters and an SVG
//! backend of our own. [`ImageGrid`], [`Network`], [`Graph`], [`Flowchart`], [`Timeline`] and [`Panels`]
//! are figures without axes; [`Live`] is a plot that changes while a cell runs. A [`Scene`] is drawn shape
//! by shape, and a [`Film`] plays scenes.

mod arrows;
mod band;
mod bars;
mod boundary;
mod chart;
mod color_bar;
mod color_map;
mod columns;
mod confusion;
mod contour;
mod curve;
mod diagram;
mod extent;
mod figure;
#[doc(hidden)]
pub mod film;
// Public, because a cell names the type of a variable by where it is defined.
#[doc(hidden)]
pub mod flowchart;
mod frame;
#[doc(hidden)]
pub mod graph;
mod grid;
mod heat_map;
mod histogram;
#[doc(hidden)]
pub mod image_grid;
mod labels;
mod layered;
mod layout;
mod legend;
mod lines;
#[doc(hidden)]
pub mod live;
mod marks;
mod mosaic;
#[doc(hidden)]
pub mod network;
mod palette;
#[doc(hidden)]
pub mod panels;
mod path;
mod rows;
mod rules;
mod scale;
#[doc(hidden)]
pub mod scene;
mod sentence;
mod settle;
mod simplify;
mod surface;
mod svg;
mod text;
mod ticks;
#[doc(hidden)]
pub mod timeline;
mod trajectory;

use std::ops::Range;

use boundary::Boundary;
use figure::{Draw, figure};
use heat_map::HeatMap;
use labels::Label;
use surface::Surface;

pub use confusion::confusion_matrix;
pub use film::{Film, film};
pub use flowchart::{Flowchart, flowchart};
pub use graph::{Graph, computation_graph};
pub use image_grid::{ImageGrid, image_grid};
pub use live::{Live, live};
pub use network::{Network, network};
pub use panels::{Panel, Panels, panels};
pub use scene::{Paint, Scene};
pub use timeline::{Timeline, timeline};

opaque! {
    /// A plot with its title, axes and series. It shows itself at the end of a cell.
    ///
    /// Colours go round a palette in the order of the series; series with one label share a colour and
    /// an entry of the legend. NaN breaks a line and leaves out a point.
    ///
    /// ```
    /// use manabi::prelude::*;
    /// let epochs: Vec<f32> = (0..100).map(|e| e as f32).collect();
    /// let loss: Vec<f32> = epochs.iter().map(|e| (-e / 20.0).exp()).collect();
    /// Plot::new("Training")
    ///     .x_label("epoch")
    ///     .y_label("loss")
    ///     .line("train", &epochs, &loss)
    ///     .show();
    /// ```
    pub struct Plot(Content);
}

/// What a plot holds.
#[derive(Clone, Debug, Default)]
struct Content {
    title: String,
    x_label: String,
    y_label: String,
    x_range: Option<Range<f32>>,
    y_range: Option<Range<f32>>,
    x_log: bool,
    y_log: bool,
    /// Whether only whole numbers mean something along the horizontal axis.
    x_whole: bool,
    size: Option<(u32, u32)>,
    /// The names of the places 0, 1, 2, .. along an axis.
    x_names: Vec<String>,
    y_names: Vec<String>,
    boundary: Option<Boundary>,
    heat_map: Option<HeatMap>,
    surface: Option<Surface>,
    series: Vec<Series>,
    labels: Vec<Label>,
}

#[derive(Clone, Debug)]
struct Series {
    kind: Kind,
    label: String,
    /// Its place in the palette.
    number: usize,
    points: Vec<(f32, f32)>,
}

/// What the points of a series are.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Kind {
    /// Joined by a line.
    Line,
    /// Drawn one by one.
    Scatter,
    /// The steps of a way.
    Trajectory,
    /// The number of a bar and its height.
    Bars,
    /// Two by two opposite corners of bars that stand on zero.
    Histogram,
    /// Two by two the lower and the upper end at a place.
    Band,
    /// Two by two the foot and the head.
    Arrows,
    /// One point, NaN along the axis that it goes along.
    Rule,
}

figure!(Plot, "Plot::new(\"Square\").line(\"\", &[0., 1., 2.], &[0., 1., 4.])");

impl Plot {
    /// An empty plot. The title may be empty.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// assert!(Plot::new("Loss").line("", &[0., 1.], &[1., 0.]).svg().contains("Loss"));
    /// ```
    pub fn new(title: &str) -> Plot {
        Plot::wrap(Content { title: title.into(), ..Content::default() })
    }

    /// The name of the horizontal axis.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// assert!(Plot::new("").x_label("epoch").scatter("", &[0.], &[1.]).svg().contains("epoch"));
    /// ```
    pub fn x_label(mut self, label: &str) -> Plot {
        self.0.x_label = label.into();
        self
    }

    /// The name of the vertical axis.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// assert!(Plot::new("").y_label("epoch").scatter("", &[0.], &[1.]).svg().contains("epoch"));
    /// ```
    pub fn y_label(mut self, label: &str) -> Plot {
        self.0.y_label = label.into();
        self
    }

    /// The part of the horizontal axis to show; without it, all data is shown. Panics when the range
    /// is empty.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// Plot::new("").x_range(-0.5..1.5).scatter("", &[0., 1.], &[1., 0.]).show();
    /// ```
    #[track_caller]
    pub fn x_range(mut self, range: Range<f32>) -> Plot {
        self.0.x_range = Some(checked("x_range", range));
        self
    }

    /// The part of the vertical axis to show; without it, all data is shown. Panics when the range is
    /// empty.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// Plot::new("").y_range(-0.5..1.5).scatter("", &[0., 1.], &[1., 0.]).show();
    /// ```
    #[track_caller]
    pub fn y_range(mut self, range: Range<f32>) -> Plot {
        self.0.y_range = Some(checked("y_range", range));
        self
    }

    /// Makes the horizontal axis logarithmic. Numbers that are not positive have no place on it and are
    /// left out, as NaN is.
    ///
    /// ```
    /// use manabi::prelude::*;
    /// Plot::new("Rates").log_x().line("", &[1e-4, 1e-3, 1e-2], &[0.5, 0.9, 0.7]).show();
    /// ```
    pub fn log_x(mut self) -> Plot {
        self.0.x_log = true;
        self
    }

    /// Makes the vertical axis logarithmic. Numbers that are not positive have no place on it and are
    /// left out, as NaN is.
    ///
    /// ```
    /// use manabi::prelude::*;
    /// Plot::new("Loss").log_y().line("", &[0., 1., 2.], &[1., 0.1, 0.001]).show();
    /// ```
    pub fn log_y(mut self) -> Plot {
        self.0.y_log = true;
        self
    }

    /// Width and height in pixels; 560 and 360 without it, and for a heat map what makes its cells
    /// square. Panics when there is no room for a plot.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// let svg = Plot::new("").size(420, 400).scatter("", &[0.], &[1.]).svg();
    /// assert!(svg.contains("width=\"420\"") && svg.contains("height=\"400\""));
    /// ```
    #[track_caller]
    pub fn size(mut self, width: u32, height: u32) -> Plot {
        assert!(
            (160..=4000).contains(&width) && (120..=4000).contains(&height),
            "size: a plot is 160 to 4000 pixels wide and 120 to 4000 high, not {width} by {height}"
        );
        self.0.size = Some((width, height));
        self
    }

    /// Counts the horizontal axis in whole numbers.
    pub(crate) fn x_whole(mut self) -> Plot {
        self.0.x_whole = true;
        self
    }

    /// Adds a series. One with the label of an earlier series has its colour.
    fn with_series(mut self, kind: Kind, label: &str, points: Vec<(f32, f32)>) -> Plot {
        let known = self.0.series.iter().find(|s| !label.is_empty() && s.label == label);
        let coloured = |s: &&Series| s.kind != Kind::Rule;
        let free = self.0.series.iter().filter(coloured).map(|s| s.number + 1).max().unwrap_or(0);
        let number = known.map_or(free, |s| s.number);
        self.0.series.push(Series { kind, label: label.into(), number, points });
        self
    }
}

impl Draw for Content {
    fn size(&self) -> (u32, u32) {
        self.size.unwrap_or_else(|| layout::default_size(self))
    }

    fn stretches(&self) -> bool {
        self.size.is_none() && self.heat_map.is_none()
    }

    fn sentence(&self) -> String {
        sentence::sentence(self)
    }

    fn draw(&self, size: (u32, u32), room: usize) -> String {
        chart::svg(self, size, room)
    }
}

#[track_caller]
fn checked(op: &str, range: Range<f32>) -> Range<f32> {
    assert!(
        range.start < range.end && (range.end - range.start).is_finite(),
        "{op}: the range {range:?} is empty; it goes from a smaller number to a greater one"
    );
    range
}

/// Owned names.
fn names_of<T: AsRef<str>>(names: &[T]) -> Vec<String> {
    names.iter().map(|name| name.as_ref().to_string()).collect()
}

/// The points of two lists, which must be as long as each other.
#[track_caller]
fn paired(op: &str, label: &str, xs: &[f32], ys: &[f32]) -> Vec<(f32, f32)> {
    assert!(
        xs.len() == ys.len(),
        "{op}: {label:?} has {} xs and {} ys, but every point needs both",
        xs.len(),
        ys.len()
    );
    xs.iter().copied().zip(ys.iter().copied()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test::panic_message;

    #[test]
    fn bad_input_is_one_sentence() {
        let plot = || Plot::new("");
        assert_eq!(
            panic_message(|| plot().line("loss", &[1., 2., 3.], &[1.])),
            "line: \"loss\" has 3 xs and 1 ys, but every point needs both"
        );
        assert_eq!(
            panic_message(|| plot().x_range(1.0..1.0)),
            "x_range: the range 1.0..1.0 is empty; it goes from a smaller number to a greater one"
        );
        assert_eq!(
            panic_message(|| plot().size(0, 100)),
            "size: a plot is 160 to 4000 pixels wide and 120 to 4000 high, not 0 by 100"
        );
    }
}
