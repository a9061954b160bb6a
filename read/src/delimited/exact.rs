//! A record read cell by cell, whatever it holds.

use memchr::{memchr, memchr2};

use super::dialect::{Dialect, cells_outside_quotes};
use super::quoting::{Close, close, line_end_at, on_line};
use super::records::Span;

/// A record that was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Exact {
    /// Byte behind the last, without the line end.
    pub end: usize,
    /// First byte behind the line end.
    pub next: usize,
    /// Whether a cell holds a line end.
    pub lines: bool,
    /// See [`super::Record::repaired`].
    pub repaired: bool,
    /// See [`super::Record::loose`].
    pub loose: bool,
    /// See [`super::Record::encloses`].
    pub encloses: bool,
}

/// Reads the record at `start` and puts its cells into `cells`. A quote at `stray`, which opens a cell, is read
/// as if nothing closed it. `None` if the bytes end before the record does, unless they are `complete`.
pub(super) fn read(
    bytes: &[u8],
    start: usize,
    dialect: &Dialect,
    complete: bool,
    stray: Option<usize>,
    cells: &mut Vec<Span>,
) -> Option<Exact> {
    cells.clear();
    let mut exact =
        Exact { end: start, next: start, lines: false, repaired: false, loose: false, encloses: false };
    let mut from = start;
    let stop = loop {
        let (cell, stop) = if bytes.get(from) == Some(&b'"') {
            let closed =
                if stray == Some(from) { Close::Never } else { close(bytes, from, dialect, complete) };
            match closed {
                Close::Unknown => return None,
                Close::Proper { end, doubled, lines } => {
                    let cell = Span { start: from + 1, end: end - 1, doubled };
                    exact.lines |= lines;
                    exact.encloses |= lines && holds_records(cell.raw(bytes), dialect);
                    exact.end = end;
                    (cell, end)
                }
                unsound => {
                    let read = on_line(bytes, from, cells.len(), unsound, dialect, complete)?;
                    exact.repaired |= read.doubtful;
                    exact.loose |= !read.doubtful;
                    exact.end = if read.start == from { read.end } else { read.end + 1 };
                    (Span { start: read.start, end: read.end, doubled: read.doubled }, read.stop)
                }
            }
        } else {
            let rest = bytes.get(from..).unwrap_or_default();
            let length = match memchr2(dialect.delimiter, dialect.line_end, rest) {
                Some(length) => length,
                None if complete => rest.len(),
                None => return None,
            };
            let stop = from + length;
            let is_last = bytes.get(stop) != Some(&dialect.delimiter);
            let end = if is_last { from + trimmed(&rest[..length]) } else { stop };
            let cell = Span { start: from, end, doubled: false };
            exact.loose |= memchr(b'"', cell.raw(bytes)).is_some();
            exact.end = end;
            (cell, stop)
        };
        cells.push(cell);
        if bytes.get(stop) != Some(&dialect.delimiter) {
            break stop;
        }
        from = stop + 1;
    };
    exact.next = match bytes.get(stop) {
        Some(b'\r') if dialect.line_end == b'\n' => line_end_at(bytes, stop, complete)?,
        Some(_) => stop + 1,
        None => stop,
    };
    Some(exact)
}

/// Length of a line without the carriage returns before its line feed.
#[inline(always)]
pub(super) fn trimmed(line: &[u8]) -> usize {
    match line {
        [before @ .., b'\r'] => match before.last() {
            Some(b'\r') => trimmed_further(before),
            _ => before.len(),
        },
        _ => line.len(),
    }
}

#[cold]
fn trimmed_further(line: &[u8]) -> usize {
    line.iter().rposition(|byte| *byte != b'\r').map_or(0, |last| last + 1)
}

/// Whether what a cell holds are, as far as one can see, whole records of the table.
fn holds_records(inside: &[u8], dialect: &Dialect) -> bool {
    let lines: Vec<&[u8]> = inside.split(|byte| *byte == dialect.line_end).collect();
    let whole = lines.get(1..lines.len().saturating_sub(1)).unwrap_or_default();
    dialect.columns > 1
        && whole.iter().any(|line| cells_outside_quotes(line, dialect.delimiter) == dialect.columns)
}
