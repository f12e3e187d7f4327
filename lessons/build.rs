//! Names the sources of the kernel by a number, so that outputs of another kernel are not taken for its own.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};
use std::{env, fs};

fn main() {
    let lessons = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").expect("cargo sets it"));
    let mut hasher = DefaultHasher::new();
    // Not the whole crate: it embeds the notebooks, which weaving changes.
    for folder in ["../kernel/src", "../kernel/channel/src", "src/run"] {
        hash(&lessons.join(folder), &mut hasher);
        println!("cargo::rerun-if-changed={folder}");
    }
    println!("cargo::rustc-env=KERNEL_SOURCES={:x}", hasher.finish());
}

fn hash(path: &Path, hasher: &mut DefaultHasher) {
    if let Ok(content) = fs::read(path) {
        content.hash(hasher);
        return;
    }
    let entries = fs::read_dir(path).into_iter().flatten().flatten();
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.path()).collect();
    paths.sort();
    for path in paths {
        path.file_name().hash(hasher);
        hash(&path, hasher);
    }
}
