//! Markup: Markdown as the HTML of the book.
//!
//! Beyond CommonMark with tables: formulas become MathML, Japanese is marked as such, a line break between two Japanese
//! letters is no space, headings have anchors (`## 見出し {#heading}` says which), code is coloured, and what is wide scrolls in a box of its own.

use pulldown_cmark::{
    CodeBlockKind, CowStr, Event, HeadingLevel, Options, Parser, Tag, TagEnd, html,
};

use super::escape::escaped;
use super::japanese::{is_japanese, marked};
use super::{highlight, math};
use crate::chapter::heading::slug;
use crate::problem::LineError;

/// Markdown as HTML; an error is about a line of it, counted from 1.
pub fn markup(markdown: &str) -> Result<String, LineError> {
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_MATH
        | Options::ENABLE_SMART_PUNCTUATION
        | Options::ENABLE_HEADING_ATTRIBUTES;
    let mut writer = Writer::default();
    for (event, place) in Parser::new_ext(markdown, options).into_offset_iter() {
        let line = || markdown[..place.start].matches('\n').count() + 1;
        if let Event::Text(text) = &event
            && !writer.in_code()
            && let Some(sentence) = stray_dollar(text, place.start, markdown)
        {
            return Err((line(), sentence));
        }
        writer.take(event).map_err(|sentence| (line(), sentence))?;
    }
    let mut page = String::new();
    html::push_html(&mut page, writer.events.into_iter());
    Ok(page)
}

/// A dollar sign that opens no formula although nothing says that it should not.
fn stray_dollar(text: &str, start: usize, markdown: &str) -> Option<String> {
    let meant = |at: usize| start + at > 0 && markdown.as_bytes()[start + at - 1] == b'\\';
    let (at, _) = text.match_indices('$').find(|(at, _)| !meant(*at))?;
    let part: String = text[at..].chars().take(20).collect();
    Some(format!(
        "`{part}` opens no formula: close it, with its braces in pairs, or write \\$ for a dollar"
    ))
}

/// Markdown of one paragraph as HTML without the paragraph, for captions and table cells.
pub fn inline(markdown: &str) -> Result<String, LineError> {
    let page = markup(markdown)?;
    let page = page.trim();
    let bare = page.strip_prefix("<p>").and_then(|page| page.strip_suffix("</p>"));
    Ok(bare.filter(|bare| !bare.contains("<p>")).unwrap_or(page).to_owned())
}

#[derive(Default)]
struct Writer<'a> {
    events: Vec<Event<'a>>,
    /// The last letter of the text so far, to judge a line break by.
    last: Option<char>,
    /// A line break that is a space unless Japanese follows.
    pending_break: bool,
    /// The language and text of the code block that is open.
    code: Option<(String, String)>,
    /// Where the heading that is open starts among the events, with its text and the anchor that was given.
    heading: Option<(usize, String, Option<CowStr<'a>>)>,
}

impl<'a> Writer<'a> {
    fn take(&mut self, event: Event<'a>) -> Result<(), String> {
        if let Some((_, code)) = &mut self.code {
            match event {
                Event::Text(text) => code.push_str(&text),
                _ => self.close_code(),
            }
            return Ok(());
        }
        if let (
            Some((_, heading, _)),
            Event::Text(text) | Event::Code(text) | Event::InlineMath(text),
        ) = (&mut self.heading, &event)
        {
            heading.push_str(text);
        }
        match event {
            Event::SoftBreak => self.pending_break = true,
            Event::Text(text) => {
                let text = self.after_emphasis(&text);
                self.end_line(text.chars().next());
                self.last = text.chars().next_back();
                self.html(marked(text, false));
            }
            Event::InlineMath(latex) => {
                self.end_line(None);
                self.html(math::mathml(&latex, false)?);
            }
            Event::DisplayMath(latex) => {
                self.end_line(None);
                let formula = math::mathml(&latex, true)?;
                self.html(format!("<span class=\"formula\" tabindex=\"0\">{formula}</span>"));
            }
            Event::Code(code) => {
                self.end_line(None);
                self.html(format!("<code>{}</code>", marked(&code, false)));
            }
            Event::Start(Tag::CodeBlock(kind)) => {
                let language = match kind {
                    CodeBlockKind::Fenced(info) => {
                        info.split([' ', ',']).next().unwrap_or_default().to_owned()
                    }
                    CodeBlockKind::Indented => String::new(),
                };
                self.code = Some((language, String::new()));
            }
            Event::Start(Tag::Heading { id, .. }) => {
                self.last = None;
                self.heading = Some((self.events.len(), String::new(), id));
            }
            Event::End(TagEnd::Heading(level)) => self.close_heading(level),
            Event::Start(Tag::Table(alignments)) => {
                self.html("<div class=\"table\" tabindex=\"0\">".into());
                self.events.push(Event::Start(Tag::Table(alignments)));
            }
            Event::End(TagEnd::Table) => {
                self.events.push(Event::End(TagEnd::Table));
                self.html("</div>".into());
            }
            // Emphasis and links stand inside a sentence, and HTML may.
            Event::Start(Tag::Emphasis | Tag::Strong | Tag::Strikethrough | Tag::Link { .. })
            | Event::InlineHtml(_) => {
                self.end_line(None);
                self.events.push(event);
            }
            Event::End(
                TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough | TagEnd::Link,
            ) => {
                self.events.push(event);
            }
            event => {
                self.last = None;
                self.events.push(event);
            }
        }
        Ok(())
    }

