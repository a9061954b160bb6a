//! What a reviewer decided on a finding, as it is shown beside it.
//!
//! Where decisions are kept and how they find their findings is the program's business.

use std::fmt;

use jiff::civil::Date;

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
