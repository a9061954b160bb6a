//! Reading one amount with care.

use std::borrow::Cow;

use super::style;
use super::{Money, MoneyError, NumberStyle, parse_bytes_fast};
use crate::text::{is_invisible, unguarded};

/// What people write where there is no amount; in lower case.
const NOTHING: &[&str] = &["n/a", "na", "n.a.", "nil", "none", "null", "nan", "tbc", "tba", "tbd", "unknown"];

/// Signs that mean pounds, also as they arrive when encodings are confused: in code page 850 byte 9C is the pound, which
/// Windows-1252 shows as œ, and byte A3 is ú.
const POUNDS: [&str; 11] =
    ["ã\u{201a}â£", "ã\u{82}â£", "â£", "Â£", "ï¿½", "\u{fffd}", "£", "gbp", "\u{9c}", "œ", "ú"];

/// What people write behind an amount that is without the tax; in lower case, without blanks.
const WITHOUT_TAX: [&str; 10] = [
    "+vat",
    "plusvat",
    "exvat",
    "ex.vat",
    "excvat",
    "exclvat",
    "excl.vat",
    "excludingvat",
    "beforevat",
    "netofvat",
];

/// Currencies that amounts in British files are met in besides pounds (ISO 4217), and their signs.
const FOREIGN: [(&str, &str); 35] = [
    ("us$", "USD"),
    ("a$", "AUD"),
    ("c$", "CAD"),
    ("$", "$"),
    ("€", "EUR"),
    ("¥", "¥"),
    ("₹", "INR"),
    ("usd", "USD"),
    ("euros", "EUR"),
    ("euro", "EUR"),
    ("eur", "EUR"),
    ("chf", "CHF"),
    ("sek", "SEK"),
    ("nok", "NOK"),
    ("dkk", "DKK"),
    ("isk", "ISK"),
    ("pln", "PLN"),
    ("czk", "CZK"),
    ("huf", "HUF"),
    ("aud", "AUD"),
    ("nzd", "NZD"),
    ("cad", "CAD"),
    ("jpy", "JPY"),
    ("cny", "CNY"),
    ("rmb", "CNY"),
    ("hkd", "HKD"),
    ("sgd", "SGD"),
    ("inr", "INR"),
    ("rs", "INR"),
    ("zar", "ZAR"),
    ("aed", "AED"),
    ("sar", "SAR"),
    ("ils", "ILS"),
    ("try", "TRY"),
    ("brl", "BRL"),
];

/// Reads an amount as people and programs write it: `67,132.60`, `£1,234.56`, `(1,234.56)`, `1,234.56-`, `1234 CR`,
/// `199.00 GBP`, `1'234.56`, `1.2345E+06`, a lone dash for zero.
///
/// # Errors
/// When the cell is blank or says that there is no amount, is not an amount, is in another currency, or is too large.
pub fn parse(cell: &str) -> Result<Money, MoneyError> {
    parse_bytes_fast(cell.as_bytes()).map_or_else(|| careful(cell), Ok)
}

pub(super) fn careful(cell: &str) -> Result<Money, MoneyError> {
    with_style(cell, NumberStyle::Point)
}

/// Reads an amount whose digits are written in a style.
pub(super) fn with_style(cell: &str, digits: NumberStyle) -> Result<Money, MoneyError> {
    scaled(cell, digits, 0)
}

/// Reads a price in a style, which may have parts of a penny, as so many ten-thousandths of a penny.
///
/// # Errors
/// As [`parse`].
pub fn parse_price(cell: &str, digits: NumberStyle) -> Result<Money, MoneyError> {
    scaled(cell, digits, 4)
}

/// Reads an amount times a power of ten.
fn scaled(cell: &str, digits: NumberStyle, tens: i32) -> Result<Money, MoneyError> {
    let text = plain(cell);
    if text.is_empty() || NOTHING.contains(&text.as_str()) {
        return Err(MoneyError::Blank);
    }
    if is_two_numbers(cell) {
        return Err(MoneyError::Unreadable);
    }
    let text = by_hand(&text, cell.contains('£'));
    let (text, thousands) = match text.strip_suffix('k') {
        Some(number) if number.ends_with(|c: char| c.is_ascii_digit()) => (number.to_owned(), true),
        _ => (text, false),
    };
    let read = |text: &str| {
        let Signed { digits: number, exponent, negative } = signed(text)?;
        let Some(number) = number else { return Ok(Money { pence: 0, rounded: false }) };
        let exponent = exponent + tens + if thousands { 3 } else { 0 };
        let money = decimal(&style::standard(number, digits)?, exponent)?;
        // "6.8k" is not to the penny.
        let money = Money { rounded: money.rounded || thousands, ..money };
        Ok(if negative { money.negated() } else { money })
    };
    read(&text).map_err(|error| match foreign(&text) {
        Some((code, rest)) if read(&rest).is_ok() => MoneyError::Foreign(code),
        _ => error,
    })
}

/// The text in lower case without spaces, which group digits in some files, and without the signs of a pound.
pub(super) fn plain(cell: &str) -> String {
    let mut text: String = unguarded(cell)
        .to_lowercase()
        .chars()
        .filter(|c| !c.is_whitespace() && !is_invisible(*c) && !matches!(c, '\'' | '\u{2019}'))
        .collect();
    for sign in POUNDS {
        if text.contains(sign) {
            text = text.replace(sign, "");
        }
    }
    text
}

