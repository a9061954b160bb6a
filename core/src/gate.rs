//! The gate: can any rule match this record at all?
//!
//! A necessary condition, never an approximation that loses a match: every rule that can apply to the table
//! has a set of literals one of which each of its matches contains (see [`crate::literal`]); the gate searches
//! for all of them in the folded text of a record. Which records are worth folding its [`Sieve`] tells from the bytes as
//! they stand in the file.

use aho_corasick::{AhoCorasick, Input, Span, packed};

use crate::literal::{self, Literal, Literals};
use crate::sieve::Sieve;
use crate::text::{fold, fold_byte};

/// Literals searched for together: more of them share the search's few buckets and are mistaken for one
/// another so often that two searches are quicker than one.
const TOGETHER: usize = 16;

/// A multi-literal search over folded bytes.
#[derive(Debug)]
pub struct Gate {
    literals: Vec<Literal>,
    searchers: Vec<Searcher>,
    sieve: Sieve,
}

#[derive(Debug)]
enum Searcher {
    /// SIMD search, where the processor has it.
    Packed(packed::Searcher),
    Automaton(AhoCorasick),
    /// There are too many literals for any search: whatever comes is let through.
    Everything,
}

impl Searcher {
    fn new(literals: &[Literal]) -> Self {
        match packed::Config::new().builder().extend(literals).build() {
            Some(searcher) => Self::Packed(searcher),
            None => AhoCorasick::new(literals).map_or(Self::Everything, Self::Automaton),
        }
    }

    fn find(&self, folded: &[u8], from: usize) -> Option<usize> {
        let span = Span { start: from.min(folded.len()), end: folded.len() };
        match self {
            Self::Packed(searcher) => searcher.find_in(folded, span).map(|hit| hit.start()),
            Self::Automaton(automaton) => {
                automaton.find(Input::new(folded).span(span)).map(|hit| hit.start())
            }
            Self::Everything => (from < folded.len()).then_some(from),
        }
    }
}

impl Gate {
    /// A gate that lets through whatever contains one of the literals.
    #[must_use]
    pub fn new(literals: &Literals) -> Self {
        let mut literals: Vec<Literal> = literal::minimal(literals).into_iter().collect();
        // A search is as choosy as its shortest literal lets it be.
        literals.sort_by_key(|literal| literal.len().min(4));
        let searchers = literals
            .chunk_by(|one, other| one.len().min(4) == other.len().min(4))
            .flat_map(|alike| alike.chunks(TOGETHER))
            .map(Searcher::new)
            .collect();
        let sieve = Sieve::new(&literals);
        Self { literals, searchers, sieve }
    }

    /// A search through a folded block, from its beginning to its end.
    #[must_use]
    pub fn scan<'a>(&'a self, folded: &'a [u8]) -> Scan<'a> {
        let next = self.searchers.iter().map(|searcher| searcher.find(folded, 0)).collect();
        Scan { gate: self, folded, next }
    }

    /// Whether folded text may match a rule.
    #[must_use]
    pub fn admits(&self, folded: &[u8]) -> bool {
        self.searchers.iter().any(|searcher| searcher.find(folded, 0).is_some())
    }

    /// Whether text that is not folded yet may match a rule.
    #[must_use]
    pub fn admits_text(&self, text: &str) -> bool {
        if text.is_ascii() {
            let folded: Vec<u8> = text.bytes().map(fold_byte).collect();
            self.admits(&folded)
        } else {
            let folded: Vec<u8> = fold(text).as_bytes().iter().copied().map(fold_byte).collect();
            self.admits(&folded)
        }
    }

    /// The same literals for a quick look at bytes that are not folded yet.
    #[must_use]
    pub const fn sieve(&self) -> &Sieve {
        &self.sieve
    }

    /// The literals searched for, for whoever wants to know what the gate costs.
    #[must_use]
    pub fn literals(&self) -> &[Literal] {
        &self.literals
    }
}

/// A search that goes forward through one block.
#[derive(Debug)]
pub struct Scan<'a> {
    gate: &'a Gate,
    folded: &'a [u8],
    /// For every searcher, its next place.
    next: Vec<Option<usize>>,
}

impl Scan<'_> {
    /// Where the next literal begins; none if there is no more.
    #[must_use]
    pub fn upcoming(&self) -> Option<usize> {
        self.next.iter().flatten().min().copied()
    }

    /// Whether a literal begins before `end`; what lies before it is done with.
    #[inline]
    pub fn admits_until(&mut self, end: usize) -> bool {
        let mut admits = false;
        for (searcher, next) in self.gate.searchers.iter().zip(&mut self.next) {
            if next.is_some_and(|place| place < end) {
                admits = true;
                *next = searcher.find(self.folded, end);
            }
        }
        admits
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set<const N: usize>(texts: [&str; N]) -> Literals {
        texts.iter().map(|text| Literal::from_slice(text.as_bytes())).collect()
    }

    #[test]
    fn longer_literals_that_hold_a_shorter_one_are_dropped() {
        let gate = Gate::new(&set(["fax", "rightfax", "facsimile"]));
        let kept: Vec<&[u8]> = gate.literals().iter().map(Literal::as_slice).collect();
        assert_eq!(kept, [b"fax".as_slice(), b"facsimile"]);
    }

    #[test]
    fn records_are_admitted_one_after_the_other() {
        let gate = Gate::new(&set(["fax", "facsimile"]));
        let mut scan = gate.scan(b"halifax and fax/nothing/facsimile fax/end");
        let ends = [15, 23, 37, 41];
        assert_eq!(ends.map(|end| scan.admits_until(end)), [true, false, true, false]);
    }
}
