//! Findings that stand in two tables: a month beside the year to date, a workbook beside its CSV file.
//!
//! A machine bought once would count twice, and nothing in a report would show it. Tables that are the same throughout
//! are left out before; here only a part of them is.

use std::collections::BTreeMap;

use faxban_engine::screen::Noted;

use crate::findings::Finding;
use crate::report::{Problem, SourceReport};

/// What makes two findings one: whose it is, what was bought or is held, when, for how much, of whom, and its numbers.
type Key = (Option<String>, Option<i64>, [String; 7]);

/// Tables that share findings, by the later and the earlier of them, with the rows of the later.
pub fn problems(findings: &[Finding], sources: &[SourceReport]) -> Vec<Problem> {
    let mut seen: BTreeMap<Key, usize> = BTreeMap::new();
    let mut shared: BTreeMap<(usize, usize), Noted> = BTreeMap::new();
    let mut ordered: Vec<&Finding> = findings.iter().collect();
    ordered.sort_by_key(|finding| (finding.line.source, finding.line.row));
    for finding in ordered {
        let Some(key) = key(finding) else { continue };
        let source = finding.line.source;
        let first = *seen.entry(key).or_insert(source);
        let same_kind = |one: usize, other: usize| {
            sources.get(one).map(|source| source.layout.kind)
                == sources.get(other).map(|source| source.layout.kind)
        };
        if first != source && same_kind(first, source) {
            shared.entry((source, first)).or_default().add(finding.line.row);
        }
    }
    let title = |at: usize| sources.get(at).map(SourceReport::title).unwrap_or_default();
    let problem = |((later, first), rows): ((usize, usize), Noted)| Problem {
        path: title(later),
        message: format!(
            "its findings in {} say the same as findings of {}: if both list the same things, they count twice. Leave one of the two out, and audit again",
            rows.place().unwrap_or_default(),
            title(first)
        ),
    };
    shared.into_iter().map(problem).collect()
}

/// What identifies a finding; `None` if too little is known of it to tell it from another of its kind.
fn key(finding: &Finding) -> Option<Key> {
    let line = &finding.line;
    let plain = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
    let texts = [
        &line.organisation_code,
        &line.organisation,
        &line.description,
        &line.supplier,
        &line.model,
        &line.asset_id,
        &line.order_number,
    ];
    let is_told_apart = !line.asset_id.is_empty() || line.date.is_some() && line.pence.is_some();
    is_told_apart.then(|| (line.date.map(|day| day.to_string()), line.pence, texts.map(|text| plain(text))))
}