/// The text without what a hand adds to an amount: "158-00", "42.50p", "60p", "89.00 + VAT".
fn by_hand(text: &str, has_sign: bool) -> String {
    let is_digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let text = WITHOUT_TAX.iter().find_map(|tax| text.strip_suffix(tax)).unwrap_or(text);
    let (number, has_pence) = match text.strip_suffix('p') {
        Some(number) => (number, true),
        None => (text, false),
    };
    // Without the sign of pounds or pence it may be any code.
    if let Some((pounds, pence)) = number.split_once('-')
        && (has_sign || has_pence)
        && is_digits(pounds)
        && is_digits(pence)
        && pence.len() == 2
    {
        return format!("{pounds}.{pence}");
    }
    match number.split_once('.') {
        Some((_, pence)) if has_pence && is_digits(pence) && pence.len() == 2 => number.to_owned(),
        None if has_pence && !has_sign && is_digits(number) && number.len() <= 2 => format!("0.{number:0>2}"),
        _ => text.to_owned(),
    }
}

/// Whether blanks stand between digits and do not group them in threes: "189 99" and "150.00 2" are no amounts.
fn is_two_numbers(cell: &str) -> bool {
    let text: Vec<char> = cell.chars().filter(|c| !is_invisible(*c)).collect();
    let is_digit = |at: usize| text.get(at).is_some_and(char::is_ascii_digit);
    (1..text.len()).filter(|at| text[*at].is_whitespace() && is_digit(at - 1)).any(|at| {
        let next = (at..text.len()).find(|at| !text[*at].is_whitespace()).unwrap_or(text.len());
        let group = (next..text.len()).take_while(|at| is_digit(*at)).count();
        group > 0 && group != 3
    })
}

/// The currency that is written before or behind an amount, and the amount without it.
fn foreign(text: &str) -> Option<(&'static str, Cow<'_, str>)> {
    let inner = |sign: &str| text.contains(sign).then(|| Cow::Owned(text.replacen(sign, "", 1)));
    FOREIGN.iter().find_map(|(sign, code)| Some((*code, inner(sign)?)))
}

/// An amount apart from its sign.
pub(super) struct Signed<'a> {
    /// The digits with what groups them; `None` for a lone dash.
    pub digits: Option<&'a str>,
    pub exponent: i32,
    pub negative: bool,
}

/// Takes parentheses, CR and DR, a minus and an exponent away.
pub(super) fn signed(text: &str) -> Result<Signed<'_>, MoneyError> {
    let is_minus = |c: char| matches!(c, '-' | '\u{2010}'..='\u{2013}' | '\u{2212}');
    let mut negative = false;
    let mut digits = text;
    if let Some(inside) = digits.strip_prefix('(').and_then(|rest| rest.strip_suffix(')')) {
        negative = true;
        digits = inside;
    }
    if let Some(rest) = digits.strip_suffix("cr").or_else(|| digits.strip_prefix("cr")) {
        negative = !negative;
        digits = rest;
    } else if let Some(rest) = digits.strip_suffix("dr").or_else(|| digits.strip_prefix("dr")) {
        digits = rest;
    }
    if !digits.is_empty() && digits.chars().all(is_minus) {
        return Ok(Signed { digits: None, exponent: 0, negative });
    }
    if let Some(rest) = digits.strip_prefix(is_minus).or_else(|| digits.strip_suffix(is_minus)) {
        negative = !negative;
        digits = rest;
    } else if let Some(rest) = digits.strip_prefix('+') {
        digits = rest;
    }
    let (digits, exponent) = match digits.split_once('e') {
        Some((mantissa, exponent)) => {
            (mantissa, exponent.parse::<i32>().map_err(|_| MoneyError::Unreadable)?)
        }
        None => (digits, 0),
    };
    Ok(Signed { digits: Some(digits), exponent, negative })
}

/// Digits with thousands commas and a decimal point, times a power of ten.
fn decimal(text: &str, exponent: i32) -> Result<Money, MoneyError> {
    let (whole, part) = text.split_once('.').unwrap_or((text, ""));
    let groups: Vec<&str> = whole.split(',').collect();
    let grouped = groups.len() > 1;
    let well_grouped = !grouped
        || (groups[0].len() <= 3
            && !groups[0].is_empty()
            && groups[1..].iter().all(|group| group.len() == 3));
    let digits: String = groups.concat() + part;
    if !well_grouped
        || digits.is_empty()
        || !digits.bytes().all(|byte| byte.is_ascii_digit())
        || exponent.abs() > 30
    {
        return Err(MoneyError::Unreadable);
    }
    let significant = digits.trim_start_matches('0');
    if significant.len() > 30 {
        return Err(MoneyError::TooLarge);
    }
    let number: i128 =
        if significant.is_empty() { 0 } else { significant.parse().map_err(|_| MoneyError::TooLarge)? };
    let shift = exponent - i32::try_from(part.len()).unwrap_or(i32::MAX) + 2;
    let power = |tens: u32| 10_i128.checked_pow(tens).ok_or(MoneyError::TooLarge);
    let (pence, rounded) = if shift >= 0 {
        (number.checked_mul(power(shift.unsigned_abs())?).ok_or(MoneyError::TooLarge)?, false)
    } else {
        match power(shift.unsigned_abs()) {
            Ok(divisor) => ((number + divisor / 2) / divisor, number % divisor != 0),
            Err(_) => (0, number != 0),
        }
    };
    Ok(Money { pence: i64::try_from(pence).map_err(|_| MoneyError::TooLarge)?, rounded })
}
