//! Prose of a chapter as HTML: its marks are replaced, then its Markdown is written.

use kernel::error::Result;

use super::written::Written;
use super::{markup, playground};
use crate::chapter::Prose;
use crate::chapter::heading::slug;
use crate::chapter::mark::{Mark, Piece, pieces};
use crate::notebook::prose::seeds;
use crate::problem::{LineError, Problem};
use crate::translation::Language;
use crate::workbook::Workbook;
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
        let error = |line: usize, sentence: String| {
            Problem::new(&self.written.chapter.file, (line, sentence))
        };
        let line = |at: usize| prose.line + prose.text[..at].matches('\n').count();
        let pieces = pieces(&prose.text).map_err(|(at, sentence)| error(line(at), sentence))?;
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
                let shown = shown.unwrap_or(key);
                let also =
                    term.also.iter().map(|also| format!(", also {also}")).collect::<String>();
                let anchor = slug(key);
                Ok(format!(
                    "<dfn><a href=\"glossary.html#{anchor}\">{shown}</a></dfn> ({}{also})",
                    term.ja
                ))
            }
            Mark::Citation(key) => {
                let place = written.cited.iter().position(|cited| cited == key);
                let number = place.ok_or(format!("`{key}` is no reference of this chapter"))? + 1;
                Ok(format!("<a class=\"cite\" href=\"#{key}\">[{number}]</a>"))
            }
            Mark::References => self.references(),
            Mark::Seeds => Ok(seeds(&written.chapter.front, Language::English)),
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
        let (text, address) = match self.workbook.target(self.written.chapter, target)? {
            Target::Web => (text.to_owned(), target.to_owned()),
            Target::Chapter(chapter) => (text.to_owned(), format!("{}.html", chapter.name())),
            Target::Section(chapter, place) => {
                let heading = &chapter.headings()[place];
                (text.to_owned(), format!("{}.html#{}", chapter.name(), heading.slug))
            }
            // A figure is called by its number, wherever it moves.
            Target::Figure(chapter, id) => {
                let number = chapter.figure_number(id).unwrap_or_default();
                (format!("Figure {number}"), format!("{}.html#figure-{id}", chapter.name()))
            }
            Target::Planned(entry) => (text.to_owned(), format!("{}.html", entry.name())),
        };
        Ok(format!("[{text}]({address})"))
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::workbook;
    use super::*;

    #[test]
    fn mistakes_have_their_file_and_line() {
        let workbook = workbook();
        let chapter = workbook.chapter("02").unwrap();
        let written = Written::read(chapter, &workbook.root.join("notebooks")).unwrap();
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
        let written = Written::read(chapter, &workbook.root.join("notebooks")).unwrap();
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
}
