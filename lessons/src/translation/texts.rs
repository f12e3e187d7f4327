//! The translatable texts of a chapter: its paragraphs, headings, captions and hints, and what its cells say.

use super::code;
use crate::chapter::{Block, Chapter, Fence, Figure, Prose};

/// A text and what it is, for the translator.
#[derive(Clone, Debug, PartialEq)]
pub struct Text {
    pub text: String,
    /// Such as `heading`, or `cell xor-loss`.
    pub about: String,
}

/// The chapter with every text replaced for which `change` gives another.
pub fn map(chapter: &Chapter, change: &mut dyn FnMut(&Text) -> Option<String>) -> Chapter {
    let mut chapter = chapter.clone();
    if chapter.front.data != "none" {
        chapter.front.data = replaced(&chapter.front.data, "data", change);
    }
    for block in &mut chapter.blocks {
        match block {
            Block::Prose(prose) => map_prose(prose, change),
            Block::Cell(cell) => {
                cell.code = map_code(&cell.code, &cell.id, change);
                if let Some(Figure { caption, alt }) = &mut cell.figure {
                    let about = format!("caption of {}", cell.id);
                    caption.text = replaced(&joined(&caption.text), &about, change);
                    if let Some(alt) = alt {
                        *alt = replaced(alt, &format!("alternative text of {}", cell.id), change);
                    }
                }
            }
            Block::Exercise(exercise) => {
                map_prose(&mut exercise.statement, change);
                let name = exercise.name.clone();
                exercise.template = exercise.template.map(|code| map_code(code, &name, change));
                for hint in &mut exercise.hints {
                    hint.text = replaced(&joined(&hint.text), &format!("hint of {name}"), change);
                }
                let mistakes = exercise.mistakes.iter_mut().map(|(_, why)| why);
                for said in exercise.passed.iter_mut().chain(mistakes) {
                    said.text = replaced(&joined(&said.text), &format!("check of {name}"), change);
                }
            }
        }
    }
    chapter
}

fn replaced(text: &str, about: &str, change: &mut dyn FnMut(&Text) -> Option<String>) -> String {
    let text = Text { text: text.into(), about: about.into() };
    change(&text).unwrap_or(text.text)
}

fn map_code(code: &str, id: &str, change: &mut dyn FnMut(&Text) -> Option<String>) -> String {
    let about = format!("cell {id}");
    code::map(code, &mut |text| change(&Text { text: text.into(), about: about.clone() }))
}

fn map_prose(prose: &mut Prose, change: &mut dyn FnMut(&Text) -> Option<String>) {
    let paragraphs: Vec<String> = paragraphs(&prose.text)
        .into_iter()
        .map(|paragraph| {
            let hashes = paragraph.len() - paragraph.trim_start_matches('#').len();
            if hashes > 0 && paragraph[hashes..].starts_with(' ') && !paragraph.contains('\n') {
                let text = replaced(paragraph[hashes..].trim(), "heading", change);
                return format!("{} {text}", &paragraph[..hashes]);
            }
            if has_no_words(paragraph) {
                return paragraph.into();
            }
            replaced(&joined(paragraph), "paragraph", change)
        })
        .collect();
    prose.text = paragraphs.join("\n\n");
}

/// The paragraphs of some Markdown; a fenced block is one, whatever it holds.
fn paragraphs(text: &str) -> Vec<&str> {
    let mut paragraphs = vec![];
    let mut start = None;
    let mut open: Option<Fence> = None;
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let bare = line.trim_end();
        match open {
            Some(fence) if fence.closed_by(bare) => open = None,
            Some(_) => {}
            None if bare.is_empty() => {
                paragraphs.extend(start.take().map(|start| text[start..at].trim_end()));
            }
            None => {
                open = Fence::open(bare);
                start.get_or_insert(at);
            }
        }
        at += line.len();
    }
    paragraphs.extend(start.map(|start| text[start..].trim_end()));
    paragraphs
}

/// Whether nothing of a paragraph can be translated: a formula, code, a comment, a list that is made.
fn has_no_words(paragraph: &str) -> bool {
    let formula = paragraph.starts_with("$$") && paragraph.ends_with("$$");
    formula && !paragraph.contains("\\text{")
        || Fence::open(paragraph.lines().next().unwrap_or_default()).is_some()
        || paragraph.starts_with("<!--")
        || ["{{references}}", "{{seeds}}", "{{playground}}"].contains(&paragraph)
}

/// A paragraph in one line, so that it stays the same when it is wrapped anew; lists and tables keep theirs.
fn joined(paragraph: &str) -> String {
    let item = |line: &str| {
        let rest = line.trim_start_matches(|c: char| c.is_ascii_digit());
        ["- ", "* ", "+ ", "|", ">"].iter().any(|mark| line.starts_with(mark))
            || (rest.len() < line.len() && rest.starts_with(". "))
    };
    let kept = paragraph.starts_with("$$") || paragraph.lines().any(|line| item(line.trim_start()));
    if kept {
        return paragraph.into();
    }
    paragraph.lines().map(str::trim).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chapter::tests::parse;

    #[test]
    fn every_text_comes_once_in_order() {
        let body = "## A heading\n\nTwo\nlines.\n\n$$x$$\n\n```text\nno\n\ntext\n```\n\n- a\n- b\n\n{{seeds}}\n\n\
                    ```rust id=\"a\"\nf(\"label\") // note\n```\n*Figure: A\ncaption.*\n<!-- alt: Seen. -->\n";
        let chapter = parse(body).unwrap();
        let mut found = vec![];
        let same = map(&chapter, &mut |text| {
            found.push((text.text.clone(), text.about.clone()));
            None
        });
        let texts: Vec<(&str, &str)> =
            found.iter().map(|(t, a)| (t.as_str(), a.as_str())).collect();
        assert_eq!(
            texts,
            [
                ("A heading", "heading"),
                ("Two lines.", "paragraph"),
                ("- a\n- b", "paragraph"),
                ("label", "cell a"),
                ("note", "cell a"),
                ("A caption.", "caption of a"),
                ("Seen.", "alternative text of a"),
            ]
        );
        assert_eq!(same.cells().next().unwrap().code, "f(\"label\") // note");
        let loud = map(&chapter, &mut |text| Some(text.text.to_uppercase()));
        let first = &loud.prose()[0].text;
        assert!(first.starts_with("## A HEADING\n\nTWO LINES.\n\n$$x$$"), "{first}");
        assert_eq!(loud.cells().next().unwrap().code, "f(\"LABEL\") // NOTE");
    }
}
