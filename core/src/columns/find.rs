//! Which row of a table is its header.

use super::meaning::Found;
use super::synonyms::Synonyms;
use super::{Header, Recognised, choose, find_column, normal};
use crate::field::{Field, SourceKind};

/// Headers are short; a longer cell is a note, and not worth comparing.
const LONGEST_HEADER: usize = 100;

/// So many names of a header must be spelt right.
const SURE: usize = 2;

/// A line, or a header below another table, has so many cells filled.
const LINE: usize = 3;

/// Fields that say what a table is about; a few others may stand in any table.
const TELLING: [Field; 7] = [
    Field::Amount,
    Field::Debit,
    Field::Supplier,
    Field::Description,
    Field::AssetId,
    Field::Model,
    Field::Serial,
];

/// A row, or two rows joined, that could be the header.
struct Candidate {
    first: usize,
    last: usize,
    names: Vec<String>,
    kind: SourceKind,
    score: usize,
    /// How many columns are recognised.
    recognised: usize,
}

/// Finds the header among the first rows of a table, each with its number as a person counts.
///
/// The first row that will do is taken: what stands below it is its table, and a later row that names more columns is the
/// header of another one. Only where no line stands between them does the later row win, as below a row of groups. There
/// is no header when no row names at least three columns, or two of which one says what the table is about.
#[must_use]
pub fn locate(rows: &[(u64, Vec<String>)], synonyms: &Synonyms, kind: Option<SourceKind>) -> Option<Header> {
    let shown = |(_, cells): &(u64, Vec<String>)| cells.iter().map(|cell| normal::shown(cell)).collect();
    let shown: Vec<Vec<String>> = rows.iter().map(shown).collect();
    let singles: Vec<usize> = shown.iter().map(|names| exactly_known(names, synonyms, kind)).collect();
    let mut best: Option<Candidate> = None;
    for (index, names) in shown.iter().enumerate() {
        if best.as_ref().is_some_and(|best| shown.get(best.last + 1..index).is_some_and(has_line)) {
            break;
        }
        // Typing errors are looked for only in a row where two names are spelt right: cheaper, and a row
        // of data does not become a header by likeness.
        if singles[index] >= SURE {
            best = better(best, weigh(index, index, names.clone(), synonyms, kind, true));
        }
        let Some(bottom) = shown.get(index + 1) else { continue };
        let alone = singles[index].max(singles[index + 1]);
        if alone == 0 {
            continue;
        }
        let joined = join(names, bottom, synonyms, kind);
        if exactly_known(&joined, synonyms, kind) > alone {
            // Two rows must say more than either does alone with its typing errors forgiven.
            let below = weigh(index + 1, index + 1, bottom.clone(), synonyms, kind, true);
            let so_far = [&best, &below].into_iter().flatten().map(|each| each.recognised).max();
            let joined = weigh(index, index + 1, joined, synonyms, kind, false);
            best = better(best, joined.filter(|joined| joined.recognised > so_far.unwrap_or(0)));
        }
    }
    let found = best?;
    let beneath = rows.get(found.last + 1..).unwrap_or(&[]);
    let typos = found.first == found.last;
    let mapping = choose::choose(&found.names, beneath, synonyms, found.kind, typos);
    Some(Header {
        first_row: rows.get(found.first)?.0,
        last_row: rows.get(found.last)?.0,
        names: found.names,
        mapping,
    })
}

/// Finds the row that holds every header that the user names, when faxban knows none of its own in it.
///
/// A column named by its number alone says nothing of where the header is.
#[must_use]
pub fn locate_named(
    rows: &[(u64, Vec<String>)],
    synonyms: &Synonyms,
    kind: Option<SourceKind>,
    wanted: &[(Field, String)],
) -> Option<Header> {
    let by_name: Vec<&(Field, String)> =
        wanted.iter().filter(|(_, header)| !header.starts_with('#')).collect();
    if by_name.is_empty() {
        return None;
    }
    rows.iter().enumerate().find_map(|(index, (number, cells))| {
        let names: Vec<String> = cells.iter().map(|cell| normal::shown(cell)).collect();
        if !by_name.iter().all(|(field, header)| find_column(*field, header, &names).is_ok()) {
            return None;
        }
        let kind = kind.unwrap_or_else(|| choose::kind_of(&names, synonyms, true));
        let beneath = rows.get(index + 1..).unwrap_or(&[]);
        let mapping = choose::choose(&names, beneath, synonyms, kind, true);
        Some(Header { first_row: *number, last_row: *number, names, mapping })
    })
}

