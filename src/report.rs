//! The report: one value, made from reconciled accounts only; renderers turn it into files.

pub mod changes;
pub mod columns;
pub mod crosscheck;
pub mod csv_files;
mod cut;
pub mod decided;
pub mod declared;
pub mod digest;
pub mod exempted;
pub mod figures;
pub mod files;
pub mod headlines;
pub mod json;
pub mod manifest;
pub mod markdown;
pub mod mentions;
pub mod metrics;
pub mod organisations;
pub mod page;
pub mod rolled;
pub mod tables;
pub mod terminal;
pub mod workbook;

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

use faxban_core::personal::Counts;
use faxban_core::{Outcome, Pack, SourceKind};
use faxban_read::fate::Fate;
use jiff::civil::Date;

use self::columns::Places;
use crate::cleared::ClearedLines;
use crate::compare::Comparison;
use crate::crosscheck::Crosschecked;
use crate::declarations;
use crate::findings::Finding;
use crate::layout::Layout;
use crate::listed::Listed;
use crate::privacy;
use crate::reconcile::Reconciled;
pub use crate::screen::DateReport;
use crate::screen::odd::Skip;
use crate::screen::sums::StatedTotal;
use crate::screen::{Reject, Share};
use crate::tally::Tally;

/// The outcomes that make a finding, worst first.
pub const FINDING_OUTCOMES: [Outcome; 6] = [
    Outcome::Breach,
    Outcome::Review,
    Outcome::Indicator,
    Outcome::Exempt,
    Outcome::OutOfScope,
    Outcome::Compliant,
];

/// Those of them that lists of counts show: a body out of scope is rare, and has a column only where there is one.
#[must_use]
pub fn shown_outcomes(groups: &[tables::Group]) -> Vec<Outcome> {
    let occurs = |outcome| groups.iter().any(|group| group.outcome == outcome);
    let rare = Outcome::OutOfScope;
    FINDING_OUTCOMES.into_iter().filter(|outcome| *outcome != rare || occurs(rare)).collect()
}

/// The files of a report, what people open first in front.
pub const FILES: [&str; 12] = [
    "report.html",
    "summary.md",
    "findings.xlsx",
    "findings.csv",
    "cleared.csv",
    "rejects.csv",
    "mentions.csv",
    "reconciliation.csv",
    "crosscheck.csv",
    files::FILE_NAME,
    "summary.json",
    "manifest.json",
];

/// Everything that an audit found.
#[derive(Debug)]
pub struct Report {
    /// The day as of which lines were judged.
    pub as_of: Date,
    /// The pack by which they were judged.
    pub pack: Arc<Pack>,
    /// SHA-256 over the pack's files.
    pub pack_hash: String,
    /// Where the rules came from: `built in` or a folder.
    pub rules_from: String,
    /// Options that change results, as given.
    pub options: BTreeMap<String, String>,
    /// Every file read.
    pub inputs: Vec<InputReport>,
    /// Every table found in them.
    pub sources: Vec<SourceReport>,
    /// What could not be read or audited, with what to do.
    pub problems: Vec<Problem>,
    /// Files left alone, with the reason.
    pub ignored: Vec<Problem>,
    /// What became of every file, sheet and archive member under the paths given, by path.
    pub fates: Vec<Fate>,
    /// Findings, by source and row.
    pub findings: Vec<Finding>,
    /// Cleared lines, by source and row.
    pub cleared: ClearedLines,
    /// Products named outside what was read as lines, by source and row.
    pub mentions: Vec<mentions::Mentioned>,
    /// The proof.
    pub reconciled: Reconciled,
    /// Sentences on exemptions and the like.
    pub remarks: Vec<String>,
    /// Findings counted in several ways.
    pub tables: tables::Tables,
    /// Lists that people keep, and what came of them.
    pub listed: Listed,
    /// What lines show only together.
    pub crosschecked: Crosschecked,
    /// What changed since an earlier report, if one was given.
    pub comparison: Option<Comparison>,
    /// The results that it was merged from; none for an audit.
    pub rolled: Vec<rolled::Part>,
}

/// A file or sheet with what happened to it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
pub struct Problem {
    /// The file, as named in the report.
    pub path: String,
    /// A sentence on what is wrong and what to do.
    pub message: String,
}

/// A file as read.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct InputReport {
    /// Its name relative to the folder given.
    pub name: String,
    /// SHA-256 of its bytes.
    pub sha256: String,
    /// Its size in bytes.
    pub bytes: u64,
    /// Records read from it.
    pub records: u64,
}

