//! What the cells of a column are, where its header does not say.
//!
//! Careful throughout: a column not used is reported, a wrong one is believed.

use std::collections::BTreeSet;

use crate::dates::{self, DateError, DateOrder, Precision};
use crate::money::{self, MoneyError};
use crate::text::unguarded;

/// Fewer cells prove nothing.
const FEWEST: usize = 2;
/// With fewer cells than this, words alone do not show that a column names things.
const FEW: usize = 10;
/// Names of things are longer than this on average; codes and headings of one word are not.
const LONG_WORDS: usize = 12;

/// The rows beneath a header that have as many cells as lines have; notes and totals have fewer.
#[derive(Debug)]
pub(super) struct Lines<'a>(Vec<&'a [String]>);

impl<'a> Lines<'a> {
    pub fn new(beneath: &'a [(u64, Vec<String>)]) -> Self {
        let filled = |row: &[String]| row.iter().filter(|cell| !cell.trim().is_empty()).count();
        let most = beneath.iter().map(|(_, row)| filled(row)).max().unwrap_or(0);
        let rows = beneath.iter().map(|(_, row)| row.as_slice());
        Self(rows.filter(|row| filled(row) > 0 && filled(row) * 2 >= most).collect())
    }

    /// The cells of a column.
    pub fn column(&self, index: usize) -> Cells<'a> {
        let cell = |row: &&'a [String]| row.get(index).map(|cell| unguarded(cell).trim());
        let filled = self.0.iter().filter_map(cell).filter(|cell| !cell.is_empty()).collect();
        Cells { filled, lines: self.0.len() }
    }
}

/// The filled cells of a column.
#[derive(Debug)]
pub(super) struct Cells<'a> {
    filled: Vec<&'a str>,
    lines: usize,
}

