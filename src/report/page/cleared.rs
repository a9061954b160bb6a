//! Lines that only look like the product: counted by what explains them, and the first of them.

use std::borrow::Cow;
use std::io;

use serde::Serialize;

use super::super::Report;
use super::Place;
use crate::findings::Cleared;

/// Cleared lines shown one by one; all are in `cleared.csv`.
const SHOWN: usize = 200;

/// What was cleared.
#[derive(Serialize)]
pub struct Shown<'a> {
    lines: usize,
    by: Vec<Explained<'a>>,
    shown: Vec<Line<'a>>,
}

#[derive(Serialize)]
struct Explained<'a> {
    exclusion: &'a str,
    reason: &'a str,
    lines: u64,
    example: &'a str,
}

#[derive(Serialize)]
struct Line<'a> {
    place: Place<'a>,
    what: String,
    matched: String,
    explained: String,
    exclusion: String,
}

/// The cleared lines of a report.
///
/// # Errors
/// When the first of them cannot be read back from disk.
pub fn cleared(report: &Report) -> io::Result<Shown<'_>> {
    let mut by: Vec<Explained<'_>> = report
        .cleared
        .explained()
        .iter()
        .map(|(exclusion, of)| Explained {
            exclusion,
            reason: &of.reason,
            lines: of.lines,
            example: &of.example,
        })
        .collect();
    by.sort_by_key(|explained| std::cmp::Reverse(explained.lines));
    let line = |cleared: Cow<'_, Cleared>| {
        let Cleared { line, matched, explained, .. } = cleared.into_owned();
        Line {
            place: Place::of(report, &line),
            what: line.what(),
            matched: matched.text,
            explained: explained.text,
            exclusion: explained.by,
        }
    };
    let shown = report.cleared.iter().take(SHOWN).map(|cleared| cleared.map(line));
    Ok(Shown { lines: report.cleared.len(), by, shown: shown.collect::<io::Result<_>>()? })
}
