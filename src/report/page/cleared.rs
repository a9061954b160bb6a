//! Lines that only look like the product: counted by what explains them, and the first of them.

use std::collections::BTreeMap;

use serde::Serialize;

use super::super::Report;
use super::Place;

/// Cleared lines shown one by one; all are in `cleared.csv`.
const SHOWN: usize = 200;

/// What was cleared.
#[derive(Serialize)]
pub struct ClearedLines<'a> {
    lines: usize,
    by: Vec<Explained<'a>>,
    shown: Vec<Shown<'a>>,
}

#[derive(Serialize)]
struct Explained<'a> {
    exclusion: &'a str,
    reason: &'a str,
    lines: u64,
    example: &'a str,
}

#[derive(Serialize)]
struct Shown<'a> {
    place: Place<'a>,
    what: String,
    matched: &'a str,
    explained: &'a str,
    exclusion: &'a str,
}

/// The cleared lines of a report.
#[must_use]
pub fn cleared(report: &Report) -> ClearedLines<'_> {
    let mut by: BTreeMap<&str, Explained<'_>> = BTreeMap::new();
    for cleared in &report.cleared {
        let exclusion = cleared.explained.by.as_str();
        by.entry(exclusion)
            .or_insert(Explained {
                exclusion,
                reason: &cleared.reason,
                lines: 0,
                example: &cleared.explained.text,
            })
            .lines += 1;
    }
    let mut by: Vec<Explained<'_>> = by.into_values().collect();
    by.sort_by_key(|explained| std::cmp::Reverse(explained.lines));
    let shown = report.cleared.iter().take(SHOWN).map(|cleared| Shown {
        place: Place::of(report, &cleared.line),
        what: cleared.line.what(),
        matched: &cleared.matched.text,
        explained: &cleared.explained.text,
        exclusion: &cleared.explained.by,
    });
    ClearedLines { lines: report.cleared.len(), by, shown: shown.collect() }
}
