//! Reading one date.

use std::borrow::Cow;

use jiff::civil::Date;

use super::words::{apart, full_year, month};
use super::{DateError, DateOrders, Form, WrittenDate, missing, parse_bytes_fast};
use crate::text::{is_invisible, unguarded};

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
    /// The other day that it may be, where the column does not tell which.
    pub other: Option<Date>,
}

/// The day that a workbook counts from when it keeps a date as a number.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Epoch {
    /// 1 January 1900 is day 1: nearly all workbooks.
    #[default]
    From1900,
    /// 1 January 1904 is day 0: workbooks from old Macs, which say so with their flag `date1904`.
    From1904,
}

/// Reads a date as people and programs write it, in a column with this order of day and month, or these.
///
/// Years of two digits are 1970 to 2069. Numbers from 20000 to 80000 are Excel's days since 1900.
///
/// # Errors
/// When the cell is blank, says that there is no date, is not a date, or names a day that does not exist.
pub fn parse(cell: &str, orders: impl Into<DateOrders>) -> Result<ParsedDate, DateError> {
    parse_from(cell, orders, Epoch::From1900)
}

/// Reads a date like [`parse`] in a workbook that counts its days from `epoch`.
///
/// # Errors
/// As [`parse`].
pub fn parse_from(cell: &str, orders: impl Into<DateOrders>, epoch: Epoch) -> Result<ParsedDate, DateError> {
    let orders = orders.into();
    let (written, precision) = read_from(cell, epoch)?;
    if let Some(date) = written.day(orders) {
        let other = written.other_day(orders).filter(|_| precision == Precision::Day);
        return Ok(ParsedDate { date, precision, other });
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
/// As [`parse`].
pub fn read(cell: &str) -> Result<(WrittenDate, Precision), DateError> {
    read_from(cell, Epoch::From1900)
}

/// Reads a date like [`read`] in a workbook that counts its days from `epoch`.
///
/// # Errors
/// As [`parse`].
pub fn read_from(cell: &str, epoch: Epoch) -> Result<(WrittenDate, Precision), DateError> {
    let text = bare(cell);
    if let Some(date) = parse_bytes_fast(text.as_bytes()) {
        return Ok((date, Precision::Day));
    }
    careful(&visible(text), epoch)
}

/// A cell without what spreadsheets and web exports put around a date.
fn bare(cell: &str) -> &str {
    let outer = |c: char| c.is_whitespace() || c == '\'' || is_invisible(c);
    unguarded(cell.trim_matches(outer)).trim_matches(outer)
}

/// A text without marks of direction and width, which Windows puts between the parts of a date that is copied.
fn visible(text: &str) -> Cow<'_, str> {
    if text.contains(is_invisible) {
        Cow::Owned(text.chars().filter(|c| !is_invisible(*c)).collect())
    } else {
        Cow::Borrowed(text)
    }
}

fn careful(text: &str, epoch: Epoch) -> Result<(WrittenDate, Precision), DateError> {
    if text.is_empty() {
        return Err(DateError::Blank);
    }
    let lower = text.to_lowercase();
    if missing::in_words(&lower) {
        return Err(DateError::NoDate);
    }
    let unreadable = || DateError::Unreadable { text: text.to_owned() };
    if let Some(parsed) = number(text, epoch) {
        return match parsed {
            Some((written, _)) if is_placeholder(&written) => Err(DateError::NoDate),
            parsed => parsed.ok_or_else(unreadable),
        };
    }
    let impossible = |year, first, second| {
        if missing::is_placeholder(year, first, second) {
            DateError::NoDate
        } else {
            DateError::Impossible { text: text.to_owned() }
        }
    };
    let dated = |year, first, second, form| {
        let written = calendar(year, first, second, form).filter(|written| !is_placeholder(written));
        written.ok_or_else(|| impossible(year, first, second))
    };
    let certain = |year, month, day| dated(year, month, day, Form::Certain);
    let on = |written| (written, Precision::Day);
    let in_month = |written| (written, Precision::Month);
    let spaced = apart(&lower);
    let parts = split(without_time(&spaced));
    let numbers: Vec<Option<u32>> = parts.iter().map(|part| ordinal(part)).collect();
    match (parts.as_slice(), numbers.as_slice()) {
        ([day], _) if day.len() == 8 => number(day, epoch).flatten().ok_or_else(unreadable),
        ([a, _, _], [Some(year), Some(month), Some(day)]) if is_year(a) => {
            certain(*year, *month, *day).map(on)
        }
        ([a, b, c], [Some(first), Some(second), Some(year)])
            if a.len() <= 2 && b.len() <= 2 && (c.len() == 2 || c.len() == 4) =>
        {
            let form = if c.len() == 2 { Form::ShortYear } else { Form::LongYear };
            dated(full_year(*year, c.len()), *first, *second, form).map(on)
        }
        ([a, b, _], [Some(year), None, Some(day)]) if is_year(a) => {
            certain(*year, month(b).ok_or_else(unreadable)?, *day).map(on)
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
        ([a, _], [Some(year), Some(month)]) if is_year(a) => certain(*year, *month, 1).map(in_month),
        ([_, b], [Some(month), Some(year)]) if b.len() == 4 => certain(*year, *month, 1).map(in_month),
        _ => Err(unreadable()),
    }
}

fn is_placeholder(written: &WrittenDate) -> bool {
    let year = u32::from(written.year.unsigned_abs());
    missing::is_placeholder(year, written.first.into(), written.second.into())
}

/// A bare number: `20190930`, `2011`, Excel's `43831` or `43831.5`. `None` if it is no number at all.
fn number(text: &str, epoch: Epoch) -> Option<Option<(WrittenDate, Precision)>> {
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
        (5, 20_000..=80_000) => serial(value, epoch).map(on),
        _ => None,
    })
}

