//! An SVG backend for plotters that writes little: neighbouring shapes of one style become one path.
//!
//! The backend of plotters writes about a hundred bytes a point. Here a dot of a scatter plot takes
//! about nine. It also measures text itself, by the widths that letters have in common fonts,
//! because the font is chosen where the picture is read.

use std::convert::Infallible;
use std::fmt::Write;

use plotters_backend::{
    BackendColor, BackendCoord, BackendStyle, BackendTextStyle, DrawingBackend, DrawingErrorKind,
    FontStyle, FontTransform,
    text_anchor::{HPos, VPos},
};

use super::path::Path;
use super::text::text_width;
use crate::display::escape;

/// A backend that appends to a string.
pub struct Svg<'a> {
    body: &'a mut String,
    size: (u32, u32),
    path: Path,
}

impl<'a> Svg<'a> {
    pub fn new(body: &'a mut String, size: (u32, u32)) -> Svg<'a> {
        Svg { body, size, path: Path::new((0, 0)) }
    }

    /// A backend whose picture has room of `far` units to every side of its corner. A drawing area
    /// moves points outside of it to its edge, which bends the lines that lead there; in this one
    /// they keep their places.
    pub fn with_room(body: &'a mut String, far: i32) -> Svg<'a> {
        Svg { body, size: (2 * far as u32, 2 * far as u32), path: Path::new((far, far)) }
    }

    /// Starts a path, or goes on with the last when it has the same style.
    fn begin(&mut self, style: String) {
        if self.path.style != style {
            self.end();
            self.path.style = style;
        }
    }

    fn end(&mut self) {
        let next = Path::new(self.path.origin);
        let path = std::mem::replace(&mut self.path, next);
        if !path.data.is_empty() {
            let _ = write!(self.body, "<path {} d=\"{}\"/>", path.style, path.data);
        }
    }
}

fn colour(color: BackendColor) -> String {
    let (r, g, b) = color.rgb;
    format!("#{r:02x}{g:02x}{b:02x}")
}

fn opacity(color: BackendColor) -> String {
    match color.alpha {
        alpha if alpha < 1.0 => format!(" opacity=\"{alpha}\""),
        _ => String::new(),
    }
}

fn stroke(style: &impl BackendStyle) -> String {
    format!(
        "fill=\"none\" stroke=\"{}\" stroke-width=\"{}\" stroke-linejoin=\"round\"{}",
        colour(style.color()),
        style.stroke_width(),
        opacity(style.color())
    )
}

fn fill(style: &impl BackendStyle) -> String {
    format!("fill=\"{}\"{}", colour(style.color()), opacity(style.color()))
}

type Drawn = Result<(), DrawingErrorKind<Infallible>>;

impl DrawingBackend for Svg<'_> {
    type ErrorType = Infallible;

    fn get_size(&self) -> (u32, u32) {
        self.size
    }

    fn ensure_prepared(&mut self) -> Drawn {
        Ok(())
    }

    fn present(&mut self) -> Drawn {
        self.end();
        Ok(())
    }

    fn draw_pixel(&mut self, (x, y): BackendCoord, color: BackendColor) -> Drawn {
        self.fill_polygon([(x, y), (x + 1, y), (x + 1, y + 1), (x, y + 1)], &color)
    }

    fn draw_line<S: BackendStyle>(
        &mut self,
        from: BackendCoord,
        to: BackendCoord,
        style: &S,
    ) -> Drawn {
        self.draw_path([from, to], style)
    }

    fn draw_rect<S: BackendStyle>(
        &mut self,
        (x0, y0): BackendCoord,
        (x1, y1): BackendCoord,
        style: &S,
        filled: bool,
    ) -> Drawn {
        let corners = [(x0, y0), (x1, y0), (x1, y1), (x0, y1)];
        if filled {
            self.fill_polygon(corners, style)
        } else {
            self.begin(stroke(style));
            self.path.points(corners);
            self.path.close(corners[0]);
            Ok(())
        }
    }

    fn draw_path<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(
        &mut self,
        points: I,
        style: &S,
    ) -> Drawn {
        self.begin(stroke(style));
        self.path.points(points);
        Ok(())
    }

    fn draw_circle<S: BackendStyle>(
        &mut self,
        center: BackendCoord,
        radius: u32,
        style: &S,
        filled: bool,
    ) -> Drawn {
        if filled {
            // A line without length under a round cap is the shortest disc.
            self.begin(format!(
                "fill=\"none\" stroke=\"{}\" stroke-width=\"{}\" stroke-linecap=\"round\"{}",
                colour(style.color()),
                2 * radius,
                opacity(style.color())
            ));
            self.path.to('m', center);
            self.path.data.push_str("h0");
        } else {
            self.begin(stroke(style));
            let (r, left) = (radius as i32, center.0 - radius as i32);
            self.path.to('m', (left, center.1));
            let _ = write!(self.path.data, "a{r} {r} 0 1 0 {} 0a{r} {r} 0 1 0 {} 0", 2 * r, -2 * r);
        }
        Ok(())
    }

    fn fill_polygon<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(
        &mut self,
        points: I,
        style: &S,
    ) -> Drawn {
        let mut points = points.into_iter().peekable();
        let Some(&start) = points.peek() else {
            return Ok(());
        };
        self.begin(fill(style));
        self.path.points(points);
        self.path.close(start);
        Ok(())
    }

    fn draw_text<S: BackendTextStyle>(
        &mut self,
        text: &str,
        style: &S,
        (x, y): BackendCoord,
    ) -> Drawn {
        self.end();
        let anchor = match style.anchor().h_pos {
            HPos::Left => "",
            HPos::Center => " text-anchor=\"middle\"",
            HPos::Right => " text-anchor=\"end\"",
        };
        let shift = match style.anchor().v_pos {
            VPos::Top => " dy=\".76em\"",
            VPos::Center => " dy=\".35em\"",
            VPos::Bottom => "",
        };
        let weight = match style.style() {
            FontStyle::Bold => " font-weight=\"600\"",
            _ => "",
        };
        let turn = match style.transform() {
            FontTransform::None => String::new(),
            FontTransform::Rotate90 => format!(" transform=\"rotate(90 {x} {y})\""),
            FontTransform::Rotate180 => format!(" transform=\"rotate(180 {x} {y})\""),
            FontTransform::Rotate270 => format!(" transform=\"rotate(270 {x} {y})\""),
        };
        let _ = write!(
            self.body,
            "<text x=\"{x}\" y=\"{y}\" font-size=\"{}\"{anchor}{shift}{weight}{turn} {}>{}</text>",
            style.size(),
            fill(&style.color()),
            escape(text)
        );
        Ok(())
    }

    fn estimate_text_size<S: BackendTextStyle>(
        &self,
        text: &str,
        style: &S,
    ) -> Result<(u32, u32), DrawingErrorKind<Infallible>> {
        let width = text_width(text) * style.size();
        Ok((width.ceil() as u32, style.size().ceil() as u32))
    }
}

impl Drop for Svg<'_> {
    fn drop(&mut self) {
        self.end();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use plotters::style::{BLACK, RED, WHITE};

    #[test]
    fn shapes_of_one_style_share_a_path() {
        let mut body = String::new();
        let mut svg = Svg::new(&mut body, (100, 100));
        svg.draw_circle((10, 20), 3, &RED, true).unwrap();
        svg.draw_circle((15, 10), 3, &RED, true).unwrap();
        svg.draw_rect((0, 0), (4, 4), &WHITE, true).unwrap();
        svg.draw_line((1, 2), (3, 4), &BLACK).unwrap();
        drop(svg);
        assert_eq!(
            body,
            "<path fill=\"none\" stroke=\"#ff0000\" stroke-width=\"6\" stroke-linecap=\"round\" \
             d=\"m10 20h0m5-10h0\"/><path fill=\"#ffffff\" d=\"m0 0l4 0l0 4l-4 0z\"/><path \
             fill=\"none\" stroke=\"#000000\" stroke-width=\"1\" stroke-linejoin=\"round\" \
             d=\"m1 2l2 2\"/>"
        );
    }
}
