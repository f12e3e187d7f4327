//! The colour bar beside a plot: which number each colour stands for.

use plotters::element::{PathElement, Rectangle};
use plotters::style::text_anchor::{HPos, VPos};
use plotters::style::{RGBColor, ShapeStyle};

use super::layout::Layout;
use super::marks::{Area, Drawn, PIXEL};
use super::palette::INK;
use super::text::{FONT, text, widest};

const GAP: i32 = 14 * PIXEL;
const WIDTH: i32 = 14 * PIXEL;

/// Colours from the lowest to the highest, and numbers at places from 0 to 1 along them.
#[derive(Clone, Debug)]
pub struct ColorBar {
    pub colors: Vec<RGBColor>,
    pub ticks: Vec<(f64, String)>,
}

impl ColorBar {
    /// The width that it takes beside the plane.
    pub fn room(&self) -> i32 {
        GAP + WIDTH + 7 * PIXEL + widest(self.ticks.iter().map(|(_, l)| &l[..]), FONT)
    }

    pub fn draw(&self, area: &Area, layout: &Layout) -> Drawn {
        let (left, right) = (layout.right + GAP, layout.right + GAP + WIDTH);
        let (top, height) = (layout.top, layout.plane().1);
        let at = |t: f64| top + height - (t * height as f64).round() as i32;
        // Each colour goes on below the next, so that no seam shows.
        let count = self.colors.len();
        for (i, color) in self.colors.iter().enumerate().rev() {
            let corners = [(left, at((i + 1) as f64 / count as f64)), (right, at(0.0))];
            area.draw(&Rectangle::new(corners, ShapeStyle::from(color).filled()))?;
        }
        let ink = ShapeStyle::from(&INK).stroke_width(PIXEL as u32);
        for (place, _) in &self.ticks {
            let y = at(*place);
            area.draw(&PathElement::new([(right, y), (right + 3 * PIXEL, y)], ink))?;
        }
        for (place, label) in &self.ticks {
            let style = text(FONT, HPos::Left, VPos::Center);
            area.draw_text(label, &style, (right + 6 * PIXEL, at(*place)))?;
        }
        Ok(())
    }
}
