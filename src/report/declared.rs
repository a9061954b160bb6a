//! Organisations that declared themselves done, and what their lines show after it: `declarations.csv`, and the words
//! for terminal and summary. Nothing found is not proof, and says so.

use std::collections::BTreeMap;
use std::io::Write;

use faxban_core::Outcome;
use serde::Serialize;

use super::csv_files::inert;
use super::figures::plural;
use super::{FINDING_OUTCOMES, Report};
use crate::declarations::Declared;
use crate::findings::Finding;

/// The file's name.
pub const FILE_NAME: &str = "declarations.csv";

/// Organisations named at the top of the terminal's summary; all are further down and in the files.
const NAMED: usize = 3;

const COLUMNS: [&str; 18] = [
    "organisation",
    "declared",
    "evidence",
    "note",
    "result",
    "finding_id",
    "outcome",
    "class",
    "kind",
    "source",
    "sheet",
    "row",
    "shown_on",
    "description",
    "model",
    "asset_id",
    "lines_audited",
    "lines_assessable",
];

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

/// Lines for the top of the terminal's summary: declarations after which something was found.
pub fn headlines(report: &Report) -> Vec<String> {
    let contradicted: Vec<&Declared> =
        report.listed.declared.iter().filter(|declared| !declared.after.is_empty()).collect();
    let mut lines: Vec<String> =
        contradicted.iter().take(NAMED).map(|declared| sentence(report, declared)).collect();
    if contradicted.len() > NAMED {
        lines.push(format!("and {} more; all in {FILE_NAME}", contradicted.len() - NAMED));
    }
    lines
}

/// A sentence on each declaration that is not named at the top, those after which something was found first.
pub fn sentences(report: &Report) -> impl Iterator<Item = String> {
    let all = &report.listed.declared;
    let contradicted = all.iter().filter(|declared| !declared.after.is_empty()).skip(NAMED);
    let others = all.iter().filter(|declared| declared.after.is_empty());
    contradicted.chain(others).map(|declared| sentence(report, declared))
}

fn sentence(report: &Report, declared: &Declared) -> String {
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
    let mut out = csv::Writer::from_writer(out);
    out.write_record(COLUMNS)?;
    for declared in &report.listed.declared {
        let declaration = &declared.declaration;
        let mut row = |result: &str, cells: [&str; 11]| -> csv::Result<()> {
            let on = declaration.declared.to_string();
            let head = [&declaration.organisation, &on, &declaration.evidence, &declaration.note, result];
            let (lines, assessable) = (declared.lines.to_string(), declared.assessable.to_string());
            for cell in head.into_iter().chain(cells).chain([lines.as_str(), assessable.as_str()]) {
                out.write_field(&*inert(cell))?;
            }
            out.write_record(None::<&[u8]>)
        };
        for (finding, day) in
            declared.after.iter().filter_map(|(at, day)| Some((report.findings.get(*at)?, day)))
        {
            let line = &finding.line;
            let (source, sheet) = report.place(line.source);
            row(
                "found after it",
                [
                    &finding.id,
                    finding.outcome.as_str(),
                    &finding.class,
                    line.kind.map_or("", faxban_core::SourceKind::as_str),
                    source,
                    sheet,
                    &line.row.to_string(),
                    &day.to_string(),
                    &line.description,
                    &line.model,
                    &line.asset_id,
                ],
            )?;
        }
        if declared.after.is_empty() {
            row(if declared.lines == 0 { "not audited" } else { "nothing found" }, [""; 11])?;
        }
    }
    out.flush().map_err(Into::into)
}
