//! Words of cells: of rows that are no lines, and of cells that say how an amount is to be read.

mod amounts;

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde::Deserialize;

use crate::field::SourceKind;
use crate::word_list::{WordList, has_words};

use amounts::{Currencies, Documents, Signs};
pub use amounts::{Currency, Side};

/// The words, as a rule file lists them.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RowWords {
    total: Total,
    pivot: Pivot,
    above: Above,
    unit: Unit,
    money: OtherMoney,
    against: Against,
    sign: Signs,
    document: Documents,
    currency: Currencies,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Total {
    words: Vec<String>,
    beginnings: Vec<String>,
    endings: Vec<String>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Pivot {
    headings: Vec<String>,
    words: Vec<String>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Above {
    words: Vec<String>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct OtherMoney {
    other: Vec<String>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Unit {
    thousands: Vec<String>,
    others: Vec<String>,
}

/// What speaks against a line.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Against {
    register: Speaking,
    ledger: Speaking,
    unless: Vec<String>,
    nothing: Vec<String>,
    colours: WordList,
    listed: WordList,
    held: Vec<String>,
    no: Vec<String>,
    marks: BTreeMap<String, Vec<String>>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Speaking {
    words: WordList,
    headings: Vec<String>,
    names: Vec<String>,
}

/// In what a title says that the amounts below are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SaidUnit {
    /// Thousands of pounds.
    Thousands,
    /// Another currency.
    Other,
}

impl RowWords {
    /// Reads a file of words.
    ///
    /// # Errors
    /// When it is no such file.
    pub fn parse(text: &str) -> Result<Self, toml::de::Error> {
        toml::from_str(text)
    }

    /// Whether a cell is the word of a total.
    #[must_use]
    pub fn is_total(&self, cell: &str) -> bool {
        let cell = plain(cell);
        let begins = |beginning: &String| {
            cell.get(..beginning.len()).is_some_and(|start| start.eq_ignore_ascii_case(beginning))
        };
        let ends = |ending: &String| {
            let start = cell.len().checked_sub(ending.len());
            let end = start.filter(|start| *start > 0).and_then(|start| cell.get(start..));
            end.is_some_and(|end| end.eq_ignore_ascii_case(ending))
        };
        is_one_of(&self.total.words, &cell)
            || self.total.beginnings.iter().any(begins)
            || self.total.endings.iter().any(ends)
    }

    /// Whether a description stands for the one in the row above it.
    #[must_use]
    pub fn is_as_above(&self, cell: &str) -> bool {
        is_one_of(&self.above.words, cell.trim())
    }

    fn against(&self, kind: SourceKind) -> &Speaking {
        if kind == SourceKind::Ledger { &self.against.ledger } else { &self.against.register }
    }

    /// The words of a text that speak against its line: that an asset is gone, or that an order came to nothing.
    #[must_use]
    pub fn speaks_against(&self, text: &str, kind: SourceKind) -> Option<&str> {
        let words = &self.against(kind).words;
        words.first_in(text)?;
        let mut text = text.to_lowercase();
        for unless in &self.against.unless {
            text = text.replace(unless.as_str(), " ");
        }
        words.first_in(&text)
    }

    /// The word by which a row that has the number of an asset, in a list of its own, says that the asset is gone.
    #[must_use]
    pub fn lists_as_gone(&self, cell: &str) -> Option<&str> {
        let listed = || self.against.listed.first_in(cell);
        self.speaks_against(cell, SourceKind::Register).or_else(listed)
    }

    /// How a mark is written in a cell that a key calls by its name, such as "cross".
    #[must_use]
    pub fn marks_called(&self, name: &str) -> Option<&[String]> {
        self.against.marks.get(&name.to_lowercase()).map(Vec::as_slice)
    }

    /// Whether a text names a colour, as the key to the colours of a sheet does.
    #[must_use]
    pub fn names_colour(&self, text: &str) -> bool {
        self.against.colours.first_in(text).is_some()
    }

    /// The words of a sheet's or file's name that speak against its lines.
    #[must_use]
    pub fn name_speaks_against(&self, name: &str, kind: SourceKind) -> Option<&str> {
        let name = name.to_lowercase();
        self.against(kind).names.iter().find(|word| has_words(&name, word)).map(String::as_str)
    }

    /// Whether a heading asks for what would speak against a line, such as "Cancelled?" or "Date left site".
    #[must_use]
    pub fn asks_against(&self, heading: &str, kind: SourceKind) -> bool {
        let heading = heading.to_lowercase();
        self.against(kind).headings.iter().any(|word| has_words(&heading, word))
    }

    /// Whether a heading asks for what would speak for a line, such as "Still in use?".
    #[must_use]
    pub fn asks_held(&self, heading: &str, kind: SourceKind) -> bool {
        let heading = heading.to_lowercase();
        kind != SourceKind::Ledger && self.against.held.iter().any(|word| has_words(&heading, word))
    }

    /// Whether a cell answers such a heading with no.
    #[must_use]
    pub fn answers_no(&self, cell: &str) -> bool {
        is_one_of(&self.against.no, cell.trim().trim_end_matches(['.', '!']))
    }

    /// Whether a cell answers such a heading with more than "no" or nothing.
    #[must_use]
    pub fn answers(&self, cell: &str) -> bool {
        let cell = cell.trim();
        let is_nought = !cell.is_empty() && cell.chars().all(|c| matches!(c, '0' | '.' | '-' | '/' | '£'));
        !cell.is_empty() && !is_nought && !is_one_of(&self.against.nothing, cell)
    }

    /// The unit in which a title says that amounts are, if it is not pounds.
    #[must_use]
    pub fn unit(&self, title: &str) -> Option<SaidUnit> {
        let title = title.to_lowercase();
        let has = |words: &[String]| words.iter().any(|word| title.contains(word.as_str()));
        let unit = [(&self.unit.thousands, SaidUnit::Thousands), (&self.unit.others, SaidUnit::Other)];
        unit.into_iter().find(|(words, _)| has(words)).map(|(_, unit)| unit)
    }

    /// Whether a cell is a heading that only pivot tables have.
    #[must_use]
    pub fn is_pivot_heading(&self, cell: &str) -> bool {
        is_one_of(&self.pivot.headings, &plain(cell))
    }

    /// Whether a cell is what a pivot table writes for nothing.
    #[must_use]
    pub fn is_pivot_word(&self, cell: &str) -> bool {
        is_one_of(&self.pivot.words, &plain(cell))
    }
}

/// A cell without the signs at its end; in small letters unless it is ASCII, of which comparing takes care.
fn plain(cell: &str) -> Cow<'_, str> {
    let cell = cell.trim().trim_end_matches([':', '.', ' ']);
    if cell.is_ascii() { Cow::Borrowed(cell) } else { Cow::Owned(cell.to_lowercase()) }
}

fn is_one_of(words: &[String], cell: &str) -> bool {
    words.iter().any(|word| word.eq_ignore_ascii_case(cell))
}
