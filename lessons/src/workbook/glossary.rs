//! The glossary: every term with its Japanese form and its definition (`lessons/glossary.toml`).

use std::collections::BTreeMap;
use std::path::Path;

use kernel::error::Result;
use serde::Deserialize;
use toml::Spanned;

use super::table;

/// The terms by their English name, as it stands in a sentence.
#[derive(Debug, Default, Deserialize)]
#[serde(transparent)]
pub struct Glossary {
    pub terms: BTreeMap<String, Term>,
}

/// A term.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Term {
    pub ja: String,
    /// How it is read, in hiragana.
    pub reading: Option<String>,
    /// Another Japanese form in use.
    pub also: Option<String>,
    /// The number of the chapter that introduces it.
    pub chapter: Spanned<String>,
    /// One sentence.
    pub definition: Spanned<String>,
}

impl Glossary {
    pub fn read(path: &Path) -> Result<Glossary> {
        table::read(path, |glossary: &Glossary| {
            for (name, term) in &glossary.terms {
                let text = term.definition.get_ref();
                if !text.ends_with('.') || text.contains(". ") {
                    let sentence = format!("the definition of `{name}` is not one sentence");
                    return Err((term.definition.span(), sentence));
                }
            }
            Ok(())
        })
    }

    pub fn term(&self, name: &str) -> Option<&Term> {
        self.terms.get(name)
    }
}
