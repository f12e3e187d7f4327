//! A collection: the files of a dataset, where they lie on this machine and where on the network.

use std::env;
use std::path::{Path, PathBuf};

use super::Error;
use super::download::download;

/// A dataset on the network.
pub struct Collection {
    pub name: &'static str,
    /// Its folder in the folder of datasets.
    pub folder: &'static str,
    /// Where its files lie, the first one to be tried first.
    pub mirrors: &'static [&'static str],
    pub files: &'static [Remote],
}

/// A file on the network, and what it must be.
pub struct Remote {
    pub name: &'static str,
    pub bytes: u64,
    pub sha256: &'static str,
}

impl Collection {
    /// The path of a file, which is downloaded when it is not here.
    pub fn path(&self, file: &Remote) -> Result<PathBuf, Error> {
        let offline =
            env::var_os("MANABI_OFFLINE").is_some_and(|value| !value.is_empty() && value != "0");
        self.path_in(&datasets()?.join(self.folder), file, offline)
    }

    /// The path of a file that is here already.
    pub fn local(&self, file: &Remote) -> Result<Option<PathBuf>, Error> {
        Ok(local_in(&datasets()?.join(self.folder), file))
    }

    /// The path of a file in a folder of this collection.
    pub fn path_in(&self, folder: &Path, file: &Remote, offline: bool) -> Result<PathBuf, Error> {
        if let Some(path) = local_in(folder, file) {
            return Ok(path);
        }
        if offline {
            return Err(Error::new(format!(
                "{}: {} is not here and MANABI_OFFLINE forbids to download it; put it into {}, or set \
                 MANABI_DATA to the folder in which {} lies",
                self.name,
                file.name,
                folder.display(),
                self.folder
            )));
        }
        let path = folder.join(file.name);
        download(self, file, &path)?;
        Ok(path)
    }
}

/// The path of a file in a folder, if it is there. Unpacked by hand it serves as well.
fn local_in(folder: &Path, file: &Remote) -> Option<PathBuf> {
    let path = folder.join(file.name);
    let unpacked = path.with_extension("");
    let packed = path.extension().is_some_and(|extension| extension == "gz");
    if path.exists() { Some(path) } else { (packed && unpacked.exists()).then_some(unpacked) }
}

/// The folder of datasets: `$MANABI_DATA`, else `data` in the cache of the kernel.
fn datasets() -> Result<PathBuf, Error> {
    let set = |name| env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    set("MANABI_DATA")
        .or_else(|| set("MANABI_CACHE").map(|cache| cache.join("data")))
        .or_else(|| set("XDG_CACHE_HOME").map(|cache| cache.join("manabi/data")))
        .or_else(|| env::home_dir().map(|home| home.join(".cache/manabi/data")))
        .ok_or_else(|| {
            Error::new(
                "there is no home folder to keep data in; set MANABI_DATA to a folder of yours",
            )
        })
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;
    use crate::test::Folder;

    const TEST: Collection = Collection { name: "Test", folder: "test", mirrors: &[], files: &[] };
    const FILE: Remote = Remote { name: "images.gz", bytes: 1, sha256: "" };

    #[test]
    fn what_is_here_is_taken_packed_or_not() {
        let folder = Folder::new();
        fs::write(folder.join("images"), "").unwrap();
        assert_eq!(TEST.path_in(&folder, &FILE, true).unwrap(), folder.join("images"));
        fs::write(folder.join("images.gz"), "").unwrap();
        assert_eq!(TEST.path_in(&folder, &FILE, true).unwrap(), folder.join("images.gz"));
    }

    #[test]
    fn offline_the_sentence_says_where_to_put_it() {
        let folder = Folder::new();
        assert_eq!(
            TEST.path_in(&folder, &FILE, true).unwrap_err().to_string(),
            format!(
                "Test: images.gz is not here and MANABI_OFFLINE forbids to download it; put it into {}, \
                 or set MANABI_DATA to the folder in which test lies",
                folder.display()
            )
        );
    }
}
