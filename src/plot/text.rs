//! Text in a picture: its style and the room it takes.

use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters::style::{Color, IntoFont, RGBColor, TextStyle};

use super::marks::PIXEL;
use super::palette::INK;

/// The size of labels and numbers.
pub const FONT: i32 = 12 * PIXEL;
/// The size of a title.
pub const TITLE_FONT: i32 = 14 * PIXEL;
/// The size of text inside of marks.
pub const SMALL_FONT: i32 = 11 * PIXEL;

/// Ink of a size; the place of the text is this side of it.
pub fn text(size: i32, horizontal: HPos, vertical: VPos) -> TextStyle<'static> {
    coloured(INK, size, horizontal, vertical)
}

pub fn coloured(
    color: RGBColor,
    size: i32,
    horizontal: HPos,
    vertical: VPos,
) -> TextStyle<'static> {
    let mut style = TextStyle::from(("sans-serif", size).into_font());
    style.color = color.to_backend_color();
    style.pos(Pos::new(horizontal, vertical))
}

/// The width of a text in a common sans-serif font, in units of the font size.
pub fn text_width(text: &str) -> f64 {
    text.chars()
        .map(|c| match c {
            'i' | 'j' | 'l' | '.' | ',' | ':' | ';' | '\'' | '|' | '!' => 0.28,
            ' ' | 'f' | 'r' | 't' | 'I' | '(' | ')' | '[' | ']' | '-' | '/' => 0.36,
            'm' | 'w' | 'M' | 'W' | '@' | '%' => 0.9,
            'A'..='Z' => 0.7,
            '⁰' | '⁴'..='⁹' | '⁻' | '¹' | '²' | '³' => 0.4,
            '…' => 1.0,
            '\u{2000}'..='\u{22ff}' => 0.62,
            '\u{1100}'.. => 1.0,
            _ => 0.58,
        })
        .sum()
}

/// The width of a text at a size, in units.
pub fn width(text: &str, size: i32) -> i32 {
    (text_width(text) * size as f64).ceil() as i32
}

/// The widest of some texts at a size, in units.
pub fn widest<'a>(texts: impl IntoIterator<Item = &'a str>, size: i32) -> i32 {
    texts.into_iter().map(|text| width(text, size)).max().unwrap_or(0)
}

/// As much of a text as there is room for, with an ellipsis for the rest.
pub fn fitted(text: &str, size: i32, room: i32) -> String {
    if width(text, size) <= room {
        return text.into();
    }
    let mut short: String = text.into();
    while short.pop().is_some() {
        let cut = format!("{}…", short.trim_end());
        if width(&cut, size) <= room {
            return cut;
        }
    }
    String::new()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wide_letters_are_wider() {
        assert!(text_width("WWW") > 2.0 * text_width("iii"));
        assert_eq!(text_width("学び"), 2.0);
    }

    #[test]
    fn a_text_without_room_is_cut() {
        assert_eq!(fitted("short", 10, 1000), "short");
        let cut = fitted("a long name of a class", 10, 80);
        assert!(cut.ends_with('…') && cut.starts_with("a long"), "{cut}");
        assert!(width(&cut, 10) <= 80);
        assert_eq!(fitted("name", 10, 0), "");
    }
}
