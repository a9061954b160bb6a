//! What a quote means.

use memchr::{memchr, memchr2};

use super::dialect::Dialect;

/// No cell is longer; a quote that is open for longer was never meant to open one. A cell of Excel holds 32,767
/// characters, fewer than 64 KB unless nearly all of them are neither Latin, Greek nor Cyrillic.
pub(super) const LONGEST_CELL: usize = 64 << 10;

/// What became of a quote at the beginning of a cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Close {
    /// It is closed right before a separator; the cell ends here.
    Proper { end: usize, doubled: bool, lines: bool },
    /// The first quote that is not doubled stands here, with text behind it (`"15" monitor`).
    Improper { quote: usize, lines: bool },
    /// No quote closes it within the length of a cell.
    Never,
    /// The bytes end before that can be told.
    Unknown,
}

/// Whether a quote at `at` stands where a cell begins.
pub(super) fn opens_cell(bytes: &[u8], at: usize, dialect: &Dialect) -> bool {
    at.checked_sub(1)
        .and_then(|before| bytes.get(before))
        .is_none_or(|before| *before == dialect.delimiter || *before == dialect.line_end)
}

/// Whether a cell that has been closed ends at `at`; `None` if the bytes end before that can be told.
pub(super) fn ends_cell(bytes: &[u8], at: usize, dialect: &Dialect, complete: bool) -> Option<bool> {
    match bytes.get(at) {
        Some(b'\r') if dialect.line_end == b'\n' => {
            // A program that wrote `\r\n` as text made `\r\r\n` of it.
            let returns = returns_at(bytes, at);
            match bytes.get(at + returns) {
                None if !complete => None,
                next => Some(next.is_none_or(|next| *next == b'\n')),
            }
        }
        None if !complete => None,
        next => Some(next.is_none_or(|next| *next == dialect.delimiter || *next == dialect.line_end)),
    }
}

/// The number of carriage returns that follow each other from `at` on.
fn returns_at(bytes: &[u8], at: usize) -> usize {
    bytes.get(at..).unwrap_or_default().iter().take_while(|byte| **byte == b'\r').count()
}

/// Finds what closes the quote at `at`, which stands where a cell begins.
///
/// The answer depends only on the bytes up to the cell's end, or on there being no end within
/// [`LONGEST_CELL`], so it is the same however a stream was cut.
pub(super) fn close(bytes: &[u8], at: usize, dialect: &Dialect, complete: bool) -> Close {
    let reach = bytes.len().min(at + LONGEST_CELL);
    let mut from = at + 1;
    let mut doubled = false;
    loop {
        let Some(found) = memchr(b'"', bytes.get(from..reach).unwrap_or_default()) else {
            return if reach < bytes.len() || complete { Close::Never } else { Close::Unknown };
        };
        let quote = from + found;
        if bytes.get(quote + 1) == Some(&b'"') {
            doubled = true;
            from = quote + 2;
            continue;
        }
        let Some(proper) = ends_cell(bytes, quote + 1, dialect, complete) else { return Close::Unknown };
        let lines = memchr(dialect.line_end, &bytes[at + 1..quote]).is_some();
        return if proper {
            Close::Proper { end: quote + 1, doubled, lines }
        } else {
            Close::Improper { quote, lines }
        };
    }
}

/// A cell whose quotes are not sound, as it is read on its line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct OnLine {
    /// First byte of the content.
    pub start: usize,
    /// Byte behind the content.
    pub end: usize,
    /// The separator or line end behind the cell, or the end of the bytes.
    pub stop: usize,
    /// Whether quotes inside are doubled.
    pub doubled: bool,
    /// Whether another reading of the quote would have put other text into the cell.
    pub doubtful: bool,
}

/// A line that is longer is read without weighing what else it could mean.
const LONGEST_WEIGHED: usize = 4 << 10;
/// Readings weighed.
const READINGS: usize = 8;

