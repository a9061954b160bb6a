//! Tables of delimited text.

use std::collections::BTreeMap;
use std::io::{self, Read};

use faxban_engine::mentions::{Mention, Where};
use faxban_read::delimited::{self, Block, Blocks, Dialect, Opened, Records};
use faxban_read::encoding::{self, EncodingSeen};
use faxban_read::oddities::{Oddities, Oddity, Rows};
use faxban_read::simd::Plainly;
use faxban_read::workbook::EachRow;

use super::gather::{Gatherer, mentions};
use super::{
    HEAD, HEAD_ROWS, NoTable, PROFILED, Reading, Table, above, failed, find_header, layout_of, parallel,
    samples,
};
use crate::reconcile::RowAccount;
use crate::report::figures::plural;

/// Bytes of a block; two of them fit a processor's cache.
const BLOCK: usize = 512 << 10;

/// A text as far as one reading of it goes.
#[derive(Debug)]
pub enum Text {
    /// Its only table.
    Table(Box<Table>),
    /// It holds several tables, each of which has to be read by itself with [`read_part`].
    Parts(Vec<Part>),
}

/// Lines of a text that hold one table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Part {
    /// The first line, as a person counts.
    pub first: u64,
    /// The last line; `None` for all there are.
    pub last: Option<u64>,
}

/// How a text is written.
struct Written {
    dialect: Dialect,
    /// What stands between cells, in words.
    separator: String,
    /// What is odd about it, noted while it is read.
    oddities: Oddities,
}

impl Written {
    fn of<R: Read>(opened: &Opened<R>) -> Self {
        Self { dialect: opened.dialect(), separator: opened.separator(), oddities: opened.oddities() }
    }
}

/// Reads a text.
///
/// # Errors
/// When there is no table in it or it cannot be read.
pub fn read_text(
    reader: impl Read + Send,
    size: Option<u64>,
    reading: &Reading<'_>,
) -> Result<Text, NoTable> {
    let opened = delimited::open(reader).map_err(failed)?;
    let written = Written::of(&opened);
    let table = read(opened.into_reader(), written, 1, size, reading)?;
    if table.totals.screened.headers.is_empty() {
        return Ok(Text::Table(Box::new(table)));
    }
    let mut starts = vec![1];
    starts.extend(&table.totals.screened.headers);
    let ends = starts.iter().skip(1).map(|next| Some(next - 1)).chain([None]);
    Ok(Text::Parts(starts.iter().zip(ends).map(|(first, last)| Part { first: *first, last }).collect()))
}

/// Reads one of several tables of a text.
///
/// # Errors
/// When there is no table in the part or the text cannot be read.
pub fn read_part(reader: impl Read + Send, part: Part, reading: &Reading<'_>) -> Result<Table, NoTable> {
    let opened = delimited::open(reader).map_err(failed)?;
    let mut written = Written::of(&opened);
    if part.first > 1 {
        // What is odd about the form of the text is told with its first part.
        written.oddities = Oddities::default();
    }
    let line_end = written.dialect.line_end;
    let reader = Lines { reader: opened.into_reader(), part, line_end, line: 1 };
    let table = read(reader, written, part.first, None, reading)?;
    Ok(Table { part: Some(part.first), ..table })
}

/// Calls `each` for every row of a text with its number, as a person counts.
///
/// # Errors
/// When the text cannot be read.
pub fn each_row(reader: impl Read, each: &mut EachRow<'_>) -> io::Result<()> {
    let opened = delimited::open(reader)?;
    let dialect = opened.dialect();
    let mut blocks = Blocks::new(opened.into_reader(), Vec::new(), dialect, BLOCK, 1);
    let mut block = Block::default();
    while let Some(line) = blocks.next(&mut block)? {
        let mut records = Records::new(&block, dialect, line);
        while let Some(run) = records.run(Plainly) {
            for (record, cells) in run {
                let texts = cells.iter().map(|cell| encoding::decode(&cell.bytes(&block)).into_owned());
                let texts: Vec<String> = texts.collect();
                if each(record.line, &texts).is_break() {
                    return Ok(());
                }
            }
        }
    }
    Ok(())
}

/// Hands on the lines of a part alone.
struct Lines<R> {
    reader: R,
    part: Part,
    line_end: u8,
    /// The line of the next byte.
    line: u64,
}

