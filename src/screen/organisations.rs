//! Lines and pence by organisation, as the file writes its name.

use std::collections::BTreeMap;

use faxban_read::encoding;
use hashbrown::HashMap;

use crate::tally::Tally;

/// Tallies by organisation name.
#[derive(Debug, Clone, Default)]
pub struct ByOrganisation {
    tallies: HashMap<Vec<u8>, Tally>,
}

impl ByOrganisation {
    /// Counts a line of an organisation.
    #[inline]
    pub fn add(&mut self, name: &[u8], pence: Option<i64>) {
        self.tally(name).add(pence);
    }

    /// Adds other tallies.
    pub fn merge(&mut self, other: &Self) {
        for (name, tally) in &other.tallies {
            self.tally(name).merge(tally);
        }
    }

    #[inline]
    fn tally(&mut self, name: &[u8]) -> &mut Tally {
        self.tallies.entry_ref(name).or_default()
    }

    /// Tallies by name, decoded and trimmed.
    #[must_use]
    pub fn by_name(&self) -> BTreeMap<String, Tally> {
        let mut names: BTreeMap<String, Tally> = BTreeMap::new();
        for (name, tally) in &self.tallies {
            names.entry(encoding::decode(name).trim().to_owned()).or_default().merge(tally);
        }
        names
    }
}
