//! The words and numbers of dates.

use std::borrow::Cow;

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

/// "05mar2021", as SAS and Oracle write it, with spaces around the month.
pub(super) fn apart(lower: &str) -> Cow<'_, str> {
    let is_letter = |c: &char| c.is_ascii_alphabetic();
    let Some(start) = lower.find(|c: char| is_letter(&c)) else { return Cow::Borrowed(lower) };
    let (before, rest) = lower.split_at(start);
    let (word, after) = rest.split_at(rest.find(|c: char| !is_letter(&c)).unwrap_or(rest.len()));
    let touches =
        before.ends_with(|c: char| c.is_ascii_digit()) || after.starts_with(|c: char| c.is_ascii_digit());
    if touches && month(word).is_some() {
        Cow::Owned(format!("{before} {word} {after}"))
    } else {
        Cow::Borrowed(lower)
    }
}
