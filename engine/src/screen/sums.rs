//! Totals told by what they add up to.
//!
//! A row without a date that holds the sum of the lines above it is their total, whatever it is called; a row called a
//! total that holds another sum is one, too, and the difference is worth a look. Sums need the lines in their order, so
//! screening hands such rows on, and whoever has all of them decides here.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

/// A row that is a line or a total.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Doubtful {
    /// Row as a person counts.
    pub row: u64,
    /// Its amount in pence, if it has one that can be read.
    pub pence: Option<i64>,
    /// Whether one of its cells says that it is a total.
    pub says_total: bool,
    /// What the lines above it add up to, in pence: since its part of the table began or, put together, since the table
    /// began.
    pub before: i128,
    /// Whether a rule may match it.
    pub mentions: bool,
    /// Its cells.
    pub cells: Vec<String>,
}

/// A total names what it is the total of, and nothing else of it.
const BARE: usize = 2;
/// Of a table with fewer columns a line may have no more cells filled than a total has.
const MANY_COLUMNS: usize = 5;

impl Doubtful {
    /// Whether hardly anything is filled where lines say much more.
    fn is_bare(&self) -> bool {
        let filled = self.cells.iter().filter(|cell| !cell.trim().is_empty()).count();
        self.cells.len() >= MANY_COLUMNS && filled <= BARE
    }
}

/// A total that the table itself states, held against its lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct StatedTotal {
    /// Row as a person counts.
    pub row: u64,
    /// What it states, in pence.
    pub stated: i64,
    /// What the lines add up to that it is nearest to, in pence.
    pub lines: i128,
}

impl StatedTotal {
    /// Whether it is what the lines add up to.
    #[must_use]
    pub fn agrees(&self) -> bool {
        i128::from(self.stated) == self.lines
    }
}

/// Decides which doubtful rows of a table, in their order, are totals. `end` is what all its lines add up to, in pence;
/// `names_product` says whether a row names a product,
/// as no row that is only a total does.
#[must_use]
pub fn decide(
    rows: &[Doubtful],
    end: i128,
    mut names_product: impl FnMut(&Doubtful) -> bool,
) -> (Vec<bool>, Vec<StatedTotal>) {
    // Sums of all lines above the places where a total may begin.
    let mut begins = BTreeSet::from([0_i128]);
    // Doubtful rows that turned out to be lines count to those below.
    let mut more = 0_i128;
    let mut stated: Vec<StatedTotal> = Vec::new();
    // What the last total stated, and of how much of the table.
    let mut last: Option<(i64, i128)> = None;
    let mut totals = Vec::with_capacity(rows.len());
    for (place, row) in rows.iter().enumerate() {
        let sum = row.before + more;
        let pence = row.pence.map(i128::from);
        let adds_up = pence.is_some_and(|pence| pence != 0 && begins.contains(&(sum - pence)));
        // What is carried forward at the foot of a page is brought forward at the head of the next.
        // An outline may have its totals above their lines.
        let later = || rows.get(place + 1..).unwrap_or_default().iter().map(|later| later.before);
        let below = || {
            later()
                .chain([end])
                .any(|upto| pence.is_some_and(|pence| pence != 0 && upto - row.before == pence))
        };
        let is_again = row.pence.is_some_and(|pence| pence != 0 && last == Some((pence, sum)));
        let is_total = if row.says_total {
            adds_up || row.is_bare() || !names_product(row)
        } else {
            (adds_up || is_again || below()) && !names_product(row)
        };
        totals.push(is_total);
        if !is_total {
            more += pence.unwrap_or_default();
            continue;
        }
        if is_again {
            continue;
        }
        last = row.pence.map(|pence| (pence, sum));
        if let Some(pence) = row.pence.filter(|_| adds_up || row.says_total) {
            let sums = begins.iter().map(|begin| sum - begin);
            let nearest = sums.min_by_key(|lines| (lines - i128::from(pence)).abs());
            stated.push(StatedTotal { row: row.row, stated: pence, lines: nearest.unwrap_or_default() });
        }
        begins.insert(sum);
    }
    (totals, stated)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(row: u64, before: i128, pence: i64, says_total: bool) -> Doubtful {
        Doubtful { row, pence: Some(pence), says_total, before, mentions: false, cells: Vec::new() }
    }

    #[test]
    fn subtotals_of_several_levels_are_totals_and_other_rows_are_lines() {
        let rows = [
            row(4, 300, 300, true),
            row(7, 500, 200, false),
            row(8, 500, 500, true),
            row(10, 600, 55, false),
            row(12, 600, 655, true),
            row(13, 600, 700, true),
        ];
        let (totals, stated) = decide(&rows, 600, |_| false);
        assert_eq!(totals, [true, true, true, false, true, true]);
        let differing: Vec<_> =
            stated.iter().filter(|total| !total.agrees()).map(|total| total.row).collect();
        assert_eq!(differing, [13]);
    }

    #[test]
    fn a_row_that_names_a_product_is_a_total_only_by_its_word_and_its_sum() {
        let rows = [row(3, 100, 100, true), row(5, 250, 150, false), row(6, 250, 7, true)];
        assert_eq!(decide(&rows, 250, |_| true).0, [true, false, false]);
    }
}
