//! The book: the chapters as pages, from the same parsed form that the notebooks are written from.
//!
//! mdBook takes the hand-written pages from book/src, puts every page into book/theme/index.hbs and writes book/html.
//! What is between is written here, because a page shows more than Markdown can say.
//!
//! - `written`: a chapter with its executed notebook; `chapters`, `cells`, `prose`, `outputs`: its page
//! - `markup`: Markdown as HTML, with `math`, `highlight`, `ansi`, `japanese`, `escape`
//! - `handwritten`, `back_matter`, `contents`: the other pages, and the list of all
//! - `page`: a finished page, read again; `search`: the index; `check`: links, headings, alternative texts;
//!   `notebooks`: the links of the notebooks, which the book brings along
//! - `serve`: the book in an author's browser

mod ansi;
mod back_matter;
mod cells;
mod chapters;
mod check;
mod contents;
mod escape;
mod handwritten;
mod highlight;
mod japanese;
mod markup;
mod math;
mod notebooks;
mod outputs;
mod page;
mod prose;
mod search;
pub mod serve;
mod written;

use std::path::Path;
use std::{fs, io};

use kernel::error::{Error, Result};
use mdbook_driver::MDBook;
use mdbook_driver::book::{Book, BookItem, Chapter as BookPage};

use crate::workbook::Workbook;
use contents::Listed;
use page::Page;
use prose::Writer;
use written::Written;

/// Builds the book into a folder and checks it; returns the number of its pages.
pub fn build(workbook: &Workbook, folder: &Path) -> Result<usize> {
    let root = &workbook.root;
    let written = workbook
        .chapters
        .iter()
        .map(|chapter| Written::read(chapter, &root.join("notebooks")))
        .collect::<Result<Vec<_>>>()?;
    let mut book = MDBook::load(root.join("book")).map_err(by_mdbook)?;
    let pages = pages(workbook, &written, &book.book)?;
    let listed: Vec<Listed> = pages.iter().map(|(listed, _)| listed.clone()).collect();
    let items = pages.into_iter().map(|(page, html)| {
        let contents = contents::html(&listed, &page.name);
        let title = page
            .number
            .iter()
            .fold(page.title.clone(), |title, number| format!("{number} {title}"));
        BookItem::Chapter(BookPage::new(
            &title,
            one_block(&contents, &html),
            format!("{}.md", page.name),
            vec![],
        ))
    });
    book.book = Book::new_with_items(items.collect());
    book.config.build.build_dir = folder.into();
    book.build().map_err(by_mdbook)?;

    finish(folder, &root.join("notebooks")).map_err(|error| {
        Error::new(format!("{} cannot be finished: {error}.", folder.display()))
    })?;
    let pages = listed
        .iter()
        .map(|listed| {
            let file = format!("{}.html", listed.name);
            Ok(Page::parse(&file, &crate::chapter::read_text(&folder.join(&file))?))
        })
        .collect::<Result<Vec<_>>>()?;
    fs::write(folder.join("search-index.js"), search::script(&pages))
        .map_err(|error| Error::new(format!("The search index cannot be written: {error}.")))?;
    let mut problems = check::problems(&pages, folder);
    problems.extend(notebooks::problems(&folder.join("notebooks"))?);
    if problems.is_empty() { Ok(pages.len()) } else { Err(Error::new(problems.join("\n"))) }
}

/// All pages in order, with their HTML.
fn pages(workbook: &Workbook, written: &[Written], front: &Book) -> Result<Vec<(Listed, String)>> {
    let mut pages = vec![];
    let plain = |name: &str, title: &str| Listed {
        name: name.into(),
        number: None,
        title: title.into(),
        planned: false,
    };
    for page in front.chapters() {
        let Some(source) = &page.source_path else { continue };
        let file = workbook.root.join("book/src").join(source);
        let html = handwritten::html(&file, &page.content, workbook, written)?;
        pages.push((plain(&source.with_extension("").to_string_lossy(), &page.name), html));
    }
    for entry in &workbook.contents.entries {
        let number = entry.number.get_ref();
        let found = written.iter().find(|written| written.chapter.number == *number);
        let (title, html) = match found {
            Some(written) => {
                (&written.chapter.front.title, chapters::chapter(Writer { workbook, written })?)
            }
            None => (&entry.title, chapters::planned(entry, workbook)),
        };
        let planned = found.is_none();
        pages.push((
            Listed {
                name: entry.name(),
                number: Some(number.clone()),
                title: title.clone(),
                planned,
            },
            html,
        ));
    }
    pages.push((plain("glossary", "Glossary"), back_matter::glossary(workbook)?));
    pages.push((plain("references", "References"), back_matter::references(workbook, written)?));
    pages.push((plain("items", "What is where"), back_matter::items(workbook)));
    Ok(pages)
}

/// A page as one block of HTML: for Markdown, which mdBook reads, a blank line would end it.
fn one_block(contents: &str, html: &str) -> String {
    let page =
        format!("{contents}<main id=\"text\" tabindex=\"-1\"><article>{html}</article></main>");
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

/// Takes away what mdBook's own theme would need and this one does not, and puts the notebooks in.
fn finish(folder: &Path, notebooks: &Path) -> io::Result<()> {
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
    copy(notebooks, &folder.join("notebooks"))
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
        let block = one_block("<nav></nav>", "<pre>a\n\n\nb</pre>");
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
        assert!(index.contains("パーセプトロン"));
    }
}
