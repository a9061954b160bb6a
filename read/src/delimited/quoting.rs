//! What a quote means.

use memchr::{memchr, memchr2};

use super::dialect::{Dialect, cells_outside_quotes};

/// No cell is longer; a quote that is open for longer was never meant to open one.
pub(super) const LONGEST_CELL: usize = 64 << 10;

/// What became of a quote at the beginning of a cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Quote {
    /// It is closed; the cell ends here (at its separator).
    Closed { end: usize, doubled: bool, lines: bool },
    /// It is closed, but text follows up to the cell's separator (`"15" monitor`): all of it is the cell.
    Ragged { end: usize },
    /// It is an ordinary character.
    Stray,
    /// The bytes end before that can be told.
    Open,
}

/// Whether a quote at `at` stands where a cell begins.
pub(super) fn opens_cell(bytes: &[u8], at: usize, dialect: &Dialect) -> bool {
    at.checked_sub(1)
        .and_then(|before| bytes.get(before))
        .is_none_or(|before| *before == dialect.delimiter || *before == dialect.line_end)
}

/// Decides on the quote at `at`, which stands where a cell begins.
///
/// The answer depends only on the bytes up to the cell's end, or on there being no end within
/// [`LONGEST_CELL`], so it is the same however a stream was cut.
pub(super) fn end_of_quoted(bytes: &[u8], at: usize, dialect: &Dialect, complete: bool) -> Quote {
    let reach = bytes.len().min(at + LONGEST_CELL);
    let out_of_reach = if reach < bytes.len() || complete { Quote::Stray } else { Quote::Open };
    let mut from = at + 1;
    let mut doubled = false;
    loop {
        let Some(found) = memchr(b'"', &bytes[from.min(reach)..reach]) else { return out_of_reach };
        let quote = from + found;
        match bytes.get(quote + 1) {
            Some(b'"') => {
                doubled = true;
                from = quote + 2;
            }
            None if !complete => return Quote::Open,
            after => {
                let inside = &bytes[at + 1..quote];
                let lines = memchr(dialect.line_end, inside).is_some();
                let proper = match after {
                    None => true,
                    Some(b'\r') if dialect.line_end == b'\n' => match bytes.get(quote + 2) {
                        None if !complete => return Quote::Open,
                        next => next.is_none_or(|next| *next == b'\n'),
                    },
                    Some(next) => *next == dialect.delimiter || *next == dialect.line_end,
                };
                if lines && (!proper || swallows(inside, dialect)) {
                    return Quote::Stray;
                }
                if proper {
                    return Quote::Closed { end: quote + 1, doubled, lines };
                }
                return match memchr2(dialect.delimiter, dialect.line_end, &bytes[quote + 1..reach]) {
                    Some(length) => Quote::Ragged { end: quote + 1 + length },
                    None if complete && reach == bytes.len() => Quote::Ragged { end: reach },
                    None => out_of_reach,
                };
            }
        }
    }
}

/// Whether what a quote holds are whole records of the table.
fn swallows(inside: &[u8], dialect: &Dialect) -> bool {
    if dialect.columns < 3 {
        return false;
    }
    let lines: Vec<&[u8]> = inside.split(|byte| *byte == dialect.line_end).collect();
    let whole = lines.get(1..lines.len().saturating_sub(1)).unwrap_or_default();
    if whole.iter().any(|line| cells_outside_quotes(line, dialect.delimiter) == dialect.columns) {
        return true;
    }
    // The quote that seems to close it opens a cell of the next record.
    let last = lines.last().copied().unwrap_or_default();
    lines.len() > 1 && last.last() == Some(&dialect.delimiter)
}
