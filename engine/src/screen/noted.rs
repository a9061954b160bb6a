//! How often something was seen, and where first.

use serde::{Deserialize, Serialize};

/// Rows that are named one by one; further ones are counted.
const NAMED: usize = 10;

/// How often something was seen, and in which rows.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "NotedForm", into = "NotedForm")]
pub struct Noted {
    /// How many rows.
    pub rows: u64,
    /// The first of them in their order, as a person counts; 0 behind the last.
    named: [u64; NAMED],
}

/// [`Noted`] as files have it.
#[derive(Serialize, Deserialize)]
struct NotedForm {
    rows: u64,
    first_row: u64,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    first_rows: Vec<u64>,
}

impl From<NotedForm> for Noted {
    fn from(form: NotedForm) -> Self {
        let first = if form.first_rows.is_empty() { vec![form.first_row] } else { form.first_rows };
        Self { rows: form.rows, ..Self::of(first.into_iter().filter(|row| *row != 0)) }
    }
}

impl From<Noted> for NotedForm {
    fn from(noted: Noted) -> Self {
        let first_rows: Vec<u64> = noted.named.into_iter().filter(|row| *row != 0).collect();
        let first_rows = if first_rows.len() > 1 { first_rows } else { Vec::new() };
        Self { rows: noted.rows, first_row: noted.first_row(), first_rows }
    }
}

impl Noted {
    /// Notes one more.
    pub fn add(&mut self, row: u64) {
        self.rows += 1;
        let last = &mut self.named[NAMED - 1];
        if row == 0 || (*last != 0 && *last <= row) {
            return;
        }
        let place = self.named.iter().position(|named| *named == 0 || *named > row).unwrap_or(NAMED - 1);
        self.named.copy_within(place..NAMED - 1, place + 1);
        self.named[place] = row;
    }

    /// Notes rows one by one.
    pub fn of(rows: impl IntoIterator<Item = u64>) -> Self {
        let mut noted = Self::default();
        rows.into_iter().for_each(|row| noted.add(row));
        noted
    }

    /// Forgets where.
    pub(super) const fn forget(&mut self) {
        self.named = [0; NAMED];
    }

    /// Whether nothing was noted.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.rows == 0
    }

    /// The first of the rows; 0 in a table whose rows have no number.
    #[must_use]
    pub const fn first_row(&self) -> u64 {
        self.named[0]
    }

    /// Where it was: "row 7", "rows 7, 12 and 15", "rows 7, 12, … and 30 more"; `None` in a table whose rows have no
    /// number.
    #[must_use]
    pub fn place(&self) -> Option<String> {
        let named = self.named.iter().filter(|row| **row != 0).map(u64::to_string).collect::<Vec<_>>();
        let more = self.rows.saturating_sub(named.len() as u64);
        let (last, before) = named.split_last()?;
        Some(match (before, more) {
            ([], 0) => format!("row {last}"),
            ([], more) => format!("row {last} and {more} more"),
            (before, 0) => format!("rows {} and {last}", before.join(", ")),
            (_, more) => format!("rows {} and {more} more", named.join(", ")),
        })
    }

    pub(super) fn merge(&mut self, other: &Self) {
        let rows = self.rows + other.rows;
        other.named.iter().filter(|row| **row != 0).for_each(|row| self.add(*row));
        self.rows = rows;
    }
}
