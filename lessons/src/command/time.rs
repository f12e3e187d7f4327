//! `lessons time NN ..`: runs chapters alone on the machine and writes what that took into their front matter.
//!
//! Every run compiles all its cells, and the median of `runs` counts: the first page of the book shows it.

use kernel::error::Result;
use kernel::places;
use kernel::preload::Preload;

use super::board::Board;
use super::workbook;
use crate::chapter::{Block, read_text, with_key};
use crate::run::execute::execute_cold;
use crate::translation::Edition;

/// Measures chapters one after the other, all of them if no number is given.
pub fn time(numbers: &[String], runs: usize) -> Result<()> {
    let workbook = workbook()?;
    let preload = Preload::ensure(&|line| eprintln!("{line}"))?;
    let board = Board::default();
    for chapter in workbook.chosen(numbers)? {
        let mut edition = Edition::english(chapter);
        // Wrong answers are no part of what a reader runs.
        for block in &mut edition.chapter.blocks {
            if let Block::Exercise(exercise) = block {
                exercise.wrong.clear();
            }
        }
        let name = chapter.name();
        let mut seconds = (0..runs.max(1))
            .map(|_| {
                let watch = |n, of, cell: &str| board.show(&name, n, of, cell);
                let run = execute_cold(&edition, preload.clone(), &watch);
                board.end(&name);
                Ok(run?.seconds)
            })
            .collect::<Result<Vec<f64>>>()?;
        seconds.sort_by(f64::total_cmp);
        let line = format!("seconds: {:.1}", seconds[seconds.len() / 2]);
        let text = with_key(&read_text(&chapter.file)?, "seconds", std::slice::from_ref(&line));
        places::write(&chapter.file, text.as_bytes())?;
        println!("{name:24} {line}");
    }
    Ok(())
}
