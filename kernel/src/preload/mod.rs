//! The preloaded library: built once for a library version and a compiler, found again at the next start.
//!
//! Its folder in the cache holds what cells need (`libpreload.so`, the worker, `deps/` with the metadata of all crates
//! inside) and, in `build/`, the cargo workspace from which [`Preload::with_deps`] goes on.

mod cargo;
mod dep;
mod deps;
pub mod entry;
mod sources;
pub mod tree;

use std::collections::HashSet;
use std::env::consts::{DLL_PREFIX, DLL_SUFFIX};
use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::{Value, json};

use crate::digest::Digest;
use crate::error::{Error, Result};
use crate::places;
use crate::toolchain::Toolchain;
use cargo::Artifact;
pub use dep::Dep;
pub use deps::Extended;
use entry::Entry;

/// A built library that cells link against, and the worker that runs them.
#[derive(Clone, Debug)]
pub struct Preload {
    pub toolchain: Toolchain,
    /// Hash of the library's sources and the compiler: the name of its folder in the cache.
    pub key: String,
    /// `libpreload.so`, or a layer over it; cells see it as the crate `manabi`.
    pub dylib: PathBuf,
    /// The folder of the metadata of all crates inside (`-L dependency=..`).
    pub deps: PathBuf,
    /// The executable `manabi-worker`.
    pub worker: PathBuf,
    /// Crates that cells asked for with `:dep`: the name in the cell, and the file for `--extern name=file`.
    pub externs: Vec<(String, PathBuf)>,
    /// Dynamic libraries that hold the code of those crates, in the order in which the worker must load them; the last
    /// one stands in for the library (`dylib`), which it re-exports.
    pub layers: Vec<(String, PathBuf)>,
    pub permissions: Permissions,
    /// Digests of what was asked for with `:dep`.
    asked: Vec<String>,
    entry: Entry,
}

/// What cells may do besides running Rust; a grader forbids some of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Permissions {
    /// `:dep`: download and build other crates.
    pub deps: bool,
    /// `!shell` commands.
    pub shell: bool,
}

/// What all entries of the cache may take together.
const CAP: u64 = 1 << 30;

/// The record of an entry and the layout of its folder; a new number builds everything again.
const LAYOUT: &str = "2";

impl Preload {
    /// The library as it was built before, if it was.
    pub fn find() -> Result<Option<Preload>> {
        let toolchain = Toolchain::find()?;
        Ok(open(&key(&toolchain))?.map(|entry| Preload::at(toolchain, entry)))
    }

    /// The library, built if it was not; `progress` gets a line for every step.
    pub fn ensure(progress: &dyn Fn(&str)) -> Result<Preload> {
        let toolchain = Toolchain::find()?;
        let key = key(&toolchain);
        if let Some(entry) = open(&key)? {
            return Ok(Preload::at(toolchain, entry));
        }
        check_c_compiler()?;
        let shelf = shelf()?;
        let folder = shelf.join(key);
        let waiting = || progress("another kernel is building the library; waiting for it");
        let entry = Entry::make(&folder, waiting, |part| {
            progress(&reason(&shelf, &toolchain));
            build(&toolchain, &shelf, part, progress)
        })?;
        entry::trim(&[shelf, deps::shelf()?], CAP);
        Ok(Preload::at(toolchain, entry))
    }

    fn at(toolchain: Toolchain, entry: Entry) -> Preload {
        let file = |name: &str| entry.folder.join(name);
        Preload {
            toolchain,
            key: entry.folder.file_name().unwrap_or_default().to_string_lossy().into_owned(),
            dylib: file(&dylib_name("preload")),
            deps: file("deps"),
            worker: file("manabi-worker"),
            externs: Vec::new(),
            layers: Vec::new(),
            permissions: Permissions { deps: true, shell: true },
            asked: Vec::new(),
            entry,
        }
    }
}

/// The folder of all built libraries.
pub fn shelf() -> Result<PathBuf> {
    Ok(places::cache()?.join("preload"))
}

/// The built library with this key, in the shared cache or in this user's.
fn open(key: &str) -> Result<Option<Entry>> {
    if let Some(shared) = places::shared()
        && let Some(entry) = Entry::open(&shared.join("preload").join(key))?
    {
        return Ok(Some(entry));
    }
    Entry::open(&shelf()?.join(key))
}

fn key(toolchain: &Toolchain) -> String {
    cargo::RUSTFLAGS
        .iter()
        .fold(Digest::default(), |digest, flag| digest.with(flag))
        .with(LAYOUT)
        .with(sources::digest())
        .with(&toolchain.version)
        .hex()
}

