//! Matching: the compiled pack run over candidates, and what is left of those that no rule matches.

use faxban_core::{Evidence, Field, Pack, Row, SourceKind};
use serde::{Deserialize, Serialize};

use crate::candidates::{BEHIND_COLUMN, BETWEEN_UNREAD, Candidates};
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
    /// The column, counted from 0, from which its text of [`Field::Unread`] is.
    pub unread: Option<usize>,
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

/// What a column that means nothing says of a line.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unread {
    /// The column, counted from 0.
    pub column: usize,
    /// Its text.
    pub text: Box<str>,
}

/// What the rules make of a line, and of its columns that mean nothing the one that counts: where several of them name
/// something, each is weighed by itself, so that what explains one of them explains no other.
#[must_use]
pub fn weigh(pack: &Pack, row: &Row<'_>, kind: SourceKind) -> (Evidence, Option<Unread>) {
    let Some(text) = row.get(Field::Unread) else { return (pack.matches(row, kind).evidence, None) };
    let mut best: Option<(Evidence, Option<Unread>)> = None;
    for (column, text) in text.split(BETWEEN_UNREAD).filter_map(|part| part.split_once(BEHIND_COLUMN)) {
        let evidence = pack.matches(&row.with(Field::Unread, text), kind).evidence;
        let unread = Unread { column: column.parse().unwrap_or_default(), text: text.trim().into() };
        if evidence.confidence.is_some() {
            return (evidence, Some(unread));
        }
        if best.as_ref().is_none_or(|(before, _)| before.signs.is_empty()) {
            best = Some((evidence, Some(unread)));
        }
    }
    best.unwrap_or_default()
}

/// A candidate as the matcher reads it.
#[must_use]
pub fn row<'c>(candidates: &'c Candidates, candidate: usize, layout: &Layout) -> Row<'c> {
    let mut row = Row::new();
    for (position, (field, _)) in layout.fields.iter().enumerate() {
        row.set(*field, candidates.cell(candidate, position, layout.fields.len()));
    }
    row
}

/// The cells of a candidate, with its text of columns that mean nothing as it counts.
#[must_use]
pub fn cells(
    candidates: &Candidates,
    candidate: usize,
    layout: &Layout,
    unread: Option<&Unread>,
) -> Vec<Box<str>> {
    let fields = layout.fields.len();
    let cell = |(position, (field, _)): (usize, &(Field, usize))| match field {
        Field::Unread => unread.map(|unread| unread.text.clone()).unwrap_or_default(),
        _ => candidates.cell(candidate, position, fields).into(),
    };
    layout.fields.iter().enumerate().map(cell).collect()
}

/// Runs the pack over candidates, one after the other, and gives the matched ones in their order.
#[must_use]
pub fn matched(pack: &Pack, layout: &Layout, candidates: &Candidates) -> Vec<Matched> {
    let one = |candidate| {
        let (evidence, unread) = weigh(pack, &row(candidates, candidate, layout), layout.kind);
        (!evidence.signs.is_empty()).then(|| Matched {
            candidate,
            row: candidates.row(candidate),
            pence: candidates.pence(candidate),
            cells: cells(candidates, candidate, layout, unread.as_ref()),
            unread: unread.map(|unread| unread.column),
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
