//! The words of a grammar, and how a text is taken apart into them.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::text::fold;

/// The words of a pack's tags.
#[derive(Debug, Default)]
pub struct Lexicon {
    /// Words by the first letter of the first one; the longest first.
    words: BTreeMap<u8, Vec<Entry>>,
    /// The tag that a plus sign has.
    pub and: Option<usize>,
}

#[derive(Debug)]
struct Entry {
    words: Vec<Pattern>,
    tag: usize,
}

#[derive(Debug, PartialEq, Eq)]
struct Pattern {
    text: String,
    is_open: bool,
}

impl Pattern {
    fn fits(&self, word: &str) -> bool {
        if self.is_open { word.starts_with(&self.text) } else { word == self.text }
    }
}

/// A word of a text, or several that are tagged together.
#[derive(Debug, Clone)]
pub struct Word {
    /// Its place in the folded text.
    pub span: Range<usize>,
    /// Index of its tag.
    pub tag: Option<usize>,
    /// Whether a comma, a dash, a bracket or the like stands in front of it.
    pub breaks: bool,
    /// Whether only a comma does, as in a list.
    pub lists: bool,
    /// Whether a rule has read it as the product.
    pub is_product: bool,
    /// Whether it is all digits.
    pub is_number: bool,
    /// Whether a digit is in it.
    pub has_digit: bool,
}

impl Lexicon {
    /// Takes in the words of a tag: words and abbreviations as people write them, a star for any ending.
    ///
    /// # Errors
    /// A word that has nothing to be found by.
    pub fn add(&mut self, tag: usize, written: &str) -> Result<(), String> {
        let folded = fold(written);
        let patterns: Vec<Pattern> = folded
            .as_str()
            .split(|sign: char| !sign.is_ascii_alphanumeric() && sign != '*')
            .filter(|word| !word.is_empty())
            .map(|word| Pattern { text: word.trim_matches('*').to_owned(), is_open: word.ends_with('*') })
            .collect();
        let first = patterns.first().and_then(|pattern| pattern.text.bytes().next());
        let Some(first) = first.filter(|_| patterns.iter().all(|pattern| !pattern.text.is_empty())) else {
            return Err(format!("\"{written}\" has no letters to be found by"));
        };
        let entries = self.words.entry(first).or_default();
        if entries.iter().any(|entry| entry.words == patterns) {
            return Err(format!("\"{written}\" is there twice; it can mean one thing only"));
        }
        entries.push(Entry { words: patterns, tag });
        entries.sort_by_key(|entry| std::cmp::Reverse(entry.words.len()));
        Ok(())
    }

    /// The words that are tagged by themselves, each with its tag; of those with any ending, what stands before it.
    pub fn single(&self) -> impl Iterator<Item = (&str, usize)> {
        self.words.values().flatten().filter_map(|entry| match entry.words.as_slice() {
            [word] => Some((word.text.as_str(), entry.tag)),
            _ => None,
        })
    }

    /// Takes a text apart into words, each with its tag; `is_product` says which places a rule has read.
    pub fn read(&self, text: &str, is_product: impl Fn(&Range<usize>) -> bool) -> Vec<Word> {
        let bytes = text.as_bytes();
        let is_letter = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_alphanumeric);
        let mut spans: Vec<Range<usize>> = Vec::new();
        let mut at = 0;
        while at < bytes.len() {
            let start = at;
            while is_letter(at) {
                at += 1;
            }
            if at > start {
                spans.push(start..at);
            } else {
                at += 1;
            }
        }
        let between = |one: usize| -> &str {
            let from = one.checked_sub(1).and_then(|before| spans.get(before)).map_or(0, |span| span.end);
            spans.get(one).and_then(|span| text.get(from..span.start)).unwrap_or_default()
        };
        let mut words: Vec<Word> = Vec::with_capacity(spans.len());
        let mut next = 0;
        while let Some(span) = spans.get(next) {
            let separator = between(next);
            if separator.contains(['+', '&'])
                && let Some(and) = self.and
            {
                words.push(Word {
                    span: span.start..span.start,
                    tag: Some(and),
                    breaks: false,
                    lists: false,
                    is_product: false,
                    is_number: false,
                    has_digit: false,
                });
            }
            let found = self.longest(text, &spans, next, &between);
            let (count, tag) = found.map_or((1, None), |(count, tag)| (count, Some(tag)));
            let end = spans.get(next + count - 1).map_or(span.end, |last| last.end);
            let whole = span.start..end;
            words.push(Word {
                is_product: is_product(&whole),
                has_digit: bytes.get(span.clone()).is_some_and(|word| word.iter().any(u8::is_ascii_digit)),
                is_number: bytes.get(span.clone()).is_some_and(|word| word.iter().all(u8::is_ascii_digit)),
                breaks: is_break(separator),
                lists: separator.trim() == ",",
                span: whole,
                tag,
            });
            next += count;
        }
        words
    }

    /// The longest run of tagged words that begins here: how many words, and their tag.
    fn longest<'t>(
        &self,
        text: &str,
        spans: &[Range<usize>],
        at: usize,
        between: &impl Fn(usize) -> &'t str,
    ) -> Option<(usize, usize)> {
        let word = |at: usize| spans.get(at).and_then(|span| text.get(span.clone()));
        let entries = self.words.get(&word(at)?.bytes().next()?)?;
        let fits = |entry: &&Entry| {
            entry.words.iter().enumerate().all(|(index, pattern)| {
                word(at + index).is_some_and(|word| pattern.fits(word))
                    && (index == 0 || between(at + index).len() <= 3 && !is_break(between(at + index)))
            })
        };
        entries.iter().find(fits).map(|entry| (entry.words.len(), entry.tag))
    }
}

/// Whether what stands between two words keeps them apart.
fn is_break(between: &str) -> bool {
    between.contains([',', ';', ':', '(', ')', '[', ']', '*', '>', '|', '"'])
        || between.contains(" -")
        || between.contains("- ")
        || between.contains(". ")
}
