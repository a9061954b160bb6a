//! The header of a table: found by what its columns are called, unless somebody says which is which.

use faxban_core::columns::{self, Header, OverrideError};
use faxban_core::{Field, SourceKind};

use crate::rules::Rules;

/// What somebody says of a table's columns.
#[derive(Debug, Clone, Copy, Default)]
pub struct Asked<'a> {
    /// Whether it is a ledger or a register.
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
    let synonyms = &rules.synonyms;
    let found =
        columns::locate_named(rows, synonyms, kind, map).or_else(|| columns::locate(rows, synonyms, kind));
    let Some(mut header) = found else { return Ok(None) };
    if !map.is_empty() {
        header.mapping = header.mapping.with_overrides(map, &header.names)?;
    }
    let below = rows.partition_point(|(row, _)| *row <= header.last_row);
    let beneath = rows.get(below..).unwrap_or_default();
    let named: Vec<Field> = map.iter().map(|(field, _)| *field).collect();
    header.mapping.settle_amounts(&header.names, beneath, &rules.row_words, &named);
    if let Some(basis) = date_basis {
        let field = if header.mapping.kind == SourceKind::Ledger { Field::Date } else { Field::Acquired };
        if let Some(column) = header.mapping.fields.get_mut(&field) {
            column.basis = Some(basis.to_owned());
        }
    }
    Ok(Some(header))
}
