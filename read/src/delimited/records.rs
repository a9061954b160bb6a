//! The records in a block.

use std::borrow::Cow;
use std::ops::Range;

use memchr::{memchr, memchr_iter};

use super::dialect::Dialect;
use super::exact::{self, trimmed};
use super::plain::{Separated, Separators};
use crate::simd::Compare;

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
    #[inline(always)]
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
    /// First byte behind the line end: of the next record, if there is one.
    pub next: usize,
    /// Number of the line on which it begins.
    pub line: u64,
    /// Whether its quotes are not sound and other readings would give it other cells: a quote that is never closed,
    /// or is closed in the middle of a cell that holds separators.
    pub repaired: bool,
    /// Whether a quotation mark stands where none belongs and is read as text (`15" screen`). The cells are the same
    /// whatever it means; their text may have a mark too many.
    pub loose: bool,
    /// Whether a cell in sound quotes holds lines that look like records of the table. They are read as text.
    pub encloses: bool,
}

impl Record {
    /// Returns the bytes of its lines as they stand in the block, without the last line end.
    #[must_use]
    pub fn raw<'a>(&self, block: &'a [u8]) -> &'a [u8] {
        block.get(self.start..self.end).unwrap_or_default()
    }
}

/// The cells of a record; where one stands is worked out when it is asked for.
#[derive(Debug, Clone, Copy)]
pub struct Cells<'a> {
    start: usize,
    block: &'a [u8],
    read: Read<'a>,
}

#[derive(Debug, Clone, Copy)]
enum Read<'a> {
    /// By the separators alone; `end` is that of the record.
    Plainly { separators: &'a [u32], end: usize, doubled: bool },
    /// One by one.
    Exactly(&'a [Span]),
}

impl Cells<'_> {
    /// Their number.
    #[inline]
    #[must_use]
    pub const fn len(&self) -> usize {
        match self.read {
            Read::Plainly { separators, .. } => separators.len(),
            Read::Exactly(cells) => cells.len(),
        }
    }

    /// Whether no cell can hold the end of a line.
    #[inline]
    #[must_use]
    pub const fn is_plain(&self) -> bool {
        matches!(self.read, Read::Plainly { .. })
    }

    /// Whether there is none, which no record has.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// A cell, if the record has as many.
    #[inline(always)]
    #[must_use]
    pub fn get(&self, index: usize) -> Option<Span> {
        let (separators, last, doubled) = match self.read {
            Read::Plainly { separators, end, doubled } => (separators, end, doubled),
            Read::Exactly(cells) => return cells.get(index).copied(),
        };
        let place = *separators.get(index)? as usize;
        let end = if index + 1 == separators.len() { last } else { place };
        let start = match index.checked_sub(1) {
            Some(before) => separators[before] as usize + 1,
            None => self.start,
        };
        if start == end || self.block.get(start) != Some(&b'"') {
            return Some(Span { start, end, doubled: false });
        }
        let inside = Span { start: start + 1, end: end - 1, doubled: false };
        Some(Span { doubled: doubled && memchr(b'"', inside.raw(self.block)).is_some(), ..inside })
    }

    /// The cells, one after the other.
    pub fn iter(&self) -> impl Iterator<Item = Span> {
        (0..self.len()).filter_map(|index| self.get(index))
    }
}

/// Splits a block into records.
#[derive(Debug)]
pub struct Records<'a> {
    block: &'a [u8],
    dialect: Dialect,
    at: usize,
    line: u64,
    separators: Separators,
    /// Cells of a record that is not plain.
    cells: Vec<Span>,
}

/// Records that follow each other, found together so that they can be gone through more than once.
#[derive(Debug, Clone)]
pub struct Run<'a> {
    block: &'a [u8],
    start: usize,
    end: usize,
    line: u64,
    /// The separators of plain records.
    separators: Separated<'a>,
    doubled: bool,
    /// A record that is not plain.
    exact: Option<(Record, &'a [Span])>,
}

impl Run<'_> {
    /// Where the records that are left stand, all together.
    #[must_use]
    pub const fn place(&self) -> Range<usize> {
        self.start..self.end
    }
}

