//! Labels: texts beside points of a plot.

use plotters::style::text_anchor::{HPos, VPos};

use super::layout::Layout;
use super::marks::{Area, Drawn, PIXEL};
use super::sentence::counted;
use super::text::{SMALL_FONT, text, width};
use super::{Content, Kind, Plot, names_of, paired};

/// From a point to its text.
const AWAY: i32 = 9 * PIXEL;

/// A text at a point.
#[derive(Clone, Debug)]
pub struct Label {
    point: (f32, f32),
    text: String,
}

impl Plot {
    /// Texts beside points: above them, or to the right, left or below where another text, a rule or the edge
    /// is in the way. A text without room on any side is left out. Panics when there are not as many texts and
    /// `ys` as `xs`.
    ///
    /// ```
    /// use manabi::prelude::*;
    /// let (years, layers) = ([1998., 2012., 2015.], [5., 8., 152.]);
    /// Plot::new("Depth")
    ///     .scatter("", &years, &layers)
    ///     .labels(&years, &layers, &["LeNet", "AlexNet", "ResNet"])
    ///     .show();
    /// ```
    #[track_caller]
    pub fn labels<T: AsRef<str>>(self, xs: &[f32], ys: &[f32], texts: &[T]) -> Plot {
        self.with_labels(paired("labels", "", xs, ys), names_of(texts))
    }

    #[track_caller]
    fn with_labels(mut self, points: Vec<(f32, f32)>, texts: Vec<String>) -> Plot {
        assert!(
            points.len() == texts.len(),
            "labels: {} and {}, but every point needs a text",
            counted(points.len(), "point"),
            counted(texts.len(), "text")
        );
        let labels = points.into_iter().zip(texts).map(|(point, text)| Label { point, text });
        self.0.labels.extend(labels);
        self
    }
}

type Sides = [i32; 4];

fn apart(a: &Sides, b: &Sides) -> bool {
    a[2] <= b[0] || b[2] <= a[0] || a[3] <= b[1] || b[3] <= a[1]
}

/// Draws the labels of a plot inside of its plane.
pub fn draw_labels(layout: &Layout, area: &Area, plot: &Content) -> Drawn {
    let map = layout.map(layout.left..layout.right, layout.top..layout.bottom);
    let plane = [layout.left, layout.top, layout.right, layout.bottom];
    let inside =
        |s: &Sides| s[0] >= plane[0] && s[1] >= plane[1] && s[2] <= plane[2] && s[3] <= plane[3];
    let points: Vec<_> = plot.labels.iter().map(|label| map.at(&label.point)).collect();
    // No text covers the point of another, or a rule.
    let r = 5 * PIXEL;
    let rules = plot.series.iter().filter(|series| series.kind == Kind::Rule);
    let rules = rules.flat_map(|rule| &rule.points).filter_map(|&(x, y)| {
        let (across, down) = (y.is_finite(), x.is_finite());
        let (x, y) = map.at(&(if down { x } else { 1.0 }, if across { y } else { 1.0 }))?;
        match (across, down) {
            (true, false) => Some([plane[0], y - PIXEL, plane[2], y + PIXEL]),
            (false, true) => Some([x - PIXEL, plane[1], x + PIXEL, plane[3]]),
            _ => None,
        }
    });
    let marks = points.iter().flatten().map(|(x, y)| [x - r, y - r, x + r, y + r]);
    let marks: Vec<Sides> = marks.chain(rules).collect();
    let mut taken: Vec<Sides> = Vec::new();
    for (label, point) in plot.labels.iter().zip(&points) {
        let Some((x, y)) = *point else { continue };
        let (half, tall) = (width(&label.text, SMALL_FONT) / 2, SMALL_FONT / 2);
        let middles = [
            (x, y - AWAY - tall),
            (x + AWAY + half, y),
            (x - AWAY - half, y),
            (x, y + AWAY + tall),
        ];
        let sides = |(x, y): (i32, i32)| [x - half, y - tall, x + half, y + tall];
        let free = |at: &(i32, i32)| {
            let own = sides(*at);
            inside(&own) && taken.iter().chain(&marks).all(|other| apart(&own, other))
        };
        if let Some(at) = middles.into_iter().find(free) {
            taken.push(sides(at));
            area.draw_text(&label.text, &text(SMALL_FONT, HPos::Center, VPos::Center), at)?;
        }
    }
    Ok(())
}

/// The labels in words.
pub fn sentence(labels: &[Label]) -> Option<String> {
    let texts: Vec<&str> = labels.iter().map(|label| &label.text[..]).take(24).collect();
    let more = if labels.len() > texts.len() { ", ..." } else { "" };
    (!texts.is_empty()).then(|| format!("labels {}{more}", texts.join(", ")))
}

#[cfg(test)]
mod tests {
    use crate::prelude::*;
    use crate::test::panic_message;

    #[test]
    fn labels_stand_where_there_is_room() {
        let plot = |ys: &[f32], texts: &[&str]| {
            let xs: Vec<f32> = (0..ys.len()).map(|i| i as f32).collect();
            Plot::new("").scatter("", &xs, ys).labels(&xs, ys, texts)
        };
        let svg = plot(&[0., 5., 1.], &["first", "second", "third"]).svg();
        for text in [">first</text>", ">second</text>", ">third</text>"] {
            assert!(svg.contains(text), "{text}");
        }
        // Of many texts at one place four find room.
        let names: Vec<String> = (0..9).map(|i| format!("name {i}")).collect();
        let same = Plot::new("").x_range(-1.0..1.0).y_range(-1.0..1.0);
        let svg = same.labels(&[0.; 9], &[0.; 9], &names).svg();
        assert_eq!(svg.matches(">name ").count(), 4);
        // A rule through the middle leaves room above and below the point only.
        let crossed = |x: f32, y: f32| {
            let plot =
                Plot::new("").x_range(-1.0..1.0).y_range(-1.0..1.0).hline("", x).vline("", y);
            plot.labels(&[0.; 9], &[0.; 9], &names).svg().matches(">name ").count()
        };
        assert_eq!((crossed(0., f32::NAN), crossed(f32::NAN, 0.), crossed(0., 0.)), (2, 2, 0));
        // One without a place is left out.
        let svg = plot(&[0., f32::NAN, 1.], &["first", "second", "third"]).svg();
        assert!(!svg.contains(">second</text>"));
    }

    #[test]
    fn labels_are_said_and_checked() {
        let plot = Plot::new("").scatter("", &[1.], &[2.]).labels(&[1.], &[2.], &["LeNet"]);
        assert_eq!(format!("{plot:?}"), "Plot: points at (1, 2); labels LeNet.");
        assert_eq!(
            panic_message(|| Plot::new("").labels(&[1.], &[2.], &["a", "b"])),
            "labels: 1 point and 2 texts, but every point needs a text"
        );
    }
}
