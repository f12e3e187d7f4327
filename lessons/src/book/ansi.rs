//! ANSI: the colours of a terminal in error messages and printed text, as HTML.

use super::escape::escaped;

const COLORS: [&str; 8] = ["black", "red", "green", "yellow", "blue", "magenta", "cyan", "white"];

/// A text with escape sequences as HTML; sequences that are no colours are left out.
pub fn html(text: &str) -> String {
    let mut html = String::with_capacity(text.len());
    let mut style = Style::default();
    for (index, part) in text.split("\x1b[").enumerate() {
        let shown = match part.find(|c: char| c.is_ascii_alphabetic()) {
            Some(end) if index > 0 => {
                if part.as_bytes()[end] == b'm' {
                    style.apply(&part[..end]);
                }
                &part[end + 1..]
            }
            _ => part,
        };
        if shown.is_empty() {
            continue;
        }
        match style.classes() {
            classes if classes.is_empty() => html.push_str(&escaped(shown)),
            classes => {
                html.push_str(&format!("<span class=\"{classes}\">{}</span>", escaped(shown)))
            }
        }
    }
    html
}

#[derive(Default)]
struct Style {
    bold: bool,
    color: Option<usize>,
}

impl Style {
    /// Takes the numbers of one sequence, such as `1;31`.
    fn apply(&mut self, numbers: &str) {
        let mut numbers = numbers.split(';').map(|number| number.parse().unwrap_or(0));
        while let Some(number) = numbers.next() {
            match number {
                0 => *self = Style::default(),
                1 => self.bold = true,
                22 => self.bold = false,
                30..=37 => self.color = Some(number - 30),
                90..=97 => self.color = Some(number - 90),
                39 => self.color = None,
                // A colour of 256: the first sixteen are those above.
                38 if numbers.next() == Some(5) => {
                    self.color = numbers.next().filter(|color| *color < 16).map(|color| color % 8);
                }
                _ => {}
            }
        }
    }

    fn classes(&self) -> String {
        let color = self.color.map(|color| format!("ansi-{}", COLORS[color]));
        let bold = self.bold.then(|| "ansi-bold".to_owned());
        bold.into_iter().chain(color).collect::<Vec<_>>().join(" ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_become_classes() {
        assert_eq!(
            html("a \x1b[1;31merror\x1b[0m: <b> \x1b[38;5;12mhelp\x1b[39m"),
            "a <span class=\"ansi-bold ansi-red\">error</span>: &lt;b&gt; <span class=\"ansi-blue\">help</span>"
        );
    }

    #[test]
    fn other_sequences_do_not_show() {
        assert_eq!(html("x\x1b[2K\x1b[1Ay"), "xy");
        assert_eq!(html("plain"), "plain");
    }
}