/// Whether one of the rows is a line: several cells filled, and one of them with what no header holds.
fn has_line(rows: &[Vec<String>]) -> bool {
    rows.iter().any(|cells| {
        let filled = cells.iter().filter(|cell| !cell.is_empty());
        filled.clone().count() >= LINE && filled.clone().any(|cell| normal::is_data(cell))
    })
}

/// Whether a row below the header of a table is the header of another table: every cell is a name, and most of them are
/// columns that faxban knows, spelt right.
#[must_use]
pub fn is_another_header(cells: &[&str], synonyms: &Synonyms) -> bool {
    let filled: Vec<&str> = cells.iter().copied().filter(|cell| !cell.trim().is_empty()).collect();
    // Nearly every line has a number or a date; only what has none is worth looking up.
    if filled.len() < LINE || filled.iter().any(|cell| normal::is_data(cell)) {
        return false;
    }
    let names: Vec<String> = filled.iter().map(|cell| normal::shown(cell)).collect();
    let known = exactly_known(&names, synonyms, None);
    known >= LINE && known * 2 > names.len() && weigh(0, 0, names, synonyms, None, false).is_some()
}

fn better(best: Option<Candidate>, next: Option<Candidate>) -> Option<Candidate> {
    match (best, next) {
        (Some(best), Some(next)) if next.score <= best.score => Some(best),
        (best, next) => next.or(best),
    }
}

/// Judges a row as a header; `None` when it is none.
fn weigh(
    first: usize,
    last: usize,
    names: Vec<String>,
    synonyms: &Synonyms,
    kind: Option<SourceKind>,
    typos: bool,
) -> Option<Candidate> {
    let kind = kind.unwrap_or_else(|| choose::kind_of(&names, synonyms, typos));
    let found = choose::meanings(&names, synonyms, kind, typos);
    let (mut recognised, mut ignored, mut data, mut sure) = (0, 0, 0, 0);
    let mut fields: Vec<Field> = Vec::new();
    for (name, found) in names.iter().zip(&found) {
        match found {
            // A summary of months names them, too.
            Found::Means(meaning) if matches!(meaning.field, Field::FinancialYear | Field::Period) => {
                ignored += 1
            }
            Found::Means(meaning) => {
                recognised += 1;
                sure += usize::from(meaning.recognised == Recognised::Heading);
                if !fields.contains(&meaning.field) {
                    fields.push(meaning.field);
                }
            }
            Found::Ignored => ignored += 1,
            Found::Unknown => data += usize::from(name.len() > LONGEST_HEADER || normal::is_data(name)),
        }
    }
    let tells = fields.iter().any(|field| TELLING.contains(field));
    let enough = match fields.len() {
        0 | 1 => false,
        2 => data == 0 && sure >= SURE && tells,
        _ => data * 2 <= recognised && sure >= SURE && (tells || sure > 3),
    };
    let score = (recognised * 2 + ignored).saturating_sub(data);
    enough.then_some(Candidate { first, last, names, kind, score, recognised })
}

/// How many cells are headers as they stand.
fn exactly_known(names: &[String], synonyms: &Synonyms, kind: Option<SourceKind>) -> usize {
    names.iter().filter(|name| known(name, synonyms, kind)).count()
}

fn known(name: &str, synonyms: &Synonyms, kind: Option<SourceKind>) -> bool {
    name.len() <= LONGEST_HEADER && !normal::is_data(name) && synonyms.knows(name, kind)
}

/// Joins two rows to one header: "Invoice" over "Date" is "Invoice Date", also where "Invoice" stands
/// over the first of several columns only. Both are as shown.
fn join(top: &[String], bottom: &[String], synonyms: &Synonyms, kind: Option<SourceKind>) -> Vec<String> {
    let mut group = String::new();
    (0..top.len().max(bottom.len()))
        .map(|index| {
            let [above, below] = [top, bottom].map(|row| row.get(index).map_or("", String::as_str));
            if !above.is_empty() {
                group.clear();
                group.push_str(above);
            }
            if below.is_empty() || above.is_empty() && group.is_empty() {
                return format!("{above}{below}");
            }
            let joined = format!("{group} {below}");
            if known(&joined, synonyms, kind) {
                joined
            } else if above.is_empty() || known(below, synonyms, kind) {
                below.to_owned()
            } else {
                joined
            }
        })
        .collect()
}
