//! Networks of fully connected layers, drawn unit by unit.

use plotters::drawing::IntoDrawingArea;
use plotters::element::PathElement;
use plotters::style::ShapeStyle;

use super::diagram::{draw_disc, draw_lines_of_text, draw_paper, head};
use super::figure::{Draw, document, figure};
use super::marks::{Drawn, PIXEL};
use super::palette::{INK, tint};
use super::sentence::titled;
use super::svg::Svg;
use super::text::{SMALL_FONT, width};

/// A layer of more units shows its first and its last ones.
const MOST_UNITS: usize = 10;
const SHOWN: usize = 4;
/// The distance between units, their radius, and the margin around them.
const PITCH: i32 = 34 * PIXEL;
const RADIUS: i32 = 11 * PIXEL;
const MARGIN: i32 = 20 * PIXEL;
const CAPTION: i32 = 42 * PIXEL;

/// A drawing of a network of fully connected layers with these numbers of units, from the input to the
/// output. A layer of more than 10 units shows 4 at each end. Panics without layers, with more than 24,
/// and on a layer without units.
///
/// ```
/// use manabi::prelude::*;
/// network(&[2, 8, 1]).title("XOR").show();
/// ```
#[track_caller]
pub fn network(units: &[usize]) -> Network {
    assert!(
        (1..=24).contains(&units.len()) && units.iter().all(|units| *units > 0),
        "network: a drawing needs 1 to 24 layers with at least one unit each, not {units:?}"
    );
    let captions = (0..units.len()).map(|i| match i {
        0 => "input".into(),
        i if i + 1 == units.len() => "output".into(),
        _ if units.len() == 3 => "hidden".into(),
        i => format!("hidden {i}"),
    });
    Network::wrap(Content {
        title: String::new(),
        units: units.to_vec(),
        captions: captions.collect(),
    })
}

opaque! {
    /// The figure that [`network`] makes.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// assert!(network(&[2, 8, 1]).svg().starts_with("<svg"));
    /// ```
    pub struct Network(Content);
}

#[derive(Clone)]
struct Content {
    title: String,
    units: Vec<usize>,
    captions: Vec<String>,
}

figure!(Network, "network(&[2, 8, 1])");

impl Network {
    /// A title over the drawing.
    ///
    /// ```
    /// use manabi::prelude::*;
    /// network(&[2, 2, 1]).title("A perceptron with a hidden layer").show();
    /// ```
    pub fn title(mut self, title: &str) -> Network {
        self.0.title = title.into();
        self
    }

    /// The names below the layers, in the place of input, hidden and output. Panics when there is not one
    /// for each layer.
    ///
    /// ```
    /// use manabi::prelude::*;
    /// network(&[784, 128, 10]).captions(&["pixels", "features", "classes"]).show();
    /// ```
    #[track_caller]
    pub fn captions(mut self, captions: &[&str]) -> Network {
        let layers = self.0.units.len();
        assert!(
            captions.len() == layers,
            "captions: {layers} layers need {layers} captions, not {}",
            captions.len()
        );
        self.0.captions = super::names_of(captions);
        self
    }
}

/// Where the units of a layer are in a column of this height, and where its dots are when not all are
/// shown.
fn column(units: usize, height: i32) -> (Vec<i32>, Option<i32>) {
    let places = if units <= MOST_UNITS { units } else { 2 * SHOWN + 1 };
    let first = height / 2 - (places as i32 - 1) * PITCH / 2;
    let at = |i: usize| first + i as i32 * PITCH;
    match units <= MOST_UNITS {
        true => ((0..units).map(at).collect(), None),
        false => ((0..places).filter(|i| *i != SHOWN).map(at).collect(), Some(at(SHOWN))),
    }
}

impl Content {
    /// The distance between layers.
    fn step(&self) -> i32 {
        let captions = self.captions.iter().map(|c| width(c, SMALL_FONT) + 14 * PIXEL).max();
        let step = (720 * PIXEL / self.units.len() as i32).clamp(70 * PIXEL, 150 * PIXEL);
        step.max(captions.unwrap_or(0))
    }

    fn height(&self) -> i32 {
        let places = self.units.iter().map(|units| (*units).min(MOST_UNITS)).max().unwrap_or(1);
        (places as i32 - 1) * PITCH + 2 * RADIUS
    }

