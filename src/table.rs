//! Reading one table: header first, then every record through the screen, batches of candidates through the
//! matching query.

mod parallel;
mod rows;

use std::fmt;
use std::io::Read;
use std::ops::ControlFlow;
use std::sync::Arc;

use faxban_core::columns::{Header, OverrideError};
use faxban_core::{Field, Pack, Row, SourceKind};
use faxban_engine::header::{self, Asked};
use faxban_engine::matching::Matched;
use faxban_engine::totals::Totals;
use faxban_read::delimited::{Block, Blocks, Dialect, Records};
use faxban_read::encoding;
use faxban_read::simd::Plainly;
use faxban_read::workbook::EachRow;

use crate::audit::same_table::Lines;
use crate::layout::Layout;
use crate::long_list::{LongList, Room};
use crate::matching::matched;
use crate::rules::Rules;
use crate::screen::{Passed, Reject, Screen};
use crate::sources::Settings;

/// Bytes looked at to find separators and header.
pub const HEAD: usize = 256 << 10;
/// Rows looked at to find the header.
const HEAD_ROWS: usize = 60;
/// Rows kept as samples.
const SAMPLES: usize = 3;
/// Bytes of a block; two of them fit a processor's cache.
const BLOCK: usize = 512 << 10;
/// Candidates matched at once, so that memory does not grow with the file.
const BATCH: usize = 4096;

/// What reading needs to know.
#[derive(Debug, Clone, Copy)]
pub struct Reading<'a> {
    /// The rules.
    pub rules: &'a Rules,
    /// What the user says of it.
    pub settings: &'a Settings,
    /// Blocks screened at once.
    pub threads: usize,
    /// The row whose cells are to be kept for a closer look.
    pub wanted: Option<u64>,
    /// Whether the lines of a workbook's sheet are kept as hashes, to be compared with those of another.
    pub compared: bool,
    /// Where matched lines wait.
    pub room: &'a Arc<Room>,
}

/// Matched lines that wait in memory; those after them wait on disk.
const KEPT: usize = 8192;

/// Room for the matched lines of all tables of a run.
#[must_use]
pub fn room() -> Arc<Room> {
    Room::new(KEPT)
}

/// A table as read.
#[derive(Debug)]
pub struct Table {
    /// Its columns.
    pub layout: Layout,
    /// Rows above the header.
    pub rows_above: u64,
    /// What was counted of it; matched lines are yet to be judged.
    pub totals: Totals,
    /// Records that could not be read as such.
    pub rejects: Vec<Reject>,
    /// Candidates that rules match.
    pub matched: LongList<Matched>,
    /// The separator of a text file.
    pub separator: Option<&'static str>,
    /// The first rows below the header, as samples.
    pub samples: Vec<Vec<String>>,
    /// Columns that somebody named and that it does not have, in a sentence.
    pub misfit: Option<String>,
    /// Its lines as hashes, sorted, where they are to be compared.
    pub lines: Option<Lines>,
}

/// Why a table was not read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NoTable {
    /// It has no rows.
    Empty,
    /// No row names columns that faxban knows.
    NoHeader {
        /// Rows looked at for a header.
        rows: usize,
        /// The first row that mentions a product all the same.
        mentions: Option<u64>,
    },
    /// Something failed; a sentence.
    Failed(String),
    /// Lines cannot wait on disk, so that no table can be audited; a sentence.
    Disk(String),
}

impl fmt::Display for NoTable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => f.write_str("it is empty"),
            Self::NoHeader { rows, mentions } => {
                match rows {
                    1 => f.write_str("its only row does not name columns that are known")?,
                    _ if *rows < HEAD_ROWS => {
                        write!(f, "none of its {rows} rows names columns that are known")?
                    }
                    _ => write!(f, "none of its first {rows} rows names columns that are known")?,
                }
                f.write_str(
                    ", so it was not audited; run \"faxban inspect\" on it and name its columns with --map",
                )?;
                match mentions {
                    Some(row) => {
                        write!(f, ". Row {row} mentions a product that is looked for: read it yourself")
                    }
                    None => Ok(()),
                }
            }
            Self::Failed(sentence) | Self::Disk(sentence) => f.write_str(sentence),
        }
    }
}

/// What comes of a table's records.
struct Gathered {
    totals: Totals,
    rejects: Vec<Reject>,
    matched: LongList<Matched>,
    lines: Option<Lines>,
}

/// Takes what screening hands on and matches candidates batch by batch.
struct Gatherer<'a> {
    pack: &'a Arc<Pack>,
    layout: &'a Layout,
    waiting: Passed,
    gathered: Gathered,
}