/// Excel counts from 1 January 1900 and believes in 29 February 1900, or from 1 January 1904.
fn serial(days: u32, epoch: Epoch) -> Option<WrittenDate> {
    let zero = match epoch {
        Epoch::From1900 => jiff::civil::date(1899, 12, 30),
        Epoch::From1904 => jiff::civil::date(1904, 1, 1),
    };
    let day = zero.checked_add(jiff::Span::new().days(i64::from(days))).ok()?;
    Some(WrittenDate {
        year: day.year(),
        first: day.month().unsigned_abs(),
        second: day.day().unsigned_abs(),
        form: Form::Certain,
    })
}

/// `2019-09-30t00:00:00`, `30/09/2019 12:15`, `30 sep 2019, 8 am`, `05 mar 2021:08:00` without their times.
fn without_time(text: &str) -> &str {
    let text = match text.split_once(':') {
        // The hour stands before the first colon, behind a space or the letter t; four digits are a year.
        Some((before, _)) => {
            let day = before.trim_end_matches(|c: char| c.is_ascii_digit());
            if before.len() - day.len() < 4 { day } else { before }
        }
        None => text,
    };
    // "2021-03-05z" and "2021-03-05+01:00" are days of XML, "20210305t101500z" is ISO 8601 in its short form.
    let text = match text.split_once('t') {
        Some((day, time))
            if day.len() == 8
                && time.len() >= 4
                && is_digits(day)
                && is_digits(time.trim_end_matches('z')) =>
        {
            day
        }
        _ => text,
    };
    text.trim_end_matches(|c: char| matches!(c, 't' | 'z' | ',' | '+') || c.is_whitespace())
}

fn is_digits(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit())
}

/// The parts of a date without the weekday.
fn split(text: &str) -> Vec<&str> {
    let mut parts: Vec<&str> = text
        .split(|c: char| c.is_whitespace() || matches!(c, '/' | '-' | '.' | ',' | '\u{2013}'))
        .filter(|part| !part.is_empty() && *part != "of")
        .collect();
    let weekdays = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
    if parts.len() == 4 && parts.first().is_some_and(|part| weekdays.iter().any(|day| part.starts_with(day)))
    {
        parts.remove(0);
    }
    parts
}

/// Four digits; "31st" has as many letters.
fn is_year(part: &str) -> bool {
    part.len() == 4 && is_digits(part)
}

/// `1`, `01`, `1st`, `22nd`.
fn ordinal(part: &str) -> Option<u32> {
    let digits = ["st", "nd", "rd", "th"].iter().find_map(|ending| part.strip_suffix(ending)).unwrap_or(part);
    if digits.len() > 4 { None } else { digits.parse().ok() }
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
                prop_assert_eq!(careful(&text, Epoch::From1900), Ok((quick, Precision::Day)));
            }
        }
    }
}
