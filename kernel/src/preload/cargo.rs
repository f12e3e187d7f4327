//! Cargo, run to build the library, with progress in words.

use std::io::{BufRead, BufReader, Read};
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::{env, io, thread};

use serde_json::Value;

use crate::error::{Error, Result};
use crate::toolchain::Toolchain;

/// Flags for all crates: one dynamic standard library, and libraries are found beside the program.
pub const RUSTFLAGS: [&str; 2] = [
    "-Cprefer-dynamic",
    if cfg!(target_os = "macos") {
        "-Clink-arg=-Wl,-rpath,@loader_path"
    } else {
        "-Clink-arg=-Wl,-rpath,$ORIGIN"
    },
];

/// A library or program that cargo built, or found as it should be.
#[derive(Clone, Debug)]
pub struct Artifact {
    /// Cargo's name of the package, with its source.
    pub package: String,
    pub version: String,
    /// The name of the crate.
    pub name: String,
    pub kind: String,
    pub features: Vec<String>,
    pub files: Vec<PathBuf>,
    /// It was there already.
    pub fresh: bool,
}

/// Builds packages of a workspace in release mode. `what` is said with the progress: "the library".
pub fn build(
    toolchain: &Toolchain,
    workspace: &Path,
    packages: &[&str],
    what: &str,
    progress: &dyn Fn(&str),
) -> Result<Vec<Artifact>> {
    let mut command = command(toolchain, workspace);
    command.args(["build", "--release", "--message-format=json-render-diagnostics"]);
    for package in packages {
        command.args(["--package", package]);
    }
    command.env("CARGO_TERM_PROGRESS_WHEN", "always").env("CARGO_TERM_PROGRESS_WIDTH", "100");
    let mut child = command
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(|error| no_cargo(&error))?;
    let stdout = child.stdout.take().expect("it is a pipe");
    let stderr = child.stderr.take().expect("it is a pipe");

    let (artifacts, messages) = thread::scope(|scope| {
        let artifacts = scope.spawn(|| artifacts(stdout));
        let messages = messages(stderr, what, progress);
        (artifacts.join().unwrap_or_default(), messages)
    });
    let status = child.wait().map_err(|error| no_cargo(&error))?;
    if status.success() { Ok(artifacts) } else { Err(explain(what, &messages)) }
}

/// Runs another command of cargo in a workspace and returns what it prints.
pub fn run(toolchain: &Toolchain, workspace: &Path, args: &[&str], what: &str) -> Result<Vec<u8>> {
    let output =
        command(toolchain, workspace).args(args).output().map_err(|error| no_cargo(&error))?;
    if output.status.success() {
        Ok(output.stdout)
    } else {
        Err(explain(what, &String::from_utf8_lossy(&output.stderr)))
    }
}

fn command(toolchain: &Toolchain, workspace: &Path) -> Command {
    let mut command = Command::new(toolchain.cargo());
    command
        .current_dir(workspace)
        .stdin(Stdio::null())
        .env("RUSTC", &toolchain.rustc)
        .env("CARGO_ENCODED_RUSTFLAGS", RUSTFLAGS.join("\u{1f}"))
        .env("CARGO_TERM_COLOR", "never")
        .env("CARGO_TARGET_DIR", workspace.join("target"));
    // Left by a cargo that runs us, or the user's for other projects: either would give other crates.
    for variable in [
        "CARGO_BUILD_TARGET",
        "CARGO_MAKEFLAGS",
        "MAKEFLAGS",
        "RUSTC_WORKSPACE_WRAPPER",
        "RUSTFLAGS",
    ] {
        command.env_remove(variable);
    }
    for (name, _) in env::vars_os() {
        if name.to_string_lossy().starts_with("CARGO_PROFILE_") {
            command.env_remove(name);
        }
    }
    #[cfg(target_os = "linux")]
    // SAFETY: prctl with these arguments is one system call, allowed between fork and exec. It ends cargo
    // when we are killed, so that no build goes on for nobody.
    unsafe {
        command.pre_exec(|| match libc::prctl(libc::PR_SET_PDEATHSIG, libc::SIGTERM) {
            0 => Ok(()),
            _ => Err(io::Error::last_os_error()),
        });
    }
    command
}

fn artifacts(stdout: impl Read) -> Vec<Artifact> {
    BufReader::new(stdout)
        .lines()
        .map_while(io::Result::ok)
        .filter_map(|line| artifact(&serde_json::from_str(&line).ok()?))
        .collect()
}

fn artifact(message: &Value) -> Option<Artifact> {
    if message["reason"] != "compiler-artifact" {
        return None;
    }
    let strings = |value: &Value| -> Vec<String> {
        let strings = value.as_array().into_iter().flatten();
        strings.filter_map(|s| Some(s.as_str()?.into())).collect()
    };
    let package = message["package_id"].as_str()?;
    // The part behind `#` is `name@version`, or the version alone.
    let version = package.rsplit(['#', '@']).next()?;
    Some(Artifact {
        package: package.into(),
        version: version.into(),
        name: message["target"]["name"].as_str()?.replace('-', "_"),
        kind: message["target"]["kind"][0].as_str()?.into(),
        features: strings(&message["features"]),
        files: strings(&message["filenames"]).into_iter().map(PathBuf::from).collect(),
        fresh: message["fresh"].as_bool()?,
    })
}

