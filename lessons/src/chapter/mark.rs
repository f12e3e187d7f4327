//! A mark: something inside prose that a writer replaces. Code, formulas and comments hold none.
//!
//! | written | becomes |
//! |---|---|
//! | `{{accuracy:.1%}}` | the number that a cell recorded |
//! | `{{references}}`, `{{seeds}}` | the list of what the chapter cites; the table over several seeds |
//! | `{{playground}}` | the network to play with, where a page can show it |
//! | `[[weight]]`, `[[weight\|weights]]` | a term at its first use, with its translation |
//! | `[@rosenblatt1958]` | the number of a reference |
//! | `[text](03-forward.md#slug)` | a link to a chapter, a section or a figure |

use super::digits::Digits;
use super::fence::Fence;

/// What stands in a piece of prose.
#[derive(Clone, Debug, PartialEq)]
pub enum Mark<'a> {
    Metric { name: &'a str, digits: Digits },
    References,
    Seeds,
    Playground,
    Term { key: &'a str, shown: Option<&'a str> },
    Citation(&'a str),
    Link { text: &'a str, target: &'a str },
}

/// A piece of prose: as it is, or to be replaced.
#[derive(Clone, Debug, PartialEq)]
pub enum Piece<'a> {
    Text(&'a str),
    Mark(Mark<'a>),
}

/// Cuts prose into pieces, each with its place; an error is a place and a sentence.
pub fn pieces(text: &str) -> Result<Vec<(usize, Piece<'_>)>, (usize, String)> {
    let mut pieces = vec![];
    let (mut plain, mut at) = (0, 0);
    while at < text.len() {
        let rest = &text[at..];
        let found = mark(rest).map_err(|sentence| (at, sentence))?;
        let Some((length, mark)) = found else {
            at += opaque(text, at);
            continue;
        };
        if plain < at {
            pieces.push((plain, Piece::Text(&text[plain..at])));
        }
        pieces.push((at, Piece::Mark(mark)));
        at += length;
        plain = at;
    }
    if plain < text.len() {
        pieces.push((plain, Piece::Text(&text[plain..])));
    }
    Ok(pieces)
}

/// The marks of a prose, without what stands between them.
pub fn marks(text: &str) -> Result<Vec<(usize, Mark<'_>)>, (usize, String)> {
    let marks = pieces(text)?.into_iter().filter_map(|(at, piece)| match piece {
        Piece::Mark(mark) => Some((at, mark)),
        Piece::Text(_) => None,
    });
    Ok(marks.collect())
}

/// Whether the mark `{{name}}` at this place is a paragraph of its own.
pub fn is_paragraph(text: &str, at: usize) -> bool {
    let mut before = text[..at].rsplit('\n');
    let mut after = text[at..].split_once("}}").map_or("", |(_, after)| after).split('\n');
    // The rest of its line, and the line beyond.
    let mut blank =
        |_| [before.next(), after.next()].into_iter().flatten().all(|line| line.trim().is_empty());
    (0..2).all(&mut blank)
}

/// The mark at the start of a text, with its length.
fn mark(rest: &str) -> Result<Option<(usize, Mark<'_>)>, String> {
    if let Some(inner) = rest.strip_prefix("{{") {
        let inner = until(inner, "}}", "{{...}}")?;
        let mark = match inner {
            "references" => Mark::References,
            "seeds" => Mark::Seeds,
            "playground" => Mark::Playground,
            _ => {
                let (name, digits) = match inner.split_once(':') {
                    Some((name, format)) => (name, Digits::parse(format)?),
                    None => (inner, Digits::default()),
                };
                Mark::Metric { name, digits }
            }
        };
        return Ok(Some((inner.len() + 4, mark)));
    }
    if let Some(inner) = rest.strip_prefix("[[") {
        let inner = until(inner, "]]", "[[...]]")?;
        let (key, shown) = match inner.split_once('|') {
            Some((key, shown)) => (key, Some(shown)),
            None => (inner, None),
        };
        return Ok(Some((inner.len() + 4, Mark::Term { key, shown })));
    }
    if let Some(inner) = rest.strip_prefix("[@") {
        let key = until(inner, "]", "[@...]")?;
        return Ok(Some((key.len() + 3, Mark::Citation(key))));
    }
    if rest.starts_with("![") {
        return Err(
            "a picture is drawn by a cell, so that it shows what was computed: no ![..](..)".into(),
        );
    }
    Ok(link(rest))
}

fn until<'a>(inner: &'a str, end: &str, form: &str) -> Result<&'a str, String> {
    let inner = inner.split_once(end).map(|(inner, _)| inner);
    inner
        .filter(|inner| !inner.trim().is_empty() && !inner.contains("\n\n"))
        .ok_or_else(|| format!("this mark is empty or never closed: {form}"))
}

