//! A stream cut into blocks of whole records.

use std::io::{self, Read};
use std::ops::Deref;

use memchr::{memchr_iter, memchr2};

use super::cutting::Cutter;
use super::dialect::Dialect;
use super::plain::{PlainRecords, Whole};
use super::records::Records;
use crate::oddities::{Oddities, Oddity};
use crate::simd::{self, END_MARK, Plainly};

/// A record longer than this is handed over in pieces rather than held in memory.
const LONGEST_RECORD: usize = 16 << 20;

/// What a copy cut short leaves, and fields that were never filled.
const NUL: u8 = 0;

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
    /// What is left of a block of which rows were left out, with the number of its first line.
    waiting: Option<(Block, u64)>,
    ended: bool,
    /// Where in the rest something was left out.
    left_out: Vec<(usize, Oddity)>,
    oddities: Oddities,
}

impl<R: Read> Blocks<R> {
    /// Reads blocks of about `size` bytes; `head` is what was read of the stream before, `line` the number
    /// of its first line.
    pub fn new(reader: R, head: Vec<u8>, dialect: Dialect, size: usize, line: u64) -> Self {
        let (left_out, oddities) = (Vec::new(), Oddities::default());
        Self { reader, dialect, size, rest: head, line, waiting: None, ended: false, left_out, oddities }
    }

    /// Returns where oddities are noted; while blocks are read, those of the blocks read so far.
    #[must_use]
    pub fn oddities(&self) -> Oddities {
        self.oddities.clone()
    }

    /// Notes oddities where others note theirs.
    #[must_use]
    pub fn with_oddities(self, oddities: Oddities) -> Self {
        Self { oddities, ..self }
    }

    /// Leaves out the rows up to this one.
    ///
    /// # Errors
    /// When the stream cannot be read.
    pub fn skip(&mut self, row: u64) -> io::Result<()> {
        let mut block = Block::default();
        while self.line() <= row
            && let Some(line) = self.next(&mut block)?
        {
            let mut records = Records::new(&block, self.dialect, line);
            while let Some(mut run) = records.run(Plainly) {
                if let Some((record, _)) = run.find(|(record, _)| record.line > row) {
                    // What was cut once is not cut again: cutting puts line feeds in place of carriage returns.
                    let mut behind = Block::default();
                    behind.begin(block.get(record.start..).unwrap_or_default());
                    self.waiting = Some((behind, record.line));
                    return Ok(());
                }
            }
        }
        Ok(())
    }

    /// Returns the number of the first line of the next block.
    #[must_use]
    pub fn line(&self) -> u64 {
        self.waiting.as_ref().map_or(self.line, |(_, line)| *line)
    }

    /// Puts the next block into `block`, whatever it held, and gives the number of its first line, counted as
    /// a person sees lines; `None` at the end.
    ///
    /// # Errors
    /// When the stream cannot be read.
    pub fn next(&mut self, block: &mut Block) -> io::Result<Option<u64>> {
        if let Some((waiting, line)) = self.waiting.take() {
            *block = waiting;
            return Ok(Some(line));
        }
        block.begin(&self.rest);
        self.rest.clear();
        loop {
            self.ended = self.ended || block.fill(&mut self.reader, self.size)?;
            if block.is_empty() {
                self.report_left_out(block, 0);
                return Ok(None);
            }
            let bytes: &[u8] = block;
            let whole =
                match simd::widest(PlainRecords { bytes, dialect: self.dialect, complete: self.ended }) {
                    Some(whole) if !self.ended => whole,
                    Some(_) => all(block, &self.dialect),
                    None if self.leave_out(block) => continue,
                    None => self.cut(block),
                };
            if whole.end == 0 && !self.ended && block.len() < LONGEST_RECORD {
                self.size = self.size.max(block.len()) * 2;
                continue;
            }
            let Whole { end, lines } = if whole.end == 0 { all(block, &self.dialect) } else { whole };
            if self.ended && end == block.len() && block.last() != Some(&self.dialect.line_end) {
                self.oddities.add(Oddity::UnendedLine, self.line + lines);
            }
            self.rest.extend_from_slice(&block[end..]);
            self.report_left_out(block, end);
            block.length = end;
            let first = self.line;
            self.line += lines;
            return Ok(Some(first));
        }
    }

