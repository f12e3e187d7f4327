//! A page: a finished HTML file, cut into tags and text to be checked and searched.

use std::cell::RefCell;

use html5ever::tendril::StrTendril;
use html5ever::tokenizer::states::RawKind;
use html5ever::tokenizer::{
    BufferQueue, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts,
};

/// A page of the book.
#[derive(Debug, Default)]
pub struct Page {
    /// Its file in the folder of the book.
    pub file: String,
    /// The code of its language.
    pub language: String,
    /// Its first heading.
    pub title: String,
    pub nodes: Vec<Node>,
}

/// A piece of a page.
#[derive(Debug, PartialEq)]
pub enum Node {
    Open(Tag),
    Close(String),
    Text(String),
}

#[derive(Debug, PartialEq)]
pub struct Tag {
    pub name: String,
    attributes: Vec<(String, String)>,
}

impl Tag {
    pub fn attribute(&self, name: &str) -> Option<&str> {
        let found = self.attributes.iter().find(|(key, _)| key == name);
        found.map(|(_, value)| value.as_str())
    }

    /// The level of a heading.
    pub fn heading(&self) -> Option<u32> {
        let level = self.name.strip_prefix('h')?.parse().ok()?;
        (1..=6).contains(&level).then_some(level)
    }

    /// Whether it stands between words, so that they are two words.
    pub fn is_block(&self) -> bool {
        !matches!(
            self.name.as_str(),
            "span" | "a" | "em" | "strong" | "code" | "dfn" | "sup" | "sub"
        )
    }
}

impl Page {
    pub fn parse(file: &str, html: &str) -> Page {
        let queue = BufferQueue::default();
        queue.push_back(StrTendril::from(html));
        let tokenizer = Tokenizer::new(Collector::default(), TokenizerOpts::default());
        let _ = tokenizer.feed(&queue);
        tokenizer.end();
        let mut page =
            Page { file: file.into(), nodes: tokenizer.sink.nodes.take(), ..Page::default() };
        page.title = page.first_heading();
        let root = page.tags().find(|tag| tag.name == "html");
        page.language = root.and_then(|tag| tag.attribute("lang")).unwrap_or_default().into();
        page
    }

    /// What stands in `<main>`: the page without what every page has.
    pub fn main(&self) -> impl Iterator<Item = &Node> {
        let in_main = |node: &&Node| !matches!(node, Node::Open(tag) if tag.name == "main");
        let after = self.nodes.iter().skip_while(in_main);
        after.take_while(|node| !matches!(node, Node::Close(name) if name == "main"))
    }

    /// All tags that open or stand alone.
    pub fn tags(&self) -> impl Iterator<Item = &Tag> {
        self.nodes.iter().filter_map(|node| match node {
            Node::Open(tag) => Some(tag),
            _ => None,
        })
    }

    fn first_heading(&self) -> String {
        let is_title = |node: &&Node| !matches!(node, Node::Open(tag) if tag.name == "h1");
        let title = self.nodes.iter().skip_while(is_title);
        let texts = title.take_while(|node| !matches!(node, Node::Close(name) if name == "h1"));
        let text: String = texts
            .filter_map(|node| match node {
                Node::Text(text) => Some(text.as_str()),
                _ => None,
            })
            .collect();
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    }
}

#[derive(Default)]
struct Collector {
    nodes: RefCell<Vec<Node>>,
}

impl TokenSink for Collector {
    type Handle = ();

    fn process_token(&self, token: Token, _line: u64) -> TokenSinkResult<()> {
        let mut nodes = self.nodes.borrow_mut();
        match token {
            Token::TagToken(tag) => {
                let name = tag.name.to_string();
                let raw = matches!(name.as_str(), "script" | "style").then_some(tag.kind);
                nodes.push(match tag.kind {
                    TagKind::EndTag => Node::Close(name),
                    TagKind::StartTag => {
                        let attributes = tag
                            .attrs
                            .iter()
                            .map(|a| (a.name.local.to_string(), a.value.to_string()));
                        Node::Open(Tag { name, attributes: attributes.collect() })
                    }
                });
                if raw == Some(TagKind::StartTag) {
                    return TokenSinkResult::RawData(RawKind::Rawtext);
                }
            }
            Token::CharacterTokens(text) => match nodes.last_mut() {
                Some(Node::Text(before)) => before.push_str(&text),
                _ => nodes.push(Node::Text(text.to_string())),
            },
            _ => {}
        }
        TokenSinkResult::Continue
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_cut_into_tags_and_text() {
        let html = "<body><nav>no</nav><main id=\"c\"><h1>A <span lang=ja>題</span></h1><p>x &lt; y</p></main><p>z";
        let page = Page::parse("a.html", html);
        assert_eq!(page.title, "A 題");
        let texts: Vec<&str> = page
            .main()
            .filter_map(|node| match node {
                Node::Text(text) => Some(text.as_str()),
                _ => None,
            })
            .collect();
        assert_eq!(texts, ["A ", "題", "x < y"]);
        assert!(page.tags().any(|tag| tag.attribute("id") == Some("c")));
        assert_eq!(page.tags().find_map(Tag::heading), Some(1));
    }

    #[test]
    fn scripts_and_styles_hold_no_tags() {
        let page = Page::parse("a.html", "<script>if (a < b) '<p>'</script><p>");
        assert_eq!(page.tags().map(|tag| tag.name.as_str()).collect::<Vec<_>>(), ["script", "p"]);
    }
}
