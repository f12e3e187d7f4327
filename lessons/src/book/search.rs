//! The search index: the text of every section of the book, as a script.
//!
//! A script and no JSON, because a page that was opened as a file may not fetch one. The sections are searched as they
//! are, by `search` in book.js: a book has a megabyte of text at most, and what is not cut into words needs no rules for
//! cutting Japanese.

use serde_json::json;

use super::page::{Node, Page};

/// The script that holds the index of these pages.
pub fn script(pages: &[Page]) -> String {
    let sections: Vec<_> = pages.iter().flat_map(sections).collect();
    // A line separator may not stand in a script; `</` could end it.
    let index = json!(sections).to_string().replace("</", "<\\/").replace('\u{2028}', " ");
    format!("window.bookSections = {index};\n")
}

#[derive(Default)]
struct Section {
    anchor: String,
    heading: String,
    text: String,
}

/// What the text of a page belongs to while it is read.
#[derive(PartialEq)]
enum Part {
    /// Its title, which comes with every section.
    Title,
    Heading,
    Text,
}

/// The sections of a page: address, title of the page, heading, text, language. A term of the glossary is a section.
fn sections(page: &Page) -> Vec<serde_json::Value> {
    let mut all = vec![Section::default()];
    let mut part = Part::Text;
    for node in page.main() {
        let last = all.last_mut().expect("one is there");
        match node {
            Node::Open(tag) if tag.name == "h1" => part = Part::Title,
            Node::Open(tag) if tag.heading().is_some() || tag.name == "dt" => {
                let anchor = tag.attribute("id").unwrap_or_default().to_owned();
                all.push(Section { anchor, ..Section::default() });
                part = Part::Heading;
            }
            Node::Close(name) if name == "dt" || (name.starts_with('h') && name.len() == 2) => {
                part = Part::Text
            }
            Node::Open(tag) if tag.is_block() => last.text.push(' '),
            Node::Text(text) => match part {
                Part::Title => {}
                Part::Heading => last.heading.push_str(text),
                Part::Text => last.text.push_str(text),
            },
            _ => {}
        }
    }
    let words = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let shown = all.into_iter().filter(|section| !words(&section.text).is_empty());
    shown
        .map(|Section { anchor, heading, text }| {
            let hash = if anchor.is_empty() { "" } else { "#" };
            json!([
                format!("{}{hash}{anchor}", page.file),
                page.title,
                words(&heading),
                words(&text),
                page.language
            ])
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_section_has_its_address() {
        let html = "<html lang=\"en\"><nav>no</nav><main><h1>A</h1><p>one</p><p>two <code>x</code></p><h2 id=\"b\"><a>B &lt;</a></h2><p>再現性\n</p>\
                    <dl><dt id=\"c\">c 語</dt><dd>three</dd></dl></main>";
        let script = script(&[Page::parse("a.html", html)]);
        let index: serde_json::Value = serde_json::from_str(
            script.trim_start_matches("window.bookSections = ").trim_end_matches(";\n"),
        )
        .unwrap();
        assert_eq!(
            index,
            json!([
                ["a.html", "A", "", "one two x", "en"],
                ["a.html#b", "A", "B <", "再現性", "en"],
                ["a.html#c", "A", "c 語", "three", "en"],
            ])
        );
    }

    #[test]
    fn no_text_ends_the_script() {
        let page = Page::parse("a.html", "<main><h1>A</h1><p>&lt;/script&gt;</p></main>");
        assert!(!script(&[page]).contains("</"));
    }
}
