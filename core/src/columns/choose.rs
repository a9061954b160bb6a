//! From headers to a mapping: which kind of table it is, and which column wins a field.

use std::collections::{BTreeMap, BTreeSet};

use super::synonyms::{Found, Meaning, Synonyms};
use super::{Column, Mapping, normal};
use crate::field::{Field, SourceKind};

/// Added to the rank of a column that should hold words and holds only numbers, as where
/// "Supplier" stands over a number and once more over the name.
const NO_WORDS: u32 = 1000;

/// What every header of a row means.
pub(super) fn meanings(names: &[String], synonyms: &Synonyms, kind: SourceKind, typos: bool) -> Vec<Found> {
    let found: Vec<Found> = names.iter().map(|name| synonyms.look_up(name, kind, typos)).collect();
    if !found.iter().any(|each| matches!(each, Found::Means(meaning) if !meaning.unless.is_empty())) {
        return found;
    }
    let present: BTreeSet<String> = names.iter().map(|name| normal::normalise(name)).collect();
    let contradicted = |meaning: &Meaning| meaning.unless.iter().any(|header| present.contains(header));
    found
        .into_iter()
        .map(|each| match each {
            Found::Means(meaning) if contradicted(&meaning) => Found::Unknown,
            other => other,
        })
        .collect()
}

/// Whether headers are those of a ledger or of a register.
pub(super) fn kind_of(names: &[String], synonyms: &Synonyms, typos: bool) -> SourceKind {
    let (mut ledger, mut register) = (0, 0);
    let mut paid = false;
    for name in names {
        let as_ledger = field_of(synonyms.look_up(name, SourceKind::Ledger, typos));
        let as_register = field_of(synonyms.look_up(name, SourceKind::Register, typos));
        paid |= matches!(as_ledger, Some(Field::Amount | Field::Supplier | Field::Date));
        match (as_ledger, as_register) {
            (Some(_), None) => ledger += 2,
            (None, Some(_)) => register += 2,
            (Some(one), Some(other)) if one == other => match one {
                Field::Supplier => ledger += 1,
                Field::Amount
                | Field::Date
                | Field::DepartmentFamily
                | Field::ExpenseArea
                | Field::ExpenseType
                | Field::SupplierId
                | Field::TransactionId
                | Field::VatNumber => ledger += 2,
                Field::Location | Field::Manufacturer | Field::Model => register += 1,
                Field::Acquired
                | Field::AcquisitionMethod
                | Field::AssetId
                | Field::Disposed
                | Field::Serial
                | Field::Status => register += 2,
                _ => {}
            },
            _ => {}
        }
    }
    if ledger > register || (ledger == register && paid) { SourceKind::Ledger } else { SourceKind::Register }
}

fn field_of(found: Found) -> Option<Field> {
    match found {
        Found::Means(meaning) => Some(meaning.field),
        Found::Ignored | Found::Unknown => None,
    }
}

/// Gives every column its place in the mapping. `beneath` are rows of data, as far as they are known.
pub(super) fn choose(
    names: &[String],
    beneath: &[(u64, Vec<String>)],
    synonyms: &Synonyms,
    kind: SourceKind,
    typos: bool,
) -> Mapping {
    let mut mapping = Mapping {
        kind,
        fields: BTreeMap::new(),
        extra_description: Vec::new(),
        unmapped: Vec::new(),
        duplicates: Vec::new(),
        blank_headers: Vec::new(),
        bases: BTreeMap::new(),
    };
    let mut candidates: BTreeMap<Field, Vec<(usize, Meaning)>> = BTreeMap::new();
    for (index, found) in meanings(names, synonyms, kind, typos).into_iter().enumerate() {
        let header = &names[index];
        match found {
            Found::Means(mut meaning) => {
                if holds_words(meaning.field) && only_numbers(index, beneath) {
                    meaning.rank += NO_WORDS;
                }
                if let Some(basis) = &meaning.basis {
                    mapping.bases.insert((meaning.field, index), basis.clone());
                }
                candidates.entry(meaning.field).or_default().push((index, meaning));
            }
            Found::Ignored | Found::Unknown if header.trim().is_empty() => mapping.blank_headers.push(index),
            Found::Ignored | Found::Unknown => mapping.unmapped.push((index, header.clone())),
        }
    }
    let mut losers = Vec::new();
    for (field, mut columns) in candidates {
        columns.sort_by_key(|(index, meaning)| (meaning.rank, meaning.guessed, *index));
        let mut columns = columns.into_iter();
        if let Some((index, meaning)) = columns.next() {
            mapping.fields.insert(field, column(index, names, &meaning));
        }
        losers.extend(columns);
    }
    for (index, meaning) in losers {
        let free = meaning.otherwise.filter(|field| !mapping.fields.contains_key(field));
        if let Some(field) = free {
            mapping.fields.insert(field, Column { basis: None, ..column(index, names, &meaning) });
        } else if meaning.field == Field::Description {
            mapping.extra_description.push(index);
        } else {
            mapping.duplicates.push((meaning.field, index, names[index].clone()));
        }
    }
    mapping.extra_description.sort_unstable();
    mapping.duplicates.sort_by_key(|(_, index, _)| *index);
    mapping
}

fn column(index: usize, names: &[String], meaning: &Meaning) -> Column {
    Column { index, header: names[index].clone(), basis: meaning.basis.clone(), guessed: meaning.guessed }
}

const fn holds_words(field: Field) -> bool {
    matches!(field, Field::Supplier | Field::Description | Field::Organisation | Field::ExpenseArea)
}

/// Whether the cells of a column, where any are filled, are all without a letter.
fn only_numbers(index: usize, beneath: &[(u64, Vec<String>)]) -> bool {
    let mut filled = beneath
        .iter()
        .filter_map(|(_, row)| row.get(index))
        .filter(|cell| !cell.trim().is_empty())
        .peekable();
    filled.peek().is_some() && filled.all(|cell| !cell.chars().any(char::is_alphabetic))
}
