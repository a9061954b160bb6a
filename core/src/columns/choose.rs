//! From headers to a mapping: which kind of table it is, and which column wins a field.

use std::collections::{BTreeMap, BTreeSet};

use super::against::speaks_against;
use super::content::Lines;
use super::meaning::{Found, Meaning};
use super::synonyms::Synonyms;
use super::{Column, Mapping, Recognised, normal};
use crate::field::{Field, SourceKind};

/// Added to the rank of a column whose cells are none of what its heading says: words that are only numbers, as where
/// "Supplier" stands over a number and once more over the name; dates that are money; money that is codes or dates.
const OTHER_CELLS: u32 = 1000;

/// The rank of a description that only its cells show to be one.
const FREE_TEXT: u32 = 3;

/// The rank of a number of things that only its cells show to be one.
const TAG: u32 = 3;

/// What every header of a row means.
pub(super) fn meanings(names: &[String], synonyms: &Synonyms, kind: SourceKind, typos: bool) -> Vec<Found> {
    let found: Vec<Found> = names.iter().map(|name| synonyms.look_up(name, kind, typos)).collect();
    let depends = |meaning: &Meaning| !meaning.unless.is_empty() || !meaning.beside.is_empty();
    if !found.iter().any(|each| matches!(each, Found::Means(meaning) if depends(meaning))) {
        return found;
    }
    let present: BTreeSet<String> = names.iter().map(|name| normal::normalise(name)).collect();
    let any = |headers: &[String]| headers.iter().any(|header| present.contains(header));
    let contradicted =
        |meaning: &Meaning| any(&meaning.unless) || !meaning.beside.is_empty() && !any(&meaning.beside);
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
        let as_ledger = meaning_of(synonyms.look_up(name, SourceKind::Ledger, typos));
        let as_register = meaning_of(synonyms.look_up(name, SourceKind::Register, typos));
        let is_of =
            |basis: &str| as_ledger.as_ref().is_some_and(|meaning| meaning.basis.as_deref() == Some(basis));
        let is_delivery = is_of("delivery");
        let is_order = is_of("order") && name.to_lowercase().contains("order");
        let ranks = (
            as_ledger.as_ref().map(|meaning| meaning.rank),
            as_register.as_ref().map(|meaning| meaning.rank),
        );
        let (as_ledger, as_register) =
            (as_ledger.map(|meaning| meaning.field), as_register.map(|meaning| meaning.field));
        let (as_ledger, as_register) = match (as_ledger, as_register) {
            // Registers seldom have a day of order.
            (Some(Field::Date), Some(Field::Acquired)) if is_order => (Some(Field::Date), None),
            // Ledgers seldom have a day of delivery.
            (Some(Field::Date), Some(Field::Acquired)) if is_delivery => (None, Some(Field::Acquired)),
            other => other,
        };
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
                // "Equipment" says what a thing is in both, but is more usual in registers.
                Field::Description if ranks.0 > ranks.1 => register += 2,
                _ => {}
            },
            _ => {}
        }
    }
    if ledger > register || (ledger == register && paid) { SourceKind::Ledger } else { SourceKind::Register }
}

fn meaning_of(found: Found) -> Option<Meaning> {
    match found {
        Found::Means(meaning) => Some(meaning),
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
    let mut mapping = Mapping::new(kind);
    let lines = Lines::new(beneath);
    let mut candidates: BTreeMap<Field, Vec<(usize, Meaning)>> = BTreeMap::new();
    let mut unknown = Vec::new();
    for (index, found) in meanings(names, synonyms, kind, typos).into_iter().enumerate() {
        let header = &names[index];
        match found {
            Found::Means(meaning) => {
                let meaning = by_its_cells(meaning, index, &lines);
                if let Some(basis) = &meaning.basis {
                    mapping.bases.insert((meaning.field, index), basis.clone());
                }
                candidates.entry(meaning.field).or_default().push((index, meaning));
            }
            Found::Ignored | Found::Unknown if header.trim().is_empty() => {
                mapping.blank_headers.push(index);
                unknown.push(index);
            }
            Found::Ignored => mapping.unmapped.push((index, header.clone())),
            Found::Unknown => {
                mapping.unmapped.push((index, header.clone()));
                unknown.push(index);
            }
        }
    }
    mapping.unknown.clone_from(&unknown);
    let mut losers = Vec::new();
    for (field, mut columns) in candidates {
        columns.sort_by_key(|(index, meaning)| (meaning.rank, meaning.recognised, *index));
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
        } else if meaning.field == Field::Description && meaning.rank < OTHER_CELLS {
            mapping.extra_description.push(index);
        } else {
            mapping.duplicates.push((meaning.field, index, names[index].clone()));
        }
    }
    mapping.extra_description.sort_unstable();
    mapping.duplicates.sort_by_key(|(_, index, _)| *index);
    fill_by_content(&mut mapping, names, &lines, &unknown);
    mapping
}

