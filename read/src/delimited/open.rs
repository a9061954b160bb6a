//! A file of delimited text from its first byte on: how it is written, its first rows, and its blocks.

use std::io::{self, Chain, Cursor, Read};

use super::blocks::{Block, Blocks};
use super::detect::{Detected, detect};
use super::dialect::Dialect;
use super::doubled::{Apart, is_doubled};
use super::records::Records;
use super::rewrite::Rewriter;
use crate::encoding;
use crate::oddities::Oddities;
use crate::simd::Plainly;

/// Bytes looked at to tell how a file is written and to find its first rows.
const HEAD: usize = 256 << 10;

/// Text in the usual form, if it was not in that form from the beginning.
#[derive(Debug)]
struct Source<R>(Kind<R>);

type Whole<R> = Chain<Cursor<Vec<u8>>, R>;

#[derive(Debug)]
enum Kind<R> {
    AsItIs(R),
    Apart(Apart<Whole<R>>),
    Rewritten(Box<Rewriter<Whole<R>>>),
}

impl<R: Read> Read for Source<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match &mut self.0 {
            Kind::AsItIs(reader) => reader.read(buffer),
            Kind::Apart(reader) => reader.read(buffer),
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
    if form.is_usual() && is_doubled(&head) {
        let mut reader = Apart::new(Cursor::new(head).chain(reader));
        let mut head = Vec::new();
        reader.by_ref().take(HEAD as u64).read_to_end(&mut head)?;
        return Ok(Opened { source: Source(Kind::Apart(reader)), head, dialect, separator, oddities });
    }
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

    /// Returns where oddities of the form are noted while the text is read.
    #[must_use]
    pub fn oddities(&self) -> Oddities {
        self.oddities.clone()
    }

    /// Returns the text from its beginning, in the usual form.
    pub fn into_reader(self) -> impl Read {
        Cursor::new(self.head).chain(self.source)
    }
}

/// Returns the first rows of a text with their numbers, no more than `count`; `first_line` is the number of the first. A
/// mark that has no other is left out of its cell.
#[must_use]
pub fn first_rows(head: &[u8], dialect: Dialect, first_line: u64, count: usize) -> Vec<(u64, Vec<String>)> {
    let mut blocks = Blocks::new(head, Vec::new(), dialect, head.len().max(1), first_line);
    let (mut block, mut rows) = (Block::default(), Vec::new());
    while rows.len() < count
        && let Ok(Some(line)) = blocks.next(&mut block)
    {
        let mut records = Records::new(&block, dialect, line);
        while rows.len() < count
            && let Some(run) = records.run(Plainly)
        {
            for (record, cells) in run.take(count - rows.len()) {
                let texts = cells.iter().map(|cell| encoding::decode(&cell.bytes(&block)).into_owned());
                let mut cells: Vec<String> = texts.collect();
                if record.repaired || record.loose {
                    cells.iter_mut().for_each(without_stray_mark);
                }
                rows.push((record.line, cells));
            }
        }
    }
    rows
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
