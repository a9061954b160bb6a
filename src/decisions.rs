//! Decisions: what a reviewer said about a finding, remembered from month to month.
//!
//! They live in a CSV file that the auditor keeps. A decision belongs to a finding's id, which comes from what the
//! line is and never from where it stands; so it follows a line whose row has moved, and lapses when the line says
//! something else. It never changes an outcome.

mod apply;
pub mod examples;
pub mod import;
mod list;

use jiff::civil::Date;

use crate::privacy::is_masked;

pub use crate::decided::{Decided, Word, age};
pub use apply::{Applied, Lapsed, Vanished, apply, days_before};
pub use list::{Change, Decisions, contradiction};

/// What the list is called.
pub const LIST: &str = "a list of decisions";

/// Columns that say which line a decision is on, in the list and in files of findings alike.
const OF_LINE: [&str; 7] =
    ["kind", "asset_id", "order_number", "description", "manufacturer", "model", "rule"];

/// Columns of a file, those of the line last.
const fn columns<const ALL: usize, const OWN: usize>(own: [&'static str; OWN]) -> [&'static str; ALL] {
    let mut all = [""; ALL];
    let mut at = 0;
    while at < ALL {
        all[at] = if at < OWN { own[at] } else { OF_LINE[at - OWN] };
        at += 1;
    }
    all
}

/// A decision, with what identifies the line for people and shows when it has lapsed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    /// The finding.
    pub finding_id: String,
    /// What was decided.
    pub word: Word,
    /// Why.
    pub reason: String,
    /// Who decided.
    pub by: String,
    /// When.
    pub on: Date,
    /// The organisation's name, or its code where it has none.
    pub organisation: String,
    /// `ledger` or `register`.
    pub kind: String,
    /// Asset tag.
    pub asset_id: String,
    /// Order number.
    pub order_number: String,
    /// What it is, in words.
    pub description: String,
    /// Manufacturer.
    pub manufacturer: String,
    /// Model.
    pub model: String,
    /// The rule that found it.
    pub rule: String,
}

impl Decision {
    /// Whether two say the same. A report masks personal data, and what a workbook brings back may be masked: what
    /// is hidden in one of them contradicts nothing.
    #[must_use]
    pub fn says_the_same(&self, other: &Self) -> bool {
        let same = |one: &str, other: &str| one == other || is_masked(one) || is_masked(other);
        (&self.finding_id, self.word, self.on) == (&other.finding_id, other.word, other.on)
            && same(&self.by, &other.by)
            && same(&self.reason, &other.reason)
    }
}
