//! evcxr's display convention: lines of standard output between `EVCXR_BEGIN_CONTENT mime` and
//! `EVCXR_END_CONTENT` are a rich output, not text.

/// What standard output turned out to be.
#[derive(Debug, PartialEq)]
pub enum Piece {
    Text(String),
    Content { mime: String, body: String },
}

const BEGIN: &str = "EVCXR_BEGIN_CONTENT ";
const END: &str = "EVCXR_END_CONTENT";

/// Splits standard output into text and contents.
#[derive(Debug, Default)]
pub struct Splitter {
    /// A line that may turn out to be a marker.
    pending: String,
    content: Option<(String, String)>,
    /// The last text ended inside a line, where no marker can begin.
    midline: bool,
}

impl Splitter {
    /// The pieces that are complete with this text.
    pub fn split(&mut self, text: &str) -> Vec<Piece> {
        let mut pieces = Vec::new();
        let all = std::mem::take(&mut self.pending) + text;
        for line in all.split_inclusive('\n') {
            let whole = line.ends_with('\n');
            let bare = line.trim_end_matches(['\n', '\r']);
            if let Some((mime, body)) = &mut self.content {
                if whole && bare == END {
                    let body = body.strip_suffix('\n').unwrap_or(body).to_string();
                    pieces.push(Piece::Content { mime: std::mem::take(mime), body });
                    self.content = None;
                } else if whole {
                    body.push_str(line);
                } else {
                    self.pending = line.to_string();
                }
            } else if !self.midline && whole && bare.starts_with(BEGIN) {
                self.content = Some((bare[BEGIN.len()..].trim().to_string(), String::new()));
            } else if !self.midline
                && !whole
                && (BEGIN.starts_with(line) || line.starts_with(BEGIN))
            {
                self.pending = line.to_string();
            } else {
                self.midline = !whole;
                push_text(&mut pieces, line);
            }
        }
        pieces
    }

    /// What was held back when the stream ends or a cell is done.
    pub fn finish(&mut self) -> Vec<Piece> {
        let mut pieces = Vec::new();
        if let Some((mime, body)) = self.content.take() {
            push_text(&mut pieces, &format!("{BEGIN}{mime}\n{body}"));
        }
        push_text(&mut pieces, &std::mem::take(&mut self.pending));
        self.midline = false;
        pieces
    }
}

fn push_text(pieces: &mut Vec<Piece>, text: &str) {
    match pieces.last_mut() {
        _ if text.is_empty() => {}
        Some(Piece::Text(last)) => last.push_str(text),
        _ => pieces.push(Piece::Text(text.to_string())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const STREAM: &str = "a\nEVCXR_BEGIN_CONTENT text/html\n<b>\n x</b>\nEVCXR_END_CONTENT\nno EVCXR_BEGIN_CONTENT z\nb";

    fn merged(pieces: Vec<Piece>) -> Vec<Piece> {
        let mut all = Vec::new();
        for piece in pieces {
            match piece {
                Piece::Text(text) => push_text(&mut all, &text),
                content => all.push(content),
            }
        }
        all
    }

    #[test]
    fn contents_are_found_however_the_stream_is_cut() {
        let expected = vec![
            Piece::Text("a\n".into()),
            Piece::Content { mime: "text/html".into(), body: "<b>\n x</b>".into() },
            Piece::Text("no EVCXR_BEGIN_CONTENT z\nb".into()),
        ];
        for cut in 0..STREAM.len() {
            let mut splitter = Splitter::default();
            let mut pieces = splitter.split(&STREAM[..cut]);
            pieces.extend(splitter.split(&STREAM[cut..]));
            pieces.extend(splitter.finish());
            assert_eq!(merged(pieces), expected, "cut at {cut}");
        }
    }

    #[test]
    fn a_prompt_shows_at_once_and_an_unfinished_content_is_text() {
        let mut splitter = Splitter::default();
        assert_eq!(splitter.split("name: "), [Piece::Text("name: ".into())]);
        assert!(splitter.split("\nEVCXR_BEGIN_CONTENT text/html\nx\n").len() == 1);
        assert_eq!(splitter.finish(), [Piece::Text("EVCXR_BEGIN_CONTENT text/html\nx\n".into())]);
    }
}