impl Cells<'_> {
    fn is_well_filled(&self) -> bool {
        self.filled.len() >= FEWEST && self.filled.len() * 2 >= self.lines
    }

    /// So many of the cells out of a hundred.
    fn share(&self, part: usize) -> usize {
        (part * 100).checked_div(self.filled.len()).unwrap_or(0)
    }

    /// Whether the cells, where any are filled, are all without a letter.
    pub fn are_numbers(&self) -> bool {
        !self.filled.is_empty() && self.filled.iter().all(|cell| !cell.chars().any(char::is_alphabetic))
    }

    /// Whether all are numbers or tags of things: one word with a digit each.
    pub fn are_tags(&self) -> bool {
        let is_tag = |cell: &&str| {
            !cell.contains(char::is_whitespace) && cell.bytes().any(|byte| byte.is_ascii_digit())
        };
        !self.filled.is_empty() && self.filled.iter().all(is_tag) && !self.are_dates() && !self.are_money()
    }

    /// Whether all are days. A bare number may be anything, so it is not one.
    pub fn are_dates(&self) -> bool {
        let mut days = 0;
        let all = self.filled.iter().all(|cell| match dates::parse(cell, DateOrder::DayMonth) {
            Ok(parsed) => {
                days += 1;
                parsed.precision == Precision::Day && !is_bare_number(cell)
            }
            Err(DateError::OtherOrder { .. }) => {
                days += 1;
                true
            }
            Err(DateError::NoDate) => true,
            Err(_) => false,
        });
        all && days >= FEWEST && self.is_well_filled()
    }

    /// Whether any is a day.
    pub fn have_dates(&self) -> bool {
        let is_day = |cell: &&&str| dates::parse(cell, DateOrder::DayMonth).is_ok() && !is_bare_number(cell);
        self.filled.iter().any(|cell| is_day(&cell))
    }

    /// Whether all are amounts, and some are written as amounts of money are: with two decimals or a pound sign.
    pub fn are_money(&self) -> bool {
        let style = money::NumberStyle::of(self.filled.iter().copied()).unwrap_or_default();
        let mut pounds = 0;
        let all = self.filled.iter().all(|cell| match money::parse_styled(cell, style) {
            Ok(_) => {
                pounds += usize::from(is_written_as_money(cell));
                !cell.contains('%')
            }
            Err(MoneyError::Blank) => true,
            Err(_) => false,
        });
        all && pounds > 0 && self.is_well_filled()
    }

    /// Whether all are numbers of things, written with the same number of digits and no sign of money.
    pub fn are_codes(&self) -> bool {
        let length = self.filled.first().map_or(0, |cell| cell.len());
        length >= SHORTEST_CODE && self.filled.iter().all(|cell| cell.len() == length && is_digits(cell))
    }

    /// Whether they are all "yes" or "no", or what stands for them.
    pub fn are_answers(&self) -> bool {
        !self.filled.is_empty()
            && self.filled.iter().all(|cell| {
                ["y", "n", "yes", "no", "true", "false", "0", "1", "n/a", "-"]
                    .iter()
                    .any(|answer| cell.eq_ignore_ascii_case(answer))
            })
    }

    /// Whether they name things in words of their own, not by the few headings of a chart of accounts: about half of
    /// them differ, and some hold a word of letters and digits, as model names do.
    pub fn are_free_text(&self) -> bool {
        !self.filled.is_empty()
            && self.share(self.distinct()) >= 50
            && self.names_models()
            && !self.begin_with_codes()
    }

    /// Whether they are words about things: long, mostly different, not names of firms, people or places as far as
    /// that can be seen. `sure` asks for model names whatever the number of cells.
    pub fn are_about_things(&self, sure: bool) -> bool {
        let letters = |cell: &&&str| cell.chars().filter(|letter| letter.is_alphabetic()).count() >= 3;
        let length: usize = self.filled.iter().map(|cell| cell.chars().count()).sum();
        let words: usize = self.filled.iter().map(|cell| cell.split_whitespace().count()).sum();
        self.is_well_filled()
            && self.filled.iter().all(|cell| !cell.contains('@') && !cell.contains("://"))
            && self.share(self.filled.iter().filter(letters).count()) >= 90
            && length > LONG_WORDS * self.filled.len()
            && words * 2 >= self.filled.len() * 3
            && self.share(self.distinct()) >= 70
            && self.share(self.filled.iter().filter(|cell| is_firm(cell)).count()) < 20
            && self.share(self.filled.iter().filter(|cell| has_postcode(cell)).count()) < 20
            && (self.names_models() || !sure && self.filled.len() >= FEW)
            && !self.are_dates()
            && !self.are_money()
    }

    fn distinct(&self) -> usize {
        self.filled.iter().map(|cell| cell.to_lowercase()).collect::<BTreeSet<_>>().len()
    }

    /// Whether some cells, one in twenty at least, hold a word of letters and digits beside another word of letters.
    fn names_models(&self) -> bool {
        let names = |cell: &&&str| {
            let words: Vec<&str> = cell.split_whitespace().collect();
            words.len() >= 2
                && words.iter().any(|word| is_model(word))
                && words.iter().any(|word| word.chars().filter(|letter| letter.is_alphabetic()).count() >= 3)
        };
        let models = self.filled.iter().filter(names).count();
        models > 0 && models * 20 >= self.filled.len()
    }

    /// Whether most cells begin with a code, as in "7C21 Computer hardware".
    fn begin_with_codes(&self) -> bool {
        let begins = |cell: &&&str| {
            cell.split_whitespace().next().is_some_and(|word| word.bytes().any(|byte| byte.is_ascii_digit()))
        };
        self.filled.len() > 1 && self.share(self.filled.iter().filter(begins).count()) >= 60
    }
}

/// Amounts have fewer digits as often.
const SHORTEST_CODE: usize = 5;

fn is_bare_number(cell: &str) -> bool {
    cell.len() != 8 && cell.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.')
}

