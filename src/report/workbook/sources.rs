//! How every table was read: what an auditor checks before trusting what was found in it.

use rust_xlsxwriter::XlsxError;

use super::list::{self, Shape};
use super::{Book, headings, rows};
use crate::layout::Layout;
use crate::report::columns::{Cell, Column, Form, formed, words};
use crate::report::{Report, SourceReport};

/// Writes the sheet.
pub fn write(book: &mut Book, report: &Report) -> Result<(), XlsxError> {
    let tables: Vec<Table<'_>> = report
        .sources
        .iter()
        .zip(report.reconciled.accounts())
        .map(|(source, account)| Table { source, lines: account.control.lines })
        .collect();
    let columns = columns();
    let shape =
        Shape { name: "Sources", headings: headings(&columns), answers: false, frozen: 1, pages_wide: 2 };
    list::write(book, &shape, rows(report, &columns, &tables), list::ROWS)
}

/// A table with the number of its rows.
struct Table<'r> {
    source: &'r SourceReport,
    lines: u64,
}

fn columns<'r>() -> Vec<Column<Table<'r>>> {
    vec![
        words("source", 40, "The file, below the folder that was audited.", |_, t| (&t.source.name).into()),
        words("sheet", 16, "The sheet, of a workbook.", |_, t| (&t.source.sheet).into()),
        words("hidden", 9, "Whether the sheet is hidden in the workbook.", |_, t| {
            if t.source.hidden { "hidden" } else { "" }.into()
        }),
        words("kind", 10, "ledger (what was bought) or register (what is held).", |_, t| {
            t.source.layout.kind.as_str().into()
        }),
        words("encoding", 16, "How the characters are written, or the kind of workbook.", |_, t| {
            (&t.source.encoding).into()
        }),
        words("separator", 11, "What separates the cells of a text file.", |_, t| {
            t.source.separator.as_deref().unwrap_or_default().into()
        }),
        formed(
            Form::Count,
            "header_row",
            12,
            "The row that names the columns, as a person counts.",
            |_, t| Cell::Count(t.source.layout.header_row),
        ),
        formed(Form::Count, "lines", 11, "Rows below it, of every kind.", |_, t| Cell::Count(t.lines)),
        formed(Form::Day, "first_date", 12, "The earliest date of a line.", |_, t| {
            t.source.dates.first.into()
        }),
        formed(Form::Day, "last_date", 12, "The latest date of a line.", |_, t| t.source.dates.last.into()),
        words("date_order", 28, "How days and months were told apart.", |_, t| (&t.source.date_order).into()),
        words("columns", 60, "What each column was taken for.", |_, t| mapped(&t.source.layout).into()),
        words("unmapped_columns", 34, "Columns that were not read.", |_, t| {
            unmapped(&t.source.layout).into()
        }),
        words("warnings", 60, "What the reader of a result should know.", |_, t| {
            t.source.warnings.join("; ").into()
        }),
        words(
            "sha256",
            36,
            "Hash of the file, to prove that it is the one that was audited.",
            |report, t| hash(report, t.source).into(),
        ),
    ]
}

fn mapped(layout: &Layout) -> String {
    let mut columns: Vec<(usize, String)> = layout
        .mapping
        .fields
        .iter()
        .map(|(field, column)| {
            let guess = if column.recognised.is_guess() { " (by its likeness)" } else { "" };
            (column.index, format!("{} → {}{guess}", column.header, field.as_str()))
        })
        .collect();
    let further = |index: &usize| Some((*index, format!("{} → description", layout.header.get(*index)?)));
    columns.extend(layout.mapping.extra_description.iter().filter_map(further));
    columns.sort();
    columns.into_iter().map(|(_, told)| told).collect::<Vec<_>>().join("; ")
}

fn unmapped(layout: &Layout) -> String {
    let mapping = &layout.mapping;
    let mut columns: Vec<(usize, String)> = mapping.unmapped.clone();
    let further = |(field, index, header): &(faxban_core::Field, usize, String)| {
        (*index, format!("{header} (a further {})", field.as_str()))
    };
    columns.extend(mapping.duplicates.iter().map(further));
    columns.extend(
        mapping.blank_headers.iter().map(|index| (*index, format!("column {} without a header", index + 1))),
    );
    columns.sort();
    columns.into_iter().map(|(_, told)| told).collect::<Vec<_>>().join("; ")
}

/// The hash of the file that a table is in; a table of an archive has the archive's.
fn hash<'r>(report: &'r Report, source: &SourceReport) -> &'r str {
    let holds = |name: &str| {
        source.name.strip_prefix(name).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    };
    report.inputs.iter().find(|input| holds(&input.name)).map_or("", |input| input.sha256.as_str())
}
