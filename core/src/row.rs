//! A borrowed line: the cells of one record by what they mean.

use crate::field::Field;

/// One record in canonical columns, borrowed from wherever it was read.
///
/// A cell is `None` when the table has no such column or the cell is blank.
#[derive(Debug, Clone, Copy)]
pub struct Row<'a> {
    cells: [Option<&'a str>; Field::ALL.len()],
}

impl<'a> Row<'a> {
    /// A row without any cell.
    #[must_use]
    pub const fn new() -> Self {
        Self { cells: [None; Field::ALL.len()] }
    }

    /// Puts a cell in; a cell of white space alone counts as none.
    pub fn set(&mut self, field: Field, text: &'a str) {
        let trimmed = text.trim();
        self.cells[field as usize] = if trimmed.is_empty() { None } else { Some(trimmed) };
    }

    /// The same row with one more cell.
    #[must_use]
    pub fn with(mut self, field: Field, text: &'a str) -> Self {
        self.set(field, text);
        self
    }

    /// The fields of which the row has a cell, in their order.
    pub fn fields(&self) -> impl Iterator<Item = Field> {
        let filled = |field: &Field| self.get(*field).is_some();
        Field::ALL.iter().copied().filter(filled)
    }

    /// The cell's text without surrounding white space.
    #[must_use]
    pub const fn get(&self, field: Field) -> Option<&'a str> {
        self.cells[field as usize]
    }
}

impl Default for Row<'_> {
    fn default() -> Self {
        Self::new()
    }
}
