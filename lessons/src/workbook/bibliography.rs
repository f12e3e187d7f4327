//! The bibliography: every work that a chapter cites (`lessons/bibliography.toml`).

use std::collections::BTreeMap;
use std::path::Path;

use kernel::error::Result;
use serde::Deserialize;
use toml::Spanned;

use super::table;

/// The works by their keys, such as `rosenblatt1958`.
#[derive(Debug, Default, Deserialize)]
#[serde(transparent)]
pub struct Bibliography {
    pub works: BTreeMap<String, Work>,
}

/// A paper or a book.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Work {
    pub authors: String,
    pub title: Spanned<String>,
    /// Journal with volume and pages, proceedings, or publisher.
    #[serde(rename = "in")]
    pub published: String,
    pub year: u32,
    pub doi: Option<String>,
    pub arxiv: Option<String>,
    pub isbn: Option<String>,
    /// It is older than such numbers.
    #[serde(default)]
    pub unnumbered: bool,
}

impl Bibliography {
    pub fn read(path: &Path) -> Result<Bibliography> {
        table::read(path, |bibliography: &Bibliography| {
            for (key, work) in &bibliography.works {
                let sentence = match () {
                    () if work.doi.as_ref().is_some_and(|doi| !doi.starts_with("10.")) => {
                        format!(
                            "the doi of `{key}` does not start with 10.: give it without an address"
                        )
                    }
                    () if work.link().is_none() && work.isbn.is_none() && !work.unnumbered => {
                        format!(
                            "`{key}` has no doi, arxiv or isbn; if there is none, write unnumbered = true"
                        )
                    }
                    () => continue,
                };
                return Err((work.title.span(), sentence));
            }
            Ok(())
        })
    }

    pub fn work(&self, key: &str) -> Option<&Work> {
        self.works.get(key)
    }
}

impl Work {
    /// Its identifier and its address.
    pub fn link(&self) -> Option<(String, String)> {
        let doi =
            self.doi.iter().map(|doi| (format!("doi:{doi}"), format!("https://doi.org/{doi}")));
        let arxiv = self
            .arxiv
            .iter()
            .map(|id| (format!("arXiv:{id}"), format!("https://arxiv.org/abs/{id}")));
        doi.chain(arxiv).next()
    }

    /// The entry of a list of references, in Markdown.
    pub fn markdown(&self) -> String {
        let Work { authors, published, year, .. } = self;
        let title = self.title.get_ref();
        let title = match self.isbn {
            Some(_) => format!("*{title}*"),
            None => format!("\"{title}\""),
        };
        let number = match (self.link(), &self.isbn) {
            (Some((id, address)), _) => format!(", [{id}]({address})"),
            (None, Some(isbn)) => format!(", ISBN {isbn}"),
            (None, None) => String::new(),
        };
        format!("{authors}, {title}, {published}, {year}{number}.")
    }
}
