//! A stream cut into blocks of whole records.

use std::io::{self, Read};

use memchr::{memchr, memchr_iter, memrchr};

use super::dialect::Dialect;
use super::plain::{PlainRecords, Whole};
use super::quoting::{Quote, end_of_quoted, opens_cell};
use crate::simd;

/// A record longer than this is handed over in pieces rather than held in memory.
const LONGEST_RECORD: usize = 16 << 20;

/// Reads a stream in blocks, each ending where a record ends.
#[derive(Debug)]
pub struct Blocks<R> {
    reader: R,
    dialect: Dialect,
    size: usize,
    rest: Vec<u8>,
    line: u64,
    ended: bool,
}

impl<R: Read> Blocks<R> {
    /// Reads blocks of about `size` bytes; `head` is what was read of the stream before, `line` the number
    /// of its first line.
    pub fn new(reader: R, head: Vec<u8>, dialect: Dialect, size: usize, line: u64) -> Self {
        Self { reader, dialect, size, rest: head, line, ended: false }
    }

    /// Puts the next block into `block` (cleared first) and gives the number of its first line, counted as
    /// a person sees lines; `None` at the end.
    ///
    /// # Errors
    /// When the stream cannot be read.
    pub fn next(&mut self, block: &mut Vec<u8>) -> io::Result<Option<u64>> {
        block.clear();
        block.append(&mut self.rest);
        loop {
            self.fill(block)?;
            if block.is_empty() {
                return Ok(None);
            }
            let whole = if self.ended { self.all(block) } else { self.whole_records(block) };
            if whole.end == 0 && block.len() < LONGEST_RECORD {
                self.size = self.size.max(block.len()) * 2;
                continue;
            }
            let Whole { end, lines } = if whole.end == 0 { self.all(block) } else { whole };
            self.rest.extend_from_slice(&block[end..]);
            block.truncate(end);
            let first = self.line;
            self.line += lines;
            return Ok(Some(first));
        }
    }

    fn fill(&mut self, block: &mut Vec<u8>) -> io::Result<()> {
        if self.ended || block.len() >= self.size {
            return Ok(());
        }
        let wanted = (self.size - block.len()) as u64;
        // `Take` fills the buffer whatever the stream's own pieces are, so cuts do not depend on them.
        let got = self.reader.by_ref().take(wanted).read_to_end(block)?;
        self.ended = (got as u64) < wanted;
        Ok(())
    }

    /// The whole records of a buffer.
    fn whole_records(&self, bytes: &[u8]) -> Whole {
        let dialect = self.dialect;
        simd::widest(PlainRecords { bytes, dialect })
            .unwrap_or_else(|| self.all(&bytes[..last_exact_end(bytes, &dialect)]))
    }

    /// All of a buffer.
    fn all(&self, bytes: &[u8]) -> Whole {
        Whole { end: bytes.len(), lines: memchr_iter(self.dialect.line_end, bytes).count() as u64 }
    }
}

/// Where the last whole record of a buffer ends; 0 when it holds none.
fn last_exact_end(bytes: &[u8], dialect: &Dialect) -> usize {
    let mut limit = bytes.len();
    let mut many_lines: Vec<std::ops::Range<usize>> = Vec::new();
    let mut from = 0;
    while let Some(found) = memchr(b'"', &bytes[from..]) {
        let quote = from + found;
        if !opens_cell(bytes, quote, dialect) {
            from = quote + 1;
            continue;
        }
        match end_of_quoted(bytes, quote, dialect, false) {
            Quote::Closed { end, lines, .. } => {
                if lines {
                    many_lines.push(quote..end);
                }
                from = end;
            }
            Quote::Ragged { end } => from = end,
            Quote::Stray => from = quote + 1,
            Quote::Open => {
                limit = quote;
                break;
            }
        }
    }
    while let Some(end) = memrchr(dialect.line_end, &bytes[..limit]) {
        match many_lines.iter().rev().find(|cell| cell.contains(&end)) {
            Some(cell) => limit = cell.start,
            None => return end + 1,
        }
    }
    0
}
