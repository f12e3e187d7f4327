//! A long session costs no more than a short one: no cell leaves descriptors, memory or time behind.

use std::fs;
use std::time::{Duration, Instant};

use client::Client;

const MANABI: &str = env!("CARGO_BIN_EXE_manabi");

/// Descriptors and resident bytes of a process.
fn held(pid: u32) -> (usize, usize) {
    let descriptors = fs::read_dir(format!("/proc/{pid}/fd")).unwrap().count();
    let status = fs::read_to_string(format!("/proc/{pid}/status")).unwrap();
    let line = status.lines().find(|line| line.starts_with("VmRSS:")).unwrap();
    let kilobytes: usize = line.split_whitespace().nth(1).unwrap().parse().unwrap();
    (descriptors, kilobytes << 10)
}

/// Runs cells that were never run before, one after the other, and returns the median of their times.
fn run(kernel: &mut Client, turns: std::ops::Range<usize>) -> Duration {
    let mut times: Vec<Duration> = turns
        .map(|turn| {
            let seed = std::process::id();
            let cell = match turn % 4 {
                0 => format!("let sum = vec![{seed}u64; {turn}].iter().sum::<u64>(); sum"),
                1 => format!("println!(\"{turn}\"); {seed}u64 * {turn}"),
                2 => format!("display_html(\"<b>{turn}</b>\"); {seed}u64 * {turn}"),
                _ => format!("fn f{turn}(x: u64) -> u64 {{ x * {turn} }} f{turn}({seed})"),
            };
            let start = Instant::now();
            let reply = kernel.execute(&cell);
            assert_eq!(reply.result(), (u64::from(seed) * turn as u64).to_string());
            start.elapsed()
        })
        .collect();
    times.sort();
    times[times.len() / 2]
}

#[test]
fn a_long_session_stays_as_it_began() {
    let cells = if std::env::var_os("MANABI_LONG").is_some() { 2000 } else { 60 };
    let mut kernel = Client::start(MANABI);
    run(&mut kernel, 1..20);
    let early = run(&mut kernel, 20..40);
    let before = held(kernel.process.id());
    run(&mut kernel, 40..cells);
    let late = run(&mut kernel, cells..cells + 20);
    let after = held(kernel.process.id());
    assert!(after.0 <= before.0 + 2, "descriptors: {} and then {}", before.0, after.0);
    let grown = after.1.saturating_sub(before.1);
    assert!(grown < (4 << 20) + cells * (8 << 10), "the kernel grew by {grown} bytes");
    // Loosely, as machines are noisy; the benchmark measures it.
    assert!(late < early * 3, "cells took {early:?} and then {late:?}");
    println!("{cells} cells: {before:?}, then {after:?}; {early:?}, then {late:?}");
}
