//! Lines and pence by organisation, as the file writes its name.

use std::collections::BTreeMap;

use faxban_read::encoding;
use hashbrown::HashMap;

use crate::tally::Tally;

/// Tallies by organisation name.
#[derive(Debug, Clone, Default)]
pub struct ByOrganisation {
    tallies: HashMap<Vec<u8>, Counted>,
}

/// Lines of an organisation.
#[derive(Debug, Clone, Copy, Default)]
struct Counted {
    all: Tally,
    /// How many of them say nothing of what was bought or held.
    silent: u64,
}

impl ByOrganisation {
    /// Counts a line of an organisation; `assessable` if it says what was bought or held.
    #[inline]
    pub fn add(&mut self, name: &[u8], pence: Option<i64>, assessable: bool) {
        let counted = self.tallies.entry_ref(name).or_default();
        counted.all.add(pence);
        counted.silent += u64::from(!assessable);
    }

    /// Adds other tallies.
    pub fn merge(&mut self, other: &Self) {
        for (name, more) in &other.tallies {
            let counted = self.tallies.entry_ref(name.as_slice()).or_default();
            counted.all.merge(&more.all);
            counted.silent += more.silent;
        }
    }

    /// Tallies by name, decoded and trimmed.
    #[must_use]
    pub fn by_name(&self) -> BTreeMap<String, Tally> {
        let mut names: BTreeMap<String, Tally> = BTreeMap::new();
        for (name, counted) in &self.tallies {
            names.entry(encoding::decode(name).trim().to_owned()).or_default().merge(&counted.all);
        }
        names
    }

    /// Lines by name, and how many of them say nothing of what was bought or held.
    #[must_use]
    pub fn silent(&self) -> BTreeMap<String, (u64, u64)> {
        let mut names: BTreeMap<String, (u64, u64)> = BTreeMap::new();
        for (name, counted) in &self.tallies {
            let (lines, silent) = names.entry(encoding::decode(name).trim().to_owned()).or_default();
            *lines += counted.all.lines;
            *silent += counted.silent;
        }
        names
    }
}
