//! The first screen: how many of what, whether the totals reconcile, and a verdict for each organisation.

use std::collections::{BTreeMap, BTreeSet};

use faxban_core::money::format_pounds_grouped;
use faxban_core::{Outcome, SourceKind};
use serde::Serialize;

use super::super::tables::organisation_name;
use super::super::{FINDING_OUTCOMES, Problem, Report, shown_outcomes};
use crate::findings::Finding;
use crate::tally::Tally;

/// What the first screen shows.
#[derive(Serialize)]
pub struct Overview<'a> {
    counts: Vec<Count>,
    /// Findings that somebody must do something about.
    open: u64,
    lines: u64,
    tables: usize,
    files: usize,
    ledger: Kind,
    register: Kind,
    proof: Proof<'a>,
    not_assessable: Blind,
    /// Organisations with findings.
    found: Vec<Verdict>,
    /// Organisations without any.
    quiet: Vec<Verdict>,
    quiet_lines: u64,
    problems: &'a [Problem],
    ignored: &'a [Problem],
    remarks: &'a [String],
}

/// Lines of an outcome.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
struct Count {
    outcome: &'static str,
    lines: u64,
}

#[derive(Serialize)]
struct Kind {
    lines: u64,
    debit: String,
    credit: Option<String>,
}

#[derive(Serialize)]
struct Proof<'a> {
    balanced: bool,
    differences: &'a [String],
    lines: u64,
    net: String,
    audited: u64,
    skipped: u64,
    rejected: u64,
}

#[derive(Serialize)]
struct Blind {
    lines: u64,
    percent: u64,
    debit: String,
    tables: usize,
}

#[derive(Serialize)]
struct Verdict {
    organisation: String,
    counts: Vec<Count>,
    /// Net of the findings in ledgers.
    paid: Option<String>,
    /// Lines read; none where a table's own name for it stands for several organisations.
    lines: Option<u64>,
    /// Lines of tables without any column that says what was bought or held.
    blind: u64,
}

/// The overview of a report.
#[must_use]
pub fn overview(report: &Report) -> Overview<'_> {
    let control = report.reconciled.control();
    let [skipped, rejected] = [Outcome::Skipped, Outcome::Rejected].map(|outcome| report.count(outcome));
    let audited = control.lines - skipped - rejected;
    let blind = report.reconciled.outcome(Outcome::NotAssessable);
    let (found, quiet) = verdicts(report);
    Overview {
        counts: shown_outcomes(&report.tables.classes)
            .into_iter()
            .chain([Outcome::Cleared])
            .map(|outcome| Count { outcome: outcome.as_str(), lines: report.count(outcome) })
            .collect(),
        open: [Outcome::Breach, Outcome::Review, Outcome::Indicator]
            .map(|outcome| report.count(outcome))
            .iter()
            .sum(),
        lines: audited,
        tables: report.sources.len(),
        files: report.inputs.len(),
        ledger: Kind::from(&report.audited(SourceKind::Ledger)),
        register: Kind::from(&report.audited(SourceKind::Register)),
        proof: Proof {
            balanced: report.reconciled.is_balanced(),
            differences: report.reconciled.differences(),
            lines: control.lines,
            net: format_pounds_grouped(control.net()),
            audited,
            skipped,
            rejected,
        },
        not_assessable: Blind {
            lines: blind.lines,
            percent: blind.lines * 100 / audited.max(1),
            debit: format_pounds_grouped(blind.debit),
            tables: report.sources.iter().filter(|source| source.layout.assessable.is_empty()).count(),
        },
        quiet_lines: quiet.iter().filter_map(|verdict| verdict.lines).sum(),
        found,
        quiet,
        problems: &report.problems,
        ignored: &report.ignored,
        remarks: &report.remarks,
    }
}

impl From<&Tally> for Kind {
    fn from(tally: &Tally) -> Self {
        Self {
            lines: tally.lines,
            debit: format_pounds_grouped(tally.debit),
            credit: Some(tally.credit).filter(|credit| *credit != 0).map(format_pounds_grouped),
        }
    }
}

