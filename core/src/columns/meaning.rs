//! What one header means.

use super::Recognised;
use super::writing::Asks;
use crate::field::Field;

/// What a header means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Meaning {
    pub field: Field,
    pub basis: Option<String>,
    /// The lowest wins where several columns mean the same field.
    pub rank: u32,
    /// What the column means when another one was taken for the field.
    pub otherwise: Option<Field>,
    /// Normalised headers beside which this one means something else.
    pub unless: Vec<String>,
    /// Normalised headers of which one must be there, or this one means something else; none if it needs none.
    pub beside: Vec<String>,
    /// What the column means when its cells are free text, not a few headings.
    pub free_text: Option<Field>,
    pub recognised: Recognised,
}

impl Meaning {
    /// The meaning of a column that would hold days of disposal and holds answers to "Is it gone?".
    pub fn of_answers(self) -> Self {
        Self { field: Field::Gone, basis: None, rank: 1, ..self }
    }

    /// The meaning of such a column that holds days all the same.
    pub fn of_days(self) -> Self {
        Self { field: Field::Disposed, basis: None, rank: 1, ..self }
    }
}

/// What is known of a header.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Found {
    Means(Meaning),
    Ignored,
    Unknown,
}

/// The meaning of a header whose cells answer yes or no; only a status is read so.
pub(super) fn answered(asks: Asks, found: Found) -> Option<Found> {
    match found {
        Found::Means(meaning) => match meaning.field {
            Field::Disposed => Some(Found::Means(meaning.of_answers())),
            Field::Status | Field::Gone => Some(Found::Means(meaning)),
            _ if asks == Asks::Perhaps => Some(Found::Means(meaning)),
            _ => None,
        },
        other => Some(other),
    }
}

/// How much of what a thing is a field says, the most first; `None` if it says something else.
pub(super) const fn thing(field: Field) -> Option<u8> {
    match field {
        Field::Description => Some(0),
        Field::Model => Some(1),
        Field::Category => Some(2),
        Field::Manufacturer => Some(3),
        _ => None,
    }
}