impl<'a> Gatherer<'a> {
    fn new(reading: &Reading<'a>, layout: &'a Layout) -> Self {
        let matched = LongList::new(Arc::clone(reading.room));
        let lines = reading.compared.then(Lines::default);
        let gathered = Gathered { totals: Totals::default(), rejects: Vec::new(), matched, lines };
        Self { pack: &reading.rules.pack, layout, waiting: Passed::default(), gathered }
    }

    /// Takes what screening handed on of the next records.
    fn take(&mut self, passed: &Passed) -> Result<(), NoTable> {
        self.waiting.append(passed);
        if self.waiting.candidates.len() >= BATCH { self.flush() } else { Ok(()) }
    }

    fn flush(&mut self) -> Result<(), NoTable> {
        let Passed { candidates, assessable, rejects } = std::mem::take(&mut self.waiting);
        let gathered = &mut self.gathered;
        gathered.rejects.extend(rejects);
        let found = matched(self.pack, self.layout, &candidates)
            .map_err(|error| NoTable::Failed(format!("the rules could not be run over it: {error}")))?;
        gathered.totals.unmatched.count(self.layout, &candidates, &assessable, &found);
        found.into_iter().try_for_each(|line| gathered.matched.push(line)).map_err(not_set_aside)
    }

    fn finish(mut self) -> Result<Gathered, NoTable> {
        self.flush()?;
        self.gathered.matched.flush().map_err(not_set_aside)?;
        Ok(self.gathered)
    }
}

/// Finds the header in the first rows of a table, with a sentence on columns that were named and are not there: the
/// table is read without them, for no mapping may take it out of the audit.
pub fn find_header(
    rows: &[(u64, Vec<String>)],
    reading: &Reading<'_>,
) -> Result<(Header, Option<String>), NoTable> {
    let Settings { kind, map, date_basis, .. } = reading.settings;
    let mut map = map.clone();
    let mut misfits = Vec::new();
    loop {
        let asked = Asked { kind: *kind, map: &map, date_basis: date_basis.as_deref() };
        let fault = match header::find(rows, &reading.rules.synonyms, asked) {
            Ok(header) => {
                let header = header.ok_or(NoTable::NoHeader { rows: rows.len(), mentions: None })?;
                return Ok((header, Some(misfits.join("; ")).filter(|misfits| !misfits.is_empty())));
            }
            Err(fault) => fault,
        };
        let (OverrideError::Missing { field, .. } | OverrideError::Ambiguous { field, .. }) = &fault;
        map.retain(|(named, _)| named != field);
        misfits.push(fault.to_string());
    }
}

/// Reads a table of delimited text.
///
/// # Errors
/// When there is no table in it or it cannot be read.
pub fn read_text(
    mut reader: impl Read + Send,
    size: Option<u64>,
    reading: &Reading<'_>,
) -> Result<Table, NoTable> {
    let mut head = Vec::new();
    reader.by_ref().take(HEAD as u64).read_to_end(&mut head).map_err(failed)?;
    let mut dialect = Dialect::detect(&head);
    let (rows, ends) = head_rows(&head, dialect);
    if rows.iter().all(|(_, cells)| cells.iter().all(|cell| cell.trim().is_empty())) {
        return Err(NoTable::Empty);
    }
    let (header, misfit) = find_header(&rows, reading)?;
    let at = ends.iter().rfind(|(row, _)| *row <= header.last_row).map_or(0, |(_, end)| *end);
    let first_line =
        1 + memchr::memchr_iter(dialect.line_end, head.get(..at).unwrap_or_default()).count() as u64;
    let samples = samples(rows, header.last_row);
    let layout = Layout::new(header.mapping, header.names, header.first_row);
    dialect.columns = layout.columns;
    let rest = head.split_off(at);
    let blocks = Blocks::new(reader, rest, dialect, BLOCK, first_line);
    let mut gatherer = Gatherer::new(reading, &layout);
    if reading.threads > 1 && size.is_none_or(|bytes| bytes > 4 * BLOCK as u64) {
        parallel::screen(blocks, dialect, &layout, reading, &mut gatherer)?;
    } else {
        sequential(blocks, dialect, &layout, reading, &mut gatherer)?;
    }
    let gathered = gatherer.finish()?;
    let rows_above = layout.header_row.saturating_sub(1);
    Ok(Table { misfit, ..table(layout, gathered, rows_above, Some(dialect.delimiter_name()), samples) })
}

fn sequential(
    mut blocks: Blocks<impl Read>,
    dialect: Dialect,
    layout: &Layout,
    reading: &Reading<'_>,
    gatherer: &mut Gatherer<'_>,
) -> Result<(), NoTable> {
    let gate = layout.gate(&reading.rules.pack);
    let mut screen = Screen::new(layout, &gate, &reading.rules.row_words, reading.wanted);
    let mut block = Block::default();
    while let Some(line) = blocks.next(&mut block).map_err(failed)? {
        screen.block(&block, dialect, line);
        gatherer.take(&screen.take_passed())?;
    }
    gatherer.gathered.totals.screened = screen.finish();
    Ok(())
}

