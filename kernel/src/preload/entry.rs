//! An entry of a cache of executable code: a folder written whole, renamed into place, leased while in use.

use std::collections::HashSet;
use std::fs::{self, File, FileTimes, TryLockError};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::SystemTime;

use serde_json::Value;

use super::tree;
use crate::error::{Error, Result};
use crate::places::{self, unwritable};

/// What makes a folder an entry: it is written last.
const RECORD: &str = "entry.json";

/// A finished entry. It is not removed as long as one of its clones lives in any process.
#[derive(Clone, Debug)]
pub struct Entry {
    pub folder: PathBuf,
    /// What its maker wrote down about it.
    pub record: Value,
    _lease: Option<Arc<File>>,
}

impl Entry {
    /// Opens an entry that was made before, and marks it as used now.
    pub fn open(folder: &Path) -> Result<Option<Entry>> {
        let path = folder.join(RECORD);
        let Ok(file) = File::open(&path) else {
            return Ok(None);
        };
        for folder in folder.ancestors().take(3) {
            places::trust(folder)?;
        }
        // Who removes an entry holds the lock alone: then it is as good as gone.
        let lease = match file.try_lock_shared() {
            Ok(()) => Some(Arc::new(file)),
            Err(TryLockError::WouldBlock) => return Ok(None),
            Err(TryLockError::Error(_)) => None,
        };
        let Some(record) =
            fs::read(&path).ok().and_then(|record| serde_json::from_slice(&record).ok())
        else {
            return Ok(None);
        };
        if let Some(file) = &lease {
            // A shared folder may be read-only: then its owner decides what is old.
            let _ = file.set_times(FileTimes::new().set_modified(SystemTime::now()));
        }
        Ok(Some(Entry { folder: folder.to_path_buf(), record, _lease: lease }))
    }

    /// Opens an entry, or makes it: `fill` gets a folder to fill, perhaps with what an interrupted attempt left,
    /// and returns the record. Of several processes one makes it; the others call `waiting` and share it.
    pub fn make(
        folder: &Path,
        waiting: impl FnOnce(),
        fill: impl FnOnce(&Path) -> Result<Value>,
    ) -> Result<Entry> {
        let shelf = folder.parent().unwrap_or(folder);
        places::create(shelf)?;
        places::trust(shelf)?;
        let _lock = lock(folder, waiting)?;
        if let Some(entry) = Entry::open(folder)? {
            return Ok(entry);
        }
        sweep(shelf, folder);

        let part = folder.with_extension("part");
        places::create(&part)?;
        let record = fill(&part)?;
        places::write(&part.join(RECORD), record.to_string().as_bytes())?;
        let _ = fs::remove_dir_all(folder);
        fs::rename(&part, folder).map_err(|error| unwritable(folder, &error))?;
        Entry::open(folder)?.ok_or_else(|| {
            Error::new(format!("{} vanished while it was written: try again.", folder.display()))
        })
    }
}

/// The folders of all finished entries on a shelf, the last used first.
pub fn all(shelf: &Path) -> Vec<PathBuf> {
    let mut folders: Vec<PathBuf> = fs::read_dir(shelf)
        .into_iter()
        .flatten()
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| path.extension().is_none() && path.join(RECORD).is_file())
        .collect();
    folders.sort_by_key(|folder| std::cmp::Reverse(used(folder)));
    folders
}

/// Removes the entries that were not used for longest, until what is left takes `cap` bytes at most.
/// Entries in use stay.
pub fn trim(shelves: &[PathBuf], cap: u64) {
    let mut folders: Vec<PathBuf> = shelves.iter().flat_map(|shelf| all(shelf)).collect();
    folders.sort_by_key(|folder| std::cmp::Reverse(used(folder)));
    let mut seen = HashSet::new();
    let mut total = 0;
    for folder in folders {
        total += tree::size(&folder, &mut seen);
        if total > cap {
            remove(&folder);
        }
    }
}

/// Removes an entry unless it is in use; says whether it is gone.
pub fn remove(folder: &Path) -> bool {
    let Ok(file) = File::open(folder.join(RECORD)) else {
        return fs::remove_dir_all(folder).is_ok();
    };
    if let Err(TryLockError::WouldBlock) = file.try_lock() {
        return false;
    }
    // Without its record it is no entry any more, however far the removal comes.
    fs::remove_file(folder.join(RECORD)).is_ok() && fs::remove_dir_all(folder).is_ok()
}

