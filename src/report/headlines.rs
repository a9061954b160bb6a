//! The first lines of a monthly report, for every form that has room for a few: what somebody declared and the records
//! do not bear out, what is back, what changed, what to ask about.

use super::{Report, changes, crosscheck, decided, declared, exempted};

/// Declarations named one by one; how many more there are is said.
const NAMED: usize = 5;

/// Where a headline leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Topic {
    /// Declarations against what was found after them.
    Declared,
    /// Exemptions that have ended or soon will.
    Exemptions,
    /// What changed since the last report.
    Changes,
    /// What lines show only together.
    Crosscheck,
    /// What reviewers decided.
    Decisions,
}

/// A sentence for the top.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Headline {
    /// What it is about.
    pub topic: Topic,
    /// Whether somebody must act on it.
    pub grave: bool,
    /// The sentence.
    pub text: String,
}

/// The headlines of a report, what is gravest first; none where no list or earlier report was given.
#[must_use]
pub fn headlines(report: &Report) -> Vec<Headline> {
    let mut all = Vec::new();
    let mut put = |topic, grave, text: String| all.push(Headline { topic, grave, text: ended(text) });
    let against = declared::contradicted(report);
    let more = against.len().saturating_sub(NAMED);
    for sentence in against.into_iter().take(NAMED) {
        put(Topic::Declared, true, sentence);
    }
    if more > 0 {
        put(Topic::Declared, true, format!("And {more} more declarations; all in {}", declared::FILE_NAME));
    }
    if let Some(text) = exempted::ended(report) {
        put(Topic::Exemptions, true, format!("Exemptions have ended: {text}"));
    }
    if let Some(text) = exempted::ending(report) {
        put(Topic::Exemptions, false, text);
    }
    if let Some(comparison) = &report.comparison {
        put(Topic::Changes, false, changes::headline(comparison));
    }
    if let Some(text) = crosscheck::headline(report) {
        put(Topic::Crosscheck, false, text);
    }
    if let Some(text) = decided::headline(report) {
        put(Topic::Decisions, false, text);
    }
    all
}

fn ended(text: String) -> String {
    if text.ends_with('.') { text } else { text + "." }
}