impl<'a> Iterator for Run<'a> {
    type Item = (Record, Cells<'a>);

    // Inlined, what is done with a record is one with the finding of its cells.
    #[inline(always)]
    fn next(&mut self) -> Option<Self::Item> {
        let Self { block, start, line, doubled, .. } = *self;
        if let Some((record, cells)) = self.exact.take() {
            return Some((record, Cells { start, block, read: Read::Exactly(cells) }));
        }
        let separators = self.separators.next()?;
        let place = separators.last().map_or(start, |last| *last as usize);
        let end = start + trimmed(block.get(start..place).unwrap_or_default());
        let next = (place + 1).min(block.len());
        (self.start, self.line) = (next, line + 1);
        let record = Record { start, end, next, line, repaired: false, loose: false, encloses: false };
        Some((record, Cells { start, block, read: Read::Plainly { separators, end, doubled } }))
    }
}

impl<'a> Records<'a> {
    /// Records of a block whose first line has this number.
    #[must_use]
    pub fn new(block: &'a [u8], dialect: Dialect, first_line: u64) -> Self {
        Self { block, dialect, at: 0, line: first_line, separators: Separators::default(), cells: Vec::new() }
    }

    /// The next records; none at the end of the block.
    #[inline(always)]
    pub fn run(&mut self, compare: impl Compare) -> Option<Run<'_>> {
        let (block, start, line) = (self.block, self.at, self.line);
        if start >= block.len() {
            return None;
        }
        self.separators.look(block, self.dialect, start, compare);
        let exact = match self.separators.last() {
            Some(last) => {
                self.at = (last as usize + 1).min(block.len());
                self.line += self.separators.records() as u64;
                None
            }
            None => Some(self.exact(start)),
        };
        let (separators, doubled) = (self.separators.each(), self.separators.doubled);
        let exact = exact.map(|record| (record, self.cells.as_slice()));
        Some(Run { block, start, end: self.at, line, separators, doubled, exact })
    }

    /// The next record, whatever it holds.
    fn exact(&mut self, start: usize) -> Record {
        let (block, line) = (self.block, self.line);
        let read = exact::read(block, start, &self.dialect, true, None, &mut self.cells);
        // Complete bytes hold a record, if only an empty one.
        let Some(read) = read else {
            self.at = block.len();
            return Record {
                start,
                end: start,
                next: self.at,
                line,
                repaired: true,
                loose: false,
                encloses: false,
            };
        };
        self.at = read.next;
        self.line += if read.lines {
            memchr_iter(self.dialect.line_end, &block[start..read.next]).count() as u64
        } else {
            1
        };
        let exact::Exact { end, next, repaired, loose, encloses, .. } = read;
        Record { start, end, next, line, repaired, loose, encloses }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(20_000))]

        #[test]
        fn plain_records_are_read_as_by_the_exact_way(
            pieces in prop::collection::vec(
                prop_oneof![
                    8 => prop::sample::select(vec!["a", ",", "\n", "\r\n", "\"", "\"\"", "\",\"", "\",", ",\"", "\"\n"]),
                    1 => prop::sample::select(vec!["\r", "a cell that is longer than the others, nearly as long as a step"]),
                    3 => prop::sample::select(vec!["x,y,z\n", "\"q\",r,\"s, t\"\r\n", "1,2.50,\"three \"\"3\"\"\"\n"]),
                ],
                0..120,
            ),
            columns in 0_usize..4,
            old_mac in prop::bool::weighted(0.1),
        ) {
            let text = pieces.concat();
            let line_end = if old_mac { b'\r' } else { b'\n' };
            let dialect = Dialect { delimiter: b',', line_end, columns };
            let mut quick = Records::new(text.as_bytes(), dialect, 1);
            let mut exact = Records::new(text.as_bytes(), dialect, 1);
            let bytes = |cell: Span| cell.bytes(text.as_bytes()).into_owned();
            let mut read = Vec::new();
            while let Some(run) = quick.run(crate::simd::Plainly) {
                read.extend(run.map(|(record, cells)| (record, cells.iter().map(bytes).collect::<Vec<_>>())));
            }
            for (record, cells) in read {
                prop_assert_eq!(record, exact.exact(exact.at), "{:?}", text);
                prop_assert_eq!(cells, exact.cells.iter().map(|cell| bytes(*cell)).collect::<Vec<_>>(), "{:?}", text);
            }
            prop_assert_eq!(exact.at, quick.at);
        }
    }
}
