//! Embeds in the binary what it needs after the clone is gone: the library's sources and the chapters.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs};

fn main() {
    let kernel = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").expect("cargo sets it"));
    let root = kernel.parent().expect("the kernel lies in the workspace");

    let mut library = vec![root.join("Cargo.toml"), root.join("Cargo.lock")];
    files(&root.join("src"), &mut library);
    files(&root.join("derive"), &mut library);
    files(&kernel.join("channel"), &mut library);
    files(&kernel.join("preload"), &mut library);
    let mut chapters = Vec::new();
    files(&root.join("notebooks"), &mut chapters);
    chapters.retain(|path| path.extension().is_some_and(|e| e == "ipynb"));

    let mut code = String::new();
    table(&mut code, "LIBRARY", root, &library);
    table(&mut code, "CHAPTERS", &root.join("notebooks"), &chapters);
    let out = PathBuf::from(env::var_os("OUT_DIR").expect("cargo sets it"));
    fs::write(out.join("embedded.rs"), code).expect("the output folder can be written");

    for watched in ["Cargo.toml", "Cargo.lock", "derive", "src", "kernel/channel", "kernel/preload"]
    {
        println!("cargo::rerun-if-changed={}", root.join(watched).display());
    }
    // A folder that does not exist would make every build start again.
    if root.join("notebooks").exists() {
        println!("cargo::rerun-if-changed={}", root.join("notebooks").display());
    }
}

/// All files below a folder, sorted by path, but hidden ones and build outputs.
fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    let Ok(entries) = fs::read_dir(folder) else {
        return;
    };
    let mut paths: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    paths.sort();
    for path in paths {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        if name.starts_with('.') || name == "target" {
            continue;
        }
        if path.is_dir() {
            files(&path, found);
        } else {
            found.push(path);
        }
    }
}

/// Writes a table of files: their path below `base` and their content.
fn table(code: &mut String, name: &str, base: &Path, files: &[PathBuf]) {
    writeln!(code, "pub static {name}: &[File] = &[").expect("a string grows");
    for path in files {
        let below = path.strip_prefix(base).expect("files lie below the base");
        writeln!(
            code,
            "    File {{ path: {:?}, content: include_bytes!({:?}) }},",
            below.display().to_string(),
            path.display().to_string(),
        )
        .expect("a string grows");
    }
    code.push_str("];\n");
}
