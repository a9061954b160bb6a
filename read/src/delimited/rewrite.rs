//! Text in an unusual form, read as text in the usual one, line by line.

use std::collections::BTreeMap;
use std::io::{self, Read};

use memchr::{memchr, memchr_iter, memchr2, memchr3, memmem};

use super::dialect::Dialect;
use super::exact;
use super::form::{Cell, Dress, Form, Marks, NotParsed};
use super::quoting::{Close, close, returns_at};
use super::records::Span;
use crate::oddities::{Oddities, Oddity, Rows};

/// Bytes read at once.
const PIECE: usize = 256 << 10;
/// Stands between cells where the file has more than one character there.
const UNIT_SEPARATOR: u8 = 0x1f;

/// Reads text in a form as text in the usual form, each line as the line that it is. A line that is not of the form is
/// handed on as it is, and noted.
#[derive(Debug)]
pub struct Rewriter<R> {
    reader: R,
    form: Form,
    /// The number of cells that most records have.
    columns: usize,
    input: Vec<u8>,
    ended: bool,
    output: Vec<u8>,
    /// How much of it was handed over.
    given: usize,
    line: u64,
    /// Oddities of the records since those in `oddities`.
    seen: BTreeMap<Oddity, Rows>,
    oddities: Oddities,
    spans: Vec<Span>,
}

impl<R: Read> Rewriter<R> {
    pub(super) fn new(reader: R, form: Form, columns: usize, oddities: Oddities) -> Self {
        Self {
            reader,
            form,
            columns,
            input: Vec::new(),
            ended: false,
            output: Vec::new(),
            given: 0,
            line: 1,
            seen: BTreeMap::new(),
            oddities,
            spans: Vec::new(),
        }
    }

    /// What stands between the cells of what is read.
    pub(super) fn delimiter(form: &Form) -> u8 {
        match form.separator.as_slice() {
            [separator] => *separator,
            _ => UNIT_SEPARATOR,
        }
    }

    fn rewrite(&mut self) -> io::Result<()> {
        let before = self.input.len();
        self.reader.by_ref().take(PIECE as u64).read_to_end(&mut self.input)?;
        self.ended = self.input.len() == before;
        let input = std::mem::take(&mut self.input);
        let mut from = 0;
        while from < input.len() {
            match self.record(&input, from) {
                Some(next) => from = next,
                None => break,
            }
        }
        self.input = input;
        self.input.drain(..from);
        self.oddities.merge(&std::mem::take(&mut self.seen));
        Ok(())
    }

    /// Writes the record at `from`; where the next one begins, or `None` if the input ends before that can be told.
    fn record(&mut self, input: &[u8], from: usize) -> Option<usize> {
        if self.form.wrapped
            && let Some(next) = self.wrapped(input, from)?
        {
            return Some(next);
        }
        let parsed = match self.form.record(input, from, self.ended) {
            Ok(parsed) => parsed,
            Err(NotParsed::Unknown) => return None,
            Err(NotParsed::Unfit) => return self.as_it_is(input, from),
        };
        if parsed.cells.len() != self.columns {
            if let Some(next) = self.usual(input, from)? {
                self.hand_on(&input[from..next]);
                return Some(next);
            }
            // Marks that were meant as text swallow lines.
            if parsed.lines && self.form.marks != Marks::Double {
                return self.as_it_is(input, from);
            }
        }
        if parsed.lines && !self.goes_on(input, parsed.next)? {
            let swallowed = self.holds_records(input, from, parsed.next)?;
            let doubtful = self.seen.entry(Oddity::DoubtfulCell).or_default();
            doubtful.add(self.line);
            if swallowed {
                // What seemed to close the cell may be the mark too many.
                doubtful.add(self.line + memchr_iter(b'\n', &input[from..parsed.next]).count() as u64);
                return self.as_it_is(input, from);
            }
        }
        if parsed.lenient {
            self.seen.entry(Oddity::UnfitLine).or_default().add(self.line);
        }
        self.write(&parsed.cells, &input[parsed.end..parsed.next]);
        Some(parsed.next)
    }

    /// Whether the records behind one that holds lines are as the others are.
    fn goes_on(&self, input: &[u8], mut next: usize) -> Option<bool> {
        for _ in 0..LOOKED_AT {
            if self.ended && next >= input.len() {
                break;
            }
            match self.form.record(input, next, self.ended) {
                Err(NotParsed::Unknown) => return None,
                Ok(parsed) if parsed.is_sound() && parsed.cells.len() == self.columns => next = parsed.next,
                Err(NotParsed::Unfit) | Ok(_) => return Some(false),
            }
        }
        Some(true)
    }

    /// Whether the lines that the record at `from` holds are records themselves, which a mark too many has swallowed.
    fn holds_records(&self, input: &[u8], from: usize, next: usize) -> Option<bool> {
        let mut at = from + memchr(b'\n', &input[from..]).map_or(0, |length| length + 1);
        while at <= next {
            match self.form.record(input, at, self.ended) {
                Err(NotParsed::Unknown) => return None,
                Ok(parsed) if parsed.cells.len() == self.columns && parsed.next > at => at = parsed.next,
                _ => return Some(false),
            }
        }
        Some(true)
    }

