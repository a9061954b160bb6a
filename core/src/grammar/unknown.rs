//! A word in front of the product that nothing is known of: it may be what was bought.
//!
//! "Pipettes, order sent by fax" and "wrap 3 fax machines" have one thing in common: a word stands in front of the product of
//! which no list says what it means. Whatever it means, such a line is no proof.

use strsim::osa_distance;

use super::words::Word;
use super::{Follows, Grammar, Head, Part, Tag};
use crate::field::SourceKind;

/// Letters of a word that is worth asking about; what is shorter is an abbreviation of anything.
const SHORTEST: usize = 3;
/// Letters of a word that is known again with one slip of the pen in it.
const SHORTEST_MISSPELT: usize = 5;

impl Grammar {
    /// Whether words that no tag has make a line doubtful.
    pub(crate) fn asks_for_unknown(&self) -> bool {
        self.tags.iter().any(|tag| tag.part == Part::Unknown)
    }

    /// The word in front of the product (or, with `whole`, anywhere) of which the pack knows nothing, or the number of
    /// another thing that is "for" it.
    pub(super) fn unknown(
        &self,
        text: &str,
        words: &[Word],
        first: usize,
        kind: SourceKind,
        whole: bool,
    ) -> Option<Head> {
        let applies = |tag: &Tag| tag.part == Part::Unknown && (whole || tag.kinds.contains(&kind.family()));
        let tag = self.tags.iter().position(applies)?;
        let from = words.iter().position(|word| word.is_product).map_or(first, |read| read.min(first));
        let end = if whole { words.len() } else { from };
        let stranger = (0..end).find(|at| !self.is_known(text, words, *at));
        let word = words.get(stranger.or_else(|| self.article(text, words, first))?)?;
        Some(Head { tag, span: word.span.clone(), follows: Follows::Review, is_one_of_many: false })
    }

    fn is_known(&self, text: &str, words: &[Word], at: usize) -> bool {
        let Some(word) = words.get(at) else { return true };
        let written = text.get(word.span.clone()).unwrap_or_default();
        let is_place =
            words.get(at + 1).is_some_and(|next| !next.breaks && self.part(next) == Some(Part::Place));
        word.tag.is_some()
            || word.is_product
            || word.has_digit
            || is_place
            || self.is_persons_name(words, at)
            || written.len() < SHORTEST
            || self.is_misspelt(written)
    }

    /// Whether a word stands right behind "FAO" or "Mrs": it says who, not what. A second word may be what was bought.
    fn is_persons_name(&self, words: &[Word], at: usize) -> bool {
        let before = at.checked_sub(1).and_then(|before| words.get(before));
        before.is_some_and(|before| self.part(before) == Some(Part::Who))
    }

    /// A number of letters and digits in front of "for": in "MLT-D1052L for SF650" it is what was bought. A rule may have
    /// read all three.
    fn article(&self, text: &str, words: &[Word], first: usize) -> Option<usize> {
        let is_named = |word: &Word| word.is_product && self.part(word) == Some(Part::Name);
        let name = words.iter().position(is_named).unwrap_or(words.len());
        let joins = |at: &usize| {
            let word = &words[*at];
            self.part(word) == Some(Part::Of) && word.span.len() > 1 && (*at < first || word.is_product)
        };
        let end = (0..name).rev().find(joins)?;
        let is_name = |written: &str| {
            let mut names = self.lexicon.single().filter(|(_, tag)| self.tags[*tag].part == Part::Name);
            names.any(|(name, _)| written.starts_with(name))
        };
        (0..end).find(|at| {
            let word = &words[*at];
            word.has_digit && !word.is_number && !text.get(word.span.clone()).is_some_and(is_name)
        })
    }

    /// Whether a word is one that is known, with one slip of the pen in it, and none that names another thing: "reapir" may
    /// well be what was paid for.
    fn is_misspelt(&self, written: &str) -> bool {
        let is_long = |word: &str| word.len() >= SHORTEST_MISSPELT;
        let is_meant = |known: &str| {
            is_long(known) && known.len().abs_diff(written.len()) <= 1 && osa_distance(known, written) <= 1
        };
        let mut meant =
            self.lexicon.single().filter(|(known, _)| is_long(written) && is_meant(known)).peekable();
        meant.peek().is_some() && meant.all(|(_, tag)| self.tags[tag].part != Part::Thing)
    }
}
