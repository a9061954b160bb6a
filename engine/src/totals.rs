//! Totals of a part of a table: what was counted of it and what became of it, so that parts add up in any order.
//!
//! Where a table is audited in pieces, on one machine or on many, each piece hands on its totals; the sum of them
//! says the same as if the table had been read in one go.

use std::collections::BTreeMap;

use faxban_core::Outcome;
use serde::{Deserialize, Serialize};

use crate::matching::Unmatched;
use crate::screen::{ByOrganisation, Screened};
use crate::tally::Tally;

/// What is known of a part of a table without its lines.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Totals {
    /// What screening counted.
    pub screened: Screened,
    /// Candidates that no rule matches.
    pub unmatched: Unmatched,
    /// Matched lines by what became of them.
    pub judged: BTreeMap<Outcome, Tally>,
}

impl Totals {
    /// Counts a line that was judged.
    pub fn judge(&mut self, outcome: Outcome, pence: Option<i64>) {
        self.judged.entry(outcome).or_default().add(pence);
    }

    /// Adds those of another part; the order does not matter.
    pub fn merge(&mut self, other: &Self) {
        self.screened.merge(&other.screened);
        self.unmatched.merge(&other.unmatched);
        for (outcome, tally) in &other.judged {
            self.judged.entry(*outcome).or_default().merge(tally);
        }
    }

    /// Every record by what became of it, those that need no judging included.
    #[must_use]
    pub fn outcomes(&self) -> BTreeMap<Outcome, Tally> {
        let mut outcomes = self.judged.clone();
        let mut put = |outcome, tally: &Tally| outcomes.entry(outcome).or_default().merge(tally);
        put(Outcome::Rejected, &self.screened.rejected);
        put(Outcome::Skipped, &self.screened.skipped.values().sum());
        put(Outcome::Clear, &self.screened.clear);
        put(Outcome::Clear, &self.unmatched.clear);
        put(Outcome::NotAssessable, &self.screened.not_assessable);
        put(Outcome::NotAssessable, &self.unmatched.not_assessable);
        outcomes
    }

    /// Lines and pence by organisation as written.
    #[must_use]
    pub fn organisations(&self) -> ByOrganisation {
        let mut all = self.screened.organisations.clone();
        all.merge(&self.unmatched.organisations);
        all
    }

    /// Whether every line and penny that was counted has an outcome.
    #[must_use]
    pub fn reconciles(&self) -> bool {
        self.outcomes().values().sum::<Tally>() == self.screened.control
    }
}

#[cfg(test)]
mod tests {
    use faxban_core::dates::DateOrders;
    use proptest::prelude::*;

    use super::*;
    use crate::screen::Fate;

    fn part(lines: &[(i64, u8)]) -> Totals {
        let mut totals = Totals::default();
        for (pence, what) in lines {
            let pence = Some(*pence).filter(|pence| *pence != 0);
            totals.screened.control.add(pence);
            totals.screened.coverage.see_text(&format!("{what}/0{}/2020", 1 + what % 9), u64::from(*what));
            let name = format!("Trust {}", what % 3);
            totals.screened.organisations.add(name.as_bytes(), pence, Fate::Clear);
            match what % 4 {
                0 => totals.screened.clear.add(pence),
                1 => totals.unmatched.clear.add(pence),
                2 => totals.screened.not_assessable.add(pence),
                _ => totals.judge(Outcome::Breach, pence),
            }
        }
        totals
    }

    fn told(totals: &Totals) -> String {
        serde_json::to_string(totals).unwrap()
    }

    proptest! {
        #[test]
        fn parts_add_up_in_any_order_and_through_text(
            lines in prop::collection::vec((-1_000_i64..1_000, 0_u8..40), 0..60),
            cut in 0_usize..60,
        ) {
            let (one, other) = lines.split_at(cut.min(lines.len()));
            let through = |totals: Totals| serde_json::from_str::<Totals>(&told(&totals)).unwrap();
            let (mut forth, mut back) = (through(part(one)), through(part(other)));
            forth.merge(&part(other));
            back.merge(&part(one));
            let whole = part(&lines);
            prop_assert_eq!(told(&forth), told(&whole));
            prop_assert_eq!(told(&back), told(&whole));
            prop_assert!(whole.reconciles());
            prop_assert_eq!(
                forth.screened.coverage.report(DateOrders::default()).months,
                whole.screened.coverage.report(DateOrders::default()).months
            );
        }
    }

    #[test]
    fn a_line_without_an_outcome_is_told() {
        let mut totals = part(&[(100, 0)]);
        totals.screened.control.add(Some(1));
        assert!(!totals.reconciles());
    }
}