fn link(rest: &str) -> Option<(usize, Mark<'_>)> {
    if !rest.starts_with('[') {
        return None;
    }
    let mut depth = 0;
    let close = rest.char_indices().find_map(|(i, c)| {
        depth += i32::from(c == '[') - i32::from(c == ']');
        (depth == 0).then_some(i)
    })?;
    let text = &rest[1..close];
    let target = rest[close + 1..].strip_prefix('(')?;
    let target = &target[..target.find(')')?];
    let whole = close + 1 + target.len() + 2;
    (!text.contains("\n\n") && !target.contains(['\n', ' ']))
        .then_some((whole, Mark::Link { text, target }))
}

/// The length of what holds no mark at this place: code, a formula, a comment, or one character.
fn opaque(text: &str, at: usize) -> usize {
    let rest = &text[at..];
    let line = rest.lines().next().unwrap_or_default();
    let starts_line = at == 0 || text.as_bytes()[at - 1] == b'\n';
    if starts_line && let Some(fence) = Fence::open(line) {
        let mut length = 0;
        for (i, line) in rest.split_inclusive('\n').enumerate() {
            length += line.len();
            if i > 0 && fence.closed_by(line.trim_end_matches('\n')) {
                break;
            }
        }
        return length;
    }
    let one = rest.chars().next().map_or(1, char::len_utf8);
    let span = |open: &str, close: &str| {
        let inner = rest.strip_prefix(open)?;
        Some(open.len() + inner.find(close)? + close.len())
    };
    let length = match rest.as_bytes()[0] {
        b'`' => {
            let ticks = &rest[..rest.len() - rest.trim_start_matches('`').len()];
            // A longer run inside does not close a shorter one.
            span(ticks, ticks).or(Some(ticks.len()))
        }
        b'$' if rest.starts_with("$$") => span("$$", "$$"),
        b'$' => span("$", "$"),
        b'<' => span("<!--", "-->"),
        b'\\' => Some(1 + rest[1..].chars().next().map_or(0, char::len_utf8)),
        _ => None,
    };
    length.unwrap_or(one)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_every_mark() {
        let text = "A {{rate:.1%}} of [[weight|weights]] [@a1958], see [Figure](#x) and [a [b]](03-c.md).\n\n{{seeds}}\n\n{{playground}}";
        let found: Vec<Mark> = marks(text).unwrap().into_iter().map(|(_, mark)| mark).collect();
        assert_eq!(
            found,
            [
                Mark::Metric { name: "rate", digits: Digits::parse(".1%").unwrap() },
                Mark::Term { key: "weight", shown: Some("weights") },
                Mark::Citation("a1958"),
                Mark::Link { text: "Figure", target: "#x" },
                Mark::Link { text: "a [b]", target: "03-c.md" },
                Mark::Seeds,
                Mark::Playground,
            ]
        );
        assert_eq!(pieces("ab{{c}}").unwrap()[0], (0, Piece::Text("ab")));
    }

    #[test]
    fn a_paragraph_stands_alone() {
        for (text, alone) in [
            ("{{x}}", true),
            ("a\n\n{{x}} \n\nb", true),
            ("a\n \n  {{x}}\n", true),
            ("a\n{{x}}", false),
            ("{{x}}\nb", false),
            ("{{x}}.", false),
            ("see {{x}}", false),
        ] {
            assert_eq!(is_paragraph(text, text.find('{').unwrap()), alone, "{text}");
        }
    }

    #[test]
    fn code_and_formulas_hold_none() {
        for text in [
            "`tensor([[1.]])` and ``a ` [[b]]``",
            "$x_{{1}}$ and\n$$ {{y}} [[z]] $$",
            "```text\n{{a}}\n```",
            "<!-- [[a]] -->",
            "\\[[a] and [1] and x[0] (y)",
            "the cost is $5 [not] (a link)",
        ] {
            assert_eq!(marks(text).unwrap(), [], "{text}");
        }
    }

    #[test]
    fn an_open_mark_is_an_error_at_its_place() {
        for (text, at) in [
            ("a {{b", 2),
            ("a [[b]", 2),
            ("[@b\n\n", 0),
            ("![a](b.png)", 0),
            ("x {{a:2}}", 2),
            ("{{}}", 0),
        ] {
            assert_eq!(pieces(text).unwrap_err().0, at, "{text}");
        }
    }
}
