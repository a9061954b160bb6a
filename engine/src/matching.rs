//! Matching: the compiled pack run over candidates, and what is left of those that no rule matches.

use faxban_core::{Evidence, Field, Pack, Row};
use serde::{Deserialize, Serialize};

use crate::candidates::Candidates;
use crate::layout::Layout;
use crate::screen::{ByOrganisation, Fate};
use crate::tally::Tally;

/// A candidate that rules match, with its cells.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Matched {
    /// Its position among the candidates of its batch.
    pub candidate: usize,
    /// Row number as a person counts.
    pub row: u64,
    /// Amount in pence.
    pub pence: Option<i64>,
    /// Cells in the order of [`Layout::fields`].
    pub cells: Vec<Box<str>>,
    /// What the rules make of it; its first sign decides or, of a cleared line, was explained.
    pub evidence: Evidence,
}

impl Matched {
    /// The cell of a field, without surrounding white space; none when blank or not mapped.
    #[must_use]
    pub fn cell(&self, layout: &Layout, field: Field) -> Option<&str> {
        let position = layout.fields.iter().position(|(known, _)| *known == field)?;
        self.cells.get(position).map(AsRef::as_ref).filter(|text: &&str| !text.is_empty())
    }
}

/// Runs the pack over candidates, one after the other, and gives the matched ones in their order.
#[must_use]
pub fn matched(pack: &Pack, layout: &Layout, candidates: &Candidates) -> Vec<Matched> {
    let fields = layout.fields.len();
    let one = |candidate| {
        let mut row = Row::new();
        for (position, (field, _)) in layout.fields.iter().enumerate() {
            row.set(*field, candidates.cell(candidate, position, fields));
        }
        let evidence = pack.matches(&row, layout.kind).evidence;
        (!evidence.signs.is_empty()).then(|| Matched {
            candidate,
            row: candidates.row(candidate),
            pence: candidates.pence(candidate),
            cells: (0..fields).map(|position| candidates.cell(candidate, position, fields).into()).collect(),
            evidence,
        })
    };
    (0..candidates.len()).filter_map(one).collect()
}

/// Candidates that no rule matches.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Unmatched {
    /// Those that say what they are about.
    pub clear: Tally,
    /// Those that do not.
    pub not_assessable: Tally,
    /// All of them by organisation.
    pub organisations: ByOrganisation,
}

impl Unmatched {
    /// Counts the candidates of a batch that are not among its matched ones; `assessable` says of each candidate
    /// whether it says what it is about.
    pub fn count(
        &mut self,
        layout: &Layout,
        candidates: &Candidates,
        assessable: &[bool],
        found: &[Matched],
    ) {
        let mut at = 0;
        for (candidate, assessable) in assessable.iter().enumerate() {
            if found.get(at).is_some_and(|matched| matched.candidate == candidate) {
                at += 1;
                continue;
            }
            let pence = candidates.pence(candidate);
            let (tally, fate) = if *assessable {
                (&mut self.clear, Fate::UnmatchedClear)
            } else {
                (&mut self.not_assessable, Fate::UnmatchedNotAssessable)
            };
            tally.add(pence);
            if let Some(name) = candidates.organisation(candidate, layout) {
                self.organisations.add(name.as_bytes(), pence, fate);
            }
        }
    }

    /// Adds those of other batches.
    pub fn merge(&mut self, other: &Self) {
        self.clear.merge(&other.clear);
        self.not_assessable.merge(&other.not_assessable);
        self.organisations.merge(&other.organisations);
    }
}
