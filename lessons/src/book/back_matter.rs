//! The pages after the chapters: glossary, references, and where to find what.

use std::collections::BTreeMap;

use kernel::error::Result;

use super::escape::escaped;
use super::japanese::marked;
use super::markup;
use super::written::Written;
use crate::chapter::heading::slug;
use crate::problem::Problem;
use crate::workbook::Workbook;
use crate::workbook::items::Mark;

/// Every term with its Japanese form, its definition and the chapter that introduces it.
pub fn glossary(workbook: &Workbook) -> Result<String> {
    let mut html = String::from("<h1>Glossary</h1><dl class=\"glossary\">");
    for (name, term) in &workbook.glossary.terms {
        let definition = markup::inline(term.definition.get_ref()).map_err(|(_, sentence)| {
            let file = workbook.root.join("lessons/glossary.toml");
            Problem::new(&file, (1, format!("the definition of `{name}`: {sentence}")))
        })?;
        let reading = term
            .reading
            .iter()
            .map(|reading| format!(" <span class=\"reading\">{}</span>", marked(reading, false)));
        let also = term.also.iter().map(|also| format!(", {}", marked(also, false)));
        html.push_str(&format!(
            "<dt id=\"{}\">{} {}{}{}</dt><dd>{definition} <span class=\"where\">{}</span></dd>",
            slug(name),
            escaped(name),
            marked(&term.ja, false),
            also.collect::<String>(),
            reading.collect::<String>(),
            chapter_link(workbook, term.chapter.get_ref()),
        ));
    }
    html.push_str("</dl>");
    Ok(html)
}

/// Every work that a chapter cites, with these chapters.
pub fn references(workbook: &Workbook, chapters: &[&Written]) -> Result<String> {
    let mut html = String::from("<h1>References</h1><ul class=\"references\">");
    let mut works: Vec<_> = workbook.bibliography.works.iter().collect();
    works.sort_by_key(|(_, work)| (work.year, work.authors.clone()));
    for (key, work) in works {
        let entry = markup::inline(&work.markdown()).map_err(|(_, sentence)| {
            Problem::new(
                &workbook.root.join("lessons/bibliography.toml"),
                (1, format!("`{key}`: {sentence}")),
            )
        })?;
        let citing = chapters.iter().filter(|written| written.cited.contains(&key.as_str()));
        let links: Vec<String> = citing
            .map(|written| {
                let Written { chapter, .. } = written;
                format!("<a href=\"{}.html#{key}\">{}</a>", chapter.name(), chapter.number)
            })
            .collect();
        let cited = match links.is_empty() {
            true => String::new(),
            false => format!(" Cited in {}.", links.join(", ")),
        };
        html.push_str(&format!("<li id=\"{key}\">{entry}{cited}</li>"));
    }
    html.push_str("</ul>");
    Ok(html)
}

/// Every item with its chapters, from A to Z.
pub fn items(workbook: &Workbook) -> String {
    let mut rows: BTreeMap<String, String> = BTreeMap::new();
    for item in &workbook.items {
        let name = item.item.get_ref();
        let chapters: Vec<String> =
            item.chapters.iter().map(|number| chapter_link(workbook, number)).collect();
        let how = match item.mark {
            Mark::Run => "runs",
            Mark::Miniature => "runs in miniature",
            Mark::Explained => "explained",
        };
        let ja = item.ja.as_deref().map(|ja| marked(ja, false)).unwrap_or_default();
        let row = format!(
            "<tr><td>{}</td><td>{ja}</td><td>{}</td><td>{how}</td></tr>",
            marked(name, false),
            chapters.join(", ")
        );
        rows.insert(format!("{} {name}", name.to_lowercase()), row);
    }
    format!(
        "<h1>What is where</h1><p>Every system and technique of the course documents, and the chapter that holds it. \
         Chapters in grey are planned.</p><div class=\"table\" tabindex=\"0\"><table><thead><tr><th>Item</th>\
         <th>Japanese</th><th>Chapter</th><th>There it</th></tr></thead><tbody>{}</tbody></table></div>",
        rows.into_values().collect::<String>()
    )
}

fn chapter_link(workbook: &Workbook, number: &str) -> String {
    let Some(entry) = workbook.contents.entry(number) else { return escaped(number) };
    let class = if workbook.chapter(number).is_some() { "" } else { " class=\"planned\"" };
    format!(
        "<a{class} href=\"{}.html\" title=\"{}\">{number}</a>",
        entry.name(),
        escaped(&entry.title)
    )
}
