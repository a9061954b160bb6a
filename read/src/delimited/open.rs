//! A file of delimited text from its first byte on: how it is written, its first rows, and its blocks.

use std::io::{self, Chain, Cursor, Read};

use super::blocks::{Block, Blocks};
use super::detect::{Detected, detect};
use super::dialect::Dialect;
use super::records::Records;
use super::rewrite::Rewriter;
use crate::encoding;
use crate::oddities::Oddities;
use crate::simd::Plainly;

/// Bytes looked at to tell how a file is written and to find its first rows.
const HEAD: usize = 256 << 10;

/// Text in the usual form, if it was not in that form from the beginning.
#[derive(Debug)]
pub struct Source<R>(Kind<R>);

#[derive(Debug)]
enum Kind<R> {
    AsItIs(R),
    Rewritten(Box<Rewriter<Chain<Cursor<Vec<u8>>, R>>>),
}

impl<R: Read> Read for Source<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match &mut self.0 {
            Kind::AsItIs(reader) => reader.read(buffer),
            Kind::Rewritten(reader) => reader.read(buffer),
        }
    }
}

/// A file of delimited text that was opened.
#[derive(Debug)]
pub struct Opened<R> {
    source: Source<R>,
    /// The beginning of what `source` reads.
    head: Vec<u8>,
    dialect: Dialect,
    separator: Vec<u8>,
    oddities: Oddities,
}

/// Looks at the beginning of a file of text and tells how it is written.
///
/// # Errors
/// When it cannot be read.
pub fn open<R: Read>(mut reader: R) -> io::Result<Opened<R>> {
    let mut head = Vec::new();
    reader.by_ref().take(HEAD as u64).read_to_end(&mut head)?;
    let Detected { form, columns } = detect(&head, head.len() < HEAD);
    let dialect = Dialect { delimiter: Rewriter::<R>::delimiter(&form), line_end: b'\n', columns };
    let separator = form.separator.clone();
    let oddities = Oddities::default();
    if form.is_usual() {
        return Ok(Opened { source: Source(Kind::AsItIs(reader)), head, dialect, separator, oddities });
    }
    let reader = Cursor::new(head).chain(reader);
    let mut rewriter = Rewriter::new(reader, form, columns, oddities.clone());
    let mut head = Vec::new();
    rewriter.by_ref().take(HEAD as u64).read_to_end(&mut head)?;
    let source = Source(Kind::Rewritten(Box::new(rewriter)));
    Ok(Opened { source, head, dialect, separator, oddities })
}

impl<R: Read> Opened<R> {
    /// Returns how the text behind is written.
    #[must_use]
    pub const fn dialect(&self) -> Dialect {
        self.dialect
    }

    /// Returns the separator of cells in words.
    #[must_use]
    pub fn separator(&self) -> String {
        match self.separator.as_slice() {
            [_] => self.dialect.delimiter_name().to_owned(),
            several => encoding::decode(several).into_owned(),
        }
    }

    /// Returns the first rows with their numbers, as a person counts; no more than `count`.
    #[must_use]
    pub fn rows(&self, count: usize) -> Vec<(u64, Vec<String>)> {
        let mut blocks = Blocks::new(self.head.as_slice(), Vec::new(), self.dialect, HEAD, 1);
        let (mut block, mut rows) = (Block::default(), Vec::new());
        while rows.len() < count
            && let Ok(Some(line)) = blocks.next(&mut block)
        {
            let mut records = Records::new(&block, self.dialect, line);
            while let Some(run) = records.run(Plainly) {
                for (record, cells) in run {
                    let mut texts: Vec<String> =
                        cells.iter().map(|cell| encoding::decode(&cell.bytes(&block)).into_owned()).collect();
                    if record.repaired || record.loose {
                        texts.iter_mut().for_each(without_stray_mark);
                    }
                    rows.push((record.line, texts));
                }
            }
        }
        rows.truncate(count);
        rows
    }

    /// Returns the blocks of the rows behind row `after`, of about `size` bytes, of a table with so many columns.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn blocks(self, after: u64, columns: usize, size: usize) -> io::Result<Blocks<Source<R>>> {
        let dialect = Dialect { columns, ..self.dialect };
        let mut blocks = Blocks::new(self.source, self.head, dialect, size, 1).with_oddities(self.oddities);
        blocks.skip(after)?;
        Ok(blocks)
    }
}

/// Takes a quotation mark off a cell that has but one of a pair.
fn without_stray_mark(text: &mut String) {
    if text.matches('"').count() % 2 == 1 {
        let trimmed = text.strip_prefix('"').or_else(|| text.strip_suffix('"'));
        if let Some(trimmed) = trimmed {
            *text = trimmed.to_owned();
        }
    }
}
