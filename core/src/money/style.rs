//! How the numbers of a column are written: the point or the comma before the pence, and the groups before it.
//!
//! A single cell such as `1.234` can be read in two ways that differ by a thousand. Only its column can decide, and
//! where the column does not, nobody is right to guess.

use std::borrow::Cow;

use thiserror::Error;

use super::{Money, MoneyError, careful, parse_bytes_fast};

/// How numbers are written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum NumberStyle {
    /// `1,234,567.89`: British.
    #[default]
    Point,
    /// `1.234.567,89`: most of the Continent.
    Comma,
    /// `12,34,567.89`: Indian.
    Indian,
}

/// Cells of one column that no single style of numbers can explain, or that leave open whether a point groups thousands.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error(
    "\"{one}\" and \"{other}\" are not written in the same style, so the amounts of this column are not certain"
)]
pub struct Ambiguous {
    /// A cell that shows one style, or leaves the style open.
    pub one: String,
    /// A cell that contradicts it; the same cell if it is open by itself.
    pub other: String,
}

/// What one cell says of the style.
#[derive(Debug, Clone, Copy, Default)]
struct Says {
    point: bool,
    comma: bool,
    indian: bool,
    /// Whether a point stands before three last digits, as in `1.234`.
    open: bool,
}

impl NumberStyle {
    /// The style of a column, by its cells or by the first of them.
    ///
    /// The comma is taken for the decimal sign only if every amount can be read so and at least one cannot be read
    /// otherwise. Cells that are not amounts say nothing.
    ///
    /// # Errors
    /// When cells contradict each other, or when all that is known is a point before three digits.
    pub fn of<'a>(samples: impl IntoIterator<Item = &'a str>) -> Result<Self, Ambiguous> {
        let cells: Vec<(&str, Says)> =
            samples.into_iter().filter_map(|cell| Some((cell, Says::of(cell)?))).collect();
        let first =
            |says: fn(&Says) -> bool| cells.iter().find(|(_, each)| says(each)).map(|(cell, _)| *cell);
        let (point, comma) = (first(|says| says.point), first(|says| says.comma));
        let (indian, open) = (first(|says| says.indian), first(|says| says.open));
        let clash = |one: &str, other: &str| Err(Ambiguous { one: one.to_owned(), other: other.to_owned() });
        match (comma, indian, point) {
            (Some(comma), Some(other), _) | (Some(comma), None, Some(other)) => clash(comma, other),
            (Some(_), None, None) => Ok(Self::Comma),
            (None, Some(indian), _) => {
                let fits =
                    |cell: &str| !matches!(parse_styled(cell, Self::Indian), Err(MoneyError::Unreadable));
                let odd = cells.iter().map(|(cell, _)| *cell).find(|cell| !fits(cell));
                odd.map_or(Ok(Self::Indian), |odd| clash(indian, odd))
            }
            (None, None, None) => open.map_or(Ok(Self::Point), |open| clash(open, open)),
            (None, None, Some(_)) => Ok(Self::Point),
        }
    }
}

impl Says {
    /// `None` for what is not an amount in any style.
    fn of(cell: &str) -> Option<Self> {
        let text = careful::plain(cell);
        let digits = careful::signed(&text).ok()?.digits?;
        let in_style = |style| standard(digits, style).ok().is_some_and(|text| is_number(&text));
        let (point, comma, indian) =
            (in_style(NumberStyle::Point), in_style(NumberStyle::Comma), in_style(NumberStyle::Indian));
        if !(point || comma || indian) {
            return None;
        }
        Some(Self {
            // Without a comma Indian numbers are British ones.
            point: point && !comma && digits.contains(['.', ',']),
            comma: comma && !point,
            indian: indian && !point,
            open: point && after_last(digits, '.') == Some(3) && !digits.contains(','),
        })
    }
}

/// Reads an amount in a column whose numbers are written in a style.
///
/// # Errors
/// As [`parse`](super::parse); and [`MoneyError::Unreadable`] for `1.234` in the British style and `1,234` in the
/// Continental one, where three digits behind the decimal sign are more likely thousands in another style.
pub fn parse_styled(text: &str, style: NumberStyle) -> Result<Money, MoneyError> {
    if style == NumberStyle::Point
        && let Some(money) =
            parse_bytes_fast(text.as_bytes()).filter(|_| after_last(text.trim(), '.') != Some(3))
    {
        return Ok(money);
    }
    let plain = careful::plain(text);
    if let Ok(careful::Signed { digits: Some(digits), exponent: 0, .. }) = careful::signed(&plain) {
        let sign = if style == NumberStyle::Comma { ',' } else { '.' };
        let whole = digits.split(sign).next().unwrap_or_default();
        let grouped = digits.contains(['.', ',']) && digits.matches(['.', ',']).count() == 1;
        if grouped
            && after_last(digits, sign) == Some(3)
            && (1..=3).contains(&whole.len())
            && !whole.starts_with('0')
        {
            return Err(MoneyError::Unreadable);
        }
    }
    careful::with_style(text, style)
}

/// How many digits stand behind the last such sign.
fn after_last(digits: &str, sign: char) -> Option<usize> {
    digits.rsplit_once(sign).map(|(_, after)| after.trim_end_matches(|c: char| !c.is_ascii_digit()).len())
}

fn is_number(standard: &str) -> bool {
    let (whole, part) = standard.split_once('.').unwrap_or((standard, ""));
    let is_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let mut groups = whole.split(',');
    let first = groups.next().unwrap_or_default();
    let (rest, grouped) = (groups.all(|group| group.len() == 3 && is_digits(group)), whole.contains(','));
    is_digits(first)
        && is_digits(part)
        && (!whole.is_empty() || !part.is_empty())
        && rest
        && (!grouped || (1..=3).contains(&first.len()))
}

/// The digits of a style in British writing, if they are well written in it.
pub(super) fn standard(digits: &str, style: NumberStyle) -> Result<Cow<'_, str>, MoneyError> {
    match style {
        NumberStyle::Point => Ok(Cow::Borrowed(digits)),
        NumberStyle::Comma => {
            let turned = |c| match c {
                ',' => '.',
                '.' => ',',
                other => other,
            };
            // Two commas are thousands in another style.
            if digits.matches(',').count() > 1 {
                return Err(MoneyError::Unreadable);
            }
            Ok(Cow::Owned(digits.chars().map(turned).collect()))
        }
        NumberStyle::Indian => {
            let (whole, part) =
                digits.split_once('.').map_or((digits, None), |(whole, part)| (whole, Some(part)));
            let groups: Vec<&str> = whole.split(',').collect();
            if let [first, middle @ .., last] = groups.as_slice() {
                let well = (1..=2).contains(&first.len())
                    && middle.iter().all(|group| group.len() == 2)
                    && last.len() == 3;
                // Up to 99,999 the Indian groups are the British ones.
                let british = middle.is_empty() && (1..=3).contains(&first.len()) && last.len() == 3;
                if !well && !british {
                    return Err(MoneyError::Unreadable);
                }
            }
            let part = part.map(|part| format!(".{part}")).unwrap_or_default();
            Ok(Cow::Owned(groups.concat() + &part))
        }
    }
}
