//! Personal data in free text: found and masked before a cell is shown to anybody.
//!
//! A report goes to people who need to know what was bought, not who asked for it or for which patient. What is
//! masked must be personal with good reason: numbers by their form and check digit, names behind a title or behind
//! words such as "FAO". The words are data (`rules/personal.toml`). Text is cut into tokens once and walked through
//! once; every look ahead is bounded.

mod emails;
mod names;
mod numbers;
mod tokens;
mod words;

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::Range;

use serde::{Deserialize, Serialize};

use crate::field::Field;
use tokens::{Kind as Token, Text};
use words::Lead;
pub use words::Personal;

/// A kind of personal data.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// A person's name.
    Name,
    /// A person's e-mail address.
    Email,
    /// A telephone number.
    Phone,
    /// An NHS number.
    NhsNumber,
    /// A patient's number in a hospital.
    HospitalNumber,
    /// A date of birth.
    DateOfBirth,
}

impl Kind {
    /// Every kind, in the order in which they are declared.
    pub const ALL: [Self; 6] =
        [Self::Name, Self::Email, Self::Phone, Self::NhsNumber, Self::HospitalNumber, Self::DateOfBirth];

    /// What stands in the place of a masked piece.
    #[must_use]
    pub const fn mask(self) -> &'static str {
        match self {
            Self::Name => "[name]",
            Self::Email => "[e-mail]",
            Self::Phone => "[phone]",
            Self::NhsNumber => "[NHS number]",
            Self::HospitalNumber => "[hospital number]",
            Self::DateOfBirth => "[date of birth]",
        }
    }

    /// The kind in words, of one piece and of several.
    #[must_use]
    pub const fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::Name => ("name", "names"),
            Self::Email => ("e-mail address", "e-mail addresses"),
            Self::Phone => ("phone number", "phone numbers"),
            Self::NhsNumber => ("NHS number", "NHS numbers"),
            Self::HospitalNumber => ("hospital number", "hospital numbers"),
            Self::DateOfBirth => ("date of birth", "dates of birth"),
        }
    }
}

/// Masked pieces by kind.
pub type Counts = BTreeMap<Kind, u64>;

/// What a text is, which decides what in it can be personal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Content {
    /// Words of any kind.
    Free,
    /// A number, code, date or product name: digits are personal only behind a word that says so.
    Code,
    /// Whoever was paid or is meant: a firm, unless the whole of it is a person's title and name.
    Party,
}

impl Content {
    /// What the cells of a column are.
    #[must_use]
    pub const fn of(field: Field) -> Self {
        match field {
            Field::Supplier | Field::Organisation => Self::Party,
            Field::Description
            | Field::Category
            | Field::Location
            | Field::Status
            | Field::AcquisitionMethod
            | Field::ExpenseType
            | Field::ExpenseArea => Self::Free,
            _ => Self::Code,
        }
    }
}

/// What the heading of a column says of the cells below it: a person's name, a patient's number, or nothing.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Heading(Option<Lead>);

impl Heading {
    /// Whether it is that of patients' numbers.
    #[must_use]
    pub const fn is_of_patients(self) -> bool {
        matches!(self.0, Some(Lead::Nhs | Lead::Patient))
    }
}

/// A piece of personal data.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    /// What it is.
    pub kind: Kind,
    /// Its place in the text as it was.
    pub span: Range<usize>,
}

/// A text without its personal data.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Masked<'a> {
    /// The text as it may be shown.
    pub text: Cow<'a, str>,
    /// What was masked, in the order of the text.
    pub pieces: Vec<Piece>,
}

impl Masked<'_> {
    /// The place in the masked text of a place in the text as it was, widened to whole masks.
    #[must_use]
    pub fn span(&self, was: &Range<usize>) -> Range<usize> {
        let (start, end) = (self.place(was.start, false), self.place(was.end, true));
        start..end.max(start)
    }

    fn place(&self, was: usize, end: bool) -> usize {
        let mut now = was;
        for piece in &self.pieces {
            let (mask, length) = (piece.kind.mask().len(), piece.span.len());
            if piece.span.end <= was {
                now = now + mask - length;
            } else if piece.span.start < was {
                return now - (was - piece.span.start) + if end { mask } else { 0 };
            } else {
                break;
            }
        }
        now
    }

    /// Adds what was masked to counts.
    pub fn count(&self, counts: &mut Counts) {
        for piece in &self.pieces {
            *counts.entry(piece.kind).or_default() += 1;
        }
    }
}

