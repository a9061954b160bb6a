//! Tables without a header, whose columns the user names by their numbers.

use super::synonyms::Synonyms;
use super::{Header, choose};
use crate::field::{Field, SourceKind};

/// Gives a table without a header the columns that the user names by their numbers, such as `#3`; `None` if the user names
/// none, or one by its header.
///
/// The header that it returns is in row 0, which no table has: row 1 is a line.
#[must_use]
pub fn locate_numbered(
    rows: &[(u64, Vec<String>)],
    synonyms: &Synonyms,
    kind: Option<SourceKind>,
    wanted: &[(Field, String)],
) -> Option<Header> {
    if wanted.is_empty() || !wanted.iter().all(|(_, header)| header.trim().starts_with('#')) {
        return None;
    }
    let columns = rows.iter().map(|(_, cells)| cells.len()).max()?;
    let names: Vec<String> = (1..=columns).map(|column| format!("column {column}")).collect();
    // A ledger is what has an amount or a supplier.
    let has = |field: Field| wanted.iter().any(|(named, _)| *named == field);
    let is_register = [Field::AssetId, Field::Status, Field::Serial, Field::Acquired].into_iter().any(has);
    let told = if is_register { SourceKind::Register } else { SourceKind::Ledger };
    let kind = kind.unwrap_or(told);
    let mapping = choose::choose(&names, &[], synonyms, kind, false);
    Some(Header { first_row: 0, last_row: 0, names, mapping })
}
