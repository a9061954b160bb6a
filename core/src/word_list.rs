//! Lists of words that are looked for in texts, as whole words.

use std::borrow::Cow;
use std::sync::OnceLock;

use aho_corasick::{AhoCorasick, MatchKind};
use serde::Deserialize;

/// Words in small letters, in the order of their file.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(transparent)]
pub struct WordList {
    words: Vec<String>,
    /// The search for all of them at once, made when it is first needed; `None` if it cannot be.
    #[serde(skip)]
    search: OnceLock<Option<AhoCorasick>>,
}

impl WordList {
    /// Finds the first word of the list that stands in a text, not as a part of a longer one, in whatever letters.
    #[must_use]
    pub fn first_in(&self, text: &str) -> Option<&str> {
        let text = if text.is_ascii() { Cow::Borrowed(text) } else { Cow::Owned(text.to_lowercase()) };
        let Some(search) = self.search.get_or_init(|| self.build()) else {
            let text = text.to_lowercase();
            return self.words.iter().find(|word| has_words(&text, word)).map(String::as_str);
        };
        let whole = search
            .find_overlapping_iter(text.as_ref())
            .filter(|found| is_whole(&text, found.start(), found.len()));
        let first = whole.map(|found| found.pattern().as_usize()).min()?;
        self.words.get(first).map(String::as_str)
    }

    fn build(&self) -> Option<AhoCorasick> {
        let kind = MatchKind::Standard;
        AhoCorasick::builder().match_kind(kind).ascii_case_insensitive(true).build(&self.words).ok()
    }
}

/// Whether words stand in a text, not as a part of longer ones; both in small letters.
pub(crate) fn has_words(text: &str, words: &str) -> bool {
    text.match_indices(words).any(|(at, _)| is_whole(text, at, words.len()))
}

/// Whether a part of a text is no part of a longer word.
fn is_whole(text: &str, at: usize, length: usize) -> bool {
    let before = text.get(..at).and_then(|before| before.chars().next_back());
    let behind = text.get(at + length..).and_then(|behind| behind.chars().next());
    !before.is_some_and(char::is_alphanumeric) && !behind.is_some_and(char::is_alphanumeric)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_of_the_list_is_found_as_a_whole_word() {
        let list = WordList {
            words: ["ink", "delivery of", "carr", "éc"].map(str::to_owned).to_vec(),
            ..WordList::default()
        };
        assert_eq!(list.first_in("Delivery of blinking carrier"), Some("delivery of"));
        assert_eq!(list.first_in("CARR. & INK"), Some("ink"));
        assert_eq!(list.first_in("blinking carrier"), None);
        assert_eq!(list.first_in("ÉC, ink: none"), Some("ink"));
        assert_eq!(list.first_in("ÉC-5"), Some("éc"));
        assert_eq!(WordList::default().first_in("ink"), None);
    }
}
