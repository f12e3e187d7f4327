//! The folder of a session, for the libraries of its cells. It goes with the session; what kernels
//! that were killed left behind is swept away by the next one.

use std::fs;
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};

use crate::error::{Error, Result};

const PREFIX: &str = "manabi-session-";

/// A folder that only this user can enter, removed when it is dropped.
pub struct Folder(PathBuf);

impl Folder {
    pub fn new() -> Result<Folder> {
        let parent = std::env::temp_dir();
        sweep(&parent);
        for attempt in 0..100 {
            let path = parent.join(format!("{PREFIX}{}-{attempt}", std::process::id()));
            match fs::DirBuilder::new().mode(0o700).create(&path) {
                Ok(()) => return Ok(Folder(path)),
                Err(e) if e.kind() == std::io::ErrorKind::AlreadyExists => {}
                Err(e) => {
                    let parent = parent.display();
                    return Err(Error::new(format!(
                        "{parent} cannot be written to ({e}); set TMPDIR to a folder that can"
                    )));
                }
            }
        }
        Err(Error::new(format!(
            "{} is full of folders of other sessions; empty it",
            parent.display()
        )))
    }

    pub fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// Removes the folders of processes that are gone. What belongs to others cannot be removed, and stays.
fn sweep(parent: &Path) {
    for entry in fs::read_dir(parent).into_iter().flatten().flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        let pid =
            name.strip_prefix(PREFIX).and_then(|rest| rest.split('-').next()?.parse::<i32>().ok());
        // SAFETY: signal 0 only asks whether the process exists.
        if pid.is_some_and(|pid| unsafe { libc::kill(pid, 0) } == -1) {
            let _ = fs::remove_dir_all(entry.path());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_go_with_their_session_and_dead_ones_are_swept() {
        let dead = std::env::temp_dir().join(format!("{PREFIX}{}-0", i32::MAX));
        fs::create_dir_all(&dead).unwrap();
        let folder = Folder::new().unwrap();
        assert!(folder.path().is_dir() && !dead.exists());
        let path = folder.path().to_path_buf();
        drop(folder);
        assert!(!path.exists());
    }
}
