//! Places: the folders of this user that the program writes to, and who else may write there.

use std::fs::{self, DirBuilder, File};
use std::io::{self, Write as _};
use std::os::unix::fs::{DirBuilderExt as _, MetadataExt as _};
use std::path::{Path, PathBuf};
use std::{env, process};

use crate::error::{Error, Result};

/// The folder of what can be built again: `$MANABI_CACHE`, else `manabi` in `$XDG_CACHE_HOME` or `~/.cache`.
pub fn cache() -> Result<PathBuf> {
    match absolute("MANABI_CACHE") {
        Some(folder) => Ok(folder),
        None => below("XDG_CACHE_HOME", ".cache", "MANABI_CACHE"),
    }
}

/// A cache that others filled and only its owner changes, for a class on one server: `$MANABI_SHARED`.
pub fn shared() -> Option<PathBuf> {
    absolute("MANABI_SHARED")
}

/// The folder of what was installed: `manabi` in `$XDG_DATA_HOME` or `~/.local/share`.
pub fn data() -> Result<PathBuf> {
    below("XDG_DATA_HOME", ".local/share", "XDG_DATA_HOME")
}

/// The home folder.
pub fn home() -> Result<PathBuf> {
    absolute("HOME").ok_or_else(|| {
        Error::new("There is no home folder: set the variable HOME to one that you may write to.")
    })
}

/// Creates a folder that only this user can read, where it does not exist yet.
pub fn create(folder: &Path) -> Result<()> {
    DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(folder)
        .map_err(|error| unwritable(folder, &error))
}

/// Writes a file whole or not at all; a link stays a link.
pub fn write(path: &Path, content: &[u8]) -> Result<()> {
    let path = &fs::canonicalize(path).unwrap_or_else(|_| path.to_path_buf());
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let part = path.with_file_name(format!(".{name}.{}", process::id()));
    let written = File::create(&part)
        .and_then(|mut file| {
            file.write_all(content)?;
            if let Ok(old) = fs::metadata(path) {
                file.set_permissions(old.permissions())?;
            }
            file.sync_all()
        })
        .and_then(|()| fs::rename(&part, path));
    written.map_err(|error| {
        let _ = fs::remove_file(&part);
        unwritable(path, &error)
    })
}

/// Refuses a folder of executable code into which another user could write.
///
/// A folder of another user is taken where `MANABI_SHARED` or `MANABI_CACHE` names it (a class on one server).
pub fn trust(folder: &Path) -> Result<()> {
    let Ok(metadata) = fs::metadata(folder) else {
        return Ok(());
    };
    // In a folder with the sticky bit, such as /tmp, nobody replaces what belongs to others.
    if metadata.mode() & 0o022 != 0 && metadata.mode() & 0o1000 == 0 {
        return Err(Error::new(format!(
            "{} holds programs, but other users may write to it: run `chmod -R go-w {0}`, or set MANABI_CACHE to a folder of your own.",
            folder.display()
        )));
    }
    // SAFETY: geteuid has no preconditions and cannot fail.
    let me = unsafe { libc::geteuid() };
    let named =
        absolute("MANABI_CACHE").into_iter().chain(shared()).any(|cache| folder.starts_with(cache));
    if metadata.uid() != me && metadata.uid() != 0 && !named {
        return Err(Error::new(format!(
            "{} holds programs, but belongs to another user: set MANABI_CACHE to a folder of your own.",
            folder.display()
        )));
    }
    Ok(())
}

/// The sentence for a file or folder that could not be written.
pub fn unwritable(path: &Path, error: &io::Error) -> Error {
    let what = match error.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
            return Error::new(format!(
                "The disk is full, {} was not written: free some space (`manabi clean` removes the caches), then try again.",
                path.display()
            ));
        }
        io::ErrorKind::PermissionDenied => "you may not write there".into(),
        io::ErrorKind::ReadOnlyFilesystem => "it lies on a read-only disk".into(),
        io::ErrorKind::NotADirectory => "there is a file where a folder should be".into(),
        _ => error.to_string(),
    };
    let advice = match (cache(), data()) {
        (Ok(cache), _) if path.starts_with(&cache) => {
            "set MANABI_CACHE to a folder that you may write to"
        }
        (_, Ok(data)) if path.starts_with(&data) => {
            "set XDG_DATA_HOME to a folder that you may write to"
        }
        _ => "choose another folder or change its permissions",
    };
    Error::new(format!("{} cannot be written ({what}): {advice}.", path.display()))
}

fn below(variable: &str, folder: &str, advice: &str) -> Result<PathBuf> {
    match absolute(variable) {
        Some(base) => Ok(base.join("manabi")),
        None => Ok(absolute("HOME")
            .ok_or_else(|| {
                Error::new(format!(
                    "There is no home folder: set the variable {advice} to a folder that you may write to."
                ))
            })?
            .join(folder)
            .join("manabi")),
    }
}

/// The absolute path in an environment variable; the XDG specification ignores relative ones.
fn absolute(variable: &str) -> Option<PathBuf> {
    env::var_os(variable).map(PathBuf::from).filter(|path| path.is_absolute())
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt as _;

    use super::*;

    fn folder(name: &str) -> PathBuf {
        let folder = env::temp_dir().join(format!("manabi-places-{name}-{}", process::id()));
        let _ = fs::remove_dir_all(&folder);
        create(&folder).unwrap();
        folder
    }

    #[test]
    fn folders_are_private_and_refused_when_others_may_write() {
        let folder = folder("trust");
        assert_eq!(fs::metadata(&folder).unwrap().mode() & 0o777, 0o700);
        trust(&folder).unwrap();
        fs::set_permissions(&folder, fs::Permissions::from_mode(0o777)).unwrap();
        let error = trust(&folder).unwrap_err().to_string();
        assert!(error.contains("chmod -R go-w"), "{error}");
        fs::remove_dir_all(&folder).unwrap();
    }

    #[test]
    fn a_file_is_written_whole_and_keeps_its_permissions() {
        let folder = folder("write");
        let path = folder.join("a.ipynb");
        write(&path, b"one").unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
        write(&path, b"two").unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"two");
        assert_eq!(fs::metadata(&path).unwrap().mode() & 0o777, 0o640);
        assert_eq!(fs::read_dir(&folder).unwrap().count(), 1);
        fs::remove_dir_all(&folder).unwrap();
    }

    #[test]
    fn what_cannot_be_written_is_named() {
        let error = write(Path::new("/proc/no/such"), b"").unwrap_err().to_string();
        assert!(error.contains("/proc/no/such"), "{error}");
        let full = unwritable(Path::new("/x"), &io::ErrorKind::StorageFull.into());
        assert!(full.to_string().contains("disk is full"), "{full}");
    }
}
