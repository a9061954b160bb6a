//! Cells put together to rows, within the bounds of a sheet.

use super::EachRow;
use super::error::{Damage, Halt};
use super::facts::{CellCount, Merged, SheetFacts};

/// How far a sheet reaches.
#[derive(Debug, Clone, Copy)]
pub(super) struct Limits {
    pub rows: u64,
    pub columns: u64,
}

impl Limits {
    /// Excel since 2007, and LibreOffice.
    pub const WIDE: Self = Self { rows: 1_048_576, columns: 16_384 };
    /// Excel 97 to 2003.
    pub const NARROW: Self = Self { rows: 65_536, columns: 256 };
}

/// The longest text that is kept of a cell: as many bytes as Excel's 32,767 characters can have.
const LONGEST_CELL: usize = 32_767 * 4;

/// The longest text that is read at all.
pub(super) const LONGEST_TEXT: usize = 4 << 20;

/// What even a small sheet may hold together, in bytes.
const ALWAYS: u64 = 256 << 20;

/// What no sheet holds.
const MOST: u64 = 16 << 30;

/// The longest texts of a row together.
const LONGEST_ROW: usize = 64 << 20;

/// The most merged ranges that are kept; Excel itself grows slow at a tenth of them.
const MOST_MERGED: usize = 1 << 20;

/// The most descriptions of hidden columns: each column can have one.
const MOST_HIDDEN: usize = 16_384;

/// The capacity that a cell keeps for the next row.
const KEPT: usize = 4 << 10;

/// Takes cells in the order of a file and hands rows over.
pub(super) struct Rows<'a, 'b> {
    each: &'a mut EachRow<'b>,
    limits: Limits,
    /// Number of the row in hand, 1-based; 0 before the first.
    number: u64,
    is_hidden: bool,
    cells: Vec<String>,
    filled: usize,
    last: usize,
    bytes: usize,
    /// Bytes that the rows that follow may still hold: a text that is stored once can be told a million times.
    left: u64,
    /// Whether the row that comes next is hidden.
    pub next_is_hidden: bool,
    /// First and last of columns that are hidden, from 0.
    hidden_columns: Vec<(u64, u64)>,
    used: Vec<bool>,
    zero_formulas: CellCount,
    has_results: bool,
    /// What was met so far.
    pub facts: SheetFacts,
}

impl<'a, 'b> Rows<'a, 'b> {
    /// Takes cells within limits that may hold some bytes together, by the size of the sheet.
    pub fn new(limits: Limits, bytes: u64, each: &'a mut EachRow<'b>) -> Self {
        Self {
            each,
            limits,
            left: bytes.clamp(ALWAYS, MOST),
            number: 0,
            is_hidden: false,
            cells: Vec::new(),
            filled: 0,
            last: 0,
            bytes: 0,
            next_is_hidden: false,
            hidden_columns: Vec::new(),
            used: Vec::new(),
            zero_formulas: CellCount::default(),
            has_results: false,
            facts: SheetFacts::default(),
        }
    }

    /// The blank text of a cell that holds something; row and column from 0.
    pub fn cell(&mut self, row: u64, column: u64) -> Result<&mut String, Halt> {
        if row >= self.limits.rows {
            return Err(Damage::RowTooFar { row: row.saturating_add(1), last: self.limits.rows }.into());
        }
        if column >= self.limits.columns {
            let (row, column) = (row + 1, column.saturating_add(1));
            return Err(Damage::ColumnTooFar { row, column, last: self.limits.columns }.into());
        }
        if row + 1 != self.number {
            self.hand_over()?;
            self.number = row + 1;
            self.is_hidden = self.next_is_hidden;
        }
        self.weigh()?;
        self.last = column as usize;
        if self.cells.len() <= self.last {
            self.cells.resize_with(self.last + 1, String::new);
        }
        self.filled = self.filled.max(self.last + 1);
        let cell = &mut self.cells[self.last];
        if !cell.is_empty() {
            self.facts.unreadable_cells.add(row, column);
            cell.clear();
        }
        Ok(cell)
    }

    /// Keeps that columns are hidden, from the first to the last, from 0.
    pub fn hide_columns(&mut self, first: u64, last: u64) {
        if self.hidden_columns.len() < MOST_HIDDEN {
            self.hidden_columns.push((first, last));
        }
    }

    /// Keeps that cells are merged.
    pub fn merge(&mut self, merged: Merged) -> Result<(), Halt> {
        if self.facts.merged.len() >= MOST_MERGED {
            return Err(Damage::TooMuch { what: "merged cells" }.into());
        }
        self.facts.merged.push(merged);
        Ok(())
    }

    /// Keeps what a formula gives in a workbook whose writer may have left all of them to Excel: 0 in every one of
    /// them means nothing.
    pub fn formula(&mut self, row: u64, column: u64, is_zero: bool) {
        if is_zero {
            self.zero_formulas.add(row, column);
        } else {
            self.has_results = true;
        }
    }

    /// Adds the text that was written last to the weight of the row.
    fn weigh(&mut self) -> Result<(), Halt> {
        let Some(cell) = self.cells.get_mut(self.last) else { return Ok(()) };
        if cell.len() > LONGEST_CELL {
            let cut = (0..=LONGEST_CELL).rev().find(|at| cell.is_char_boundary(*at)).unwrap_or(0);
            cell.truncate(cut);
            self.facts.unreadable_cells.add(self.number.saturating_sub(1), self.last as u64);
        }
        self.bytes += cell.len();
        if self.bytes > LONGEST_ROW {
            return Err(Damage::LongRow { row: self.number }.into());
        }
        Ok(())
    }

    fn hand_over(&mut self) -> Result<(), Halt> {
        if self.number == 0 {
            return Ok(());
        }
        self.weigh()?;
        self.left = self.left.checked_sub(self.bytes as u64).ok_or(Damage::TooMuch { what: "text" })?;
        let cells = self.cells.get(..self.filled).unwrap_or_default();
        let flow = (self.each)(self.number, cells);
        if self.is_hidden {
            self.facts.hidden_rows += 1;
            self.facts.first_hidden_row.get_or_insert(self.number);
        }
        if !self.hidden_columns.is_empty() {
            if self.used.len() < cells.len() {
                self.used.resize(cells.len(), false);
            }
            self.used.iter_mut().zip(cells).for_each(|(used, cell)| *used |= !cell.is_empty());
        }
        for cell in self.cells.iter_mut().take(self.filled) {
            if cell.capacity() > KEPT {
                *cell = String::new();
            } else {
                cell.clear();
            }
        }
        (self.filled, self.last, self.bytes) = (0, 0, 0);
        if flow.is_break() { Err(Halt::Stopped) } else { Ok(()) }
    }

    /// Hands over the last row and returns what was met.
    pub fn finish(mut self) -> Result<SheetFacts, Halt> {
        self.hand_over()?;
        let is_hidden =
            |column: u64| self.hidden_columns.iter().any(|(first, last)| (*first..=*last).contains(&column));
        self.facts.hidden_columns = (0..)
            .zip(&self.used)
            .filter(|(column, used)| **used && is_hidden(u64::from(*column)))
            .map(|(column, _)| column)
            .collect();
        self.facts.merged.sort_unstable();
        if !self.has_results {
            self.facts.formulas_without_result.merge(self.zero_formulas);
        }
        Ok(self.facts)
    }
}
