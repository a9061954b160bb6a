//! What reviewers decided, in the report: beside each finding and in the counts. Outcomes stay what they are; what is
//! still open is counted apart.

use std::collections::BTreeMap;

use faxban_core::Outcome;
use serde::Serialize;

use super::Report;
use super::figures::{grouped, plural};
use crate::decisions::{Decided, Lapsed, Vanished, Word};
use crate::findings::Finding;

/// `decisions` of `summary.json`.
#[derive(Debug, Serialize)]
pub struct DecisionsJson {
    /// Decisions in the list.
    given: u64,
    /// Breaches and lines for review that are no false alarm.
    needs_attention: u64,
    /// Breaches and lines for review on which nobody has decided.
    undecided: u64,
    by_outcome: BTreeMap<&'static str, BTreeMap<&'static str, u64>>,
    decided: Vec<DecidedJson>,
    lapsed: Vec<Lapsed>,
    vanished: Vec<Vanished>,
}

#[derive(Debug, Serialize)]
struct DecidedJson {
    finding_id: String,
    outcome: &'static str,
    decision: &'static str,
    by: String,
    on: String,
    age_days: i32,
    reason: String,
}

impl DecisionsJson {
    /// Of a report, if there is a list of decisions.
    #[must_use]
    pub fn of(report: &Report) -> Option<Self> {
        let applied = report.listed.decisions.as_ref()?;
        let mut by_outcome: BTreeMap<_, BTreeMap<_, u64>> = BTreeMap::new();
        for finding in &report.findings {
            let word = finding.decision.as_ref().map_or("undecided", |decided| decided.word.as_str());
            *by_outcome.entry(finding.outcome.as_str()).or_default().entry(word).or_default() += 1;
        }
        let decided = |finding: &Finding| {
            let decided = finding.decision.as_ref()?;
            Some(DecidedJson {
                finding_id: finding.id.clone(),
                outcome: finding.outcome.as_str(),
                decision: decided.word.as_str(),
                by: decided.by.clone(),
                on: decided.on.to_string(),
                age_days: decided.age_days,
                reason: decided.reason.clone(),
            })
        };
        Some(Self {
            given: applied.given,
            needs_attention: serious(report).filter(|finding| finding.is_open()).count() as u64,
            undecided: serious(report).filter(|finding| finding.decision.is_none()).count() as u64,
            by_outcome,
            decided: report.findings.iter().filter_map(decided).collect(),
            lapsed: applied.lapsed.clone(),
            vanished: applied.vanished.clone(),
        })
    }
}

/// Breaches and lines for review.
fn serious(report: &Report) -> impl Iterator<Item = &Finding> {
    report.findings.iter().filter(|finding| finding.outcome >= Outcome::Review)
}

/// Behind the count of an outcome: ` (3 decided: 2 confirmed, 1 false alarm)`; blank if nothing is decided.
#[must_use]
pub fn beside(report: &Report, outcome: Outcome) -> String {
    let mut counts: BTreeMap<Word, u64> = BTreeMap::new();
    for finding in report.findings.iter().filter(|finding| finding.outcome == outcome) {
        if let Some(decided) = &finding.decision {
            *counts.entry(decided.word).or_default() += 1;
        }
    }
    if counts.is_empty() {
        return String::new();
    }
    let each: Vec<String> =
        counts.iter().map(|(word, count)| plural(*count, word.label(), word.labels())).collect();
    format!(" ({} decided: {})", grouped(counts.values().sum()), each.join(", "))
}

/// What is still to be done, if there is a list of decisions.
#[must_use]
pub fn headline(report: &Report) -> Option<String> {
    let DecisionsJson { needs_attention, undecided, lapsed, .. } = DecisionsJson::of(report)?;
    let lapsed = match lapsed.len() as u64 {
        0 => String::new(),
        count => format!("; {}", plural(count, "decision has lapsed", "decisions have lapsed")),
    };
    Some(format!(
        "{} (breach or review, no false alarm), {} of them undecided{lapsed}",
        plural(needs_attention, "finding needs attention", "findings need attention"),
        grouped(undecided),
    ))
}

/// Sentences on decisions that no finding has any more.
pub fn remarks(report: &Report) -> Vec<String> {
    let Some(applied) = &report.listed.decisions else { return Vec::new() };
    let word = |word: &str| Word::parse(word).map_or_else(|_| word.to_owned(), |word| word.to_string());
    let mut remarks = Vec::new();
    for lapsed in &applied.lapsed {
        remarks.push(format!(
            "The decision on {} ({}, by {} on {}) has lapsed: {} of {} says something else now and is {}; decide again.",
            lapsed.finding_id,
            word(&lapsed.decision),
            lapsed.by,
            lapsed.on,
            lapsed.known_by,
            lapsed.organisation,
            lapsed.now.join(", "),
        ));
    }
    for vanished in &applied.vanished {
        remarks.push(format!(
            "The decision on {} ({}, by {} on {}) matches no finding of this audit{}.",
            vanished.finding_id,
            word(&vanished.decision),
            vanished.by,
            vanished.on,
            if vanished.audited {
                String::new()
            } else {
                format!("; no line of {} was audited", vanished.organisation)
            },
        ));
    }
    remarks
}

/// Who decided what about a finding, and how long ago.
#[must_use]
pub fn sentence(decided: &Decided) -> String {
    let reason = if decided.reason.is_empty() { String::new() } else { format!(": {}", decided.reason) };
    format!("Decided: {} by {} on {}, {}{reason}", decided.word, decided.by, decided.on, decided.age())
}
