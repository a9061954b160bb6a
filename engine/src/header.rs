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
    let Some(mut header) = found else { return Ok(None) };
    if kind.is_none() {
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
        .or_else(|| columns::locate_numbered(rows, &rules.synonyms, kind, map))
}

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
