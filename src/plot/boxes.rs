//! Boxes with lines of text in them and arrows between them, from left to right.

use plotters::drawing::IntoDrawingArea;
use plotters::style::RGBColor;

use super::diagram::{draw_box, draw_paper, draw_way, head};
use super::figure::document;
use super::layered::{Layered, layered};
use super::marks::{Drawn, PIXEL};
use super::palette::INK;
use super::svg::Svg;
use super::text::{SMALL_FONT, TITLE_FONT, fitted, widest, width};

const MARGIN: i32 = 16 * PIXEL;
const LONGEST_LINE: i32 = 130 * PIXEL;

/// The boxes of a drawing and the edges between them, each from a box to a later one.
#[derive(Default)]
pub struct Boxes {
    colors: Vec<RGBColor>,
    pub lines: Vec<Vec<String>>,
    pub edges: Vec<(usize, usize)>,
}

impl Boxes {
    /// Adds a box, and says which it is.
    pub fn add<T: AsRef<str>>(&mut self, color: RGBColor, lines: &[T]) -> usize {
        let fit = |line: &T| fitted(line.as_ref(), SMALL_FONT, LONGEST_LINE);
        self.colors.push(color);
        self.lines.push(lines.iter().map(fit).collect());
        self.lines.len() - 1
    }

    fn layout(&self) -> Layered {
        layered(&self.lines.iter().map(room).collect::<Vec<_>>(), &self.edges)
    }

    /// The size in pixels of the drawing with its title.
    pub fn size(&self, title: &str) -> (u32, u32) {
        let layout = self.layout();
        let across = layout.size.0 + 2 * MARGIN;
        let title_room = width(title, TITLE_FONT) + 16 * PIXEL;
        let down = layout.size.1 + 2 * MARGIN + head(title);
        ((across.max(title_room).max(160 * PIXEL) / PIXEL) as u32, (down / PIXEL) as u32)
    }

    /// The drawing as SVG, with its description.
    pub fn drawn(&self, size: (u32, u32), title: &str, sentence: &str) -> String {
        let mut body = String::new();
        self.draw_on(&mut body, size, title).expect("writing to a string does not fail");
        document(size, sentence, &body)
    }

    fn draw_on(&self, body: &mut String, size: (u32, u32), title: &str) -> Drawn {
        let (layout, whole) = (self.layout(), (size.0 * PIXEL as u32, size.1 * PIXEL as u32));
        let area = Svg::new(body, whole).into_drawing_area();
        draw_paper(&area, title)?;
        let left = (whole.0 as i32 - layout.size.0) / 2;
        let top = head(title) + MARGIN;
        let at = |(x, y): (i32, i32)| (x + left, y + top);
        for way in &layout.ways {
            let points: Vec<_> = way.points.iter().map(|point| at(*point)).collect();
            draw_way(&area, &points, way.arrives, INK)?;
        }
        for ((color, lines), place) in self.colors.iter().zip(&self.lines).zip(&layout.nodes) {
            draw_box(&area, at(*place), room(lines), *color, lines)?;
        }
        Ok(())
    }
}

/// The size of a box with these lines.
fn room(lines: &Vec<String>) -> (i32, i32) {
    let text = widest(lines.iter().map(|line| &line[..]), SMALL_FONT);
    (text + 12 * PIXEL, (8 + 14 * lines.len() as i32) * PIXEL)
}
