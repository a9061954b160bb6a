//! The proof, table by table: what was read and what became of it.

use faxban_core::Outcome;
use serde::Serialize;

use super::super::Report;
use super::super::figures::Sums;
use crate::reconcile::Account;
use crate::tally::Tally;

/// The proof of all tables together by outcome, and of every table.
#[derive(Serialize)]
pub struct Accounts {
    outcomes: Vec<&'static str>,
    /// Sums over all tables, in the order of the outcomes.
    sums: Vec<Sums>,
    told: Sums,
    read: Sums,
    rows: Vec<Row>,
}

/// One table.
#[derive(Serialize)]
struct Row {
    title: String,
    /// Lines by outcome.
    outcomes: Vec<u64>,
    read: Sums,
    balanced: bool,
}

/// The accounts of a report.
#[must_use]
pub fn accounts(report: &Report) -> Accounts {
    let worst_first = || Outcome::ALL.iter().rev();
    let row = |account: &Account| Row {
        title: account.name.clone(),
        outcomes: worst_first()
            .map(|outcome| account.outcomes.get(outcome).map_or(0, |tally| tally.lines))
            .collect(),
        read: Sums::for_people(&account.control),
        balanced: account.control == account.total(),
    };
    let sums: Vec<Tally> = worst_first().map(|outcome| report.reconciled.outcome(*outcome)).collect();
    Accounts {
        outcomes: worst_first().map(|outcome| outcome.as_str()).collect(),
        told: Sums::for_people(&sums.iter().sum()),
        sums: sums.iter().map(Sums::for_people).collect(),
        read: Sums::for_people(&report.reconciled.control()),
        rows: report.reconciled.accounts().iter().map(row).collect(),
    }
}
