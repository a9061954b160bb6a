//! Panics of the libraries that read damaged files, turned into faults of the file in hand.

use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind};

thread_local! {
    static GUARDED: Cell<bool> = const { Cell::new(false) };
}

/// Returns whether a panic on this thread will be reported as a fault of the file in hand, so that a panic hook
/// can keep quiet about it.
#[must_use]
pub fn is_guarded() -> bool {
    GUARDED.get()
}

/// Runs an action; returns `None` if it panicked.
pub(crate) fn guarded<T>(action: impl FnOnce() -> T) -> Option<T> {
    let before = GUARDED.replace(true);
    let result = catch_unwind(AssertUnwindSafe(action));
    GUARDED.set(before);
    result.ok()
}
