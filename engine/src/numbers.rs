//! Columns of numbers, such as those of invoices, that an amount may have changed places with.

use std::ops::RangeInclusive;

use faxban_core::money;

/// A column of long numbers that nearly all have the same length.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Numbers {
    /// Its place.
    pub column: usize,
    /// How many digits they have.
    length: usize,
    /// Between which they lie, as far as the first rows show, and as much again on either side.
    near: RangeInclusive<u64>,
}

impl Numbers {
    /// Describes a column by its first numbers.
    pub fn new(column: usize, length: usize, numbers: impl Iterator<Item = u64>) -> Self {
        let (low, high) =
            numbers.fold((u64::MAX, 0), |(low, high), number| (low.min(number), high.max(number)));
        let span = high.saturating_sub(low);
        Self { column, length, near: low.saturating_sub(span)..=high.saturating_add(span) }
    }

    /// Whether a text is written as one of them.
    #[inline(always)]
    #[must_use]
    pub fn has(&self, text: &[u8]) -> bool {
        text.len() == self.length && text.iter().all(u8::is_ascii_digit)
    }

    /// Whether an amount and what stands in this column have changed places: the amount is written as one of the
    /// numbers and the number as money, or in words.
    #[must_use]
    pub fn exchange(&self, amount: &str, number: &str) -> Option<Exchange> {
        if !self.has(amount.as_bytes()) || self.has(number.as_bytes()) {
            return None;
        }
        let is_near = amount.parse().is_ok_and(|amount| self.near.contains(&amount));
        if money::parse(number).is_err() {
            let is_words = number.contains(char::is_whitespace);
            return (is_near && is_words).then_some(Exchange::Likely);
        }
        match number.contains('.') {
            true => Some(Exchange::Certain),
            false => (is_near && number.len() < self.length).then_some(Exchange::Likely),
        }
    }
}

/// How sure it is that an amount and a number have changed places.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exchange {
    /// Where the number belongs are pounds and pence.
    Certain,
    /// Where the number belongs is a shorter one or words, and the amount lies among the numbers.
    Likely,
}
