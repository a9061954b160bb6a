//! Which column of a table means what.
//!
//! Nobody writes the same header twice: "Supplier", "Vendor Name", "MERCHANT NAME" and "Suplier" are
//! one column to a person. The words are kept in `rules/columns.toml`; this module finds the row that
//! holds them and says what each column means, and never hides a column that it could not place.

mod against;
mod choose;
mod compound;
mod content;
mod file;
mod find;
mod kinds;
mod meaning;
mod normal;
mod settle;
mod shape;
mod synonyms;
mod writing;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::field::{Field, SourceKind};

pub use find::{is_another_header, locate, locate_named};
pub use kinds::Kinds;
pub use settle::BY_DOCUMENT;
pub use shape::{locate_by_shape, locate_numbered};
pub use synonyms::Synonyms;

/// The header of a table, found.
#[derive(Debug, Clone)]
pub struct Header {
    /// The row that the header starts in, as a person counts; 0 if the table has none and its first row is a line.
    pub first_row: u64,
    /// The row that it ends in; later than the first when it is spread over two rows.
    pub last_row: u64,
    /// The header's text per column, joined with a space when it is spread over two rows.
    pub names: Vec<String>,
    /// What the columns mean.
    pub mapping: Mapping,
}

/// What the columns of a table mean.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Mapping {
    /// What the lines of the table are.
    pub kind: SourceKind,
    /// The column of each field that the table has.
    pub fields: BTreeMap<Field, Column>,
    /// Further columns of words about the thing itself; they are read like the description.
    pub extra_description: Vec<usize>,
    /// Columns whose header means nothing to faxban.
    pub unmapped: Vec<(usize, String)>,
    /// Those of them whose header nobody knows: the others are known to say nothing that counts.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unknown: Vec<usize>,
    /// Columns that mean a field for which another column was taken.
    pub duplicates: Vec<(Field, usize, String)>,
    /// Columns without a header; there may be data beneath.
    pub blank_headers: Vec<usize>,
    /// The column with the currency of the paper, where the heading of the amount says that the amount is in pounds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub paper_currency: Option<usize>,
    /// The first column of a second table that stands beside this one, behind a blank column; none of its columns is
    /// read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub beside: Option<usize>,
    /// The basis of every column that has one, taken or not, so that it outlives an override.
    #[serde(skip)]
    bases: BTreeMap<(Field, usize), String>,
}

/// One column.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Column {
    /// Its place, counted from 0.
    pub index: usize,
    /// Its header as the file writes it.
    pub header: String,
    /// Which event a date is or which quantity an amount is, when the header says so; of a sign, whether it is only the
    /// type of the document ([`BY_DOCUMENT`]).
    pub basis: Option<String>,
    /// How the column was recognised.
    pub recognised: Recognised,
}

/// How a column was recognised. All but [`Heading`](Self::Heading) and [`Named`](Self::Named) should be checked by a
/// person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Recognised {
    /// Its header means the field.
    Heading,
    /// Its header means the field if a typing error is forgiven or a cut-off end is added.
    Likeness,
    /// Its header does not say, but its cells are what the field holds.
    Content,
    /// The user named it.
    Named,
}

impl Recognised {
    /// Whether it is a guess that a person should check.
    #[must_use]
    pub const fn is_guess(self) -> bool {
        matches!(self, Self::Likeness | Self::Content)
    }

    /// The name used in files.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Heading => "heading",
            Self::Likeness => "likeness",
            Self::Content => "content",
            Self::Named => "named",
        }
    }
}

/// Why a column that the user named cannot be taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum OverrideError {
    /// There is no such header.
    #[error("there is no column \"{wanted}\" to take for {}; the columns are: {columns}", field.as_str())]
    Missing {
        /// The field that it was wanted for.
        field: Field,
        /// The header asked for.
        wanted: String,
        /// The headers that there are.
        columns: String,
    },
    /// More than one column has this header.
    #[error(
        "more than one column is headed \"{wanted}\", wanted for {}; say which by its number, as in #3; the columns are: {columns}",
        field.as_str()
    )]
    Ambiguous {
        /// The field that it was wanted for.
        field: Field,
        /// The header asked for.
        wanted: String,
        /// The headers that there are.
        columns: String,
    },
}

