//! What a month adds to the page: declarations that records do not bear out, what changed, what lines show together,
//! exemptions, decisions. Long lists stop, say how long they are, and name the file that has all of them.

use std::cmp::Reverse;

use faxban_core::money::{self, format_pounds_grouped};
use serde::Serialize;

use super::super::columns::monthly::standing;
use super::super::declared;
use super::super::figures::{day, grouped};
use super::super::headlines::{Topic, headlines};
use super::super::tables::organisation_name;
use super::super::{Report, changes, decided, exempted};
use super::{Place, amount};
use crate::compare::{Change, Comparison, Row};
use crate::crosscheck::{Candidate, Check};
use crate::declarations::Declared;
use crate::exemptions::Standing;
use crate::findings::Finding;

/// Rows of each list.
const SHOWN: usize = 100;
/// Sentences on tables that stand open.
const REMARKS: usize = 12;

/// What a month adds; empty where nothing was given to compare with.
#[derive(Serialize)]
pub struct Monthly<'a> {
    against: Vec<String>,
    ended: Option<String>,
    /// Further first lines, with the section that each leads to.
    told: Vec<(&'static str, String)>,
    /// What organisations declare, in a word or two.
    declare: &'a str,
    declared: Vec<DeclaredRow<'a>>,
    changes: Option<Changes<'a>>,
    together: Vec<Together<'a>>,
    exemptions: Exemptions<'a>,
    decisions: Option<Decisions<'a>>,
}

/// What a month adds to a report.
#[must_use]
pub fn monthly(report: &Report) -> Monthly<'_> {
    let told =
        headlines(report).into_iter().filter(|line| !line.grave).map(|line| (anchor(line.topic), line.text));
    Monthly {
        against: declared::contradicted(report),
        ended: exempted::ended(report),
        told: told.collect(),
        declare: report.pack.declared.as_deref().unwrap_or_default(),
        declared: report.listed.declared.iter().map(|declared| DeclaredRow::of(report, declared)).collect(),
        changes: report.comparison.as_ref().map(Changes::of),
        together: Check::ALL.iter().filter_map(|check| Together::of(report, *check)).collect(),
        exemptions: Exemptions::of(report),
        decisions: Decisions::of(report),
    }
}

const fn anchor(topic: Topic) -> &'static str {
    match topic {
        Topic::Declared => "declared",
        Topic::Exemptions => "exemptions",
        Topic::Changes => "changes",
        Topic::Crosscheck => "together",
        Topic::Decisions => "decisions",
    }
}

/// A declaration with the first findings after it.
#[derive(Serialize)]
struct DeclaredRow<'a> {
    organisation: &'a str,
    declared: String,
    evidence: &'a str,
    note: &'a str,
    sentence: String,
    contradicted: bool,
    found: usize,
    shown: Vec<Shown<'a>>,
}

/// A finding in short.
#[derive(Serialize)]
struct Shown<'a> {
    id: &'a str,
    outcome: &'static str,
    what: String,
    place: Place<'a>,
    /// The day on which it shows the product, or the line's own.
    on: String,
    amount: String,
}

impl<'a> Shown<'a> {
    fn of(report: &'a Report, finding: &'a Finding) -> Self {
        let line = &finding.line;
        Self {
            id: &finding.id,
            outcome: finding.outcome.as_str(),
            what: line.what(),
            place: Place::of(report, line),
            on: line.date.map(day).unwrap_or_default(),
            amount: amount(line),
        }
    }
}

impl<'a> DeclaredRow<'a> {
    fn of(report: &'a Report, declared: &'a Declared) -> Self {
        let found = declared.after.iter().filter_map(|(at, day)| Some((report.findings.get(*at)?, *day)));
        let shown =
            found.take(SHOWN).map(|(finding, on)| Shown { on: day(on), ..Shown::of(report, finding) });
        Self {
            organisation: &declared.declaration.organisation,
            declared: day(declared.declaration.declared),
            evidence: &declared.declaration.evidence,
            note: &declared.declaration.note,
            sentence: declared::sentence(report, declared),
            contradicted: declared::is_contradicted(declared),
            found: declared.after.len(),
            shown: shown.collect(),
        }
    }
}

