//! `findings.xlsx`: the report in the form in which the people who have to answer it work.
//!
//! It has no content of its own: the same cells as the CSV files, with real numbers and dates, formulas that
//! check the totals, and columns for the trust's answer. Text from the audited files is only ever written as
//! text. The long lists go to disk row by row, so that a hundred thousand findings fit in little memory.

mod chart;
pub mod history;
mod list;
mod method;
mod reconciliation;
mod sheet;
mod sources;
mod style;
mod summary;

use std::borrow::Cow;
use std::io::{self, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use jiff::civil::Date;
use rust_xlsxwriter::{ColNum, DocProperties, ExcelDateTime, Workbook, XlsxError};

use self::list::Shape;
use self::style::Styles;
use super::Report;
use super::columns::{self, Cell, Column, Heading};
use super::declared::Against;
use super::mentions;
use crate::findings::Cleared;

/// Names of the sheets that are there only when there is something to say.
const MENTIONS: &str = "Mentions";
const DECLARED: &str = "Declared";
const CHANGES: &str = "Changes";
const CROSSCHECK: &str = "Cross-check";
const EXEMPTIONS: &str = "Exemptions";

/// Writes the workbook; rows on their way lie in the folder `scratch`, in files without a name.
///
/// # Errors
/// When the disk or the writer refuses.
pub fn write(report: &Report, scratch: &Path, out: impl Write + Send) -> io::Result<()> {
    guarded("findings.xlsx", || write_sheets(report, scratch, out))
}

/// The writer panics when its disk is full; the file must then be taken back like after any other fault.
fn guarded(name: &str, write: impl FnOnce() -> Result<(), XlsxError>) -> io::Result<()> {
    match catch_unwind(AssertUnwindSafe(write)) {
        Ok(Ok(())) => Ok(()),
        Ok(Err(XlsxError::IoError(error))) => Err(error),
        Ok(Err(error)) => Err(io::Error::other(format!("{name}: {error}"))),
        Err(_) => Err(io::Error::other(format!("{name} could not be written to its end; is the disk full?"))),
    }
}

fn write_sheets(report: &Report, scratch: &Path, out: impl Write + Send) -> Result<(), XlsxError> {
    let mut workbook = Workbook::new();
    workbook.set_tempdir(scratch)?.set_zip_compression_level(2);
    workbook.set_properties(&properties(report)?);
    let mut book = Book { workbook, styles: Styles::default(), running_head: running_head(report) };
    summary::write(&mut book, report)?;
    let columns = columns::findings();
    let shape =
        Shape { name: "Findings", headings: headings(&columns), answers: true, frozen: 2, pages_wide: 3 };
    list::write(&mut book, &shape, rows(report, &columns, &report.findings), list::ROWS)?;
    monthly(&mut book, report)?;
    reconciliation::write(&mut book, report)?;
    let columns = columns::cleared();
    let cells = |cleared: io::Result<Cow<'_, Cleared>>| -> io::Result<Vec<Cell<'static>>> {
        let cleared = cleared?;
        Ok(columns.iter().map(|column| (column.cell)(report, &cleared).into_owned()).collect())
    };
    let shape =
        Shape { name: "Cleared", headings: headings(&columns), answers: false, frozen: 0, pages_wide: 2 };
    list::write(&mut book, &shape, report.cleared.iter().map(cells), list::ROWS)?;
    let (columns, rejected) = (columns::rejects(), columns::all_rejected(report).collect::<Vec<_>>());
    let shape =
        Shape { name: "Rejects", headings: headings(&columns), answers: false, frozen: 0, pages_wide: 1 };
    list::write(&mut book, &shape, rows(report, &columns, &rejected), list::ROWS)?;
    let (columns, mentioned) = (mentions::columns(), report.mentioned());
    some(&mut book, report, (MENTIONS, 0), &columns, &mentioned)?;
    sources::write(&mut book, report)?;
    method::write(&mut book, report)?;
    book.workbook.save_to_writer(out)
}

/// Lists that a report has only when there is something to say.
fn monthly(book: &mut Book, report: &Report) -> Result<(), XlsxError> {
    let against = Against::all(report);
    some(book, report, (DECLARED, 2), &columns::monthly::declared(), &against)?;
    let changed = report.comparison.as_ref().map_or(&[][..], |comparison| &comparison.rows);
    some(book, report, (CHANGES, 2), &columns::monthly::changes(), changed)?;
    let candidates = &report.crosschecked.candidates;
    some(book, report, (CROSSCHECK, 2), &columns::monthly::crosscheck(), candidates)?;
    some(book, report, (EXEMPTIONS, 1), &columns::monthly::exemptions(), &report.listed.exemptions)
}

/// A list, unless it is empty.
fn some<'a, T: 'a>(
    book: &mut Book,
    report: &'a Report,
    (name, frozen): (&'static str, ColNum),
    columns: &'a [Column<T>],
    items: &'a [T],
) -> Result<(), XlsxError> {
    if items.is_empty() {
        return Ok(());
    }
    let shape = Shape { name, headings: headings(columns), answers: false, frozen, pages_wide: 2 };
    list::write(book, &shape, rows(report, columns, items), list::ROWS)
}

/// A workbook in the making.
struct Book {
    workbook: Workbook,
    styles: Styles,
    /// What stands at the head of every printed page.
    running_head: String,
}

fn running_head(report: &Report) -> String {
    format!("{}, judged as of {}", report.pack.title, report.as_of)
}

/// The day of the audit stands for the time of creation: the same audit gives the same bytes.
fn properties(report: &Report) -> Result<DocProperties, XlsxError> {
    let properties = DocProperties::new()
        .set_title(running_head(report))
        .set_author(format!("faxban {}", env!("CARGO_PKG_VERSION")));
    let day = match day(report.as_of) {
        Some(day) => day,
        None => ExcelDateTime::from_ymd(1900, 1, 1)?,
    };
    Ok(properties.set_creation_datetime(&day))
}

/// A day as a spreadsheet knows it; none before 1900.
fn day(day: Date) -> Option<ExcelDateTime> {
    let year = u16::try_from(day.year()).ok()?;
    ExcelDateTime::from_ymd(year, u8::try_from(day.month()).ok()?, u8::try_from(day.day()).ok()?).ok()
}

fn headings<T>(columns: &[Column<T>]) -> Vec<Heading> {
    columns.iter().map(|column| column.heading).collect()
}

fn rows<'a, T: 'a>(
    report: &'a Report,
    columns: &'a [Column<T>],
    items: impl IntoIterator<Item = &'a T>,
) -> impl Iterator<Item = io::Result<Vec<Cell<'a>>>> {
    items.into_iter().map(move |item| Ok(columns.iter().map(|column| (column.cell)(report, item)).collect()))
}
