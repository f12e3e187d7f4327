//! The sections of a page: a list that leads to them, folded where there is no room for it.

use super::escape::escaped;
use super::japanese::marked;
use super::page::{Node, Page};
use crate::translation::Language;

/// A list of fewer is no help.
const FEWEST: usize = 3;

/// The list of the headings of the second and third level in some HTML; nothing if they are few.
pub fn html(text: &str, language: Language) -> String {
    let sections = sections(&Page::parse("", text));
    if sections.len() < FEWEST {
        return String::new();
    }
    let items: String = sections
        .iter()
        .map(|Section { level, anchor, heading }| {
            let (anchor, heading) = (escaped(anchor), marked(heading, false));
            format!("<li class=\"level-{level}\"><a href=\"#{anchor}\">{heading}</a></li>")
        })
        .collect();
    let label = language.on_this_page();
    format!(
        "<nav class=\"sections\" aria-label=\"{label}\"><details><summary>{label}</summary><ol>{items}</ol></details></nav>"
    )
}

struct Section {
    level: u32,
    anchor: String,
    heading: String,
}

fn sections(page: &Page) -> Vec<Section> {
    let mut sections: Vec<Section> = vec![];
    let mut open = false;
    for node in &page.nodes {
        match node {
            Node::Open(tag) => {
                if let (Some(level @ 2..=3), Some(anchor)) = (tag.heading(), tag.attribute("id")) {
                    sections.push(Section { level, anchor: anchor.into(), heading: String::new() });
                    open = true;
                }
            }
            Node::Close(name) => open = open && name != "h2" && name != "h3",
            Node::Text(text) if open => {
                sections.last_mut().expect("one is open").heading.push_str(text)
            }
            Node::Text(_) => {}
        }
    }
    sections
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sections_are_listed_where_they_are_many() {
        let text = "<h2 id=\"a\"><a href=\"#a\">A <code>x</code></a></h2><p>no</p><h3 id=\"b\">B &amp; 学び</h3>";
        assert_eq!(html(text, Language::English), "");
        let list =
            html(&format!("{text}<h4 id=\"c\">C</h4><h2 id=\"d\">D</h2>"), Language::Japanese);
        for part in [
            "<summary>このページの内容</summary>",
            "<li class=\"level-2\"><a href=\"#a\">A x</a></li>",
            "<li class=\"level-3\"><a href=\"#b\">B &amp; <span lang=\"ja\">学び</span></a></li>",
        ] {
            assert!(list.contains(part), "{part}: {list}");
        }
        assert!(!list.contains("#c"), "{list}");
    }
}
