//! How many lines agree with a check, and which do not.

use serde::{Deserialize, Serialize};

use super::noted::Noted;

/// Lines that agree, and the others.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Agreement {
    /// How many agree.
    agreeing: u64,
    /// Those that do not.
    differing: Noted,
}

/// Fewer agreeing lines prove nothing.
const LEAST: u64 = 5;

impl Agreement {
    /// Whether no line was checked.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.agreeing == 0 && self.differing.is_empty()
    }

    /// How many lines agree.
    pub(super) const fn agreeing(&self) -> u64 {
        self.agreeing
    }

    /// Counts a line.
    #[inline]
    pub(super) fn see(&mut self, agrees: bool, row: u64) {
        if agrees {
            self.agreeing += 1;
        } else {
            self.differing.add(row);
        }
    }

    /// The lines that do not agree, where so many of a hundred do: fewer, and the check is not of this table.
    pub(super) fn differing(&self, of_hundred: u64) -> Option<Noted> {
        let all = self.agreeing + self.differing.rows;
        let holds = self.agreeing >= LEAST && self.agreeing * 100 >= all * of_hundred;
        (holds && !self.differing.is_empty()).then_some(self.differing)
    }

    pub(super) fn merge(&mut self, other: &Self) {
        self.agreeing += other.agreeing;
        self.differing.merge(&other.differing);
    }

    /// Forgets where.
    pub(super) const fn forget(&mut self) {
        self.differing.forget();
    }
}
