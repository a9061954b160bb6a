//! Cleared lines of a report: each of them, and what they come to.
//!
//! They are the many among the lines that rules match, so no part of a report but the lists themselves goes through
//! them one by one: what else is said of them is counted as they come.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::io;

use faxban_core::personal::Counts;
use indexmap::IndexMap;

use crate::findings::Cleared;
use crate::long_list::{LongList, Room};
use crate::tally::Tally;

/// Cleared lines that stay in memory; those after them wait on disk.
const KEPT: usize = 8192;

/// Cleared lines, by source and row.
#[derive(Debug)]
pub struct ClearedLines {
    lines: LongList<Cleared>,
    /// For each line, the position of its owner.
    owner_of: Vec<u32>,
    owners: IndexMap<Owner, Tally>,
    explained: BTreeMap<String, Explained>,
    rules: BTreeMap<String, u64>,
    masked: BTreeMap<usize, Counts>,
}

/// Whose a line is.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Owner {
    /// Index of the source in the report.
    pub source: usize,
    /// What the line itself writes as its organisation.
    pub written: String,
    /// ODS code, where known.
    pub code: String,
    /// The organisation's name.
    pub name: String,
}

/// Lines that an exclusion explains.
#[derive(Debug)]
pub struct Explained {
    /// Why they are none.
    pub reason: String,
    /// How many.
    pub lines: u64,
    /// The words by which the first of them is explained.
    pub example: String,
}

impl Default for ClearedLines {
    fn default() -> Self {
        Self {
            lines: LongList::new(Room::new(KEPT)),
            owner_of: Vec::new(),
            owners: IndexMap::new(),
            explained: BTreeMap::new(),
            rules: BTreeMap::new(),
            masked: BTreeMap::new(),
        }
    }
}

impl ClearedLines {
    /// Adds a line.
    ///
    /// # Errors
    /// When it has to be written to disk and cannot.
    pub fn push(&mut self, cleared: Cleared) -> io::Result<()> {
        let line = &cleared.line;
        let owner = Owner {
            source: line.source,
            written: line.organisation_written.clone(),
            code: line.organisation_code.clone(),
            name: line.organisation.clone(),
        };
        let owner = self.owners.entry(owner);
        self.owner_of.push(u32::try_from(owner.index()).map_err(io::Error::other)?);
        owner.or_default().add(line.pence);
        match self.explained.get_mut(&cleared.explained.by) {
            Some(explained) => explained.lines += 1,
            None => {
                let (reason, example) = (cleared.reason.clone(), cleared.explained.text.clone());
                let explained = Explained { reason, lines: 1, example };
                self.explained.insert(cleared.explained.by.clone(), explained);
            }
        }
        match self.rules.get_mut(&cleared.matched.by) {
            Some(lines) => *lines += 1,
            None => _ = self.rules.insert(cleared.matched.by.clone(), 1),
        }
        for (kind, pieces) in &line.masked {
            *self.masked.entry(line.source).or_default().entry(*kind).or_default() += pieces;
        }
        self.lines.push(cleared)
    }

    /// Lines in their order.
    ///
    /// # Errors
    /// When one has to be written to disk and cannot.
    pub fn of(lines: impl IntoIterator<Item = Cleared>) -> io::Result<Self> {
        let mut all = Self::default();
        lines.into_iter().try_for_each(|line| all.push(line))?;
        Ok(all)
    }

    /// Number of lines.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.lines.len()
    }

    /// Whether there is none.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }

    /// Each line; it is an error if it cannot be read back from disk.
    pub fn iter(&self) -> impl Iterator<Item = io::Result<Cow<'_, Cleared>>> {
        self.lines.iter()
    }

    /// The lines of some owners.
    pub fn of_owners(
        &self,
        owns: impl Fn(&Owner) -> bool,
    ) -> impl Iterator<Item = io::Result<Cow<'_, Cleared>>> {
        let owned: Vec<bool> = self.owners.keys().map(owns).collect();
        let is_owned = move |owner: &u32| owned.get(*owner as usize).copied().unwrap_or_default();
        self.lines.iter_of(move |at| self.owner_of.get(at).is_some_and(&is_owned))
    }

    /// Whose the lines are, each owner where its first line stands, with lines and pence.
    pub fn owners(&self) -> impl Iterator<Item = (&Owner, &Tally)> {
        self.owners.iter()
    }

    /// Lines by the exclusion that explains them.
    #[must_use]
    pub const fn explained(&self) -> &BTreeMap<String, Explained> {
        &self.explained
    }

    /// Lines by the rule that matched.
    #[must_use]
    pub const fn rules(&self) -> &BTreeMap<String, u64> {
        &self.rules
    }

    /// Pieces of personal data masked in them, by source.
    #[must_use]
    pub const fn masked(&self) -> &BTreeMap<usize, Counts> {
        &self.masked
    }
}
