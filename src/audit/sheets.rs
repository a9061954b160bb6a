//! One sheet of a workbook: its tables, and what its cells alone do not show.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{Read, Seek};
use std::ops::ControlFlow;

use faxban_core::Field;
use faxban_engine::mentions::{Mention, Place, Where};
use faxban_read::workbook::{CellCount, EachRow, Merged, SheetFacts, Workbook};

use crate::layout::Layout;
use crate::report::figures::plural;
use crate::rules::Rules;
use crate::table::{NoTable, Reading, Table, read_rows};

/// Days between the day systems of 1900 and 1904.
const BETWEEN_EPOCHS: u32 = 1462;

/// Reads the tables of a sheet.
///
/// A merged cell counts for all its rows in the columns of dates and organisations, and a bare number in a column of dates
/// is a day of the workbook's own day system. Both need the columns to be known, so such a sheet is read twice.
pub(super) fn tables<R: Read + Seek>(
    workbook: &mut Workbook<R>,
    sheet: &str,
    reading: &Reading<'_>,
) -> (Vec<Result<Table, NoTable>>, SheetFacts) {
    let tables = read_rows(reading, |each| workbook.rows(sheet, each));
    let facts = workbook.facts(sheet).unwrap_or_default();
    let layouts = || tables.iter().flatten().map(|table| &table.layout);
    let dates: BTreeSet<usize> = layouts().flat_map(date_columns).collect();
    let shared: BTreeSet<usize> =
        layouts().flat_map(organisation_columns).chain(dates.iter().copied()).collect();
    let is_shared = |merged: &&Merged| {
        merged.last_row > merged.first_row && shared.contains(&(merged.first_column as usize))
    };
    let merged: Vec<Merged> = facts.merged.iter().filter(is_shared).copied().collect();
    let since_1904 = if workbook.date_1904() { dates } else { BTreeSet::new() };
    if merged.is_empty() && since_1904.is_empty() {
        return (tables, facts);
    }
    let again = read_rows(reading, |each| {
        let mut rows = Completed { each, merged: &merged, values: BTreeMap::new(), since_1904: &since_1904 };
        workbook.rows(sheet, &mut |number, cells| rows.row(number, cells))
    });
    (again, facts)
}

fn date_columns(layout: &Layout) -> Vec<usize> {
    [Field::Date, Field::Acquired, Field::Disposed]
        .into_iter()
        .filter_map(|field| layout.column(field))
        .collect()
}

fn organisation_columns(layout: &Layout) -> Vec<usize> {
    [Field::Organisation, Field::OrganisationCode]
        .into_iter()
        .filter_map(|field| layout.column(field))
        .collect()
}

/// Rows with what merged cells and the day system leave out.
struct Completed<'a, 'e> {
    each: &'a mut EachRow<'e>,
    merged: &'a [Merged],
    /// Texts of the merged cells met, by their place among them.
    values: BTreeMap<usize, String>,
    since_1904: &'a BTreeSet<usize>,
}

impl Completed<'_, '_> {
    fn row(&mut self, number: u64, cells: &[String]) -> ControlFlow<()> {
        let mut cells = cells.to_vec();
        for (index, merged) in self.merged.iter().enumerate() {
            let column = merged.first_column as usize;
            if number == merged.first_row {
                self.values.insert(index, cells.get(column).cloned().unwrap_or_default());
            } else if (merged.first_row..=merged.last_row).contains(&number)
                && let Some(value) = self.values.get(&index)
            {
                if cells.len() <= column {
                    cells.resize(column + 1, String::new());
                }
                if let Some(cell) = cells.get_mut(column).filter(|cell| cell.trim().is_empty()) {
                    cell.clone_from(value);
                }
            }
        }
        for column in self.since_1904 {
            if let Some(cell) = cells.get_mut(*column)
                && let Ok(day) = cell.trim().parse::<u32>()
            {
                *cell = day.saturating_add(BETWEEN_EPOCHS).to_string();
            }
        }
        (self.each)(number, &cells)
    }
}

