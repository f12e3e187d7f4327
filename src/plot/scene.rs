//! Scenes: pictures of plain shapes at places in pixels, such as the state of an environment.

use std::fmt::Write;

use plotters::style::RGBColor;

use super::figure::{Draw, document, figure};
use super::marks::{FAR, PIXEL};
use super::palette::{INK, PAPER, RULE, series, tint};
use super::text::{SMALL_FONT, fitted};
use crate::display::escape;

/// What a shape is painted with. All but the grays turn with the book's page when it is dark.
///
/// ```
/// use manabi::plot::{Paint, Scene};
/// Scene::new("A blue square.", 40, 40).rectangle((10., 10.), (20., 20.), Paint::Series(0)).show();
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Paint {
    /// What lies behind everything.
    Paper,
    /// What text is written with.
    Ink,
    /// A quiet gray for lines and walls.
    Rule,
    /// The colour of the n-th series of a plot.
    Series(usize),
    /// A light shade of it, for areas.
    Tint(usize),
    /// From 0, which is black, to 1, which is white.
    Gray(f32),
}

impl Paint {
    pub(super) fn hex(self) -> String {
        let RGBColor(r, g, b) = match self {
            Paint::Paper => PAPER,
            Paint::Ink => INK,
            Paint::Rule => RULE,
            Paint::Series(n) => series(n),
            Paint::Tint(n) => tint(n),
            Paint::Gray(brightness) => {
                let byte = (brightness.clamp(0.0, 1.0) * 255.0).round() as u8;
                RGBColor(byte, byte, byte)
            }
        };
        format!("#{r:02x}{g:02x}{b:02x}")
    }
}

opaque! {
    /// Shapes on paper, each over those before it, in pixels from the left upper corner.
    ///
    /// ```
    /// use manabi::plot::{Paint, Scene};
    /// Scene::new("A ball over a line.", 120, 80)
    ///     .line((10., 60.), (110., 60.), 2., Paint::Ink)
    ///     .disc((60., 48.), 11., Paint::Series(1))
    ///     .show();
    /// ```
    pub struct Scene(Content);
}

#[derive(Clone)]
pub(super) struct Content {
    sentence: String,
    pub size: (u32, u32),
    pub shapes: Vec<Shape>,
}

/// An element of SVG.
#[derive(Clone, PartialEq)]
pub(super) struct Shape {
    pub tag: &'static str,
    pub attributes: Vec<(&'static str, String)>,
    pub text: String,
}

figure!(Scene, "manabi::plot::Scene::new(\"Paper.\", 40, 30)");

impl Scene {
    /// Paper of this width and height, with a sentence for those who cannot see what will be on it.
    /// Panics unless both are from 1 to 2000.
    ///
    /// ```
    /// # use manabi::plot::Scene;
    /// assert!(Scene::new("Nothing at all.", 40, 30).svg().contains("Nothing at all."));
    /// ```
    #[track_caller]
    pub fn new(sentence: &str, width: u32, height: u32) -> Scene {
        assert!(
            (1..=2000).contains(&width) && (1..=2000).contains(&height),
            "Scene: {width} by {height} pixels cannot be shown; give each side 1 to 2000"
        );
        Scene::wrap(Content {
            sentence: sentence.into(),
            size: (width, height),
            shapes: Vec::new(),
        })
    }

    /// A filled rectangle: its left upper corner, and its width and height.
    ///
    /// ```
    /// use manabi::plot::{Paint, Scene};
    /// Scene::new("A wall.", 40, 40).rectangle((5., 5.), (10., 30.), Paint::Rule).show();
    /// ```
    pub fn rectangle(self, corner: (f32, f32), size: (f32, f32), paint: Paint) -> Scene {
        let attributes = vec![
            ("x", units(corner.0)),
            ("y", units(corner.1)),
            ("width", units(size.0.max(0.0))),
            ("height", units(size.1.max(0.0))),
            ("fill", paint.hex()),
        ];
        self.shape("rect", attributes, "")
    }

    /// A filled circle around a point.
    ///
    /// ```
    /// use manabi::plot::{Paint, Scene};
    /// Scene::new("A ball.", 40, 40).disc((20., 20.), 12., Paint::Series(0)).show();
    /// ```
    pub fn disc(self, center: (f32, f32), radius: f32, paint: Paint) -> Scene {
        let attributes = vec![
            ("cx", units(center.0)),
            ("cy", units(center.1)),
            ("r", units(radius.max(0.0))),
            ("fill", paint.hex()),
        ];
        self.shape("circle", attributes, "")
    }

    /// A circle around a point, drawn with a pen of this width.
    ///
    /// ```
    /// use manabi::plot::{Paint, Scene};
    /// Scene::new("A ring.", 40, 40).ring((20., 20.), 12., 3., Paint::Series(1)).show();
    /// ```
    pub fn ring(self, center: (f32, f32), radius: f32, width: f32, paint: Paint) -> Scene {
        let attributes = vec![
            ("cx", units(center.0)),
            ("cy", units(center.1)),
            ("r", units(radius.max(0.0))),
            ("fill", "none".into()),
            ("stroke", paint.hex()),
            ("stroke-width", units(width.max(0.0))),
        ];
        self.shape("circle", attributes, "")
    }

