//! Control totals: lines counted and pence added up.

use serde::{Deserialize, Serialize};

/// A count of lines with what they add up to, in pence.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Tally {
    /// Lines.
    pub lines: u64,
    /// Sum of the amounts above zero, in pence.
    pub debit: i128,
    /// Sum of the amounts below zero, in pence; zero or negative.
    pub credit: i128,
}

impl Tally {
    /// Counts a line; one without a readable amount adds nothing to the sums.
    #[inline]
    pub fn add(&mut self, pence: Option<i64>) {
        self.lines += 1;
        let pence = i128::from(pence.unwrap_or(0));
        if pence > 0 {
            self.debit += pence;
        } else {
            self.credit += pence;
        }
    }

    /// Whether nothing was counted.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.lines == 0
    }

    /// Adds another tally to this one.
    pub const fn merge(&mut self, other: &Self) {
        self.lines += other.lines;
        self.debit += other.debit;
        self.credit += other.credit;
    }

    /// Debit and credit together, in pence.
    #[must_use]
    pub const fn net(&self) -> i128 {
        self.debit + self.credit
    }
}

impl<'a> std::iter::Sum<&'a Self> for Tally {
    fn sum<I: Iterator<Item = &'a Self>>(iter: I) -> Self {
        iter.fold(Self::default(), |mut total, tally| {
            total.merge(tally);
            total
        })
    }
}
