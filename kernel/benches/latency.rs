//! Latency of cells, end to end through a real client, as a ratio to the bare `rustc` floor.
//!
//! `cargo bench -p kernel --bench latency` prints the tables of the README. Each round starts a fresh
//! kernel with an empty cache of cells; between the cells the floor is measured: `rustc` on a library
//! of one line, called directly. Everything alternates in one run, so that a noisy machine is noisy
//! for both.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use client::Client;

const MANABI: &str = env!("CARGO_BIN_EXE_manabi");
const ROUNDS: usize = 9;
const FLOOR: &str = "#[unsafe(no_mangle)] pub extern \"C\" fn run() { println!(\"{}\", 1 + 1); }\n";

fn main() {
    // `cargo test --benches` only asks whether the bench starts.
    if !std::env::args().any(|a| a == "--bench") {
        return;
    }
    let bench = Bench::new();
    let ready = bench.cells("plain cell", include_str!("cells_plain.txt"));
    println!("| launch to ready | {} | | |\n", ms(ready));
    bench.cells("training cell", include_str!("cells_train.txt"));
    println!();
    bench.history();
}

struct Bench {
    folder: PathBuf,
    rustc: PathBuf,
    /// Holds the built library for all rounds.
    shared: PathBuf,
}

impl Bench {
    fn new() -> Bench {
        let tmp = Path::new(env!("CARGO_TARGET_TMPDIR"));
        let folder = tmp.join("latency");
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder).expect("the target folder can be written");
        fs::write(folder.join("floor.rs"), FLOOR).expect("the target folder can be written");
        let sysroot = Command::new("rustc")
            .args(["--print", "sysroot"])
            .output()
            .expect("rustc is there")
            .stdout;
        let rustc = Path::new(String::from_utf8_lossy(&sysroot).trim()).join("bin/rustc");
        let bench = Bench { folder, rustc, shared: tmp.join("manabi-cache") };
        // The first start builds the library.
        let cache = bench.shared.to_string_lossy().into_owned();
        Client::start_with(MANABI, &[("MANABI_CACHE", &cache)]).execute("1");
        bench
    }

    /// A kernel that finds the library and no compiled cell, and how long it took to be ready.
    fn kernel(&self, fresh: bool) -> (Client, Duration) {
        let own = self.folder.join("cache");
        if fresh {
            let _ = fs::remove_dir_all(&own);
        }
        let (own, shared) =
            (own.to_string_lossy().into_owned(), self.shared.to_string_lossy().into_owned());
        let start = Instant::now();
        let client =
            Client::start_with(MANABI, &[("MANABI_CACHE", &own), ("MANABI_SHARED", &shared)]);
        (client, start.elapsed())
    }

    fn floor(&self) -> Duration {
        let start = Instant::now();
        let mut rustc = Command::new(&self.rustc);
        rustc.args([
            "--edition",
            "2024",
            "--crate-type",
            "cdylib",
            "-C",
            "prefer-dynamic",
            "floor.rs",
            "-o",
            "floor.so",
        ]);
        let status =
            rustc.current_dir(&self.folder).stderr(Stdio::null()).status().expect("rustc runs");
        assert!(status.success(), "the floor compiles");
        start.elapsed()
    }

    /// The cells of a file, new and again; returns how long a kernel takes to be ready.
    fn cells(&self, kind: &str, text: &str) -> Duration {
        let cells: Vec<&str> = text.trim_end().split("\n//---\n").collect();
        let (mut ready, mut floor) = (Vec::new(), Vec::new());
        let mut new = vec![Vec::new(); cells.len()];
        let mut again = vec![Vec::new(); cells.len()];
        for _ in 0..ROUNDS {
            let (mut client, took) = self.kernel(true);
            ready.push(took);
            for (cell, times) in cells.iter().zip(&mut new) {
                times.push(timed(&mut client, cell));
                floor.push(self.floor());
            }
            drop(client);
            let (mut client, _) = self.kernel(false);
            for (cell, times) in cells.iter().zip(&mut again) {
                times.push(timed(&mut client, cell));
            }
        }
        let floor = median(&floor);
        println!("| {kind} | median | x floor | again, from the cache |\n|---|---|---|---|");
        for ((cell, new), again) in cells.iter().zip(&new).zip(&again) {
            let (new, again) = (median(new), median(again));
            let name = title(cell);
            println!("| {name} | {} | {:.2} | {} |", ms(new), ratio(new, floor), ms(again));
        }
        let medians =
            |all: &[Vec<Duration>]| median(&all.iter().map(|t| median(t)).collect::<Vec<_>>());
        let (new, again) = (medians(&new), medians(&again));
        println!(
            "| **median of the cells** | **{}** | **{:.2}** | **{}** |",
            ms(new),
            ratio(new, floor),
            ms(again)
        );
        println!("| bare `rustc` floor | {} | 1.00 | |", ms(floor));
        median(&ready)
    }

    /// The tenth and the hundredth cell, each with items that they do not reach before them.
    fn history(&self) {
        let (mut tenth, mut hundredth, mut floor) = (Vec::new(), Vec::new(), Vec::new());
        for _ in 0..ROUNDS {
            let (mut client, _) = self.kernel(true);
            for i in 1..=100 {
                client.execute(&item(i));
                if i == 10 || i == 100 {
                    let times = if i == 10 { &mut tenth } else { &mut hundredth };
                    for k in 0..5 {
                        times.push(timed(&mut client, &format!("{i} + {k}")));
                        floor.push(self.floor());
                    }
                }
            }
        }
        let (tenth, hundredth, floor) = (median(&tenth), median(&hundredth), median(&floor));
        println!("| expression cell | median | x floor |\n|---|---|---|");
        println!("| after 10 cells of items | {} | {:.2} |", ms(tenth), ratio(tenth, floor));
        println!(
            "| after 100 cells of items | {} | {:.2} |",
            ms(hundredth),
            ratio(hundredth, floor)
        );
    }
}

/// A cell in a table: a long one by its comment.
fn title(cell: &str) -> String {
    match cell.strip_prefix("// ").and_then(|rest| rest.lines().next()) {
        Some(comment) => comment.to_string(),
        None => format!("`{cell}`"),
    }
}

/// An item of ten lines that later cells do not reach.
fn item(i: usize) -> String {
    format!(
        "#[derive(Clone, Debug)]\nstruct Point{i} {{\n    x: f32,\n    y: f32,\n}}\nimpl Point{i} {{\n    \
         fn norm{i}(&self) -> f32 {{\n        (self.x * self.x + self.y * self.y).sqrt()\n    }}\n}}"
    )
}

fn timed(client: &mut Client, cell: &str) -> Duration {
    let start = Instant::now();
    let reply = client.execute(cell);
    let took = start.elapsed();
    assert_eq!(reply.status, "ok", "{cell}: {}", reply.evalue);
    took
}

fn median(times: &[Duration]) -> Duration {
    let mut sorted = times.to_vec();
    sorted.sort();
    sorted[sorted.len() / 2]
}

fn ms(time: Duration) -> String {
    format!("{:.0} ms", time.as_secs_f64() * 1e3)
}

fn ratio(time: Duration, floor: Duration) -> f64 {
    time.as_secs_f64() / floor.as_secs_f64()
}
