//! The book: the chapters as pages, from the same parsed form that the notebooks are written from.
//!
//! mdBook takes the hand-written pages from book/src, puts every page into book/theme/index.hbs and writes book/html.
//! What is between is written here, because a page shows more than Markdown can say.
//!
//! - `written`: a chapter with its executed notebook; `chapters`, `cells`, `prose`, `outputs`: its page
//! - `markup`: Markdown as HTML, with `math`, `highlight`, `ansi`, `japanese`, `escape`
//! - `handwritten`, `back_matter`, `contents`: the other pages, and the list of all
//! - `page`: a finished page, read again; `search`: the index; `check`: links, headings, alternative texts
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
mod outputs;
mod page;
mod prose;
mod search;
mod serve;
mod written;

use std::path::{Path, PathBuf};
use std::time::Instant;
use std::{fs, io};

use kernel::error::{Error, Result};
use mdbook_driver::MDBook;
use mdbook_driver::book::{Book, BookItem, Chapter as BookPage};

use crate::workbook::Workbook;
use contents::Listed;
use page::Page;
use prose::Writer;
use written::Written;

/// Builds the book of the repository that a folder lies in; serves it until the program ends, if asked to.
pub fn book(from: &Path, serving: bool) -> Result<()> {
    let root = Workbook::read(from)?.root;
    let again = || {
        let began = Instant::now();
        let pages = build(&Workbook::read(&root)?)?;
        println!("{pages} pages in {:.1} s: {}", began.elapsed().as_secs_f64(), root.join("book/html/index.html").display());
        Ok(())
    };
    again()?;
    if !serving {
        return Ok(());
    }
    let sources = ["lessons", "notebooks", "book/src", "book/theme"].map(|folder| root.join(folder));
    serve::serve(&root.join("book/html"), &sources, again)
}

/// Builds the book into book/html and checks it; returns the number of its pages.
fn build(workbook: &Workbook) -> Result<usize> {
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
        let title = page.number.iter().fold(page.title.clone(), |title, number| format!("{number} {title}"));
        BookItem::Chapter(BookPage::new(&title, one_block(&contents, &html), format!("{}.md", page.name), vec![]))
    });
    book.book = Book::new_with_items(items.collect());
    book.build().map_err(by_mdbook)?;

    let folder = root.join("book/html");
    finish(&folder, &written)
        .map_err(|error| Error::new(format!("{} cannot be finished: {error}.", folder.display())))?;
    let pages = listed
        .iter()
        .map(|listed| {
            let file = format!("{}.html", listed.name);
            Ok(Page::parse(&file, &crate::chapter::read_text(&folder.join(&file))?))
        })
        .collect::<Result<Vec<_>>>()?;
    fs::write(folder.join("search-index.js"), search::script(&pages))
        .map_err(|error| Error::new(format!("The search index cannot be written: {error}.")))?;
    let problems = check::problems(&pages, &folder);
    if problems.is_empty() { Ok(pages.len()) } else { Err(Error::new(problems.join("\n"))) }
}

/// All pages in order, with their HTML.
fn pages(workbook: &Workbook, written: &[Written], front: &Book) -> Result<Vec<(Listed, String)>> {
    let mut pages = vec![];
    let plain = |name: &str, title: &str| Listed { name: name.into(), number: None, title: title.into(), planned: false };
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
            Some(written) => (&written.chapter.front.title, chapters::chapter(Writer { workbook, written })?),
            None => (&entry.title, chapters::planned(entry, workbook)),
        };
        let planned = found.is_none();
        pages.push((Listed { name: entry.name(), number: Some(number.clone()), title: title.clone(), planned }, html));
    }
    pages.push((plain("glossary", "Glossary"), back_matter::glossary(workbook)?));
    pages.push((plain("references", "References"), back_matter::references(workbook, written)?));
    pages.push((plain("items", "What is where"), back_matter::items(workbook)));
    Ok(pages)
}

/// A page as one block of HTML: for Markdown, which mdBook reads, a blank line would end it.
fn one_block(contents: &str, html: &str) -> String {
    let page = format!("{contents}<main id=\"text\" tabindex=\"-1\"><article>{html}</article></main>");
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
fn finish(folder: &Path, written: &[Written]) -> io::Result<()> {
    const UNUSED: [&str; 9] = [
        "ayu-highlight.css", "book.js", "clipboard.min.js", "css", "highlight.css", "highlight.js", "toc.html", "toc.js",
        "tomorrow-night.css",
    ];
    for name in UNUSED {
        let path = folder.join(name);
        if path.is_dir() { fs::remove_dir_all(path)? } else { fs::remove_file(path)? }
    }
    let notebooks = folder.join("notebooks");
    fs::create_dir_all(&notebooks)?;
    for Written { notebook, .. } in written {
        let name = notebook.file_name().map(PathBuf::from).unwrap_or_default();
        fs::copy(notebook, notebooks.join(name))?;
    }
    Ok(())
}

fn by_mdbook(error: mdbook_driver::errors::Error) -> Error {
    Error::new(format!("mdBook: {error:#}."))
}

#[cfg(test)]
mod tests {
    use super::one_block;

    #[test]
    fn a_page_is_one_block_of_markdown() {
        let block = one_block("<nav></nav>", "<pre>a\n\n\nb</pre>");
        assert!(block.starts_with("<nav>") && block.contains("<pre>a&#10;&#10;\nb</pre>"), "{block}");
    }
}
