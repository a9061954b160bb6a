//! Running balances: a column that says after each line what all lines so far come to proves every amount above it.

use serde::{Deserialize, Serialize};

use super::agreement::Agreement;
use super::noted::Noted;

/// How the balances of a table follow from its amounts.
const WAYS: usize = 4;

/// What the lines say of the balance beside them, for each way in which one balance may follow from another: a debit
/// adds to the balance of the line above or takes from it, in a table with the oldest line first or the newest.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Balances([Agreement; WAYS]);

/// A line with its balance.
#[derive(Debug, Clone, Copy)]
pub(super) struct Balanced {
    pub row: u64,
    pub pence: i64,
    /// In pence, too.
    pub balance: i64,
}

/// In so many of a hundred lines the balance follows where a column is one.
const FOLLOWING: u64 = 80;

impl Balances {
    /// Whether no line has a balance.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.iter().all(Agreement::is_empty)
    }

    /// Compares a line with the one above it.
    pub(super) fn compare(&mut self, above: Balanced, line: Balanced) {
        let risen = i128::from(line.balance) - i128::from(above.balance);
        let ways = [(risen, line), (-risen, line), (-risen, above), (risen, above)];
        for (way, (change, line)) in self.0.iter_mut().zip(ways) {
            way.see(change == i128::from(line.pence), line.row);
        }
    }

    /// The lines whose amount does not lead from one balance to the next, where nearly all others do.
    #[must_use]
    pub fn differing(&self) -> Option<Noted> {
        self.0.iter().max_by_key(|way| way.agreeing())?.differing(FOLLOWING)
    }

    /// Adds what other lines say.
    pub fn merge(&mut self, other: &Self) {
        for (way, other) in self.0.iter_mut().zip(&other.0) {
            way.merge(other);
        }
    }

    /// Forgets where.
    pub(super) fn forget(&mut self) {
        self.0.iter_mut().for_each(Agreement::forget);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn noted(lines: &[(i64, i64)]) -> Option<Noted> {
        let mut balances = Balances::default();
        let line = |(at, (pence, balance)): (usize, &(i64, i64))| Balanced {
            row: at as u64 + 2,
            pence: *pence,
            balance: *balance,
        };
        let lines: Vec<Balanced> = lines.iter().enumerate().map(line).collect();
        lines.windows(2).for_each(|pair| balances.compare(pair[0], pair[1]));
        balances.differing()
    }

    #[test]
    fn an_amount_that_does_not_lead_to_its_balance_is_named() {
        let rising = [(5, 5), (7, 12), (1, 13), (2, 15), (9, 24), (99, 27), (3, 30), (4, 34)];
        assert_eq!(noted(&rising).and_then(|noted| noted.place()).as_deref(), Some("row 7"));
        let newest_first: Vec<_> = rising.iter().rev().copied().collect();
        assert_eq!(noted(&newest_first).and_then(|noted| noted.place()).as_deref(), Some("row 4"));
        let falling: Vec<_> = rising.iter().map(|(pence, balance)| (*pence, 100 - balance)).collect();
        assert_eq!(noted(&falling).and_then(|noted| noted.place()).as_deref(), Some("row 7"));
    }

    #[test]
    fn sums_of_something_else_are_no_balances() {
        assert_eq!(noted(&[(5, 1), (7, 9), (1, 4), (2, 8), (9, 3), (9, 2), (1, 3), (4, 1)]), None);
    }
}
