//! Tables whose rows come one by one, as a workbook's do.

use std::fmt;
use std::ops::ControlFlow;

use faxban_engine::mentions::{Mention, Where};
use faxban_read::workbook::EachRow;

use crate::reconcile::RowAccount;

use super::gather::{Gatherer, mentions};
use super::{HEAD_ROWS, NoTable, PROFILED, Reading, Table, above, beside, find_header, layout_of, samples};

/// Rows and columns of a sheet that hold one table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Part {
    first: u64,
    last: u64,
    /// The first column, from 0; cells before it count as blank.
    from: usize,
    /// The column behind the last one.
    upto: usize,
}

impl Part {
    const WHOLE: Self = Self { first: 1, last: u64::MAX, from: 0, upto: usize::MAX };

    const fn is_of_columns(self) -> bool {
        self.from > 0 || self.upto < usize::MAX
    }

    /// Its own cells of a row; none if the row is as it stands in the sheet.
    fn cells(self, cells: &[String]) -> Option<Vec<String>> {
        let own =
            |(column, cell): (usize, &String)| if column < self.from { String::new() } else { cell.clone() };
        self.is_of_columns().then(|| cells.iter().enumerate().take(self.upto).map(own).collect())
    }
}

/// Reads the tables of a sheet. `rows` walks through all rows in order, as often as it is called, calling back for each;
/// rows that it leaves out are blank.
///
/// # Errors
/// When there is no table in it or `rows` fails.
pub fn read_rows<E: fmt::Display>(
    reading: &Reading<'_>,
    mut rows: impl FnMut(&mut EachRow<'_>) -> Result<(), E>,
) -> Vec<Result<Table, NoTable>> {
    tables_of(reading, &mut rows, Part::WHOLE)
}

/// What walks through the rows of a sheet.
type Walk<'w, E> = dyn FnMut(&mut EachRow<'_>) -> Result<(), E> + 'w;

/// Reads the tables of a part: one below the other, side by side, or both.
fn tables_of<E: fmt::Display>(
    reading: &Reading<'_>,
    rows: &mut Walk<'_, E>,
    part: Part,
) -> Vec<Result<Table, NoTable>> {
    let table = match read_part(reading, rows, part) {
        Ok(table) => table,
        fault => return vec![fault],
    };
    let headers = &table.totals.screened.headers;
    if headers.is_empty() {
        return side_by_side(reading, rows, part, &table).unwrap_or_else(|| vec![Ok(table)]);
    }
    let mut starts = vec![part.first];
    starts.extend(headers);
    drop(table);
    let ends = starts.iter().skip(1).map(|next| next - 1).chain([part.last]);
    let parts: Vec<Part> =
        starts.iter().zip(ends).map(|(first, last)| Part { first: *first, last, ..part }).collect();
    let mut read = |part: Part| {
        let mut tables = match read_part(reading, rows, part) {
            Ok(table) => side_by_side(reading, rows, part, &table).unwrap_or_else(|| vec![Ok(table)]),
            fault => vec![fault],
        };
        tables.iter_mut().flatten().for_each(|table| table.part = table.part.or(Some(part.first)));
        tables
    };
    parts.into_iter().flat_map(&mut read).collect()
}

/// Reads a table and the one that stands beside it, each by itself; none if nothing that can be read stands beside it.
fn side_by_side<E: fmt::Display>(
    reading: &Reading<'_>,
    rows: &mut Walk<'_, E>,
    part: Part,
    table: &Table,
) -> Option<Vec<Result<Table, NoTable>>> {
    let start = table.layout.mapping.beside?;
    let mut right = tables_of(reading, rows, Part { from: start, ..part });
    if !right.iter().flatten().any(|table| table.totals.screened.control.lines > 0) {
        return None;
    }
    let mut tables = tables_of(reading, rows, Part { upto: start, ..part });
    let end = |table: &Table, from: usize| {
        let last = table.layout.header.iter().rposition(|heading| !heading.trim().is_empty());
        last.map_or(from, |last| last) + 1
    };
    for table in tables.iter_mut().flatten() {
        table.columns = Some((part.from, end(table, part.from)));
    }
    for table in right.iter_mut().flatten() {
        table.columns = table.columns.or_else(|| Some((start, end(table, start))));
        table.remarks.push(
            "it stands beside another table on the same sheet; we read each by itself. Check that no line was cut in two"
                .to_owned(),
        );
    }
    tables.extend(right);
    Some(tables)
}

