//! The text that rules can read of some records, folded and put together, so that the gate goes through it at once.

use faxban_core::text::{fold, fold_byte};
use faxban_read::delimited::Span;
use faxban_read::encoding;

/// Bytes folded together, whether the cell is as long or not: the next one overwrites what is too much.
const STEP: usize = 32;

/// Cells of records that follow each other.
#[derive(Debug, Default)]
pub(super) struct Searched {
    folded: Vec<u8>,
    used: usize,
    /// For every record, where its cells end.
    ends: Vec<usize>,
}

impl Searched {
    /// Forgets all of it.
    pub fn clear(&mut self) {
        self.used = 0;
        self.ends.clear();
    }

    /// Adds a cell of ASCII text that stands in a block.
    #[inline(always)]
    pub fn ascii(&mut self, block: &[u8], cell: Span) {
        let length = cell.raw(block).len();
        self.make_room(length);
        let mut to = self.used;
        for from in (cell.start..cell.start + length).step_by(STEP) {
            let source = block.get(from..).unwrap_or_default();
            let target = self.folded.get_mut(to..).unwrap_or_default();
            match (source.first_chunk::<STEP>(), target.first_chunk_mut::<STEP>()) {
                (Some(source), Some(target)) => fold_all(target, source),
                _ => fold_all(target, source),
            }
            to += STEP;
        }
        self.end_cell(length);
    }

    /// Adds a cell of any text, in the form in which it is compared.
    pub fn text(&mut self, cell: &str) {
        if cell.is_ascii() {
            return self.ascii(cell.as_bytes(), Span { start: 0, end: cell.len(), doubled: false });
        }
        let folded = fold(cell);
        let bytes = folded.as_bytes();
        self.make_room(bytes.len());
        fold_all(self.folded.get_mut(self.used..).unwrap_or_default(), bytes);
        self.end_cell(bytes.len());
    }

    /// Adds a cell that stands in a block.
    pub fn cell(&mut self, block: &[u8], cell: Span) {
        let raw = cell.raw(block);
        if raw.is_ascii() { self.ascii(block, cell) } else { self.text(&encoding::decode(raw)) }
    }

    /// Ends a record.
    #[inline(always)]
    pub fn end_record(&mut self) {
        self.ends.push(self.used);
    }

    /// Where each record's cells end.
    pub fn ends(&self) -> impl Iterator<Item = usize> {
        self.ends.iter().copied()
    }

    /// All cells.
    pub fn folded(&self) -> &[u8] {
        self.folded.get(..self.used).unwrap_or_default()
    }

    #[inline(always)]
    fn make_room(&mut self, length: usize) {
        let room = self.used + length + STEP + 1;
        if self.folded.len() < room {
            self.folded.resize(room * 2, 0);
        }
    }

    /// A line end stands in no literal, so cells are not read together.
    #[inline(always)]
    fn end_cell(&mut self, length: usize) {
        self.used += length;
        if let Some(end) = self.folded.get_mut(self.used) {
            *end = b'\n';
        }
        self.used += 1;
    }
}

#[inline(always)]
fn fold_all(target: &mut [u8], source: &[u8]) {
    for (to, from) in target.iter_mut().zip(source) {
        *to = fold_byte(*from);
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn cells_are_folded_one_by_one(
            records in prop::collection::vec(prop::collection::vec("[ -~\t]{0,80}|[a-zÉ½ﬁ]{0,5}", 0..4), 0..6),
        ) {
            let cells = || records.iter().flatten();
            let block = cells().map(String::as_str).collect::<Vec<_>>().join(",");
            let mut searched = Searched::default();
            searched.text("of an earlier run");
            searched.end_record();
            searched.clear();
            let (mut start, mut ends, mut folded) = (0, Vec::new(), String::new());
            for record in &records {
                for cell in record {
                    let end = start + cell.len();
                    searched.cell(block.as_bytes(), Span { start, end, doubled: false });
                    start = end + 1;
                    folded += fold(cell).as_str();
                    folded.push('\n');
                }
                searched.end_record();
                ends.push(folded.len());
            }
            prop_assert_eq!(searched.folded(), folded.as_bytes());
            prop_assert_eq!(searched.ends().collect::<Vec<_>>(), ends);
        }
    }
}
