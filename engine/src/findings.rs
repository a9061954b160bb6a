//! Findings and cleared lines: what a report is made of.

use std::sync::Arc;

use faxban_core::personal::Counts;
use faxban_core::status::State;
use faxban_core::{BodyKind, Confidence, Duty, Outcome, SourceKind};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::decided::Decided;
use crate::evidence::Words;
use crate::named_cells::NamedCells;

/// A record whose outcome is breach, review, indicator, exempt, out of scope or compliant, with its evidence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// Identity by content; the same wherever the line's row goes.
    pub id: String,
    /// What became of it.
    pub outcome: Outcome,
    /// Class of the product.
    pub class: String,
    /// Duty that decided.
    pub duty: Duty,
    /// How sure the match is.
    pub confidence: Confidence,
    /// The line itself.
    pub line: Line,
    /// The words that decided and those that speak for or against it, the deciding ones first.
    pub evidence: Vec<Words>,
    /// The evidence in sentences.
    pub grounds: String,
    /// Criteria with citation.
    pub criteria: Arc<str>,
    /// Why, in sentences.
    pub reason: String,
    /// What to do.
    pub recommendation: Arc<str>,
    /// Reason of the exemption that covers it.
    pub exemption: String,
    /// What a reviewer decided on it.
    pub decision: Option<Decided>,
}

/// A record that a rule matches and an exclusion explains.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cleared {
    /// The line itself.
    pub line: Line,
    /// The words that matched.
    pub matched: Words,
    /// The words that explain them, by the exclusion.
    pub explained: Words,
    /// Why it is none.
    pub reason: String,
}

impl Finding {
    /// The words that decided.
    #[must_use]
    pub fn decisive(&self) -> Option<&Words> {
        self.evidence.first()
    }

    /// Whether it may still be what it looks like: no reviewer said that it is a false alarm.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.decision.as_ref().is_none_or(|decided| decided.word.leaves_open())
    }

    /// The rule that decided.
    #[must_use]
    pub fn rule(&self) -> &str {
        self.decisive().map_or("", |words| words.by.as_str())
    }
}

/// A line as reported.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    /// ODS code, where known.
    pub organisation_code: String,
    /// Organisation's name.
    pub organisation: String,
    /// What kind of body it is, where it is known.
    pub body: Option<BodyKind>,
    /// What the line itself writes as its organisation, the code before the name, or else the folder's name.
    pub organisation_written: String,
    /// Table kind.
    pub kind: Option<SourceKind>,
    /// Index of the source in the report.
    pub source: usize,
    /// Row as a person counts.
    pub row: u64,
    /// The line's date.
    pub date: Option<Date>,
    /// Which event the date is.
    pub date_basis: String,
    /// Amount in pence.
    pub pence: Option<i64>,
    /// Pieces as written.
    pub quantity: String,
    /// Supplier.
    pub supplier: String,
    /// What it is, in words.
    pub description: String,
    /// Manufacturer.
    pub manufacturer: String,
    /// Model.
    pub model: String,
    /// Asset tag or number.
    pub asset_id: String,
    /// Order number.
    pub order_number: String,
    /// Status as written.
    pub status: String,
    /// Of a finding, every cell of a column that is known and not blank, as written, in the order of the table's columns.
    pub cells: NamedCells,
    /// Pieces of personal data masked in it.
    pub masked: Counts,
    /// Heading of the column that names the product, where no rule reads it; its number where it has none.
    pub unread: String,
    /// Of a register, whether the thing is there.
    pub state: State,
    /// Of a register, the day of disposal, or the first day that it can be.
    pub disposed: Option<Date>,
}

impl Line {
    /// What it is, in the line's own words.
    #[must_use]
    pub fn what(&self) -> String {
        what([&self.description, &self.manufacturer, &self.model, &self.supplier])
    }
}

/// Description, manufacturer, model and supplier as one text.
#[must_use]
pub fn what(parts: [&str; 4]) -> String {
    let parts: Vec<&str> = parts.into_iter().map(str::trim).filter(|text| !text.is_empty()).collect();
    parts.join(" · ")
}
