//! `lessons seeds NN`: runs a chapter with several seeds and writes the table of its metrics into its front matter.
//!
//! Run k adds k to the number in every `manual_seed(number)` of the chapter, so run 0 is the chapter itself.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::iter;
use std::path::Path;

use kernel::error::{Error, Result};
use kernel::places;
use kernel::preload::Preload;

use super::board::Board;
use super::{pool, workbook};
use crate::chapter::{Block, Chapter, read_text, with_key};
use crate::run::execute::execute;
use crate::run::results;
use crate::translation::Edition;

/// Measures the metrics of a chapter over this many seeds.
pub fn seeds(number: &str, runs: u32, jobs: Option<usize>) -> Result<()> {
    let workbook = workbook()?;
    let chapter = workbook.chosen(&[number.into()])?[0];
    if chapter.front.metrics.is_empty() || with_seed(chapter, 1) == *chapter {
        return Err(Error::new(format!(
            "{} has no metrics that depend on a seed: it needs `metrics:` and a cell with manual_seed(number).",
            chapter.file.display()
        )));
    }
    let preload = Preload::ensure(&|line| eprintln!("{line}"))?;
    let board = Board::default();
    let seeds: Vec<u32> = (0..runs.max(1)).collect();
    let measured = pool::each(jobs.unwrap_or_else(pool::cores), &seeds, |seed| {
        let mut edition = Edition::english(chapter);
        edition.chapter = with_seed(chapter, *seed);
        let name = format!("seed +{seed}");
        let run = execute(&edition, preload.clone(), &|n, of, cell| board.show(&name, n, of, cell));
        board.end(&name);
        run.map(|run| results::metrics(&edition.chapter, &run))
    });
    let mut table: BTreeMap<String, Vec<f64>> = BTreeMap::new();
    for (seed, measured) in measured.into_iter().enumerate() {
        let (metrics, problems) = measured?;
        problems.iter().for_each(|problem| eprintln!("seed +{seed}: {problem}"));
        for (name, value) in metrics {
            table.entry(name).or_default().push(value);
        }
    }
    write_table(&chapter.file, &table)?;
    for (name, values) in &table {
        println!("{name}: {}", joined(values));
    }
    Ok(())
}

/// The chapter with other seeds.
fn with_seed(chapter: &Chapter, added: u32) -> Chapter {
    let mut chapter = chapter.clone();
    for block in &mut chapter.blocks {
        if let Block::Cell(cell) = block {
            cell.code = reseeded(&cell.code, added);
        }
    }
    chapter
}

fn reseeded(code: &str, added: u32) -> String {
    let mut parts = code.split("manual_seed(");
    let mut changed = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        changed.push_str("manual_seed(");
        let digits = part.bytes().take_while(u8::is_ascii_digit).count();
        match part[..digits].parse::<u64>() {
            Ok(seed) if part[digits..].starts_with(')') => {
                write!(changed, "{}{}", seed + u64::from(added), &part[digits..])
                    .expect("a string grows");
            }
            _ => changed.push_str(part),
        }
    }
    changed
}

fn write_table(file: &Path, table: &BTreeMap<String, Vec<f64>>) -> Result<()> {
    let rows = table.iter().map(|(name, values)| format!("  {name}: {}", joined(values)));
    let lines: Vec<String> = iter::once("seeds:".into()).chain(rows).collect();
    places::write(file, with_key(&read_text(file)?, "seeds", &lines).as_bytes())
}

fn joined(values: &[f64]) -> String {
    format!("[{}]", values.iter().map(f64::to_string).collect::<Vec<_>>().join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_seed_moves_by_the_same_step() {
        let code = "manual_seed(2); f(); manual_seed(20);\nmanual_seed(SEED); // manual_seed(";
        assert_eq!(
            reseeded(code, 3),
            "manual_seed(5); f(); manual_seed(23);\nmanual_seed(SEED); // manual_seed("
        );
        assert_eq!(reseeded(code, 0), code);
    }
}
