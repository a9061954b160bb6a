//! The columns of the report's lists, once for every file that shows them.
//!
//! Those of findings, cleared lines and rejected rows are the engine's.

pub mod monthly;

pub use faxban_engine::columns::{
    Cell, Form, Heading, OfLine, Places, Rejected, cleared, findings, formed, pairs, rejects, words,
};

use super::Report;

/// A column of a list of `T`.
pub type Column<T> = faxban_engine::columns::Column<T, Report>;

/// Every row of a report that could not be read.
pub fn all_rejected(report: &Report) -> impl Iterator<Item = Rejected<'_>> {
    report.sources.iter().flat_map(|source| {
        source.rejects.iter().map(|reject| Rejected { source: &source.name, sheet: &source.sheet, reject })
    })
}
