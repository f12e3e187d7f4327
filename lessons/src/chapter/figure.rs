//! A figure: the caption below a cell, `*Figure: ..*`, and what stands for the picture where it cannot be seen.

use super::Prose;
use crate::problem::LineError;

/// The caption of a picture and its alternative text.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Figure {
    pub caption: Prose,
    /// `<!-- alt: .. -->` after the caption; else the picture's own sentence is taken.
    pub alt: Option<String>,
}

/// Takes the figure from the start of the lines after a cell (with their numbers), if there is one.
///
/// Returns how many lines it occupies.
pub fn take(lines: &[(usize, &str)]) -> Result<Option<(Figure, usize)>, LineError> {
    let Some(start) = lines.iter().position(|(_, line)| !line.trim().is_empty()) else {
        return Ok(None);
    };
    let (line, first) = lines[start];
    let Some(opened) = first.strip_prefix("*Figure: ") else {
        return if first.starts_with("<!-- alt:") {
            Err((line, "an alternative text stands below the caption: *Figure: ...*".into()))
        } else {
            Ok(None)
        };
    };
    let end = lines[start..]
        .iter()
        .position(|(_, line)| line.trim().is_empty() || line.starts_with("<!--"));
    let mut end = end.map_or(lines.len(), |length| start + length);
    let rest = lines[start + 1..end].iter().map(|(_, line)| *line);
    let text = [opened].into_iter().chain(rest).collect::<Vec<_>>().join("\n");
    let Some(text) = text.trim_end().strip_suffix('*') else {
        return Err((
            line,
            "a caption ends with its paragraph and an asterisk: *Figure: ...*".into(),
        ));
    };
    let caption = Prose { line, text: text.into() };

    while lines.get(end).is_some_and(|(_, line)| line.trim().is_empty()) {
        end += 1;
    }
    let Some((opened, first)) = lines.get(end).filter(|(_, line)| line.starts_with("<!-- alt:"))
    else {
        return Ok(Some((Figure { caption, alt: None }, end)));
    };
    let closed = lines[end..].iter().position(|(_, line)| line.trim_end().ends_with("-->"));
    let Some(length) = closed else {
        return Err((*opened, "the alternative text is never closed: write -->".into()));
    };
    let rest = lines[end + 1..=end + length].iter().map(|(_, line)| *line);
    let alt = [*first].into_iter().chain(rest).collect::<Vec<_>>().join(" ");
    let alt = alt.trim_start_matches("<!-- alt:").trim_end().trim_end_matches("-->");
    let alt = alt.split_whitespace().collect::<Vec<_>>().join(" ");
    if alt.is_empty() {
        return Err((*opened, "the alternative text is empty: say what the picture shows".into()));
    }
    Ok(Some((Figure { caption, alt: Some(alt) }, end + length + 1)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> Result<Option<(Figure, usize)>, LineError> {
        let lines: Vec<(usize, &str)> = text.lines().enumerate().map(|(i, l)| (i + 1, l)).collect();
        take(&lines)
    }

    #[test]
    fn a_caption_is_a_paragraph_and_its_alternative_follows() {
        let (figure, lines) =
            of("\n*Figure: One\nline.*\n<!-- alt: A line,\n  alone. -->\nText.").unwrap().unwrap();
        assert_eq!(figure.caption, Prose { line: 2, text: "One\nline.".into() });
        assert_eq!((figure.alt.as_deref(), lines), (Some("A line, alone."), 5));
        let (figure, lines) = of("*Figure: One.*\n\nText.").unwrap().unwrap();
        assert_eq!((figure.alt, lines), (None, 2));
        assert_eq!(of("Text.\n*Figure: x*").unwrap(), None);
    }

    #[test]
    fn names_the_line_of_a_mistake() {
        for (text, line, part) in [
            ("\n*Figure: open\n\nText", 2, "asterisk"),
            ("*Figure: a*\n<!-- alt: open\n", 2, "never closed"),
            ("*Figure: a*\n\n<!-- alt: -->\n", 3, "empty"),
            ("<!-- alt: a -->\n", 1, "below the caption"),
        ] {
            let (at, sentence) = of(text).unwrap_err();
            assert!(at == line && sentence.contains(part), "{text}: {at}: {sentence}");
        }
    }
}
