//! Where a block of whole records may end, if not all of them are plain.

use memchr::{memchr, memchr_iter, memrchr};

use super::dialect::Dialect;
use super::exact;
use super::judging::{Judge, Verdict};
use super::quoting::{Close, LONGEST_CELL, close, line_end_at, opens_cell, returns_at};
use crate::oddities::Oddity;

/// Looks for the end of the last whole record of some bytes.
///
/// [`super::Records`] takes a quote at its word that is closed properly within its block. Where that would be wrong the
/// block ends with the line of the quote. Carriage returns that end a line are made line feeds on the way.
pub(super) struct Cutter<'a> {
    bytes: &'a mut [u8],
    dialect: Dialect,
    /// Whether the stream ends with the bytes.
    complete: bool,
    /// Where the record begins that is looked at.
    record: usize,
    /// Whether there are carriage returns with no line feed behind them.
    has_lone_returns: bool,
    /// What was odd, and where.
    odd: Vec<(usize, Oddity)>,
    /// Up to where cells are doubtful.
    doubtful: Option<usize>,
}

/// No line has more carriage returns in its text.
const MOST_RETURNS: usize = 64;

impl<'a> Cutter<'a> {
    pub fn new(bytes: &'a mut [u8], dialect: Dialect, complete: bool) -> Self {
        let is_lone = |at: usize| !matches!(bytes.get(at + 1), Some(b'\n'));
        let has_lone_returns = dialect.line_end == b'\n' && memchr_iter(b'\r', bytes).any(is_lone);
        Self { bytes, dialect, complete, record: 0, has_lone_returns, odd: Vec::new(), doubtful: None }
    }

    /// The end, 0 when the bytes hold no whole record; and what is odd before it, and where.
    pub fn cut(mut self) -> (usize, Vec<(usize, Oddity)>) {
        let end = self.end();
        // What is not cut off is looked at again.
        self.odd.retain(|(at, _)| *at < end);
        self.odd.extend(self.doubtful.map(|unsound| (unsound, Oddity::DoubtfulCell)));
        self.odd.sort_unstable();
        (end, self.odd)
    }

    fn end(&mut self) -> usize {
        let mut judge = Judge::new(self.dialect, self.complete);
        let mut cells = Vec::new();
        // From here on nothing was looked at; what lies between the record's beginning and this is in no quotes.
        let mut from = 0;
        loop {
            let quote = memchr(b'"', &self.bytes[from..]).map(|found| from + found);
            let until = quote.unwrap_or(self.bytes.len());
            if !self.end_lines(from, until) {
                return self.record;
            }
            let Some(quote) = quote else { return if self.complete { until } else { self.record } };
            if !opens_cell(self.bytes, quote, &self.dialect) {
                from = quote + 1;
                continue;
            }
            match close(self.bytes, quote, &self.dialect, self.complete) {
                Close::Unknown => return self.record,
                Close::Proper { end, lines: false, .. } => from = self.behind(end),
                Close::Proper { end, .. } => match judge.verdict(self.bytes, self.record, quote, end) {
                    Verdict::Opens => from = self.behind(end),
                    Verdict::SeemsToOpen(unsound) => {
                        self.doubt(quote, unsound);
                        from = self.behind(end);
                    }
                    Verdict::Unknown => return self.record,
                    Verdict::Stray(unsound) => {
                        self.doubt(quote, unsound);
                        let line_end = memchr(self.dialect.line_end, &self.bytes[quote..]);
                        return line_end.map_or(self.bytes.len(), |length| quote + length + 1);
                    }
                },
                Close::Improper { .. } | Close::Never => match self.pass(&mut judge, &mut cells) {
                    Some(next) => from = next,
                    None => return self.record,
                },
            }
        }
    }

    /// Reads the record on its own; where the next one begins.
    fn pass(&mut self, judge: &mut Judge, cells: &mut Vec<super::Span>) -> Option<usize> {
        judge.forget();
        let read = exact::read(self.bytes, self.record, &self.dialect, self.complete, None, cells)?;
        if let Some(last) = read.next.checked_sub(1).filter(|last| self.is_lone_return(*last)) {
            self.end_line(last);
        }
        self.record = read.next;
        Some(read.next)
    }

    /// Where to go on behind a cell that is closed properly.
    fn behind(&mut self, end: usize) -> usize {
        if self.is_lone_return(end) {
            self.end_line(end);
        }
        end
    }

    /// Whether there is a carriage return that ends a line without a line feed, if one ends there at all.
    fn is_lone_return(&self, at: usize) -> bool {
        let has_more = at + 1 < self.bytes.len() || !self.complete;
        self.has_lone_returns
            && has_more
            && self.bytes.get(at) == Some(&b'\r')
            && line_end_at(self.bytes, at, self.complete) == Some(at + 1)
    }

    /// Looks for line ends in bytes that are in no quotes; says no if the bytes end before they are known.
    fn end_lines(&mut self, from: usize, until: usize) -> bool {
        let mut looked = from;
        while self.has_lone_returns
            && let Some(found) = memchr(b'\r', &self.bytes[looked..until])
        {
            let at = looked + found;
            self.find_record(looked, at);
            looked = at + returns_at(self.bytes, at);
            match self.bytes.get(looked) {
                Some(b'\n') => continue,
                None if !self.complete => return false,
                _ => {}
            }
            for at in at..looked {
                match self.is_end(at) {
                    Some(true) => {
                        self.end_line(at);
                        self.record = at + 1;
                    }
                    Some(false) => {}
                    None => return false,
                }
            }
        }
        self.find_record(looked, until);
        true
    }

    fn find_record(&mut self, from: usize, until: usize) {
        if let Some(end) = memrchr(self.dialect.line_end, &self.bytes[from.min(until)..until]) {
            self.record = from + end + 1;
        }
    }

    /// Notes that cells are doubtful from a quote up to where one is not sound.
    fn doubt(&mut self, quote: usize, unsound: usize) {
        self.odd.push((quote, Oddity::DoubtfulCell));
        self.doubtful = self.doubtful.max(Some(unsound));
    }

    fn end_line(&mut self, at: usize) {
        self.bytes[at] = b'\n';
        self.odd.push((at, Oddity::LoneReturn));
    }

    /// Whether a carriage return that no line feed follows ends a line, which it does unless the line up to its line
    /// feed has the cells of a record only if it is text. `None` if the bytes end before that can be told.
    fn is_end(&self, at: usize) -> Option<bool> {
        let Dialect { delimiter, line_end, columns } = self.dialect;
        if at == self.record {
            return Some(true);
        }
        // Behind the last line there is nothing that it could end.
        if at + 1 == self.bytes.len() && self.complete {
            return Some(false);
        }
        let is_text = |cells, before| columns > 1 && cells == columns && (1..columns).contains(&before);
        let line = &self.bytes[self.record..];
        let (mut cells, mut before, mut returns, mut quoted) = (1, 0, 0, false);
        for (place, byte) in line.iter().enumerate() {
            match *byte {
                byte if byte == line_end => return Some(!is_text(cells, before)),
                byte if byte == delimiter && !quoted => cells += 1,
                b'"' => quoted = !quoted,
                b'\r' => {
                    returns += 1;
                    if self.record + place == at {
                        before = cells;
                    }
                }
                _ => {}
            }
            if cells > columns || returns > MOST_RETURNS || place > LONGEST_CELL {
                return Some(true);
            }
        }
        if self.complete { Some(!is_text(cells, before)) } else { None }
    }
}
