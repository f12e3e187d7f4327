//! What can go wrong with the world outside, files and networks: one sentence that says what to do.

use std::fmt::{self, Debug, Display, Formatter};
use std::io;
use std::path::Path;

/// Why data could not be had, or a model not saved or loaded: a file that is missing, cut off or of another
/// kind, a folder that cannot be written, no network, a download that is not what it should be.
///
/// It is one sentence, which also says what to do; `Debug` shows the same, because that is what a cell
/// shows when it ends with `?` or `unwrap`.
///
/// ```
/// use manabi::data;
/// let error = data::read_csv("no-such-table.csv").unwrap_err();
/// assert!(error.to_string().starts_with("no-such-table.csv cannot be read: "));
/// ```
pub struct Error(Box<str>);

impl Error {
    pub(crate) fn new(sentence: impl Into<Box<str>>) -> Error {
        Error(sentence.into())
    }

    /// A file that the system does not give us.
    pub(crate) fn unreadable(path: &Path, error: &io::Error) -> Error {
        let path = path.display();
        Error::new(match error.kind() {
            io::ErrorKind::NotFound => format!(
                "{path} cannot be read: there is no such file; look at the path, which starts at the \
                 folder of the notebook"
            ),
            _ => format!("{path} cannot be read: {error}"),
        })
    }

    /// A file that the system does not take from us.
    pub(crate) fn unwritable(path: &Path, error: &io::Error) -> Error {
        let path = path.display();
        Error::new(match error.kind() {
            io::ErrorKind::NotFound => format!(
                "{path} cannot be written: there is no such folder; make it with \
                 `std::fs::create_dir_all`"
            ),
            _ => format!("{path} cannot be written: {error}"),
        })
    }
}

impl Display for Error {
    fn fmt(&self, f: &mut Formatter) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Debug for Error {
    fn fmt(&self, f: &mut Formatter) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Error {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_forms_are_the_sentence() {
        let error = Error::new("the file is gone; fetch it again");
        assert_eq!(format!("{error:?}"), format!("{error}"));
        let boxed: Box<dyn std::error::Error + Send + Sync> = error.into();
        assert_eq!(boxed.to_string(), "the file is gone; fetch it again");
    }
}
