//! Reading one date.

use jiff::civil::Date;

use super::{DateError, DateOrder, FastDate};

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

/// Reads the common forms, dd/mm/yyyy and yyyy-mm-dd with or without a time, without allocating, when the
/// calendar has the day in one order of day and month at least.
#[must_use]
#[inline(always)]
pub fn parse_bytes_fast(bytes: &[u8]) -> Option<FastDate> {
    let date = match *bytes.trim_ascii() {
        [a, b, c, d, b'-', e, f, b'-', g, h] | [a, b, c, d, b'-', e, f, b'-', g, h, b'T' | b' ', ..] => {
            FastDate {
                year: year([a, b, c, d])?,
                first: two_digits([e, f])?,
                second: two_digits([g, h])?,
                iso: true,
            }
        }
        [a, b, one, c, d, other, e, f, g, h] => numeric_fast([a, b], one, [c, d], other, [e, f, g, h])?,
        [b, one, c, d, other, e, f, g, h] if one == b'/' || one == b'-' || one == b'.' => {
            numeric_fast([b'0', b], one, [c, d], other, [e, f, g, h])?
        }
        [a, b, one, d, other, e, f, g, h] => numeric_fast([a, b], one, [b'0', d], other, [e, f, g, h])?,
        [b, one, d, other, e, f, g, h] => numeric_fast([b'0', b], one, [b'0', d], other, [e, f, g, h])?,
        _ => return None,
    };
    let FastDate { year, first, second, iso } = date;
    let exists = (1900..=2199).contains(&year)
        && (is_day(year, first, second) || (!iso && is_day(year, second, first)));
    exists.then_some(date)
}

const fn is_day(year: i16, month: u8, day: u8) -> bool {
    let last = match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        _ => 0,
    };
    day >= 1 && day <= last
}

#[inline]
fn numeric_fast(first: [u8; 2], one: u8, second: [u8; 2], other: u8, last: [u8; 4]) -> Option<FastDate> {
    let is_separator = matches!(one, b'/' | b'-' | b'.') && one == other;
    let date =
        FastDate { year: year(last)?, first: two_digits(first)?, second: two_digits(second)?, iso: false };
    is_separator.then_some(date)
}

#[inline]
const fn two_digits([ten, one]: [u8; 2]) -> Option<u8> {
    let (ten, one) = (ten.wrapping_sub(b'0'), one.wrapping_sub(b'0'));
    if ten < 10 && one < 10 { Some(ten * 10 + one) } else { None }
}

#[inline]
fn year([a, b, c, d]: [u8; 4]) -> Option<i16> {
    Some(i16::from(two_digits([a, b])?) * 100 + i16::from(two_digits([c, d])?))
}

/// Reads a date as people and programs write it.
///
/// Years of two digits are 1970 to 2069. Numbers from 20000 to 80000 are Excel's days since 1900.
///
/// # Errors
/// When the cell is blank, no date, or a day that does not exist.
pub fn parse(cell: &str, order: DateOrder) -> Result<ParsedDate, DateError> {
    let text = cell.trim_matches(|c: char| c.is_whitespace() || c == '\u{a0}' || c == '\'');
    if text.is_empty() {
        return Err(DateError::Blank);
    }
    let unreadable = || DateError::Unreadable { text: text.to_owned() };
    if let Some(parsed) = number(text) {
        return parsed.ok_or_else(unreadable);
    }
    let lower = text.to_lowercase();
    let parts = split(without_time(&lower));
    let numbers: Vec<Option<u32>> = parts.iter().map(|part| ordinal(part)).collect();
    match (parts.as_slice(), numbers.as_slice()) {
        ([a, _, _], [Some(year), Some(month), Some(day)]) if a.len() == 4 => built(text, *year, *month, *day),
        ([a, b, c], [Some(first), Some(second), Some(year)])
            if a.len() <= 2 && b.len() <= 2 && (c.len() == 2 || c.len() == 4) =>
        {
            numeric(text, *first, *second, full_year(*year, c.len()), order)
        }
        ([_, b, c], [Some(day), None, Some(year)]) => {
            built(text, full_year(*year, c.len()), month(b).ok_or_else(unreadable)?, *day)
        }
        ([a, _, c], [None, Some(day), Some(year)]) => {
            built(text, full_year(*year, c.len()), month(a).ok_or_else(unreadable)?, *day)
        }
        ([a, b], [None, Some(year)]) if b.len() == 2 || b.len() == 4 => {
            first_of(text, full_year(*year, b.len()), month(a).ok_or_else(unreadable)?)
        }
        ([a, _], [Some(year), Some(month)]) if a.len() == 4 => first_of(text, *year, *month),
        ([_, b], [Some(month), Some(year)]) if b.len() == 4 => first_of(text, *year, *month),
        _ => Err(unreadable()),
    }
}

