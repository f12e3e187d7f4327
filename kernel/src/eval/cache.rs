//! Compiled cells, kept under the hash of their source, the compiler, the library and the options.
//!
//! The folder holds executable code: it belongs to the user alone, entries are written whole and
//! renamed, and the least recently used go when it grows beyond its size.

use std::fs;
use std::io;
use std::os::unix::fs::{DirBuilderExt, MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use sha2::{Digest, Sha256};

use super::facts::Facts;

/// The most bytes that compiled cells may take.
const CAPACITY: u64 = 1 << 30;

/// A folder of compiled cells; without one (a read-only home) nothing is kept.
pub struct Cache {
    folder: Option<PathBuf>,
}

/// The key of a generated crate.
#[derive(Clone, Debug, PartialEq)]
pub struct Key(Option<String>);

impl Key {
    /// That of a crate whose text does not tell all of what it becomes: nothing is kept under it.
    pub const NONE: Key = Key(None);
}

/// What is known of a crate.
pub enum Entry {
    Library(PathBuf),
    /// It compiles, and there is nothing in it to run.
    Checked,
    /// It does not compile; generated with these facts it does.
    Retry(Box<Facts>),
}

impl Cache {
    /// Opens the folder, and says why not if it cannot be trusted.
    pub fn open(folder: &Path) -> io::Result<Cache> {
        fs::DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
        let about = fs::symlink_metadata(folder)?;
        // SAFETY: the call only reads a number of this process.
        let me = unsafe { libc::geteuid() };
        if !about.is_dir() || about.uid() != me || about.permissions().mode() & 0o022 != 0 {
            return Err(io::Error::new(
                io::ErrorKind::PermissionDenied,
                format!("{} belongs to another user or can be written by others", folder.display()),
            ));
        }
        Ok(Cache { folder: Some(folder.to_path_buf()) })
    }

    /// A cache that keeps nothing.
    pub fn none() -> Cache {
        Cache { folder: None }
    }

    pub fn key(source: &str, options: &str) -> Key {
        let mut hash = Sha256::new();
        hash.update(options.as_bytes());
        hash.update([0]);
        hash.update(source.as_bytes());
        Key(Some(hash.finalize()[..16].iter().map(|b| format!("{b:02x}")).collect()))
    }

    /// What is kept under a key; looking counts as use.
    pub fn find(&self, key: &Key) -> Option<Entry> {
        let library = self.path(key, "so")?;
        if library.is_file() {
            touch(&library);
            return Some(Entry::Library(library));
        }
        if self.path(key, "checked")?.exists() {
            return Some(Entry::Checked);
        }
        let text = fs::read(self.path(key, "retry")?).ok()?;
        serde_json::from_slice(&text).ok().map(|facts| Entry::Retry(Box::new(facts)))
    }

    /// Keeps a compiled cell, or that it was only checked, and returns where it is from now on.
    pub fn keep(&self, key: &Key, library: Option<PathBuf>) -> Option<PathBuf> {
        let Some(library) = library else {
            if let Some(path) = self.path(key, "checked") {
                // A cache that cannot be written costs time, not results.
                let _ = store(&path, |new| fs::write(new, ""));
            }
            return None;
        };
        let Some(kept) = self.path(key, "so") else { return Some(library) };
        if store(&kept, |new| fs::copy(&library, new).map(drop)).is_err() {
            return Some(library);
        }
        let _ = fs::remove_file(library);
        Some(kept)
    }

    /// Keeps what a failed pass taught.
    pub fn keep_facts(&self, key: &Key, facts: &Facts) {
        if let (Some(path), Ok(text)) = (self.path(key, "retry"), serde_json::to_vec(facts)) {
            let _ = store(&path, |new| fs::write(new, &text));
        }
    }

    /// Removes the least recently used entries beyond the capacity, and what a crash left half written.
    pub fn trim(&self) {
        self.trim_to(CAPACITY);
    }

    fn trim_to(&self, capacity: u64) {
        let Some(folder) = &self.folder else { return };
        let Ok(entries) = fs::read_dir(folder) else { return };
        let mut files: Vec<(SystemTime, u64, PathBuf)> = entries
            .filter_map(|e| {
                let e = e.ok()?;
                let about = e.metadata().ok()?;
                Some((about.modified().ok()?, about.len(), e.path()))
            })
            .collect();
        files.sort();
        let mut total: u64 = files.iter().map(|f| f.1).sum();
        for (when, size, path) in files {
            let half = path.extension().is_some_and(|e| e == "new")
                && when.elapsed().is_ok_and(|age| age.as_secs() > 3600);
            if total > capacity || half {
                let _ = fs::remove_file(path);
                total -= size;
            }
        }
    }

    fn path(&self, key: &Key, extension: &str) -> Option<PathBuf> {
        Some(self.folder.as_ref()?.join(format!("{}.{extension}", key.0.as_ref()?)))
    }
}

/// Writes a file whole: under another name first, then renamed.
fn store(to: &Path, write: impl FnOnce(&Path) -> io::Result<()>) -> io::Result<()> {
    let new = to.with_extension(format!("{}.new", std::process::id()));
    write(&new).and_then(|()| fs::rename(&new, to)).inspect_err(|_| drop(fs::remove_file(&new)))
}

fn touch(path: &Path) {
    // The time of use orders what goes first; not to know it costs little.
    let _ =
        fs::File::options().append(true).open(path).and_then(|f| f.set_modified(SystemTime::now()));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder(name: &str) -> PathBuf {
        let folder =
            std::env::temp_dir().join(format!("manabi-cache-{name}-{}", std::process::id()));
        let _ = fs::remove_dir_all(&folder);
        folder
    }

    #[test]
    fn libraries_and_facts_are_kept() {
        let folder = folder("kept");
        let cache = Cache::open(&folder).unwrap();
        let built = folder.join("cell_1.so");
        fs::write(&built, b"code").unwrap();
        let key = Cache::key("source", "options");
        assert!(cache.find(&key).is_none());
        let kept = cache.keep(&key, Some(built)).unwrap();
        assert!(matches!(cache.find(&key), Some(Entry::Library(p)) if p == kept));
        let other = Cache::key("source", "other options");
        let facts = Facts { all_items: true, ..Facts::default() };
        cache.keep_facts(&other, &facts);
        assert!(matches!(cache.find(&other), Some(Entry::Retry(f)) if *f == facts));
        fs::remove_dir_all(folder).unwrap();
    }

    #[test]
    fn the_least_recently_used_goes_first() {
        let folder = folder("trim");
        let cache = Cache::open(&folder).unwrap();
        let keys = [Cache::key("a", ""), Cache::key("b", "")];
        for (i, key) in keys.iter().enumerate() {
            let built = folder.join("x.so");
            fs::write(&built, vec![0; 100]).unwrap();
            let kept = cache.keep(key, Some(built)).unwrap();
            let when = SystemTime::now() - std::time::Duration::from_secs(100 - i as u64);
            fs::File::options().append(true).open(kept).unwrap().set_modified(when).unwrap();
        }
        cache.find(&keys[0]);
        cache.trim_to(150);
        assert!(cache.find(&keys[0]).is_some());
        assert!(cache.find(&keys[1]).is_none());
        fs::remove_dir_all(folder).unwrap();
    }

    #[test]
    fn a_folder_that_others_can_write_is_refused() {
        let folder = folder("open");
        fs::create_dir_all(&folder).unwrap();
        fs::set_permissions(&folder, fs::Permissions::from_mode(0o777)).unwrap();
        assert!(Cache::open(&folder).is_err());
        fs::remove_dir_all(folder).unwrap();
    }
}
