//! How each table was read, so that a reader can see what the audit took for what.

use faxban_core::Field;
use serde::Serialize;

use super::super::figures::{day, grouped};
use super::super::{Report, SourceReport};
use crate::reconcile::Account;
use crate::screen::Noted;

/// A table as read.
#[derive(Serialize)]
pub struct Table<'a> {
    title: String,
    kind: &'static str,
    hidden: bool,
    encoding: &'a str,
    separator: Option<&'a str>,
    header_row: u64,
    rows_above: u64,
    lines: u64,
    columns: Vec<Column<'a>>,
    unmapped: Vec<&'a str>,
    assessable: bool,
    date_order: &'a str,
    dates: Option<[String; 2]>,
    empty_months: Vec<String>,
    /// What is wrong with dates, with rows and the first of them.
    undated: Vec<(&'static str, String, u64)>,
    skipped: Vec<(&'static str, u64)>,
    rejected: usize,
    warnings: &'a [String],
}

#[derive(Serialize)]
struct Column<'a> {
    header: &'a str,
    field: String,
    guessed: bool,
    basis: Option<&'a str>,
}

/// The tables of a report.
#[must_use]
pub fn sources(report: &Report) -> Vec<Table<'_>> {
    let accounts = report.sources.iter().zip(report.reconciled.accounts());
    accounts.map(|(source, account)| Table::of(source, account)).collect()
}

impl<'a> Table<'a> {
    fn of(source: &'a SourceReport, account: &Account) -> Self {
        let layout = &source.layout;
        let dates = &source.dates;
        let column = |field: Field| {
            layout.mapping.fields.get(&field).map(|column| Column {
                header: &column.header,
                field: field.as_str().replace('_', " "),
                guessed: column.recognised.is_guess(),
                basis: column.basis.as_deref(),
            })
        };
        let noted = |(what, noted): (&'static str, Noted)| (what, grouped(noted.rows), noted.first_row());
        Self {
            title: source.title(),
            kind: layout.kind.as_str(),
            hidden: source.hidden,
            encoding: &source.encoding,
            separator: source.separator.as_deref(),
            header_row: layout.header_row,
            rows_above: account.rows.above,
            lines: account.control.lines,
            columns: layout.ordered().into_iter().filter_map(column).collect(),
            unmapped: layout.mapping.unmapped.iter().map(|(_, header)| header.as_str()).collect(),
            assessable: !layout.assessable.is_empty(),
            date_order: &source.date_order,
            dates: dates.first.zip(dates.last).map(|(first, last)| [day(first), day(last)]),
            empty_months: dates.empty_months.iter().map(ToString::to_string).collect(),
            undated: [
                ("blank", dates.blank),
                ("unreadable", dates.unreadable),
                ("impossible", dates.impossible),
            ]
            .into_iter()
            .filter(|(_, noted)| noted.rows > 0)
            .map(noted)
            .collect(),
            skipped: source.skipped.iter().map(|(why, tally)| (why.as_str(), tally.lines)).collect(),
            rejected: source.rejects.len(),
            warnings: &source.warnings,
        }
    }
}
