//! `lessons catalogue`: brings the catalogues of translators up to date with the chapters.

use kernel::error::Result;

use super::workbook;
use crate::translation::{Catalogue, catalogue};

/// Updates the Japanese catalogues of these chapters, and makes those that are not there; without numbers, of the
/// chapters that have one.
pub fn catalogue(numbers: &[String]) -> Result<()> {
    let workbook = workbook()?;
    for chapter in workbook.chosen(numbers)? {
        let path = catalogue::path(&workbook.root, chapter);
        if numbers.is_empty() && !path.exists() {
            continue;
        }
        let (done, all) = Catalogue::update(&workbook.root, chapter)?;
        println!("{}: {done} of {all} texts translated", path.display());
    }
    Ok(())
}
