//! What is shown at a limited rate and so may be behind its last state: it catches up when a cell ends.

use std::sync::{Arc, Mutex, PoisonError, Weak};

/// Something shown that may be behind.
pub(crate) trait Pending: Send + Sync {
    /// Shows the last state, if that is not shown yet.
    fn settle(&self);
}

static PENDING: Mutex<Vec<Weak<dyn Pending>>> = Mutex::new(Vec::new());

/// Has it catch up at the end of a cell, as long as it lives.
pub(crate) fn keep_up(shown: Weak<dyn Pending>) {
    let mut pending = PENDING.lock().unwrap_or_else(PoisonError::into_inner);
    pending.retain(|other| other.strong_count() > 0);
    pending.push(shown);
}

/// Shows the last state of all that is shown at a limited rate. The notebook's worker calls it when a
/// cell has ended.
///
/// ```
/// manabi::display::settle();
/// ```
pub fn settle() {
    let pending = PENDING.lock().unwrap_or_else(PoisonError::into_inner);
    let living: Vec<Arc<dyn Pending>> = pending.iter().filter_map(Weak::upgrade).collect();
    // What is shown may itself show something new.
    drop(pending);
    living.iter().for_each(|shown| shown.settle());
}
