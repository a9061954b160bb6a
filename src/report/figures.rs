//! Numbers and days as people read them.

use faxban_core::money::{format_pounds, format_pounds_grouped};
use jiff::civil::Date;
use serde::Serialize;

use crate::tally::Tally;

/// `1,234`.
#[must_use]
pub fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut grouped = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

/// `1 line`, `1,234 lines`.
#[must_use]
pub fn plural(number: u64, one: &str, many: &str) -> String {
    format!("{} {}", grouped(number), if number == 1 { one } else { many })
}

/// `1 Jun 2019`.
#[must_use]
pub fn day(date: Date) -> String {
    date.strftime("%-d %b %Y").to_string()
}

/// A tally in pounds: plain for programs, grouped for people.
#[derive(Debug, Serialize)]
pub struct Sums {
    lines: u64,
    debit: String,
    credit: String,
    net: String,
}

impl Sums {
    /// `-1234.50`.
    #[must_use]
    pub fn plain(tally: &Tally) -> Self {
        Self::of(tally, format_pounds)
    }

    /// `-£1,234.50`.
    #[must_use]
    pub fn for_people(tally: &Tally) -> Self {
        Self::of(tally, format_pounds_grouped)
    }

    fn of(tally: &Tally, pounds: fn(i128) -> String) -> Self {
        Self {
            lines: tally.lines,
            debit: pounds(tally.debit),
            credit: pounds(tally.credit),
            net: pounds(tally.net()),
        }
    }
}
