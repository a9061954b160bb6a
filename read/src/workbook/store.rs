//! Sheets of formats that keep all of them in one part: read once, kept small, handed out as often as wanted.

use super::error::{Damage, Halt, WorkbookError};
use super::facts::{Merged, SheetFacts};
use super::rows::{Limits, Rows};
use super::{Sheet, Unread, UnreadSheet, check_sheets};

/// The most bytes that are kept; where a file claims more than it can hold, fewer.
const MOST: u64 = 2 << 30;

/// What even a small file may unpack to.
const ALWAYS: u64 = 128 << 20;

/// How many times its size a file may unpack to; sheets of real data stay below 50.
const MOST_UNPACKED: u64 = 100;

/// The most cells that a sheet may repeat.
const MOST_REPEATED: u64 = 64 << 20;

/// The most bytes that they may hold together.
const MOST_REPEATED_TEXT: u64 = 2 << 30;

/// An open workbook, all of it in memory.
#[derive(Default)]
pub(super) struct Store {
    /// Its sheets of cells.
    pub sheets: Vec<Sheet>,
    contents: Vec<Stored>,
    /// Its other sheets.
    pub unread: Vec<UnreadSheet>,
    /// Whether days count from 1904.
    pub since_1904: bool,
    most: u64,
    size: u64,
}

/// The cells of a sheet.
#[derive(Default)]
struct Stored {
    text: String,
    cells: Vec<Cell>,
    rows: Vec<Row>,
    hidden_columns: Vec<(u64, u64)>,
    facts: SheetFacts,
}

struct Cell {
    column: u32,
    repeat: u32,
    /// Where its text ends.
    end: u32,
}

struct Row {
    /// From 0.
    number: u32,
    repeat: u32,
    is_hidden: bool,
    /// Where its cells end.
    end: u32,
}

impl Store {
    /// Takes cells from a file of so many bytes.
    pub fn from_file_of(packed: u64) -> Self {
        Self { most: packed.saturating_mul(MOST_UNPACKED).clamp(ALWAYS, MOST), ..Self::default() }
    }

    /// Begins a sheet; all that follows belongs to it.
    pub fn begin_sheet(&mut self, name: String, is_hidden: bool) -> Result<(), WorkbookError> {
        self.sheets.push(Sheet { name, is_hidden });
        self.contents.push(Stored::default());
        check_sheets(self.sheets.len())
    }

    /// Names a sheet that is not read.
    pub fn leave_out(&mut self, name: String, reason: Unread) -> Result<(), WorkbookError> {
        self.unread.push(UnreadSheet { name, reason });
        check_sheets(self.unread.len())
    }

    /// What was met in the sheet in hand.
    pub fn facts(&mut self) -> Option<&mut SheetFacts> {
        self.contents.last_mut().map(|sheet| &mut sheet.facts)
    }

    /// What was met in the sheet of a name.
    pub fn facts_of(&mut self, name: &str) -> Option<&mut SheetFacts> {
        let index = self.sheets.iter().position(|sheet| sheet.name == name)?;
        self.contents.get_mut(index).map(|sheet| &mut sheet.facts)
    }

    /// Keeps that columns of the sheet in hand are hidden, from the first to the last, from 0.
    pub fn hide_columns(&mut self, first: u64, last: u64) -> Result<(), WorkbookError> {
        self.weigh(16)?;
        if let Some(sheet) = self.contents.last_mut() {
            sheet.hidden_columns.push((first, last));
        }
        Ok(())
    }

    /// Keeps that cells of the sheet in hand are merged.
    pub fn merge(&mut self, merged: Merged) -> Result<(), WorkbookError> {
        self.weigh(size_of::<Merged>())?;
        if let Some(facts) = self.facts() {
            facts.merged.push(merged);
        }
        Ok(())
    }

    /// Adds a cell to the row in hand of the sheet in hand.
    pub fn cell(&mut self, column: u64, repeat: u64, text: &str) -> Result<(), WorkbookError> {
        self.weigh(size_of::<Cell>() + text.len())?;
        if let Some(sheet) = self.contents.last_mut() {
            sheet.text.push_str(text);
            sheet.cells.push(Cell {
                column: narrow(column),
                repeat: narrow(repeat),
                end: narrow(sheet.text.len() as u64),
            });
        }
        Ok(())
    }

