//! What matters most in a report, in sentences: for the terminal, the summary and the workbook alike.

use std::collections::BTreeMap;

use faxban_core::money::format_pounds_grouped;
use faxban_core::{Outcome, SourceKind};

use super::figures::{grouped, in_row, plural};
use super::mentions::Listed;
use super::tables::Group;
use super::{Report, SourceReport, decided, rolled, shown_outcomes};
use crate::findings::Finding;

/// How many of each outcome, worst first: `10 breaches`.
#[must_use]
pub fn counts(report: &Report) -> Vec<String> {
    let words = [
        (Outcome::Breach, "breach", "breaches"),
        (Outcome::Review, "for review", "for review"),
        (Outcome::Indicator, "indicator", "indicators"),
        (Outcome::Exempt, "exempt", "exempt"),
        (Outcome::OutOfScope, "out of scope", "out of scope"),
        (Outcome::Compliant, "compliant", "compliant"),
        (Outcome::Cleared, "cleared", "cleared"),
    ];
    let shown = shown_outcomes(&report.tables.classes);
    let is_shown = |outcome: Outcome| !outcome.is_finding() || shown.contains(&outcome);
    words
        .iter()
        .filter(|(outcome, ..)| is_shown(*outcome))
        .map(|(outcome, one, many)| {
            plural(report.count(*outcome), one, many) + &decided::beside(report, *outcome)
        })
        .collect()
}

/// What was audited, by kind of table, with what it adds up to.
#[must_use]
pub fn audited(report: &Report) -> Vec<String> {
    let kinds = [(SourceKind::Ledger, "debit"), (SourceKind::Register, "stated cost")];
    let told = |(kind, money): &(SourceKind, &str)| {
        let audited = report.audited(*kind);
        let lines =
            plural(audited.lines, &format!("{} line", kind.as_str()), &format!("{} lines", kind.as_str()));
        let credit = format!(", {} credit", format_pounds_grouped(audited.credit));
        let credit = if audited.credit == 0 { "" } else { &credit };
        (audited.lines > 0)
            .then(|| format!("{lines}: {} {money}{credit}", format_pounds_grouped(audited.debit)))
    };
    let others = SourceKind::ALL.iter().filter(|kind| kinds.iter().all(|(known, _)| known != *kind));
    let lines_of = |kind: &SourceKind| {
        let lines = report.audited(*kind).lines;
        (lines > 0).then(|| format!("{} of {}", plural(lines, "line", "lines"), kind.described()))
    };
    kinds.iter().filter_map(told).chain(others.filter_map(lines_of)).collect()
}

/// How many tables of how many files.
#[must_use]
pub fn extent(report: &Report) -> String {
    format!(
        "{} of {}",
        plural(report.sources.len() as u64, "table", "tables"),
        plural(report.inputs.len() as u64, "file", "files")
    )
}

/// That every line and penny is accounted for; none when it is not so.
#[must_use]
pub fn reconciled(report: &Report) -> Option<String> {
    let control = report.reconciled.control();
    let [skipped, rejected] = [Outcome::Skipped, Outcome::Rejected].map(|outcome| report.count(outcome));
    let merged = match (report.rolled.len() as u64, rolled::left_out(&report.rolled).lines) {
        (0 | 1, _) => String::new(),
        (results, 0) => format!("; the totals of {} add up to them", plural(results, "result", "results")),
        (results, lines) => format!(
            "; the totals of {} add up to them with {} that two results have and that {} counted once",
            plural(results, "result", "results"),
            plural(lines, "line", "lines"),
            if lines == 1 { "is" } else { "are" },
        ),
    };
    report.reconciled.is_balanced().then(|| {
        format!(
            "all {} read and {} net are accounted for ({} audited, {} skipped, {} rejected){merged}",
            plural(control.lines, "line", "lines"),
            format_pounds_grouped(control.net()),
            grouped(control.lines - skipped - rejected),
            grouped(skipped),
            grouped(rejected),
        )
    })
}

