//! Exemptions in a CSV file, a row each.

use super::Written;
use crate::lists::List;

/// Columns of a list of exemptions.
pub const COLUMNS: [&str; 8] =
    ["finding_id", "asset_id", "organisation", "reason", "approver", "from", "expires", "evidence"];

/// Those that it cannot do without.
pub const NEEDED: [&str; 2] = ["reason", "approver"];

pub(super) fn read(list: &List) -> Result<Vec<Written>, String> {
    let rows = list.rows(COLUMNS, &NEEDED)?;
    let written = |(line, cells): (u64, [String; 8])| {
        let [finding_id, asset_id, organisation, reason, approver, from, expires, evidence] = cells;
        let place = list.place(line);
        Written { place, finding_id, asset_id, organisation, reason, approver, from, expires, evidence }
    };
    Ok(rows.into_iter().map(written).collect())
}
