//! Reconciling: the proof that no line and no penny went missing.
//!
//! The reader counts every record as it comes; the outcomes are counted where they are decided. Only
//! [`reconcile`] can make a [`Reconciled`], which is what a report is made from; it holds whatever does not
//! agree, so that a report can never hide it.

use std::collections::BTreeMap;

use faxban_core::Outcome;

use crate::tally::Tally;

/// The rows of a file or sheet, or of a part of it, that are not records.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct RowAccount {
    /// Rows above the header.
    pub above: u64,
    /// Rows of the header.
    pub header: u64,
    /// Lines of a text file that go on with the cell of the line before.
    pub continued: u64,
    /// All rows, counted without looking at what is in them.
    pub physical: u64,
}

impl RowAccount {
    /// Whether rows were counted at all; those of a table that a Spark job read were not.
    #[must_use]
    pub const fn is_counted(&self) -> bool {
        self.physical > 0
    }
}

/// What the reader counted of a source, and what became of it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Account {
    /// The source, for messages.
    pub name: String,
    /// Every record, as the reader counted.
    pub control: Tally,
    /// Every record, by what became of it.
    pub outcomes: BTreeMap<Outcome, Tally>,
    /// Rows of its file or sheet that are no records, and all rows.
    pub rows: RowAccount,
    /// Records that were skipped as remarks.
    pub notes: u64,
}

impl Account {
    /// Lines that were audited: neither totals and blank rows nor rejects, which would count money twice or in part.
    #[must_use]
    pub fn audited(&self) -> Tally {
        let audited = |outcome: &Outcome| !matches!(outcome, Outcome::Skipped | Outcome::Rejected);
        self.outcomes.iter().filter(|(outcome, _)| audited(outcome)).map(|(_, tally)| tally).sum()
    }

    /// Every row of its file or sheet by what it is, with the code used in files; the last is their sum as it was
    /// counted without looking at what is in them. Empty where rows were not counted.
    #[must_use]
    pub fn by_row(&self) -> Vec<(&'static str, u64)> {
        if !self.rows.is_counted() {
            return Vec::new();
        }
        let lines = |outcome| self.outcomes.get(&outcome).map_or(0, |tally| tally.lines);
        vec![
            ("rows_above", self.rows.above),
            ("rows_header", self.rows.header),
            ("rows_lines", self.audited().lines),
            ("rows_skipped", lines(Outcome::Skipped).saturating_sub(self.notes)),
            ("rows_notes", self.notes),
            ("rows_rejected", lines(Outcome::Rejected)),
            ("rows_continued", self.rows.continued),
            ("rows_total", self.rows.physical),
        ]
    }

    /// Sum over the outcomes.
    #[must_use]
    pub fn total(&self) -> Tally {
        self.outcomes.values().sum()
    }
}

/// Accounts that were compared, with what does not agree.
#[derive(Debug, Clone)]
pub struct Reconciled {
    accounts: Vec<Account>,
    differences: Vec<String>,
}

impl Reconciled {
    /// The same with what else does not agree.
    #[must_use]
    pub fn with(mut self, differences: Vec<String>) -> Self {
        self.differences.extend(differences);
        self
    }

    /// The accounts, one a source.
    #[must_use]
    pub fn accounts(&self) -> &[Account] {
        &self.accounts
    }

    /// Sentences on what does not agree; empty when every line and penny is accounted for.
    #[must_use]
    pub fn differences(&self) -> &[String] {
        &self.differences
    }

    /// Whether every line and penny is accounted for.
    #[must_use]
    pub const fn is_balanced(&self) -> bool {
        self.differences.is_empty()
    }

    /// Every record of every source.
    #[must_use]
    pub fn control(&self) -> Tally {
        self.accounts.iter().map(|account| &account.control).sum()
    }

    /// An outcome over all sources.
    #[must_use]
    pub fn outcome(&self, outcome: Outcome) -> Tally {
        self.accounts.iter().filter_map(|account| account.outcomes.get(&outcome)).sum()
    }
}

/// Compares what was read with what became of it, source by source.
#[must_use]
pub fn reconcile(accounts: Vec<Account>) -> Reconciled {
    let mut differences = Vec::new();
    for account in &accounts {
        let (read, told) = (account.control, account.total());
        let pairs = [
            ("lines", i128::from(read.lines), i128::from(told.lines)),
            ("pence debit", read.debit, told.debit),
            ("pence credit", read.credit, told.credit),
        ];
        for (what, read, told) in pairs.into_iter().filter(|(_, read, told)| read != told) {
            differences
                .push(format!("{}: {read} {what} were read but the outcomes hold {told}", account.name));
        }
        if let Some(((_, physical), fates)) = account.by_row().split_last() {
            let accounted: u64 = fates.iter().map(|(_, rows)| rows).sum();
            if accounted != *physical {
                differences.push(format!(
                    "{}: the file has {physical} rows there, but only {accounted} are accounted for",
                    account.name
                ));
            }
        }
    }
    Reconciled { accounts, differences }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn an_account_balances_exactly_when_its_outcomes_hold_what_was_read(
            records in prop::collection::vec((prop::option::of(-1_000_000_i64..1_000_000), 0..Outcome::ALL.len()), 0..200),
            lost in prop::option::of(0_usize..200),
        ) {
            let mut account = Account::default();
            let lost = lost.filter(|at| *at < records.len());
            for (at, (pence, outcome)) in records.iter().enumerate() {
                account.control.add(*pence);
                if Some(at) != lost {
                    account.outcomes.entry(Outcome::ALL[*outcome]).or_default().add(*pence);
                }
            }
            prop_assert_eq!(reconcile(vec![account]).is_balanced(), lost.is_none());
        }
    }
}