    /// A straight line with round ends, drawn with a pen of this width.
    ///
    /// ```
    /// use manabi::plot::{Paint, Scene};
    /// Scene::new("A pole.", 40, 40).line((20., 35.), (25., 5.), 4., Paint::Ink).show();
    /// ```
    pub fn line(self, from: (f32, f32), to: (f32, f32), width: f32, paint: Paint) -> Scene {
        let attributes = vec![
            ("x1", units(from.0)),
            ("y1", units(from.1)),
            ("x2", units(to.0)),
            ("y2", units(to.1)),
            ("stroke", paint.hex()),
            ("stroke-width", units(width.max(0.0))),
            ("stroke-linecap", "round".into()),
        ];
        self.shape("line", attributes, "")
    }

    /// A line of text around a point, cut where the scene has no room for it.
    ///
    /// ```
    /// use manabi::plot::{Paint, Scene};
    /// Scene::new("The word goal.", 60, 40).text((30., 20.), "goal", Paint::Ink).show();
    /// ```
    pub fn text(self, center: (f32, f32), text: &str, paint: Paint) -> Scene {
        let text = fitted(text, SMALL_FONT, self.0.size.0 as i32 * PIXEL);
        let attributes = vec![
            ("x", units(center.0)),
            ("y", units(center.1)),
            ("font-size", SMALL_FONT.to_string()),
            ("text-anchor", "middle".into()),
            ("dy", ".35em".into()),
            ("fill", paint.hex()),
        ];
        self.shape("text", attributes, &text)
    }

    fn shape(
        mut self,
        tag: &'static str,
        attributes: Vec<(&'static str, String)>,
        text: &str,
    ) -> Scene {
        self.0.shapes.push(Shape { tag, attributes, text: text.into() });
        self
    }

    pub(super) fn content(&self) -> &Content {
        &self.0
    }
}

/// Pixels in the units of a picture. What is no number stands at 0.
fn units(pixels: f32) -> String {
    let far = FAR as f32;
    ((pixels * PIXEL as f32).clamp(-far, far).round() as i32).to_string()
}

/// Paper of a size in pixels, and the place in units of something smaller in its middle.
pub(super) fn paper(whole: (u32, u32), part: (u32, u32)) -> (String, (i32, i32)) {
    let sides = [whole.0 as i32 * PIXEL, whole.1 as i32 * PIXEL];
    let paper = Paint::Paper.hex();
    let rect = format!("<rect width=\"{}\" height=\"{}\" fill=\"{paper}\"/>", sides[0], sides[1]);
    let middle = |whole: u32, part: u32| (whole as i32 - part as i32) * PIXEL / 2;
    (rect, (middle(whole.0, part.0), middle(whole.1, part.1)))
}

impl Shape {
    /// The element with what stands inside of it before its text.
    pub fn write(&self, body: &mut String, inside: &str) {
        let _ = write!(body, "<{}", self.tag);
        for (name, value) in &self.attributes {
            let _ = write!(body, " {name}=\"{value}\"");
        }
        match (inside, &self.text[..]) {
            ("", "") => body.push_str("/>"),
            (inside, text) => {
                let _ = write!(body, ">{inside}{}</{}>", escape(text), self.tag);
            }
        }
    }
}

impl Draw for Content {
    fn size(&self) -> (u32, u32) {
        self.size
    }

    fn stretches(&self) -> bool {
        false
    }

    fn sentence(&self) -> String {
        self.sentence.clone()
    }

    fn draw(&self, size: (u32, u32), _: usize) -> String {
        let (mut body, (x, y)) = paper(size, self.size);
        let _ = write!(body, "<g transform=\"translate({x} {y})\">");
        self.shapes.iter().for_each(|shape| shape.write(&mut body, ""));
        body.push_str("</g>");
        document(size, &self.sentence, &body)
    }
}

#[cfg(test)]
mod tests {
    use super::super::figure::tests::elements;
    use super::*;
    use crate::test::{panic_file, panic_message};

    #[test]
    fn every_shape_is_an_element_at_its_place() {
        let scene = Scene::new("Shapes & sizes.", 100, 60)
            .rectangle((1., 2.), (3., -4.), Paint::Tint(0))
            .disc((50., 30.), f32::NAN, Paint::Gray(0.5))
            .ring((50., f32::INFINITY), 5., 2., Paint::Series(1))
            .line((0., 0.), (1.25, 1.), 2., Paint::Rule)
            .text((50., 10.), "a < b", Paint::Ink);
        let svg = scene.svg();
        assert_eq!(
            elements(&svg),
            ["svg", "title", "rect", "g", "rect", "circle", "circle", "line", "text"]
        );
        assert!(
            svg.contains("<rect x=\"10\" y=\"20\" width=\"30\" height=\"0\" fill=\"#c4ddea\"/>")
        );
        assert!(svg.contains("r=\"0\" fill=\"#808080\"") && svg.contains(">a &lt; b</text>"));
        assert_eq!(format!("{scene:?}"), "Shapes & sizes.");
    }

    #[test]
    fn a_size_that_cannot_be_shown_is_one_sentence() {
        let empty = || Scene::new("", 0, 5);
        assert_eq!(
            panic_message(empty),
            "Scene: 0 by 5 pixels cannot be shown; give each side 1 to 2000"
        );
        assert_eq!(panic_file(empty), file!());
    }
}
