//! Organisations that declared themselves done, and what their lines show after it: `declarations.csv`, and the words
//! for terminal and summary. Nothing found is not proof, and says so.

use std::collections::BTreeMap;
use std::io::Write;

use faxban_core::Outcome;
use jiff::civil::Date;
use serde::Serialize;

use super::columns::monthly;
use super::figures::plural;
use super::{FINDING_OUTCOMES, Report, csv_files};
use crate::declarations::{Declared, Earlier};
use crate::findings::Finding;

/// The file's name.
pub const FILE_NAME: &str = "declarations.csv";

/// A declaration beside a finding after it, or alone where there is none: a row of `declarations.csv`.
#[derive(Debug)]
pub struct Against<'r> {
    /// The declaration.
    pub declared: &'r Declared,
    /// The finding, with the day on which it shows the product.
    pub found: Option<(&'r Finding, Date)>,
}

impl<'r> Against<'r> {
    /// Every row.
    #[must_use]
    pub fn all(report: &'r Report) -> Vec<Self> {
        let mut all = Vec::new();
        for declared in &report.listed.declared {
            let before = all.len();
            let found = declared.after.iter().filter_map(|(at, day)| Some((report.findings.get(*at)?, *day)));
            all.extend(found.map(|found| Self { declared, found: Some(found) }));
            if all.len() == before {
                all.push(Self { declared, found: None });
            }
        }
        all
    }

    /// What came of the declaration, in a word.
    #[must_use]
    pub const fn result(&self) -> &'static str {
        match self.found {
            Some(_) => "found after it",
            None if !self.declared.earlier.is_empty() => "found in earlier report",
            None if self.declared.lines == 0 && self.declared.earlier_lines == 0 => "not audited",
            None if self.declared.lines == 0 => "no later lines",
            None => "nothing found",
        }
    }
}

/// An entry under `declared_fax_free` in `summary.json`.
#[derive(Debug, Serialize)]
pub struct DeclaredJson {
    organisation: String,
    declared: String,
    /// Its ODS code, where a list of organisations gave it.
    code: String,
    evidence: String,
    note: String,
    lines_audited: u64,
    lines_assessable: u64,
    /// Lines in tables that end on the day or before it.
    lines_before: u64,
    /// Findings after it, by outcome.
    findings: BTreeMap<&'static str, u64>,
    finding_ids: Vec<String>,
    /// Findings after it that an earlier report has, and that this one's files do not cover.
    earlier_finding_ids: Vec<String>,
    earlier: Vec<Earlier>,
    /// Findings of which no line says whether they were before or after it.
    undated_findings: u64,
    sentence: String,
}

impl DeclaredJson {
    /// Every declaration of a report.
    #[must_use]
    pub fn all(report: &Report) -> Vec<Self> {
        let json = |declared: &Declared| Self {
            organisation: declared.declaration.organisation.clone(),
            declared: declared.declaration.declared.to_string(),
            code: declared.code.clone(),
            evidence: declared.declaration.evidence.clone(),
            note: declared.declaration.note.clone(),
            lines_audited: declared.lines,
            lines_assessable: declared.assessable,
            lines_before: declared.earlier_lines,
            findings: by_outcome(report, declared)
                .into_iter()
                .map(|(outcome, count)| (outcome.as_str(), count))
                .collect(),
            finding_ids: found(report, declared).map(|finding| finding.id.clone()).collect(),
            earlier_finding_ids: declared.earlier.iter().map(|earlier| earlier.finding_id.clone()).collect(),
            earlier: declared.earlier.clone(),
            undated_findings: declared.undated,
            sentence: sentence(report, declared),
        };
        report.listed.declared.iter().map(json).collect()
    }
}

/// Whether this report, or an earlier one of which nothing was heard since, has findings after it.
#[must_use]
pub const fn is_contradicted(declared: &Declared) -> bool {
    !declared.after.is_empty() || !declared.earlier.is_empty()
}

/// A sentence on each declaration after which something was found.
#[must_use]
pub fn contradicted(report: &Report) -> Vec<String> {
    let all = report.listed.declared.iter().filter(|declared| is_contradicted(declared));
    all.map(|declared| sentence(report, declared)).collect()
}

