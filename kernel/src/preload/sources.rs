//! The sources that the library is built from, unpacked as a small cargo workspace of their own.

use std::borrow::Cow;
use std::collections::HashSet;
use std::fs;
use std::path::{Path, PathBuf};

use crate::digest::Digest;
use crate::embedded::LIBRARY;
use crate::error::Result;
use crate::places::{self, unwritable};

/// The digest of all sources of the library.
pub fn digest() -> String {
    LIBRARY
        .iter()
        .fold(Digest::default(), |digest, file| digest.with(file.path).with(file.content))
        .hex()
}

/// Writes the library's sources to a folder. A file that is already there as it should be is left alone,
/// so that cargo builds again only what changed.
pub fn unpack(folder: &Path) -> Result<()> {
    let mut wanted = HashSet::new();
    for file in LIBRARY {
        let path = folder.join(file.path);
        let manifest;
        let content = if file.path == "Cargo.toml" {
            manifest = self::manifest(&String::from_utf8_lossy(file.content), &[]);
            manifest.as_bytes()
        } else {
            file.content
        };
        put(&path, content)?;
        wanted.insert(path);
    }
    for part in ["derive", "src", "kernel"] {
        remove_others(&folder.join(part), &wanted);
    }
    Ok(())
}

/// Makes further packages members of an unpacked workspace.
pub fn add_members(folder: &Path, members: &[String]) -> Result<()> {
    put(&folder.join("Cargo.toml"), manifest(&root(), members).as_bytes())
}

/// The crates that the library itself depends on.
pub fn dependencies() -> Vec<String> {
    let root = root();
    let lines = root.lines().skip_while(|line| line.trim() != "[dependencies]").skip(1);
    lines
        .take_while(|line| !line.starts_with('['))
        .filter_map(|line| line.split_once('='))
        .map(|(name, _)| name.trim().trim_end_matches(".workspace").into())
        .collect()
}

fn root() -> Cow<'static, str> {
    let root = LIBRARY.iter().find(|file| file.path == "Cargo.toml");
    String::from_utf8_lossy(root.map_or(b"", |file| file.content))
}

/// Writes a file unless it is already there as it should be.
pub fn put(path: &Path, content: &[u8]) -> Result<()> {
    if fs::read(path).is_ok_and(|old| old == content) {
        return Ok(());
    }
    if let Some(parent) = path.parent() {
        places::create(parent)?;
    }
    fs::write(path, content).map_err(|error| unwritable(path, &error))
}

fn remove_others(folder: &Path, wanted: &HashSet<PathBuf>) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            remove_others(&path, wanted);
        } else if !wanted.contains(&path) {
            let _ = fs::remove_file(path);
        }
    }
}

/// The manifest of the small workspace: that of the large one with other members, and without the tests,
/// benchmarks and examples, whose files are not here.
fn manifest(root: &str, members: &[String]) -> String {
    let mut text = String::new();
    let mut skip_section = false;
    let mut skip_list = false;
    for line in root.lines() {
        let trimmed = line.trim();
        if skip_list {
            skip_list = !trimmed.ends_with(']');
            continue;
        }
        if trimmed.starts_with('[') {
            skip_section = ["[[bench]]", "[[example]]", "[[test]]", "[dev-dependencies]"]
                .iter()
                .any(|section| trimmed.starts_with(section))
                || trimmed.starts_with("[dev-dependencies.");
        }
        if skip_section {
            continue;
        }
        if is_list(trimmed, "members") || is_list(trimmed, "default-members") {
            skip_list = !trimmed.ends_with(']');
            continue;
        }
        text.push_str(line);
        text.push('\n');
        if trimmed == "[workspace]" {
            let all: Vec<&str> =
                ["kernel/preload"].into_iter().chain(members.iter().map(String::as_str)).collect();
            text.push_str(&format!("members = {all:?}\n"));
        }
    }
    text
}

fn is_list(line: &str, key: &str) -> bool {
    line.strip_prefix(key).is_some_and(|rest| rest.trim_start().starts_with('='))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_manifest_keeps_the_library_and_nothing_else() {
        let root = "[workspace]\nmembers = [\n  \"kernel\",\n  \"lessons\",\n]\ndefault-members = [\"kernel\"]\nresolver = \"3\"\n\n\
                    [package]\nname = \"manabi\"\n\n[[bench]]\nname = \"x\"\n\n[dev-dependencies]\nproptest = \"1\"\n\n[profile.release]\ndebug = false\n";
        let expected = "[workspace]\nmembers = [\"kernel/preload\", \"layer\"]\nresolver = \"3\"\n\n\
                        [package]\nname = \"manabi\"\n\n[profile.release]\ndebug = false\n";
        assert_eq!(manifest(root, &["layer".into()]), expected);
    }

    #[test]
    fn the_sources_are_embedded() {
        for path in [
            "Cargo.toml",
            "Cargo.lock",
            "derive/src/lib.rs",
            "src/lib.rs",
            "kernel/preload/Cargo.toml",
        ] {
            assert!(LIBRARY.iter().any(|file| file.path == path), "{path}");
        }
        assert!(dependencies().contains(&"ndarray".to_string()));
    }
}
