//! Records that are not plainly lines: is this a transaction at all?
//!
//! The hot path sends here whatever has no readable date or amount, or another number of cells than the
//! header. Nothing is dropped: each is a line, or skipped for a reason that is counted, or rejected.

use faxban_core::Field;
use faxban_core::row_words::RowWords;
use serde::{Deserialize, Serialize};

use crate::layout::Layout;

/// Why a record is no transaction.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Skip {
    /// No cell has any text.
    Blank,
    /// The header again.
    RepeatedHeader,
    /// A total or sub-total.
    Total,
    /// A row of a pivot table.
    Pivot,
    /// A remark below or between the lines.
    Note,
}

impl Skip {
    /// The reason in words.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Blank => "blank row",
            Self::RepeatedHeader => "repeated header",
            Self::Total => "total row",
            Self::Pivot => "pivot-table row",
            Self::Note => "remark without date or amount",
        }
    }
}

/// What an odd record is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Odd {
    /// A line after all.
    Line,
    /// No transaction.
    Skip(Skip),
    /// Not a record of this table, for this reason.
    Reject(String),
}

/// Classifies a record by its cells; `mentions` says whether the gate sees something in one of them.
#[must_use]
pub fn classify(
    cells: &[impl AsRef<str>],
    layout: &Layout,
    words: &RowWords,
    mentions: impl FnOnce() -> bool,
) -> Odd {
    let filled = filled(cells);
    if filled.is_empty() {
        return Odd::Skip(Skip::Blank);
    }
    if repeats_header(&filled, layout) {
        return Odd::Skip(Skip::RepeatedHeader);
    }
    if let Some((index, _)) = filled.iter().find(|(index, _)| *index >= layout.columns) {
        return Odd::Reject(format!(
            "the row has text in column {}, but the header has {} columns; a separator inside a cell has probably moved the cells",
            index + 1,
            layout.columns
        ));
    }
    if is_pivot(&filled, layout, words) {
        return Odd::Skip(Skip::Pivot);
    }
    if is_total(&filled, layout, words) {
        return Odd::Skip(Skip::Total);
    }
    let about_money = |index: usize| layout.is_amount(index) || Some(index) == layout.date;
    let is_ledger = layout.kind.family() == faxban_core::SourceKind::Ledger && layout.has_amount();
    if is_ledger && filled.len() <= 2 && !filled.iter().any(|(index, _)| about_money(*index)) && !mentions() {
        return Odd::Skip(Skip::Note);
    }
    Odd::Line
}

/// Cells with text, and where they stand.
fn filled(cells: &[impl AsRef<str>]) -> Vec<(usize, &str)> {
    let trimmed = cells.iter().map(|cell| cell.as_ref().trim());
    // Memory that grows piece by piece makes threads wait for each other.
    let mut filled = Vec::with_capacity(cells.len());
    filled.extend(trimmed.enumerate().filter(|(_, cell)| !cell.is_empty()));
    filled
}

fn repeats_header(filled: &[(usize, &str)], layout: &Layout) -> bool {
    let same = filled
        .iter()
        .filter(|(index, cell)| {
            layout.header.get(*index).is_some_and(|name| name.trim().eq_ignore_ascii_case(cell))
        })
        .count();
    same >= 2 && same * 2 > filled.len()
}

/// Lines have more cells filled than this; a total or a row of a pivot table has not.
const MOST_CELLS: usize = 4;

fn is_pivot(filled: &[(usize, &str)], layout: &Layout, words: &RowWords) -> bool {
    filled.iter().any(|(_, cell)| words.is_pivot_heading(cell))
        || (filled.len() <= MOST_CELLS
            && !is_dated(filled, layout)
            && filled.iter().any(|(_, cell)| words.is_pivot_word(cell)))
}

fn is_dated(filled: &[(usize, &str)], layout: &Layout) -> bool {
    layout.date.is_some_and(|date| filled.iter().any(|(index, _)| *index == date))
}

/// A word of totalling with hardly anything beside it, or an amount alone.
fn is_total(filled: &[(usize, &str)], layout: &Layout, words: &RowWords) -> bool {
    let dated = is_dated(filled, layout);
    // "Grand Total" in a description of a line with a date is somebody's wording.
    let says_total =
        |(index, cell): &(usize, &str)| words.is_total(cell) && (!dated || Some(*index) == layout.date);
    if filled.len() <= MOST_CELLS && filled.iter().any(says_total) {
        return true;
    }
    let identifies = [Field::TransactionId, Field::Supplier, Field::Description, Field::Organisation];
    layout.kind.family() == faxban_core::SourceKind::Ledger
        && filled.iter().all(|(index, _)| layout.is_amount(*index))
        && identifies.iter().any(|field| layout.column(*field).is_some())
}