/// Reads the cell at `at`, whose quote is not closed as it should be, without leaving its line: as the reading
/// that gives the line as many cells as the table has columns, or is nearest to it. `before` are the cells before it on
/// the line; `None` if the bytes end before that can be told.
pub(super) fn on_line(
    bytes: &[u8],
    at: usize,
    before: usize,
    close: Close,
    dialect: &Dialect,
    complete: bool,
) -> Option<OnLine> {
    let line_end = match memchr(dialect.line_end, bytes.get(at..).unwrap_or_default()) {
        Some(length) => at + length,
        None if complete => bytes.len(),
        None => return None,
    };
    let line = &bytes[..line_end];
    let stop = |from: usize| memchr(dialect.delimiter, &line[from..]).map_or(line_end, |found| from + found);
    let whole = |stop: usize| {
        let end = if stop == line_end { stop - trailing_returns(&line[at..]) } else { stop };
        OnLine { start: at, end, stop, doubled: false, doubtful: false }
    };
    let plain = whole(stop(at));
    let ragged = match close {
        Close::Improper { quote, lines: false } => whole(stop(quote + 1)),
        _ => plain,
    };
    if line_end - at > LONGEST_WEIGHED {
        return Some(OnLine { doubtful: true, ..ragged });
    }
    let mut readings: Vec<OnLine> = Vec::with_capacity(READINGS);
    let mut from = at + 1;
    while let Some(found) = memchr(b'"', &line[from.min(line_end)..])
        && readings.len() < READINGS - 2
    {
        let quote = from + found;
        from = quote + 1;
        if ends_cell(line, from, dialect, true) == Some(true) {
            let start = at + 1 + usize::from(is_opened_twice(&line[at + 1..quote]));
            let doubled = memchr(b'"', &line[start..quote]).is_some();
            readings.push(OnLine {
                start,
                end: quote,
                stop: from + returns_before(line, from),
                doubled,
                doubtful: false,
            });
        }
    }
    readings.extend([ragged, plain]);
    let wanted = dialect.columns.saturating_sub(before);
    let is_same = readings.iter().all(|reading| reading.stop == plain.stop);
    let best = if dialect.columns == 0 {
        ragged
    } else {
        let distance = |reading: &&OnLine| (1 + cells_behind(line, reading.stop, dialect)).abs_diff(wanted);
        readings.iter().min_by_key(distance).copied().unwrap_or(plain)
    };
    let swallows = matches!(close, Close::Never | Close::Improper { lines: true, .. });
    Some(OnLine { doubtful: swallows || !is_same, ..best })
}

/// Carriage returns at the end of a line.
fn trailing_returns(line: &[u8]) -> usize {
    line.iter().rev().take_while(|byte| **byte == b'\r').count()
}

/// Carriage returns between a closing quote and the line's end.
fn returns_before(line: &[u8], at: usize) -> usize {
    let returns = returns_at(line, at);
    if at + returns == line.len() { returns } else { 0 }
}

/// Whether what stands behind an opening quote begins with a second one that nothing closes (`""Smith, J"`).
fn is_opened_twice(inside: &[u8]) -> bool {
    inside.first() == Some(&b'"') && inside.iter().filter(|byte| **byte == b'"').count() % 2 == 1
}

/// The number of cells behind a separator at `stop`, each quote taken at its word where that is possible on the line.
fn cells_behind(line: &[u8], stop: usize, dialect: &Dialect) -> usize {
    let mut cells = 0;
    let mut from = stop;
    while line.get(from) == Some(&dialect.delimiter) {
        cells += 1;
        from += 1;
        let search = match line.get(from) {
            Some(b'"') => match close(line, from, dialect, true) {
                Close::Proper { end, .. } => end,
                Close::Improper { quote, .. } => quote + 1,
                Close::Never | Close::Unknown => from,
            },
            _ => from,
        };
        from = search
            + memchr2(dialect.delimiter, dialect.line_end, &line[search..]).unwrap_or(line.len() - search);
    }
    cells
}
