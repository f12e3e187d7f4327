//! The links of the notebooks: each leads to a notebook beside it, and to a heading there.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use kernel::error::{Error, Result};
use kernel::notebook::Notebook;
use pulldown_cmark::{Event, Parser, Tag, TagEnd};

use super::check::decoded;

/// What is wrong with the links of the notebooks in a folder; a sentence each.
pub fn problems(folder: &Path) -> Result<Vec<String>> {
    let mut notebooks = BTreeMap::new();
    read(folder, folder, &mut notebooks)?;
    let mut problems = vec![];
    for (file, notebook) in &notebooks {
        for address in &notebook.links {
            if let Err(sentence) = resolved(file, address, &notebooks) {
                problems.push(format!("notebooks/{}: {sentence}.", file.display()));
            }
        }
    }
    Ok(problems)
}

#[derive(Default)]
struct Linked {
    links: Vec<String>,
    /// Anchors, as Jupyter makes them of headings.
    anchors: BTreeSet<String>,
}

fn read(root: &Path, folder: &Path, notebooks: &mut BTreeMap<PathBuf, Linked>) -> Result<()> {
    let entries = fs::read_dir(folder)
        .map_err(|error| Error::new(format!("{} cannot be read: {error}.", folder.display())))?;
    for path in entries.flatten().map(|entry| entry.path()) {
        if path.is_dir() {
            read(root, &path, notebooks)?;
            continue;
        }
        let mut linked = Linked::default();
        for cell in
            Notebook::read(&path)?.cells().iter().filter(|cell| cell["cell_type"] == "markdown")
        {
            linked.take(cell["source"].as_str().unwrap_or_default());
        }
        notebooks.insert(path.strip_prefix(root).unwrap_or(&path).into(), linked);
    }
    Ok(())
}

impl Linked {
    fn take(&mut self, markdown: &str) {
        let mut heading: Option<String> = None;
        for event in Parser::new(markdown) {
            match event {
                Event::Start(Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. }) => {
                    self.links.push(dest_url.into())
                }
                Event::Start(Tag::Heading { .. }) => heading = Some(String::new()),
                Event::End(TagEnd::Heading(_)) => {
                    self.anchors.extend(heading.take().map(|text| text.replace(' ', "-")));
                }
                Event::Text(text) | Event::Code(text) => {
                    if let Some(heading) = &mut heading {
                        heading.push_str(&text);
                    }
                }
                _ => {}
            }
        }
    }
}

fn resolved(
    from: &Path,
    address: &str,
    notebooks: &BTreeMap<PathBuf, Linked>,
) -> std::result::Result<(), String> {
    if address.contains("://")
        || address.starts_with("mailto:")
        || address.starts_with("attachment:")
    {
        return Ok(());
    }
    let (file, anchor) =
        address.split_once('#').map_or((address, None), |(file, anchor)| (file, Some(anchor)));
    let mut there = if file.is_empty() {
        from.to_owned()
    } else {
        from.parent().unwrap_or(Path::new("")).to_owned()
    };
    for part in file.split('/').filter(|part| !part.is_empty()) {
        if part == ".." {
            there.pop();
        } else {
            there.push(part);
        }
    }
    let Some(notebook) = notebooks.get(&there) else {
        return Err(format!("the link `{address}` leads to no notebook"));
    };
    match anchor.map(decoded) {
        Some(anchor) if !notebook.anchors.contains(&anchor) => {
            Err(format!("the link `{address}` leads to no heading of {}", there.display()))
        }
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn linked(markdown: &str) -> Linked {
        let mut linked = Linked::default();
        linked.take(markdown);
        linked
    }

    #[test]
    fn links_are_followed_from_notebook_to_notebook() {
        let mut notebooks = BTreeMap::new();
        notebooks.insert("a.ipynb".into(), linked("# One `x`, two\n\n[b](b.ipynb)"));
        notebooks.insert("ja/a.ipynb".into(), linked("# 一\n"));
        let said = |from: &str, address: &str| resolved(Path::new(from), address, &notebooks);
        for (from, address) in [
            ("a.ipynb", "#One-x,-two"),
            ("ja/a.ipynb", "../a.ipynb#One-x,-two"),
            ("a.ipynb", "ja/a.ipynb#%E4%B8%80"),
            ("a.ipynb", "https://doi.org/1"),
        ] {
            assert_eq!(said(from, address), Ok(()), "{address}");
        }
        assert!(said("a.ipynb", "b.ipynb").unwrap_err().contains("no notebook"));
        assert!(said("a.ipynb", "#one").unwrap_err().contains("no heading"));
        assert_eq!(notebooks[Path::new("a.ipynb")].links, ["b.ipynb"]);
    }
}
