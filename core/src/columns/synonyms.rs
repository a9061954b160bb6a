//! The words of headers and what they mean.

use std::collections::BTreeMap;
use std::ops::Bound;

use hashbrown::HashSet;
use toml::Spanned;

use super::compound::Compounds;
use super::file::File;
use super::meaning::{Found, Meaning, answered, thing};
use super::writing::{self, Asks, Vat, Written};
use super::{Recognised, normal};
use crate::field::{Field, SourceKind};

/// Shorter words are too near to other words for a typing error to be told from another word.
const SHORTEST_TYPO: usize = 6;
/// A header cut off by a field length must keep so many letters to be known.
const SHORTEST_STEM: usize = 8;

/// Headers have no longer words, in bytes.
const LONGEST_WORD: usize = 24;
/// Descriptions of this rank and above are mere names.
const WEAK: u32 = 3;
/// The basis of a total that stands on every line of an invoice.
const INVOICE_TOTAL: &str = "invoice_total";

/// What headers mean, as in `rules/columns.toml`.
#[derive(Debug, Clone)]
pub struct Synonyms {
    ledger: Words,
    register: Words,
    /// Every known header, of either kind.
    headers: HashSet<String>,
    /// Every word that a known header may have, so that text is quickly seen to be none.
    vocabulary: HashSet<String>,
}

