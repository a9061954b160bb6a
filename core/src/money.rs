//! Money as files write it, to integer pence.

mod careful;
mod style;

use thiserror::Error;

pub use careful::{parse, parse_price};
pub use style::{Ambiguous, NumberStyle, parse_styled};

/// An amount read from a cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Money {
    /// The amount in pence.
    pub pence: i64,
    /// Whether more than two decimals were written; they are rounded half away from zero.
    pub rounded: bool,
}

impl Money {
    const fn negated(self) -> Self {
        Self { pence: -self.pence, ..self }
    }
}

/// Why a cell is no amount.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum MoneyError {
    /// There is nothing in it, or it says so: "N/A", "nil".
    #[error("the cell is blank")]
    Blank,
    /// It is an amount in another currency; the code or sign that it is written with.
    #[error("the amount is in another currency ({0})")]
    Foreign(&'static str),
    /// It is text or badly written.
    #[error("the cell is not an amount of money in pounds")]
    Unreadable,
    /// It does not fit a whole number of pence.
    #[error("the amount is too large to be true")]
    TooLarge,
}

/// Reads plain amounts, nearly all of them, without allocating: spaces around, a minus or parentheses, a pound sign
/// in UTF-8 or Windows-1252, digits with thousands commas, decimals. `None` for anything else, for which
/// [`parse`] is asked.
#[must_use]
#[inline(always)]
pub fn parse_bytes_fast(bytes: &[u8]) -> Option<Money> {
    let bytes = bytes.trim_ascii();
    match bytes {
        [b'0'..=b'9', .., b'0'..=b'9'] => plain(bytes),
        [b'-', digits @ ..] if digits.first().is_some_and(u8::is_ascii_digit) => {
            plain(digits).map(Money::negated)
        }
        _ => signed(bytes),
    }
}

/// Reads an amount with a pound sign, parentheses or a minus somewhere about it.
fn signed(bytes: &[u8]) -> Option<Money> {
    let bytes = without_pound(bytes);
    let (mut negative, mut rest) = match bytes {
        [b'(', inside @ .., b')'] => (true, without_pound(inside.trim_ascii())),
        _ => (false, bytes),
    };
    if let [b'-', digits @ ..] | [digits @ .., b'-'] = rest {
        (negative, rest) = (!negative, without_pound(digits.trim_ascii()));
    }
    plain(rest).map(|amount| if negative { amount.negated() } else { amount })
}

fn without_pound(bytes: &[u8]) -> &[u8] {
    match bytes {
        [0xc2, 0xa3, rest @ ..] | [0xa3, rest @ ..] => rest.trim_ascii_start(),
        _ => bytes,
    }
}

/// Digits with thousands commas, and decimals.
#[inline(always)]
fn plain(digits: &[u8]) -> Option<Money> {
    match digits {
        [whole @ .., b'.', tenth @ b'0'..=b'9', hundredth @ b'0'..=b'9'] => {
            let pence = pounds(whole)? * 100 + i64::from(tenth - b'0') * 10 + i64::from(hundredth - b'0');
            Some(Money { pence, rounded: false })
        }
        _ => otherwise(digits),
    }
}

/// The same with less or more than two decimals.
fn otherwise(digits: &[u8]) -> Option<Money> {
    let point = digits.iter().position(|byte| *byte == b'.');
    let (whole, decimals) = match point {
        Some(point) => (&digits[..point], &digits[point + 1..]),
        None => (digits, &[][..]),
    };
    if whole.is_empty() && decimals.is_empty() {
        return None;
    }
    let pence = pounds(whole)? * 100;
    match decimals {
        [] => Some(Money { pence, rounded: false }),
        [tenth @ b'0'..=b'9'] => Some(Money { pence: pence + i64::from(tenth - b'0') * 10, rounded: false }),
        [tenth @ b'0'..=b'9', hundredth @ b'0'..=b'9', more @ ..] => {
            rounded(pence + i64::from(tenth - b'0') * 10 + i64::from(hundredth - b'0'), more)
        }
        _ => None,
    }
}

/// Whole pounds, their digits in groups of three or not at all. Fifteen digits cannot overflow once they are pence.
#[inline]
fn pounds(whole: &[u8]) -> Option<i64> {
    let first = whole.len() % 4;
    if whole.len() < 5 || whole[first] != b',' {
        return if whole.len() <= 15 { with_digits(0, whole) } else { None };
    }
    let (first, groups) = whole.split_at(first);
    if first.is_empty() || groups.len() > 16 {
        return None;
    }
    groups.chunks_exact(4).try_fold(with_digits(0, first)?, |number, group| match group {
        [b',', digits @ ..] => with_digits(number, digits),
        _ => None,
    })
}

/// A number with more digits behind it.
#[inline]
fn with_digits(number: i64, digits: &[u8]) -> Option<i64> {
    digits
        .iter()
        .try_fold(number, |number, byte| byte.is_ascii_digit().then(|| number * 10 + i64::from(byte - b'0')))
}

/// Pence with more decimals behind them, rounded half away from zero.
fn rounded(pence: i64, more: &[u8]) -> Option<Money> {
    // More digits than thirty in all are a matter of care.
    if more.len() > 12 {
        return None;
    }
    let up = i64::from(more.first().is_some_and(|digit| *digit >= b'5'));
    let rounded = more.iter().any(|digit| *digit != b'0');
    more.iter().all(u8::is_ascii_digit).then_some(Money { pence: pence + up, rounded })
}

/// `-1234.56`: for files.
#[must_use]
pub fn format_pounds(pence: i128) -> String {
    let sign = if pence < 0 { "-" } else { "" };
    let pence = pence.unsigned_abs();
    format!("{sign}{}.{:02}", pence / 100, pence % 100)
}

/// `-£1,234.56`: for people.
#[must_use]
pub fn format_pounds_grouped(pence: i128) -> String {
    let plain = format_pounds(pence);
    let (sign, digits) = plain.strip_prefix('-').map_or(("", plain.as_str()), |digits| ("-", digits));
    let (pounds, part) = digits.split_once('.').unwrap_or((digits, "00"));
    let mut grouped = String::new();
    for (index, digit) in pounds.chars().enumerate() {
        if index > 0 && (pounds.len() - index).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    format!("{sign}£{grouped}.{part}")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::careful::careful;
    use super::*;

    fn agrees(text: &str, bytes: &[u8]) -> Result<(), TestCaseError> {
        if let Some(amount) = parse_bytes_fast(bytes) {
            prop_assert_eq!(careful(text), Ok(amount), "{}", text);
        }
        Ok(())
    }

    proptest! {
        #[test]
        fn the_quick_reader_never_disagrees(text in "[-0-9,. £()]{0,22}") {
            agrees(&text, text.as_bytes())?;
        }

        #[test]
        fn nor_where_it_nearly_always_reads(
            text in "[-(£ ]{0,3}([0-9]{0,3}(,[0-9]{3}){0,3}|[0-9]{0,16})([.][0-9]{0,30})?[-) ]{0,2}",
        ) {
            agrees(&text, text.as_bytes())?;
            let windows: Vec<u8> = text.chars().map(|sign| u8::try_from(u32::from(sign)).unwrap_or(b'?')).collect();
            agrees(&text, &windows)?;
        }
    }
}
