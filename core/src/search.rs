//! Which of many patterns can occur in a text: their literals are searched for at once, and only patterns
//! whose literals are there are tried.
//!
//! One automaton over all the patterns would be the obvious way; with hundreds of them it grows past its
//! cache and falls back to a search that is a hundred times slower.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};
use regex::bytes::{Regex, RegexBuilder};
use smallvec::{SmallVec, smallvec};

use crate::literal::{Literal, Literals};

/// Compiled patterns of a pack stay far below this; a runaway pattern does not.
const SIZE_LIMIT: usize = 64 << 20;

/// A pattern is tried when strings of this many of its required sets are there: "fax" alone admits too many.
const SETS: usize = 2;

/// Patterns with the literals that admit them.
#[derive(Debug)]
pub struct Search {
    patterns: Vec<Pattern>,
    automaton: AhoCorasick,
    /// For every literal of the automaton, the patterns that it admits, for each of their sets.
    admits: Vec<[Few; SETS]>,
    /// For each set, the patterns that do not have one.
    without: [Possible; SETS],
}

/// A pattern, compiled when it is first tried: a run needs a fraction of them.
#[derive(Debug)]
struct Pattern {
    text: String,
    compiled: OnceLock<Result<Regex, String>>,
}

impl Pattern {
    fn compiled(&self) -> Result<&Regex, &String> {
        let compile = || RegexBuilder::new(&self.text).unicode(false).size_limit(SIZE_LIMIT).build();
        self.compiled.get_or_init(|| compile().map_err(|error| error.to_string())).as_ref()
    }
}

/// The patterns that a text admits, by number.
#[derive(Debug)]
pub struct Possible {
    /// In place: several are made for each line.
    bits: SmallVec<[u64; 12]>,
}

impl Clone for Possible {
    fn clone(&self) -> Self {
        // All at once: a clone of the words would be one by one.
        Self { bits: SmallVec::from_slice(&self.bits) }
    }
}

impl Possible {
    /// None of so many.
    pub fn none(patterns: usize) -> Self {
        Self { bits: smallvec![0; patterns.div_ceil(64)] }
    }

    fn add(&mut self, few: &Few) {
        for (index, bits) in &few.words {
            if let Some(word) = self.bits.get_mut(*index) {
                *word |= bits;
            }
        }
    }

    fn keep(&mut self, others: &Self) {
        for (word, other) in self.bits.iter_mut().zip(&others.bits) {
            *word &= other;
        }
    }

    pub fn contains(&self, pattern: usize) -> bool {
        self.bits.get(pattern / 64).is_some_and(|word| word >> (pattern % 64) & 1 == 1)
    }

    pub fn insert(&mut self, pattern: usize) {
        if let Some(word) = self.bits.get_mut(pattern / 64) {
            *word |= 1 << (pattern % 64);
        }
    }

    /// Whether some are among others, too.
    pub fn meets(&self, others: &Self) -> bool {
        self.bits.iter().zip(&others.bits).any(|(word, other)| word & other != 0)
    }

    /// The patterns that are among others, too, in ascending order.
    pub fn among(&self, others: &Self) -> impl Iterator<Item = usize> {
        self.bits.iter().zip(&others.bits).enumerate().flat_map(|(index, (word, other))| {
            let without_lowest = |word: &u64| Some(word & (word - 1)).filter(|rest| *rest != 0);
            std::iter::successors(Some(word & other).filter(|word| *word != 0), without_lowest)
                .map(move |rest| index * 64 + rest.trailing_zeros() as usize)
        })
    }
}

/// Some patterns, of which only the words are kept that have one.
#[derive(Debug)]
struct Few {
    words: SmallVec<[(usize, u64); 1]>,
}

impl From<Possible> for Few {
    fn from(possible: Possible) -> Self {
        Self { words: possible.bits.into_iter().enumerate().filter(|(_, word)| *word != 0).collect() }
    }
}