impl Mapping {
    /// A mapping of no column.
    const fn new(kind: SourceKind) -> Self {
        Self {
            kind,
            fields: BTreeMap::new(),
            extra_description: Vec::new(),
            unmapped: Vec::new(),
            unknown: Vec::new(),
            duplicates: Vec::new(),
            blank_headers: Vec::new(),
            paper_currency: None,
            beside: None,
            bases: BTreeMap::new(),
        }
    }

    /// The same mapping with the columns that the user named: by their header, or as `#3` for the
    /// third column.
    ///
    /// # Errors
    /// When a column asked for is not there, or when its header stands over several columns.
    pub fn with_overrides(
        &self,
        overrides: &[(Field, String)],
        names: &[String],
    ) -> Result<Self, OverrideError> {
        let mut mapping = self.clone();
        let mut chosen: BTreeMap<Field, usize> = BTreeMap::new();
        for (field, wanted) in overrides {
            chosen.insert(*field, find_column(*field, wanted, names)?);
        }
        for index in chosen.values() {
            mapping.forget(*index);
        }
        for (field, index) in chosen {
            let header = names.get(index).cloned().unwrap_or_default();
            let basis = self.bases.get(&(field, index)).cloned();
            let column = Column { index, header, basis, recognised: Recognised::Named };
            if let Some(displaced) = mapping.fields.insert(field, column) {
                if field == Field::Description {
                    mapping.extra_description.push(displaced.index);
                    mapping.extra_description.sort_unstable();
                } else if displaced.recognised == Recognised::Content {
                    mapping.unmapped.push((displaced.index, displaced.header));
                    mapping.unmapped.sort();
                } else {
                    mapping.duplicates.push((field, displaced.index, displaced.header));
                }
            }
        }
        Ok(mapping)
    }

    /// Takes away whatever was thought about a column.
    fn forget(&mut self, index: usize) {
        self.fields.retain(|_, column| column.index != index);
        self.extra_description.retain(|other| *other != index);
        self.unmapped.retain(|(other, _)| *other != index);
        self.duplicates.retain(|(_, other, _)| *other != index);
        self.blank_headers.retain(|other| *other != index);
    }
}

/// The column that the user means.
fn find_column(field: Field, wanted: &str, names: &[String]) -> Result<usize, OverrideError> {
    let columns = || {
        let listed: Vec<String> =
            names.iter().enumerate().map(|(index, name)| format!("#{} \"{name}\"", index + 1)).collect();
        listed.join(", ")
    };
    let missing = || OverrideError::Missing { field, wanted: wanted.to_owned(), columns: columns() };
    let number = wanted.trim().strip_prefix('#').and_then(|number| number.trim().parse::<usize>().ok());
    let plain = normal::normalise(wanted);
    let places = |same: &dyn Fn(&str) -> bool| -> Vec<usize> {
        names.iter().enumerate().filter(|(_, name)| same(name)).map(|(index, _)| index).collect()
    };
    // A header may itself be written "#3", so the text as it stands comes first.
    let mut found = places(&|name| name.trim() == wanted.trim() && !wanted.trim().is_empty());
    if found.is_empty() {
        if let Some(number) = number {
            let index = number.checked_sub(1).filter(|index| *index < names.len());
            return index.ok_or_else(missing);
        }
        found = places(&|name| !plain.is_empty() && normal::normalise(name) == plain);
    }
    match found.as_slice() {
        [] => Err(missing()),
        [index] => Ok(*index),
        _ => Err(OverrideError::Ambiguous { field, wanted: wanted.to_owned(), columns: columns() }),
    }
}
