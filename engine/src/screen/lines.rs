//! Records that have as many cells as the header, wherever their cells are.

use std::borrow::Cow;

use faxban_read::delimited::Cells;

use super::text_of;

/// A record that has as many cells as the header.
pub(super) trait Line<'c> {
    /// The bytes of a cell.
    fn raw(&self, column: usize) -> &'c [u8];

    /// The bytes of what a cell says: without the marks that double others.
    fn said(&self, column: usize) -> Cow<'c, [u8]> {
        Cow::Borrowed(self.raw(column))
    }

    /// The text of a cell, if the record has as many.
    fn text(&self, column: usize) -> Option<Cow<'c, str>>;
}

/// In a block of delimited text.
pub(super) struct InBlock<'a, 'c> {
    pub block: &'c [u8],
    pub cells: &'a Cells<'c>,
}

impl<'c> Line<'c> for InBlock<'_, 'c> {
    #[inline(always)]
    fn raw(&self, column: usize) -> &'c [u8] {
        self.cells.get(column).map_or(&b""[..], |cell| cell.raw(self.block))
    }

    #[inline(always)]
    fn said(&self, column: usize) -> Cow<'c, [u8]> {
        self.cells.get(column).map_or(Cow::Borrowed(&b""[..]), |cell| cell.bytes(self.block))
    }

    fn text(&self, column: usize) -> Option<Cow<'c, str>> {
        self.cells.get(column).map(|cell| text_of(self.block, &cell))
    }
}

/// In columns of text.
pub(super) struct InColumns<F>(pub F);

impl<'c, F: Fn(usize) -> &'c str> Line<'c> for InColumns<F> {
    #[inline(always)]
    fn raw(&self, column: usize) -> &'c [u8] {
        self.0(column).as_bytes()
    }

    fn text(&self, column: usize) -> Option<Cow<'c, str>> {
        Some(Cow::Borrowed(self.0(column)))
    }
}
