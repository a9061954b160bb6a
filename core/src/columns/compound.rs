//! Headings put together from known words: "Requisition line narrative", "Net order value".

use std::collections::{BTreeMap, BTreeSet};

use super::meaning::Meaning;

/// Longer headings are sentences.
const MOST_WORDS: usize = 6;

/// Kinds of headings by their last words.
#[derive(Debug, Clone, Default)]
pub(super) struct Compounds(BTreeMap<String, Vec<Compound>>);

/// A kind of heading: words that must stand before its last word and words that may.
#[derive(Debug, Clone)]
pub(super) struct Compound {
    /// One of these must stand before the last word.
    pub needs: BTreeSet<String>,
    /// These may stand before it, too.
    pub also: BTreeSet<String>,
    pub meaning: Meaning,
}

impl Compounds {
    /// Adds a kind of heading that ends with one of the words `last`.
    pub fn add(&mut self, last: &BTreeSet<String>, compound: &Compound) {
        for word in last {
            self.0.entry(word.clone()).or_default().push(compound.clone());
        }
    }

    /// What a heading of these words means, by the first kind that it is of.
    pub fn meaning(&self, words: &[String]) -> Option<&Meaning> {
        let [before @ .., last] = words else { return None };
        if before.is_empty() || words.len() > MOST_WORDS {
            return None;
        }
        let kinds = self.0.get(last).or_else(|| self.0.get(last.strip_suffix('s')?))?;
        kinds.iter().find(|kind| kind.fits(before)).map(|kind| &kind.meaning)
    }
}

impl Compound {
    /// Whether the words before the last one are of this kind.
    fn fits(&self, before: &[String]) -> bool {
        before.iter().any(|word| has(&self.needs, word))
            && before.iter().all(|word| is_number(word) || has(&self.needs, word) || has(&self.also, word))
    }
}

/// Whether a word is among others, in the plural or not.
fn has(words: &BTreeSet<String>, word: &str) -> bool {
    words.contains(word) || word.strip_suffix('s').is_some_and(|one| words.contains(one))
}

/// A running number, as in "Analysis 2 description".
fn is_number(word: &str) -> bool {
    word.len() <= 2 && word.bytes().all(|byte| byte.is_ascii_digit())
}