fn dylib_name(name: &str) -> String {
    format!("{DLL_PREFIX}{name}{DLL_SUFFIX}")
}

/// Why the library is built: the first time, or what changed since the last one was used.
fn reason(shelf: &Path, toolchain: &Toolchain) -> String {
    let last = entry::all(shelf).into_iter().next();
    let last = last.and_then(|folder| Entry::open(&folder).ok().flatten());
    match last.as_ref().and_then(|entry| entry.record["compiler"].as_str()) {
        None => "building the library: the first time takes a minute or two".into(),
        Some(compiler) if compiler != toolchain.title() => format!(
            "building the library again: the compiler changed from {compiler} to {}",
            toolchain.title()
        ),
        Some(_) => "building the library again: its sources changed".into(),
    }
}

/// Fills the folder of an entry.
fn build(
    toolchain: &Toolchain,
    shelf: &Path,
    part: &Path,
    progress: &dyn Fn(&str),
) -> Result<Value> {
    let workspace = part.join("build");
    if !workspace.exists() {
        // What the last library needed is mostly what this one needs; cargo finds out what is not.
        for folder in entry::all(shelf) {
            if let Ok(Some(last)) = Entry::open(&folder)
                && last.record["compiler"] == toolchain.title()
            {
                tree::copy(&folder.join("build"), &workspace)?;
                break;
            }
        }
    }
    sources::unpack(&workspace)?;
    let artifacts = cargo::build(toolchain, &workspace, &["preload"], "the library", progress)?;
    gather(toolchain, part, &artifacts)?;
    Ok(json!({
        "compiler": toolchain.title(),
        "crates": crates(&artifacts),
    }))
}

/// Lays out what cells need, and removes from cargo's folder what no crate of this build is.
fn gather(toolchain: &Toolchain, part: &Path, artifacts: &[Artifact]) -> Result<()> {
    let target = part.join("build").join("target").join("release");
    let deps = part.join("deps");
    let _ = fs::remove_dir_all(&deps);
    places::create(&deps)?;

    let mut kept = HashSet::new();
    for file in artifacts.iter().flat_map(|artifact| &artifact.files) {
        let name = file.file_name().unwrap_or_default();
        kept.extend(file.file_stem().map(OsStr::to_os_string));
        let extension = file.extension().unwrap_or_default();
        if extension == "rmeta" || name.to_string_lossy().ends_with(DLL_SUFFIX) {
            tree::link(file, &deps.join(name))?;
        }
        if file.parent() == Some(&target) && extension != "rlib" {
            tree::link(file, &part.join(name))?;
        }
    }
    for entry in fs::read_dir(target.join("deps")).into_iter().flatten().flatten() {
        let path = entry.path();
        let compiled = path.extension().is_some_and(|e| e == "rlib" || e == "rmeta");
        if compiled && path.file_stem().is_some_and(|stem| !kept.contains(stem)) {
            let _ = fs::remove_file(path);
        }
    }

    let libstd = toolchain.libstd()?;
    tree::link(&libstd, &part.join(libstd.file_name().unwrap_or_default()))?;
    let missing = [dylib_name("preload").as_str(), "manabi-worker"]
        .into_iter()
        .find(|name| !part.join(name).is_file())
        .map(str::to_string);
    match missing {
        None => Ok(()),
        Some(name) => Err(Error::new(format!(
            "Cargo built the library, but no {name}: a setting in ~/.cargo/config.toml may send it elsewhere; remove it, then try again."
        ))),
    }
}

/// The libraries among the artifacts: name, version, features, and their file below `deps/`.
fn crates(artifacts: &[Artifact]) -> Value {
    let library =
        |artifact: &&Artifact| ["lib", "rlib", "proc-macro"].contains(&artifact.kind.as_str());
    let found = artifacts.iter().filter(library).filter_map(|artifact| {
        let names = artifact.files.iter().filter_map(|file| file.file_name()?.to_str());
        let file = names
            .into_iter()
            .find(|name| name.ends_with(".rmeta") || name.ends_with(DLL_SUFFIX))?;
        Some(json!({
            "package": artifact.package,
            "name": artifact.name,
            "version": artifact.version,
            "features": artifact.features,
            "file": file,
        }))
    });
    Value::Array(found.collect())
}

/// Programs are linked through the C compiler: say so before a minute of building.
fn check_c_compiler() -> Result<()> {
    Command::new("cc")
        .arg("--version")
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .map(|_| ())
        .map_err(|_| {
            Error::new("Building the library needs a C compiler: install one (`apt install gcc`, `dnf install gcc`, `xcode-select --install`), then try again.")
        })
}
