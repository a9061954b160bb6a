//! Reading one date.

use jiff::civil::Date;

use super::{DateError, DateOrders, Form, WrittenDate, parse_bytes_fast};

/// How exactly a cell names a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Precision {
    /// A day.
    Day,
    /// A month; the date is its first day.
    Month,
    /// A year; the date is its first day.
    Year,
}

/// A date read from a cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ParsedDate {
    /// The day, or the first day of the month or year.
    pub date: Date,
    /// How exactly it is known.
    pub precision: Precision,
}

/// Reads a date as people and programs write it, in a column with this order of day and month, or these.
///
/// Years of two digits are 1970 to 2069. Numbers from 20000 to 80000 are Excel's days since 1900.
///
/// # Errors
/// When the cell is blank, no date, or a day that does not exist.
pub fn parse(cell: &str, orders: impl Into<DateOrders>) -> Result<ParsedDate, DateError> {
    let orders = orders.into();
    let (written, precision) = read(cell)?;
    if let Some(date) = written.day(orders) {
        return Ok(ParsedDate { date, precision });
    }
    let text = bare(cell).to_owned();
    Err(match written.day(orders.other()) {
        Some(date) => DateError::OtherOrder { text, date },
        None => DateError::Impossible { text },
    })
}

/// Reads a date like [`parse`] where the order of day and month is not known yet: the calendar has it in one at least.
///
/// # Errors
/// When the cell is blank, no date, or a day that does not exist.
pub fn read(cell: &str) -> Result<(WrittenDate, Precision), DateError> {
    let text = bare(cell);
    match parse_bytes_fast(text.as_bytes()) {
        Some(date) => Ok((date, Precision::Day)),
        None => careful(text),
    }
}

/// A cell without what spreadsheets put around a date.
fn bare(cell: &str) -> &str {
    cell.trim_matches(|c: char| c.is_whitespace() || c == '\u{a0}' || c == '\'')
}

fn careful(text: &str) -> Result<(WrittenDate, Precision), DateError> {
    if text.is_empty() {
        return Err(DateError::Blank);
    }
    let unreadable = || DateError::Unreadable { text: text.to_owned() };
    if let Some(parsed) = number(text) {
        return parsed.ok_or_else(unreadable);
    }
    let impossible = || DateError::Impossible { text: text.to_owned() };
    let certain = |year, month, day| calendar(year, month, day, Form::Certain).ok_or_else(impossible);
    let on = |written| (written, Precision::Day);
    let in_month = |written| (written, Precision::Month);
    let lower = text.to_lowercase();
    let parts = split(without_time(&lower));
    let numbers: Vec<Option<u32>> = parts.iter().map(|part| ordinal(part)).collect();
    match (parts.as_slice(), numbers.as_slice()) {
        ([a, _, _], [Some(year), Some(month), Some(day)]) if a.len() == 4 => {
            certain(*year, *month, *day).map(on)
        }
        ([a, b, c], [Some(first), Some(second), Some(year)])
            if a.len() <= 2 && b.len() <= 2 && (c.len() == 2 || c.len() == 4) =>
        {
            let form = if c.len() == 2 { Form::ShortYear } else { Form::LongYear };
            calendar(full_year(*year, c.len()), *first, *second, form).ok_or_else(impossible).map(on)
        }
        ([_, b, c], [Some(day), None, Some(year)]) => {
            certain(full_year(*year, c.len()), month(b).ok_or_else(unreadable)?, *day).map(on)
        }
        ([a, _, c], [None, Some(day), Some(year)]) => {
            certain(full_year(*year, c.len()), month(a).ok_or_else(unreadable)?, *day).map(on)
        }
        ([a, b], [None, Some(year)]) if b.len() == 2 || b.len() == 4 => {
            certain(full_year(*year, b.len()), month(a).ok_or_else(unreadable)?, 1).map(in_month)
        }
        ([a, _], [Some(year), Some(month)]) if a.len() == 4 => certain(*year, *month, 1).map(in_month),
        ([_, b], [Some(month), Some(year)]) if b.len() == 4 => certain(*year, *month, 1).map(in_month),
        _ => Err(unreadable()),
    }
}

