//! `manabi bench`: training steps as a cell takes them, beside PyTorch where that is installed.
//!
//! Each workload is a cell that ends in a closure, one training step on fixed random data; the file
//! `torch_steps.py` has the same names, sizes and steps in PyTorch. Both run alternately, so that a
//! noisy machine is noisy for both.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};
use std::sync::Arc;

use clap::Args;

use super::terminal::Progress;
use crate::error::{Error, Result};
use crate::preload::Preload;
use crate::session::Session;

/// Measure training steps by workload, beside PyTorch where a Python with it is given
#[derive(Args)]
pub struct Arguments {
    /// The workloads [default: all]
    #[arg(value_name = "NAME")]
    names: Vec<String>,
    /// A Python that can import torch, to measure the same steps there
    #[arg(long, value_name = "PYTHON")]
    torch: Option<PathBuf>,
    /// How often each workload is measured; the median counts
    #[arg(long, default_value_t = 3, value_name = "N")]
    rounds: usize,
    /// Threads for both
    #[arg(long, default_value_t = 2, value_name = "N")]
    threads: usize,
}

/// Names and cells.
const WORKLOADS: [(&str, &str); 7] = [
    ("xor_mlp", include_str!("xor_mlp.rs")),
    ("mlp", include_str!("mlp.rs")),
    ("simple_conv", include_str!("simple_conv.rs")),
    ("deep_conv", include_str!("deep_conv.rs")),
    ("resnet_block", include_str!("resnet_block.rs")),
    ("dqn", include_str!("dqn.rs")),
    ("vae", include_str!("vae.rs")),
];

const TORCH: &str = include_str!("torch_steps.py");

/// How long a workload runs in a round, in seconds.
const BUDGET: f64 = 2.0;

pub fn execute(arguments: Arguments) -> Result<ExitCode> {
    if let Some(name) = arguments.names.iter().find(|name| !is_known(name)) {
        let known: Vec<&str> = WORKLOADS.iter().map(|(name, _)| *name).collect();
        let known = known.join(", ");
        return Err(Error::new(format!("there is no workload `{name}`; there are: {known}.")));
    }
    let progress = Progress::new();
    let preload = Preload::ensure(&|line| progress.say(line))?;
    // SAFETY: nothing of this process reads the environment at the same time. The worker inherits it.
    unsafe { std::env::set_var("RAYON_NUM_THREADS", arguments.threads.to_string()) };
    let mut session = Session::start(preload, Arc::new(|_| ()))?;

    let mut ratios = Vec::new();
    println!("| step | manabi | PyTorch | PyTorch / manabi |\n|---|---|---|---|");
    let chosen =
        |name: &str| arguments.names.is_empty() || arguments.names.iter().any(|n| n == name);
    for (name, cell) in WORKLOADS.into_iter().filter(|(name, _)| chosen(name)) {
        let (mut ours, mut theirs) = (Vec::new(), Vec::new());
        for round in 1..=arguments.rounds.max(1) {
            progress.say(&format!("{name}, round {round}"));
            ours.push(measure(&mut session, name, cell)?);
            if let Some(python) = &arguments.torch {
                theirs.push(measure_torch(python, name, arguments.threads)?);
            }
        }
        let ours = median(&mut ours);
        if theirs.is_empty() {
            println!("| {name} | {} | | |", time(ours));
        } else {
            let theirs = median(&mut theirs);
            ratios.push(theirs / ours);
            println!("| {name} | {} | {} | {:.2} |", time(ours), time(theirs), theirs / ours);
        }
    }
    if !ratios.is_empty() {
        let mean = (ratios.iter().map(|r| r.ln()).sum::<f64>() / ratios.len() as f64).exp();
        println!("| **geometric mean** | | | **{mean:.2}** |");
    }
    Ok(ExitCode::SUCCESS)
}

fn is_known(name: &str) -> bool {
    WORKLOADS.iter().any(|(known, _)| *known == name)
}

/// The median of a step in microseconds.
fn measure(session: &mut Session, name: &str, cell: &str) -> Result<f64> {
    let code = format!(
        "let mut step = {{ {cell} }};
        for _ in 0..5 {{ step(); }}
        let (mut times, start) = (Vec::new(), std::time::Instant::now());
        while start.elapsed().as_secs_f64() < {BUDGET:?} || times.len() < 5 {{
            let begin = std::time::Instant::now();
            step();
            times.push(begin.elapsed().as_secs_f64() * 1e6);
        }}
        times.sort_by(f64::total_cmp);
        times[times.len() / 2]"
    );
    let data = session
        .expression(&code)
        .map_err(|e| Error::new(format!("the workload {name} failed: {}", e.value)))?;
    let value = data.get("text/plain").and_then(|text| text.as_str()?.parse().ok());
    value.ok_or_else(|| Error::new(format!("the workload {name} gave no time.")))
}

/// The same in PyTorch.
fn measure_torch(python: &Path, name: &str, threads: usize) -> Result<f64> {
    let failed = |why: String| {
        Error::new(format!(
            "PyTorch could not run {name}: {why}; --torch takes a Python that can import torch."
        ))
    };
    let mut child = Command::new(python)
        .args(["-", "--threads", &threads.to_string(), name])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(|e| failed(format!("{}: {e}", python.display())))?;
    let mut stdin = child.stdin.take().expect("a pipe");
    // A Python that ends early says why below.
    let _ = stdin.write_all(TORCH.as_bytes());
    drop(stdin);
    let output = child.wait_with_output().map_err(|e| failed(e.to_string()))?;
    let text = String::from_utf8_lossy(&output.stdout);
    let value = text.split_whitespace().nth(1).and_then(|number| number.parse().ok());
    let errors = String::from_utf8_lossy(&output.stderr);
    value.ok_or_else(|| failed(errors.lines().last().unwrap_or("it printed no time").to_string()))
}

fn median(values: &mut [f64]) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

/// Microseconds as people say them.
fn time(microseconds: f64) -> String {
    if microseconds < 1000.0 {
        format!("{microseconds:.1} us")
    } else {
        format!("{:.2} ms", microseconds / 1000.0)
    }
}
