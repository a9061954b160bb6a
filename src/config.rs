//! `faxban.toml`: what a monthly audit reads and how, written down once.
//!
//! The file is read into a form and the form is validated into a [`Config`], so that nothing unchecked is ever
//! used; whatever is wrong is shown under its line.

mod fault;
mod form;
mod names;
pub mod proposal;
#[cfg(test)]
mod schema;
mod validate;

use std::path::{Path, PathBuf};

use serde::Deserialize;

use crate::compare::Thresholds;
use crate::sources::Sources;
pub use fault::Fault;
pub use validate::check_out;

/// The file's name.
pub const FILE_NAME: &str = "faxban.toml";

/// The schema by which editors check and complete it.
pub const SCHEMA: &str = include_str!("../docs/faxban.schema.json");

/// Stands for the as-of day in the name of the report's folder.
pub const AS_OF: &str = "{as_of}";

/// Events that the date of a line can be.
pub const DATE_BASES: [&str; 9] = [
    "order",
    "invoice",
    "delivery",
    "transaction",
    "posting",
    "payment",
    "clearing",
    "purchase",
    "installation",
];

/// From which outcome on the exit code says so.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, clap::ValueEnum)]
#[serde(rename_all = "snake_case")]
pub enum FailOn {
    /// On a breach
    Breach,
    /// On a breach or a line for review
    Review,
    /// Never
    Never,
}

/// A configuration that has been checked; its paths hold wherever the program is started.
#[derive(Debug, Clone, Default)]
pub struct Config {
    /// Name of the pack.
    pub pack: Option<String>,
    /// Folder with rule files.
    pub rules: Option<PathBuf>,
    /// The ODS list.
    pub organisations: Option<PathBuf>,
    /// Folder for the report; may hold [`AS_OF`] in its last part.
    pub out: Option<PathBuf>,
    /// From which outcome on the exit code says so.
    pub fail_on: Option<FailOn>,
    /// Lists of exemptions.
    pub exemptions: Vec<PathBuf>,
    /// What organisations have declared of themselves.
    pub declarations: Option<PathBuf>,
    /// What reviewers have decided; the file need not be there yet.
    pub decisions: Option<PathBuf>,
    /// The report to compare with.
    pub baseline: Option<Baseline>,
    /// From when on a difference between two months is told.
    pub thresholds: Thresholds,
    /// File for figures for monitoring.
    pub metrics: Option<PathBuf>,
    /// Where tables come from.
    pub sources: Sources,
    /// SHA-256 of the file, for the manifest.
    pub sha256: String,
}

/// An earlier report to compare with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Baseline {
    /// The last good one; there is none before the first month.
    Latest,
    /// The one in this folder.
    Folder(PathBuf),
}

impl Config {
    /// Reads and checks a file.
    ///
    /// # Errors
    /// Everything that is wrong, each under its line.
    pub fn read(path: &Path) -> Result<Self, Vec<String>> {
        let text = std::fs::read_to_string(path)
            .map_err(|error| vec![format!("the configuration {} cannot be read: {error}", path.display())])?;
        validate::config(path, &text).map_err(|faults| faults.iter().map(ToString::to_string).collect())
    }

    /// Files with a part in the audit that are no tables to audit, though they may lie among them.
    #[must_use]
    pub fn lists(&self) -> Vec<PathBuf> {
        let single = [&self.organisations, &self.declarations, &self.decisions];
        self.exemptions.iter().chain(single.into_iter().flatten()).cloned().collect()
    }
}
