//! What a register's status cell means.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::dates::{self, DateOrder, ParsedDate};
use crate::text::fold;
use crate::word_list::has_words;

/// Whether a thing is there.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// In use.
    InUse,
    /// There; nothing says whether it is in use.
    Held,
    /// There, but not in use.
    Stored,
    /// Gone.
    Disposed,
    /// Cannot be found.
    Lost,
    /// Not there yet.
    Ordered,
    /// Asked for, and not decided.
    Requested,
    /// Asked for, and allowed.
    Approved,
    /// Asked for, and refused or taken back.
    Rejected,
    /// The cell is blank or there is no such column: what a register lists is held.
    #[default]
    NotStated,
    /// The cell cannot be understood.
    Unknown,
}

impl State {
    /// Every state, in the order in which they are declared.
    pub const ALL: [Self; 11] = [
        Self::InUse,
        Self::Held,
        Self::Stored,
        Self::Disposed,
        Self::Lost,
        Self::Ordered,
        Self::Requested,
        Self::Approved,
        Self::Rejected,
        Self::NotStated,
        Self::Unknown,
    ];

    /// The name used in files.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::InUse => "in_use",
            Self::Held => "held",
            Self::Stored => "stored",
            Self::Disposed => "disposed",
            Self::Lost => "lost",
            Self::Ordered => "ordered",
            Self::Requested => "requested",
            Self::Approved => "approved",
            Self::Rejected => "rejected",
            Self::NotStated => "not_stated",
            Self::Unknown => "unknown",
        }
    }
}

/// A status cell, understood.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Status {
    /// Whether the thing is there.
    pub state: State,
    /// Whether it is said to be kept for emergencies.
    pub emergency: bool,
    /// A date in the cell, as in "WEEE 30/03/2020".
    pub date: Option<ParsedDate>,
}

/// The words of status cells.
#[derive(Debug, Clone)]
pub struct Statuses {
    /// Words and what they mean, the longest first, so that "not in use" is found before "in use".
    words: Vec<(String, State)>,
    codes: BTreeMap<String, State>,
    emergency: Vec<String>,
    flags: Flags,
}

/// What cells say that answer a heading, such as "Disposed?".
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Flags {
    yes: Vec<String>,
    no: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    words: BTreeMap<State, Vec<String>>,
    codes: BTreeMap<State, Vec<String>>,
    emergency: Vec<String>,
    flags: Flags,
}

impl Statuses {
    /// Reads a status file.
    ///
    /// # Errors
    /// When it is not in the form of `rules/status.toml`; the message has the line.
    pub fn parse(text: &str) -> Result<Self, String> {
        let file: File = toml::from_str(text).map_err(|error| error.to_string())?;
        let mut words: Vec<(String, State)> = file
            .words
            .into_iter()
            .flat_map(|(state, words)| words.into_iter().map(move |word| (word.to_lowercase(), state)))
            .collect();
        words.sort_by(|one, other| other.0.len().cmp(&one.0.len()).then_with(|| one.cmp(other)));
        let codes = file
            .codes
            .into_iter()
            .flat_map(|(state, codes)| codes.into_iter().map(move |code| (code.to_lowercase(), state)))
            .collect();
        Ok(Self {
            words,
            codes,
            emergency: file.emergency.iter().map(|word| word.to_lowercase()).collect(),
            flags: file.flags,
        })
    }

    /// Returns what a cell answers to the question in its heading; `None` if it is neither yes nor no.
    #[must_use]
    pub fn flag(&self, cell: &str) -> Option<bool> {
        let cell = cell.trim().trim_end_matches('.');
        let is_among = |words: &[String]| words.iter().any(|word| word.eq_ignore_ascii_case(cell));
        if is_among(&self.flags.yes) { Some(true) } else { is_among(&self.flags.no).then_some(false) }
    }

    /// What a status cell means.
    #[must_use]
    pub fn classify(&self, cell: &str) -> Status {
        let cell = cell.trim();
        if cell.is_empty() {
            return Status { state: State::NotStated, emergency: false, date: None };
        }
        let folded = fold(cell);
        let text = folded.as_str();
        let emergency = self.emergency.iter().any(|word| has_words(text, word));
        let state = if let Some(state) = self.codes.get(text) {
            *state
        } else {
            let found = self.words.iter().find(|(word, _)| has_words(text, word));
            found.map_or(if emergency { State::Stored } else { State::Unknown }, |(_, state)| *state)
        };
        Status { state, emergency, date: date_in(text) }
    }
}

/// The first date among the words of a text; a bare number is none.
fn date_in(text: &str) -> Option<ParsedDate> {
    let words: Vec<&str> =
        text.split_whitespace().map(|word| word.trim_matches(|c: char| !c.is_alphanumeric())).collect();
    (0..words.len()).find_map(|start| {
        (1..=3).rev().find_map(|count| {
            let span = words.get(start..start + count)?.join(" ");
            let has_separator = span.contains(['/', '-', '.', ' ']);
            dates::parse(&span, DateOrder::DayMonth).ok().filter(|_| has_separator)
        })
    })
}
