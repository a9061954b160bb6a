//! Lines and pence by organisation, as the file writes its name.

use std::collections::BTreeMap;

use faxban_read::encoding;

use crate::tally::Tally;

/// Tallies by organisation name. Neighbouring lines mostly belong to the same one, so the last is remembered.
#[derive(Debug, Clone, Default)]
pub struct ByOrganisation {
    index: BTreeMap<Vec<u8>, usize>,
    tallies: Vec<Tally>,
    last: Option<(Vec<u8>, usize)>,
}

impl ByOrganisation {
    /// Counts a line of an organisation.
    #[inline]
    pub fn add(&mut self, name: &[u8], pence: Option<i64>) {
        let at = match &self.last {
            Some((last, at)) if last == name => *at,
            _ => self.find(name),
        };
        if let Some(tally) = self.tallies.get_mut(at) {
            tally.add(pence);
        }
    }

    fn find(&mut self, name: &[u8]) -> usize {
        let at = match self.index.get(name) {
            Some(at) => *at,
            None => {
                let at = self.tallies.len();
                self.tallies.push(Tally::default());
                self.index.insert(name.to_vec(), at);
                at
            }
        };
        self.last = Some((name.to_vec(), at));
        at
    }

    /// Adds the tallies of later records.
    pub fn merge(&mut self, later: &Self) {
        for (name, at) in &later.index {
            let here = self.find(name);
            if let (Some(tally), Some(other)) = (self.tallies.get_mut(here), later.tallies.get(*at)) {
                tally.merge(other);
            }
        }
    }

    /// Tallies by name, decoded and trimmed.
    #[must_use]
    pub fn by_name(&self) -> BTreeMap<String, Tally> {
        let mut names: BTreeMap<String, Tally> = BTreeMap::new();
        for (name, at) in &self.index {
            if let Some(tally) = self.tallies.get(*at) {
                names.entry(encoding::decode(name).trim().to_owned()).or_default().merge(tally);
            }
        }
        names
    }
}
