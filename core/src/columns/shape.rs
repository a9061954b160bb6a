//! Headers of which no name is known: found by the shape of the table, or given by number.

use super::against::is_of_register;
use super::choose;
use super::content::Lines;
use super::synonyms::Synonyms;
use super::{Header, Mapping, normal};
use crate::dates::{self, DateError, DateOrder};
use crate::field::{Field, SourceKind};
use crate::money;

/// So many names make a header; fewer are a note with a value beside it.
const FEWEST_NAMES: usize = 3;
/// So many rows beneath must be filled as the header is.
const ROWS_ALIKE: usize = 2;
/// A longer cell is a sentence.
const LONGEST_NAME: usize = 60;

/// Finds the header of a table of which no name is known, by what its rows look like.
///
/// The header is the first row of three cells or more, all of them names and none data, with rows beneath that fill the
/// same columns, if the cells there show one column of days and one of money, or one column that names things. Every
/// column is then known by its content or stays unmapped; a person should check each. `None` when in doubt.
#[must_use]
pub fn locate_by_shape(
    rows: &[(u64, Vec<String>)],
    synonyms: &Synonyms,
    kind: Option<SourceKind>,
) -> Option<Header> {
    rows.iter().enumerate().find_map(|(index, (number, cells))| {
        let names: Vec<String> = cells.iter().map(|cell| normal::shown(cell)).collect();
        let beneath = rows.get(index + 1..).unwrap_or(&[]);
        if !are_names(&names) || !is_filled_alike(&names, beneath) {
            return None;
        }
        let lines = Lines::new(beneath);
        let columns = || 0..names.len();
        let dated = columns().filter(|index| lines.column(*index).are_dates()).count() == 1;
        let paid = columns().filter(|index| lines.column(*index).are_money()).count() == 1;
        let kind = kind.unwrap_or_else(|| {
            if names.iter().any(|name| synonyms.knows(name, None)) {
                choose::kind_of(&names, synonyms, true)
            } else if names.iter().any(|name| is_of_register(name)) {
                SourceKind::Register
            } else if dated && paid {
                SourceKind::Ledger
            } else {
                SourceKind::Register
            }
        });
        let mapping = choose::choose(&names, beneath, synonyms, kind, true);
        let has = |field| mapping.fields.get(&field);
        let names_things = has(Field::Description).is_some_and(|column| {
            lines.column(column.index).are_about_things(true) && !repeats(&names, beneath)
        });
        let is_ledger =
            kind == SourceKind::Ledger && has(Field::Date).is_some() && has(Field::Amount).is_some();
        (is_ledger || names_things).then_some(Header {
            first_row: *number,
            last_row: *number,
            names,
            mapping,
        })
    })
}

/// Finds the header of a table whose columns the user names by number only, as in `date=#1`.
///
/// Where the first filled row is a line already, by the cells of the columns named as days and amounts, the table has no
/// header: its row numbers are 0, its names "column 1", "column 2" …, and row 1 is a line. Otherwise the row of names
/// above the first line is the header. `None` if a column is named otherwise, or none is.
///
/// The columns are in the mapping already if there are so many; [`Mapping::with_overrides`] says which is missing.
#[must_use]
pub fn locate_numbered(
    rows: &[(u64, Vec<String>)],
    kind: Option<SourceKind>,
    map: &[(Field, String)],
) -> Option<Header> {
    let number = |wanted: &str| wanted.trim().strip_prefix('#')?.trim().parse::<usize>().ok()?.checked_sub(1);
    let numbered: Vec<(Field, usize)> =
        map.iter().map(|(field, wanted)| Some((*field, number(wanted)?))).collect::<Option<_>>()?;
    let first = rows.iter().position(|(_, cells)| !is_blank(cells)).filter(|_| !numbered.is_empty())?;
    let line = rows.iter().position(|(_, cells)| is_line(cells, &numbered)).unwrap_or(first);
    let above = line.checked_sub(1).filter(|above| *above >= first).and_then(|above| rows.get(above));
    let above =
        above.map(|(row, cells)| (*row, cells.iter().map(|cell| normal::shown(cell)).collect::<Vec<_>>()));
    let width = rows.iter().map(|(_, cells)| cells.len()).max().unwrap_or(0);
    let (row, names) = above
        .filter(|(_, names)| are_names(names))
        .unwrap_or_else(|| (0, (1..=width).map(|column| format!("column {column}")).collect()));
    let kind = kind.unwrap_or_else(|| kind_of(&numbered));
    let mut mapping = Mapping::new(kind);
    mapping.unmapped = names.iter().cloned().enumerate().collect();
    let mut mapping = mapping.with_overrides(map, &names).unwrap_or(mapping);
    let free: Vec<usize> = mapping.unmapped.iter().map(|(index, _)| *index).collect();
    choose::fill_by_content(&mut mapping, &names, &Lines::new(rows.get(line..).unwrap_or(&[])), &free);
    Some(Header { first_row: row, last_row: row, names, mapping })
}