    fn draw_on(&self, body: &mut String, size: (u32, u32)) -> Drawn {
        let area =
            Svg::new(body, (size.0 * PIXEL as u32, size.1 * PIXEL as u32)).into_drawing_area();
        draw_paper(&area, &self.title)?;
        let (top, height) = (head(&self.title) + MARGIN, self.height());
        let first = size.0 as i32 * PIXEL / 2 - self.step() * (self.units.len() as i32 - 1) / 2;
        let x = |layer: usize| first + layer as i32 * self.step();
        let columns: Vec<_> = self.units.iter().map(|units| column(*units, height)).collect();
        let line = ShapeStyle::from(&super::palette::RULE).stroke_width(8);
        for (layer, pair) in columns.windows(2).enumerate() {
            for from in &pair[0].0 {
                for to in &pair[1].0 {
                    let ends = [(x(layer), top + from), (x(layer + 1), top + to)];
                    area.draw(&PathElement::new(ends, line))?;
                }
            }
        }
        // Outlines first, so that circles of one colour follow each other.
        for (layer, (units, dots)) in columns.iter().enumerate() {
            for unit in units {
                draw_disc(&area, (x(layer), top + unit), RADIUS, INK)?;
            }
            for dot in dots.iter().flat_map(|at| [at - 7 * PIXEL, *at, at + 7 * PIXEL]) {
                draw_disc(&area, (x(layer), top + dot), 15, INK)?;
            }
        }
        for (layer, (units, _)) in columns.iter().enumerate() {
            let color = match layer {
                0 => tint(0),
                layer if layer + 1 == columns.len() => tint(1),
                _ => tint(2),
            };
            for unit in units {
                draw_disc(&area, (x(layer), top + unit), RADIUS - 12, color)?;
            }
        }
        for (layer, (caption, units)) in self.captions.iter().zip(&self.units).enumerate() {
            let lines = [caption.clone(), units.to_string()];
            let at = (x(layer), top + height + MARGIN + CAPTION / 2 - 8 * PIXEL);
            draw_lines_of_text(&area, at, &lines)?;
        }
        Ok(())
    }
}

impl Draw for Content {
    fn size(&self) -> (u32, u32) {
        let edge = self.captions.iter().map(|c| width(c, SMALL_FONT) / 2).max().unwrap_or(0);
        let title = width(&self.title, super::text::TITLE_FONT) + 16 * PIXEL;
        let across = self.step() * (self.units.len() as i32 - 1) + 2 * (edge.max(RADIUS) + MARGIN);
        let down = head(&self.title) + self.height() + 2 * MARGIN + CAPTION;
        ((across.max(title) / PIXEL) as u32, (down / PIXEL) as u32)
    }

    fn stretches(&self) -> bool {
        false
    }

    fn sentence(&self) -> String {
        let layers: Vec<String> = self
            .captions
            .iter()
            .zip(&self.units)
            .map(|(caption, units)| format!("{caption} {units}"))
            .collect();
        format!(
            "{} of fully connected layers, units from left to right: {}.",
            titled("Network", &self.title),
            layers.join(", ")
        )
    }

    fn draw(&self, size: (u32, u32), _: usize) -> String {
        let mut body = String::new();
        self.draw_on(&mut body, size).expect("writing to a string does not fail");
        document(size, &self.sentence(), &body)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test::panic_message;

    #[test]
    fn every_unit_is_drawn_up_to_ten() {
        assert_eq!(column(3, 200).0.len(), 3);
        let (units, dots) = column(784, 4000);
        assert_eq!(units.len(), 2 * SHOWN);
        assert!(units[SHOWN - 1] < dots.unwrap() && dots.unwrap() < units[SHOWN]);
        assert!(network(&[99; 24]).svg().len() < 60_000);
    }

    #[test]
    fn a_network_is_said_and_checked() {
        assert_eq!(
            format!("{:?}", network(&[2, 8, 1]).title("XOR")),
            "Network \"XOR\" of fully connected layers, units from left to right: input 2, hidden 8, \
             output 1."
        );
        assert_eq!(
            panic_message(|| network(&[2, 0])),
            "network: a drawing needs 1 to 24 layers with at least one unit each, not [2, 0]"
        );
        assert_eq!(
            panic_message(|| network(&[2, 1]).captions(&["a"])),
            "captions: 2 layers need 2 captions, not 1"
        );
    }
}