    /// The text without the space that Markdown wants between emphasis in Japanese and what follows.
    fn after_emphasis<'t>(&self, text: &'t str) -> &'t str {
        let emphasis = matches!(self.events.last(), Some(Event::End(_)));
        match text.strip_prefix(' ') {
            Some(rest)
                if emphasis
                    && self.last.is_some_and(is_japanese)
                    && rest.starts_with(is_japanese) =>
            {
                rest
            }
            _ => text,
        }
    }

    fn in_code(&self) -> bool {
        self.code.is_some()
    }

    fn html(&mut self, html: String) {
        self.events.push(Event::InlineHtml(CowStr::from(html)));
    }

    /// Writes the line break that waits for what comes next.
    fn end_line(&mut self, next: Option<char>) {
        let japanese = |c: Option<char>| c.is_some_and(is_japanese);
        if std::mem::take(&mut self.pending_break) && !(japanese(self.last) && japanese(next)) {
            self.events.push(Event::SoftBreak);
        }
        self.last = None;
    }

    fn close_code(&mut self) {
        let Some((language, code)) = self.code.take() else { return };
        let code = code.trim_end_matches('\n');
        let html = if language == "rust" { highlight::rust(code) } else { marked(code, false) };
        self.html(format!("<div class=\"example\"><pre class=\"code\" tabindex=\"0\"><code>{html}</code></pre></div>"));
    }

    fn close_heading(&mut self, level: HeadingLevel) {
        let Some((start, text, given)) = self.heading.take() else { return };
        let id = escaped(&given.map_or_else(|| slug(&text), String::from));
        // The title is the page; the place of a section can be linked to.
        let (open, close) = match level {
            HeadingLevel::H1 => (String::new(), ""),
            _ => (format!("<a class=\"here\" href=\"#{id}\">"), "</a>"),
        };
        let open = format!("<{level} id=\"{id}\">{open}");
        self.events.insert(start, Event::InlineHtml(CowStr::from(open)));
        self.html(format!("{close}</{level}>\n"));
        self.last = None;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn japanese_lines_join_without_a_space() {
        let html = markup("学習率は\n小さい。\nThe rate\nis small").unwrap();
        let text = html.replace("<span lang=\"ja\">", "").replace("</span>", "");
        assert_eq!(text, "<p>学習率は小さい。\nThe rate\nis small</p>\n");
        let html = markup("学習率\n**大**").unwrap();
        assert!(html.contains("</span>\n<strong>"), "{html}");
        let html = markup("**大きい。** 次は *a* 学").unwrap().replace("<span lang=\"ja\">", "");
        assert!(html.contains("</strong>次は") && html.contains("</em> 学"), "{html}");
    }

    #[test]
    fn formulas_tables_and_code_have_their_forms() {
        let html =
            markup("$x_1$ and `let`\n\n$$y$$\n\n| a |\n|---|\n| b |\n\n```rust\nlet x = 1;\n```\n")
                .unwrap();
        for part in [
            "<msub>",
            "<code>let</code>",
            "<span class=\"formula\" tabindex=\"0\"><math display=\"block\"",
            "<div class=\"table\" tabindex=\"0\"><table>",
            "<span class=\"k\">let</span> x",
        ] {
            assert!(html.contains(part), "{part}\n{html}");
        }
    }

    #[test]
    fn headings_have_the_anchors_of_the_links() {
        let html = markup("## What `f` does: it folds\n\nText\n").unwrap();
        let id = "what-f-does-it-folds";
        assert!(
            html.starts_with(&format!("<h2 id=\"{id}\"><a class=\"here\" href=\"#{id}\">What ")),
            "{html}"
        );
        assert!(html.contains("folds</a></h2>"));
        let html = markup("## 折る {#fold}").unwrap();
        assert!(html.starts_with("<h2 id=\"fold\"><a class=\"here\" href=\"#fold\">"), "{html}");
    }

    #[test]
    fn a_broken_formula_has_its_line() {
        let (line, sentence) = markup("One.\n\nTwo $x$\nthree $\\frac{1}$ four").unwrap_err();
        assert_eq!(line, 4);
        assert!(sentence.contains("`\\frac{1}`"), "{sentence}");
        for open in ["a $\\frac{1$ b", "one $ sign", "x\n$$y"] {
            let (_, sentence) = markup(open).unwrap_err();
            assert!(sentence.contains("opens no formula"), "{open}: {sentence}");
        }
        assert_eq!(markup("5 \\$ and `$`").unwrap(), "<p>5 $ and <code>$</code></p>\n");
    }

    #[test]
    fn a_caption_is_no_paragraph() {
        assert_eq!(inline("A *line*.").unwrap(), "A <em>line</em>.");
    }
}
