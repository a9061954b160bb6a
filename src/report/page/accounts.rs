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
    /// Every row of every file, of tables whose rows were counted.
    counted: Vec<Counted>,
}

/// The rows of a table by what they are; the last number is all rows.
#[derive(Serialize)]
struct Counted {
    title: String,
    rows: Vec<u64>,
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
    let counted = |account: &Account| {
        let rows: Vec<u64> = account.by_row().into_iter().map(|(_, rows)| rows).collect();
        (!rows.is_empty()).then(|| Counted { title: account.name.clone(), rows })
    };
    let sums: Vec<Tally> = worst_first().map(|outcome| report.reconciled.outcome(*outcome)).collect();
    Accounts {
        outcomes: worst_first().map(|outcome| outcome.as_str()).collect(),
        told: Sums::for_people(&sums.iter().sum()),
        sums: sums.iter().map(Sums::for_people).collect(),
        read: Sums::for_people(&report.reconciled.control()),
        rows: report.reconciled.accounts().iter().map(row).collect(),
        counted: report.reconciled.accounts().iter().filter_map(counted).collect(),
    }
}
