//! A tree of files on the disk: what it takes there, a copy of it, the digest of its sources.

use std::collections::HashSet;
use std::fs::{self, File, FileTimes};
use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};

use crate::digest::Digest;
use crate::error::Result;
use crate::places::{self, unwritable};

/// The bytes that a folder takes on the disk, files with several names counted once.
pub fn size(folder: &Path, seen: &mut HashSet<(u64, u64)>) -> u64 {
    let mut total = 0;
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let Ok(metadata) = entry.metadata() else {
            continue;
        };
        if metadata.is_dir() {
            total += size(&entry.path(), seen);
        } else if seen.insert((metadata.dev(), metadata.ino())) {
            total += metadata.blocks() * 512;
        }
    }
    total
}

/// Copies a folder with the times of its files. Compiled files, which are replaced but never written into, get
/// a second name instead where the disk allows it.
pub fn copy(from: &Path, to: &Path) -> Result<()> {
    places::create(to)?;
    for entry in fs::read_dir(from).into_iter().flatten().flatten() {
        let (source, target) = (entry.path(), to.join(entry.file_name()));
        if source.is_dir() {
            copy(&source, &target)?;
            continue;
        }
        let compiled = source
            .extension()
            .is_some_and(|e| e == "rlib" || e == "rmeta" || e == "so" || e == "dylib");
        if compiled {
            link(&source, &target)?;
        } else {
            copy_file(&source, &target)?;
        }
    }
    Ok(())
}

/// Gives a compiled file a second name, or copies it.
pub fn link(source: &Path, target: &Path) -> Result<()> {
    let _ = fs::remove_file(target);
    fs::hard_link(source, target).or_else(|_| copy_file(source, target))
}

fn copy_file(source: &Path, target: &Path) -> Result<()> {
    let copied = || {
        fs::copy(source, target)?;
        let modified = fs::metadata(source)?.modified()?;
        File::open(target)?.set_times(FileTimes::new().set_modified(modified))
    };
    copied().map_err(|error| unwritable(target, &error))
}

/// The digest with the sources below a folder.
pub fn digest(mut digest: Digest, folder: &Path) -> Digest {
    let mut paths: Vec<PathBuf> =
        fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path()).collect();
    paths.sort();
    for path in paths {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if name.starts_with('.') || name == "target" {
            continue;
        }
        digest = if path.is_dir() {
            self::digest(digest.with(name), &path)
        } else {
            digest.with(name).with(fs::read(&path).unwrap_or_default())
        };
    }
    digest
}

#[cfg(test)]
mod tests {
    use std::{env, process};

    use super::*;

    #[test]
    fn a_copy_keeps_times_and_shares_compiled_files() {
        let shelf = env::temp_dir().join(format!("manabi-tree-{}", process::id()));
        let _ = fs::remove_dir_all(&shelf);
        fs::create_dir_all(shelf.join("a/deep")).unwrap();
        for name in ["lib.rlib", "deep/lib.d"] {
            fs::write(shelf.join("a").join(name), name).unwrap();
        }
        copy(&shelf.join("a"), &shelf.join("b")).unwrap();
        let metadata = |name: &str| fs::metadata(shelf.join(name)).unwrap();
        assert_eq!(metadata("a/lib.rlib").ino(), metadata("b/lib.rlib").ino());
        assert_ne!(metadata("a/deep/lib.d").ino(), metadata("b/deep/lib.d").ino());
        assert_eq!(
            metadata("a/deep/lib.d").modified().unwrap(),
            metadata("b/deep/lib.d").modified().unwrap()
        );
        fs::remove_dir_all(shelf).unwrap();
    }
}