fn read_part<E: fmt::Display>(
    reading: &Reading<'_>,
    rows: &mut Walk<'_, E>,
    part: Part,
) -> Result<Table, NoTable> {
    let told = |error: E| NoTable::Failed(error.to_string());
    let mut within = |each: &mut EachRow<'_>| {
        rows(&mut |number, cells| {
            if number > part.last {
                ControlFlow::Break(())
            } else if number < part.first {
                ControlFlow::Continue(())
            } else {
                match part.cells(cells) {
                    Some(own) => each(number, &own),
                    None => each(number, cells),
                }
            }
        })
    };
    let mut head: Vec<(u64, Vec<String>)> = Vec::new();
    within(&mut |number, cells| {
        head.push((number, cells.to_vec()));
        if head.len() < HEAD_ROWS + PROFILED { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
    })
    .map_err(told)?;
    if head.iter().all(|(_, cells)| cells.iter().all(|cell| cell.trim().is_empty())) {
        return Err(NoTable::Empty);
    }
    let looked_at = head.get(..HEAD_ROWS).unwrap_or(&head);
    let (header, misfit) = match find_header(looked_at, reading) {
        Err(NoTable::NoHeader { looked_at, .. }) => {
            let (rows, mentions) = without_header(reading, within).map_err(told)?;
            head.truncate(HEAD_ROWS);
            return Err(NoTable::NoHeader { looked_at, rows, mentions, first: head });
        }
        header => header?,
    };
    let (first_row, last_row) = (header.first_row, header.last_row);
    let pack = &reading.rules.pack;
    let above = above::mentions_above(&head, (first_row, last_row), pack);
    let table_above = above::table_above(&head, first_row);
    let unit = above::unit(&head, first_row, &reading.rules.row_words);
    let dated = above::day(&head, first_row);
    let samples = samples(&head, last_row);
    let layout = layout_of(header, &head, None);
    drop(head);
    let gate = layout.gate(pack);
    let mut gatherer = Gatherer::new(reading, &layout, &gate);
    let screen = gatherer.screen();
    let mut last = last_row;
    let below = |each: &mut EachRow<'_>| {
        within(&mut |number, cells| {
            if number <= last_row {
                return ControlFlow::Continue(());
            }
            last = number;
            each(number, cells)
        })
    };
    let screened =
        beside::screen(below, screen, &mut gatherer, last_row, reading.threads).map_err(told)??;
    gatherer.gathered.totals.screened.merge(&screened);
    let mut gathered = gatherer.finish()?;
    gathered.mentions.splice(0..0, above);
    let rows = RowAccount {
        // A table whose columns are named by their numbers has no header.
        above: first_row.saturating_sub(part.first),
        header: if first_row == 0 { 0 } else { last_row - first_row + 1 },
        continued: 0,
        physical: last - part.first + 1,
    };
    let remarks = unit.into_iter().collect();
    Ok(Table { misfit, remarks, dated, ..gathered.into_table(layout, rows, table_above, None, samples) })
}

/// Rows of a sheet without a header, and what they name.
fn without_header<E>(
    reading: &Reading<'_>,
    mut rows: impl FnMut(&mut EachRow<'_>) -> Result<(), E>,
) -> Result<(u64, Vec<Mention>), E> {
    let pack = &reading.rules.pack;
    let gate = above::gate(pack);
    let (mut last, mut found) = (0, Vec::new());
    rows(&mut |number, cells| {
        last = number;
        found.extend(mentions(&above::places(&gate, Where::NoHeader, number, cells), pack));
        ControlFlow::Continue(())
    })?;
    Ok((last, found))
}
