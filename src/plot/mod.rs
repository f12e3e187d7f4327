//! Plots: lines, points and decision boundaries as SVG.
//!
//! [`Plot`] collects what is to be drawn. `layout` finds its places, `chart` draws it and `marks` the
//! data, with plotters and an SVG backend of our own; `contour` finds where a function changes sign.

mod chart;
mod contour;
mod layout;
mod marks;
mod palette;
mod path;
mod sentence;
mod svg;
mod ticks;

use std::fmt;
use std::ops::Range;

use crate::display::{Bundle, Rich, display};
use contour::Region;

opaque! {
    /// A plot with its title, axes and series. It shows itself at the end of a cell.
    ///
    /// Colours go round a palette in the order of the series. NaN breaks a line and leaves out a point.
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
#[derive(Clone, Debug)]
struct Content {
    title: String,
    x_label: String,
    y_label: String,
    x_range: Option<Range<f32>>,
    y_range: Option<Range<f32>>,
    size: (u32, u32),
    boundary: Option<Boundary>,
    series: Vec<Series>,
}

#[derive(Clone, Debug)]
struct Series {
    kind: Kind,
    label: String,
    points: Vec<(f32, f32)>,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Kind {
    Line,
    Scatter,
}

#[derive(Clone, Debug)]
struct Boundary {
    x: Range<f32>,
    y: Range<f32>,
    region: Region,
}

impl Plot {
    /// An empty plot. The title may be empty.
    pub fn new(title: &str) -> Plot {
        Plot::wrap(Content {
            title: title.into(),
            x_label: String::new(),
            y_label: String::new(),
            x_range: None,
            y_range: None,
            size: (560, 360),
            boundary: None,
            series: Vec::new(),
        })
    }

    /// The name of the horizontal axis.
    pub fn x_label(mut self, label: &str) -> Plot {
        self.0.x_label = label.into();
        self
    }

    /// The name of the vertical axis.
    pub fn y_label(mut self, label: &str) -> Plot {
        self.0.y_label = label.into();
        self
    }

    /// The part of the horizontal axis to show; without it, all data is shown. Panics when the range
    /// is empty.
    #[track_caller]
    pub fn x_range(mut self, range: Range<f32>) -> Plot {
        self.0.x_range = Some(checked("x_range", range));
        self
    }

    /// The part of the vertical axis to show; without it, all data is shown. Panics when the range is
    /// empty.
    #[track_caller]
    pub fn y_range(mut self, range: Range<f32>) -> Plot {
        self.0.y_range = Some(checked("y_range", range));
        self
    }

    /// Width and height in pixels; 560 and 360 without it. Panics when there is no room for a plot.
    #[track_caller]
    pub fn size(mut self, width: u32, height: u32) -> Plot {
        assert!(
            (160..=4000).contains(&width) && (120..=4000).contains(&height),
            "size: a plot is 160 to 4000 pixels wide and 120 to 4000 high, not {width} by {height}"
        );
        self.0.size = (width, height);
        self
    }

    /// A line through points. Panics when there are not as many `ys` as `xs`.
    ///
    /// ```
    /// use manabi::prelude::*;
    /// Plot::new("Square").line("", &[0., 1., 2.], &[0., 1., 4.]).show();
    /// ```
    #[track_caller]
    pub fn line(self, label: &str, xs: &[f32], ys: &[f32]) -> Plot {
        self.series("line", Kind::Line, label, xs, ys)
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
        self.series("scatter", Kind::Scatter, label, xs, ys)
    }

    #[track_caller]
    fn series(mut self, op: &str, kind: Kind, label: &str, xs: &[f32], ys: &[f32]) -> Plot {
        assert!(
            xs.len() == ys.len(),
            "{op}: {label:?} has {} xs and {} ys, but every point needs both",
            xs.len(),
            ys.len()
        );
        self.0.series.push(Series {
            kind,
            label: label.into(),
            points: xs.iter().copied().zip(ys.iter().copied()).collect(),
        });
        self
    }

    /// The two sides of a decision: where the value is positive the plot is shaded in the colour of
    /// the second series, elsewhere in that of the first, and the line between them is drawn. The
    /// value is asked for about 5000 times. Panics when a range is empty.
    ///
    /// ```
    /// use manabi::prelude::*;
    /// let (w1, w2, b) = (1.0, 1.0, -1.5);
    /// Plot::new("AND")
    ///     .scatter("0", &[0., 0., 1.], &[0., 1., 0.])
    ///     .scatter("1", &[1.], &[1.])
    ///     .boundary(-0.5..1.5, -0.5..1.5, |x1, x2| w1 * x1 + w2 * x2 + b)
    ///     .show();
    /// ```
    #[track_caller]
    pub fn boundary(self, x: Range<f32>, y: Range<f32>, value: impl Fn(f32, f32) -> f32) -> Plot {
        self.with_boundary(checked("boundary", x), checked("boundary", y), &value)
    }

    fn with_boundary(
        mut self,
        x: Range<f32>,
        y: Range<f32>,
        value: &dyn Fn(f32, f32) -> f32,
    ) -> Plot {
        let region = contour::positive(value, x.clone(), y.clone());
        self.0.boundary = Some(Boundary { x, y, region });
        self
    }

    /// Shows the plot below the cell at once.
    pub fn show(&self) {
        display(self);
    }

    /// The plot as an SVG picture.
    ///
    /// ```
    /// use manabi::prelude::*;
    /// let svg = Plot::new("Square").line("", &[0., 1.], &[0., 1.]).svg();
    /// assert!(svg.starts_with("<svg"));
    /// ```
    pub fn svg(&self) -> String {
        chart::svg(&self.0, &sentence::sentence(&self.0))
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

impl Clone for Plot {
    fn clone(&self) -> Plot {
        Plot::wrap((*self.0).clone())
    }
}

impl fmt::Debug for Plot {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str(&sentence::sentence(&self.0))
    }
}

impl Rich for Plot {
    fn bundle(&self) -> Bundle {
        Bundle::text(sentence::sentence(&self.0)).with("image/svg+xml", self.svg())
    }
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
