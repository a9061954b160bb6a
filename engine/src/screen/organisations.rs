//! Lines and pence by organisation, as the file writes its name, and what became of them before any judging.

use std::collections::BTreeMap;

use faxban_read::encoding;
use hashbrown::HashMap;
use serde::{Deserialize, Serialize};

use crate::tally::Tally;

/// What screening or matching makes of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// No rule matches it, and it says what it is about.
    Clear,
    /// No rule matches it, and it does not.
    NotAssessable,
    /// A rule may match it; matching will tell.
    Candidate,
    /// A candidate that no rule matches, and it says what it is about.
    UnmatchedClear,
    /// A candidate that no rule matches, and it does not.
    UnmatchedNotAssessable,
}

/// Lines of an organisation by their fate.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Share {
    #[serde(skip_serializing_if = "Tally::is_empty")]
    clear: Tally,
    #[serde(skip_serializing_if = "Tally::is_empty")]
    not_assessable: Tally,
    #[serde(skip_serializing_if = "Tally::is_empty")]
    candidates: Tally,
    #[serde(skip_serializing_if = "Tally::is_empty")]
    unmatched_clear: Tally,
    #[serde(skip_serializing_if = "Tally::is_empty")]
    unmatched_not_assessable: Tally,
}

impl Share {
    /// Every line, as screening counted.
    #[must_use]
    pub fn control(&self) -> Tally {
        [self.clear, self.not_assessable, self.candidates].iter().sum()
    }

    /// Lines of which nothing is known but how many they are and what they add up to.
    #[must_use]
    pub fn counted(control: Tally) -> Self {
        Self { candidates: control, ..Self::default() }
    }

    /// Lines that no rule matches and that say what they are about.
    #[must_use]
    pub fn clear(&self) -> Tally {
        [self.clear, self.unmatched_clear].iter().sum()
    }

    /// Lines that no rule matches and that do not.
    #[must_use]
    pub fn not_assessable(&self) -> Tally {
        [self.not_assessable, self.unmatched_not_assessable].iter().sum()
    }

    /// Adds another share to this one.
    pub const fn merge(&mut self, other: &Self) {
        self.clear.merge(&other.clear);
        self.not_assessable.merge(&other.not_assessable);
        self.candidates.merge(&other.candidates);
        self.unmatched_clear.merge(&other.unmatched_clear);
        self.unmatched_not_assessable.merge(&other.unmatched_not_assessable);
    }
}

/// Shares by organisation name.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(from = "BTreeMap<String, Share>", into = "BTreeMap<String, Share>")]
pub struct ByOrganisation {
    shares: HashMap<Vec<u8>, Share>,
}

impl ByOrganisation {
    /// Counts a line of an organisation; `assessable` if it says what was bought or held.
    #[inline]
    pub fn add(&mut self, name: &[u8], pence: Option<i64>, fate: Fate) {
        let share = self.shares.entry_ref(name).or_default();
        match fate {
            Fate::Clear => share.clear.add(pence),
            Fate::NotAssessable => share.not_assessable.add(pence),
            Fate::Candidate => share.candidates.add(pence),
            Fate::UnmatchedClear => share.unmatched_clear.add(pence),
            Fate::UnmatchedNotAssessable => share.unmatched_not_assessable.add(pence),
        }
    }

    /// Adds other shares.
    pub fn merge(&mut self, other: &Self) {
        for (name, share) in &other.shares {
            self.shares.entry_ref(name.as_slice()).or_default().merge(share);
        }
    }

    /// Shares by name, decoded and trimmed.
    #[must_use]
    pub fn by_name(&self) -> BTreeMap<String, Share> {
        let mut names: BTreeMap<String, Share> = BTreeMap::new();
        for (name, share) in &self.shares {
            let name = encoding::decode(name).trim().to_owned();
            names.entry(name).or_default().merge(share);
        }
        names
    }
}

impl From<BTreeMap<String, Share>> for ByOrganisation {
    fn from(names: BTreeMap<String, Share>) -> Self {
        Self { shares: names.into_iter().map(|(name, share)| (name.into_bytes(), share)).collect() }
    }
}

impl From<ByOrganisation> for BTreeMap<String, Share> {
    fn from(organisations: ByOrganisation) -> Self {
        organisations.by_name()
    }
}
