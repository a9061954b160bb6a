//! `findings.csv`, `cleared.csv`, `rejects.csv`, `reconciliation.csv`.

use std::borrow::{Borrow, Cow};
use std::io::{self, Write};

use faxban_core::Outcome;
use faxban_core::money::format_pounds;

use super::columns::{self, Cell, Column};
use super::{Report, rolled};
use crate::tally::Tally;

/// Text that a spreadsheet would take for a formula is made inert; numbers are left alone.
#[must_use]
pub fn inert(cell: &str) -> Cow<'_, str> {
    let starts_formula = cell.starts_with(['=', '+', '-', '@', '\t', '\r']);
    if starts_formula && !is_number(cell) { Cow::Owned(format!("'{cell}")) } else { Cow::Borrowed(cell) }
}

fn is_number(cell: &str) -> bool {
    let digits = cell.strip_prefix(['-', '+']).unwrap_or(cell);
    !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.' || byte == b',')
}

/// Writes `findings.csv`.
///
/// # Errors
/// When the writer fails.
pub fn findings(report: &Report, out: impl Write) -> csv::Result<()> {
    list(report, &columns::findings(), &report.findings, out)
}

/// Writes `cleared.csv`.
///
/// # Errors
/// When the writer fails or a line cannot be read back from disk.
pub fn cleared(report: &Report, out: impl Write) -> csv::Result<()> {
    list_as_read(report, &columns::cleared(), report.cleared.iter(), out)
}

/// Writes `rejects.csv`.
///
/// # Errors
/// When the writer fails.
pub fn rejects(report: &Report, out: impl Write) -> csv::Result<()> {
    list(report, &columns::rejects(), columns::all_rejected(report), out)
}

/// Writes a list as a file.
///
/// # Errors
/// When the writer fails.
pub fn list<T, I>(report: &Report, columns: &[Column<T>], items: I, out: impl Write) -> csv::Result<()>
where
    I: IntoIterator<Item: Borrow<T>>,
{
    list_as_read(report, columns, items.into_iter().map(Ok), out)
}

fn list_as_read<T, I: Borrow<T>>(
    report: &Report,
    columns: &[Column<T>],
    items: impl Iterator<Item = io::Result<I>>,
    out: impl Write,
) -> csv::Result<()> {
    let mut out = csv::Writer::from_writer(out);
    out.write_record(columns.iter().map(|column| column.heading.name))?;
    for item in items {
        let item = item?;
        for column in columns {
            match (column.cell)(report, item.borrow()) {
                Cell::Text(text) => out.write_field(&*inert(&text))?,
                other => out.write_field(&*other.text())?,
            }
        }
        out.write_record(None::<&[u8]>)?;
    }
    out.flush().map_err(Into::into)
}

/// The columns of `reconciliation.csv`.
pub const RECONCILIATION: [&str; 7] = ["source", "sheet", "outcome", "lines", "debit", "credit", "net"];

/// Writes `mentions.csv`.
///
/// # Errors
/// When the writer fails.
pub fn mentions(report: &Report, out: impl Write) -> csv::Result<()> {
    list(report, &super::mentions::columns(), report.mentioned(), out)
}

/// Writes `reconciliation.csv`: of each source a row an outcome, a total row and every row of the file by what it is; then all sources together, then the results
/// that it was merged from.
///
/// # Errors
/// When the writer fails.
pub fn reconciliation(report: &Report, out: impl Write) -> csv::Result<()> {
    let mut out = csv::Writer::from_writer(out);
    out.write_record(RECONCILIATION)?;
    let mut row = |source: &str, sheet: &str, outcome: &str, tally: &Tally| {
        out.write_record([
            &*inert(source),
            &inert(sheet),
            outcome,
            &tally.lines.to_string(),
            &format_pounds(tally.debit),
            &format_pounds(tally.credit),
            &format_pounds(tally.net()),
        ])
    };
    for (source, account) in report.sources.iter().zip(report.reconciled.accounts()) {
        for outcome in Outcome::ALL {
            if let Some(tally) = account.outcomes.get(outcome).filter(|tally| tally.lines > 0) {
                row(&source.name, &source.sheet, outcome.as_str(), tally)?;
            }
        }
        row(&source.name, &source.sheet, "total", &account.control)?;
        for (what, rows) in account.by_row() {
            row(&source.name, &source.sheet, what, &Tally { lines: rows, ..Tally::default() })?;
        }
    }
    for outcome in Outcome::ALL {
        let tally = report.reconciled.outcome(*outcome);
        if tally.lines > 0 {
            row("(all sources)", "", outcome.as_str(), &tally)?;
        }
    }
    row("(all sources)", "", "total", &report.reconciled.control())?;
    if report.rolled.len() > 1 {
        for part in &report.rolled {
            row(&format!("(result {})", part.name), "", "total", &part.total())?;
        }
        let left_out = rolled::left_out(&report.rolled);
        if left_out.lines > 0 {
            row("(of these in two results, left out once)", "", "total", &left_out)?;
        }
    }
    out.flush().map_err(Into::into)
}