/// A table as read and what it holds.
#[derive(Debug, Clone)]
pub struct SourceReport {
    /// The file.
    pub name: String,
    /// The sheet, of a workbook.
    pub sheet: String,
    /// Whether the sheet is hidden.
    pub hidden: bool,
    /// Columns and what they were taken for.
    pub layout: Layout,
    /// Encoding, or the kind of workbook.
    pub encoding: String,
    /// Separator of a text file.
    pub separator: Option<Cow<'static, str>>,
    /// Totals that it states.
    pub stated: Vec<StatedTotal>,
    /// How days and months were told apart.
    pub date_order: String,
    /// First and last date, months and lines in them.
    pub dates: DateReport,
    /// Lines by organisation as written; none if no column names any.
    pub organisations: BTreeMap<String, Share>,
    /// How findings name each of them, and a blank one: what the folder says.
    pub organisation_names: BTreeMap<String, String>,
    /// What stands for the organisation of lines that name none: that of `--org`, or the folder.
    pub folder: String,
    /// Codes of organisations as written, where known.
    pub codes: BTreeMap<String, String>,
    /// Lines of each of them.
    pub of_organisations: Vec<OrganisationLines>,
    /// Why rows were skipped.
    pub skipped: BTreeMap<Skip, Tally>,
    /// Records that could not be read.
    pub rejects: Vec<Reject>,
    /// Pieces of personal data masked in them.
    pub masked: Counts,
    /// What the reader should know.
    pub warnings: Vec<String>,
}

/// Lines of an organisation in a table.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct OrganisationLines {
    /// Its ODS code, where known.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Lines that were audited.
    pub lines: u64,
    /// How many of them say nothing of what was bought or held.
    pub silent: u64,
    /// The last day that a line of the table bears.
    pub last: Option<Date>,
}

impl SourceReport {
    /// The source as a person names it.
    #[must_use]
    pub fn title(&self) -> String {
        if self.sheet.is_empty() { self.name.clone() } else { format!("{}, sheet {}", self.name, self.sheet) }
    }
}

impl Report {
    /// The report with what changed since an earlier one, held against the declarations, too.
    #[must_use]
    pub fn with(mut self, comparison: Option<Comparison>) -> Self {
        if let Some(comparison) = &comparison {
            declarations::settle(&mut self.listed, comparison);
        }
        Self { comparison, ..self }
    }

    /// Number of findings with an outcome.
    #[must_use]
    pub fn count(&self, outcome: Outcome) -> u64 {
        self.reconciled.outcome(outcome).lines
    }

    /// Lines of the tables of a kind that were audited.
    #[must_use]
    pub fn audited(&self, kind: SourceKind) -> Tally {
        let accounts = self.sources.iter().zip(self.reconciled.accounts());
        let mut audited = Tally::default();
        for (_, account) in accounts.filter(|(source, _)| source.layout.kind == kind) {
            audited.merge(&account.audited());
        }
        audited
    }

    /// Whether any line was audited: read, and neither a total nor one that could not be read.
    #[must_use]
    pub fn has_audited_lines(&self) -> bool {
        self.reconciled.accounts().iter().any(|account| account.audited().lines > 0)
    }

    /// The findings, those that matter most first.
    #[must_use]
    pub fn most_serious(&self) -> Vec<&Finding> {
        let mut findings: Vec<&Finding> = self.findings.iter().collect();
        findings.sort_by_key(|finding| {
            (
                std::cmp::Reverse((finding.outcome, finding.confidence)),
                std::cmp::Reverse(finding.line.pence.unwrap_or(0)),
                finding.line.source,
                finding.line.row,
            )
        });
        findings
    }

    /// A class as people call it.
    #[must_use]
    pub fn class_label<'a>(&'a self, id: &'a str) -> &'a str {
        self.pack.classes.iter().find(|class| class.id == id).map_or(id, |class| class.label.as_str())
    }

    /// Pieces of personal data masked in findings, cleared lines and rejected rows.
    #[must_use]
    pub fn masked(&self) -> Counts {
        let findings = self.findings.iter().map(|finding| &finding.line.masked);
        privacy::total(
            findings
                .chain(self.cleared.masked().values())
                .chain(self.sources.iter().map(|source| &source.masked)),
        )
    }

    /// Sheet and file of a line's source.
    #[must_use]
    pub fn place(&self, source: usize) -> (&str, &str) {
        self.sources.get(source).map_or(("", ""), |source| (source.name.as_str(), source.sheet.as_str()))
    }
}

impl Places for Report {
    fn place(&self, source: usize) -> (&str, &str) {
        self.place(source)
    }
}