impl<R: Read> Read for Lines<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            if self.part.last.is_some_and(|last| self.line > last) {
                return Ok(0);
            }
            let count = self.reader.read(buffer)?;
            let bytes = buffer.get(..count).unwrap_or_default();
            if bytes.is_empty() {
                return Ok(0);
            }
            let (mut from, mut upto) = (None, count);
            if self.line >= self.part.first {
                from = Some(0);
            }
            for end in memchr::memchr_iter(self.line_end, bytes) {
                self.line += 1;
                if self.line == self.part.first {
                    from = Some(end + 1);
                }
                if self.part.last.is_some_and(|last| self.line == last + 1) {
                    upto = end + 1;
                    break;
                }
            }
            if let Some(from) = from.filter(|from| *from < upto) {
                buffer.copy_within(from..upto, 0);
                return Ok(upto - from);
            }
        }
    }
}

/// Blocks, with their lines counted as they go by.
pub(super) struct Counted<R> {
    blocks: Blocks<R>,
    line_end: u8,
    lines: u64,
    last: Option<u8>,
}

impl<R: Read> Counted<R> {
    fn new(blocks: Blocks<R>, line_end: u8) -> Self {
        Self { blocks, line_end, lines: 0, last: None }
    }

    /// Reads the next block; gives the number of its first line.
    pub fn next(&mut self, block: &mut Block) -> io::Result<Option<u64>> {
        let line = self.blocks.next(block)?;
        if let Some(first) = line {
            self.lines += self.blocks.line().saturating_sub(first);
            self.last = block.last().copied().or(self.last);
        }
        Ok(line)
    }

    /// All lines; the last one needs no end.
    fn lines(&self) -> u64 {
        self.lines + u64::from(self.last.is_some_and(|byte| byte != self.line_end))
    }
}

fn read(
    mut reader: impl Read + Send,
    written: Written,
    first_line: u64,
    size: Option<u64>,
    reading: &Reading<'_>,
) -> Result<Table, NoTable> {
    let Written { mut dialect, separator, oddities } = written;
    let mut head = Vec::new();
    reader.by_ref().take(HEAD as u64).read_to_end(&mut head).map_err(failed)?;
    let rows = delimited::first_rows(&head, dialect, first_line, HEAD_ROWS + PROFILED);
    if rows.iter().all(|(_, cells)| cells.iter().all(|cell| cell.trim().is_empty())) {
        return Err(NoTable::Empty);
    }
    let looked_at = rows.get(..HEAD_ROWS).unwrap_or(&rows);
    let (header, misfit) = match find_header(looked_at, reading) {
        Err(NoTable::NoHeader { looked_at, .. }) => {
            let blocks = Blocks::new(reader, head, dialect, BLOCK, first_line);
            let mut blocks = Counted::new(blocks, dialect.line_end);
            let mentions = without_header(&mut blocks, dialect, reading)?;
            let first = rows.into_iter().take(HEAD_ROWS).collect();
            return Err(NoTable::NoHeader { looked_at, rows: blocks.lines(), mentions, first });
        }
        header => header?,
    };
    let (first_row, last_row) = (header.first_row, header.last_row);
    let pack = &reading.rules.pack;
    let above = above::mentions_above(&rows, (first_row, last_row), pack);
    let table_above = above::table_above(&rows, first_row);
    let unit = above::unit(&rows, first_row, &reading.rules.row_words);
    let dated = above::day(&rows, first_row);
    let samples = samples(&rows, last_row);
    let layout = layout_of(header, &rows, Some(char::from(dialect.delimiter)));
    drop(rows);
    dialect.columns = layout.columns;
    let mut blocks = Blocks::new(reader, head, dialect, BLOCK, first_line).with_oddities(oddities.clone());
    blocks.skip(last_row).map_err(failed)?;
    let next_line = blocks.line();
    let mut blocks = Counted::new(blocks, dialect.line_end);
    let gate = layout.gate(pack);
    let mut gatherer = Gatherer::new(reading, &layout, &gate);
    if reading.threads > 1 && size.is_none_or(|bytes| bytes > 4 * BLOCK as u64) {
        parallel::screen(&mut blocks, dialect, reading.threads, &mut gatherer)?;
    } else {
        sequential(&mut blocks, dialect, &mut gatherer)?;
    }
    let mut gathered = gatherer.finish()?;
    gathered.mentions.splice(0..0, above);
    let rows = RowAccount {
        // A table whose columns are named by their numbers has no header.
        above: first_row.saturating_sub(first_line),
        header: next_line - first_row.max(first_line),
        continued: gathered.totals.screened.continued,
        physical: next_line - first_line + blocks.lines(),
    };
    let encoding = gathered.totals.screened.encoding;
    let mut remarks = remarks(&oddities.all(), &encoding);
    remarks.extend(unit);
    let table = gathered.into_table(layout, rows, table_above, Some(separator), samples);
    Ok(Table { misfit, remarks, dated, ..table })
}

