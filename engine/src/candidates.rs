//! Records that the gate let through, copied out of their block.
//!
//! Copied, because a frame of slices would keep every block alive that one candidate came from.

use faxban_core::Field;

use crate::layout::Layout;

/// Between the texts of columns that mean nothing, where several name a product.
pub const BETWEEN_UNREAD: char = '\u{1f}';
/// Between the number of a column that means nothing, counted from 0, and its text.
pub const BEHIND_COLUMN: char = '\u{1e}';
/// What stands between the cells of several columns that mean the same.
pub const BETWEEN_COLUMNS: &str = " | ";

/// Cells of candidates, one arena for all their text.
#[derive(Debug, Clone, Default)]
pub struct Candidates {
    rows: Vec<u64>,
    pence: Vec<Option<i64>>,
    arena: String,
    /// End of every cell in the arena, fields of a record one after the other.
    ends: Vec<usize>,
}

impl Candidates {
    /// Adds a record; `cell` gives the text of a column, `None` behind the record's end. `unread` are the columns that
    /// mean nothing and yet name something that a rule may match, `doubt` what speaks against the record.
    pub fn push<'a>(
        &mut self,
        layout: &Layout,
        (row, pence): (u64, Option<i64>),
        unread: &[usize],
        doubt: Option<&str>,
        cell: impl Fn(usize) -> Option<std::borrow::Cow<'a, str>>,
    ) {
        self.rows.push(row);
        self.pence.push(pence);
        for (field, index) in &layout.fields {
            if *field == Field::Doubt {
                self.arena.push_str(doubt.unwrap_or_default());
                self.ends.push(self.arena.len());
                continue;
            }
            if *field == Field::Unread {
                for (at, column) in unread.iter().enumerate() {
                    if at > 0 {
                        self.arena.push(BETWEEN_UNREAD);
                    }
                    self.arena.push_str(&column.to_string());
                    self.arena.push(BEHIND_COLUMN);
                    self.arena.push_str(cell(*column).unwrap_or_default().trim());
                }
                self.ends.push(self.arena.len());
                continue;
            }
            if let Some(text) = cell(*index) {
                self.arena.push_str(text.trim());
            }
            let extras: &[usize] = match field {
                Field::Description => &layout.extra_description,
                Field::FaxPages => &layout.extra_pages,
                _ => &[],
            };
            for extra in extras {
                if let Some(text) = cell(*extra).filter(|text| !text.trim().is_empty()) {
                    self.arena.push_str(BETWEEN_COLUMNS);
                    self.arena.push_str(text.trim());
                }
            }
            self.ends.push(self.arena.len());
        }
    }

    /// Notes what speaks against the last record, if nothing does as yet.
    pub fn doubt_last(&mut self, layout: &Layout, doubt: &str) {
        let is_doubt = layout.fields.last().is_some_and(|(field, _)| *field == Field::Doubt);
        let fields = layout.fields.len();
        let Some(last) = self.len().checked_sub(1).filter(|_| is_doubt) else { return };
        if self.cell(last, fields - 1, fields).is_empty() {
            self.arena.push_str(doubt);
            self.ends.last_mut().into_iter().for_each(|end| *end += doubt.len());
        }
    }

    /// Number of candidates.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether there is none.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// Appends those of a later block.
    pub fn append(&mut self, other: &Self) {
        let offset = self.arena.len();
        self.rows.extend(&other.rows);
        self.pence.extend(&other.pence);
        self.arena.push_str(&other.arena);
        self.ends.extend(other.ends.iter().map(|end| end + offset));
    }

    /// Row number of a candidate.
    #[must_use]
    pub fn row(&self, candidate: usize) -> u64 {
        self.rows.get(candidate).copied().unwrap_or_default()
    }

    /// Amount of a candidate in pence.
    #[must_use]
    pub fn pence(&self, candidate: usize) -> Option<i64> {
        self.pence.get(candidate).copied().flatten()
    }

    /// A cell by the position of its field in [`Layout::fields`].
    #[must_use]
    pub fn cell(&self, candidate: usize, position: usize, fields: usize) -> &str {
        let at = candidate * fields + position;
        let start = at.checked_sub(1).and_then(|before| self.ends.get(before)).copied().unwrap_or(0);
        let end = self.ends.get(at).copied().unwrap_or(start);
        self.arena.get(start..end).unwrap_or_default()
    }

    /// What a candidate writes as its organisation, if there is a column for it.
    #[must_use]
    pub fn organisation(&self, candidate: usize, layout: &Layout) -> Option<&str> {
        let cell = |column: usize| {
            let position = layout.fields.iter().position(|(_, index)| *index == column);
            position.map_or("", |position| self.cell(candidate, position, layout.fields.len()))
        };
        layout.organisation_at(|column| cell(column).is_empty()).map(cell)
    }
}
