//! Records that are not plainly lines: is this a transaction at all?
//!
//! The hot path sends here whatever has no readable date or amount, or another number of cells than the
//! header. Nothing is dropped: each is a line, or skipped for a reason that is counted, or rejected.

use faxban_core::Field;
use faxban_core::columns::{self, Synonyms};
use faxban_core::row_words::RowWords;
use serde::{Deserialize, Serialize};

use super::one_cell;
use crate::layout::Layout;
use crate::mentions::Where;
use crate::profile::Content;

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

    /// The same of several rows.
    #[must_use]
    pub const fn several(self) -> &'static str {
        match self {
            Self::Blank => "blank rows",
            Self::RepeatedHeader => "repeated headers",
            Self::Total => "total rows",
            Self::Pivot => "pivot-table rows",
            Self::Note => "remarks without date or amount",
        }
    }

    /// What a mention in such a row is called.
    #[must_use]
    pub const fn place(self) -> Where {
        match self {
            Self::Total => Where::Total,
            Self::Note => Where::Note,
            Self::Blank | Self::RepeatedHeader | Self::Pivot => Where::Skipped,
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
    /// The header of a further table.
    Header,
    /// A record that stands in one cell; these are its cells.
    OneCell(Vec<String>),
    /// A line or a total: the sums of the lines above it tell which.
    Doubtful,
    /// Not a record of this table, for this reason.
    Reject(String),
}

/// Classifies a record by its cells. `synonyms` are known where rows come in the order of their table: headers of further
/// tables are looked for, and sums can be held against the lines above. `mentions` says whether the gate sees something
/// in one of the cells.
#[must_use]
pub fn classify(
    cells: &[&str],
    layout: &Layout,
    words: &RowWords,
    synonyms: Option<&Synonyms>,
    mentions: bool,
) -> Odd {
    let filled = filled(cells);
    if filled.is_empty() {
        return Odd::Skip(Skip::Blank);
    }
    if layout.columns >= one_cell::FEWEST
        && let Some(record) = one_cell::record(cells)
    {
        return if record.len() == layout.columns && layout.profile.fits(&record) {
            Odd::OneCell(record)
        } else {
            Odd::Reject("a whole record stands in one cell of the row, and we cannot tell which column each part of it belongs to. Split it into cells (in Excel: Data, Text to Columns), or move these rows to a file of their own".to_owned())
        };
    }
    if let Some(count) = one_cell::stacked(cells, layout) {
        return Odd::Reject(format!(
            "{count} records stand one below the other within the cells of the row. Give each of them a row of its own"
        ));
    }
    let same = same_as_header(&filled, layout);
    if same < filled.len() && synonyms.is_some_and(|synonyms| columns::is_another_header(cells, synonyms)) {
        return Odd::Header;
    }
    if same >= 2 && same * 2 > filled.len() {
        return Odd::Skip(Skip::RepeatedHeader);
    }
    let is_beyond = |(index, _): &&(usize, &str)| *index >= layout.columns;
    let has_separators = layout.profile.separator().is_some();
    if let Some((index, _)) = filled.iter().find(is_beyond)
        && has_separators
        && layout.profile.usual().is_none()
    {
        return Odd::Reject(moved(*index + 1, layout));
    }
    if is_pivot(&filled, layout, words) {
        return Odd::Skip(Skip::Pivot);
    }
    let says_total = is_total(&filled, layout, words);
    if synonyms.is_some() && (says_total || may_be_total(&filled, layout)) {
        return Odd::Doubtful;
    }
    if says_total && !mentions {
        return Odd::Skip(Skip::Total);
    }
    if is_note(&filled, layout, mentions) { Odd::Skip(Skip::Note) } else { Odd::Line }
}

/// Why a row is rejected whose cells have moved.
#[must_use]
pub fn moved(cells: usize, layout: &Layout) -> String {
    let columns = layout.columns;
    if cells > columns {
        return format!(
            "the row has {cells} cells, but the header has {columns} columns: a separator inside a cell has moved the cells, and we cannot tell which cell. Put the row right in the file"
        );
    }
    match layout.profile.usual() {
        Some(usual) if usual != cells => format!(
            "the row has {cells} cells where the rows around it have {usual}, and its cells do not fit their columns. Put the row right in the file"
        ),
        _ => "the cells of the row do not fit their columns, such as a date where the other rows have words. Put the row right in the file".to_owned(),
    }
}

/// A remark: hardly anything is filled, and nothing that makes a line.
fn is_note(filled: &[(usize, &str)], layout: &Layout, mentions: bool) -> bool {
    match layout.kind.family() {
        faxban_core::SourceKind::Ledger => {
            let about_money = |index: usize| layout.is_amount(index) || Some(index) == layout.date;
            let says_what = |(index, _): &(usize, &str)| layout.assessable.contains(index);
            let is_line = mentions && filled.len() > 1 && filled.iter().any(says_what);
            layout.has_amount()
                && filled.len() <= 2
                && !filled.iter().any(|(index, _)| about_money(*index))
                && !is_line
        }
        // Of an asset the words alone may be known; a row with one other cell filled is a remark or a heading of a group.
        _ => {
            filled.len() == 1
                && layout.columns >= FEW_COLUMNS
                && !filled.iter().any(|(index, _)| layout.assessable.contains(index))
        }
    }
}

/// Whether one of the cells says that the row is a total.
#[must_use]
pub fn says_total(cells: &[&str], layout: &Layout, words: &RowWords) -> bool {
    is_total(&filled(cells), layout, words)
}

/// Whether a row may be a total that no word tells: an amount, hardly anything beside it, and no date where the table has
/// dates.
fn may_be_total(filled: &[(usize, &str)], layout: &Layout) -> bool {
    let has_dates = |date| layout.profile.is_empty() || layout.profile.content(date) == Content::Date;
    let has_date = |date| filled.iter().any(|(index, cell)| *index == date && has_digit(cell));
    layout.date.is_none_or(|date| has_dates(date) && !has_date(date))
        && filled.len() <= LABELLED
        && layout.columns > LABELLED
        && filled.iter().any(|(index, _)| layout.is_amount(*index))
}

fn has_digit(cell: &str) -> bool {
    cell.bytes().any(|byte| byte.is_ascii_digit())
}

/// Cells with text, and where they stand.
fn filled<'c>(cells: &[&'c str]) -> Vec<(usize, &'c str)> {
    let trimmed = cells.iter().map(|cell| cell.trim());
    // Memory that grows piece by piece makes threads wait for each other.
    let mut filled = Vec::with_capacity(cells.len());
    filled.extend(trimmed.enumerate().filter(|(_, cell)| !cell.is_empty()));
    filled
}

/// How many cells say what the header says in their columns.
fn same_as_header(filled: &[(usize, &str)], layout: &Layout) -> usize {
    let is_same = |(index, cell): &&(usize, &str)| {
        layout.header.get(*index).is_some_and(|name| name.trim().eq_ignore_ascii_case(cell))
    };
    filled.iter().filter(is_same).count()
}

/// In a register with fewer columns a row with one cell filled may be an asset.
const FEW_COLUMNS: usize = 3;

/// Cells of a total that no word tells: what it is the total of, and the amount.
const LABELLED: usize = 2;

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
