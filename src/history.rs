//! Many reports in a row: how the counts went, month by month, organisation by organisation, class by class.

pub mod told;

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::{Path, PathBuf};

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::compare::Past;
use crate::compare::past::full_name;
use crate::latest;
use crate::report::tables::NOT_STATED;

/// A published count, for context.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Published {
    /// When.
    pub date: String,
    /// Of what.
    pub what: String,
    /// How many.
    pub number: u64,
    /// Of how many, where that is known.
    pub of: Option<u64>,
    /// Who says so.
    pub source: String,
}

/// Findings of one sort in a report.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Counts {
    /// Breaches.
    pub breach: u64,
    /// For review.
    pub review: u64,
    /// Indicators.
    pub indicator: u64,
}

impl Counts {
    fn add(&mut self, outcome: &str) {
        match outcome {
            "breach" => self.breach += 1,
            "review" => self.review += 1,
            "indicator" => self.indicator += 1,
            _ => {}
        }
    }
}

/// A report in the row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Entry {
    /// Its folder.
    pub folder: String,
    /// Its as-of day.
    pub as_of: String,
    /// Its pack and the pack's version.
    pub pack: String,
    /// SHA-256 over the pack's files.
    pub pack_sha256: String,
    /// Lines that were audited: neither skipped nor rejected.
    pub lines_audited: u64,
    /// All its findings.
    pub all: Counts,
    /// By organisation.
    pub organisations: BTreeMap<String, Counts>,
    /// By class.
    pub classes: BTreeMap<String, Counts>,
    /// By organisation and class.
    #[serde(skip)]
    pub both: BTreeMap<(String, String), Counts>,
    /// Lines in the tables of each organisation.
    pub lines_by_organisation: BTreeMap<String, u64>,
}

/// Reports of a folder, by as-of day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct History {
    /// The reports.
    pub reports: Vec<Entry>,
    /// Months between the first and the last report for which there is none.
    pub months_without_report: Vec<String>,
    /// Published counts.
    pub context: Vec<Published>,
}

impl History {
    /// Reads the reports in a folder, and what kept others from being read.
    ///
    /// # Errors
    /// A sentence, when the folder cannot be read or holds no report.
    pub fn read(folder: &Path, context: Vec<Published>) -> Result<(Self, Vec<String>), String> {
        let mut read: Vec<(Date, Entry)> = Vec::new();
        let mut faults = Vec::new();
        for path in reports(folder)? {
            match Past::load(&path) {
                Ok(past) => read.push((past.as_of, entry(&path, &past))),
                Err(fault) => faults.push(fault),
            }
        }
        if read.is_empty() {
            faults.push(format!("{} holds no report that can be read", folder.display()));
            return Err(faults.join("; "));
        }
        read.sort_by(|one, other| (one.0, &one.1.folder).cmp(&(other.0, &other.1.folder)));
        let months_without_report = gaps(&read.iter().map(|(day, _)| *day).collect::<Vec<_>>());
        let reports = read.into_iter().map(|(_, entry)| entry).collect();
        Ok((Self { reports, months_without_report, context }, faults))
    }
}

/// The folders of reports in a folder, or the folder itself.
fn reports(folder: &Path) -> Result<Vec<PathBuf>, String> {
    let is_report = |path: &Path| path.join("manifest.json").is_file();
    if is_report(folder) {
        return Ok(vec![folder.to_owned()]);
    }
    // A month that is not listed would be a gap in the history.
    let list = || std::fs::read_dir(folder)?.map(|entry| Ok(entry?.path())).collect::<io::Result<Vec<_>>>();
    let mut found = list().map_err(|error| format!("{} cannot be read: {error}", folder.display()))?;
    found.retain(|path| latest::is_good(path));
    found.sort();
    Ok(found)
}

fn entry(path: &Path, past: &Past) -> Entry {
    let side = past.side();
    let mut entry = Entry {
        folder: path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default(),
        as_of: side.as_of,
        pack: side.pack,
        pack_sha256: side.pack_sha256,
        lines_audited: past
            .totals
            .outcomes
            .iter()
            .filter(|(outcome, _)| !matches!(outcome.as_str(), "skipped" | "rejected"))
            .map(|(_, tally)| tally.lines)
            .sum(),
        all: Counts::default(),
        organisations: BTreeMap::new(),
        classes: BTreeMap::new(),
        both: BTreeMap::new(),
        lines_by_organisation: BTreeMap::new(),
    };
    for source in &past.sources {
        for (named, lines) in source.lines_by_organisation() {
            let named = if named.is_empty() { NOT_STATED } else { named };
            *entry.lines_by_organisation.entry(named.to_owned()).or_default() += lines;
            entry.organisations.entry(named.to_owned()).or_default();
        }
    }
    for known in &past.findings {
        let name = full_name(known);
        entry.all.add(&known.outcome);
        entry.organisations.entry(name.clone()).or_default().add(&known.outcome);
        entry.classes.entry(known.class.clone()).or_default().add(&known.outcome);
        entry.both.entry((name, known.class.clone())).or_default().add(&known.outcome);
    }
    entry
}

/// Months between the first and the last day in which no day is.
fn gaps(days: &[Date]) -> Vec<String> {
    let months: BTreeSet<Date> = days.iter().map(|day| day.first_of_month()).collect();
    let (Some(first), Some(last)) = (months.first(), months.last()) else { return Vec::new() };
    let next = |month: &Date| month.checked_add(jiff::Span::new().months(1)).ok();
    std::iter::successors(Some(*first), next)
        .take_while(|month| month < last)
        .filter(|month| !months.contains(month))
        .map(|month| month.strftime("%Y-%m").to_string())
        .collect()
}
