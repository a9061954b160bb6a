//! The text that rules can read of a record, folded and put together, so that the gate goes through it at once.

use faxban_core::text::{fold, fold_byte};

/// Cells of a record.
#[derive(Debug, Default)]
pub(super) struct Searched {
    folded: Vec<u8>,
}

impl Searched {
    /// Forgets all of it.
    pub fn clear(&mut self) {
        self.folded.clear();
    }

    /// Adds a cell in the form in which it is compared.
    pub fn add(&mut self, cell: &str) {
        if cell.is_ascii() {
            self.folded.extend(cell.bytes().map(fold_byte));
        } else {
            self.folded.extend(fold(cell).as_bytes().iter().copied().map(fold_byte));
        }
        // A line end stands in no literal, so cells are not read together.
        self.folded.push(b'\n');
    }

    /// All cells.
    pub fn folded(&self) -> &[u8] {
        &self.folded
    }
}
