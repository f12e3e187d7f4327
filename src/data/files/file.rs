//! A file read whole, and unpacked when it is packed.

use std::fs::{self, File};
use std::io::Read;
use std::path::Path;

use flate2::read::MultiGzDecoder;

use super::Error;

/// The most that a packed file may hold: far above every dataset here, far below what fills a memory.
const LIMIT: u64 = 4 << 30;

/// The bytes of a file, unpacked when it is packed with gzip.
pub fn read(path: &Path) -> Result<Vec<u8>, Error> {
    let bytes = fs::read(path).map_err(|error| Error::unreadable(path, &error))?;
    if !bytes.starts_with(&[0x1f, 0x8b]) {
        return Ok(bytes);
    }
    let mut unpacked = Vec::new();
    MultiGzDecoder::new(&bytes[..])
        .take(LIMIT)
        .read_to_end(&mut unpacked)
        .map_err(|error| broken(path, &error.to_string()))?;
    Ok(unpacked)
}

/// The unpacked bytes of a packed file, one after another.
pub fn unpacked(path: &Path) -> Result<impl Read, Error> {
    let file = File::open(path).map_err(|error| Error::unreadable(path, &error))?;
    Ok(MultiGzDecoder::new(file).take(LIMIT))
}

/// A file whose content is not what it should be.
pub fn broken(path: &Path, reason: &str) -> Error {
    Error::new(format!(
        "{} is damaged or no such file as it should be ({reason}); delete it and get it again",
        path.display()
    ))
}
