//! From the cells of a record to its amount: one column, one with its sign beside it, or debits and credits apart, and
//! in which currency.
//!
//! What cannot be understood is never guessed: such a line counts without an amount, and is reported with its row.

mod told;

use faxban_core::judge::Foreign;
use faxban_core::money::{self, Money, MoneyError, NumberStyle};
use faxban_core::row_words::{Currency, RowWords, Side};
use serde::{Deserialize, Serialize};

use super::Screened;
use super::lines::Line;
use crate::layout::{AmountOf, Layout};

/// Something to report of an amount.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Note {
    /// The sign cannot be understood, so the amount is not counted.
    UnknownSign,
    /// The sign is blank, so the amount counts as it is written.
    BlankSign,
    /// The amount is negative already and the sign says credit: it counts as one credit.
    SignedTwice,
    /// The type of the document says credit, so an amount without a sign counts as negative.
    CreditByDocument,
    /// The type of the document says neither debit nor credit, so the amount counts as it is written.
    UnknownDocument,
    /// There is a debit and a credit in one line; the difference counts.
    BothSides,
    /// The column of credits has a negative amount, which counts as a credit.
    NegativeCredit,
    /// The amount is in another currency and not in the sums of pounds.
    Foreign,
    /// The currency cannot be understood, so the amount is not counted.
    UnknownCurrency,
    /// The heading of the amount says pounds, and a column that was not read names another currency.
    PoundsByHeading,
    /// There is no amount, though nearly every line of the table has one; or the line says that it has none, where most
    /// have one.
    Missing,
    /// The amount looks like one of the numbers in another column, and the number there does not.
    LikeNumber,
}

/// Hundredths of a piece times ten-thousandths of a penny are so many parts of one.
const PARTS: i128 = 1_000_000;

/// What the cells of a record say of its amount.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reading {
    /// The amount in pence; `None` if there is none, it cannot be read, or it is in another currency.
    pub pence: Option<i64>,
    /// The amount in another currency.
    pub foreign: Option<Foreign>,
    /// Whether more than two decimals were written.
    pub rounded: bool,
    /// Whether there is something that is not understood to be an amount.
    pub unreadable: bool,
    /// Whether the line says in so many words that it is a debit.
    pub says_debit: bool,
    /// What else there is to report.
    pub notes: Vec<Note>,
    /// Whether it says in so many words that there is no amount.
    says_none: bool,
    /// How the numbers of the table are written.
    numbers: NumberStyle,
}

/// Returns the amount of a record; `cell` gives the text of a column, blank where the record has none.
#[must_use]
pub fn read<'c>(layout: &Layout, words: &RowWords, cell: impl Fn(usize) -> &'c str) -> Reading {
    let mut reading = Reading { numbers: layout.numbers, ..Reading::default() };
    let amount = match layout.amount_of {
        AmountOf::Nothing => None,
        AmountOf::Column(amount) => reading.figure(cell(amount)),
        AmountOf::Signed { amount, sign, by_document } => {
            let figure = reading.figure(cell(amount));
            figure.and_then(|figure| reading.signed(figure, cell(sign), by_document, words))
        }
        AmountOf::Sides { debit, credit } => reading.sides(cell(debit), cell(credit)),
        AmountOf::Product { quantity, price } => reading.product(cell(quantity), cell(price)),
    };
    let currency = layout.currency.map_or("", &cell).trim();
    if let Some(amount) = amount
        && !currency.is_empty()
    {
        reading.in_currency(amount, words.currency(currency));
    } else {
        reading.pence = amount;
    }
    if let Some(column) = layout.paper_currency
        && reading.pence.is_some()
        && !cell(column).trim().is_empty()
        && words.currency(cell(column).trim()) != Currency::Pounds
    {
        reading.notes.push(Note::PoundsByHeading);
    }
    let has_others = layout.always_has_amount || layout.mostly_has_amount && reading.says_none;
    if has_others && amount.is_none() && !reading.unreadable {
        reading.notes.push(Note::Missing);
    }
    reading
}

impl Reading {
    /// Reads a cell of figures; a blank one has none.
    fn figure(&mut self, cell: &str) -> Option<i64> {
        let read = match self.numbers {
            NumberStyle::Point => money::parse(cell),
            style => money::parse_styled(cell, style),
        };
        match read {
            Ok(Money { pence, rounded }) => {
                self.rounded |= rounded;
                Some(pence)
            }
            Err(MoneyError::Blank) => {
                self.says_none |= !cell.trim().is_empty();
                None
            }
            Err(_) => {
                self.unreadable = true;
                None
            }
        }
    }

