//! Values of cells as the text that a person would write: numbers plainly, days in ISO form.

use std::fmt::Write as _;

use jiff::SignedDuration;

use super::formats::Shown;
use crate::typed;

/// The day after the last one that Excel knows, 31 December 9999, as a number of its 1900 system.
const END_OF_DAYS: f64 = 2_958_466.0;

/// Days from 30 December 1899 to 1 January 1904.
const UNTIL_1904: i64 = 1_462;

/// Writes a number, or the day that it stands for.
pub(super) fn write_number(number: f64, shown: Shown, since_1904: bool, text: &mut String) {
    match shown {
        Shown::Day if (0.0..END_OF_DAYS).contains(&number) && write_day(number, since_1904, text) => {}
        Shown::Number | Shown::Day => write_plain(number, text),
        Shown::Euros => {
            text.push('€');
            write_plain(number, text);
        }
        Shown::Dollars => {
            text.push_str("US$");
            write_plain(number, text);
        }
    }
}

/// Writes a number as it is in XML: most need no reading at all.
pub(super) fn write_digits(digits: &str, shown: Shown, since_1904: bool, text: &mut String) {
    if shown == Shown::Number && is_plain(digits) {
        text.push_str(digits);
        return;
    }
    match digits.trim().parse() {
        Ok(number) => write_number(number, shown, since_1904, text),
        Err(_) => text.push_str(digits),
    }
}

/// Writes an ISO day as the XML formats have it, without a time at midnight.
pub(super) fn write_iso(day: &str, text: &mut String) {
    let day = day.trim();
    let day = day.strip_suffix(".000").unwrap_or(day);
    let bare = day.strip_suffix("00:00:00").and_then(|bare| bare.strip_suffix(['T', ' ']));
    text.push_str(bare.unwrap_or(day));
}

fn write_plain(number: f64, text: &mut String) {
    let is_whole =
        number.fract() == 0.0 && number.abs() < 1e15 && (number != 0.0 || number.is_sign_positive());
    if is_whole {
        // Writing to a String never fails.
        let _ = write!(text, "{}", number as i64);
    } else {
        text.push_str(&typed::number(number));
    }
}

/// Whether a number is written as [`write_plain`] would write it: up to 15 digits, none of them idle.
fn is_plain(digits: &str) -> bool {
    let digits = digits.strip_prefix('-').filter(|rest| *rest != "0").unwrap_or(digits);
    let (whole, part) = digits.split_once('.').map_or((digits, None), |(whole, part)| (whole, Some(part)));
    let all_digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    digits.len() <= 15
        && all_digits(whole)
        && (whole == "0" || !whole.starts_with('0'))
        && part.is_none_or(|part| all_digits(part) && !part.ends_with('0'))
}

/// Writes the day and time of a number of days; returns whether there is such a day.
fn write_day(number: f64, since_1904: bool, text: &mut String) -> bool {
    // Each day of the number becomes a second, then a day again: whole nanoseconds, no rounding on the way.
    let Some(moment) =
        SignedDuration::try_from_secs_f64(number).ok().and_then(|seconds| seconds.checked_mul(86_400))
    else {
        return false;
    };
    let seconds = (moment.as_millis() + i128::from(moment.subsec_micros() % 1_000 >= 500)) / 1_000;
    let Ok(seconds) = i64::try_from(seconds) else { return false };
    let (days, time) = (seconds / 86_400, seconds % 86_400);
    let day = match days {
        _ if since_1904 => days + UNTIL_1904,
        // Excel has a 29 February 1900, which never was.
        60 => {
            text.push_str("1900-02-29");
            write_time(time, text);
            return true;
        }
        0..60 => days + 1,
        _ => days,
    };
    let (year, month, date) = civil(day);
    if year > 9_999 {
        return false;
    }
    let _ = write!(text, "{year:04}-{month:02}-{date:02}");
    write_time(time, text);
    true
}

fn write_time(seconds: i64, text: &mut String) {
    if seconds > 0 {
        let (hour, minute, second) = (seconds / 3_600, seconds / 60 % 60, seconds % 60);
        let _ = write!(text, " {hour:02}:{minute:02}:{second:02}");
    }
}

/// The date that is some days after 30 December 1899 (<https://howardhinnant.github.io/date_algorithms.html>).
const fn civil(days: i64) -> (i64, i64, i64) {
    // From 1 March of the year 0.
    let days = days + 693_899;
    let era = days / 146_097;
    let of_era = days % 146_097;
    let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted = (5 * of_year + 2) / 153;
    let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
    let year = era * 400 + year_of_era + (month <= 2) as i64;
    (year, month, of_year - (153 * shifted + 2) / 5 + 1)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn plain(number: f64) -> String {
        let mut text = String::new();
        write_plain(number, &mut text);
        text
    }

    proptest! {
        #[test]
        fn digits_that_are_copied_are_those_that_would_be_written(
            digits in "-?[0-9]{0,12}(\\.[0-9]{0,6})?|-?0?\\.?0*[0-9]{0,3}",
        ) {
            if is_plain(&digits) {
                prop_assert_eq!(plain(digits.parse().unwrap()), digits);
            }
        }
    }

    #[test]
    fn days_are_those_of_both_systems() {
        for (number, since_1904, expected) in [
            (44_260.0, false, "2021-03-05"),
            (42_798.0, true, "2021-03-05"),
            (44_260.75, false, "2021-03-05 18:00:00"),
            (0.5, false, "1899-12-31 12:00:00"),
            (59.0, false, "1900-02-28"),
            (60.0, false, "1900-02-29"),
            (61.0, false, "1900-03-01"),
            (0.0, true, "1904-01-01"),
            (2_958_465.0, false, "9999-12-31"),
            (-1.0, false, "-1"),
            (2_958_466.0, false, "2958466"),
        ] {
            let mut text = String::new();
            write_number(number, Shown::Day, since_1904, &mut text);
            assert_eq!(text, expected, "{number}");
        }
    }
}
