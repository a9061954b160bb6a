//! NHS numbers, phone numbers, hospital numbers and dates of birth, by their form and by the word before them.

use super::tokens::Kind::{Mask, Number, Sign, Space, Word};
use super::words::Lead;
use super::{Content, Here};

/// Groups of digits looked at from a place on.
const MOST_GROUPS: usize = 6;
/// How UK numbers of eleven digits are written, by the lengths of their groups.
const PHONE_SHAPES: [&[usize]; 9] =
    [&[11], &[5, 6], &[5, 3, 3], &[4, 7], &[4, 3, 4], &[3, 4, 4], &[3, 8], &[6, 5], &[5, 2, 2, 2]];
const MONTHS: [&str; 12] =
    ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/// Digits in groups, as in `01422 555 123`.
#[derive(Default)]
struct Groups<'a> {
    groups: Vec<&'a str>,
    /// The token behind each group.
    ends: Vec<usize>,
    /// Whether anything but one space or dash stands between them.
    odd: bool,
}

impl Groups<'_> {
    fn lengths(&self, count: usize) -> impl Iterator<Item = usize> {
        self.groups.iter().take(count).map(|group| group.len())
    }
}

impl<'a> Here<'a> {
    fn groups(&self, mut at: usize) -> Groups<'a> {
        let text = self.text;
        let mut found = Groups::default();
        while text.kind(at) == Some(Number) && found.groups.len() < MOST_GROUPS {
            found.groups.push(text.written(at));
            found.ends.push(at + 1);
            let next = at + 1;
            at = match text.kind(next) {
                Some(Space | Sign('-')) => next + 1,
                Some(Sign(')')) => text.skip_space(next + 1),
                Some(Sign('.' | '/')) => {
                    // Only whoever says "tel" before it writes a number like this.
                    if self.lead != Some(Lead::Phone) {
                        break;
                    }
                    found.odd = true;
                    next + 1
                }
                _ => break,
            };
        }
        found
    }

    /// Whether a number that begins here is one of its own and not the end of a code or an amount.
    fn begins(&self) -> bool {
        match self.text.before(self.at) {
            None | Some(Space | Mask) => true,
            // What is masked is no part of a code.
            Some(Word | Number) => self.after_piece,
            Some(Sign('/')) => self.after_piece || self.lead == Some(Lead::Phone),
            Some(Sign('-' | '.' | '#')) => self.lead.is_some_and(|lead| lead != Lead::Code),
            Some(Sign('_' | '+' | '@' | '£' | '$' | '€' | '&' | '*' | '\\' | '^' | '~' | '%')) => false,
            Some(Sign(_)) => true,
        }
    }

    /// Whether a number that ends before a token is no beginning of a code or an amount.
    fn ends(&self, next: usize, grouped: bool) -> bool {
        let text = self.text;
        let digit_behind = text.kind(next + 1) == Some(Number);
        match text.kind(next) {
            Some(Number) => false,
            Some(Word) => matches!(text.lower(next), "x" | "ext" | "extn"),
            // No amount is so long: behind a comma stands the next number.
            Some(Sign('-' | '.' | '_')) => !digit_behind,
            Some(Sign('/')) => grouped || !digit_behind,
            Some(Sign('%' | '@' | '£')) => false,
            _ => true,
        }
    }

    /// Ten digits, in one piece or as 3-3-4, with the right check digit.
    pub(super) fn nhs_number(&self) -> Option<usize> {
        let found = self.groups(self.at);
        let lengths = [[10].as_slice(), [3, 3, 4].as_slice()];
        let shape = lengths.into_iter().find(|shape| found.lengths(shape.len()).eq(shape.iter().copied()))?;
        let is_code = match self.content {
            Content::Code => self.lead != Some(Lead::Nhs),
            Content::Free | Content::Party => self.lead == Some(Lead::Code) && shape.len() == 1,
        };
        let next = *found.ends.get(shape.len() - 1)?;
        let digits = found.groups.iter().take(shape.len()).flat_map(|group| group.bytes());
        (!is_code && self.begins() && self.ends(next, shape.len() > 1) && is_checked(digits)).then_some(next)
    }

    /// A UK number: `+44 …` in any grouping, or eleven digits in a grouping that is used. Numbers that begin with 03,
    /// 08 or 09 belong to organisations and stay.
    pub(super) fn phone(&self) -> Option<usize> {
        if let Some((from, prefix)) = self.country() {
            let found = self.groups(from);
            return (1..=found.groups.len()).find_map(|count| {
                let digits = found.lengths(count).sum::<usize>().checked_sub(prefix)?;
                let first = *found.groups.first()?.as_bytes().get(prefix)?;
                let next = *found.ends.get(count - 1)?;
                let fits = matches!(first, b'1' | b'2' | b'7') && matches!(digits, 9 | 10);
                (fits && self.ends(next, count > 1)).then_some(next)
            });
        }
        let opened = self.text.is_sign(self.at, '(');
        let found = self.groups(if opened { self.at + 1 } else { self.at });
        let first = found.groups.first()?;
        if !["01", "02", "07"].iter().any(|begin| first.starts_with(begin)) || !self.begins() {
            return None;
        }
        let named = self.lead == Some(Lead::Phone);
        // The longest number first: ten digits can be the beginning of eleven.
        (1..=found.groups.len()).rev().find_map(|count| {
            let next = *found.ends.get(count - 1)?;
            let digits: usize = found.lengths(count).sum();
            let in_shape = PHONE_SHAPES.iter().any(|shape| found.lengths(count).eq(shape.iter().copied()));
            let fits = if named {
                matches!(digits, 10 | 11) && found.lengths(count).all(|length| length >= 2)
            } else {
                let is_code = self.content == Content::Code || (self.lead == Some(Lead::Code) && count == 1);
                in_shape && !found.odd && !is_code
            };
            (fits && self.ends(next, count > 1)).then_some(next)
        })
    }

    /// Where the number behind `+44`, `0044` or `(+44)`, and the `(0)` that may follow, begins; and how many digits of
    /// the country stand in its first group.
    fn country(&self) -> Option<(usize, usize)> {
        let text = self.text;
        let mut at = self.at;
        let opened = text.is_sign(at, '(');
        at += usize::from(opened);
        let plus = text.is_sign(at, '+');
        at += usize::from(plus);
        let code = if plus { "44" } else { "0044" };
        let inside = matches!(text.before(self.at), Some(Word | Number)) && !self.after_piece;
        if inside || !(plus || self.begins()) {
            return None;
        }
        if text.written(at) != code {
            return text.written(at).starts_with(code).then_some((at, code.len()));
        }
        at += 1;
        if opened && text.is_sign(at, ')') {
            at += 1;
        }
        at = text.skip_space(at);
        if text.is_sign(at, '(') && text.written(at + 1) == "0" && text.is_sign(at + 2, ')') {
            at = text.skip_space(at + 3);
        }
        Some((at, 0))
    }

    /// Behind a word such as "MRN": letters and digits in one piece, five digits at least.
    pub(super) fn hospital_number(&self) -> Option<usize> {
        if self.lead != Some(Lead::Patient) {
            return None;
        }
        let text = self.text;
        let mut next = self.at;
        let mut digits = 0;
        while next - self.at < 8 {
            match text.kind(next) {
                Some(Number) => digits += text.written(next).len(),
                Some(Word) if text.written(next).len() <= 4 => {}
                Some(Sign('-' | '/')) if matches!(text.kind(next + 1), Some(Number | Word)) => {}
                _ => break,
            }
            next += 1;
        }
        (matches!(digits, 5..=12) && self.ends(next, false) && text.before(next) != Some(Word))
            .then_some(next)
    }

    /// A date with "dob", "born" or the like before or behind it.
    pub(super) fn date_of_birth(&self) -> Option<usize> {
        let next = self.date()?;
        if self.lead == Some(Lead::Birth) {
            return Some(next);
        }
        let mut at = next;
        while at < next + 3 && self.text.is_filler(at) {
            at += 1;
        }
        let behind = at > next && matches!(self.personal.lead(self.text, at), Some((Lead::Birth, _)));
        (behind && self.begins()).then_some(next)
    }

    fn date(&self) -> Option<usize> {
        let (text, at) = (self.text, self.at);
        let digits = |at: usize, lengths: &[usize]| {
            text.kind(at) == Some(Number) && lengths.contains(&text.written(at).len())
        };
        let month = |at: usize| {
            text.kind(at) == Some(Word)
                && text.lower(at).get(..3).is_some_and(|name| MONTHS.contains(&name))
                && text.lower(at).len() <= 9
        };
        if digits(at, &[8]) {
            return Some(at + 1);
        }
        // 12/03/1950, 12.3.50, 1950-03-12
        let separated = |at: usize| matches!(text.kind(at), Some(Sign('/' | '-' | '.') | Space));
        if digits(at, &[1, 2, 4]) && separated(at + 1) && digits(at + 2, &[1, 2]) && separated(at + 3) {
            let ends = if text.written(at).len() == 4 { [1, 2] } else { [2, 4] };
            return digits(at + 4, &ends).then_some(at + 5);
        }
        // 12 March 1950, 12th of March 1950, March 12, 1950
        let mut next = at;
        let skip = |next: &mut usize| {
            while matches!(text.kind(*next), Some(Space | Sign('-' | ',' | '/' | '.')))
                || text.lower(*next) == "of"
            {
                *next += 1;
            }
        };
        let day = |next: &mut usize| {
            let is_day = digits(*next, &[1, 2]);
            *next += usize::from(is_day);
            *next += usize::from(matches!(text.lower(*next), "st" | "nd" | "rd" | "th"));
            is_day
        };
        let first_day = day(&mut next);
        skip(&mut next);
        if !month(next) {
            return None;
        }
        next += 1;
        skip(&mut next);
        if !first_day && !day(&mut next) {
            return None;
        }
        skip(&mut next);
        digits(next, &[2, 4]).then_some(next + 1)
    }
}

/// The check digit of an NHS number: the first nine digits weighed 10 to 2, taken from 11.
fn is_checked(digits: impl Iterator<Item = u8>) -> bool {
    let digits: Vec<u32> = digits.map(|digit| u32::from(digit.wrapping_sub(b'0'))).collect();
    let [first @ .., check] = digits.as_slice() else { return false };
    let sum: u32 = first.iter().zip((2..=10).rev()).map(|(digit, weight)| digit * weight).sum();
    match 11 - sum % 11 {
        11 => *check == 0,
        10 => false,
        digit => digit == *check,
    }
}
