//! `lessons book [--serve]`: builds the book from the chapters and their woven notebooks.

use std::env;
use std::path::Path;
use std::time::Instant;

use kernel::error::Result;

use super::workbook;
use crate::book::{build, playground, serve};
use crate::workbook::Workbook;

/// Builds the book into book/html; with `serving` it is shown in a browser until the program ends.
pub fn book(serving: bool) -> Result<()> {
    let root = workbook()?.root;
    let folder = root.join("book/html");
    if !playground::compile(&root)? {
        println!(
            "The playground is left out: `rustup target add wasm32-unknown-unknown` and build again."
        );
    }
    let again = || built(&Workbook::read(&root)?, &folder);
    let done = again();
    if !serving {
        return done;
    }
    // An author mends the mistake while the rest shows.
    if let Err(error) = done {
        eprintln!("{error}");
    }
    let sources = ["lessons", "notebooks", "book/src", "book/theme", "playground/web"]
        .map(|folder| root.join(folder));
    serve::serve(&folder, &sources, again)
}

fn built(workbook: &Workbook, folder: &Path) -> Result<()> {
    let began = Instant::now();
    let pages = build(workbook, folder)?;
    let place = folder.join("index.html");
    let place = env::current_dir()
        .ok()
        .and_then(|here| place.strip_prefix(here).ok().map(Path::to_owned))
        .unwrap_or(place);
    println!("{pages} pages in {:.1} s: {}", began.elapsed().as_secs_f64(), place.display());
    Ok(())
}