fn is_written_as_money(cell: &str) -> bool {
    let digits = cell.trim_end_matches(|c: char| !c.is_ascii_digit());
    let decimals = digits.rsplit_once(['.', ',']).map_or(0, |(_, decimals)| decimals.len());
    decimals == 2 || cell.contains('£')
}

/// A word of letters and digits, as "FAX-2840" or "KX-FT986"; "1st" and "2nd" are not.
fn is_model(word: &str) -> bool {
    let digits = word.chars().filter(char::is_ascii_digit).count();
    let letters = word.chars().filter(|letter| letter.is_alphabetic()).count();
    let is_ordinal = ["st", "nd", "rd", "th"].iter().any(|end| word.strip_suffix(end).is_some_and(is_digits));
    digits > 0 && letters > 0 && digits + letters >= 3 && !is_ordinal
}

fn is_digits(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Whether a cell ends as names of firms and bodies do.
fn is_firm(cell: &str) -> bool {
    let plain = cell.trim_end_matches(['.', ')', ' ']).to_lowercase();
    let ends = |word: &str| plain.rsplit([' ', '(']).next() == Some(word);
    ["ltd", "limited", "plc", "llp", "inc", "trust", "council", "gmbh", "university", "llc", "cic"]
        .into_iter()
        .any(ends)
}

/// Whether a British postcode stands in a cell: an address.
fn has_postcode(cell: &str) -> bool {
    let words: Vec<&str> = cell.split([' ', ',']).filter(|word| !word.is_empty()).collect();
    words.windows(2).any(|pair| {
        let [out, inward] = pair else { return false };
        let [out, inward] = [out.as_bytes(), inward.as_bytes()];
        matches!(inward, [digit, a, b] if digit.is_ascii_digit() && a.is_ascii_uppercase() && b.is_ascii_uppercase())
            && (2..=4).contains(&out.len())
            && out.first().is_some_and(u8::is_ascii_uppercase)
            && out.iter().any(u8::is_ascii_digit)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cells<'a>(filled: &[&'a str]) -> Cells<'a> {
        Cells { filled: filled.to_vec(), lines: filled.len() }
    }

    #[test]
    fn dates_are_days_only() {
        assert!(cells(&["05/03/2021", "14-Mar-21", "n/a"]).are_dates());
        assert!(cells(&["20210305", "20210314"]).are_dates());
        for other in
            [["44260", "44269"], ["2021", "2020"], ["March 2021", "April 2021"], ["05/03/2021", "soon"]]
        {
            assert!(!cells(&other).are_dates(), "{other:?}");
        }
    }

    #[test]
    fn money_has_decimals_or_a_pound_sign() {
        assert!(cells(&["199.00", "45"]).are_money());
        assert!(cells(&["£199", "-"]).are_money());
        assert!(cells(&["1.245,00", "45,20"]).are_money());
        for other in [["199", "45"], ["20.00%", "5.00%"], ["199.00", "soon"], ["1.5", "2.25kg"]] {
            assert!(!cells(&other).are_money(), "{other:?}");
        }
    }

    #[test]
    fn free_text_names_models_and_differs() {
        assert!(cells(&["Brother FAX-2840 laser fax machine", "Copier paper"]).are_free_text());
        assert!(!cells(&["Telephones & Fax Machines", "Stationery", "Stationery"]).are_free_text());
        assert!(!cells(&["7C21 Computer hardware", "7C22 Telephones", "7C30 Stationery"]).are_free_text());
    }

    #[test]
    fn firms_and_addresses_are_not_things() {
        assert!(!cells(&["Kit 4U Office Supplies Ltd", "Harbour Paper Limited"]).are_about_things(false));
        assert!(
            !cells(&["12A High Street, Leeds LS1 4AB", "3 Long Lane, York YO1 7HH"]).are_about_things(false)
        );
        assert!(cells(&["Brother FAX-2840 laser fax machine", "Copier paper"]).are_about_things(false));
    }
}
