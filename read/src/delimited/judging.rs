//! Whether a quoted cell that holds lines is one cell, or a quote that swallows the records of the table.
//!
//! A cell is what its quotes say, whatever its text looks like, where they are sound in what follows too. Only where
//! they are not does one of them belong to no cell; then both readings are weighed by the records that they give.

use std::cmp::Ordering;

use super::dialect::Dialect;
use super::exact::{self, Exact};
use super::plain::FirstUnsound;
use super::quoting::LONGEST_CELL;
use super::records::Span;
use crate::simd;

/// Bytes behind a cell that are looked at: some hundred records.
const AHEAD: usize = LONGEST_CELL;

/// What becomes of a quote that is closed properly, with lines between.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verdict {
    /// It opens a cell.
    Opens,
    /// It opens a cell, as far as one can tell; the first quote behind it that is not sound stands here.
    SeemsToOpen(usize),
    /// It is an ordinary character; likewise.
    Stray(usize),
    /// The bytes end before that can be told.
    Unknown,
}

/// What the records say that two readings give.
enum Weight {
    Opens,
    SeemsToOpen,
    Stray,
}

/// Judges quotes of some bytes, in the order in which they stand there.
#[derive(Debug)]
pub(super) struct Judge {
    dialect: Dialect,
    /// Whether the stream ends with the bytes.
    complete: bool,
    /// From where on quotes were looked at, and the first that is not sound; all before it are taken at their word.
    looked: Option<(usize, Option<usize>)>,
    cells: Vec<Span>,
}

impl Judge {
    pub const fn new(dialect: Dialect, complete: bool) -> Self {
        Self { dialect, complete, looked: None, cells: Vec::new() }
    }

    /// Judges the quote at `quote` in the record at `record`, closed properly before `end`.
    ///
    /// The answer depends only on the bytes from the record up to [`AHEAD`] behind the cell.
    pub fn verdict(&mut self, bytes: &[u8], record: usize, quote: usize, end: usize) -> Verdict {
        if self.dialect.columns < 2 {
            return Verdict::Opens;
        }
        let limit = end + AHEAD;
        // Two bytes more tell whether what closes a quote at the limit is a separator.
        if bytes.len() < limit + 2 && !self.complete {
            return Verdict::Unknown;
        }
        match self.first_unsound(bytes, quote) {
            Some(unsound) if unsound < limit => match self.weigh(bytes, record, quote, end, limit) {
                Weight::Opens => Verdict::Opens,
                Weight::SeemsToOpen => Verdict::SeemsToOpen(unsound),
                Weight::Stray => Verdict::Stray(unsound),
            },
            _ => Verdict::Opens,
        }
    }

    /// Forgets what was seen: a quote was not taken at its word.
    pub const fn forget(&mut self) {
        self.looked = None;
    }

    fn first_unsound(&mut self, bytes: &[u8], quote: usize) -> Option<usize> {
        match self.looked {
            Some((from, first)) if from <= quote && first.is_none_or(|first| first >= quote) => first,
            _ => {
                let first = simd::widest(FirstUnsound { bytes, dialect: self.dialect, from: quote });
                self.looked = Some((quote, first));
                first
            }
        }
    }

    /// Weighs the records that both readings give, up to where they meet.
    fn weigh(&mut self, bytes: &[u8], record: usize, quote: usize, end: usize, limit: usize) -> Weight {
        let complete = self.complete && bytes.len() <= limit;
        let bytes = &bytes[..bytes.len().min(limit)];
        let (mut opening, mut stray) = (Reading::new(record), Reading::new(record));
        let (mut lines, mut is_regular) = (0, true);
        while !(opening.next == stray.next && opening.next >= end) {
            if opening.next <= stray.next && !opening.ended {
                let read = self.read(bytes, opening.next, complete, None);
                opening.add(read, self.off());
            } else if stray.next <= opening.next && !stray.ended {
                let is_first = stray.next == record;
                let read = self.read(bytes, stray.next, complete, is_first.then_some(quote));
                // That the quotes belong to no cell is what is asked here, not a fault.
                let (repaired, loose) = (!is_first, stray.next >= end);
                let sound = |read: Exact| Exact {
                    repaired: read.repaired && repaired,
                    loose: read.loose && loose,
                    ..read
                };
                let read = read.map(sound);
                if stray.next < end {
                    lines += 1;
                    is_regular &= self.off() == 0;
                }
                stray.add(read, self.off());
            } else {
                break;
            }
        }
        let is_stray = match stray.faults.cmp(&opening.faults) {
            Ordering::Less => true,
            Ordering::Equal => is_regular && lines > 1,
            Ordering::Greater => false,
        };
        match (is_stray, opening.faults) {
            (true, _) => Weight::Stray,
            (false, 0) => Weight::Opens,
            (false, _) => Weight::SeemsToOpen,
        }
    }

    fn read(&mut self, bytes: &[u8], at: usize, complete: bool, stray: Option<usize>) -> Option<Exact> {
        exact::read(bytes, at, &self.dialect, complete, stray, &mut self.cells)
    }

    /// How far the record read last is from one of the table; a blank line less than one with other cells.
    fn off(&self) -> usize {
        match self.cells.as_slice() {
            cells if cells.len() == self.dialect.columns => 0,
            [Span { start, end, .. }] if start == end => 1,
            _ => 2,
        }
    }
}

/// Records as one reading gives them.
#[derive(Debug, Clone, Copy)]
struct Reading {
    /// Where the next one begins.
    next: usize,
    /// What is wrong with those before.
    faults: usize,
    /// Whether the bytes end before the next one does.
    ended: bool,
}

impl Reading {
    const fn new(next: usize) -> Self {
        Self { next, faults: 0, ended: false }
    }

    fn add(&mut self, read: Option<Exact>, off: usize) {
        match read {
            Some(read) => {
                self.faults += off + usize::from(read.repaired || read.loose);
                self.ended = read.next == self.next;
                self.next = read.next;
            }
            None => self.ended = true,
        }
    }
}
