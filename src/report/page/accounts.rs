//! The proof, table by table: what was read and what became of it.

use faxban_core::Outcome;
use faxban_core::money::format_pounds_grouped;
use serde::Serialize;

use super::super::Report;
use crate::reconcile::Account;
use crate::tally::Tally;

/// The proof of all tables together by outcome, and of every table.
#[derive(Serialize)]
pub struct Accounts {
    outcomes: Vec<&'static str>,
    /// Sums over all tables, in the order of the outcomes.
    sums: Vec<Sum>,
    told: Sum,
    read: Sum,
    rows: Vec<Row>,
}

#[derive(Serialize)]
struct Sum {
    lines: u64,
    debit: String,
    credit: String,
    net: String,
}

/// One table.
#[derive(Serialize)]
struct Row {
    title: String,
    /// Lines by outcome.
    outcomes: Vec<u64>,
    read: Sum,
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
        read: Sum::from(&account.control),
        balanced: account.control == account.total(),
    };
    let sums: Vec<Tally> = worst_first().map(|outcome| report.reconciled.outcome(*outcome)).collect();
    Accounts {
        outcomes: worst_first().map(|outcome| outcome.as_str()).collect(),
        told: Sum::from(&sums.iter().sum()),
        sums: sums.iter().map(Sum::from).collect(),
        read: Sum::from(&report.reconciled.control()),
        rows: report.reconciled.accounts().iter().map(row).collect(),
    }
}

impl From<&Tally> for Sum {
    fn from(tally: &Tally) -> Self {
        Self {
            lines: tally.lines,
            debit: format_pounds_grouped(tally.debit),
            credit: format_pounds_grouped(tally.credit),
            net: format_pounds_grouped(tally.net()),
        }
    }
}
