//! Decisions: what a reviewer said about a finding, remembered from month to month.
//!
//! They live in a CSV file that the auditor keeps. A decision belongs to a finding's id, which comes from what the
//! line is and never from where it stands; so it follows a line whose row has moved, and lapses when the line says
//! something else. It never changes an outcome.

mod apply;
pub mod examples;
pub mod import;
mod list;

use std::fmt;

use jiff::civil::Date;

use crate::privacy::is_masked;

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

/// What a reviewer can decide.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Word {
    /// It is what the report says.
    Confirmed,
    /// It is none.
    FalseAlarm,
    /// It was, and is dealt with.
    Remediated,
    /// It is, and somebody answers for leaving it.
    Accepted,
}

impl Word {
    /// Every word, in the order in which they are offered.
    pub const ALL: [Self; 4] = [Self::Confirmed, Self::FalseAlarm, Self::Remediated, Self::Accepted];

    /// The word in files.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Confirmed => "confirmed",
            Self::FalseAlarm => "false_alarm",
            Self::Remediated => "remediated",
            Self::Accepted => "accepted",
        }
    }

    /// The word in sentences, of one finding.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::FalseAlarm => "false alarm",
            other => other.as_str(),
        }
    }

    /// The word in sentences, of several findings.
    #[must_use]
    pub const fn labels(self) -> &'static str {
        match self {
            Self::FalseAlarm => "false alarms",
            other => other.as_str(),
        }
    }

    /// Whether a finding so decided still needs attention.
    #[must_use]
    pub const fn leaves_open(self) -> bool {
        !matches!(self, Self::FalseAlarm)
    }

    /// What somebody wrote, in any capitals, in words or with an underscore.
    ///
    /// # Errors
    /// A sentence that names the words.
    pub fn parse(written: &str) -> Result<Self, String> {
        let plain = written.trim().to_lowercase().replace([' ', '-'], "_");
        Self::ALL.into_iter().find(|word| word.as_str() == plain).ok_or_else(|| {
            let all = Self::ALL.map(Self::label).join(", ");
            format!("\"{}\" is no decision; write one of {all}", written.trim())
        })
    }
}

impl fmt::Display for Word {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.label())
    }
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

/// What of a decision a report shows beside its finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decided {
    /// What was decided.
    pub word: Word,
    /// Why.
    pub reason: String,
    /// Who decided.
    pub by: String,
    /// When.
    pub on: Date,
    /// Days from then to the day as of which the report judges; below nought if that day is earlier.
    pub age_days: i32,
}

impl Decided {
    /// `53 days ago`.
    #[must_use]
    pub fn age(&self) -> String {
        age(self.age_days)
    }
}

/// An age in words.
#[must_use]
pub fn age(days: i32) -> String {
    let plural = |days: i32| if days == 1 { "1 day".to_owned() } else { format!("{days} days") };
    match days {
        0 => "the same day".to_owned(),
        1.. => format!("{} ago", plural(days)),
        _ => format!("{} after the day of judgement", plural(-days)),
    }
}
