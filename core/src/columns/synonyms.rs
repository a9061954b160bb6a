//! The words of headers and what they mean.

use std::collections::BTreeMap;
use std::ops::Bound;

use serde::Deserialize;
use toml::Spanned;

use super::normal;
use crate::field::{Field, SourceKind};

/// Shorter words are too near to other words for a typing error to be told from another word.
const SHORTEST_TYPO: usize = 6;
/// A header cut off by a field length must keep so many letters to be known.
const SHORTEST_STEM: usize = 8;

/// What headers mean, as in `rules/columns.toml`.
#[derive(Debug, Clone)]
pub struct Synonyms {
    ledger: Words,
    register: Words,
}

/// The words of one kind of table.
#[derive(Debug, Clone, Default)]
struct Words {
    meanings: BTreeMap<String, Word>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Word {
    Means(Meaning),
    /// Known, and of no use here.
    Ignored,
}

/// What a header means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Meaning {
    pub field: Field,
    pub basis: Option<String>,
    /// The lowest wins where several columns mean the same field.
    pub rank: u32,
    /// What the column means when another one was taken for the field.
    pub otherwise: Option<Field>,
    /// Normalised headers beside which this one means something else.
    pub unless: Vec<String>,
    pub guessed: bool,
}

/// What is known of a header.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Found {
    Means(Meaning),
    Ignored,
    Unknown,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    column: Vec<Block>,
    ignored: Ignored,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Ignored {
    headers: Vec<Spanned<String>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Block {
    field: Field,
    kind: Option<SourceKind>,
    basis: Option<String>,
    #[serde(default = "first_rank")]
    rank: u32,
    otherwise: Option<Field>,
    #[serde(default)]
    unless: Vec<String>,
    headers: Vec<Spanned<String>>,
    #[serde(default)]
    misspelt: Vec<Spanned<String>>,
}

const fn first_rank() -> u32 {
    1
}

impl Synonyms {
    /// Reads a file of column names.
    ///
    /// # Errors
    /// When it is not in the form of `rules/columns.toml` or when one header is given two meanings;
    /// the message is one sentence with the line.
    pub fn parse(toml: &str) -> Result<Self, String> {
        let file: File = toml::from_str(toml).map_err(|error| {
            let line = error.span().map_or(1, |span| line_of(toml, span.start));
            format!("line {line}: {}", error.message().replace('\n', ", "))
        })?;
        let mut synonyms = Self { ledger: Words::default(), register: Words::default() };
        for block in &file.column {
            let words = block.headers.iter().map(|word| (word, false));
            for (word, guessed) in words.chain(block.misspelt.iter().map(|word| (word, true))) {
                let meaning = Meaning {
                    field: block.field,
                    basis: block.basis.clone(),
                    rank: block.rank,
                    otherwise: block.otherwise,
                    unless: block.unless.iter().map(|header| normal::normalise(header)).collect(),
                    guessed,
                };
                synonyms.insert(toml, word, block.kind, &Word::Means(meaning))?;
            }
        }
        for word in &file.ignored.headers {
            synonyms.insert(toml, word, None, &Word::Ignored)?;
        }
        Ok(synonyms)
    }

    fn insert(
        &mut self,
        toml: &str,
        word: &Spanned<String>,
        kind: Option<SourceKind>,
        meaning: &Word,
    ) -> Result<(), String> {
        // Counted only where something is wrong: there are many headers.
        let line = || line_of(toml, word.span().start);
        let normal = normal::normalise(word.get_ref());
        if normal.is_empty() {
            return Err(format!("line {}: a header needs at least one letter or digit", line()));
        }
        for each in [SourceKind::Ledger, SourceKind::Register] {
            if kind.is_some_and(|kind| kind.family() != each) {
                continue;
            }
            let words = if each == SourceKind::Ledger { &mut self.ledger } else { &mut self.register };
            // The same words twice in one list are no contradiction: "Trans date" and "TRANS_DATE".
            let before = words.meanings.insert(normal.clone(), meaning.clone());
            if let Some(before) = before.filter(|before| before != meaning) {
                return Err(format!(
                    "line {}: the header \"{}\" of a {} stands in another list already, as {}",
                    line(),
                    word.get_ref(),
                    each.as_str(),
                    before.name()
                ));
            }
        }
        Ok(())
    }

    const fn of(&self, kind: SourceKind) -> &Words {
        match kind.family() {
            SourceKind::Ledger => &self.ledger,
            _ => &self.register,
        }
    }

    /// Whether a header as it stands means something in a table of this kind, or of any.
    pub(super) fn knows(&self, header: &str, kind: Option<SourceKind>) -> bool {
        let kinds = [SourceKind::Ledger, SourceKind::Register];
        let forms = normal::forms(header);
        kinds.into_iter().filter(|each| kind.is_none_or(|kind| kind.family() == *each)).any(|each| {
            let word = forms.iter().find_map(|form| self.of(each).meanings.get(form));
            matches!(word, Some(Word::Means(_)))
        })
    }

    /// What a header means in a table of this kind; `typos` says whether a near miss counts.
    pub(super) fn look_up(&self, header: &str, kind: SourceKind, typos: bool) -> Found {
        let words = self.of(kind);
        let forms = normal::forms(header);
        if let Some(word) = forms.iter().find_map(|form| words.meanings.get(form)) {
            return match word {
                Word::Means(meaning) => Found::Means(meaning.clone()),
                Word::Ignored => Found::Ignored,
            };
        }
        if !typos {
            return Found::Unknown;
        }
        forms
            .iter()
            .find_map(|form| words.near(form, normal::one_edit_apart, SHORTEST_TYPO))
            .or_else(|| forms.iter().find_map(|form| words.near(form, is_stem, SHORTEST_STEM)))
            .map_or(Found::Unknown, Found::Means)
    }
}

impl Words {
    /// The meaning of the words that are near to a header, if they all mean the same field.
    fn near(&self, form: &str, is_near: fn(&str, &str) -> bool, shortest: usize) -> Option<Meaning> {
        if form.len() < shortest {
            return None;
        }
        let mut near: Option<&Meaning> = None;
        // What is near begins alike, and the words are in order.
        let first = form.chars().next()?;
        let from = form.get(..first.len_utf8())?;
        let range = (Bound::Included(from), Bound::Unbounded);
        for (word, meaning) in self.meanings.range::<str, _>(range) {
            if !word.starts_with(first) {
                break;
            }
            if word.len() < shortest || !is_near(form, word) {
                continue;
            }
            match (meaning, near) {
                (Word::Ignored, _) => return None,
                (Word::Means(meaning), Some(before)) if meaning.field != before.field => return None,
                (Word::Means(meaning), Some(before)) if meaning.rank >= before.rank => {}
                (Word::Means(meaning), _) => near = Some(meaning),
            }
        }
        near.map(|meaning| Meaning { guessed: true, ..meaning.clone() })
    }
}

impl Word {
    fn name(&self) -> &'static str {
        match self {
            Self::Means(meaning) => meaning.field.as_str(),
            Self::Ignored => "ignored",
        }
    }
}

/// Whether a header is a word with its end cut off.
fn is_stem(form: &str, word: &str) -> bool {
    word.len() > form.len() && form.len() * 5 >= word.len() * 3 && word.starts_with(form)
}

fn line_of(toml: &str, offset: usize) -> usize {
    toml.bytes().take(offset).filter(|byte| *byte == b'\n').count() + 1
}
