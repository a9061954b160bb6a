//! Findings after a declaration that an earlier report has and this one's files do not cover: what silence of a month
//! must not make good.

use std::collections::{BTreeMap, BTreeSet};

use faxban_core::status::State;
use faxban_core::{Outcome, SourceKind, money};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::Shown;
use crate::compare::{Change, Comparison, Row};
use crate::decisions::Word;
use crate::findings::Line;
use crate::listed::Listed;

/// Why a finding is not covered, as the comparison calls it; with other columns it may be there under another id.
const CAUSES: [&str; 3] = ["carried", "other_period", "table_missing"];

/// A finding after a declaration that this report's files do not cover.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Earlier {
    /// The finding.
    pub finding_id: String,
    /// Its outcome in the last report that has it.
    pub outcome: String,
    /// As-of day of that report.
    pub last_seen: String,
}

/// Puts beside each declaration what the comparison carries along.
pub fn settle(listed: &mut Listed, comparison: &Comparison) {
    // A decision on what is not covered belongs to no finding of this report.
    let apart = listed.decisions.iter().flat_map(|applied| &applied.vanished);
    let false_alarms: BTreeSet<&str> = apart
        .filter(|decided| Word::parse(&decided.decision).is_ok_and(|word| !word.leaves_open()))
        .map(|decided| decided.finding_id.as_str())
        .collect();
    let is_carried = |row: &Row| {
        row.change == Change::NotComparable
            && CAUSES.contains(&row.cause.as_str())
            && row.outcome_before != Outcome::Compliant.as_str()
            && !false_alarms.contains(row.finding_id.as_str())
    };
    let carried: Vec<(&Row, Date)> = comparison
        .rows
        .iter()
        .filter(|row| is_carried(row))
        .filter_map(|row| Some((row, shown(row)?)))
        .collect();
    for declared in &mut listed.declared {
        // Names are compared once each.
        let mut known: BTreeMap<(&str, &str), bool> = BTreeMap::new();
        let mut earlier = Vec::new();
        for (row, day) in &carried {
            let whose = (row.organisation_code.as_str(), row.organisation.as_str());
            let is_later = *day > declared.declaration.declared;
            if is_later && *known.entry(whose).or_insert_with(|| declared.is_of(whose.0, whose.1)) {
                earlier.push(Earlier {
                    finding_id: row.finding_id.clone(),
                    outcome: row.outcome_before.clone(),
                    last_seen: row.last_seen.clone(),
                });
            }
        }
        declared.earlier = earlier;
    }
}

/// The last day on which it shows the product.
fn shown(row: &Row) -> Option<Date> {
    let line = Line {
        kind: row.kind.parse::<SourceKind>().ok(),
        date: row.date.parse().ok(),
        pence: money::parse(&row.amount).ok().map(|amount| amount.pence),
        state: State::ALL.into_iter().find(|state| state.as_str() == row.state).unwrap_or_default(),
        disposed: row.disposed.parse().ok(),
        ..Line::default()
    };
    Shown::by(&line, row.last_seen.parse().ok()?).last
}
