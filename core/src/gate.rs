//! The gate: can any rule match this record at all?
//!
//! A necessary condition, never an approximation that loses a match: every pattern of the pack has a
//! set of literals one of which each of its matches contains (see [`crate::literal`]); the gate searches for
//! all of them at once in folded bytes, whole blocks of records at a time.

use aho_corasick::packed;
use aho_corasick::{AhoCorasick, BuildError};

use crate::literal::{self, Literals};

/// A multi-literal search over folded bytes.
#[derive(Debug)]
pub struct Gate {
    literals: Vec<Vec<u8>>,
    /// SIMD search, where the processor has it.
    packed: Option<packed::Searcher>,
    automaton: AhoCorasick,
}

impl Gate {
    /// A gate that lets through whatever contains one of the literals.
    ///
    /// # Errors
    /// When the literals are too many for the search automaton.
    pub fn new(literals: &Literals) -> Result<Self, BuildError> {
        let literals: Vec<Vec<u8>> = literal::minimal(literals).into_iter().collect();
        let packed = packed::Config::new().builder().extend(&literals).build();
        let automaton = AhoCorasick::new(&literals)?;
        Ok(Self { literals, packed, automaton })
    }

    /// The first place at or after `from` in a folded block where a literal begins.
    #[must_use]
    pub fn find(&self, folded: &[u8], from: usize) -> Option<usize> {
        if from >= folded.len() {
            return None;
        }
        let span = aho_corasick::Span { start: from, end: folded.len() };
        match &self.packed {
            Some(searcher) => searcher.find_in(folded, span).map(|hit| hit.start()),
            None => self.automaton.find(aho_corasick::Input::new(folded).span(span)).map(|hit| hit.start()),
        }
    }

    /// Whether folded text may match a rule.
    #[must_use]
    pub fn admits(&self, folded: &[u8]) -> bool {
        self.find(folded, 0).is_some()
    }

    /// The literals searched for, for whoever wants to know what the gate costs.
    #[must_use]
    pub fn literals(&self) -> &[Vec<u8>] {
        &self.literals
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn longer_literals_that_hold_a_shorter_one_are_dropped() {
        let set = Literals::from([b"fax".to_vec(), b"rightfax".to_vec(), b"facsimile".to_vec()]);
        let gate = Gate::new(&set).unwrap();
        assert_eq!(gate.literals(), [b"facsimile".to_vec(), b"fax".to_vec()]);
        assert_eq!(gate.find(b"halifax and fax", 0), Some(4));
        assert_eq!(gate.find(b"halifax and fax", 5), Some(12));
        assert_eq!(gate.find(b"halifax", 7), None);
    }
}
