//! The run-time of generated code: what a cell calls around the user's statements.
//!
//! Everything here that does work is not generic, so that a cell compiles none of it; the generic
//! functions are one line each (45 to 65 ms a cell were seen otherwise).

mod block_on;
mod debug;
mod outcome;
mod paths;
mod show;
mod variables;
pub mod worker;

pub use block_on::block_on;
pub use debug::debug;
pub use outcome::{CellErr, discard, finish, run_once};
pub use show::{
    Debugged, Evcxr, EvcxrFallback, Evcxred, Named, NoInherent, NotRun, Probe, Ran, Riched, Run,
    Unit,
};
pub use variables::{fit, put, stored, take};

pub use crate::{__manabi_dbg as dbg, __manabi_show as show};
