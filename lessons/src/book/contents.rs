//! The contents: the list of all pages that stands beside each of them.

use super::escape::escaped;
use super::japanese::marked;
use crate::translation::Language;

/// A page as it is listed.
#[derive(Clone, Debug, Default)]
pub struct Listed {
    /// Its file, without an ending.
    pub name: String,
    /// The number of a chapter.
    pub number: Option<String>,
    pub title: String,
    pub title_ja: Option<String>,
    /// A chapter that is not written yet.
    pub planned: bool,
    /// Whether there is a Japanese edition of the page.
    pub translated: bool,
}

impl Listed {
    /// The language of the page that a reader of this one is sent to.
    pub fn nearest(&self, language: Language) -> Language {
        if self.translated { language } else { Language::English }
    }

    pub fn title(&self, language: Language) -> &str {
        match (language, &self.title_ja) {
            (Language::Japanese, Some(title)) => title,
            _ => &self.title,
        }
    }

    /// Its title as HTML, marked where it is in English on a Japanese page.
    pub fn name(&self, language: Language) -> String {
        let title = marked(self.title(language), false);
        match (language, &self.title_ja) {
            (Language::Japanese, None) => format!("<span lang=\"en\">{title}</span>"),
            _ => format!("<span>{title}</span>"),
        }
    }

    /// The attributes of a link to the page: its address, and its language where that is another.
    pub fn link(&self, from: Language) -> String {
        let nearest = self.nearest(from);
        let foreign = match nearest == from {
            true => String::new(),
            false => format!(" hreflang=\"{}\"", nearest.code()),
        };
        format!("href=\"{}\"{foreign}", escaped(&file(&self.name, nearest)))
    }
}

/// The file of a page. All lie in one folder, so that their links and pictures are the same.
pub fn file(name: &str, language: Language) -> String {
    match language {
        Language::English => format!("{name}.html"),
        Language::Japanese => format!("{name}.{}.html", language.code()),
    }
}

/// The list as HTML, seen from one of its pages. Chapters that are planned are folded away, run by run.
pub fn html(pages: &[Listed], here: &str, language: Language) -> String {
    let mut html = format!(
        "<nav class=\"contents\" id=\"contents\" popover aria-label=\"{}\"><ol>",
        language.contents()
    );
    let mut before: Option<&Listed> = None;
    for run in pages.chunk_by(|a, b| a.planned == b.planned) {
        let links: Vec<String> = run
            .iter()
            .map(|page| {
                // A little space where chapters begin and end.
                let begins =
                    before.is_some_and(|before| before.number.is_some() != page.number.is_some());
                before = Some(page);
                link(page, here, begins, language)
            })
            .collect();
        let links = links.join("");
        html.push_str(&match run {
            [first, .., last] if first.planned => {
                let open = if run.iter().any(|page| page.name == here) { " open" } else { "" };
                let number = |page: &Listed| page.number.clone().unwrap_or_default();
                let (from, to) = (number(first), number(last));
                let summary = language.planned(&from, &to);
                format!(
                    "<li><details{open}><summary>{summary}</summary><ol>{links}</ol></details></li>"
                )
            }
            _ => links,
        });
    }
    html.push_str("</ol></nav>");
    html
}

fn link(page: &Listed, here: &str, begins: bool, language: Language) -> String {
    let current = if page.name == here { " aria-current=\"page\"" } else { "" };
    let part = if begins { " class=\"part\"" } else { "" };
    let number = page
        .number
        .iter()
        .map(|number| format!("<span class=\"number\">{number}</span> "))
        .collect::<String>();
    format!(
        "<li{part}><a {}{current}>{number}{}</a></li>",
        page.link(language),
        page.name(language)
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(name: &str, planned: bool) -> Listed {
        let number = name.split_once('-').map(|(number, _)| number.to_owned());
        Listed {
            name: name.into(),
            number,
            title: name.to_uppercase(),
            planned,
            ..Listed::default()
        }
    }

    #[test]
    fn planned_chapters_are_folded_and_this_page_is_marked() {
        let pages = [
            page("index", false),
            page("02-a", false),
            page("03-b", true),
            page("04-c", true),
            page("glossary", false),
        ];
        let html = html(&pages, "02-a", Language::English);
        assert!(
            html.contains(
                "<a href=\"02-a.html\" aria-current=\"page\"><span class=\"number\">02</span> "
            ),
            "{html}"
        );
        assert!(
            html.contains(
                "<details><summary>03 to 04, planned</summary><ol><li><a href=\"03-b.html\">"
            ),
            "{html}"
        );
        assert_eq!(html.matches("class=\"part\"").count(), 2, "{html}");
        assert!(super::html(&pages, "04-c", Language::English).contains("<details open>"));
    }

    #[test]
    fn a_japanese_page_leads_to_japanese_pages_where_there_are_some() {
        let mut pages = [page("02-a", false), page("glossary", false)];
        pages[0].translated = true;
        pages[0].title_ja = Some("題".into());
        let html = html(&pages, "glossary", Language::Japanese);
        for part in [
            "aria-label=\"目次\"",
            "<a href=\"02-a.ja.html\">",
            "<span><span lang=\"ja\">題</span></span>",
            "<a href=\"glossary.html\" hreflang=\"en\" aria-current=\"page\">",
        ] {
            assert!(html.contains(part), "{part}: {html}");
        }
    }
}
