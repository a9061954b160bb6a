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
    Improper { quote: usize },
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
    let byte = bytes.get(at);
    if byte == Some(&b'\r') && dialect.line_end == b'\n' {
        return line_end_at(bytes, at, complete).map(|_| true);
    }
    match byte {
        None if !complete => None,
        byte => Some(byte.is_none_or(|byte| *byte == dialect.delimiter || *byte == dialect.line_end)),
    }
}

/// Where the next line begins behind carriage returns at `at`; `None` if the bytes end before that can be told. A
/// program that wrote `\r\n` as text made `\r\r\n` of it; with no line feed behind them, each ends a line.
pub(super) fn line_end_at(bytes: &[u8], at: usize, complete: bool) -> Option<usize> {
    let behind = at + returns_at(bytes, at);
    match bytes.get(behind) {
        Some(b'\n') => Some(behind + 1),
        Some(_) => Some(at + 1),
        None => complete.then_some(behind),
    }
}

/// The number of carriage returns that follow each other from `at` on.
pub(super) fn returns_at(bytes: &[u8], at: usize) -> usize {
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
        if !proper {
            return Close::Improper { quote };
        }
        let lines = memchr(dialect.line_end, &bytes[at + 1..quote]).is_some();
        return Close::Proper { end: quote + 1, doubled, lines };
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
    // A carriage return may end a line too; what it is must not depend on what the quote is.
    let line_end = match memchr2(dialect.line_end, b'\r', bytes.get(at..).unwrap_or_default()) {
        Some(length) => at + length,
        None if complete => bytes.len(),
        None => return None,
    };
    let line = &bytes[..line_end];
    let stop = |from: usize| memchr(dialect.delimiter, &line[from..]).map_or(line_end, |found| from + found);
    let whole = |stop: usize| OnLine { start: at, end: stop, stop, doubled: false, doubtful: false };
    let plain = whole(stop(at));
    let on_line = match close {
        Close::Improper { quote } if quote < line_end => Some(quote),
        _ => None,
    };
    let ragged = on_line.map_or(plain, |quote| whole(stop(quote + 1)));
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
            readings.push(OnLine { start, end: quote, stop: from, doubled, doubtful: false });
        }
    }
    readings.extend([ragged, plain]);
    let wanted = dialect.columns.saturating_sub(before);
    let is_same = readings.iter().all(|reading| reading.stop == plain.stop);
    let best = if dialect.columns == 0 {
        ragged
    } else {
        let key = |reading: &&OnLine| {
            let (cells, faults) = cells_behind(line, reading.stop, dialect);
            // A mark in the middle, with a separator before it.
            let holds_mark = **reading == ragged && ragged.stop != plain.stop;
            ((1 + cells).abs_diff(wanted), faults + usize::from(holds_mark))
        };
        readings.iter().min_by_key(key).copied().unwrap_or(plain)
    };
    Some(OnLine { doubtful: on_line.is_none() || !is_same, ..best })
}

/// Whether what stands behind an opening quote begins with a second one that nothing closes (`""Smith, J"`).
fn is_opened_twice(inside: &[u8]) -> bool {
    inside.first() == Some(&b'"') && inside.iter().filter(|byte| **byte == b'"').count() % 2 == 1
}

/// The cells behind a separator at `stop`, each quote taken at its word where that is possible on the line: their number,
/// and that of those with marks that are not sound.
fn cells_behind(line: &[u8], stop: usize, dialect: &Dialect) -> (usize, usize) {
    let (mut cells, mut faults, mut from) = (0, 0, stop);
    while line.get(from) == Some(&dialect.delimiter) {
        cells += 1;
        from += 1;
        let begin = from;
        let quoted = match line.get(from) {
            Some(b'"') => Some(close(line, from, dialect, true)),
            _ => None,
        };
        let search = match quoted {
            Some(Close::Proper { end, .. }) => end,
            Some(Close::Improper { quote }) => quote + 1,
            _ => from,
        };
        let rest = &line[search..];
        from = search + memchr2(dialect.delimiter, dialect.line_end, rest).unwrap_or(rest.len());
        let is_sound = match quoted {
            Some(close) => matches!(close, Close::Proper { .. }),
            None => memchr(b'"', &line[begin..from]).is_none(),
        };
        faults += usize::from(!is_sound);
    }
    (cells, faults)
}
