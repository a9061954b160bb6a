//! The results that a report was merged from: what each says by itself and no other file of the report holds.
//!
//! It is kept in `summary.json`, so that a merged report can be taken apart and merged again, with others, to the same
//! bytes as all of them at once.

use std::collections::BTreeMap;

use faxban_core::Outcome;
use serde::{Deserialize, Serialize};

use super::Problem;
use super::figures::Sums;
use super::files::FileRow;
use super::mentions::Mentioned;
use crate::decisions::Applied;
use crate::declarations::{Declaration, Earlier};
use crate::exemptions::Standing;
use crate::lists::ListFile;
use crate::tally::Tally;

/// A result that was merged.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    /// What it is called in this report.
    pub name: String,
    /// What its folder is called: its name where no other result is called the same.
    pub called: String,
    /// SHA-256 of its manifest.
    pub manifest_sha256: String,
    /// The day as of which its lines were judged.
    pub as_of: String,
    /// By which rules.
    pub pack: PackOf,
    /// Its options.
    pub options: BTreeMap<String, String>,
    /// Lists that people keep, as used for it.
    pub lists: Vec<ListFile>,
    /// Its totals as it states them, with what is left out here.
    pub totals: BTreeMap<Outcome, Sums>,
    /// Its files that another result has, too.
    pub left_out: Vec<LeftOut>,
    /// Findings that have another id here, with the one that they have in it.
    pub renamed: BTreeMap<String, String>,
    /// What could not be read or audited.
    pub problems: Vec<Problem>,
    /// Files left alone.
    pub ignored: Vec<Problem>,
    /// What became of every file, sheet and archive member.
    #[serde(default)]
    pub files: Vec<FileRow>,
    /// Products named outside what was read as lines.
    #[serde(default)]
    pub mentions: Vec<Mentioned>,
    /// Sentences on exemptions and the like.
    pub remarks: Vec<String>,
    /// How each exemption stood.
    pub exemptions: Vec<Standing>,
    /// Declarations that findings were held against.
    pub declarations: Vec<Stated>,
    /// What became of decisions; none without a list of them.
    pub decisions: Option<Applied>,
}

impl Part {
    /// Everything that it states.
    #[must_use]
    pub fn total(&self) -> Tally {
        total(&self.totals)
    }
}

/// What is left out because another result has it, too.
#[must_use]
pub fn left_out(parts: &[Part]) -> Tally {
    let files: Vec<Tally> =
        parts.iter().flat_map(|part| &part.left_out).map(|file| total(&file.totals)).collect();
    files.iter().sum()
}

fn total(totals: &BTreeMap<Outcome, Sums>) -> Tally {
    let each: Vec<Tally> = totals.values().filter_map(Sums::tally).collect();
    each.iter().sum()
}

/// The rules of a result.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct PackOf {
    /// The pack.
    pub id: String,
    /// Its version.
    pub version: String,
    /// SHA-256 over its files.
    pub sha256: String,
    /// `built in` or a folder.
    pub rules_from: String,
}

/// A file that is counted in another result.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeftOut {
    /// The file, as its own result names it.
    pub name: String,
    /// SHA-256 of its bytes.
    pub sha256: String,
    /// The organisations that its tables name, by which it is known as the same.
    pub whose: Vec<String>,
    /// What it held.
    pub totals: BTreeMap<Outcome, Sums>,
}

/// A declaration, with what an earlier report found after it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stated {
    /// The ODS code that a list of organisations gave.
    pub code: String,
    /// The declaration.
    #[serde(flatten)]
    pub declaration: Declaration,
    /// Findings after it that an earlier report has, and that the files did not cover.
    pub earlier: Vec<Earlier>,
}
