//! The header of a table: found by what its columns are called, unless somebody says which is which.

use faxban_core::columns::{self, Header, OverrideError};
use faxban_core::{Field, SourceKind};

use crate::rules::Rules;

/// What somebody says of a table's columns.
#[derive(Debug, Clone, Copy, Default)]
pub struct Asked<'a> {
    /// What its lines are.
    pub kind: Option<SourceKind>,
    /// Columns by what they mean.
    pub map: &'a [(Field, String)],
    /// Which event its dates are.
    pub date_basis: Option<&'a str>,
}

/// Finds the header in the first rows of a table; none if no row names columns that are known.
///
/// # Errors
/// When a column that was asked for is not there.
pub fn find(
    rows: &[(u64, Vec<String>)],
    rules: &Rules,
    asked: Asked<'_>,
) -> Result<Option<Header>, OverrideError> {
    let Asked { kind, map, date_basis } = asked;
    let found = locate(rows, rules, kind, map);
    let Some(header) = found else { return Ok(None) };
    let mut header =
        if map.is_empty() { left_of_another(rows, rules, kind, &header).unwrap_or(header) } else { header };
    if kind.is_none() && header.mapping.beside.is_none() {
        header = refined(header, rows, rules, map);
    }
    if !map.is_empty() {
        header.mapping = header.mapping.with_overrides(map, &header.names)?;
    }
    let beneath = beneath(rows, &header);
    rules.kinds.adopt(&header.names, &mut header.mapping, beneath);
    let named: Vec<Field> = map.iter().map(|(field, _)| *field).collect();
    header.mapping.settle_amounts(&header.names, beneath, &rules.row_words, &named);
    if let Some(basis) = date_basis {
        let field =
            if header.mapping.kind.family() == SourceKind::Ledger { Field::Date } else { Field::Acquired };
        if let Some(column) = header.mapping.fields.get_mut(&field) {
            column.basis = Some(basis.to_owned());
        }
    }
    Ok(Some(header))
}

fn locate(
    rows: &[(u64, Vec<String>)],
    rules: &Rules,
    kind: Option<SourceKind>,
    map: &[(Field, String)],
) -> Option<Header> {
    columns::locate_named(rows, &rules.synonyms, kind, map)
        .or_else(|| columns::locate(rows, &rules.synonyms, kind))
        .or_else(|| columns::locate_numbered(rows, kind, map))
        .or_else(|| columns::locate_by_shape(rows, &rules.synonyms, kind))
}

/// The header of the left one of two tables that stand side by side, each with a header of its own: behind a column
/// without a heading in this row or a blank one in all rows, or where the headings begin again.
fn left_of_another(
    rows: &[(u64, Vec<String>)],
    rules: &Rules,
    kind: Option<SourceKind>,
    header: &Header,
) -> Option<Header> {
    let rows: Vec<&(u64, Vec<String>)> = rows.iter().filter(|(row, _)| *row >= header.first_row).collect();
    let width = rows.iter().map(|(_, cells)| cells.len()).max().unwrap_or(0);
    let part = |columns: std::ops::Range<usize>| {
        let cut = |(row, cells): &&(u64, Vec<String>)| {
            (*row, cells.get(columns.start..columns.end.min(cells.len())).unwrap_or_default().to_vec())
        };
        let rows: Vec<_> = rows.iter().map(cut).collect();
        columns::locate(&rows, &rules.synonyms, kind)
    };
    let name = |column: usize| header.names.get(column).map_or("", |name| name.trim());
    let is_blank = |column: usize| {
        rows.iter().all(|(_, cells)| cells.get(column).is_none_or(|cell| cell.trim().is_empty()))
    };
    let split = |upto: usize, start: usize, may_be_lower: bool| {
        let (mut left, right) = (part(0..upto)?, part(start..width)?);
        let is_own = right.first_row == header.first_row || may_be_lower;
        // One table with a column without a heading has its amount or its description once.
        let both = |field: &Field| right.mapping.fields.contains_key(field);
        let shared = left.mapping.fields.keys().filter(|field| both(field)).count();
        if left.first_row != header.first_row || !is_own || shared < SHARED {
            return None;
        }
        if start > upto {
            left.mapping.blank_headers.push(upto);
        }
        left.mapping.beside = Some(start);
        left.mapping.unmapped.extend(header.names.iter().cloned().enumerate().skip(start));
        left.names.clone_from(&header.names);
        Some(left)
    };
    let gaps = (1..width).filter(|gap| name(*gap).is_empty());
    let mut behind_gaps = gaps.filter(|gap| *gap < header.names.len() || is_blank(*gap));
    let begins_again = |start: &usize| {
        (0..ALIKE).all(|at| {
            let (one, other) = (name(at), name(start + at));
            !one.is_empty() && one.eq_ignore_ascii_case(other)
        })
    };
    behind_gaps
        .find_map(|gap| split(gap, gap + 1, is_blank(gap)))
        .or_else(|| (ALIKE..width).filter(begins_again).find_map(|start| split(start, start, false)))
}

/// So many headings in a row make a second table where they begin again.
const ALIKE: usize = 3;

/// Two tables have so many fields in common at least.
const SHARED: usize = 1;

/// The rows below a header.
fn beneath<'r>(rows: &'r [(u64, Vec<String>)], header: &Header) -> &'r [(u64, Vec<String>)] {
    let first = rows.partition_point(|(row, _)| *row <= header.last_row);
    rows.get(first..).unwrap_or_default()
}

/// The header of a table of which less may be said than of a ledger or register, with its columns as such a table's.
fn refined(
    mut header: Header,
    rows: &[(u64, Vec<String>)],
    rules: &Rules,
    map: &[(Field, String)],
) -> Header {
    let kind_of = |header: &Header| rules.kinds.refine(&header.names, &header.mapping, beneath(rows, header));
    let kind = kind_of(&header);
    if kind.family() == header.mapping.kind.family() {
        header.mapping.kind = kind;
        return header;
    }
    let is_the_same = |other: &Header| other.first_row == header.first_row && kind_of(other) == kind;
    locate(rows, rules, Some(kind), map).filter(is_the_same).unwrap_or(header)
}
