//! `manabi doctor`: what is installed, what is missing, and how to mend it.

use std::collections::HashSet;
use std::path::Path;
use std::process::ExitCode;

use clap::Args;

use super::clean::CACHES;
use super::jupyterlab::{self, on_path, printed};
use super::kernelspec::Location;
use super::terminal::{bytes, green, red};
use crate::error::Result;
use crate::places;
use crate::preload::{Preload, tree};
use crate::toolchain::Toolchain;

/// Show what is installed, what is missing and how to mend it
#[derive(Args)]
pub struct Arguments {}

/// What was found out about one thing.
enum Finding {
    /// It is as it should be.
    Good(String),
    /// It is not there, and the program gets it when it needs it, or does without.
    Later(String),
    /// It is missing and has to be mended by the user.
    Bad(String),
}

pub fn execute(_: Arguments) -> Result<ExitCode> {
    let findings = [
        ("Rust", rust()),
        ("C compiler", c_compiler()),
        ("linker", linker()),
        ("library", library()),
        ("Python", python()),
        ("JupyterLab", jupyterlab()),
        ("kernel", kernel()),
        ("cache", cache()),
    ];
    let mut bad = 0;
    for (name, finding) in &findings {
        let (mark, text) = match finding {
            Finding::Good(text) => (green("ok"), text),
            Finding::Later(text) => ("--".into(), text),
            Finding::Bad(text) => {
                bad += 1;
                (red("no"), text)
            }
        };
        println!("{mark} {name}: {text}");
    }
    match bad {
        0 => println!("All that is needed is here."),
        1 => println!("One thing is missing."),
        _ => println!("{bad} things are missing."),
    }
    Ok(if bad == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn rust() -> Finding {
    match Toolchain::find() {
        Ok(toolchain) => {
            Finding::Good(format!("{} at {}", toolchain.title(), toolchain.rustc.display()))
        }
        Err(error) => Finding::Bad(error.to_string()),
    }
}

fn c_compiler() -> Finding {
    let version = on_path("cc").and_then(|cc| printed(&cc, &["--version"]));
    match version.as_deref().and_then(|version| version.lines().next()) {
        Some(version) => Finding::Good(version.into()),
        None => Finding::Bad(
            "none was found: install one (`apt install gcc`, `dnf install gcc`, `xcode-select --install`).".into(),
        ),
    }
}

fn linker() -> Finding {
    match Toolchain::find().ok().and_then(|toolchain| toolchain.lld) {
        Some(lld) => Finding::Good(format!("rust-lld at {}", lld.path.display())),
        None => Finding::Later(
            "rust-lld was not found; cells link through the C compiler, a little slower.".into(),
        ),
    }
}

fn library() -> Finding {
    match Preload::find() {
        Ok(Some(preload)) => {
            Finding::Good(format!("built, in {}", preload.deps.with_file_name("").display()))
        }
        Ok(None) => {
            Finding::Later("not built yet; the first kernel does it, or `manabi install`.".into())
        }
        Err(error) => Finding::Bad(error.to_string()),
    }
}

fn python() -> Finding {
    match on_path("python3").and_then(|python| printed(&python, &["--version"])) {
        Some(version) => Finding::Good(version),
        None if jupyterlab::find().is_some() => Finding::Later("none on the path; JupyterLab has its own.".into()),
        None => Finding::Bad(
            "none was found, and JupyterLab needs it: `apt install python3 python3-venv`, `dnf install python3`, `brew install python`.".into(),
        ),
    }
}

fn jupyterlab() -> Finding {
    match jupyterlab::find() {
        Some(lab) => Finding::Good(format!("{} at {}", lab.version, lab.program.display())),
        None => Finding::Later("not installed; `manabi lab` installs a private one.".into()),
    }
}

fn kernel() -> Finding {
    let location = match Location::user() {
        Ok(location) => location,
        Err(error) => return Finding::Bad(error.to_string()),
    };
    match location.installed() {
        None => Finding::Later("not installed; `manabi lab` or `manabi install` does it.".into()),
        Some(program) if !program.is_file() => Finding::Bad(format!(
            "{} names {}, which is gone: run `manabi install`.",
            location.spec.display(),
            program.display()
        )),
        Some(program) => {
            let installed = printed(&program, &["--version"]).unwrap_or_default();
            Finding::Good(format!(
                "{installed}, {}, in {}",
                program.display(),
                location.spec.display()
            ))
        }
    }
}

fn cache() -> Finding {
    let folder = match places::cache() {
        Ok(folder) => folder,
        Err(error) => return Finding::Bad(error.to_string()),
    };
    if let Err(error) = places::trust(&folder) {
        return Finding::Bad(error.to_string());
    }
    let mut seen = HashSet::new();
    let sizes = CACHES.map(|name| format!("{name} {}", size(&folder.join(name), &mut seen)));
    Finding::Good(format!("{}: {}; `manabi clean` removes it.", folder.display(), sizes.join(", ")))
}

fn size(folder: &Path, seen: &mut HashSet<(u64, u64)>) -> String {
    bytes(tree::size(folder, seen))
}