/// A bare number: `20190930`, `2011`, Excel's `43831` or `43831.5`. `None` if it is no number at all.
fn number(text: &str) -> Option<Option<(WrittenDate, Precision)>> {
    let whole = text.split_once('.').map_or(text, |(whole, _)| whole);
    let part = text.split_once('.').map_or("", |(_, part)| part);
    if !whole.bytes().all(|byte| byte.is_ascii_digit())
        || !part.bytes().all(|byte| byte.is_ascii_digit())
        || whole.is_empty()
    {
        return None;
    }
    let value: u32 = whole.parse().ok()?;
    let on = |written| (written, Precision::Day);
    Some(match (whole.len(), value) {
        (8, _) => calendar(value / 10_000, value / 100 % 100, value % 100, Form::Certain).map(on),
        (4, 1950..=2099) if part.is_empty() => {
            calendar(value, 1, 1, Form::Certain).map(|written| (written, Precision::Year))
        }
        (5, 20_000..=80_000) => serial(value).map(on),
        _ => None,
    })
}

/// Excel counts from 1 January 1900 and believes in 29 February 1900.
fn serial(days: u32) -> Option<WrittenDate> {
    let day = jiff::civil::date(1899, 12, 30).checked_add(jiff::Span::new().days(i64::from(days))).ok()?;
    Some(WrittenDate {
        year: day.year(),
        first: day.month().unsigned_abs(),
        second: day.day().unsigned_abs(),
        form: Form::Certain,
    })
}

/// `2019-09-30t00:00:00`, `30/09/2019 12:15`, `30 sep 2019, 8 am` without their times.
fn without_time(text: &str) -> &str {
    let text = match text.find(':') {
        // The hour stands before the first colon, behind a space or the letter t.
        Some(colon) => text.get(..colon).unwrap_or(text).trim_end_matches(|c: char| c.is_ascii_digit()),
        None => text,
    };
    text.trim_end_matches(|c: char| c == 't' || c == ',' || c.is_whitespace())
}

/// The parts of a date without the weekday.
fn split(text: &str) -> Vec<&str> {
    let mut parts: Vec<&str> = text
        .split(|c: char| c.is_whitespace() || matches!(c, '/' | '-' | '.' | ',' | '\u{2013}'))
        .filter(|part| !part.is_empty())
        .collect();
    let weekdays = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
    if parts.len() == 4 && parts.first().is_some_and(|part| weekdays.iter().any(|day| part.starts_with(day)))
    {
        parts.remove(0);
    }
    parts
}

/// `1`, `01`, `1st`, `22nd`.
fn ordinal(part: &str) -> Option<u32> {
    let digits = ["st", "nd", "rd", "th"].iter().find_map(|ending| part.strip_suffix(ending)).unwrap_or(part);
    if digits.len() > 4 { None } else { digits.parse().ok() }
}

/// The months' names.
pub const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

pub(super) fn month(word: &str) -> Option<u32> {
    if word.len() < 3 {
        return None;
    }
    let word = if word == "sept" { "sep" } else { word };
    MONTHS.iter().position(|name| name.starts_with(word)).and_then(|index| u32::try_from(index + 1).ok())
}

pub(super) const fn full_year(year: u32, digits: usize) -> u32 {
    match (digits, year) {
        (2, 0..=69) => 2000 + year,
        (2, _) => 1900 + year,
        _ => year,
    }
}

/// A date that the calendar has.
fn calendar(year: u32, first: u32, second: u32, form: Form) -> Option<WrittenDate> {
    let (first, second) = (u8::try_from(first).ok()?, u8::try_from(second).ok()?);
    let written = WrittenDate { year: i16::try_from(year).ok()?, first, second, form };
    written.exists().then_some(written)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn the_quick_reader_agrees(
            text in "[0-9]{1,4}[-/. ]([0-9]{1,4}|Jan|FEB|march|Sept|Ma|may)[-/. ][0-9]{1,4}([ T][0-9]{1,2}:00(:00)?| [a-z]{1,3})?|[0-9]{8}",
        ) {
            if let Some(quick) = parse_bytes_fast(text.as_bytes()) {
                prop_assert_eq!(careful(&text), Ok((quick, Precision::Day)));
            }
        }
    }
}