impl Personal {
    /// Masks what is personal in a text.
    #[must_use]
    pub fn mask<'a>(&self, text: &'a str, content: Content) -> Masked<'a> {
        Self::masked(text, if self.may_be_in(text) { self.find(text, content, None) } else { Vec::new() })
    }

    /// Masks what is personal in a cell of a column with such a heading.
    #[must_use]
    pub fn mask_under<'a>(&self, heading: Heading, cell: &'a str, content: Content) -> Masked<'a> {
        match heading.0 {
            None => self.mask(cell, content),
            lead => Self::masked(cell, self.find(cell, content, lead)),
        }
    }

    /// What a heading, such as "Assigned to" or "DOB", says of the cells below it.
    #[must_use]
    pub fn heading(&self, heading: &str) -> Heading {
        let lower = format!("{}:", heading.trim().to_ascii_lowercase());
        let text = Text::new(&lower, &lower);
        let lead = self.lead(&text, 0).map(|(lead, _)| lead);
        Heading(lead.filter(|lead| !matches!(lead, Lead::Code | Lead::Phone | Lead::Firm)))
    }

    fn masked(text: &str, pieces: Vec<Piece>) -> Masked<'_> {
        if pieces.is_empty() {
            return Masked { text: Cow::Borrowed(text), pieces };
        }
        let mut shown = String::with_capacity(text.len());
        let mut from = 0;
        for piece in &pieces {
            shown.push_str(text.get(from..piece.span.start).unwrap_or_default());
            shown.push_str(piece.kind.mask());
            from = piece.span.end;
        }
        shown.push_str(text.get(from..).unwrap_or_default());
        Masked { text: Cow::Owned(shown), pieces }
    }

    fn find(&self, cell: &str, content: Content, mut lead: Option<Lead>) -> Vec<Piece> {
        let mut pieces: Vec<Piece> = Vec::new();
        let lower = cell.to_ascii_lowercase();
        let text = Text::new(cell, &lower);
        let addresses = emails::find(cell);
        let mut addresses = addresses.iter().peekable();
        let (mut at, mut after_piece) = (0, false);
        while let Some(token) = text.token(at) {
            while addresses.next_if(|address| address.start < token.start).is_some() {}
            if let Some(address) = addresses.next_if(|address| address.start == token.start) {
                let is_personal = !self.is_role(lower.get(address.clone()).unwrap_or_default());
                if is_personal {
                    pieces.push(Piece { kind: Kind::Email, span: address.clone() });
                }
                while text.token(at).is_some_and(|token| token.start < address.end) {
                    at += 1;
                }
                (lead, after_piece) = (None, is_personal);
                continue;
            }
            let here = Here { personal: self, text: &text, at, lead, after_piece, content };
            if let Some((kind, next)) = here.piece() {
                let end = text.end(next);
                pieces.push(Piece { kind, span: token.start..end });
                (at, lead, after_piece) = (next, None, true);
                continue;
            }
            after_piece = after_piece && text.is_sign(at, '/') || token.kind == Token::Mask;
            if let Some((found, next)) = self.lead(&text, at) {
                (at, lead) = (next, Some(found));
                continue;
            }
            // "invoices 5105920638 & 5105920651": one word stands before several codes.
            let goes_on = text.is_filler(at) || lead == Some(Lead::Code) && text.joins_codes(at);
            lead = lead.filter(|_| goes_on);
            at += 1;
        }
        pieces
    }
}

/// A place in a text, with what stands before it.
#[derive(Clone, Copy)]
struct Here<'a> {
    personal: &'a Personal,
    text: &'a Text<'a>,
    /// The token.
    at: usize,
    /// Words before it that say what follows.
    lead: Option<Lead>,
    /// Whether a masked piece stands before it, with at most a stroke between.
    after_piece: bool,
    content: Content,
}

impl Here<'_> {
    /// The personal data that begins here, with the token behind it.
    fn piece(&self) -> Option<(Kind, usize)> {
        let found = |kind| move |next| (kind, next);
        match self.text.token(self.at)?.kind {
            Token::Number | Token::Sign('+' | '(') => self
                .nhs_number()
                .map(found(Kind::NhsNumber))
                .or_else(|| self.date_of_birth().map(found(Kind::DateOfBirth)))
                .or_else(|| self.phone().map(found(Kind::Phone)))
                .or_else(|| self.hospital_number().map(found(Kind::HospitalNumber))),
            Token::Word => self
                .date_of_birth()
                .map(found(Kind::DateOfBirth))
                .or_else(|| self.hospital_number().map(found(Kind::HospitalNumber)))
                .or_else(|| self.name().map(found(Kind::Name))),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const WORDS: &str = include_str!("../../rules/personal.toml");

    proptest! {
        #[test]
        fn the_quick_look_misses_nothing(
            pieces in proptest::collection::vec(
                prop_oneof![
                    2 => proptest::sample::select(vec![
                        "Mr", "mrs", "DR.", "Smith", "J", "Patel", "FAO", "f  a o", "c/o", "C/O ", "contact", "Contact:",
                        "assigned to", "user: jsmith", "MRN", "patient no", "A12345", "dob", "12/03/50", "born", "d.o.b",
                        "tel", "01422 555123", "nhs number", "943 476 5919", "a@b.com", "Ltd", "[name]", "requested\tby",
                    ]),
                    1 => proptest::sample::select(vec![" ", " ", "-", ",", ": ", "'", "2", "/", "\u{a0}", "x"]),
                ].prop_map(str::to_owned),
                0..8,
            ),
            content in proptest::sample::select(vec![Content::Free, Content::Code, Content::Party]),
        ) {
            let words = Personal::parse(WORDS).unwrap();
            let text = pieces.join(if pieces.len() % 2 == 0 { " " } else { "" });
            prop_assert!(words.may_be_in(&text) || words.find(&text, content, None).is_empty(), "{:?}", text);
        }
    }
}