    /// The whole records of a buffer that are not all plain.
    fn cut(&self, block: &mut Block) -> Whole {
        let bytes = &mut block.memory[..block.length];
        let (end, mut odd) = Cutter::new(bytes, self.dialect, self.ended).cut();
        let returns = ending_returns(&bytes[..end], &self.dialect);
        if !returns.is_empty() {
            // Behind a mark that turned out to be stray, a carriage return ends a line as it does elsewhere.
            returns.iter().for_each(|at| bytes[*at] = b'\n');
            odd.extend(returns.into_iter().map(|at| (at, Oddity::LoneReturn)));
            odd.sort_unstable();
        }
        let mut count = LineCount::new(self.line);
        for (at, oddity) in odd {
            self.oddities.add(oddity, count.line_at(bytes, at, &self.dialect));
        }
        all(&bytes[..end], &self.dialect)
    }

    /// Leaves out the characters of a buffer that stand for nothing; whether there were any.
    fn leave_out(&mut self, block: &mut Block) -> bool {
        if memchr2(NUL, END_MARK, block).is_none() {
            return false;
        }
        let mut kept = 0;
        for at in 0..block.length {
            let byte = block.memory[at];
            let oddity = match byte {
                NUL => Oddity::Nul,
                END_MARK => Oddity::EndMark,
                _ => {
                    block.memory[kept] = byte;
                    kept += 1;
                    continue;
                }
            };
            if self.left_out.last() != Some(&(kept, oddity)) {
                self.left_out.push((kept, oddity));
            }
        }
        block.length = kept;
        true
    }

    /// Tells of what was left out before `end`, and of all of it at the end of the stream.
    fn report_left_out(&mut self, block: &[u8], end: usize) {
        let is_last = self.ended && end == block.len();
        let mut count = LineCount::new(self.line);
        self.left_out.retain_mut(|(at, oddity)| {
            if *at >= end && !is_last {
                *at -= end;
                return true;
            }
            // Where it ends the stream, an end-of-file mark is where it belongs.
            if !(is_last && *at == end && *oddity == Oddity::EndMark) {
                self.oddities.add(*oddity, count.line_at(block, *at, &self.dialect));
            }
            false
        });
    }
}

/// Counts lines up to places that come in their order.
struct LineCount {
    line: u64,
    counted: usize,
}

impl LineCount {
    const fn new(line: u64) -> Self {
        Self { line, counted: 0 }
    }

    fn line_at(&mut self, bytes: &[u8], at: usize, dialect: &Dialect) -> u64 {
        self.line += lines(bytes.get(self.counted..at).unwrap_or_default(), dialect);
        self.counted = at;
        self.line
    }
}

/// Carriage returns at which records of cut bytes end, with no line feed behind them.
fn ending_returns(bytes: &[u8], dialect: &Dialect) -> Vec<usize> {
    let is_lone = |at: usize| bytes.get(at + 1).is_some_and(|next| !matches!(next, b'\n' | b'\r'));
    if dialect.line_end != b'\n' || !memchr_iter(b'\r', bytes).any(is_lone) {
        return Vec::new();
    }
    let mut ends = Vec::new();
    let mut records = Records::new(bytes, *dialect, 1);
    while let Some(run) = records.run(Plainly) {
        let last =
            run.filter_map(|(record, _)| record.next.checked_sub(1).filter(|_| record.next < bytes.len()));
        ends.extend(last.filter(|at| bytes[*at] == b'\r'));
    }
    ends
}

/// All of some bytes.
fn all(bytes: &[u8], dialect: &Dialect) -> Whole {
    Whole { end: bytes.len(), lines: lines(bytes, dialect) }
}

fn lines(bytes: &[u8], dialect: &Dialect) -> u64 {
    memchr_iter(dialect.line_end, bytes).count() as u64
}