/// What changed since an earlier report.
#[derive(Serialize)]
struct Changes<'a> {
    since: &'a str,
    quiet: bool,
    sentence: String,
    /// The packs, where they are not the same.
    rules: Option<[&'a str; 2]>,
    counts: Vec<(&'static str, u64)>,
    remarks: Vec<&'a str>,
    further_remarks: Vec<&'a str>,
    kinds: Vec<Kind<'a>>,
}

/// Rows of a change.
#[derive(Serialize)]
struct Kind<'a> {
    change: &'static str,
    title: String,
    meaning: &'static str,
    all: u64,
    rows: Vec<ChangeRow<'a>>,
}

#[derive(Serialize)]
struct ChangeRow<'a> {
    id: &'a str,
    /// Whether this report has it, so that the page can lead to it.
    here: bool,
    what: &'a str,
    before: &'a str,
    now: &'a str,
    organisation: String,
    place: TextPlace<'a>,
    date: &'a str,
    amount: String,
    sentence: &'a str,
    cause: String,
    first_seen: &'a str,
    evidence: &'a str,
}

#[derive(Serialize)]
struct TextPlace<'a> {
    file: &'a str,
    sheet: &'a str,
    row: &'a str,
}

impl<'a> Changes<'a> {
    fn of(comparison: &'a Comparison) -> Self {
        let (before, now) = (&comparison.before, &comparison.now);
        let remarks: Vec<&str> =
            changes::remarks(comparison).into_iter().map(|remark| remark.sentence.as_str()).collect();
        let (open, further) = remarks.split_at(remarks.len().min(REMARKS));
        let kind = |change: &Change| {
            let all = comparison.count(*change);
            let rows = comparison.rows.iter().filter(|row| row.change == *change).take(SHOWN);
            (all > 0 && *change != Change::Persisting).then(|| Kind {
                change: change.as_str(),
                title: format!("{} {}", grouped(all), changes::words(*change)),
                meaning: meaning(*change),
                all,
                rows: rows.map(ChangeRow::of).collect(),
            })
        };
        Self {
            since: &before.as_of,
            quiet: changes::is_quiet(comparison),
            sentence: changes::headline(comparison),
            rules: (before.pack_sha256 != now.pack_sha256).then_some([&before.pack, &now.pack]),
            counts: Change::ALL
                .iter()
                .map(|change| (changes::words(*change), comparison.count(*change)))
                .collect(),
            remarks: open.to_vec(),
            further_remarks: further.to_vec(),
            kinds: Change::ALL.iter().filter_map(kind).collect(),
        }
    }
}

const fn meaning(change: Change) -> &'static str {
    match change {
        Change::New => "Not in the last report.",
        Change::Changed => "In both, but something about it differs.",
        Change::Vanished => {
            "No line of a table that should have it shows it any more, and nothing says why. Ask what became of it."
        }
        Change::Resolved => "Ended, and the records show it: disposed of, or paid back.",
        Change::NotComparable => {
            "Its table, or the period of its table, is in one of the reports only. It is not resolved."
        }
        Change::Persisting => "In both, the same.",
    }
}

impl<'a> ChangeRow<'a> {
    fn of(row: &'a Row) -> Self {
        let pounds = money::parse(&row.amount).ok().filter(|_| !row.amount.is_empty());
        Self {
            id: &row.finding_id,
            here: !row.outcome_now.is_empty(),
            what: &row.text,
            before: &row.outcome_before,
            now: &row.outcome_now,
            organisation: organisation_name(&row.organisation_code, &row.organisation),
            place: TextPlace { file: &row.source, sheet: &row.sheet, row: &row.row },
            date: &row.date,
            amount: pounds.map(|amount| format_pounds_grouped(i128::from(amount.pence))).unwrap_or_default(),
            sentence: &row.sentence,
            cause: row.cause.replace('_', " ").replace('+', ", "),
            first_seen: &row.first_seen,
            evidence: &row.evidence,
        }
    }
}

/// What a check found.
#[derive(Serialize)]
struct Together<'a> {
    check: &'static str,
    title: &'a str,
    all: u64,
    /// Whether any of the rows has two lines.
    paired: bool,
    rows: Vec<Pair<'a>>,
}

#[derive(Serialize)]
struct Pair<'a> {
    organisation: &'a str,
    sentence: &'a str,
    sure: &'static str,
    why: &'a str,
    left: Option<Shown<'a>>,
    right: Option<Shown<'a>>,
}

