//! The check of a built book: links and anchors, alternative texts, headings in order, nothing from elsewhere.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::page::{Page, Tag};

/// What is wrong with these pages, which lie in `folder`; a sentence each.
pub fn problems(pages: &[Page], folder: &Path) -> Vec<String> {
    let anchors: BTreeMap<&str, BTreeSet<&str>> = pages
        .iter()
        .map(|page| {
            (page.file.as_str(), page.tags().filter_map(|tag| tag.attribute("id")).collect())
        })
        .collect();
    let mut problems = vec![];
    for page in pages {
        let mut say = |sentence: String| problems.push(format!("{}: {sentence}.", page.file));
        ids(page, &mut say);
        headings(page, &mut say);
        for tag in page.tags() {
            if let Some(sentence) = undescribed(tag) {
                say(sentence);
            }
            for name in ["href", "src", "srcset", "poster", "data", "action"] {
                let Some(address) = tag.attribute(name) else { continue };
                if let Err(sentence) = resolved(page, tag, address, &anchors, folder) {
                    say(sentence);
                }
            }
        }
    }
    problems
}

fn ids(page: &Page, say: &mut impl FnMut(String)) {
    let mut seen = BTreeSet::new();
    for id in page.tags().filter_map(|tag| tag.attribute("id")) {
        if !seen.insert(id) {
            say(format!("the id `{id}` is there twice"));
        }
    }
}

/// One heading of the first level, and none that leaves a level out.
fn headings(page: &Page, say: &mut impl FnMut(String)) {
    let levels: Vec<u32> = page.tags().filter_map(Tag::heading).collect();
    let first = levels.iter().filter(|level| **level == 1).count();
    if first != 1 || levels[0] != 1 {
        say(format!("a page starts with its one heading of level 1; this one has {first}"));
    }
    for pair in levels.windows(2) {
        if pair[1] > pair[0] + 1 {
            say(format!("a heading of level {} follows one of level {}", pair[1], pair[0]));
        }
    }
}

/// A picture without a text in its place.
fn undescribed(tag: &Tag) -> Option<String> {
    let text = match tag.name.as_str() {
        "img" => tag.attribute("alt"),
        // A drawing is described or plainly an ornament; the drawings inside it belong to it.
        "svg" if tag.attribute("role") == Some("img") => tag.attribute("aria-label"),
        _ => return None,
    };
    let missing = text.is_none_or(|text| text.trim().is_empty());
    missing.then(|| format!("a picture (`{}`) has no alternative text", tag.name))
}

/// Whether an address leads somewhere inside the book, or is a plain link out of it.
fn resolved(
    page: &Page,
    tag: &Tag,
    address: &str,
    anchors: &BTreeMap<&str, BTreeSet<&str>>,
    folder: &Path,
) -> Result<(), String> {
    if address.starts_with("data:") {
        return Ok(());
    }
    if address.contains("://") || address.starts_with("//") || address.starts_with("mailto:") {
        let loads = tag.name != "a" || address.starts_with("//");
        return if loads {
            Err(format!("`{address}` would be loaded from elsewhere"))
        } else {
            Ok(())
        };
    }
    let (file, anchor) =
        address.split_once('#').map_or((address, None), |(file, anchor)| (file, Some(anchor)));
    let file = file.split('?').next().unwrap_or_default();
    let file = if file.is_empty() { page.file.as_str() } else { file };
    match (anchors.get(file), anchor) {
        (Some(ids), Some(anchor)) if !ids.contains(decoded(anchor).as_str()) => {
            Err(format!("the link `{address}` leads to no anchor of {file}"))
        }
        (None, _) if !folder.join(file).is_file() => {
            Err(format!("the link `{address}` leads to no file"))
        }
        _ => Ok(()),
    }
}

/// An anchor without the escapes of an address.
pub fn decoded(anchor: &str) -> String {
    let mut bytes = vec![];
    let mut rest = anchor.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        let escape = after.get(..2).and_then(|hex| std::str::from_utf8(hex).ok());
        match escape.and_then(|hex| u8::from_str_radix(hex, 16).ok()) {
            Some(byte) if *first == b'%' => {
                bytes.push(byte);
                rest = &after[2..];
            }
            _ => {
                bytes.push(*first);
                rest = after;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(body: &str) -> Vec<String> {
        let pages = [
            Page::parse("a.html", &format!("<h1>A</h1>{body}")),
            Page::parse("b.html", "<h1>B</h1><p id=\"学び\">there</p>"),
        ];
        problems(&pages, Path::new("no such folder"))
    }

    #[test]
    fn a_good_page_passes() {
        let good = "<a href=\"b.html\">b</a> <a href=\"b.html#%E5%AD%A6%E3%81%B3\">anchor</a> <h2 id=\"x\">x</h2>\
                    <a href=\"#x\">x</a> <a href=\"https://doi.org/1\">out</a> <img alt=\"dots\" src=\"data:,\">\
                    <svg role=\"img\" aria-label=\"lines\"></svg> <svg aria-hidden=\"true\"></svg>";
        assert_eq!(said(good), Vec::<String>::new());
    }

    #[test]
    fn each_mistake_is_named() {
        for (body, part) in [
            ("<a href=\"c.html\">", "a.html: the link `c.html` leads to no file."),
            ("<a href=\"b.html#x\">", "no anchor of b.html"),
            ("<a href=\"#x\">", "no anchor of a.html"),
            ("<img src=\"data:,\">", "no alternative text"),
            ("<svg role=\"img\"></svg>", "no alternative text"),
            ("<h3>deep</h3>", "level 3 follows one of level 1"),
            ("<h1>second</h1>", "has 2"),
            ("<p id=\"x\"><p id=\"x\">", "`x` is there twice"),
            ("<script src=\"https://cdn.example/x.js\"></script>", "from elsewhere"),
            ("<link href=\"//fonts.example/x.css\">", "from elsewhere"),
        ] {
            let said = said(body);
            assert!(said.len() == 1 && said[0].contains(part), "{body}: {said:?}");
        }
    }
}
