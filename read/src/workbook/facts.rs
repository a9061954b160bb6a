//! What people must know about a sheet besides its cells.

use std::collections::BTreeMap;
use std::fmt;

/// What was met in a sheet that its cells alone do not show.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SheetFacts {
    /// How many rows with cells a person who opens the sheet does not see.
    pub hidden_rows: u64,
    /// The first of them, as people count.
    pub first_hidden_row: Option<u64>,
    /// Columns with cells that such a person does not see, from 0, in their order.
    pub hidden_columns: Vec<u32>,
    /// Whether a filter is on; rows that it leaves out count as hidden.
    pub filter_active: bool,
    /// Formulas whose result the file does not hold; their cells read as blank, or as 0 where the program that wrote
    /// the sheet put 0 into every one of them and left the sums to Excel.
    pub formulas_without_result: CellCount,
    /// Cells that hold an error such as `#REF!`, a text that is not in the file, two values, or a text that is too
    /// long and was cut.
    pub unreadable_cells: CellCount,
    /// Cells that are merged into one, in their order; the first cell of each holds the text.
    pub merged: Vec<Merged>,
    /// Columns, from 0, of cells whose text is struck out, by row as people count.
    pub struck_out: BTreeMap<u64, Vec<u32>>,
    /// Colours of cells with text, by row as people count: each colour once a row, with the first column, from 0, that
    /// has it.
    pub coloured: BTreeMap<u64, Vec<(u32, u16)>>,
    /// The colours that numbers stand for.
    colours: Vec<String>,
    /// Notes and comments that hang on cells.
    pub comments: Vec<Comment>,
    /// Texts of boxes and shapes that lie over the cells.
    pub text_boxes: Vec<String>,
    /// What lies beside the cells and could not be read, each as a sentence.
    pub not_read: Vec<String>,
}

impl SheetFacts {
    /// Keeps that the text of a cell is struck out; row and column from 0.
    pub(super) fn strike_out(&mut self, row: u64, column: u64) {
        let column = u32::try_from(column).unwrap_or(u32::MAX);
        self.struck_out.entry(row.saturating_add(1)).or_default().push(column);
    }
}

impl SheetFacts {
    /// Keeps the colour of a cell; row and column from 0. Colours beyond the first thousands tell nobody anything.
    pub(super) fn colour(&mut self, row: u64, column: u64, colour: &str) {
        let known = self.colours.iter().position(|known| known == colour);
        let Ok(number) = u16::try_from(known.unwrap_or(self.colours.len())) else { return };
        if known.is_none() {
            if self.colours.len() >= MOST_COLOURS {
                return;
            }
            self.colours.push(colour.to_owned());
        }
        let row = self.coloured.entry(row.saturating_add(1)).or_default();
        if !row.iter().any(|(_, other)| *other == number) {
            row.push((u32::try_from(column).unwrap_or(u32::MAX), number));
        }
    }
}

/// A key of colours has a handful.
const MOST_COLOURS: usize = 256;

/// How many cells there are of a kind.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct CellCount {
    /// How many.
    pub count: u64,
    /// The first that was met.
    pub first: Option<Place>,
}

impl CellCount {
    /// Counts a cell; row and column from 0.
    pub(super) fn add(&mut self, row: u64, column: u64) {
        self.add_many(row, column, 1);
    }

    /// Counts cells of which the first is at this place.
    pub(super) fn add_many(&mut self, row: u64, column: u64, count: u64) {
        self.count = self.count.saturating_add(count);
        self.first.get_or_insert_with(|| Place {
            row: row.saturating_add(1),
            column: u32::try_from(column).unwrap_or(u32::MAX),
        });
    }

    /// Adds cells that were counted apart.
    pub(super) fn merge(&mut self, other: Self) {
        self.count = self.count.saturating_add(other.count);
        self.first = self.first.into_iter().chain(other.first).min();
    }
}

/// Where a cell is; shown as people write it, such as `D2`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// Its row, as people count.
    pub row: u64,
    /// Its column, from 0.
    pub column: u32,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut letters = Vec::new();
        let mut rest = u64::from(self.column) + 1;
        while rest > 0 {
            rest -= 1;
            letters.push(char::from(b'A' + (rest % 26) as u8));
            rest /= 26;
        }
        letters.iter().rev().try_for_each(|letter| write!(f, "{letter}"))?;
        write!(f, "{}", self.row)
    }
}

/// Cells merged into one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Merged {
    /// Its first row, as people count.
    pub first_row: u64,
    /// Its last row.
    pub last_row: u64,
    /// Its first column, from 0.
    pub first_column: u32,
    /// Its last column.
    pub last_column: u32,
}

/// A note or comment on a cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Comment {
    /// The row of the cell, as people count.
    pub row: u64,
    /// The column of the cell, from 0.
    pub column: u32,
    /// What it says; replies follow on lines of their own.
    pub text: String,
}
