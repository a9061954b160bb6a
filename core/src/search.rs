//! Which of many patterns can occur in a text: their literals are searched for at once, and only patterns
//! whose literals are there are tried.
//!
//! One automaton over all the patterns would be the obvious way; with hundreds of them it grows past its
//! cache and falls back to a search that is a hundred times slower.

use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};
use regex::bytes::{Regex, RegexBuilder};

use crate::literal;

/// Compiled patterns of a pack stay far below this; a runaway pattern does not.
const SIZE_LIMIT: usize = 64 << 20;

/// Patterns with the literals that admit them.
#[derive(Debug)]
pub struct Search {
    patterns: Vec<Regex>,
    automaton: AhoCorasick,
    /// For every literal of the automaton, the patterns that it admits.
    admits: Vec<Vec<usize>>,
    /// Patterns without a literal, which are always tried.
    always: Vec<usize>,
}

/// The patterns that a text admits, by number.
#[derive(Debug, Clone)]
pub struct Possible {
    bits: Vec<u64>,
}

impl Possible {
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
        let mut literals: Vec<Vec<u8>> = Vec::new();
        let mut admits: Vec<Vec<usize>> = Vec::new();
        let mut always = Vec::new();
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
            let Some(required) = literal::required(&hir) else {
                always.push(pattern);
                continue;
            };
            for literal in required {
                match literals.iter().position(|known| *known == literal) {
                    Some(at) => admits[at].push(pattern),
                    None => {
                        literals.push(literal);
                        admits.push(vec![pattern]);
                    }
                }
            }
        }
        let automaton = AhoCorasick::builder()
            .match_kind(MatchKind::Standard)
            .kind(Some(AhoCorasickKind::DFA))
            .build(&literals)
            .map_err(|error| error.to_string())?;
        Ok(Self { patterns: compiled, automaton, admits, always })
    }

    /// The patterns that a folded text admits; the others do not occur in it.
    pub fn possible(&self, folded: &[u8]) -> Possible {
        let mut possible = Possible { bits: vec![0; self.patterns.len().div_ceil(64)] };
        for pattern in &self.always {
            possible.insert(*pattern);
        }
        for found in self.automaton.find_overlapping_iter(folded) {
            for pattern in &self.admits[found.pattern()] {
                possible.insert(*pattern);
            }
        }
        possible
    }

    pub fn pattern(&self, number: usize) -> &Regex {
        &self.patterns[number]
    }
}
