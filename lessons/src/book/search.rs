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

struct Section {
    anchor: String,
    heading: String,
    text: String,
}

/// The sections of a page: address, title of the page, heading, text.
fn sections(page: &Page) -> Vec<serde_json::Value> {
    let mut all =
        vec![Section { anchor: String::new(), heading: String::new(), text: String::new() }];
    let mut heading = 0;
    for node in page.main() {
        match node {
            Node::Open(tag) if tag.heading().is_some_and(|level| level > 1) => {
                let anchor = tag.attribute("id").unwrap_or_default().to_owned();
                all.push(Section { anchor, heading: String::new(), text: String::new() });
                heading = 1;
            }
            Node::Open(tag) if tag.heading().is_some() => heading = 2,
            Node::Close(name) if name.starts_with('h') && name.len() == 2 => heading = 0,
            Node::Open(tag) if tag.is_block() => {
                all.last_mut().expect("one is there").text.push(' ')
            }
            Node::Text(text) => {
                let section = all.last_mut().expect("one is there");
                match heading {
                    0 => section.text.push_str(text),
                    1 => section.heading.push_str(text),
                    // The title of the page is with every section already.
                    _ => {}
                }
            }
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
                words(&text)
            ])
        })
        .collect()
}