/// Sentences on characters that do not belong into a table and how they were read.
fn remarks(oddities: &BTreeMap<Oddity, Rows>, encoding: &EncodingSeen) -> Vec<String> {
    let said = |rows: &Rows, what: &str| {
        let (number, first) = (plural(rows.rows, "row", "rows"), rows.first);
        let place = if rows.rows == 1 { format!("row {first}") } else { format!("first: row {first}") };
        format!("{number} {what} ({place})")
    };
    let of_oddity = |(oddity, rows): (&Oddity, &Rows)| {
        Some(said(
            rows,
            match oddity {
                Oddity::Nul => {
                    "with NUL characters, as a copy cut short leaves them; we left them out. Check that the file is complete"
                }
                Oddity::EndMark => {
                    "with an end-of-file mark inside the file, as joined files have; we read on behind it"
                }
                Oddity::LoneReturn => {
                    "with a carriage return by itself, which we read as the end of a line, as Excel does"
                }
                Oddity::DoubtfulCell => {
                    "with a cell of several lines behind which the quotation marks do not add up; one of its marks may have swallowed lines. Check it"
                }
                Oddity::ReturnLines => return None,
                Oddity::SingleQuotes => "with cells in single quotation marks, which we left out",
                Oddity::TypographicQuotes => "with cells in curly quotation marks, which we left out",
                Oddity::BlanksBesideQuotes => "with blanks beside quotation marks, which we left out",
                Oddity::Backslashes => {
                    "with backslashes before quotation marks or separators, which we left out"
                }
                Oddity::TextGuards => "with cells written as =\"…\", as Excel's text; we read the text",
                Oddity::WrappedLines => "in quotation marks as a whole, which we read without them",
                Oddity::UnfitLine => {
                    "written otherwise than the rest of the file; we read them as they stand. Check them"
                }
                Oddity::UnendedLine => return None,
            },
        ))
    };
    let seen = [
        (
            &encoding.marks,
            "with a byte-order mark inside the file, as joined files have. Check whether a second header is among the lines",
        ),
        (&encoding.twice, "with text that was encoded twice (such as Â£ for £); we left it as it is"),
        (&encoding.dos_pounds, "with the pound sign of DOS, which we read as £"),
    ];
    let of_encoding = seen.into_iter().filter(|(rows, _)| rows.rows > 0).map(|(rows, what)| said(rows, what));
    oddities.iter().filter_map(of_oddity).chain(of_encoding).collect()
}

fn sequential(
    blocks: &mut Counted<impl Read>,
    dialect: Dialect,
    gatherer: &mut Gatherer<'_>,
) -> Result<(), NoTable> {
    let mut screen = gatherer.screen();
    let mut block = Block::default();
    while let Some(line) = blocks.next(&mut block).map_err(failed)? {
        screen.block(&block, dialect, line);
        gatherer.take(&screen.take_passed())?;
    }
    gatherer.gathered.totals.screened.merge(&screen.finish());
    Ok(())
}

/// What a text without a header names.
fn without_header(
    blocks: &mut Counted<impl Read>,
    dialect: Dialect,
    reading: &Reading<'_>,
) -> Result<Vec<Mention>, NoTable> {
    let pack = &reading.rules.pack;
    let gate = above::gate(pack);
    let mut found = Vec::new();
    let mut block = Block::default();
    while let Some(line) = blocks.next(&mut block).map_err(failed)? {
        let mut records = Records::new(&block, dialect, line);
        while let Some(run) = records.run(Plainly) {
            for (record, cells) in run {
                let texts = cells.iter().map(|cell| encoding::decode(&cell.bytes(&block)).into_owned());
                let texts: Vec<String> = texts.collect();
                found.extend(mentions(&above::places(&gate, Where::NoHeader, record.line, &texts), pack));
            }
        }
    }
    Ok(found)
}