impl<'a> Together<'a> {
    fn of(report: &'a Report, check: Check) -> Option<Self> {
        let crosschecked = &report.crosschecked;
        let all = crosschecked.count(check);
        let title = crosschecked.titles.iter().find(|(known, _)| *known == check);
        let shown = |at: usize| report.findings.get(at).map(|finding| Shown::of(report, finding));
        let pair = |candidate: &'a Candidate| Pair {
            organisation: &candidate.organisation,
            sentence: &candidate.sentence,
            sure: candidate.sure.as_str(),
            why: &candidate.why,
            left: shown(candidate.left),
            right: candidate.right.and_then(shown),
        };
        let rows = crosschecked.candidates.iter().filter(|candidate| candidate.check == check).take(SHOWN);
        (all > 0).then(|| Self {
            check: check.as_str(),
            title: title.map_or(check.as_str(), |(_, title)| title),
            all,
            paired: rows.clone().any(|candidate| candidate.right.is_some()),
            rows: rows.map(pair).collect(),
        })
    }
}

/// Exemptions: those that need somebody first.
#[derive(Serialize)]
struct Exemptions<'a> {
    all: usize,
    to_look_at: Vec<ExemptionRow<'a>>,
    more_to_look_at: usize,
    others: Vec<ExemptionRow<'a>>,
    more_others: usize,
}

#[derive(Serialize)]
struct ExemptionRow<'a> {
    subject: &'a str,
    organisation: &'a str,
    standing: String,
    grave: bool,
    expires: &'a str,
    findings: &'a [String],
    reason: &'a str,
    approver: &'a str,
    evidence: &'a str,
    list: &'a str,
}

impl<'a> Exemptions<'a> {
    fn of(report: &'a Report) -> Self {
        let list = &report.listed.exemptions;
        let row = |standing: &&'a Standing| ExemptionRow::of(standing);
        let needs_somebody = |one: &&Standing| one.is_back() || one.is_ending() || one.findings.is_empty();
        let (mut to_look_at, others): (Vec<&Standing>, Vec<&Standing>) =
            list.iter().partition(needs_somebody);
        to_look_at.sort_by_key(|standing| (!standing.is_back(), !standing.is_ending()));
        Self {
            all: list.len(),
            more_to_look_at: to_look_at.len().saturating_sub(SHOWN),
            to_look_at: to_look_at.iter().take(SHOWN).map(row).collect(),
            more_others: others.len().saturating_sub(SHOWN),
            others: others.iter().take(SHOWN).map(row).collect(),
        }
    }
}

impl<'a> ExemptionRow<'a> {
    fn of(of: &'a Standing) -> Self {
        Self {
            subject: &of.subject,
            organisation: &of.organisation,
            standing: standing(of),
            grave: of.is_back(),
            expires: of.expires.as_deref().unwrap_or_default(),
            findings: of.findings.get(..SHOWN).unwrap_or(&of.findings),
            reason: &of.reason,
            approver: &of.approver,
            evidence: &of.evidence,
            list: &of.place,
        }
    }
}

/// What reviewers decided, the oldest first.
#[derive(Serialize)]
struct Decisions<'a> {
    sentence: String,
    all: usize,
    rows: Vec<DecisionRow<'a>>,
    remarks: Vec<String>,
}

#[derive(Serialize)]
struct DecisionRow<'a> {
    finding: Shown<'a>,
    word: &'static str,
    by: &'a str,
    on: String,
    age: String,
    reason: &'a str,
}

impl<'a> Decisions<'a> {
    fn of(report: &'a Report) -> Option<Self> {
        let sentence = decided::headline(report)?;
        let mut all: Vec<_> = report
            .findings
            .iter()
            .filter_map(|finding| Some((finding, finding.decision.as_ref()?)))
            .collect();
        all.sort_by_key(|(finding, decision)| (Reverse(decision.age_days), Reverse(finding.outcome)));
        let row = |(finding, decision): &(&'a Finding, &'a crate::decisions::Decided)| DecisionRow {
            finding: Shown::of(report, finding),
            word: decision.word.label(),
            by: &decision.by,
            on: day(decision.on),
            age: decision.age(),
            reason: &decision.reason,
        };
        Some(Self {
            sentence,
            all: all.len(),
            rows: all.iter().take(SHOWN).map(row).collect(),
            remarks: decided::remarks(report),
        })
    }
}
