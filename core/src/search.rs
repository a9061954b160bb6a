//! Which of many patterns can occur in a text: their literals are searched for at once, and only patterns
//! whose literals are there are tried.
//!
//! One automaton over all the patterns would be the obvious way; with hundreds of them it grows past its
//! cache and falls back to a search that is a hundred times slower.

use std::collections::BTreeMap;

use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};
use regex::bytes::{Regex, RegexBuilder};

use crate::literal;

/// Compiled patterns of a pack stay far below this; a runaway pattern does not.
const SIZE_LIMIT: usize = 64 << 20;

/// A pattern is tried when strings of this many of its required sets are there: "fax" alone admits too many.
const SETS: usize = 2;

/// Patterns with the literals that admit them.
#[derive(Debug)]
pub struct Search {
    patterns: Vec<Regex>,
    automaton: AhoCorasick,
    /// For every literal of the automaton, the patterns that it admits, for each of their sets.
    admits: Vec<[Vec<usize>; SETS]>,
    /// For each set, the patterns that do not have one.
    without: [Possible; SETS],
}

/// The patterns that a text admits, by number.
#[derive(Debug, Clone)]
pub struct Possible {
    bits: Vec<u64>,
}

impl Possible {
    fn none(patterns: usize) -> Self {
        Self { bits: vec![0; patterns.div_ceil(64)] }
    }

    fn keep(&mut self, others: &Self) {
        for (word, other) in self.bits.iter_mut().zip(&others.bits) {
            *word &= other;
        }
    }

    pub fn contains(&self, pattern: usize) -> bool {
        self.bits.get(pattern / 64).is_some_and(|word| word >> (pattern % 64) & 1 == 1)
    }

    fn insert(&mut self, pattern: usize) {
        if let Some(word) = self.bits.get_mut(pattern / 64) {
            *word |= 1 << (pattern % 64);
        }
    }

    /// The patterns, in ascending order.
    pub fn iter(&self) -> impl Iterator<Item = usize> {
        self.bits.iter().enumerate().flat_map(|(index, word)| {
            let without_lowest = |word: &u64| Some(word & (word - 1)).filter(|rest| *rest != 0);
            std::iter::successors(Some(*word).filter(|word| *word != 0), without_lowest)
                .map(move |rest| index * 64 + rest.trailing_zeros() as usize)
        })
    }
}

impl Search {
    /// Compiles patterns over folded text.
    pub fn new(patterns: &[String]) -> Result<Self, String> {
        let mut literals: BTreeMap<Vec<u8>, [Vec<usize>; SETS]> = BTreeMap::new();
        let mut without: [Possible; SETS] = std::array::from_fn(|_| Possible::none(patterns.len()));
        let mut compiled = Vec::with_capacity(patterns.len());
        let mut parser = regex_syntax::ParserBuilder::new().unicode(false).utf8(false).build();
        for (pattern, text) in patterns.iter().enumerate() {
            let hir = parser.parse(text).map_err(|error| error.to_string())?;
            compiled.push(
                RegexBuilder::new(text)
                    .unicode(false)
                    .size_limit(SIZE_LIMIT)
                    .build()
                    .map_err(|error| error.to_string())?,
            );
            let required = literal::required_each(&hir);
            for (set, unfiltered) in without.iter_mut().enumerate() {
                let Some(strings) = required.get(set) else {
                    unfiltered.insert(pattern);
                    continue;
                };
                for string in strings {
                    literals.entry(string.clone()).or_default()[set].push(pattern);
                }
            }
        }
        let automaton = AhoCorasick::builder()
            .match_kind(MatchKind::Standard)
            .kind(Some(AhoCorasickKind::DFA))
            .build(literals.keys())
            .map_err(|error| error.to_string())?;
        Ok(Self { patterns: compiled, automaton, admits: literals.into_values().collect(), without })
    }

    /// The patterns that a folded text admits; the others do not occur in it.
    pub fn possible(&self, folded: &[u8]) -> Possible {
        let mut sets = self.without.clone();
        for found in self.automaton.find_overlapping_iter(folded) {
            for (possible, admitted) in sets.iter_mut().zip(&self.admits[found.pattern()]) {
                for pattern in admitted {
                    possible.insert(*pattern);
                }
            }
        }
        let [mut possible, others @ ..] = sets;
        for other in &others {
            possible.keep(other);
        }
        possible
    }

    pub fn pattern(&self, number: usize) -> &Regex {
        &self.patterns[number]
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const PATTERNS: [&str; 8] = [
        r"\bfax[ -]{0,3}mach[a-z]*",
        r"\b(?:dispos|remov)[a-z]*.{0,20}\bfax(?:es)?\b",
        r"(?:toner|drum)s? (?:for )?(?:brother|canon)",
        r"\bkx[ -]?f[a-z]{0,2}[0-9]{3}",
        r"fax|facsim[a-z]+",
        r"(?:fax ?)?(?:toner|film)",
        r"[a-z]+ [0-9]+",
        r"(f ?a ?x) (unit)+",
    ];

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(5000))]

        #[test]
        fn a_pattern_that_occurs_is_possible(
            pieces in proptest::collection::vec(
                prop_oneof![
                    proptest::sample::select(vec![
                        "fax", " ", "-", "machine", "mach", "disposal", "removed", "of", "toner", "drums", "for ", "brother",
                        "canon", "kx", "kx-f", "123", "facsimile", "film", "f a x", "unit",
                    ]).prop_map(str::to_owned),
                    "[a-z0-9 ]{0,3}",
                ],
                0..8,
            ),
        ) {
            let search = Search::new(&PATTERNS.map(str::to_owned)).unwrap();
            let text = pieces.concat();
            let possible = search.possible(text.as_bytes());
            for (number, pattern) in PATTERNS.iter().enumerate() {
                let occurs = search.pattern(number).is_match(text.as_bytes());
                prop_assert!(!occurs || possible.contains(number), "{pattern} in {text:?}");
            }
            let listed: Vec<usize> = possible.iter().collect();
            let contained: Vec<usize> = (0..PATTERNS.len()).filter(|number| possible.contains(*number)).collect();
            prop_assert_eq!(listed, contained);
        }
    }
}
