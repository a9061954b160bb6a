//! `crosscheck.csv`: what lines show only together, both of them side by side.

use std::io::Write;

use faxban_core::money::format_pounds;
use serde::Serialize;

use super::Report;
use super::csv_files::inert;
use super::figures::plural;

/// The file's name.
pub const FILE_NAME: &str = "crosscheck.csv";

const HEADER: [&str; 19] = [
    "check",
    "organisation",
    "sentence",
    "sure",
    "left_finding_id",
    "left_source",
    "left_sheet",
    "left_row",
    "left_date",
    "left_amount",
    "left_text",
    "right_finding_id",
    "right_source",
    "right_sheet",
    "right_row",
    "right_date",
    "right_amount",
    "right_text",
    "why",
];

/// Writes `crosscheck.csv`.
///
/// # Errors
/// When the writer fails.
pub fn write(report: &Report, out: impl Write) -> csv::Result<()> {
    let mut out = csv::Writer::from_writer(out);
    out.write_record(HEADER)?;
    for candidate in &report.crosschecked.candidates {
        out.write_field(candidate.check.as_str())?;
        out.write_field(&*inert(&candidate.organisation))?;
        out.write_field(&*inert(&candidate.sentence))?;
        out.write_field(candidate.sure.as_str())?;
        for side in [Some(candidate.left), candidate.right] {
            for cell in cells(report, side) {
                out.write_field(&*inert(&cell))?;
            }
        }
        out.write_field(&*inert(&candidate.why))?;
        out.write_record(None::<&[u8]>)?;
    }
    out.flush().map_err(Into::into)
}

fn cells(report: &Report, side: Option<usize>) -> [String; 7] {
    let Some(finding) = side.and_then(|at| report.findings.get(at)) else { return Default::default() };
    let line = &finding.line;
    let (source, sheet) = report.place(line.source);
    [
        finding.id.clone(),
        source.to_owned(),
        sheet.to_owned(),
        line.row.to_string(),
        line.date.map(|day| day.to_string()).unwrap_or_default(),
        line.pence.map(|pence| format_pounds(i128::from(pence))).unwrap_or_default(),
        line.what(),
    ]
}

/// A check in `summary.json`.
#[derive(Debug, Serialize)]
pub struct CheckJson {
    check: &'static str,
    title: String,
    candidates: u64,
}

/// Every check with the number of its candidates.
#[must_use]
pub fn counts(report: &Report) -> Vec<CheckJson> {
    let crosschecked = &report.crosschecked;
    let one = |(check, title): &(crate::crosscheck::Check, String)| CheckJson {
        check: check.as_str(),
        title: title.clone(),
        candidates: crosschecked.count(*check),
    };
    crosschecked.titles.iter().map(one).collect()
}

/// What the terminal says: the checks that found something, on three lines at most.
#[must_use]
pub fn told(report: &Report) -> Vec<String> {
    let counts = counts(report);
    let found: Vec<String> = counts
        .iter()
        .filter(|check| check.candidates > 0)
        .map(|check| format!("{}: {}", check.title, check.candidates))
        .collect();
    if found.is_empty() {
        return Vec::new();
    }
    let all = report.crosschecked.candidates.len() as u64;
    let mut lines = vec![format!(
        "Lines compared with each other: {} to ask about ({FILE_NAME})",
        plural(all, "thing", "things")
    )];
    lines.extend(found.chunks(found.len().div_ceil(2)).map(|part| format!(" {}", part.join("; "))));
    lines
}