fn used(folder: &Path) -> SystemTime {
    fs::metadata(folder.join(RECORD))
        .and_then(|metadata| metadata.modified())
        .unwrap_or(SystemTime::UNIX_EPOCH)
}

/// The lock under which an entry is made; the system opens it again when its holder dies.
fn lock(folder: &Path, waiting: impl FnOnce()) -> Result<File> {
    let path = folder.with_extension("lock");
    let file = File::create(&path).map_err(|error| unwritable(&path, &error))?;
    if let Err(TryLockError::WouldBlock) = file.try_lock() {
        waiting();
        file.lock().map_err(|error| unwritable(&path, &error))?;
    }
    Ok(file)
}

/// Removes what killed builds of other entries left.
fn sweep(shelf: &Path, folder: &Path) {
    let own = folder.with_extension("part");
    for entry in fs::read_dir(shelf).into_iter().flatten().flatten() {
        let part = entry.path();
        if part == own || part.extension().is_none_or(|e| e != "part") {
            continue;
        }
        let free = File::create(part.with_extension("lock"))
            .is_ok_and(|lock| lock.try_lock().is_ok() && fs::remove_dir_all(&part).is_ok());
        if free {
            let _ = fs::remove_file(part.with_extension("lock"));
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::{env, process, thread};

    use serde_json::json;

    use super::*;

    fn shelf(name: &str) -> PathBuf {
        let shelf = env::temp_dir().join(format!("manabi-entry-{name}-{}", process::id()));
        let _ = fs::remove_dir_all(&shelf);
        shelf
    }

    #[test]
    fn one_of_several_makers_makes_it() {
        let shelf = shelf("race");
        let made = AtomicUsize::new(0);
        thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| {
                    let entry = Entry::make(
                        &shelf.join("a"),
                        || (),
                        |part| {
                            made.fetch_add(1, Ordering::SeqCst);
                            fs::write(part.join("file"), "x").unwrap();
                            Ok(json!({ "n": 1 }))
                        },
                    )
                    .unwrap();
                    assert_eq!(entry.record["n"], 1);
                    assert!(entry.folder.join("file").is_file());
                });
            }
        });
        assert_eq!(made.load(Ordering::SeqCst), 1);
        fs::remove_dir_all(shelf).unwrap();
    }

    #[test]
    fn a_failed_attempt_is_no_entry_and_is_swept_by_the_next() {
        let shelf = shelf("failed");
        let fail = |_: &Path| Err(Error::new("no"));
        Entry::make(&shelf.join("a"), || (), fail).unwrap_err();
        assert!(Entry::open(&shelf.join("a")).unwrap().is_none());
        assert!(shelf.join("a.part").exists());
        Entry::make(&shelf.join("b"), || (), |_| Ok(json!({}))).unwrap();
        assert!(!shelf.join("a.part").exists());
        fs::remove_dir_all(shelf).unwrap();
    }

    #[test]
    fn what_is_in_use_stays_and_the_oldest_goes_first() {
        let shelf = shelf("trim");
        let make = |name: &str, age: u64| {
            let entry = Entry::make(
                &shelf.join(name),
                || (),
                |part| {
                    fs::write(part.join("file"), vec![1; 40_000]).unwrap();
                    Ok(json!({}))
                },
            )
            .unwrap();
            let old = SystemTime::now() - std::time::Duration::from_secs(age);
            let record = File::open(entry.folder.join(RECORD)).unwrap();
            record.set_times(FileTimes::new().set_modified(old)).unwrap();
            entry
        };
        let used = make("used", 300);
        drop(make("old", 200));
        drop(make("older", 250));
        drop(make("new", 100));
        trim(std::slice::from_ref(&shelf), 100_000);
        let mut left = all(&shelf);
        left.sort();
        assert_eq!(left, [shelf.join("new"), shelf.join("old"), shelf.join("used")]);
        drop(used);
        trim(std::slice::from_ref(&shelf), 0);
        assert_eq!(all(&shelf), Vec::<PathBuf>::new());
        fs::remove_dir_all(shelf).unwrap();
    }
}