/// Organisations with findings, the most serious first, and those without, by name.
fn verdicts(report: &Report) -> (Vec<Verdict>, Vec<Verdict>) {
    let mut counts: BTreeMap<&str, (BTreeMap<Outcome, u64>, i128)> = BTreeMap::new();
    for group in &report.tables.organisations {
        let (lines, pence) = counts.entry(&group.key).or_default();
        *lines.entry(group.outcome).or_default() += group.lines;
        *pence += i128::from(group.pence);
    }
    let mut lines = lines(report);
    let mut found: Vec<(Vec<u64>, Verdict)> = Vec::new();
    for (organisation, (by_outcome, pence)) in counts {
        let of = |outcome: Outcome| by_outcome.get(&outcome).copied().unwrap_or(0);
        let read = lines.remove(organisation).unwrap_or_default();
        let verdict = Verdict {
            organisation: organisation.to_owned(),
            counts: FINDING_OUTCOMES
                .iter()
                .map(|outcome| Count { outcome: outcome.as_str(), lines: of(*outcome) })
                .collect(),
            paid: Some(pence).filter(|pence| *pence != 0).map(format_pounds_grouped),
            lines: read.known(),
            blind: read.blind,
        };
        found.push((FINDING_OUTCOMES.map(of).into(), verdict));
    }
    found.sort_by(|(one, _), (other, _)| other.cmp(one));
    let quiet = lines.into_iter().filter(|(_, read)| read.lines > 0).map(|(organisation, read)| Verdict {
        organisation,
        counts: Vec::new(),
        paid: None,
        lines: read.known(),
        blind: read.blind,
    });
    (found.into_iter().map(|(_, verdict)| verdict).collect(), quiet.collect())
}

/// Lines of an organisation.
#[derive(Debug, Clone, Copy, Default)]
struct Lines {
    lines: u64,
    blind: u64,
    shared: bool,
}

impl Lines {
    fn known(self) -> Option<u64> {
        Some(self.lines).filter(|_| !self.shared)
    }
}

/// Lines read for each organisation as findings name it.
///
/// A table counts its lines by what its column says; the lines that became findings tell which organisation
/// that is. What it says may stand for several (a trust that changed its code): then the lines are nobody's.
fn lines(report: &Report) -> BTreeMap<String, Lines> {
    let mut names: BTreeMap<(usize, &str), BTreeSet<String>> = BTreeMap::new();
    let found = report.findings.iter().map(|Finding { line, .. }| {
        (line.source, &line.organisation_written, &line.organisation_code, &line.organisation)
    });
    let cleared =
        report.cleared.owners().map(|(owner, _)| (owner.source, &owner.written, &owner.code, &owner.name));
    for (at, written, code, name) in found.chain(cleared) {
        let Some(source) = report.sources.get(at) else { continue };
        // What its column of organisations says, if it has one.
        let written = source.layout.organisation.map_or("", |_| written);
        names.entry((at, written)).or_default().insert(organisation_name(code, name));
    }
    let mut lines: BTreeMap<String, Lines> = BTreeMap::new();
    let accounts = report.reconciled.accounts();
    for (index, (source, account)) in report.sources.iter().zip(accounts).enumerate() {
        let without = (source.layout.organisation.is_none()).then(|| ("", account.audited()));
        let with = source.organisations.iter().map(|(written, share)| (written.as_str(), share.control()));
        for (written, tally) in with.chain(without) {
            let own = source.organisation_names.get(written).cloned();
            let known = names.remove(&(index, written)).unwrap_or_else(|| own.into_iter().collect());
            let shared = known.len() > 1;
            for name in known {
                let entry = lines.entry(name).or_default();
                entry.shared |= shared;
                entry.lines += tally.lines;
                if source.layout.assessable.is_empty() {
                    entry.blind += tally.lines;
                }
            }
        }
    }
    lines
}
