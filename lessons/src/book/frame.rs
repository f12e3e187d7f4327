//! The frame of a page: the bar above it, the contents beside it, the pages before and after, and the search.

use super::contents::{self, Listed};
use super::japanese::{marked, unmarked};
use crate::translation::Language;

/// What stands in the body of the page at this place of the list, around the HTML of its text.
pub fn body(pages: &[Listed], place: usize, language: Language, html: &str) -> String {
    let page = &pages[place];
    let [search, words, example, dialog] = language.search();
    let whole = format!(
        "<header class=\"bar\"><a class=\"skip\" href=\"#text\">{skip}</a>\
         <button class=\"icon open-contents\" popovertarget=\"contents\" aria-label=\"{contents}\">{MENU}</button>\
         <a class=\"home\" {home}>manabi <span class=\"ja\" lang=\"ja\">学び</span></a>{switch}\
         <button class=\"icon open-search\" aria-label=\"{search}\" aria-keyshortcuts=\"/\" hidden>{LENS}</button>\
         <button class=\"icon choose-theme\" hidden>{SUN}</button></header>{list}\
         <main id=\"text\" tabindex=\"-1\"><article>{html}</article></main>{turn}\
         <dialog class=\"search\" aria-label=\"{dialog}\"><form method=\"dialog\">\
         <input type=\"search\" placeholder=\"{example}\" aria-label=\"{words}\" autocomplete=\"off\" spellcheck=\"false\">\
         <button class=\"icon\" aria-label=\"{close}\">{CROSS}</button></form>\
         <p class=\"found\" role=\"status\"></p><ol></ol></dialog>",
        skip = language.skip(),
        contents = language.contents(),
        home = pages[0].link(language),
        switch = switch(page, language),
        list = contents::html(pages, &page.name, language),
        turn = turn(pages, place, language),
        close = language.close(),
    );
    match language {
        Language::English => whole,
        Language::Japanese => unmarked(&whole),
    }
}

/// The way to the same page in the other language.
fn switch(page: &Listed, language: Language) -> String {
    let other = match language {
        Language::English => Language::Japanese,
        Language::Japanese => Language::English,
    };
    if !page.translated {
        return String::new();
    }
    let (file, code) = (contents::file(&page.name, other), other.code());
    format!(
        "<a class=\"language\" href=\"{file}\" hreflang=\"{code}\" lang=\"{code}\">{}</a>",
        other.name()
    )
}

/// The ways to the pages before and after.
fn turn(pages: &[Listed], place: usize, language: Language) -> String {
    let [previous, next, both] = language.turn();
    let link = |page: Option<&Listed>, rel: &str, word: &str| {
        page.map(|page| {
            let number = page.number.iter().map(|number| format!("{number} ")).collect::<String>();
            let title = marked(page.title(language), false);
            format!(
                "<a rel=\"{rel}\" {}><span>{word}</span> {number}{title}</a>",
                page.link(language)
            )
        })
        .unwrap_or_default()
    };
    format!(
        "<nav class=\"turn\" aria-label=\"{both}\">{}{}</nav>",
        link(place.checked_sub(1).map(|before| &pages[before]), "prev", previous),
        link(pages.get(place + 1), "next", next),
    )
}

const MENU: &str = "<svg aria-hidden=\"true\" viewBox=\"0 0 20 20\"><path d=\"M3 5h14M3 10h14M3 15h9\"></path></svg>";
const LENS: &str = "<svg aria-hidden=\"true\" viewBox=\"0 0 20 20\"><circle cx=\"8.5\" cy=\"8.5\" r=\"5.5\"></circle>\
     <path d=\"m13 13 4.5 4.5\"></path></svg>";
const SUN: &str = "<svg aria-hidden=\"true\" viewBox=\"0 0 20 20\"><circle cx=\"10\" cy=\"10\" r=\"7\"></circle>\
     <path class=\"filled\" d=\"M10 3a7 7 0 0 1 0 14z\"></path></svg>";
const CROSS: &str = "<svg aria-hidden=\"true\" viewBox=\"0 0 20 20\"><path d=\"m5 5 10 10M15 5 5 15\"></path></svg>";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_leads_to_its_other_edition_and_its_neighbours() {
        let page = |name: &str, translated| Listed {
            name: name.into(),
            title: name.to_uppercase(),
            title_ja: Some(format!("{name} 題")),
            translated,
            ..Listed::default()
        };
        let pages = [page("index", false), page("a", true), page("b", false)];
        let english = body(&pages, 1, Language::English, "<h1>A</h1>");
        let japanese = body(&pages, 1, Language::Japanese, "<h1><span lang=\"ja\">題</span></h1>");
        for (html, parts) in [
            (
                &english,
                [
                    "href=\"a.ja.html\" hreflang=\"ja\" lang=\"ja\">日本語",
                    "Skip to",
                    "<a rel=\"next\" href=\"b.html\">",
                ],
            ),
            (
                &japanese,
                [
                    "href=\"a.html\" hreflang=\"en\" lang=\"en\">English",
                    "本文へ",
                    "<a rel=\"next\" href=\"b.html\" hreflang=\"en\">",
                ],
            ),
        ] {
            for part in parts {
                assert!(html.contains(part), "{part}: {html}");
            }
        }
        assert!(japanese.contains("<h1>題</h1>"), "{japanese}");
        assert!(!body(&pages, 2, Language::English, "").contains("class=\"language\""));
    }
}
