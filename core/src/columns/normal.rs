//! Headers made comparable.

use std::borrow::Cow;

use unicode_normalization::UnicodeNormalization;

use crate::dates::{self, DateOrder};

/// What is left of a byte order mark, a pound sign or a space when UTF-8 was read as Windows-1252.
const MOJIBAKE: [&str; 6] = ["Ã¯Â»Â¿", "ï»¿", "Ã‚", "Â", "\u{feff}", "\u{fffd}"];

/// Lower case, letters and digits only, the pound sign as `ps`, mojibake dropped.
pub(super) fn normalise(header: &str) -> String {
    let mut normal = String::with_capacity(header.len());
    if header.is_ascii() && !header.contains('$') {
        let letters = header.bytes().filter(u8::is_ascii_alphanumeric);
        letters.for_each(|byte| normal.push(char::from(byte.to_ascii_lowercase())));
        return normal;
    }
    let clean = without_mojibake(header);
    for character in clean.nfkd() {
        match character {
            character if is_pound(character) => normal.push_str("ps"),
            // Amounts in another currency must not pass for pounds.
            '$' => normal.push_str("dollar"),
            '€' => normal.push_str("euro"),
            other if other.is_alphanumeric() => normal.extend(other.to_lowercase()),
            _ => {}
        }
    }
    normal
}

/// Whether a character is a pound sign, also where DOS and Windows code pages were confused: byte 9C is £ in code page
/// 850 and œ in Windows-1252, and byte A3 is £ in Windows-1252 and ú in code page 850.
pub(super) const fn is_pound(character: char) -> bool {
    matches!(character, '£' | 'œ' | '\u{9c}' | 'ú')
}

/// The text without what is left of a byte order mark or an encoding read wrongly.
pub(super) fn without_mojibake(text: &str) -> Cow<'_, str> {
    if text.is_ascii() {
        return Cow::Borrowed(text);
    }
    let mut clean = text.to_owned();
    for broken in MOJIBAKE {
        if clean.contains(broken) {
            clean = clean.replace(broken, "");
        }
    }
    Cow::Owned(clean)
}

/// The header as shown: one line, without a byte order mark.
pub(super) fn shown(header: &str) -> String {
    if header.is_ascii() {
        return one_line(header);
    }
    one_line(&header.replace(['\u{feff}', '\u{fffd}'], "").replace("ï»¿", "").replace("Ã¯Â»Â¿", ""))
}

fn one_line(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    line
}

/// The forms to look up, the header as it stands first, then without what is only a unit, a running
/// number or the pivot table's "Sum of".
pub(super) fn forms(header: &str) -> Vec<String> {
    let normal = normalise(header);
    let mut forms = vec![normal.clone()];
    if in_thousands(&normal) {
        return forms;
    }
    let mut rest = normal.as_str();
    let mut push = |form: &str| {
        if form.chars().count() >= 2 && !forms.iter().any(|known| known == form) {
            forms.push(form.to_owned());
        }
    };
    if header.trim_end().to_uppercase().ends_with("(T)") {
        rest = rest.strip_suffix('t').unwrap_or(rest);
        push(rest);
    }
    for _ in 0..3 {
        for unit in ["gbp", "ps", "pss", "insterling", "sterling", "stg"] {
            if let Some(shorter) = rest.strip_suffix(unit) {
                rest = shorter;
                push(rest);
            }
        }
        // Four digits are a year: a table of sums per year, not of purchases.
        let unnumbered = rest.trim_end_matches(|character: char| character.is_ascii_digit());
        if rest.len() - unnumbered.len() <= 2 {
            rest = unnumbered;
            push(rest);
        }
    }
    for sum in ["sumof", "totalof"] {
        if let Some(shorter) = rest.strip_prefix(sum) {
            push(shorter);
        }
    }
    forms
}

/// Whether amounts stand in thousands or millions, as in "Amount £000": they must not pass for pounds.
fn in_thousands(normal: &str) -> bool {
    ["000", "000s", "psk", "psm", "pssk", "psbn", "thousand", "thousands", "million", "millions"]
        .iter()
        .any(|unit| normal.ends_with(unit))
}

/// Whether a cell holds a number, a date or a code: something that a header does not hold.
pub(super) fn is_data(cell: &str) -> bool {
    let digits = cell.chars().filter(char::is_ascii_digit).count();
    let letters = cell.chars().filter(|character| character.is_alphabetic()).count();
    digits > 0 && (digits >= letters || dates::parse(cell, DateOrder::DayMonth).is_ok())
}

/// Whether one letter left out, put in, replaced or exchanged with its neighbour makes one text the
/// other. A digit makes a different thing, not a typing error, and so does another first letter: a CO
/// reference is no PO reference.
pub(super) fn one_edit_apart(one: &str, other: &str) -> bool {
    let (mut one, mut other) = (one.as_bytes(), other.as_bytes());
    if one.len().abs_diff(other.len()) > 1 || one.first() != other.first() {
        return false;
    }
    while let ([left, left_rest @ ..], [right, right_rest @ ..]) = (one, other)
        && left == right
    {
        (one, other) = (left_rest, right_rest);
    }
    while let ([left_rest @ .., left], [right_rest @ .., right]) = (one, other)
        && left == right
    {
        (one, other) = (left_rest, right_rest);
    }
    match (one, other) {
        ([letter], []) | ([], [letter]) => letter.is_ascii_alphabetic(),
        ([left], [right]) => left.is_ascii_alphabetic() && right.is_ascii_alphabetic(),
        ([a, b], [c, d]) => a == d && b == c && a.is_ascii_alphabetic() && b.is_ascii_alphabetic(),
        _ => false,
    }
}