    fn signed(&mut self, figure: i64, sign: &str, by_document: bool, words: &RowWords) -> Option<i64> {
        let side = if by_document { words.side_of_document(sign) } else { words.side(sign) };
        match side {
            Some(Side::Debit) => {
                self.says_debit = true;
                Some(figure)
            }
            Some(Side::Credit) if figure < 0 => {
                // Documents that are credits are often written as negative amounts: nothing is doubtful there.
                if !by_document {
                    self.notes.push(Note::SignedTwice);
                }
                Some(figure)
            }
            Some(Side::Credit) => {
                if by_document && figure > 0 {
                    self.notes.push(Note::CreditByDocument);
                }
                Some(-figure)
            }
            None if sign.trim().is_empty() => {
                if !by_document {
                    self.notes.push(Note::BlankSign);
                }
                Some(figure)
            }
            None if by_document => {
                self.notes.push(Note::UnknownDocument);
                Some(figure)
            }
            None => {
                self.unreadable = true;
                self.notes.push(Note::UnknownSign);
                None
            }
        }
    }

    fn sides(&mut self, debit: &str, credit: &str) -> Option<i64> {
        let (out, back) = (self.figure(debit), self.figure(credit));
        if self.unreadable {
            return None;
        }
        if back.is_some_and(|back| back < 0) {
            self.notes.push(Note::NegativeCredit);
        }
        if out.is_some_and(|out| out != 0) && back.is_some_and(|back| back != 0) {
            self.notes.push(Note::BothSides);
        }
        match (out, back) {
            (None, None) => None,
            (out, back) => {
                let net = out.unwrap_or(0).checked_sub(back.unwrap_or(0).saturating_abs());
                self.unreadable |= net.is_none();
                net
            }
        }
    }

    /// So many, each at a price; where either is blank there is no amount.
    fn product(&mut self, quantity: &str, price: &str) -> Option<i64> {
        let quantity = self.figure(quantity);
        let price = match money::parse_price(price, self.numbers) {
            Ok(Money { pence, .. }) => Some(pence),
            Err(MoneyError::Blank) => None,
            Err(_) => {
                self.unreadable = true;
                None
            }
        };
        let parts = i128::from(quantity?) * i128::from(price?);
        self.rounded |= parts % PARTS != 0;
        let pence = i64::try_from((parts + PARTS / 2 * parts.signum()) / PARTS).ok();
        self.unreadable |= pence.is_none();
        pence
    }

    fn in_currency(&mut self, amount: i64, currency: Currency) {
        match currency {
            Currency::Pounds => self.pence = Some(amount),
            Currency::Foreign(currency) => {
                self.foreign = Some(Foreign { currency, hundredths: amount });
                self.notes.push(Note::Foreign);
            }
            Currency::Unknown => {
                self.unreadable = true;
                self.notes.push(Note::UnknownCurrency);
            }
        }
    }
}

/// Reads an amount from cells as they stand in the file; `None` if a closer look at the record is needed.
///
/// A table whose amounts are in one column of pounds comes here only with an amount that is not plain.
pub(super) fn quick<'c>(layout: &Layout, words: &RowWords, line: &impl Line<'c>) -> Option<Reading> {
    if layout.amount.is_some() {
        return None;
    }
    // Whatever is not UTF-8 is understood nowhere, and looked at again when it is decoded.
    let cell = |column| std::str::from_utf8(line.raw(column)).unwrap_or("\u{fffd}");
    let reading = read(layout, words, cell);
    let is_figure = reading.pence.is_some() || reading.foreign.is_some();
    (!reading.unreadable && (is_figure || !layout.has_amount())).then_some(reading)
}

impl Screened {
    /// Notes what there is to report of the amount of a line; gives the amount in pence.
    pub(super) fn note_amount(&mut self, row: u64, reading: Reading) -> Option<i64> {
        if reading.rounded {
            self.rounded_amounts.add(row);
        }
        if reading.unreadable {
            self.unreadable_amounts.add(row);
        }
        self.said_debits += u64::from(reading.says_debit);
        for note in reading.notes {
            self.amount_notes.entry(note).or_default().add(row);
        }
        if let Some(Foreign { currency, hundredths }) = reading.foreign {
            self.foreign.entry(currency).or_default().add(Some(hundredths));
        }
        reading.pence
    }
}