    /// Ends the row in hand, from 0; one without cells leaves nothing.
    pub fn end_row(&mut self, number: u64, repeat: u64, is_hidden: bool) -> Result<(), WorkbookError> {
        let Some(sheet) = self.contents.last_mut() else { return Ok(()) };
        let end = narrow(sheet.cells.len() as u64);
        if sheet.rows.last().map_or(0, |row| row.end) == end {
            return Ok(());
        }
        sheet.rows.push(Row { number: narrow(number), repeat: narrow(repeat), is_hidden, end });
        self.weigh(size_of::<Row>())
    }

    /// Counts bytes that are kept.
    pub fn weigh(&mut self, bytes: usize) -> Result<(), WorkbookError> {
        self.size += bytes as u64;
        if self.size > self.most { Err(Damage::TooMuch { what: "cells" }.into()) } else { Ok(()) }
    }

    /// Bytes that are kept.
    pub const fn size(&self) -> u64 {
        self.size
    }

    /// Hands out a sheet.
    pub fn read(&self, index: usize, rows: &mut Rows<'_, '_>) -> Result<(), Halt> {
        let sheet = self.contents.get(index).ok_or(Damage::Nonsense)?;
        rows.facts = sheet.facts.clone();
        for (first, last) in &sheet.hidden_columns {
            rows.hide_columns(*first, *last);
        }
        sheet.check_repeats()?;
        for (row, cells) in sheet.rows() {
            rows.next_is_hidden = row.is_hidden;
            for number in u64::from(row.number)..u64::from(row.number) + u64::from(row.repeat) {
                for (cell, text) in sheet.texts(cells.clone()) {
                    let column = u64::from(cell.column);
                    for column in column..column + u64::from(cell.repeat) {
                        rows.cell(number, column)?.push_str(text);
                    }
                }
            }
        }
        Ok(())
    }
}

impl Stored {
    /// Its rows and where their cells are.
    fn rows(&self) -> impl Iterator<Item = (&Row, std::ops::Range<usize>)> {
        let starts = std::iter::once(0).chain(self.rows.iter().map(|row| row.end as usize));
        self.rows.iter().zip(starts).map(|(row, start)| (row, start..row.end as usize))
    }

    /// Cells and their texts.
    fn texts(&self, cells: std::ops::Range<usize>) -> impl Iterator<Item = (&Cell, &str)> {
        let before = cells.start.checked_sub(1).and_then(|before| self.cells.get(before));
        let mut start = before.map_or(0, |cell| cell.end as usize);
        self.cells.get(cells).unwrap_or_default().iter().map(move |cell| {
            let text = self.text.get(start..cell.end as usize).unwrap_or_default();
            start = cell.end as usize;
            (cell, text)
        })
    }

    /// Fails where cells are repeated so often that nobody can have filled them.
    fn check_repeats(&self) -> Result<(), Damage> {
        let (mut cells, mut bytes) = (0_u64, 0_u64);
        for (row, range) in self.rows() {
            let repeat = u64::from(row.repeat).min(Limits::WIDE.rows);
            let (mut in_row, mut bytes_in_row) = (0, 0);
            let mut written = 0;
            for (cell, text) in self.texts(range) {
                let times = u64::from(cell.repeat).min(Limits::WIDE.columns);
                in_row += times;
                bytes_in_row += times.saturating_mul(text.len() as u64);
                written += 1;
            }
            cells = cells.saturating_add((in_row * repeat).saturating_sub(written));
            if in_row * repeat > written {
                bytes = bytes.saturating_add(bytes_in_row.saturating_mul(repeat));
            }
        }
        if cells > MOST_REPEATED || bytes > MOST_REPEATED_TEXT { Err(Damage::Repeated) } else { Ok(()) }
    }
}

/// A number as it is kept; what is larger is beyond every sheet.
fn narrow(number: u64) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}
