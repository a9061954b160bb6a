//! The records in a block.

use std::borrow::Cow;

use memchr::{memchr, memchr_iter, memchr2};

use super::dialect::Dialect;
use super::quoting::{Quote, end_of_quoted};

/// A cell's bytes within its block.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    /// First byte of the content.
    pub start: usize,
    /// Byte behind the content.
    pub end: usize,
    /// Whether quotes inside are doubled.
    pub doubled: bool,
}

impl Span {
    /// The cell's bytes with doubled quotes made single.
    #[must_use]
    pub fn bytes<'a>(&self, block: &'a [u8]) -> Cow<'a, [u8]> {
        let raw = self.raw(block);
        if !self.doubled {
            return Cow::Borrowed(raw);
        }
        let mut single = Vec::with_capacity(raw.len());
        let mut quote_before = false;
        for byte in raw {
            if *byte == b'"' && quote_before {
                quote_before = false;
                continue;
            }
            quote_before = *byte == b'"';
            single.push(*byte);
        }
        Cow::Owned(single)
    }

    /// The cell's bytes as they stand between its quotes or separators.
    #[must_use]
    pub fn raw<'a>(&self, block: &'a [u8]) -> &'a [u8] {
        block.get(self.start..self.end).unwrap_or_default()
    }
}

/// Where a record stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Record {
    /// First byte in the block.
    pub start: usize,
    /// Byte behind the last, without the line end.
    pub end: usize,
    /// Number of the line on which it begins.
    pub line: u64,
    /// Whether a quote in it was read as an ordinary character, because it would have swallowed other lines.
    pub repaired: bool,
}

/// Splits a block into records.
#[derive(Debug)]
pub struct Records<'a> {
    block: &'a [u8],
    dialect: Dialect,
    at: usize,
    line: u64,
    /// Whether the record before had quoted cells: then the next is likely to have some, too.
    quoted: bool,
    /// First quote at or behind `at`, or the block's length; unless `quoted`, when nobody asks.
    quote: usize,
}

impl<'a> Records<'a> {
    /// Records of a block whose first line has this number.
    #[must_use]
    pub fn new(block: &'a [u8], dialect: Dialect, first_line: u64) -> Self {
        let quote = memchr(b'"', block).unwrap_or(block.len());
        Self { block, dialect, at: 0, line: first_line, quoted: false, quote }
    }

    /// The byte behind the last record and its line end.
    #[must_use]
    pub const fn offset(&self) -> usize {
        self.at
    }

    /// The next record; its cells are put into `cells` (cleared first).
    #[inline]
    pub fn next(&mut self, cells: &mut Vec<Span>) -> Option<Record> {
        if self.at >= self.block.len() {
            return None;
        }
        cells.clear();
        let start = self.at;
        if self.quoted {
            return Some(self.with_quotes(start, cells));
        }
        let rest = &self.block[start..];
        let length = memchr(self.dialect.line_end, rest).unwrap_or(rest.len());
        if start + length < self.quote {
            let end = start + trimmed(&rest[..length]);
            let mut from = start;
            for comma in memchr_iter(self.dialect.delimiter, &self.block[start..end]) {
                cells.push(Span { start: from, end: start + comma, doubled: false });
                from = start + comma + 1;
            }
            cells.push(Span { start: from, end, doubled: false });
            let line = self.line;
            self.at = start + length + 1;
            self.line += 1;
            return Some(Record { start, end, line, repaired: false });
        }
        Some(self.with_quotes(start, cells))
    }

    fn with_quotes(&mut self, start: usize, cells: &mut Vec<Span>) -> Record {
        let block = self.block;
        let line = self.line;
        let (mut quoted, mut many_lines, mut repaired) = (false, false, false);
        let mut from = start;
        let end = loop {
            let mut stray = false;
            if block.get(from) == Some(&b'"') {
                quoted = true;
                match self
                    .plainly_quoted(from)
                    .unwrap_or_else(|| end_of_quoted(block, from, &self.dialect, true))
                {
                    Quote::Closed { end, doubled, lines } => {
                        many_lines |= lines;
                        cells.push(Span { start: from + 1, end: end - 1, doubled });
                        if block.get(end) == Some(&self.dialect.delimiter) {
                            from = end + 1;
                            continue;
                        }
                        break end;
                    }
                    Quote::Ragged { end } => {
                        let content = if block.get(end) == Some(&self.dialect.delimiter) {
                            end
                        } else {
                            from + trimmed(&block[from..end])
                        };
                        cells.push(Span { start: from, end: content, doubled: false });
                        if content == end && block.get(end) == Some(&self.dialect.delimiter) {
                            from = end + 1;
                            continue;
                        }
                        break content;
                    }
                    Quote::Stray | Quote::Open => stray = true,
                }
            }
            let rest = &block[from.min(block.len())..];
            let length = memchr2(self.dialect.delimiter, self.dialect.line_end, rest).unwrap_or(rest.len());
            repaired |= stray;
            let stop = from + length;
            let at_delimiter = block.get(stop) == Some(&self.dialect.delimiter);
            let content = if at_delimiter { length } else { trimmed(&rest[..length]) };
            cells.push(Span { start: from, end: from + content, doubled: false });
            if !at_delimiter {
                break from + content;
            }
            from = stop + 1;
        };
        let mut next = end;
        if block.get(next) == Some(&b'\r') && self.dialect.line_end == b'\n' {
            next += 1;
        }
        if block.get(next) == Some(&self.dialect.line_end) {
            next += 1;
        }
        self.at = next.max(start + 1);
        self.line += if many_lines {
            memchr_iter(self.dialect.line_end, &block[start..next]).count() as u64
        } else {
            1
        };
        self.quoted = quoted;
        if !quoted {
            let rest = &block[self.at.min(block.len())..];
            self.quote = memchr(b'"', rest).map_or(block.len(), |found| self.at + found);
        }
        Record { start, end, line, repaired }
    }

    /// The common case: a quote that is closed on the same line, right before a separator.
    #[inline]
    fn plainly_quoted(&self, at: usize) -> Option<Quote> {
        let inside = self.block.get(at + 1..)?;
        let end = at + 2 + memchr2(b'"', self.dialect.line_end, inside)?;
        let closed = self.block.get(end - 1) == Some(&b'"')
            && self.block.get(end).is_some_and(|after| *after == self.dialect.delimiter || *after == b'\n');
        closed.then_some(Quote::Closed { end, doubled: false, lines: false })
    }
}

/// Length of a line without the carriage return before its line feed.
fn trimmed(line: &[u8]) -> usize {
    line.len() - usize::from(line.last() == Some(&b'\r'))
}
