//! What was odd about a file, for those who tell people of it.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

/// Something odd that a file was read in spite of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Oddity {
    /// NUL characters, as a copy cut short leaves them. They are left out.
    Nul,
    /// The end-of-file mark of DOS (Ctrl-Z), which stands in the middle where files were joined. It is left out.
    EndMark,
    /// Carriage returns without a line feed between lines that end with one. They end a line, as they do in Excel.
    LoneReturn,
}

impl Oddity {
    /// Returns the code by which reports name it.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Nul => "nul",
            Self::EndMark => "end_mark",
            Self::LoneReturn => "lone_return",
        }
    }
}

/// Rows in which something was seen.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Rows {
    /// How many.
    pub rows: u64,
    /// The first of them, as a person counts.
    pub first: u64,
    last: u64,
}

impl Rows {
    /// Adds a row; rows come in their order, and one that comes again is counted once.
    pub const fn add(&mut self, row: u64) {
        if self.rows == 0 {
            self.first = row;
        }
        if self.rows == 0 || self.last != row {
            self.rows += 1;
        }
        self.last = row;
    }

    /// Adds rows in which it was seen elsewhere.
    pub fn merge(&mut self, other: &Self) {
        self.first = match (self.rows, other.rows) {
            (0, _) => other.first,
            (_, 0) => self.first,
            _ => self.first.min(other.first),
        };
        self.rows += other.rows;
    }
}

/// The oddities of a file, shared by all who read it.
#[derive(Debug, Clone, Default)]
pub struct Oddities(Arc<Mutex<BTreeMap<Oddity, Rows>>>);

impl Oddities {
    /// Adds a row in which something was seen.
    pub(crate) fn add(&self, oddity: Oddity, row: u64) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).entry(oddity).or_default().add(row);
    }

    /// Returns all that were seen so far.
    #[must_use]
    pub fn all(&self) -> BTreeMap<Oddity, Rows> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}
