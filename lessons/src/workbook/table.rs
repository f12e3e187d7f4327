//! A table: a TOML file that chapters share, read with the line of every mistake.

use std::ops::Range;
use std::path::Path;

use kernel::error::Result;
use serde::de::DeserializeOwned;

use crate::chapter::read_text;
use crate::problem::{LineError, Problem};

/// Reads a file and lets `check` look at its content; mistakes are named with file and line.
pub fn read<T: DeserializeOwned>(
    path: &Path,
    check: impl Fn(&T) -> std::result::Result<(), (Range<usize>, String)>,
) -> Result<T> {
    let text = read_text(path)?;
    parse(&text, check).map_err(|error| Problem::new(path, error).into())
}

/// The content of a table, or a sentence about a line.
pub fn parse<T: DeserializeOwned>(
    text: &str,
    check: impl Fn(&T) -> std::result::Result<(), (Range<usize>, String)>,
) -> std::result::Result<T, LineError> {
    let line = |at: usize| text[..at.min(text.len())].matches('\n').count() + 1;
    let content = toml::from_str(text).map_err(|error| {
        let sentence = error.message().trim_end_matches('.').replace('\n', ", ");
        (line(error.span().map_or(0, |span| span.start)), sentence)
    })?;
    check(&content).map_err(|(place, sentence)| (line(place.start), sentence))?;
    Ok(content)
}
