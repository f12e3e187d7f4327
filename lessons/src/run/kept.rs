//! Kept runs: the last run of every chapter, in the cache, for as long as nothing changes that it depends on.

use std::fs;
use std::path::PathBuf;

use kernel::digest::Digest;
use kernel::places;
use kernel::preload::Preload;
use serde_json::{Value, json};

use super::Run;
use super::steps::steps;
use crate::translation::Edition;

/// Names everything that the run of a chapter depends on: its code, the library, the compiler, the kernel.
pub fn key(edition: &Edition, preload: &Preload) -> String {
    let digest = Digest::default().with(&preload.key).with(env!("KERNEL_SOURCES"));
    let steps = steps(edition, true);
    let code = steps.iter().fold(digest, |digest, step| {
        digest.with(&step.id).with(&step.code).with(format!("{:?}", step.kind))
    });
    code.hex()
}

/// The kept run with this key, if there is one.
pub fn find(edition: &Edition, key: &str) -> Option<Run> {
    let content: Value = serde_json::from_slice(&fs::read(path(edition)?).ok()?).ok()?;
    if content["key"] != key { None } else { Run::from_json(&content["run"]) }
}

/// Keeps a run in place of the last one of its chapter. Where that is not possible it is made again.
pub fn keep(edition: &Edition, key: &str, run: &Run) {
    let Some(path) = path(edition) else { return };
    let content = json!({ "key": key, "run": run.to_json() });
    let made = path.parent().is_some_and(|folder| places::create(folder).is_ok());
    if made {
        let _ = places::write(&path, content.to_string().as_bytes());
    }
}

fn path(edition: &Edition) -> Option<PathBuf> {
    let name = format!("{}.{}.json", edition.source.name(), edition.language.code());
    Some(places::cache().ok()?.join("lessons").join(name))
}
