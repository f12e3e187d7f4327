//! The book: the chapters as pages, from the same parsed form that the notebooks are written from.
//!
//! mdBook takes the hand-written pages from book/src, puts every page into book/theme/index.hbs and writes book/html.
//! What is between is written here, because a page shows more than Markdown can say.
//!
//! - `written`: a chapter with its executed notebook; `chapters`, `cells`, `prose`, `outputs`: its page
//! - `markup`: Markdown as HTML, with `math`, `highlight`, `ansi`, `japanese`, `escape`
//! - `handwritten`, with `overview`, `back_matter`: the other pages; `contents`: the list of all; `sections`: that of a page; `frame`: what is around it
//! - `playground`: the network to play with; `page`: a finished page, read again; `search`: the index; `check`: links, headings, alternative texts;
//!   `notebooks`: the links of the notebooks, which the book brings along
//! - `serve`: the book in an author's browser

mod ansi;
mod back_matter;
mod cells;
mod chapters;
mod check;
mod contents;
mod escape;
mod frame;
mod handwritten;
mod highlight;
mod japanese;
mod markup;
mod math;
mod notebooks;
mod outputs;
mod overview;
mod page;
pub mod playground;
mod prose;
mod search;
mod sections;
pub mod serve;
mod written;

use std::path::Path;
use std::{fs, io};

use kernel::error::{Error, Result};
use mdbook_driver::MDBook;
use mdbook_driver::book::{Book, BookItem, Chapter as BookPage};

use crate::translation::{Catalogue, Edition, Language};
use crate::workbook::Workbook;
use contents::Listed;
use page::Page;
use prose::Writer;
use written::Written;

/// Builds the book into a folder and checks it; returns the number of its pages.
pub fn build(workbook: &Workbook, folder: &Path) -> Result<usize> {
    let root = &workbook.root;
    let editions = editions(workbook)?;
    let written = editions
        .iter()
        .map(|edition| Written::read(edition, &root.join("notebooks")))
        .collect::<Result<Vec<_>>>()?;
    let mut book = MDBook::load(root.join("book")).map_err(by_mdbook)?;
    let (listed, texts) = pages(workbook, &written, &book.book)?;
    let items = texts.iter().map(|Text { place, language, html }| {
        let page = &listed[*place];
        let number = page.number.iter().map(|number| format!("{number} ")).collect::<String>();
        let title = format!("{number}{}", page.title(*language));
        let file = Path::new(&contents::file(&page.name, *language)).with_extension("md");
        let body = one_block(&frame::body(&listed, *place, *language, html));
        BookItem::Chapter(BookPage::new(&title, body, file, vec![]))
    });
    book.book = Book::new_with_items(items.collect());
    book.config.build.build_dir = folder.into();
    book.build().map_err(by_mdbook)?;

    let unfinished =
        |error| Error::new(format!("{} cannot be finished: {error}.", folder.display()));
    finish(root, folder).map_err(unfinished)?;
    let mut pages = vec![];
    for Text { place, language, .. } in &texts {
        let file = contents::file(&listed[*place].name, *language);
        let path = folder.join(&file);
        let mut html = crate::chapter::read_text(&path)?;
        if *language != Language::English {
            // mdBook knows one language a book.
            html = html.replacen(
                "<html lang=\"en\">",
                &format!("<html lang=\"{}\">", language.code()),
                1,
            );
            fs::write(&path, &html).map_err(unfinished)?;
        }
        pages.push(Page::parse(&file, &html));
    }
    fs::write(folder.join("search-index.js"), search::script(&pages)).map_err(unfinished)?;
    let mut problems = check::problems(&pages, folder);
    problems.extend(notebooks::problems(&folder.join("notebooks"))?);
    if problems.is_empty() { Ok(pages.len()) } else { Err(Error::new(problems.join("\n"))) }
}

/// Every chapter in English, and in Japanese where it has a catalogue.
fn editions(workbook: &Workbook) -> Result<Vec<Edition<'_>>> {
    let mut editions = vec![];
    for chapter in &workbook.chapters {
        editions.push(Edition::english(chapter));
        if let Some(catalogue) = Catalogue::read(&workbook.root, chapter)? {
            editions.push(Edition::japanese(chapter, &catalogue));
        }
    }
    Ok(editions)
}

/// The text of a page: its place in the list, and its HTML in a language.
struct Text {
    place: usize,
    language: Language,
    html: String,
}

