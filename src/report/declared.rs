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
use crate::declarations::Declared;
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
            None if self.declared.lines == 0 => "not audited",
            None => "nothing found",
        }
    }
}

/// An entry under `declared_fax_free` in `summary.json`.
#[derive(Debug, Serialize)]
pub struct DeclaredJson {
    organisation: String,
    declared: String,
    evidence: String,
    note: String,
    lines_audited: u64,
    lines_assessable: u64,
    /// Findings after it, by outcome.
    findings: BTreeMap<&'static str, u64>,
    finding_ids: Vec<String>,
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
            evidence: declared.declaration.evidence.clone(),
            note: declared.declaration.note.clone(),
            lines_audited: declared.lines,
            lines_assessable: declared.assessable,
            findings: by_outcome(report, declared)
                .into_iter()
                .map(|(outcome, count)| (outcome.as_str(), count))
                .collect(),
            finding_ids: found(report, declared).map(|finding| finding.id.clone()).collect(),
            undated_findings: declared.undated,
            sentence: sentence(report, declared),
        };
        report.listed.declared.iter().map(json).collect()
    }
}

/// A sentence on each declaration after which something was found.
#[must_use]
pub fn contradicted(report: &Report) -> Vec<String> {
    let all = report.listed.declared.iter().filter(|declared| !declared.after.is_empty());
    all.map(|declared| sentence(report, declared)).collect()
}

/// A sentence on each of the others.
#[must_use]
pub fn others(report: &Report) -> Vec<String> {
    let all = report.listed.declared.iter().filter(|declared| declared.after.is_empty());
    all.map(|declared| sentence(report, declared)).collect()
}

/// What was declared, and what was found after it.
#[must_use]
pub fn sentence(report: &Report, declared: &Declared) -> String {
    let declaration = &declared.declaration;
    let what = report.pack.declared.as_deref().unwrap_or_default();
    let said = format!("{} declared itself {what} on {}", declaration.organisation, declaration.declared);
    if declared.lines == 0 {
        return format!("{said}; no line of it was audited. Is the name written as in the files?");
    }
    let undated = match declared.undated {
        0 => String::new(),
        undated => format!(" {} could be before or after it.", plural(undated, "finding", "findings")),
    };
    if declared.after.is_empty() {
        return format!(
            "{said}; nothing found after it in {}, of which {} could be assessed. Nothing found is not proof.{undated}",
            plural(declared.lines, "line", "lines"),
            declared.assessable,
        );
    }
    let counts: Vec<String> = by_outcome(report, declared)
        .into_iter()
        .map(|(outcome, count)| match outcome {
            Outcome::Breach => plural(count, "breach", "breaches"),
            Outcome::Indicator => plural(count, "indicator", "indicators"),
            Outcome::Review => format!("{count} for review"),
            other => format!("{count} {other}"),
        })
        .collect();
    format!(
        "{said}, but {} after that day: {}.{undated}",
        plural(
            declared.after.len() as u64,
            &format!("line shows a {}", report.pack.product),
            &format!("lines show a {}", report.pack.product),
        ),
        counts.join(", "),
    )
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