/// The words of one kind of table.
#[derive(Debug, Clone, Default)]
struct Words {
    meanings: BTreeMap<String, Word>,
    compounds: Compounds,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Word {
    Means(Meaning),
    /// Known, and of no use here.
    Ignored,
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
        let mut synonyms = Self {
            ledger: Words::default(),
            register: Words::default(),
            headers: HashSet::new(),
            vocabulary: writing::vocabulary(),
        };
        for block in &file.column {
            let words = block.headers.iter().map(|word| (word, Recognised::Heading));
            let misspelt = block.misspelt.iter().map(|word| (word, Recognised::Likeness));
            for (word, recognised) in words.chain(misspelt) {
                let meaning = block.meaning(recognised);
                synonyms.insert(toml, word, block.kind, &Word::Means(meaning))?;
            }
        }
        for word in &file.ignored.headers {
            synonyms.insert(toml, word, None, &Word::Ignored)?;
        }
        for block in file.compound {
            let words = block.last.iter().chain(&block.needs).chain(&block.also);
            synonyms.vocabulary.extend(words.cloned());
            let kinds =
                [(SourceKind::Ledger, &mut synonyms.ledger), (SourceKind::Register, &mut synonyms.register)];
            for (_, words) in
                kinds.into_iter().filter(|(kind, _)| block.kind.is_none_or(|only| only == *kind))
            {
                words.compounds.add(&block.last, &block.compound());
            }
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
        self.vocabulary.extend(writing::words(word.get_ref()));
        let normal = normal::normalise(word.get_ref());
        if normal.is_empty() {
            return Err(format!("line {}: a header needs at least one letter or digit", line()));
        }
        self.headers.insert(normal.clone());
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

    /// Whether a header means something in a table of this kind, or of any, typing errors not forgiven.
    pub(super) fn knows(&self, header: &str, kind: Option<SourceKind>) -> bool {
        let forms = normal::forms(header);
        let kinds = [SourceKind::Ledger, SourceKind::Register];
        let kinds = || kinds.into_iter().filter(|each| kind.is_none_or(|kind| kind.family() == *each));
        if forms.iter().any(|form| self.headers.contains(form)) {
            let mut exact = kinds().filter_map(|each| self.of(each).word(&forms)).peekable();
            if exact.peek().is_some() {
                return exact.any(|word| matches!(word, Word::Means(_)));
            }
        }
        if !self.may_know(header) {
            return false;
        }
        let written = writing::read(header);
        kinds().any(|each| matches!(self.of(each).in_other_words(header, &written), Some(Found::Means(_))))
    }

    /// Whether all words of a header are those of headers; a quick look that spares the cells of data a longer one.
    fn may_know(&self, header: &str) -> bool {
        let mut words =
            header.split(|c: char| !c.is_alphanumeric() && c != '£').filter(|word| !word.is_empty());
        words.all(|word| self.is_of_headers(word))
    }

    fn is_of_headers(&self, word: &str) -> bool {
        let mut lower = [0; LONGEST_WORD];
        let Some(lower) = lower.get_mut(..word.len()) else { return false };
        lower.copy_from_slice(word.as_bytes());
        lower.make_ascii_lowercase();
        let Ok(word) = std::str::from_utf8(lower) else { return false };
        self.vocabulary.contains(word)
            || word.bytes().all(|byte| byte.is_ascii_digit())
            || word.strip_suffix('s').is_some_and(|one| self.vocabulary.contains(one))
    }

    /// What a header means in a table of this kind; `typos` says whether a near miss counts.
    pub(super) fn look_up(&self, header: &str, kind: SourceKind, typos: bool) -> Found {
        let words = self.of(kind);
        let forms = normal::forms(header);
        if let Some(found) = words.exactly(&forms) {
            return match found {
                Found::Means(meaning)
                    if meaning.field == Field::Disposed && header.trim_end().ends_with('?') =>
                {
                    Found::Means(meaning.of_answers())
                }
                // "Model type" is ignored; "Model / type" is a model.
                Found::Ignored => words.of_alternatives(header).unwrap_or(Found::Ignored),
                found => found,
            };
        }
        let written = writing::read(header);
        if let Some(found) = words.in_other_words(header, &written) {
            return found;
        }
        if !typos || written.asks == Some(Asks::Surely) {
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
    /// The first of several forms of a header that is known.
    fn word(&self, forms: &[String]) -> Option<&Word> {
        forms.iter().find_map(|form| self.meanings.get(form))
    }

    fn exactly(&self, forms: &[String]) -> Option<Found> {
        self.word(forms).map(|word| match word {
            Word::Means(meaning) => Found::Means(meaning.clone()),
            Word::Ignored => Found::Ignored,
        })
    }

    /// What a header means that says more than a known one, or says it in other words of a known kind.
    fn in_other_words(&self, header: &str, written: &Written) -> Option<Found> {
        let found = self.plainly(written).or_else(|| self.of_alternatives(header));
        match (written.asks, written.vat) {
            (Some(asks), _) => answered(asks, found?),
            (None, Some(vat)) => self.with_vat(vat, found, written),
            (None, None) => found,
        }
    }

    /// What the plainer words of a header mean: together, or word by word.
    fn plainly(&self, written: &Written) -> Option<Found> {
        self.exactly(&written.forms).or_else(|| {
            let compound = written.plain.iter().find_map(|words| self.compounds.meaning(words));
            compound.cloned().map(Found::Means)
        })
    }

    /// "Make / model", "Goods & services": all that it names must be known and of one field, or parts of what a thing is.
    fn of_alternatives(&self, header: &str) -> Option<Found> {
        let parts = writing::alternatives(header);
        if parts.len() < 2 {
            return None;
        }
        let mut best: Option<Meaning> = None;
        let mut remarks = false;
        for part in &parts {
            let written = writing::read(part);
            let found = self.exactly(&normal::forms(part)).or_else(|| self.plainly(&written));
            let meaning = match found {
                Some(Found::Means(meaning)) => meaning,
                Some(Found::Ignored | Found::Unknown) => {
                    remarks = true;
                    continue;
                }
                None if written.plain.iter().any(|words| is_beside_the_point(words)) => continue,
                None => return None,
            };
            best = Some(match best {
                None => meaning,
                Some(best) if best.field == meaning.field && best.rank <= meaning.rank => best,
                Some(best) if best.field == meaning.field => meaning,
                Some(best) => match (thing(best.field)?, thing(meaning.field)?) {
                    (one, other) if one <= other => best,
                    _ => meaning,
                },
            });
        }
        // "Description / comments" is a description; a mere name beside something else is not.
        let describes = |meaning: &Meaning| {
            meaning.field == Field::Model || meaning.field == Field::Description && meaning.rank < WEAK
        };
        best.filter(|meaning| !remarks || describes(meaning)).map(Found::Means)
    }

    /// The meaning of an amount of which the header says whether it is net or gross.
    fn with_vat(&self, vat: Vat, found: Option<Found>, written: &Written) -> Option<Found> {
        let kind = match vat {
            Vat::Excluded => "netamount",
            Vat::Included => "grossamount",
        };
        let of_kind = || self.exactly(&[kind.to_owned()]);
        let nothing_else = written.plain.iter().all(Vec::is_empty);
        match found {
            Some(Found::Means(meaning)) if meaning.field == Field::Amount => {
                if meaning.basis.as_deref() == Some(INVOICE_TOTAL) {
                    Some(Found::Means(meaning))
                } else {
                    of_kind()
                }
            }
            None if nothing_else => of_kind(),
            found => found,
        }
    }

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
        near.map(|meaning| Meaning { recognised: Recognised::Likeness, ..meaning.clone() })
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

/// Whether words say what is beside a description or model without changing what it is.
fn is_beside_the_point<W: AsRef<str>>(words: &[W]) -> bool {
    let [word] = words else { return false };
    ["type", "types", "size", "colour", "spec", "specification", "reference"].contains(&word.as_ref())
}