fn is_blank(cells: &[String]) -> bool {
    cells.iter().all(|cell| cell.trim().is_empty())
}

fn filled(cells: &[String]) -> impl Iterator<Item = (usize, &str)> {
    cells.iter().enumerate().map(|(index, cell)| (index, cell.trim())).filter(|(_, cell)| !cell.is_empty())
}

/// Whether the filled cells are names: short words, all different, no data.
fn are_names(names: &[String]) -> bool {
    let is_name = |name: &str| {
        name.chars().count() <= LONGEST_NAME
            && name.chars().any(char::is_alphabetic)
            && !normal::is_data(name)
    };
    let mut plain: Vec<String> = filled(names).map(|(_, name)| name.to_lowercase()).collect();
    let count = plain.len();
    plain.sort();
    plain.dedup();
    plain.len() == count && count >= FEWEST_NAMES && filled(names).all(|(_, name)| is_name(name))
}

/// Whether the next rows with text fill the columns that have names, most of them, and no others.
fn is_filled_alike(names: &[String], beneath: &[(u64, Vec<String>)]) -> bool {
    let named = filled(names).count();
    let has_name = |index: usize| names.get(index).is_some_and(|name| !name.is_empty());
    let alike = |cells: &&Vec<String>| {
        filled(cells).all(|(index, _)| has_name(index)) && filled(cells).count() * 3 >= named * 2
    };
    let mut next = beneath.iter().map(|(_, cells)| cells).filter(|cells| !is_blank(cells)).take(ROWS_ALIKE);
    let count = next.by_ref().take_while(alike).count();
    count == ROWS_ALIKE
}

/// Whether a name occurs again beneath itself: then the row is one of data.
fn repeats(names: &[String], beneath: &[(u64, Vec<String>)]) -> bool {
    let same = |cells: &[String], index: usize, name: &str| {
        cells.get(index).is_some_and(|cell| cell.trim().eq_ignore_ascii_case(name))
    };
    filled(names).any(|(index, name)| beneath.iter().any(|(_, cells)| same(cells, index, name)))
}

/// Whether a row is a line by the days and amounts that it has where the user says that they are.
fn is_line(cells: &[String], numbered: &[(Field, usize)]) -> bool {
    let cell = |index: &usize| cells.get(*index).map_or("", |cell| cell.trim());
    let reads = |(field, index): &(Field, usize)| match field {
        _ if cell(index).is_empty() => None,
        Field::Date | Field::Acquired | Field::Disposed => {
            let read = dates::parse(cell(index), DateOrder::DayMonth);
            Some(matches!(read, Ok(_) | Err(DateError::OtherOrder { .. } | DateError::NoDate)))
        }
        Field::Amount | Field::Cost | Field::UnitPrice => {
            let read = |style| money::parse_styled(cell(index), style).is_ok();
            Some(
                money::parse(cell(index)).is_ok()
                    || read(money::NumberStyle::Comma)
                    || read(money::NumberStyle::Indian),
            )
        }
        _ => None,
    };
    let mut read = numbered.iter().filter_map(reads).peekable();
    read.peek().is_some() && read.all(|is_read| is_read)
}

/// Whether the columns named are those of a ledger or of a register.
fn kind_of(numbered: &[(Field, usize)]) -> SourceKind {
    let has = |fields: &[Field]| numbered.iter().any(|(field, _)| fields.contains(field));
    let of_registers = [
        Field::Acquired,
        Field::AssetId,
        Field::Category,
        Field::Cost,
        Field::Disposed,
        Field::Location,
        Field::Serial,
        Field::Status,
    ];
    if has(&of_registers) && !has(&[Field::Date, Field::Amount, Field::Supplier]) {
        SourceKind::Register
    } else {
        SourceKind::Ledger
    }
}
