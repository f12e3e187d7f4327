//! Flowcharts: named steps, and arrows from each to what comes after it.

use plotters::drawing::IntoDrawingArea;

use super::diagram::{draw_box, draw_paper, draw_way, head};
use super::figure::{Draw, document, figure};
use super::layered::{Layered, layered};
use super::marks::{Drawn, PIXEL};
use super::palette::{INK, tint};
use super::sentence::{counted, titled};
use super::svg::Svg;
use super::text::{SMALL_FONT, TITLE_FONT, fitted, widest, width};

const MARGIN: i32 = 16 * PIXEL;
const LINE: i32 = 18 * PIXEL;
const LONGEST_LINE: i32 = 200 * PIXEL;

/// A drawing of steps and the arrows between them, from left to right. A step is named by its text, in
/// which `\n` begins a line; the first steps, the last ones and those between have a colour each. Panics on
/// arrows that run in a circle.
///
/// ```
/// use manabi::prelude::*;
/// flowchart(&[("data", "train"), ("data", "test"), ("train", "model"), ("model", "accuracy"), ("test", "accuracy")])
///     .show();
/// ```
#[track_caller]
pub fn flowchart(arrows: &[(&str, &str)]) -> Flowchart {
    let mut steps: Vec<&str> = Vec::new();
    let mut pending: Vec<&str> = arrows.iter().flat_map(|(from, to)| [*from, *to]).collect();
    // A step is ready when all that lead to it stand before it.
    while let Some(step) = pending
        .iter()
        .copied()
        .find(|step| arrows.iter().all(|(from, to)| to != step || steps.contains(from)))
    {
        steps.push(step);
        pending.retain(|other| *other != step);
    }
    assert!(
        pending.is_empty(),
        "flowchart: the arrows run in a circle through {:?}; every arrow leads forward",
        pending.first().copied().unwrap_or_default()
    );
    let place = |name: &str| steps.iter().position(|step| *step == name);
    let arrows = arrows.iter().filter_map(|(from, to)| Some((place(from)?, place(to)?))).collect();
    Flowchart::wrap(Content { title: String::new(), steps: super::names_of(&steps), arrows })
}

opaque! {
    /// The figure that [`flowchart`] makes.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// assert!(flowchart(&[("cell", "output")]).svg().contains("output"));
    /// ```
    pub struct Flowchart(Content);
}

#[derive(Clone)]
struct Content {
    title: String,
    /// Every arrow leads from a step to a later one.
    steps: Vec<String>,
    arrows: Vec<(usize, usize)>,
}

figure!(Flowchart, "flowchart(&[(\"cell\", \"output\")])");

impl Flowchart {
    /// A title over the drawing.
    ///
    /// ```
    /// use manabi::prelude::*;
    /// flowchart(&[("cell", "compiler"), ("compiler", "output")]).title("A cell runs").show();
    /// ```
    pub fn title(mut self, title: &str) -> Flowchart {
        self.0.title = title.into();
        self
    }
}

impl Content {
    fn lines(&self) -> Vec<Vec<String>> {
        let fit = |line: &str| fitted(line, SMALL_FONT, LONGEST_LINE);
        self.steps.iter().map(|step| step.lines().map(fit).collect()).collect()
    }

    fn sizes(&self) -> Vec<(i32, i32)> {
        let size = |lines: &Vec<String>| {
            let text = widest(lines.iter().map(|line| &line[..]), SMALL_FONT);
            (text + 20 * PIXEL, lines.len().max(1) as i32 * LINE + 12 * PIXEL)
        };
        self.lines().iter().map(size).collect()
    }

    fn layout(&self) -> Layered {
        layered(&self.sizes(), &self.arrows)
    }

    fn draw_on(&self, body: &mut String, size: (u32, u32)) -> Drawn {
        let whole = (size.0 * PIXEL as u32, size.1 * PIXEL as u32);
        let area = Svg::new(body, whole).into_drawing_area();
        draw_paper(&area, &self.title)?;
        let layout = self.layout();
        let left = (whole.0 as i32 - layout.size.0) / 2;
        let top = head(&self.title) + MARGIN;
        let at = |(x, y): (i32, i32)| (x + left, y + top);
        for way in &layout.ways {
            let points: Vec<_> = way.points.iter().map(|point| at(*point)).collect();
            draw_way(&area, &points, way.arrives, INK)?;
        }
        let boxes = self.lines().into_iter().zip(self.sizes()).zip(&layout.nodes);
        for (step, ((lines, size), place)) in boxes.enumerate() {
            let first = self.arrows.iter().all(|(_, to)| *to != step);
            let last = self.arrows.iter().all(|(from, _)| *from != step);
            let color = tint(if first {
                0
            } else if last {
                1
            } else {
                4
            });
            draw_box(&area, at(*place), size, color, &lines)?;
        }
        Ok(())
    }
}

impl Draw for Content {
    fn size(&self) -> (u32, u32) {
        let layout = self.layout();
        let title = width(&self.title, TITLE_FONT) + 16 * PIXEL;
        let across = (layout.size.0 + 2 * MARGIN).max(title).max(160 * PIXEL);
        let down = layout.size.1 + 2 * MARGIN + head(&self.title);
        ((across / PIXEL) as u32, (down / PIXEL) as u32)
    }

    fn stretches(&self) -> bool {
        false
    }

    fn sentence(&self) -> String {
        let what = titled("Flowchart", &self.title);
        let name = |step: usize| self.steps[step].replace('\n', " ");
        let arrows =
            self.arrows.iter().map(|(from, to)| format!("{} to {}", name(*from), name(*to)));
        let arrows: Vec<String> = arrows.collect();
        match arrows.is_empty() {
            true => format!("{what} without steps."),
            false => {
                format!("{what} of {}: {}.", counted(self.steps.len(), "step"), arrows.join(", "))
            }
        }
    }

    fn draw(&self, size: (u32, u32), _: usize) -> String {
        let mut body = String::new();
        self.draw_on(&mut body, size).expect("writing to a string does not fail");
        document(size, &self.sentence(), &body)
    }
}

#[cfg(test)]
mod tests {
    use crate::prelude::*;
    use crate::test::{panic_file, panic_message};

    #[test]
    fn every_arrow_leads_from_left_to_right() {
        let chart = flowchart(&[("c", "d"), ("a", "b"), ("b", "c"), ("a", "d")]).title("Letters");
        assert_eq!(chart.0.steps, ["a", "b", "c", "d"]);
        let layout = chart.0.layout();
        for (from, to) in &chart.0.arrows {
            assert!(layout.nodes[*from].0 < layout.nodes[*to].0);
        }
        assert_eq!(
            format!("{chart:?}"),
            "Flowchart \"Letters\" of 4 steps: c to d, a to b, b to c, a to d."
        );
    }

    #[test]
    fn a_step_may_have_more_lines() {
        let svg = flowchart(&[("one", "two\nlines")]).svg();
        assert!(svg.contains(">two</text>") && svg.contains(">lines</text>"), "{svg}");
        assert_eq!(format!("{:?}", flowchart(&[])), "Flowchart without steps.");
        flowchart(&[]).svg();
    }

    #[test]
    fn a_circle_is_one_sentence_at_the_line_of_the_caller() {
        let circle = || flowchart(&[("a", "b"), ("b", "c"), ("c", "b")]);
        assert_eq!(
            panic_message(circle),
            "flowchart: the arrows run in a circle through \"b\"; every arrow leads forward"
        );
        assert_eq!(panic_file(circle), file!());
    }
}
