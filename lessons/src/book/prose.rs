//! Prose of a chapter as HTML: its marks are replaced, then its Markdown is written.

use kernel::error::Result;

use super::written::Written;
use super::{contents, markup, playground};
use crate::chapter::heading::{headings, slug};
use crate::chapter::mark::{Mark, Piece, pieces};
use crate::chapter::{Chapter, Prose};
use crate::notebook::prose::seeds;
use crate::problem::{LineError, Problem};
use crate::translation::{Language, catalogue};
use crate::workbook::Workbook;
use crate::workbook::contents::Entry;
use crate::workbook::target::Target;

/// A writer of the prose of one chapter.
#[derive(Clone, Copy)]
pub struct Writer<'a> {
    pub workbook: &'a Workbook,
    pub written: &'a Written<'a>,
}

impl Writer<'_> {
    /// Paragraphs, headings, lists, tables.
    pub fn blocks(&self, prose: &Prose) -> Result<String> {
        self.write(prose, markup::markup)
    }

    /// The words of one paragraph.
    pub fn inline(&self, prose: &Prose) -> Result<String> {
        self.write(prose, markup::inline)
    }

    fn write(
        &self,
        prose: &Prose,
        html: fn(&str) -> std::result::Result<String, LineError>,
    ) -> Result<String> {
        let language = self.written.language;
        let error = |line: usize, sentence: String| {
            // A translation has other lines than its text, which starts where this one does.
            let problem = match language {
                Language::English => (line, sentence),
                Language::Japanese => (prose.line, format!("in {}: {sentence}", language.name())),
            };
            Problem::new(&self.written.source.file, problem)
        };
        let text = self.anchored(prose);
        let line = |at: usize| prose.line + text[..at].matches('\n').count();
        let pieces = pieces(&text).map_err(|(at, sentence)| error(line(at), sentence))?;
        let mut markdown = String::new();
        for (at, piece) in pieces {
            match piece {
                Piece::Text(text) => markdown.push_str(text),
                Piece::Mark(mark) => {
                    let text = self.mark(&mark).map_err(|sentence| error(line(at), sentence))?;
                    markdown.push_str(&text);
                }
            }
        }
        Ok(html(&markdown).map_err(|(line, sentence)| error(prose.line + line - 1, sentence))?)
    }

    /// The text, in a translation with the anchors of its source, so that a place is called the same in every edition.
    fn anchored(&self, prose: &Prose) -> String {
        let source = self.written.source.prose().into_iter().find(|text| text.line == prose.line);
        let mut lines: Vec<String> = prose.text.lines().map(str::to_owned).collect();
        if let (Language::Japanese, Some(source)) = (self.written.language, source) {
            for (heading, there) in headings(prose).iter().zip(headings(source)) {
                lines[heading.line - prose.line].push_str(&format!(" {{#{}}}", there.slug));
            }
        }
        lines.join("\n")
    }

    /// A link to the page of a chapter, in this language if it has one: its attributes.
    pub fn page(&self, entry: &Entry, anchor: &str) -> String {
        let from = self.written.language;
        let chapter = self.workbook.chapter(entry.number.get_ref());
        let translated = |chapter| catalogue::path(&self.workbook.root, chapter).exists();
        let language = if chapter.is_some_and(translated) { from } else { Language::English };
        let foreign = if language == from { "" } else { " hreflang=\"en\"" };
        format!("href=\"{}{anchor}\"{foreign}", contents::file(&entry.name(), language))
    }

    /// What stands in place of a mark, in Markdown.
    fn mark(&self, mark: &Mark) -> std::result::Result<String, String> {
        let Writer { workbook, written } = *self;
        match mark {
            Mark::Metric { name, digits } => match written.metrics.get(*name) {
                Some(value) => Ok(digits.write(*value)),
                None => Err(format!(
                    "no cell of the notebook recorded `{name}`: weave the chapter again"
                )),
            },
            Mark::Term { key, shown } => {
                let term =
                    workbook.glossary.term(key).ok_or(format!("the glossary has no `{key}`"))?;
                let also = term.also.as_deref();
                let anchor = slug(key);
                Ok(match written.language {
                    Language::English => format!(
                        "<dfn><a href=\"glossary.html#{anchor}\">{}</a></dfn> ({}{})",
                        shown.unwrap_or(key),
                        term.ja,
                        also.map(|also| format!(", also {also}")).unwrap_or_default(),
                    ),
                    Language::Japanese => format!(
                        "<dfn><a href=\"glossary.html#{anchor}\" hreflang=\"en\">{}</a></dfn> ({key}{})",
                        shown.unwrap_or(&term.ja),
                        also.map(|also| format!("、{also}とも")).unwrap_or_default(),
                    ),
                })
            }
            Mark::Citation(key) => {
                let place = written.cited.iter().position(|cited| cited == key);
                let number = place.ok_or(format!("`{key}` is no reference of this chapter"))? + 1;
                Ok(format!("<a class=\"cite\" href=\"#{key}\">[{number}]</a>"))
            }
            Mark::References => self.references(),
            Mark::Seeds => Ok(seeds(&written.chapter.front, written.language)),
            Mark::Playground => Ok(playground::html(&workbook.root).into()),
            Mark::Link { text, target } => self.link(text, target),
        }
    }

    fn references(&self) -> std::result::Result<String, String> {
        let mut list = String::from("<ol class=\"references\">");
        for key in &self.written.cited {
            let work = self
                .workbook
                .bibliography
                .work(key)
                .ok_or(format!("the bibliography has no `{key}`"))?;
            let entry = markup::inline(&work.markdown()).map_err(|(_, sentence)| sentence)?;
            list.push_str(&format!("<li id=\"{key}\">{entry}</li>"));
        }
        list.push_str("</ol>");
        Ok(list.replace('\n', " "))
    }

    fn link(&self, text: &str, target: &str) -> std::result::Result<String, String> {
        let Writer { workbook, written } = *self;
        let entry = |chapter: &Chapter| {
            let entry = workbook.contents.entry(&chapter.number);
            entry.ok_or(format!("the contents do not list chapter {}", chapter.number))
        };
        let (text, attributes) = match workbook.target(written.source, target)? {
            Target::Web => return Ok(format!("[{text}]({target})")),
            Target::Chapter(chapter) => (text.to_owned(), self.page(entry(chapter)?, "")),
            Target::Section(chapter, place) => {
                let anchor = format!("#{}", chapter.headings()[place].slug);
                (text.to_owned(), self.page(entry(chapter)?, &anchor))
            }
            // A figure is called by its number, wherever it moves.
            Target::Figure(chapter, id) => {
                let number = chapter.figure_number(id).unwrap_or_default();
                let page = self.page(entry(chapter)?, &format!("#figure-{id}"));
                (written.language.figure(number), page)
            }
            Target::Planned(entry) => (text.to_owned(), self.page(entry, "")),
        };
        Ok(format!("<a {attributes}>{text}</a>"))
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::workbook;
    use super::*;
    use crate::translation::{Catalogue, Edition};

    #[test]
    fn mistakes_have_their_file_and_line() {
        let workbook = workbook();
        let chapter = workbook.chapter("02").unwrap();
        let edition = Edition::english(chapter);
        let written = Written::read(&edition, &workbook.root.join("notebooks")).unwrap();
        let writer = Writer { workbook: &workbook, written: &written };
        for (text, line, part) in [
            ("One.\n\nTwo $\\frac{1}$.", 12, "`\\frac{1}`"),
            ("One\n[x](99-nowhere.md).", 11, "99-nowhere"),
            ("One [@nobody1999].", 10, "nobody1999"),
            ("One {{nothing}}.", 10, "`nothing`"),
            ("One [[no such term]].", 10, "no such term"),
        ] {
            let error =
                writer.blocks(&Prose { line: 10, text: text.into() }).unwrap_err().to_string();
            assert!(
                error.contains(&format!("02-perceptron.md:{line}: ")) && error.contains(part),
                "{text}: {error}"
            );
        }
    }

    #[test]
    fn marks_become_links() {
        let workbook = workbook();
        let chapter = workbook.chapter("02").unwrap();
        let edition = Edition::english(chapter);
        let written = Written::read(&edition, &workbook.root.join("notebooks")).unwrap();
        let writer = Writer { workbook: &workbook, written: &written };
        let html = |text: &str| writer.inline(&Prose { line: 1, text: text.into() }).unwrap();
        assert_eq!(
            html("[[weight|Weights]]"),
            "<dfn><a href=\"glossary.html#weight\">Weights</a></dfn> (<span lang=\"ja\">重み</span>)"
        );
        let first = written.cited[0];
        assert_eq!(
            html(&format!("[@{first}]")),
            format!("<a class=\"cite\" href=\"#{first}\">[1]</a>")
        );
        assert_eq!(
            html("[see](#and-line)"),
            "<a href=\"02-perceptron.html#figure-and-line\">Figure 2</a>"
        );
        let text = "One.\n\n{{playground}}\n\nTwo.".into();
        let blocks = writer.blocks(&Prose { line: 1, text }).unwrap();
        let playground = playground::html(&workbook.root);
        assert_eq!(
            blocks.split_whitespace().collect::<String>(),
            format!("<p>One.</p>{playground}<p>Two.</p>").split_whitespace().collect::<String>()
        );
    }

    #[test]
    fn a_japanese_page_has_its_words_and_the_anchors_of_the_english_one() {
        let workbook = workbook();
        let chapter = workbook.chapter("02").unwrap();
        let catalogue = Catalogue::read(&workbook.root, chapter).unwrap().unwrap();
        let edition = Edition::japanese(chapter, &catalogue);
        let written = Written::read(&edition, &workbook.root.join("notebooks")).unwrap();
        let writer = Writer { workbook: &workbook, written: &written };
        let html = |text: &str| writer.inline(&Prose { line: 1, text: text.into() }).unwrap();
        let term = html("[[weight]]");
        assert!(
            term.contains("#weight\" hreflang=\"en\">") && term.ends_with("(weight)"),
            "{term}"
        );
        assert!(
            html("[ここ](#two-layers-can)")
                .contains("<a href=\"02-perceptron.ja.html#two-layers-can\">")
        );
        assert!(
            html("[次](03-forward.md)").contains("<a href=\"03-forward.html\" hreflang=\"en\">")
        );
        let section = edition.chapter.prose().into_iter().find(|text| text.text.starts_with("## "));
        let section = writer.blocks(section.unwrap()).unwrap();
        let (_, id) = section.split_once("<h2 id=\"").unwrap();
        let (id, _) = id.split_once('"').unwrap();
        assert!(chapter.headings().iter().any(|heading| heading.slug == id), "{section}");
    }
}