/// A sentence on each of the others.
#[must_use]
pub fn others(report: &Report) -> Vec<String> {
    let all = report.listed.declared.iter().filter(|declared| !is_contradicted(declared));
    all.map(|declared| sentence(report, declared)).collect()
}

/// What was declared, and what was found after it.
#[must_use]
pub fn sentence(report: &Report, declared: &Declared) -> String {
    let declaration = &declared.declaration;
    let what = report.pack.declared.as_deref().unwrap_or_default();
    let said = format!("{} declared itself {what} on {}", declaration.organisation, declaration.declared);
    let earlier = earlier(declared);
    let undated = match declared.undated {
        0 => String::new(),
        undated => format!(" {} could be before or after it.", plural(undated, "finding", "findings")),
    };
    if declared.after.is_empty() {
        return match (declared.lines, declared.earlier_lines, &earlier) {
            (0, 0, _) => format!(
                "{said}; no line of it was audited: either its files did not come, or its name is written in another way in them.{earlier}"
            ),
            (0, lines, _) => format!(
                "{said}; no line after that day was audited: its files have {}, none of a later day. Nothing found is not proof.{undated}{earlier}",
                plural(lines, "line", "lines"),
            ),
            (lines, _, earlier) => format!(
                "{said}; {} in {}, of which {} could be assessed. Nothing found is not proof.{undated}{earlier}",
                if earlier.is_empty() {
                    "nothing found after it"
                } else {
                    "these files show nothing after it"
                },
                plural(lines, "line", "lines"),
                declared.assessable,
            ),
        };
    }
    let counts = by_outcome(report, declared).into_iter().map(|(outcome, count)| counted(outcome, count));
    format!(
        "{said}, but {} after that day: {}.{undated}{earlier}",
        plural(
            declared.after.len() as u64,
            &format!("line shows a {}", report.pack.product),
            &format!("lines show a {}", report.pack.product),
        ),
        counts.collect::<Vec<_>>().join(", "),
    )
}

/// A sentence, with a space before it, on what earlier reports found after it; blank where that is nothing.
fn earlier(declared: &Declared) -> String {
    let all = &declared.earlier;
    let Some(last_seen) = all.iter().map(|earlier| earlier.last_seen.as_str()).max() else {
        return String::new();
    };
    let counts = FINDING_OUTCOMES.iter().filter_map(|outcome| {
        let count = all.iter().filter(|earlier| earlier.outcome == outcome.as_str()).count() as u64;
        (count > 0).then(|| counted(*outcome, count))
    });
    format!(
        " But earlier reports have {} after that day that these files do not cover ({}; last seen {last_seen}); nothing shows that {} ended.",
        plural(all.len() as u64, "finding", "findings"),
        counts.collect::<Vec<_>>().join(", "),
        if all.len() == 1 { "it has" } else { "they have" },
    )
}

fn counted(outcome: Outcome, count: u64) -> String {
    match outcome {
        Outcome::Breach => plural(count, "breach", "breaches"),
        Outcome::Indicator => plural(count, "indicator", "indicators"),
        Outcome::Review => format!("{count} for review"),
        other => format!("{count} {other}"),
    }
}

fn found<'a>(report: &'a Report, declared: &'a Declared) -> impl Iterator<Item = &'a Finding> {
    declared.after.iter().filter_map(|(at, _)| report.findings.get(*at))
}

/// Worst first.
fn by_outcome(report: &Report, declared: &Declared) -> Vec<(Outcome, u64)> {
    let count = |outcome: Outcome| {
        found(report, declared).filter(|finding| finding.outcome == outcome).count() as u64
    };
    FINDING_OUTCOMES
        .iter()
        .map(|outcome| (*outcome, count(*outcome)))
        .filter(|(_, count)| *count > 0)
        .collect()
}

/// Writes `declarations.csv`.
///
/// # Errors
/// When the writer fails.
pub fn write(report: &Report, out: impl Write) -> csv::Result<()> {
    csv_files::list(report, &monthly::declared(), Against::all(report), out)
}
