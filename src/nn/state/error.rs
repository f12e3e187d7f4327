//! Errors of saving and loading: one sentence that says what is wrong and what to do.

use std::fmt::{self, Debug, Display, Formatter};
use std::io;
use std::path::Path;

/// Why a state could not be saved or loaded. Both its text and its `Debug` form are one sentence.
///
/// ```
/// use manabi::nn::Error;
/// use manabi::prelude::*;
///
/// fn load(net: &mut Linear<2, 1>) -> Result<(), Error> {
///     net.load("no/such.safetensors")
/// }
/// let error = load(&mut Linear::default()).unwrap_err();
/// assert!(error.to_string().starts_with("no/such.safetensors cannot be read: there is no such file"));
/// ```
pub struct Error(Box<str>);

impl Error {
    pub(super) fn new(sentence: impl Into<Box<str>>) -> Error {
        Error(sentence.into())
    }

    /// A file that the system does not give us.
    pub(super) fn unreadable(path: &Path, error: &io::Error) -> Error {
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
    pub(super) fn unwritable(path: &Path, error: &io::Error) -> Error {
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