/// Takes for each field that the table needs and no header names the one column whose cells are of its kind.
pub(super) fn fill_by_content(mapping: &mut Mapping, names: &[String], lines: &Lines<'_>, unknown: &[usize]) {
    let needed: &[Field] = match mapping.kind.family() {
        SourceKind::Ledger => &[Field::Date, Field::Amount, Field::Description],
        _ => &[Field::Description, Field::Cost],
    };
    // Where no column is the supplier, the one column of long words may be it.
    let sure = mapping.kind == SourceKind::Ledger && !mapping.fields.contains_key(&Field::Supplier);
    for field in needed {
        if mapping.fields.contains_key(field) {
            continue;
        }
        let suits = |index: &&usize| {
            let cells = lines.column(**index);
            !names.get(**index).is_some_and(|header| speaks_against(header, *field))
                && match field {
                    Field::Date => cells.are_dates(),
                    Field::Amount => cells.are_money(),
                    // One of several columns of money may be its value today.
                    Field::Cost => {
                        cells.are_money()
                            && (0..names.len()).filter(|other| lines.column(*other).are_money()).count() == 1
                    }
                    _ => cells.are_about_things(sure),
                }
        };
        let mut suited = unknown.iter().filter(suits);
        let (Some(index), None) = (suited.next(), suited.next()) else { continue };
        mapping.forget(*index);
        let header = names.get(*index).cloned().unwrap_or_default();
        let column = Column { index: *index, header, basis: None, recognised: Recognised::Content };
        mapping.fields.insert(*field, column);
    }
}

/// What a header means once the cells beneath are looked at.
fn by_its_cells(mut meaning: Meaning, index: usize, lines: &Lines<'_>) -> Meaning {
    let cells = lines.column(index);
    let holds_other = match meaning.field {
        field if holds_words(field) => cells.are_numbers(),
        Field::Date | Field::Acquired | Field::Disposed => cells.are_money(),
        Field::Amount | Field::Cost => cells.are_codes() || cells.are_dates(),
        _ => false,
    };
    if holds_other {
        meaning.rank += OTHER_CELLS;
    }
    match (meaning.field, meaning.free_text) {
        // "Ordered" may be the number of an order or its day.
        (Field::OrderNumber | Field::TransactionId, _) if cells.are_dates() => {
            let basis = (meaning.field == Field::OrderNumber).then(|| "order".to_owned());
            Meaning { field: Field::Date, basis, rank: FREE_TEXT, recognised: Recognised::Content, ..meaning }
        }
        // Of what names a thing the cells alone tell whether it is its number instead.
        (Field::Description, None) if meaning.otherwise.is_some() => {
            let otherwise = meaning.otherwise.take();
            let field = otherwise.filter(|_| cells.are_tags()).unwrap_or(Field::Description);
            let rank = if field == Field::Description { meaning.rank } else { TAG };
            Meaning { field, rank, ..meaning }
        }
        (Field::Disposed, _) if cells.are_answers() => meaning.of_answers(),
        (Field::Gone, _) if cells.have_dates() => meaning.of_days(),
        (_, Some(field)) if cells.are_free_text() => {
            Meaning { field, basis: None, rank: FREE_TEXT, recognised: Recognised::Content, ..meaning }
        }
        _ => meaning,
    }
}

fn column(index: usize, names: &[String], meaning: &Meaning) -> Column {
    Column {
        index,
        header: names[index].clone(),
        basis: meaning.basis.clone(),
        recognised: meaning.recognised,
    }
}

const fn holds_words(field: Field) -> bool {
    matches!(field, Field::Supplier | Field::Description | Field::Organisation | Field::ExpenseArea)
}