/// A bare number: `20190930`, `2011`, Excel's `43831` or `43831.5`. `None` if it is no number at all.
fn number(text: &str) -> Option<Option<ParsedDate>> {
    let whole = text.split_once('.').map_or(text, |(whole, _)| whole);
    let part = text.split_once('.').map_or("", |(_, part)| part);
    if !whole.bytes().all(|byte| byte.is_ascii_digit())
        || !part.bytes().all(|byte| byte.is_ascii_digit())
        || whole.is_empty()
    {
        return None;
    }
    let value: u32 = whole.parse().ok()?;
    let day = |date: Option<Date>| date.map(|date| ParsedDate { date, precision: Precision::Day });
    Some(match (whole.len(), value) {
        (8, _) => day(calendar(value / 10_000, value / 100 % 100, value % 100)),
        (4, 1950..=2099) if part.is_empty() => {
            calendar(value, 1, 1).map(|date| ParsedDate { date, precision: Precision::Year })
        }
        (5, 20_000..=80_000) => day(serial(value)),
        _ => None,
    })
}

/// Excel counts from 1 January 1900 and believes in 29 February 1900.
fn serial(days: u32) -> Option<Date> {
    jiff::civil::date(1899, 12, 30).checked_add(jiff::Span::new().days(i64::from(days))).ok()
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

fn month(word: &str) -> Option<u32> {
    if word.len() < 3 {
        return None;
    }
    let word = if word == "sept" { "sep" } else { word };
    MONTHS.iter().position(|name| name.starts_with(word)).and_then(|index| u32::try_from(index + 1).ok())
}

const fn full_year(year: u32, digits: usize) -> u32 {
    match (digits, year) {
        (2, 0..=69) => 2000 + year,
        (2, _) => 1900 + year,
        _ => year,
    }
}

fn calendar(year: u32, month: u32, day: u32) -> Option<Date> {
    if !(1900..=2199).contains(&year) {
        return None;
    }
    Date::new(i16::try_from(year).ok()?, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

fn built(text: &str, year: u32, month: u32, day: u32) -> Result<ParsedDate, DateError> {
    calendar(year, month, day)
        .map(|date| ParsedDate { date, precision: Precision::Day })
        .ok_or_else(|| DateError::Impossible { text: text.to_owned() })
}

fn first_of(text: &str, year: u32, month: u32) -> Result<ParsedDate, DateError> {
    built(text, year, month, 1).map(|parsed| ParsedDate { precision: Precision::Month, ..parsed })
}

fn numeric(
    text: &str,
    first: u32,
    second: u32,
    year: u32,
    order: DateOrder,
) -> Result<ParsedDate, DateError> {
    let (day, month) = if order == DateOrder::DayMonth { (first, second) } else { (second, first) };
    if let Some(date) = calendar(year, month, day) {
        return Ok(ParsedDate { date, precision: Precision::Day });
    }
    match calendar(year, day, month) {
        Some(date) => Err(DateError::OtherOrder { text: text.to_owned(), date }),
        None => Err(DateError::Impossible { text: text.to_owned() }),
    }
}
