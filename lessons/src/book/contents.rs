//! The contents: the list of all pages that stands beside each of them.

use super::japanese::marked;

/// A page as it is listed.
#[derive(Clone, Debug)]
pub struct Listed {
    /// Its file, without an ending.
    pub name: String,
    /// The number of a chapter.
    pub number: Option<String>,
    pub title: String,
    /// A chapter that is not written yet.
    pub planned: bool,
}

/// The list as HTML, seen from one of its pages. Chapters that are planned are folded away, run by run.
pub fn html(pages: &[Listed], here: &str) -> String {
    let mut html = String::from(
        "<nav class=\"contents\" id=\"contents\" popover aria-label=\"Contents\"><ol>",
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
                link(page, here, begins)
            })
            .collect();
        let links = links.join("");
        html.push_str(&match run {
            [first, .., last] if first.planned => {
                let open = if run.iter().any(|page| page.name == here) { " open" } else { "" };
                let number = |page: &Listed| page.number.clone().unwrap_or_default();
                let (from, to) = (number(first), number(last));
                format!("<li><details{open}><summary>{from} to {to}, planned</summary><ol>{links}</ol></details></li>")
            }
            _ => links,
        });
    }
    html.push_str("</ol></nav>");
    html
}

fn link(page: &Listed, here: &str, begins: bool) -> String {
    let current = if page.name == here { " aria-current=\"page\"" } else { "" };
    let part = if begins { " class=\"part\"" } else { "" };
    let number = page
        .number
        .iter()
        .map(|number| format!("<span class=\"number\">{number}</span> "))
        .collect::<String>();
    format!(
        "<li{part}><a href=\"{}.html\"{current}>{number}<span>{}</span></a></li>",
        page.name,
        marked(&page.title, false)
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(name: &str, planned: bool) -> Listed {
        let number = name.split_once('-').map(|(number, _)| number.to_owned());
        Listed { name: name.into(), number, title: name.to_uppercase(), planned }
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
        let html = html(&pages, "02-a");
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
        assert!(super::html(&pages, "04-c").contains("<details open>"));
    }
}