/// The list of all pages, and their texts in the same order.
fn pages(
    workbook: &Workbook,
    written: &[Written],
    front: &Book,
) -> Result<(Vec<Listed>, Vec<Text>)> {
    let (mut pages, mut texts) = (vec![], vec![]);
    let mut add = |listed: Listed, html: Vec<(Language, String)>| {
        let place = pages.len();
        pages.push(listed);
        texts.extend(html.into_iter().map(|(language, html)| Text { place, language, html }));
    };
    let english: Vec<&Written> =
        written.iter().filter(|written| written.language == Language::English).collect();
    for page in front.chapters() {
        let Some(source) = &page.source_path else { continue };
        let file = workbook.root.join("book/src").join(source);
        let html = handwritten::html(&file, &page.content, workbook, &english)?;
        let name = source.with_extension("").to_string_lossy().into_owned();
        let title = page.name.clone();
        add(Listed { name, title, ..Listed::default() }, vec![(Language::English, html)]);
    }
    for entry in &workbook.contents.entries {
        let number = entry.number.get_ref();
        let editions: Vec<&Written> =
            written.iter().filter(|written| written.chapter.number == *number).collect();
        let mut html = editions
            .iter()
            .map(|written| Ok((written.language, chapters::chapter(Writer { workbook, written })?)))
            .collect::<Result<Vec<_>>>()?;
        if html.is_empty() {
            html.push((Language::English, chapters::planned(entry, workbook)));
        }
        let front = editions.first().map(|written| &written.chapter.front);
        let listed = Listed {
            name: entry.name(),
            number: Some(number.clone()),
            title: front.map_or(&entry.title, |front| &front.title).clone(),
            title_ja: Some(front.map_or(&entry.title_ja, |front| &front.title_ja).clone()),
            planned: editions.is_empty(),
            translated: editions.len() > 1,
        };
        add(listed, html);
    }
    for (name, title, title_ja, html) in [
        ("glossary", "Glossary", "用語集", back_matter::glossary(workbook)?),
        ("references", "References", "参考文献", back_matter::references(workbook, &english)?),
        ("items", "What is where", "事項索引", back_matter::items(workbook)),
    ] {
        let (name, title, title_ja) = (name.into(), title.into(), Some(title_ja.into()));
        let listed = Listed { name, title, title_ja, ..Listed::default() };
        add(listed, vec![(Language::English, html)]);
    }
    Ok((pages, texts))
}

/// A page as one block of HTML: for Markdown, which mdBook reads, a blank line would end it.
fn one_block(page: &str) -> String {
    let mut block = String::with_capacity(page.len());
    let mut lines = page.lines();
    block.push_str(lines.next().unwrap_or_default());
    for line in lines {
        // Inside code an empty line counts.
        block.push_str(if line.is_empty() { "&#10;" } else { "\n" });
        block.push_str(line);
    }
    block
}

/// Takes away what mdBook's own theme would need and this one does not, and puts the notebooks and the
/// playground in.
fn finish(root: &Path, folder: &Path) -> io::Result<()> {
    const UNUSED: [&str; 10] = [
        "ayu-highlight.css",
        "book.js",
        "clipboard.min.js",
        "css",
        "favicon.png",
        "highlight.css",
        "highlight.js",
        "toc.html",
        "toc.js",
        "tomorrow-night.css",
    ];
    for name in UNUSED {
        let path = folder.join(name);
        if path.is_dir() { fs::remove_dir_all(path)? } else { fs::remove_file(path)? }
    }
    playground::put_into(root, folder)?;
    copy(&root.join("notebooks"), &folder.join("notebooks"))
}

/// Copies a folder with the notebooks in it.
fn copy(from: &Path, to: &Path) -> io::Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let (path, to) = (entry.path(), to.join(entry.file_name()));
        if path.is_dir() {
            copy(&path, &to)?;
        } else if path.extension().is_some_and(|ending| ending == "ipynb") {
            fs::copy(path, to)?;
        }
    }
    Ok(())
}

fn by_mdbook(error: mdbook_driver::errors::Error) -> Error {
    Error::new(format!("mdBook: {error:#}."))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The workbook of this repository.
    pub fn workbook() -> Workbook {
        Workbook::read(Path::new(env!("CARGO_MANIFEST_DIR"))).unwrap()
    }

    #[test]
    fn a_page_is_one_block_of_markdown() {
        let block = one_block("<nav></nav><pre>a\n\n\nb</pre>");
        assert!(
            block.starts_with("<nav>") && block.contains("<pre>a&#10;&#10;\nb</pre>"),
            "{block}"
        );
    }

    #[test]
    fn the_book_of_this_repository_is_built() {
        let workbook = workbook();
        let folder = std::env::temp_dir().join(format!("manabi-book-{}", std::process::id()));
        let pages = build(&workbook, &folder);
        let read = |name: &str| fs::read_to_string(folder.join(name)).unwrap_or_default();
        let (chapter, index) = (read("02-perceptron.html"), read("search-index.js"));
        let japanese = read("02-perceptron.ja.html");
        let planned = workbook
            .contents
            .entries
            .iter()
            .filter(|e| workbook.chapter(e.number.get_ref()).is_none());
        let all = planned
            .map(|entry| format!("{}.html", entry.name()))
            .all(|page| folder.join(page).is_file());
        fs::remove_dir_all(&folder).unwrap();

        assert!(pages.unwrap() > workbook.contents.entries.len());
        assert!(all, "a planned chapter has a page");
        for part in [
            "<svg role=\"img\" aria-label=\"",
            "<math",
            "<b>Figure 1.</b>",
            "<span class=\"k\">fn</span>",
            "href=\"notebooks/02-perceptron.ipynb\"",
        ] {
            assert!(chapter.contains(part), "{part}");
        }
        for part in [
            "<html lang=\"ja\">",
            "<b>図 1.</b>",
            "<summary>ヒント 1</summary>",
            "href=\"notebooks/ja/02-perceptron.ipynb\"",
            "<h2 id=\"two-layers-can\">",
        ] {
            assert!(japanese.contains(part), "{part}");
        }
        assert!(!japanese.contains("<span lang=\"ja\">"));
        assert!(index.contains("パーセプトロン"));
    }
}
