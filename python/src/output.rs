//! What came of an audit as Arrow tables: the cells of `findings.csv`, `cleared.csv` and `rejects.csv`, all text.

use std::sync::Arc;

use arrow_array::builder::StringBuilder;
use arrow_array::{ArrayRef, RecordBatch};
use arrow_schema::{ArrowError, DataType, Field, Schema};
use faxban_engine::columns::{self, Column, OfLine, Places, Rejected};

use crate::session::Audited;

/// Knows what the only source is called.
pub struct Place<'s>(pub &'s str);

impl Places for Place<'_> {
    fn place(&self, _: usize) -> (&str, &str) {
        (self.0, "")
    }
}

/// Names of the columns of findings, cleared lines and rejected rows.
pub fn names() -> [Vec<&'static str>; 3] {
    [
        columns::findings::<Place<'_>>().iter().map(|column| column.heading.name).collect(),
        columns::cleared::<Place<'_>>().iter().map(|column| column.heading.name).collect(),
        columns::rejects::<Place<'_>>().iter().map(|column| column.heading.name).collect(),
    ]
}

/// Findings, cleared lines and rejected rows as tables.
pub fn tables(audited: &Audited, source: &str, numbered: bool) -> Result<[RecordBatch; 3], ArrowError> {
    let place = Place(source);
    let rejected: Vec<Rejected<'_>> =
        audited.rejects.iter().map(|reject| Rejected { source, sheet: "", reject }).collect();
    let name = |row| audited.name(row, numbered);
    Ok([
        table(&columns::findings(), &audited.findings, &place, |f| name(f.line().row))?,
        table(&columns::cleared(), &audited.cleared, &place, |c| name(c.line().row))?,
        table(&columns::rejects(), &rejected, &place, |r| name(r.reject.row))?,
    ])
}

fn table<'s, T>(
    columns: &[Column<T, Place<'s>>],
    items: &[T],
    place: &Place<'s>,
    row: impl Fn(&T) -> String,
) -> Result<RecordBatch, ArrowError> {
    let of = |column: &Column<T, Place<'s>>| -> ArrayRef {
        let mut cells = StringBuilder::new();
        for item in items {
            let key = (column.heading.name == "row").then(|| row(item));
            let cell = (column.cell)(place, item);
            let text = key.as_deref().map_or_else(|| cell.text(), Into::into);
            cells.append_option(Some(&*text).filter(|text| !text.is_empty()));
        }
        Arc::new(cells.finish())
    };
    let fields: Vec<Field> =
        columns.iter().map(|column| Field::new(column.heading.name, DataType::Utf8, true)).collect();
    RecordBatch::try_new(Arc::new(Schema::new(fields)), columns.iter().map(of).collect())
}
