//! A stream cut into blocks of whole records.

use std::io::{self, Read};
use std::ops::Deref;

use memchr::{memchr, memchr_iter, memrchr};

use super::dialect::Dialect;
use super::exact;
use super::judging::{Judge, Verdict};
use super::plain::{PlainRecords, Whole};
use super::quoting::{Close, close, opens_cell};
use crate::simd;

/// A record longer than this is handed over in pieces rather than held in memory.
const LONGEST_RECORD: usize = 16 << 20;

/// A block has at least this much memory.
const SMALLEST: usize = 64 << 10;

/// Bytes read. Used again for another block it needs no new memory, and none that is to be zeroed.
#[derive(Debug, Default)]
pub struct Block {
    memory: Vec<u8>,
    length: usize,
}

impl Deref for Block {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        &self.memory[..self.length]
    }
}

impl Block {
    /// Starts again with these bytes.
    fn begin(&mut self, bytes: &[u8]) {
        self.length = bytes.len();
        if self.memory.len() < self.length {
            self.memory.resize(self.length, 0);
        }
        self.memory[..self.length].copy_from_slice(bytes);
    }

    /// Reads until it is so long, whatever the stream's own pieces are; whether the stream ends before.
    fn fill(&mut self, reader: &mut impl Read, length: usize) -> io::Result<bool> {
        while self.length < length {
            if self.length == self.memory.len() {
                // Step by step: most files are small.
                self.memory.resize((self.length * 2).min(length).max(SMALLEST), 0);
            }
            let end = self.memory.len().min(length);
            match reader.read(&mut self.memory[self.length..end]) {
                Ok(0) => return Ok(true),
                Ok(got) => self.length += got,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        Ok(false)
    }
}

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

    /// Puts the next block into `block`, whatever it held, and gives the number of its first line, counted as
    /// a person sees lines; `None` at the end.
    ///
    /// # Errors
    /// When the stream cannot be read.
    pub fn next(&mut self, block: &mut Block) -> io::Result<Option<u64>> {
        block.begin(&self.rest);
        self.rest.clear();
        loop {
            self.ended = self.ended || block.fill(&mut self.reader, self.size)?;
            if block.is_empty() {
                return Ok(None);
            }
            let whole = self.whole_records(block);
            if whole.end == 0 && !self.ended && block.len() < LONGEST_RECORD {
                self.size = self.size.max(block.len()) * 2;
                continue;
            }
            let Whole { end, lines } = if whole.end == 0 { all(block, &self.dialect) } else { whole };
            self.rest.extend_from_slice(&block[end..]);
            block.length = end;
            let first = self.line;
            self.line += lines;
            return Ok(Some(first));
        }
    }

    /// The whole records of a buffer, or those that can be read on their own.
    fn whole_records(&self, bytes: &[u8]) -> Whole {
        let dialect = self.dialect;
        match simd::widest(PlainRecords { bytes, dialect }) {
            Some(whole) if !self.ended => whole,
            Some(_) => all(bytes, &dialect),
            None => all(&bytes[..last_end(bytes, &dialect, self.ended)], &dialect),
        }
    }
}

/// All of some bytes.
fn all(bytes: &[u8], dialect: &Dialect) -> Whole {
    Whole { end: bytes.len(), lines: memchr_iter(dialect.line_end, bytes).count() as u64 }
}

/// Where a block of whole records may end at the latest; 0 when the bytes hold none.
///
/// [`super::Records`] takes a quote at its word that is closed properly within its block. Where that would be wrong the
/// block ends with the line of the quote.
fn last_end(bytes: &[u8], dialect: &Dialect, complete: bool) -> usize {
    let mut judge = Judge::new(*dialect, complete);
    let mut cells = Vec::new();
    // Where a record begins, and from where on nothing was looked at; what lies between is in no quotes.
    let (mut record, mut from) = (0, 0);
    loop {
        let quote = memchr(b'"', &bytes[from..]).map(|found| from + found);
        if let Some(end) = memrchr(dialect.line_end, &bytes[from..quote.unwrap_or(bytes.len())]) {
            record = from + end + 1;
        }
        let Some(quote) = quote else { return if complete { bytes.len() } else { record } };
        if !opens_cell(bytes, quote, dialect) {
            from = quote + 1;
            continue;
        }
        match close(bytes, quote, dialect, complete) {
            Close::Unknown => return record,
            Close::Proper { end, lines: false, .. } => from = end,
            Close::Proper { end, .. } => match judge.verdict(bytes, record, quote, end) {
                Verdict::Opens => from = end,
                Verdict::Unknown => return record,
                Verdict::Stray => {
                    let line_end = memchr(dialect.line_end, &bytes[quote..]);
                    return line_end.map_or(bytes.len(), |length| quote + length + 1);
                }
            },
            Close::Improper { .. } | Close::Never => {
                judge.forget();
                match exact::read(bytes, record, dialect, complete, None, &mut cells) {
                    Some(read) => (record, from) = (read.next, read.next),
                    None => return record,
                }
            }
        }
    }
}
