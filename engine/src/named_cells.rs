//! Cells of a line by what they mean, in one piece: a line with ten cells of its own text would be ten pieces of memory.

use faxban_core::Field;
use serde::{Deserialize, Serialize};

/// Cells with their fields, in the order in which they came.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct NamedCells {
    text: Box<str>,
    /// Every field, and where its cell ends in the text.
    ends: Box<[(Field, u32)]>,
}

impl NamedCells {
    /// The cell of a field; none if there is no such cell.
    #[must_use]
    pub fn get(&self, field: Field) -> Option<&str> {
        self.iter().find(|(known, _)| *known == field).map(|(_, cell)| cell)
    }

    /// Every cell.
    pub fn iter(&self) -> impl Iterator<Item = (Field, &str)> {
        let mut start = 0;
        self.ends.iter().map(move |(field, end)| {
            let end = *end as usize;
            (*field, self.text.get(std::mem::replace(&mut start, end)..end).unwrap_or_default())
        })
    }
}

impl<T: AsRef<str>> FromIterator<(Field, T)> for NamedCells {
    /// Text beyond four gigabytes is cut off; no cell of a spreadsheet has more than 32,767 signs.
    fn from_iter<I: IntoIterator<Item = (Field, T)>>(cells: I) -> Self {
        let cells: Vec<(Field, T)> = cells.into_iter().collect();
        let mut text = String::with_capacity(cells.iter().map(|(_, cell)| cell.as_ref().len()).sum());
        let end_of = |(field, cell): &(Field, T)| {
            text.push_str(cell.as_ref());
            (*field, u32::try_from(text.len()).unwrap_or(u32::MAX))
        };
        let ends = cells.iter().map(end_of).collect();
        Self { text: text.into(), ends }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_come_back_in_their_order() {
        let cells = [(Field::Supplier, "Inkwell £"), (Field::Cost, ""), (Field::Description, "Fax machine")];
        let named: NamedCells = cells.into_iter().collect();
        assert!(named.iter().eq(cells));
        assert_eq!(named.get(Field::Description), Some("Fax machine"));
        assert_eq!((named.get(Field::Cost), named.get(Field::Model)), (Some(""), None));
    }
}
