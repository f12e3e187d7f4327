//! curl: the program by which files come from the network.
//!
//! Every platform has it, and it knows the proxies and certificates of its machine. A library for HTTPS
//! would be one more thing for each user to compile, for something done once.

use std::fs::File;
use std::io::{self, Read, Write};
use std::process::{Child, Command, Stdio};

use crate::display::progress;
use crate::engine::interrupt;

/// How many bytes are taken at once.
pub const BLOCK: u64 = 64 << 10;

/// Why a file did not arrive.
pub enum Trouble {
    NoProgram(io::Error),
    Disk(io::Error),
    /// The server does not give the rest of a file without its beginning.
    NoRest,
    /// It has ended before it should.
    Short,
    Remote(String),
}

/// Appends to `to` the bytes of a file on the network from `have` to `end`, with a progress bar. What
/// has come stays when it fails or is interrupted.
pub fn curl(program: &str, url: &str, mut to: &File, have: u64, end: u64) -> Result<(), Trouble> {
    let remote = |error: io::Error| Trouble::Remote(error.to_string());
    let mut curl = Running(command(program, url, have).spawn().map_err(Trouble::NoProgram)?);
    let mut from = curl.0.stdout.take().expect("it is piped").take(end - have);
    let mut block = Vec::new();
    for _ in progress(0..(end - have).div_ceil(BLOCK)) {
        interrupt::check();
        block.clear();
        from.by_ref().take(BLOCK).read_to_end(&mut block).map_err(remote)?;
        if block.is_empty() {
            break;
        }
        to.write_all(&block).map_err(Trouble::Disk)?;
    }
    if from.limit() == 0 {
        return Ok(());
    }
    let mut said = String::new();
    curl.0.stderr.take().expect("it is piped").read_to_string(&mut said).map_err(remote)?;
    let status = curl.0.wait().map_err(remote)?;
    let last = said.trim().lines().next_back().unwrap_or("curl ended without a word");
    Err(match status.code() {
        Some(0) => Trouble::Short,
        Some(33) => Trouble::NoRest,
        Some(22) if last.ends_with("error: 416") => Trouble::NoRest,
        _ => Trouble::Remote(last.into()),
    })
}

/// A program that ends when nobody waits for it any more, as when the cell is interrupted.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn command(program: &str, url: &str, from: u64) -> Command {
    let mut command = Command::new(program);
    // A server that says nothing for 30 seconds is gone.
    let limits = ["--connect-timeout", "15", "--speed-time", "30", "--speed-limit", "1"];
    command
        .args(["--fail", "--silent", "--show-error", "--location", "--url", url])
        .args(limits)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    if from > 0 {
        command.args(["--continue-at", &from.to_string()]);
    }
    #[cfg(test)]
    command.env("no_proxy", "127.0.0.1");
    command
}