/// Reads cargo's standard error: its progress bar is said in our words, everything else is kept.
fn messages(stderr: impl Read, what: &str, progress: &dyn Fn(&str)) -> String {
    let mut messages = String::new();
    let mut last = String::new();
    let mut reader = BufReader::new(stderr);
    let mut line = Vec::new();
    while read_line(&mut reader, &mut line) {
        let text = String::from_utf8_lossy(&line);
        let said = match bar(&text) {
            Some((count, names)) => format!("building {what} {count}: {names}"),
            None if text.trim_start().starts_with("Downloading") => {
                format!("building {what}: downloading crates")
            }
            None => {
                messages.push_str(text.trim_end());
                messages.push('\n');
                continue;
            }
        };
        if said != last {
            progress(&said);
            last = said;
        }
    }
    messages
}

/// A line that ends with a newline or, as those of a progress bar do, with a carriage return.
fn read_line(reader: &mut impl BufRead, line: &mut Vec<u8>) -> bool {
    line.clear();
    for byte in reader.bytes().map_while(io::Result::ok) {
        if byte == b'\n' || byte == b'\r' {
            return true;
        }
        line.push(byte);
    }
    !line.is_empty()
}

/// `37/112` and `dfdx, image` in `Building [====>   ] 37/112: dfdx, image`.
fn bar(line: &str) -> Option<(&str, &str)> {
    let (_, rest) = line.trim().strip_prefix("Building [")?.split_once("] ")?;
    let (count, names) = rest.split_once(": ")?;
    let (done, all) = count.split_once('/')?;
    let number = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    (number(done) && number(all)).then_some((count, names.trim()))
}

/// One sentence about why cargo failed, and its own words below.
fn explain(what: &str, messages: &str) -> Error {
    let said: Vec<&str> = messages
        .lines()
        .filter(|line| {
            let word = line.split_whitespace().next().unwrap_or_default();
            !["Compiling", "Locking", "Adding", "Downloaded", "Updating", "Building"]
                .contains(&word)
        })
        .collect();
    let message = said.join("\n");
    let any = |signs: &[&str]| signs.iter().any(|sign| message.contains(sign));
    let sentence = if any(&["No space left on device"]) {
        format!(
            "Building {what} failed, because the disk is full: free some space, then try again."
        )
    } else if any(&[
        "Could not resolve host",
        "Couldn't resolve host",
        "Could not connect",
        "Couldn't connect",
        "network failure",
        "--offline was specified",
        "spurious network error",
        "Timeout was reached",
    ]) {
        format!(
            "Building {what} needs the network once, to download crates, and it cannot be reached: connect, then try again."
        )
    } else if any(&["linker `cc` not found"]) {
        format!(
            "Building {what} needs a C compiler: install one (`apt install gcc`, `xcode-select --install`), then try again."
        )
    } else {
        let first = said.iter().find_map(|line| line.strip_prefix("error: "));
        format!(
            "Building {what} failed: {}.",
            first.unwrap_or("cargo stopped").trim_end_matches('.')
        )
    };
    Error::new(format!("{sentence}\n{}", message.trim()))
}

fn no_cargo(error: &io::Error) -> Error {
    Error::new(format!(
        "cargo could not be started ({error}): install Rust from https://rustup.rs, then try again."
    ))
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;

    use serde_json::json;

    use super::*;

    #[test]
    fn the_progress_bar_is_said_in_words_and_the_rest_is_kept() {
        let stderr = "   Compiling libm v0.2.16\n    Building [===>      ] 14/93: proc-macro2, libm     \r    \
                      Building [===>      ] 14/93: proc-macro2, libm     \rwarning: x\n";
        let said = RefCell::new(Vec::new());
        let kept = messages(stderr.as_bytes(), "the library", &|text| {
            said.borrow_mut().push(text.to_string())
        });
        assert_eq!(*said.borrow(), ["building the library 14/93: proc-macro2, libm"]);
        assert_eq!(kept, "   Compiling libm v0.2.16\nwarning: x\n");
    }

    #[test]
    fn artifacts_are_read_from_both_forms_of_package_names() {
        let message = |id: &str| {
            json!({ "reason": "compiler-artifact", "package_id": id, "target": { "name": "rand-core", "kind": ["lib"] },
                    "features": ["std"], "filenames": ["/x/librand_core-1.rlib"], "fresh": false })
        };
        let found = artifact(&message("registry+https://github.com/x#rand_core@0.6.4")).unwrap();
        assert_eq!((found.version.as_str(), found.name.as_str()), ("0.6.4", "rand_core"));
        assert_eq!(artifact(&message("path+file:///x/manabi#0.1.0")).unwrap().version, "0.1.0");
        assert!(artifact(&json!({ "reason": "build-finished" })).is_none());
    }

    #[test]
    fn failures_are_explained_in_one_sentence_first() {
        let network = explain(
            "the library",
            "error: failed to get `x`\n  [6] Could not resolve host: index.crates.io\n",
        );
        assert!(network.to_string().lines().next().unwrap().contains("network"), "{network}");
        let other = explain(
            "`foo`",
            "    Updating index\nerror: no matching package named `foo` found\nlocation searched: x\n",
        );
        assert_eq!(
            other.to_string().lines().next().unwrap(),
            "Building `foo` failed: no matching package named `foo` found."
        );
    }
}