impl Search {
    /// Patterns over folded text, each with its sets of strings of each of which one stands in every match.
    pub fn new(patterns: &[(&str, &[Literals])]) -> Result<Self, String> {
        let none: [Possible; SETS] = std::array::from_fn(|_| Possible::none(patterns.len()));
        let mut literals: BTreeMap<&Literal, [Possible; SETS]> = BTreeMap::new();
        let mut without = none.clone();
        for (pattern, (_, required)) in patterns.iter().enumerate() {
            for (set, unfiltered) in without.iter_mut().enumerate() {
                let Some(strings) = required.get(set) else {
                    unfiltered.insert(pattern);
                    continue;
                };
                for string in strings {
                    literals.entry(string).or_insert_with(|| none.clone())[set].insert(pattern);
                }
            }
        }
        let automaton = AhoCorasick::builder()
            .match_kind(MatchKind::Standard)
            .kind(Some(AhoCorasickKind::DFA))
            .build(literals.keys())
            .map_err(|error| error.to_string())?;
        let written = |(text, _): &(&str, _)| Pattern { text: (*text).to_owned(), compiled: OnceLock::new() };
        let patterns = patterns.iter().map(written).collect();
        let admits = literals.into_values().map(|sets| sets.map(Few::from)).collect();
        Ok(Self { patterns, automaton, admits, without })
    }

    /// Number of patterns.
    pub const fn len(&self) -> usize {
        self.patterns.len()
    }

    /// The patterns that a folded text admits; the others do not occur in it.
    pub fn possible(&self, folded: &[u8]) -> Possible {
        let mut sets = self.without.clone();
        for found in self.automaton.find_overlapping_iter(folded) {
            for (possible, admitted) in sets.iter_mut().zip(&self.admits[found.pattern()]) {
                possible.add(admitted);
            }
        }
        let [mut possible, others @ ..] = sets;
        for other in &others {
            possible.keep(other);
        }
        possible
    }

    /// A pattern to try; none if it cannot be compiled, which [`Self::compile_all`] would have told.
    pub fn pattern(&self, number: usize) -> Option<&Regex> {
        self.patterns[number].compiled().ok()
    }

    /// A pattern as written.
    pub fn text(&self, number: usize) -> &str {
        &self.patterns[number].text
    }

    /// Compiles every pattern; the first that cannot be, in a sentence.
    pub fn compile_all(&self) -> Result<(), String> {
        for pattern in &self.patterns {
            if let Err(error) = pattern.compiled() {
                return Err(format!("the pattern {} cannot be used: {error}", pattern.text));
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const PATTERNS: [&str; 9] = [
        r"\bfax[ -]{0,3}mach[a-z]*",
        r"\b(?:dispos|remov)[a-z]*.{0,20}\bfax(?:es)?\b",
        r"(?:toner|drum)s? (?:for )?(?:brother|canon)",
        r"\bkx[ -]?f[a-z]{0,2}[0-9]{3}",
        r"fax|facsim[a-z]+",
        r"(?:fax ?)?(?:toner|film)",
        r"[a-z]+ [0-9]+",
        r"(f ?a ?x) (unit)+",
        r"\bbrother.{0,20}\bfo[a-z]*[0-9]{2}",
    ];

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(5000))]

        #[test]
        fn a_pattern_that_occurs_is_possible(
            pieces in proptest::collection::vec(
                prop_oneof![
                    proptest::sample::select(vec![
                        "fax", " ", "-", "machine", "mach", "disposal", "removed", "of", "toner", "drums", "for ", "brother",
                        "canon", "fo", "kx", "kx-f", "123", "facsimile", "film", "f a x", "unit",
                    ]).prop_map(str::to_owned),
                    "[a-z0-9 ]{0,3}",
                ],
                0..8,
            ),
        ) {
            let mut parser = regex_syntax::ParserBuilder::new().unicode(false).utf8(false).build();
            let sets = PATTERNS.map(|text| crate::literal::required(&parser.parse(text).unwrap()).search);
            let patterns: Vec<_> = PATTERNS.into_iter().zip(sets.iter().map(Vec::as_slice)).collect();
            let search = Search::new(&patterns).unwrap();
            let text = pieces.concat();
            let possible = search.possible(text.as_bytes());
            for (number, pattern) in PATTERNS.iter().enumerate() {
                let occurs = search.pattern(number).unwrap().is_match(text.as_bytes());
                prop_assert!(!occurs || possible.contains(number), "{pattern} in {text:?}");
            }
            let mut even = Possible::none(PATTERNS.len());
            (0..PATTERNS.len()).step_by(2).for_each(|number| even.insert(number));
            let listed: Vec<usize> = possible.among(&even).collect();
            let contained: Vec<usize> =
                (0..PATTERNS.len()).filter(|number| number % 2 == 0 && possible.contains(*number)).collect();
            prop_assert_eq!(listed, contained);
        }
    }
}
