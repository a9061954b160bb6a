//! Months by financial year and period, as ledgers name them that have no days: period 9 of 2018/19 is December 2018.
//!
//! The financial year of the NHS and of government begins in April.

use jiff::civil::Date;

use super::words::month;
use super::{ParsedDate, Precision};

/// The month with which a financial year begins.
const FIRST: i8 = 4;

/// Reads a month from the cells of a financial year and of a period; either may hold both, the other nothing.
///
/// Years are written `2018/19`, `2018-2019`, `18/19` or `1819`, periods `9`, `09`, `P09`, `M9`, `Period 9` or `December`. A
/// lone year such as `2019` may be the one that begins or the one that ends, so it is none. Nor is a period after the
/// twelfth, in which books are closed.
#[must_use]
pub fn financial_month(year: &str, period: &str) -> Option<ParsedDate> {
    let lower = format!("{year} {period}").to_lowercase();
    let parts = lower.split(|c: char| !c.is_ascii_alphanumeric());
    let tokens: Vec<&str> = parts.filter(|part| !part.is_empty() && *part != "fy").collect();
    let (begins, at, length) = (0..tokens.len()).find_map(|at| {
        let one = tokens.get(at)?;
        let two = tokens.get(at + 1).and_then(|next| Some((two_years(one, next)?, at, 2)));
        two.or_else(|| Some((glued(one)?, at, 1)))
    })?;
    let rest: Vec<&str> = tokens
        .iter()
        .enumerate()
        .filter(|(index, _)| !(at..at + length).contains(index))
        .map(|(_, token)| *token)
        .collect();
    let number = match rest.as_slice() {
        [token] => number_of(token)?,
        [word, token] if is_word(word) => number_of(token)?,
        _ => return None,
    };
    let (year, month) = match number {
        Number::Period(period) => {
            let month = i8::try_from(period).ok()? + FIRST - 1;
            if month > 12 { (begins + 1, month - 12) } else { (begins, month) }
        }
        Number::Month(month) => (if month < FIRST { begins + 1 } else { begins }, month),
    };
    let date = Date::new(year, month, 1).ok()?;
    Some(ParsedDate { date, precision: Precision::Month, other: None })
}

enum Number {
    /// 1 is April.
    Period(u8),
    /// 1 is January.
    Month(i8),
}

fn number_of(token: &str) -> Option<Number> {
    if let Some(month) = month(token).and_then(|month| i8::try_from(month).ok()) {
        return Some(Number::Month(month));
    }
    let digits = token.trim_start_matches(|c: char| c.is_ascii_alphabetic());
    let word = token.strip_suffix(digits).unwrap_or_default();
    let period: u8 = digits.parse().ok()?;
    ((word.is_empty() || is_word(word)) && digits.len() <= 2 && (1..=12).contains(&period))
        .then_some(Number::Period(period))
}

fn is_word(word: &str) -> bool {
    ["p", "pd", "per", "period", "m", "mth", "month", "prd"].contains(&word)
}

/// The first of two years that follow each other.
fn two_years(one: &str, other: &str) -> Option<i16> {
    let (first, second): (i16, i16) = (year_of(one)?, other.parse().ok()?);
    let follows = match other.len() {
        2 => second == (first + 1) % 100,
        4 => second == first + 1,
        _ => false,
    };
    follows.then_some(first)
}

/// `1819`; 2021 may be a year by itself.
fn glued(token: &str) -> Option<i16> {
    let (one, other) = (token.get(..2)?, token.get(2..)?);
    if token.len() != 4 || matches!(one, "19" | "20") {
        return None;
    }
    two_years(one, other)
}

fn year_of(token: &str) -> Option<i16> {
    let year: i16 = token.parse().ok().filter(|_| token.bytes().all(|byte| byte.is_ascii_digit()))?;
    match token.len() {
        4 => (1990..=2098).contains(&year).then_some(year),
        2 => Some(2000 + year),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn periods_count_from_april() {
        for (year, period, first) in [
            ("2018/19", "09", "2018-12-01"),
            ("2018/19", "P10", "2019-01-01"),
            ("18/19", "1", "2018-04-01"),
            ("1819", "12", "2019-03-01"),
            ("2018-2019", "Period 3", "2018-06-01"),
            ("FY 2018/19", "M9", "2018-12-01"),
            ("", "2018/19 P09", "2018-12-01"),
            ("P10 2018/19", "", "2019-01-01"),
            ("2018/19", "December", "2018-12-01"),
            ("2018/19", "jan", "2019-01-01"),
        ] {
            let month = financial_month(year, period).map(|parsed| parsed.date.to_string());
            assert_eq!(month.as_deref(), Some(first), "{year} {period}");
        }
        for (year, period) in [
            ("2019", "9"),
            ("2018/20", "9"),
            ("2018/19", "13"),
            ("2018/19", ""),
            ("", "9"),
            ("2021", "9"),
            ("2018/19", "9 10"),
        ] {
            assert_eq!(financial_month(year, period), None, "{year} {period}");
        }
    }
}
