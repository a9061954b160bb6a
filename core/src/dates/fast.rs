//! The quick reader of dates: the forms that nearly all tables use, without allocating.

use super::words::{full_year, month};
use super::{Form, WrittenDate};

/// Reads a date in a common form when the calendar has the day in one order of day and month at least; `None` for
/// anything else, for which [`parse`](super::parse) is asked.
///
/// Years that placeholders use (1900, 1970, 2099) and those beyond are left to `parse` as well.
///
/// The forms are `dd/mm/yyyy`, `dd/mm/yy`, `yyyy-mm-dd` and `dd-mon-yy`, with any of the usual separators, without
/// leading noughts, with a time behind them, and `yyyymmdd`.
#[must_use]
#[inline(always)]
pub fn parse_bytes_fast(bytes: &[u8]) -> Option<WrittenDate> {
    let bytes = bytes.trim_ascii();
    let date = match *bytes {
        [a, b, c, d, b'-', e, f, b'-', g, h] => WrittenDate {
            year: year([a, b, c, d])?,
            first: two_digits([e, f])?,
            second: two_digits([g, h])?,
            form: Form::Certain,
        },
        [a, b, b'/', c, d, b'/', e, f, g, h] => WrittenDate {
            year: year([e, f, g, h])?,
            first: two_digits([a, b])?,
            second: two_digits([c, d])?,
            form: Form::LongYear,
        },
        _ => parts(bytes)?,
    };
    (matches!(date.year, 1971..=2098) && date.exists()).then_some(date)
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

/// The three parts of a date, one separator between each.
fn parts(bytes: &[u8]) -> Option<WrittenDate> {
    let bytes = without_time(bytes);
    if let [a, b, c, d, e, f, g, h] = *bytes
        && bytes.iter().all(u8::is_ascii_digit)
    {
        let (first, second) = (two_digits([e, f])?, two_digits([g, h])?);
        return Some(WrittenDate { year: year([a, b, c, d])?, first, second, form: Form::Certain });
    }
    let mut parts = bytes.split(|byte| matches!(byte, b'/' | b'-' | b'.' | b' '));
    let (one, two, three) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() {
        return None;
    }
    let short = |part| number(part).and_then(|(number, digits)| (digits <= 2).then_some(number as u8));
    let (first_number, digits) = number(one)?;
    if digits == 4 {
        let year = i16::try_from(first_number).ok()?;
        return Some(WrittenDate { year, first: short(two)?, second: short(three)?, form: Form::Certain });
    }
    let (last, digits) = number(three).filter(|(_, digits)| matches!(digits, 2 | 4))?;
    let year = i16::try_from(full_year(last, digits)).ok()?;
    let first = short(one)?;
    let form = if digits == 2 { Form::ShortYear } else { Form::LongYear };
    match short(two) {
        Some(second) => Some(WrittenDate { year, first, second, form }),
        None => Some(WrittenDate { year, first: named_month(two)?, second: first, form: Form::Certain }),
    }
}

/// The part before ` 00:00` or `T00:00:00`.
fn without_time(bytes: &[u8]) -> &[u8] {
    let Some(colon) = bytes.iter().position(|byte| *byte == b':') else { return bytes };
    match bytes.get(..colon) {
        Some([day @ .., b' ' | b'T' | b't', b'0'..=b'9']) => day,
        Some([day @ .., b' ' | b'T' | b't', b'0'..=b'9', b'0'..=b'9']) => day,
        _ => bytes,
    }
}

/// A number of at most four digits, and how many it has.
fn number(part: &[u8]) -> Option<(u32, usize)> {
    if part.is_empty() || part.len() > 4 || !part.iter().all(u8::is_ascii_digit) {
        return None;
    }
    let number = part.iter().fold(0, |number, digit| number * 10 + u32::from(digit - b'0'));
    Some((number, part.len()))
}

fn named_month(word: &[u8]) -> Option<u8> {
    let mut lower = [0; 9];
    let lower = lower.get_mut(..word.len())?;
    lower.copy_from_slice(word);
    lower.make_ascii_lowercase();
    month(std::str::from_utf8(lower).ok()?).and_then(|month| u8::try_from(month).ok())
}