/// The places of a sheet beside its cells that name a product.
pub(super) fn mentions(facts: &SheetFacts, rules: &Rules) -> Vec<Mention> {
    let kind = Where::Comment;
    let comments = facts.comments.iter().map(|comment| Place {
        kind,
        row: comment.row,
        column: comment.column as usize,
        text: comment.text.clone(),
    });
    let boxes = facts.text_boxes.iter().map(|text| Place { kind, row: 0, column: 0, text: text.clone() });
    comments.chain(boxes).filter_map(|place| Mention::of(&place, &rules.pack)).collect()
}

/// What comments and struck-out text say against the rows of a table.
pub(super) fn doubted_rows(facts: &SheetFacts, layout: &Layout, rules: &Rules) -> BTreeMap<u64, String> {
    let tells = |column: u32| {
        let column = column as usize;
        layout.assessable.contains(&column) || layout.column(Field::AssetId) == Some(column)
    };
    let struck = facts.struck_out.iter().filter_map(|(row, columns)| {
        let column = columns.iter().find(|column| tells(**column))?;
        let called = layout.called(*column as usize);
        Some((*row, format!("a line through the text in the column \"{called}\"")))
    });
    let kind = layout.kind.family();
    let comments = facts.comments.iter().filter_map(|comment| {
        // No more of it is repeated than the words that count: a person may be named in it.
        let word = rules.row_words.speaks_against(&comment.text, kind)?;
        let called = layout.called(comment.column as usize);
        Some((comment.row, format!("\"{word}\" in a comment on the column \"{called}\"")))
    });
    struck.chain(comments).collect()
}

/// Sentences on what a person who opens the sheet does not see, or what the file does not hold.
pub(super) fn remarks(facts: &SheetFacts) -> Vec<String> {
    let mut all = Vec::new();
    let SheetFacts { hidden_rows, hidden_columns, filter_active, .. } = facts;
    if *hidden_rows > 0 {
        let first = facts.first_hidden_row.map(|row| format!(" (first: row {row})")).unwrap_or_default();
        let filter = if *filter_active { " by a filter" } else { "" };
        let (rows, are) = (plural(*hidden_rows, "row", "rows"), if *hidden_rows == 1 { "is" } else { "are" });
        all.push(format!(
            "{rows} {are} hidden{filter} in the workbook{first}; we audited them like the others"
        ));
    }
    if !hidden_columns.is_empty() {
        let letters: Vec<String> =
            hidden_columns.iter().map(|column| crate::report::mentions::letters(*column as usize)).collect();
        let columns = if letters.len() == 1 { "column" } else { "columns" };
        let are = if letters.len() == 1 { "is" } else { "are" };
        all.push(format!(
            "{columns} {} {are} hidden in the workbook; we read them like the others",
            letters.join(", ")
        ));
    }
    let mut counted = |cells: &CellCount, one: &str, many: &str| {
        if let Some(first) = cells.first {
            let (number, what) =
                (plural(cells.count, "cell", "cells"), if cells.count == 1 { one } else { many });
            all.push(format!("{number} {what} (first: {first})"));
        }
    };
    counted(
        &facts.formulas_without_result,
        "holds a formula whose result is not in the file, so it was read as blank. Open the workbook in Excel, save it, and audit it again",
        "hold formulas whose results are not in the file, so they were read as blank. Open the workbook in Excel, save it, and audit it again",
    );
    counted(&facts.unreadable_cells, "holds an error or cannot be read", "hold errors or cannot be read");
    if let Some(first) = facts.struck_out.keys().next() {
        let rows = plural(facts.struck_out.len() as u64, "row", "rows");
        all.push(format!(
            "{rows} with text that is struck out (first: row {first}); we read it like the rest. A finding whose own text is struck out is for review"
        ));
    }
    all.extend(facts.not_read.iter().cloned());
    all
}
