//! `dbg!` in a cell: as the standard library's, but it tells the cell instead of the generated file.

use std::fmt::Debug;
use std::panic::Location;

use channel::FromWorker;

use super::{outcome, worker};

#[doc(hidden)]
#[macro_export]
macro_rules! __manabi_dbg {
    () => { $crate::rt::debug("", None) };
    ($value:expr $(,)?) => {
        match $value {
            value => {
                $crate::rt::debug(stringify!($value), Some(&value));
                value
            }
        }
    };
    ($($value:expr),+ $(,)?) => { ($($crate::rt::dbg!($value)),+,) };
}

/// Tells the place of the caller, and a value with the code that it comes from.
#[track_caller]
pub fn debug(code: &str, value: Option<&dyn Debug>) {
    let text = value.map(|value| format!(" {code} = {value:#?}")).unwrap_or_default();
    worker::show(&FromWorker::Debug { text, place: outcome::place(Location::caller()) });
}
