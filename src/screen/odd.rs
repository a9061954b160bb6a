//! Records that are not plainly lines: is this a transaction at all?
//!
//! The hot path sends here whatever has no readable date or amount, or another number of cells than the
//! header. Nothing is dropped: each is a line, or skipped for a reason that is counted, or rejected.

use faxban_core::Field;
use serde::Serialize;

use crate::layout::Layout;

/// Why a record is no transaction.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
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

/// Classifies a record by its cells; `mentions` says whether the gate lets it through.
#[must_use]
pub fn classify(cells: &[impl AsRef<str>], layout: &Layout, mentions: bool) -> Odd {
    let filled: Vec<(usize, &str)> = cells
        .iter()
        .enumerate()
        .map(|(index, cell)| (index, cell.as_ref().trim()))
        .filter(|(_, cell)| !cell.is_empty())
        .collect();
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
    if filled.iter().any(|(_, cell)| is_pivot(cell)) {
        return Odd::Skip(Skip::Pivot);
    }
    if is_total(&filled, layout) {
        return Odd::Skip(Skip::Total);
    }
    let about_money = |index: usize| Some(index) == layout.amount || Some(index) == layout.date;
    let is_ledger = layout.kind == faxban_core::SourceKind::Ledger && layout.amount.is_some();
    if is_ledger && filled.len() <= 2 && !mentions && !filled.iter().any(|(index, _)| about_money(*index)) {
        return Odd::Skip(Skip::Note);
    }
    Odd::Line
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

fn is_pivot(cell: &str) -> bool {
    let cell = cell.to_ascii_lowercase();
    ["row labels", "column labels", "(blank)", "sum of amount", "count of amount"].contains(&cell.as_str())
}

/// A word of totalling with hardly anything beside it, or an amount alone.
fn is_total(filled: &[(usize, &str)], layout: &Layout) -> bool {
    let dated = layout.date.is_some_and(|date| filled.iter().any(|(index, _)| *index == date));
    let says_total = |(index, cell): &(usize, &str)| {
        let cell = cell.to_ascii_lowercase();
        let word = cell.trim_end_matches([':', '.', ' ']);
        let whole = [
            "total",
            "totals",
            "grand total",
            "sub total",
            "subtotal",
            "sub-total",
            "overall total",
            "report total",
            "sum",
        ];
        // "Grand Total" in a description of a line with a date is somebody's wording.
        (whole.contains(&word)
            || word.starts_with("grand total")
            || word.starts_with("total for ")
            || word.starts_with("total spend"))
            && (!dated || Some(*index) == layout.date)
    };
    if filled.len() <= 4 && filled.iter().any(says_total) {
        return true;
    }
    let identifies = [Field::TransactionId, Field::Supplier, Field::Description, Field::Organisation];
    layout.kind == faxban_core::SourceKind::Ledger
        && filled.len() == 1
        && filled.iter().all(|(index, _)| Some(*index) == layout.amount)
        && identifies.iter().any(|field| layout.column(*field).is_some())
}
