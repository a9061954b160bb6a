//! The proof, table by table: what was read and what became of it.

use faxban_core::Outcome;
use faxban_core::money::format_pounds_grouped;
use serde::Serialize;

use super::super::Report;
use crate::reconcile::Account;
use crate::tally::Tally;

/// The proof of every table, and of all together.
#[derive(Serialize)]
pub struct Accounts {
    outcomes: Vec<&'static str>,
    rows: Vec<Row>,
    all: Row,
}

/// One table.
#[derive(Serialize)]
struct Row {
    title: String,
    outcomes: Vec<u64>,
    lines: u64,
    debit: String,
    credit: String,
    net: String,
    balanced: bool,
}

/// The accounts of a report.
#[must_use]
pub fn accounts(report: &Report) -> Accounts {
    let row = |account: &Account| {
        let of = |outcome: &Outcome| account.outcomes.get(outcome).map_or(0, |tally| tally.lines);
        Row::of(account.name.clone(), &account.control, of, account.control == account.total())
    };
    Accounts {
        outcomes: worst_first().map(|outcome| outcome.as_str()).collect(),
        rows: report.reconciled.accounts().iter().map(row).collect(),
        all: Row::of(
            String::new(),
            &report.reconciled.control(),
            |outcome| report.count(*outcome),
            report.reconciled.is_balanced(),
        ),
    }
}

fn worst_first() -> impl Iterator<Item = &'static Outcome> {
    Outcome::ALL.iter().rev()
}

impl Row {
    fn of(title: String, read: &Tally, of: impl Fn(&Outcome) -> u64, balanced: bool) -> Self {
        Self {
            title,
            outcomes: worst_first().map(of).collect(),
            lines: read.lines,
            debit: format_pounds_grouped(read.debit),
            credit: format_pounds_grouped(read.credit),
            net: format_pounds_grouped(read.net()),
            balanced,
        }
    }
}
