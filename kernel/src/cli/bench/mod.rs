//! `manabi bench`: training steps as a cell takes them, beside PyTorch where that is installed.
//!
//! Each workload is a cell that ends in a closure, one training step on fixed random data; the file
//! `torch_steps.py` has the same names, sizes and steps in PyTorch. Both run alternately, each round in a
//! new process, so that a noisy machine is noisy for both and nobody has memory from before.

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
const WORKLOADS: [(&str, &str); 11] = [
    ("xor_mlp", include_str!("xor_mlp.rs")),
    ("mlp", include_str!("mlp.rs")),
    ("simple_conv", include_str!("simple_conv.rs")),
    ("deep_conv", include_str!("deep_conv.rs")),
    ("resnet_block", include_str!("resnet_block.rs")),
    ("rnn_lm", include_str!("rnn_lm.rs")),
    ("lstm_lm", include_str!("lstm_lm.rs")),
    ("transformer", include_str!("transformer.rs")),
    ("dcgan", include_str!("dcgan.rs")),
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

    let mut ratios = Vec::new();
    println!("| step | manabi | PyTorch | PyTorch / manabi | memory | PyTorch |");
    println!("|---|---|---|---|---|---|");
    let chosen =
        |name: &str| arguments.names.is_empty() || arguments.names.iter().any(|n| n == name);
    for (name, cell) in WORKLOADS.into_iter().filter(|(name, _)| chosen(name)) {
        let (mut ours, mut theirs) = (Vec::new(), Vec::new());
        for round in 1..=arguments.rounds.max(1) {
            progress.say(&format!("{name}, round {round}"));
            let mut session = Session::start(preload.clone(), Arc::new(|_| ()))?;
            ours.push(measure(&mut session, name, cell)?);
            if let Some(python) = &arguments.torch {
                theirs.push(measure_torch(python, name, arguments.threads)?);
            }
        }
        let Step { time: ours, memory } = median(&ours);
        if theirs.is_empty() {
            println!("| {name} | {} | | | {} | |", duration(ours), mebibytes(memory));
            continue;
        }
        let theirs = median(&theirs);
        let ratio = theirs.time / ours;
        ratios.push(ratio);
        println!(
            "| {name} | {} | {} | {ratio:.2} | {} | {} |",
            duration(ours),
            duration(theirs.time),
            mebibytes(memory),
            mebibytes(theirs.memory)
        );
    }
    if !ratios.is_empty() {
        let mean = (ratios.iter().map(|r| r.ln()).sum::<f64>() / ratios.len() as f64).exp();
        println!("| **geometric mean** | | | **{mean:.2}** | | |");
    }
    Ok(ExitCode::SUCCESS)
}

fn is_known(name: &str) -> bool {
    WORKLOADS.iter().any(|(known, _)| *known == name)
}

/// What a training step takes.
struct Step {
    /// In microseconds, the median of many.
    time: f64,
    /// At its peak, in KiB more than before the first step, where the system tells.
    memory: Option<f64>,
}

fn measure(session: &mut Session, name: &str, cell: &str) -> Result<Step> {
    let code = format!(
        "let resident = |field: &str| -> Option<f64> {{
            let status = std::fs::read_to_string(\"/proc/self/status\").ok()?;
            let line = status.lines().find_map(|line| line.strip_prefix(field))?;
            line.trim().split(' ').next()?.parse().ok()
        }};
        let idle = resident(\"VmRSS:\");
        // The peak counts from now on.
        let _ = std::fs::write(\"/proc/self/clear_refs\", \"5\");
        let mut step = {{ {cell} }};
        for _ in 0..5 {{ step(); }}
        let (mut times, start) = (Vec::new(), std::time::Instant::now());
        while start.elapsed().as_secs_f64() < {BUDGET:?} || times.len() < 5 {{
            let begin = std::time::Instant::now();
            step();
            times.push(begin.elapsed().as_secs_f64() * 1e6);
        }}
        times.sort_by(f64::total_cmp);
        let memory = resident(\"VmHWM:\").zip(idle).map(|(peak, idle)| peak - idle);
        format!(\"{{}} {{}}\", times[times.len() / 2], memory.unwrap_or(f64::NAN))"
    );
    let data = session
        .expression(&code)
        .map_err(|e| Error::new(format!("the workload {name} failed: {}", e.value)))?;
    let text = data.get("text/plain").and_then(|text| text.as_str());
    text.and_then(|text| Step::parse(text.trim_matches('"')))
        .ok_or_else(|| Error::new(format!("the workload {name} gave no time.")))
}

impl Step {
    /// Reads time and memory; a memory that is NaN is not known.
    fn parse(text: &str) -> Option<Step> {
        let mut numbers = text.split_whitespace().map(str::parse::<f64>);
        let (time, memory) = (numbers.next()?.ok()?, numbers.next()?.ok()?);
        Some(Step { time, memory: Some(memory).filter(|memory| !memory.is_nan()) })
    }
}

/// The same in PyTorch.
fn measure_torch(python: &Path, name: &str, threads: usize) -> Result<Step> {
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
    let step = text.trim().strip_prefix(name).and_then(Step::parse);
    let errors = String::from_utf8_lossy(&output.stderr);
    step.ok_or_else(|| failed(errors.lines().last().unwrap_or("it printed no time").to_string()))
}

/// The medians of time and memory over all rounds.
fn median(steps: &[Step]) -> Step {
    let middle = |mut values: Vec<f64>| {
        values.sort_by(f64::total_cmp);
        values.get(values.len() / 2).copied()
    };
    let time = middle(steps.iter().map(|step| step.time).collect()).expect("one round or more");
    Step { time, memory: middle(steps.iter().filter_map(|step| step.memory).collect()) }
}

/// Microseconds as people say them.
fn duration(microseconds: f64) -> String {
    if microseconds < 1000.0 {
        format!("{microseconds:.1} us")
    } else {
        format!("{:.2} ms", microseconds / 1000.0)
    }
}

/// KiB as people say them; nothing where it is not known.
fn mebibytes(kib: Option<f64>) -> String {
    kib.map_or(String::new(), |kib| format!("{:.1} MiB", kib / 1024.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_step_is_read_with_or_without_its_memory() {
        let step = Step::parse(" 12.5 340").unwrap();
        assert_eq!((step.time, step.memory), (12.5, Some(340.0)));
        assert_eq!(Step::parse("12.5 nan").unwrap().memory, None);
        assert_eq!(Step::parse("12.5 NaN").unwrap().memory, None);
        assert!(Step::parse("us/step").is_none() && Step::parse("12.5").is_none());
    }

    #[test]
    fn medians_leave_out_what_is_not_known() {
        let step = |time, memory| Step { time, memory };
        let all = [step(3.0, None), step(1.0, Some(5.0)), step(2.0, Some(7.0))];
        let middle = median(&all);
        assert_eq!((middle.time, middle.memory), (2.0, Some(7.0)));
    }
}
