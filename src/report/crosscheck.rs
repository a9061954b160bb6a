//! `crosscheck.csv`: what lines show only together, both of them side by side.

use std::io::Write;

use serde::Serialize;

use super::columns::monthly;
use super::figures::plural;
use super::{Report, csv_files};

/// The file's name.
pub const FILE_NAME: &str = "crosscheck.csv";

/// Writes `crosscheck.csv`.
///
/// # Errors
/// When the writer fails.
pub fn write(report: &Report, out: impl Write) -> csv::Result<()> {
    csv_files::list(report, &monthly::crosscheck(), &report.crosschecked.candidates, out)
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

/// That there is something to ask about, and how much; none where there is nothing.
#[must_use]
pub fn headline(report: &Report) -> Option<String> {
    let all = report.crosschecked.candidates.len() as u64;
    let asked = plural(all, "thing to ask about", "things to ask about");
    (all > 0).then(|| format!("{asked} where lines are compared with each other"))
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