/// The findings that ask for something, the gravest, surest and dearest first.
#[must_use]
pub fn worst(report: &Report) -> Vec<&Finding> {
    let mut findings = report.most_serious();
    findings
        .retain(|finding| matches!(finding.outcome, Outcome::Breach | Outcome::Review | Outcome::Indicator));
    findings
}

/// Where a finding stands, with its amount.
#[must_use]
pub fn place(report: &Report, finding: &Finding) -> String {
    let (source, sheet) = report.place(finding.line.source);
    let sheet = if sheet.is_empty() { String::new() } else { format!(", sheet {sheet}") };
    let amount = finding.line.pence.map(|pence| format!(", {}", format_pounds_grouped(i128::from(pence))));
    format!("{source}{sheet}{}{}", in_row(finding.line.row), amount.unwrap_or_default())
}

/// A line's own words, shortened.
#[must_use]
pub fn what(finding: &Finding) -> String {
    let text: String = finding.line.what().chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    if text.chars().count() > 96 { format!("{}…", text.chars().take(95).collect::<String>()) } else { text }
}

/// The findings by class, under the names that people use.
#[must_use]
pub fn named_classes(report: &Report) -> Vec<Group> {
    let named = |group: &Group| Group { key: report.class_label(&group.key).to_owned(), ..group.clone() };
    report.tables.classes.iter().map(named).collect()
}

/// How many lines say nothing of what was bought or held, and in which tables no column does.
#[must_use]
pub fn not_assessed(report: &Report) -> Option<(String, Vec<String>)> {
    let tally = report.reconciled.outcome(Outcome::NotAssessable);
    let audited: u64 = SourceKind::ALL.iter().map(|kind| report.audited(*kind).lines).sum();
    let share = tally.lines * 100 / audited.max(1);
    let blind = report
        .sources
        .iter()
        .filter(|source| source.layout.assessable.is_empty())
        .map(SourceReport::title)
        .collect();
    let sentence = format!(
        "{} ({share} %), {} debit: nothing in them says what was bought or held",
        plural(tally.lines, "line", "lines"),
        format_pounds_grouped(tally.debit),
    );
    (tally.lines > 0).then_some((sentence, blind))
}

/// Warnings on exemptions, then on tables; one that many tables share is said once.
#[must_use]
pub fn warnings(report: &Report) -> Vec<String> {
    let mut places: BTreeMap<&str, Vec<&SourceReport>> = BTreeMap::new();
    let mut order = Vec::new();
    for source in &report.sources {
        for warning in &source.warnings {
            let sources = places.entry(warning).or_default();
            if sources.is_empty() {
                order.push(warning.as_str());
            }
            sources.push(source);
        }
    }
    let said = |warning: &str| match places.get(warning).map_or(&[][..], Vec::as_slice) {
        [source] => format!("{}: {warning}", source.title()),
        [first, rest @ ..] => format!(
            "{} and {}: {warning}",
            first.title(),
            plural(rest.len() as u64, "other table", "other tables")
        ),
        [] => warning.to_owned(),
    };
    report
        .remarks
        .iter()
        .cloned()
        .chain(decided::remarks(report))
        .chain(order.into_iter().map(said))
        .collect()
}

/// What is masked, by kind, and how to see it.
#[must_use]
pub fn masked(report: &Report) -> Option<String> {
    let counts = report.masked();
    let kinds: Vec<String> = counts
        .iter()
        .map(|(kind, pieces)| {
            let (one, many) = kind.words();
            plural(*pieces, one, many)
        })
        .collect();
    let pieces = counts.values().sum::<u64>();
    (pieces > 0).then(|| {
        format!(
            "{} of personal data {} masked ({}); --show-personal-data shows {}.",
            plural(pieces, "piece", "pieces"),
            if pieces == 1 { "is" } else { "are" },
            kinds.join(", "),
            if pieces == 1 { "it" } else { "them" },
        )
    })
}

/// Where products are named outside the lines, with what is written there.
#[must_use]
pub fn unplaced(report: &Report) -> Vec<String> {
    let shown = |mention: Listed<'_>| format!("{}: \"{}\"", mention.title(report), mention.text());
    report.unplaced().into_iter().map(shown).collect()
}
