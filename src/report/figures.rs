//! Numbers and days as people read them.

use faxban_core::money::{format_pounds, format_pounds_grouped};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

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

/// `, row 12` behind the name of a table; nothing where a line has no number, as in a table of Spark without a key.
#[must_use]
pub fn in_row(number: impl ToString) -> String {
    let number = number.to_string();
    if matches!(number.as_str(), "" | "0") { String::new() } else { format!(", row {number}") }
}

/// `1 Jun 2019`.
#[must_use]
pub fn day(date: Date) -> String {
    date.strftime("%-d %b %Y").to_string()
}

/// A tally in pounds: plain for programs, grouped for people.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
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

    /// The tally of which these are the plain sums; none where they are no sums.
    #[must_use]
    pub fn tally(&self) -> Option<Tally> {
        let tally = Tally { lines: self.lines, debit: pence(&self.debit)?, credit: pence(&self.credit)? };
        (pence(&self.net)? == tally.net()).then_some(tally)
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

/// Pence of pounds as programs write them, however many: `-1234.50`.
#[must_use]
pub fn pence(pounds: &str) -> Option<i128> {
    let (sign, digits) = pounds.strip_prefix('-').map_or((1, pounds), |digits| (-1, digits));
    let (whole, part) = digits.split_once('.')?;
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if !is_number(whole) || part.len() != 2 || !is_number(part) {
        return None;
    }
    let pence = whole.parse::<i128>().ok()?.checked_mul(100)?.checked_add(part.parse().ok()?)?;
    pence.checked_mul(sign)
}