/// Rows with their numbers, as a person counts.
type Numbered<T> = Vec<(u64, T)>;

/// The first rows, and where each ends.
fn head_rows(head: &[u8], dialect: Dialect) -> (Numbered<Vec<String>>, Numbered<usize>) {
    let mut records = Records::new(head, dialect, 1);
    let (mut rows, mut ends) = (Vec::new(), Vec::new());
    while rows.len() < HEAD_ROWS
        && let Some(run) = records.run(Plainly)
    {
        for (record, cells) in run.take(HEAD_ROWS - rows.len()) {
            let texts = cells.iter().map(|cell| encoding::decode(&cell.bytes(head)).into_owned());
            rows.push((record.line, texts.collect()));
            ends.push((record.line, record.next));
        }
    }
    (rows, ends)
}

#[expect(clippy::needless_pass_by_value, reason = "as an argument of map_err")]
fn not_set_aside(error: std::io::Error) -> NoTable {
    NoTable::Disk(error.to_string())
}

fn failed(error: std::io::Error) -> NoTable {
    NoTable::Failed(format!("it cannot be read to its end: {error}"))
}

/// Reads a table whose rows come one by one, as a workbook's do. `rows` walks through all rows in order, as
/// often as it is called, calling back for each.
///
/// # Errors
/// When there is no table in it or `rows` fails.
pub fn read_rows<E: fmt::Display>(
    reading: &Reading<'_>,
    mut rows: impl FnMut(&mut EachRow<'_>) -> Result<(), E>,
) -> Result<Table, NoTable> {
    let told = |error: E| NoTable::Failed(error.to_string());
    let mut head: Vec<(u64, Vec<String>)> = Vec::new();
    rows(&mut |number, cells| {
        head.push((number, cells.to_vec()));
        if head.len() < HEAD_ROWS { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
    })
    .map_err(told)?;
    if head.iter().all(|(_, cells)| cells.iter().all(|cell| cell.trim().is_empty())) {
        return Err(NoTable::Empty);
    }
    let (header, misfit) = match find_header(&head, reading) {
        Err(NoTable::NoHeader { rows: looked_at, .. }) => {
            let mentions = first_mention(&reading.rules.pack, rows).map_err(told)?;
            return Err(NoTable::NoHeader { rows: looked_at, mentions });
        }
        header => header?,
    };
    let (rows_above, last_row) = (header.first_row.saturating_sub(1), header.last_row);
    let samples = samples(head, header.last_row);
    let layout = Layout::new(header.mapping, header.names, header.first_row);
    let mut gatherer = Gatherer::new(reading, &layout);
    let gate = layout.gate(&reading.rules.pack);
    let screen = Screen::new(&layout, &gate, &reading.rules.row_words, reading.wanted);
    let below = |each: &mut EachRow<'_>| {
        rows(&mut |number, cells| {
            if number > last_row { each(number, cells) } else { ControlFlow::Continue(()) }
        })
    };
    gatherer.gathered.totals.screened =
        rows::screen(below, screen, &mut gatherer, reading.threads).map_err(told)??;
    let gathered = gatherer.finish()?;
    Ok(Table { misfit, ..table(layout, gathered, rows_above, None, samples) })
}

fn table(
    layout: Layout,
    gathered: Gathered,
    rows_above: u64,
    separator: Option<&'static str>,
    samples: Vec<Vec<String>>,
) -> Table {
    let Gathered { totals, rejects, matched, mut lines } = gathered;
    lines.iter_mut().for_each(Lines::sort);
    Table { layout, rows_above, totals, rejects, matched, separator, samples, misfit: None, lines }
}

fn samples(rows: Vec<(u64, Vec<String>)>, header: u64) -> Vec<Vec<String>> {
    rows.into_iter().filter(|(row, _)| *row > header).map(|(_, cells)| cells).take(SAMPLES).collect()
}

/// The first row of which a cell, read as a description, matches a rule.
fn first_mention<E>(
    pack: &Pack,
    mut rows: impl FnMut(&mut EachRow<'_>) -> Result<(), E>,
) -> Result<Option<u64>, E> {
    let mut first = None;
    rows(&mut |number, cells| {
        let says = |cell: &String| {
            pack.matches(&Row::new().with(Field::Description, cell), SourceKind::Ledger).decisive.is_some()
        };
        if cells.iter().any(says) {
            first = Some(number);
            return ControlFlow::Break(());
        }
        ControlFlow::Continue(())
    })?;
    Ok(first)
}