    /// Writes the record at `from` if its line stands in marks as a whole.
    fn wrapped(&mut self, input: &[u8], from: usize) -> Option<Option<usize>> {
        if input.get(from) != Some(&b'"') {
            return Some(None);
        }
        let dialect = self.usual_dialect();
        let (end, doubled) = match close(input, from, &dialect, self.ended) {
            Close::Unknown => return None,
            Close::Proper { end, doubled, .. } if input.get(end) != Some(&dialect.delimiter) => {
                (end, doubled)
            }
            _ => return Some(None),
        };
        let inside = Span { start: from + 1, end: end - 1, doubled };
        let inside = inside.bytes(input);
        let form = Form { wrapped: false, ..self.form.clone() };
        match form.record(&inside, 0, true) {
            Ok(parsed) if parsed.next == inside.len() && parsed.cells.len() == self.columns => {
                let next = next_line(input, end, &self.form, self.ended)?;
                self.seen.entry(Oddity::WrappedLines).or_default().add(self.line);
                self.write(&parsed.cells, &input[end..next]);
                Some(Some(next))
            }
            _ => Some(None),
        }
    }

    /// Where the record at `from` ends if it is sound in the usual form and has the usual number of cells.
    fn usual(&mut self, input: &[u8], from: usize) -> Option<Option<usize>> {
        if self.form.separator.len() > 1 || self.form.returns {
            return Some(None);
        }
        let dialect = self.usual_dialect();
        let read = exact::read(input, from, &dialect, self.ended, None, &mut self.spans)?;
        let has_escape = || self.form.backslashes && memmem::find(&input[from..read.next], b"\\\"").is_some();
        let touches_mark = || self.spans.iter().any(|span| self.form.touches_mark(span.raw(input)));
        let is_odd = read.repaired || read.loose || self.spans.len() != self.columns;
        let is_sound = !(is_odd || touches_mark() || has_escape());
        Some(is_sound.then_some(read.next))
    }

    fn usual_dialect(&self) -> Dialect {
        Dialect { delimiter: Self::delimiter(&self.form), line_end: b'\n', columns: self.columns }
    }

    /// Hands on the line at `from`, which is not of the form.
    fn as_it_is(&mut self, input: &[u8], from: usize) -> Option<usize> {
        let mut at = from;
        let next = loop {
            let Some(found) = memchr2(b'\n', b'\r', input.get(at..).unwrap_or_default()) else {
                if self.ended || input.len() - from > LONGEST_LINE {
                    break input.len();
                }
                return None;
            };
            at += found;
            let next = next_line(input, at, &self.form, self.ended)?;
            if next > at {
                break next;
            }
            at += 1;
        };
        self.seen.entry(Oddity::UnfitLine).or_default().add(self.line);
        let line = &input[from..next];
        if self.form.separator.len() == 1 {
            self.hand_on(line);
        } else {
            let end = line.len() - line.iter().rev().take_while(|byte| matches!(byte, b'\n' | b'\r')).count();
            let mut cells = Vec::new();
            let mut from = 0;
            for at in memmem::find_iter(&line[..end], &self.form.separator) {
                cells.push(Cell::plain(&line[from..at]));
                from = at + self.form.separator.len();
            }
            cells.push(Cell::plain(&line[from..end]));
            self.write(&cells, &line[end..]);
        }
        Some(next)
    }

    fn hand_on(&mut self, lines: &[u8]) {
        let from = self.output.len();
        self.output.extend_from_slice(lines);
        self.end_line(from);
    }

    fn write(&mut self, cells: &[Cell], line_end: &[u8]) {
        let from = self.output.len();
        let delimiter = Self::delimiter(&self.form);
        for (index, cell) in cells.iter().enumerate() {
            if index > 0 {
                self.output.push(delimiter);
            }
            for oddity in cell.oddities() {
                self.seen.entry(oddity).or_default().add(self.line);
            }
            let text = &cell.text;
            // A mark within a cell that stands in none is left as it is, so that those behind note it.
            let is_plain = match cell.dress {
                Dress::Plain => memchr2(delimiter, b'\n', text).is_none() && text.first() != Some(&b'"'),
                _ => memchr3(delimiter, b'\n', b'"', text).is_none() && memchr(b'\r', text).is_none(),
            };
            if is_plain {
                self.output.extend_from_slice(text);
            } else {
                self.output.push(b'"');
                for byte in text {
                    self.output.extend_from_slice(if *byte == b'"' {
                        b"\"\""
                    } else {
                        std::slice::from_ref(byte)
                    });
                }
                self.output.push(b'"');
            }
        }
        self.output.extend_from_slice(line_end);
        self.end_line(from);
    }

    /// Makes a line feed of a carriage return that ends what was written, and counts its lines.
    fn end_line(&mut self, from: usize) {
        if self.form.returns
            && let Some(last @ b'\r') = self.output.last_mut()
        {
            *last = b'\n';
            self.seen.entry(Oddity::ReturnLines).or_default().add(self.line);
        }
        self.line += memchr_iter(b'\n', &self.output[from..]).count() as u64;
    }
}

/// Records looked at behind one that holds lines.
const LOOKED_AT: usize = 8;
/// A longer line is handed on in pieces.
const LONGEST_LINE: usize = 16 << 20;

/// Where the line begins behind a line end at `at`, `at` if there is none; `None` if that cannot be told.
fn next_line(bytes: &[u8], at: usize, form: &Form, complete: bool) -> Option<usize> {
    let behind = at + returns_at(bytes, at);
    match bytes.get(behind) {
        Some(b'\n') => Some(behind + 1),
        Some(_) if form.returns && behind > at => Some(at + 1),
        Some(_) => Some(at),
        None => complete.then_some(behind),
    }
}

impl<R: Read> Read for Rewriter<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.given == self.output.len() {
            if self.ended && self.input.is_empty() {
                return Ok(0);
            }
            self.output.clear();
            self.given = 0;
            self.rewrite()?;
        }
        let rest = self.output.get(self.given..).unwrap_or_default();
        let length = rest.len().min(buffer.len());
        buffer[..length].copy_from_slice(&rest[..length]);
        self.given += length;
        Ok(length)
    }
}
