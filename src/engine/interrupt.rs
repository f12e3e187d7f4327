//! Interrupts: a request that the running computation stop, which every op obeys.
//!
//! A program that runs the library's ops on one thread asks on another, or in a signal handler, with
//! [`request`]. The next op unwinds with the payload [`Interrupted`], as a panic does but without a
//! message; `std::panic::catch_unwind` catches it. Nothing is lost: tensors never change, and an
//! optimizer's step is done or not begun.
//!
//! ```standalone_crate
//! use manabi::interrupt::{self, Interrupted};
//! use manabi::prelude::*;
//!
//! let mut w = zeros(2);
//! let stopped = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
//!     for step in 0.. {
//!         if step == 3 {
//!             interrupt::request(); // as another thread would
//!         }
//!         w += 1.;
//!     }
//! }));
//! assert!(stopped.unwrap_err().is::<Interrupted>());
//! assert_eq!(w, tensor([3., 3.])); // the variable is what it was
//! assert_eq!(w + 1., tensor([4., 4.])); // and computing goes on
//! ```

use std::panic::resume_unwind;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::panicking;

static REQUESTED: AtomicBool = AtomicBool::new(false);

/// What an interrupted computation unwinds with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Interrupted;

/// Asks that the next op of the library unwind. One request stops one thread, the first that comes to
/// an op. Only stores a flag, so that a signal handler may call it.
pub fn request() {
    REQUESTED.store(true, Ordering::Relaxed);
}

/// Forgets a request that no op has come to: before the next computation starts.
pub fn clear() {
    REQUESTED.store(false, Ordering::Relaxed);
}

/// Unwinds with [`Interrupted`] if that was requested: for long computations without ops of the
/// library. Costs one load.
#[inline]
pub fn check() {
    if REQUESTED.load(Ordering::Relaxed) {
        stop();
    }
}

#[cold]
fn stop() {
    // A second panic while values are dropped would end the process; the next op then sees the request.
    if !panicking() && REQUESTED.swap(false, Ordering::Relaxed) {
        resume_unwind(Box::new(Interrupted));
    }
}
