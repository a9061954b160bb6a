//! Words of cells that say how an amount is to be read: debit or credit, and in which currency.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::{RowWords, is_one_of, plain};

/// Whether money went out or came back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// Money spent.
    Debit,
    /// Money that came back.
    Credit,
}

/// The currency of an amount.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Currency {
    /// Pounds sterling; also what a blank cell means.
    Pounds,
    /// Another one, by its code of three capitals.
    Foreign(String),
    /// The cell cannot be understood.
    Unknown,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Signs {
    headings: Vec<String>,
    debit: Vec<String>,
    credit: Vec<String>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Documents {
    headings: Vec<String>,
    debit: Vec<String>,
    credit: Vec<String>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Currencies {
    pounds: Vec<String>,
    amounts_in_pounds: Vec<String>,
    amounts_in_pounds_of_two: Vec<String>,
    of_one_amount: Vec<String>,
    others: BTreeMap<String, Vec<String>>,
}

impl RowWords {
    /// Returns what a cell of a sign column means; `None` if it cannot be understood.
    #[must_use]
    pub fn side(&self, cell: &str) -> Option<Side> {
        let cell = plain(cell);
        let Self { sign, document, .. } = self;
        if is_one_of(&sign.debit, &cell) || is_one_of(&document.debit, &cell) {
            Some(Side::Debit)
        } else if is_one_of(&sign.credit, &cell) || is_one_of(&document.credit, &cell) {
            Some(Side::Credit)
        } else {
            None
        }
    }

    /// Returns what a type of document means for the sign; `None` if it says nothing of it.
    #[must_use]
    pub fn side_of_document(&self, cell: &str) -> Option<Side> {
        let cell = plain(cell);
        if is_one_of(&self.document.debit, &cell) {
            Some(Side::Debit)
        } else {
            is_one_of(&self.document.credit, &cell).then_some(Side::Credit)
        }
    }

    /// Whether a heading without letters, such as `+/-`, is that of a sign column.
    #[must_use]
    pub fn heads_signs(&self, heading: &str) -> bool {
        self.sign.headings.iter().any(|known| known == heading.trim())
    }

    /// Whether a heading is that of a column with the type of each document.
    #[must_use]
    pub fn heads_documents(&self, heading: &str) -> bool {
        let words = |text: &str| text.to_lowercase().replace(|c: char| !c.is_alphanumeric(), "");
        let heading = words(heading);
        !heading.is_empty() && self.document.headings.iter().any(|known| words(known) == heading)
    }

    /// Returns the currency that a cell names.
    #[must_use]
    pub fn currency(&self, cell: &str) -> Currency {
        let cell = plain(cell);
        if cell.is_empty() || is_one_of(&self.currency.pounds, &cell) {
            return Currency::Pounds;
        }
        let others = self.currency.others.iter();
        if let Some((code, _)) = others.into_iter().find(|(_, words)| is_one_of(words, &cell)) {
            return Currency::Foreign(code.clone());
        }
        if cell.len() == 3 && cell.bytes().all(|byte| byte.is_ascii_alphabetic()) {
            return Currency::Foreign(cell.to_ascii_uppercase());
        }
        Currency::Unknown
    }

    /// Whether the heading of a column of money says that it is no other reading of what a line comes to: its VAT, the
    /// price of one.
    #[must_use]
    pub fn heads_other_money(&self, heading: &str) -> bool {
        let heading = heading.to_lowercase();
        self.money.other.iter().any(|word| crate::word_list::has_words(&heading, word))
    }

    /// Whether the heading of an amount says that it is in pounds.
    #[must_use]
    pub fn heads_pounds(&self, heading: &str) -> bool {
        heading.contains('£') || words(heading).any(|word| self.currency.amounts_in_pounds.contains(&word))
    }

    /// Whether the heading of one of two amounts says that it is the one in pounds.
    #[must_use]
    pub fn heads_pounds_of_two(&self, heading: &str) -> bool {
        words(heading).any(|word| self.currency.amounts_in_pounds_of_two.contains(&word))
    }

    /// Returns the word with which the heading of a currency or amount says which of several it belongs to: "Amount in
    /// local currency" is the one of "Local currency".
    #[must_use]
    pub fn qualifier(&self, heading: &str) -> Option<String> {
        words(heading).find(|word| self.currency.of_one_amount.contains(word))
    }
}

fn words(heading: &str) -> impl Iterator<Item = String> {
    heading.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_lowercase)
}
