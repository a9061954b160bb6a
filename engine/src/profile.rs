//! What the columns of a table hold, learnt from its first rows, and which rows contradict it.
//!
//! A separator too many, or a cell pushed aside, moves the cells behind it into columns where they mean something else: a
//! transaction number becomes an amount. Headings cannot show this; what a column usually holds can.

mod align;
mod turned;

use std::collections::BTreeMap;

use faxban_core::dates::{self, Precision};
use faxban_core::money;

pub use align::{Alignment, Moved};

/// What the cells of a column are, as far as they agree.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Content {
    /// Nothing: every cell is blank.
    Blank,
    /// Days, or months and years written as such.
    Date,
    /// Money; `decimals` if every cell has pence.
    Money {
        /// Whether every cell has two decimals.
        decimals: bool,
    },
    /// Digits alone.
    Digits,
    /// Numbers and references: one word that has a digit.
    Code,
    /// Words: every cell has a letter and is no date.
    Words,
    /// No one kind of thing.
    Any,
}

/// What a table's columns hold.
#[derive(Debug, Clone, Default)]
pub struct Profile {
    columns: Vec<Expected>,
    /// The number of cells that most rows have.
    usual: Option<usize>,
    /// What separates cells, of a text file.
    separator: Option<char>,
}

/// What is expected of a column.
#[derive(Debug, Clone, Copy)]
struct Expected {
    content: Content,
    /// Whether hardly any cell is blank.
    always: bool,
    /// How many of a hundred cells are filled.
    filled: usize,
    /// The length of its numbers, where nearly all have the same.
    length: Option<usize>,
    /// Whether hardly any cell is a date.
    dateless: bool,
}

/// Fewer rows say nothing of a column.
const LEAST_ROWS: usize = 3;
/// From so many rows on a column without any text is blank on purpose, and one without a blank cell always filled.
const LEAST_CERTAIN: usize = 8;
/// Of a hundred cells so many must agree; the others may be damaged.
const AGREEING: usize = 90;
/// Shorter numbers are amounts as often.
const LONG: usize = 5;
/// Of so many rows one may lack what all others have, and one of fewer.
const ONE_IN: usize = 20;

impl Profile {
    /// Learns what the columns of a table hold from its first rows beneath the header. `separator` is that of a text
    /// file; rows of a workbook have none.
    #[must_use]
    pub fn learn<C: AsRef<str>>(rows: &[Vec<C>], columns: usize, separator: Option<char>) -> Self {
        let filled: Vec<&Vec<C>> = rows
            .iter()
            .filter(|row| row.iter().filter(|cell| !is_blank(cell.as_ref())).count() * 3 >= columns)
            .collect();
        if filled.len() < LEAST_ROWS {
            return Self { columns: Vec::new(), usual: None, separator };
        }
        let usual = separator.and_then(|_| usual(&filled));
        let whole: Vec<&&Vec<C>> =
            filled.iter().filter(|row| usual.is_none_or(|usual| row.len() == usual)).collect();
        let cell = |row: &Vec<C>, column: usize| row.get(column).is_none_or(|cell| is_blank(cell.as_ref()));
        // Text beyond the header in most rows is a heading that is missing: which, nobody knows.
        if usual.is_some_and(|usual| whole.iter().any(|row| (columns..usual).any(|at| !cell(row, at)))) {
            return Self { columns: Vec::new(), usual: None, separator };
        }
        let expected = (0..columns)
            .map(|column| {
                let cells = whole.iter().map(|row| row.get(column).map_or("", AsRef::as_ref));
                let blank = filled.iter().filter(|row| cell(row, column)).count();
                let always = filled.len() >= LEAST_CERTAIN && (blank <= 1 || blank * ONE_IN <= filled.len());
                let share = (filled.len() - blank) * 100 / filled.len();
                Expected { always, filled: share, ..Expected::of(cells) }
            })
            .collect();
        Self { columns: expected, usual, separator }
    }

    /// The number of cells that most rows of a text file have.
    #[must_use]
    pub const fn usual(&self) -> Option<usize> {
        self.usual
    }

    /// What separates the cells of a text file; `None` for a workbook.
    #[must_use]
    pub const fn separator(&self) -> Option<char> {
        self.separator
    }

    /// What a column holds.
    #[must_use]
    pub fn content(&self, column: usize) -> Content {
        self.columns.get(column).map_or(Content::Any, |expected| expected.content)
    }

    /// Columns that hold nothing: text in one of them has moved there, or is a note.
    pub fn blank(&self) -> impl Iterator<Item = usize> {
        let blank =
            |(column, expected): (usize, &Expected)| (expected.content == Content::Blank).then_some(column);
        self.columns.iter().enumerate().filter_map(blank)
    }

    /// Whether hardly any cell of a column is blank.
    #[must_use]
    pub fn is_always_filled(&self, column: usize) -> bool {
        self.columns.get(column).is_some_and(|expected| expected.always)
    }

    /// Columns of dates and sums that nearly every line fills.
    pub fn nearly_filled_facts(&self) -> impl Iterator<Item = usize> {
        let is_one = |(column, expected): (usize, &Expected)| {
            (expected.tells() && expected.is_nearly_filled()).then_some(column)
        };
        self.columns.iter().enumerate().filter_map(is_one)
    }

    /// The last column that hardly any row leaves blank.
    #[must_use]
    pub fn last_always(&self) -> Option<usize> {
        self.columns.iter().rposition(|expected| expected.always)
    }

    /// Whether most cells of a column are filled.
    #[must_use]
    pub fn is_mostly_filled(&self, column: usize) -> bool {
        self.columns.get(column).is_some_and(Expected::is_mostly_filled)
    }

    /// Columns of long numbers that nearly all have the same length, with that length.
    pub fn numbered(&self) -> impl Iterator<Item = (usize, usize)> {
        let long = |(column, expected): (usize, &Expected)| {
            expected.length.filter(|length| *length >= LONG).map(|length| (column, length))
        };
        self.columns.iter().enumerate().filter_map(long)
    }

    /// Whether nothing is known of the columns.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.columns.is_empty()
    }

    /// Whether cells cannot belong into their columns: more than one has words where dates or sums are, or the reverse,
    /// or there is no sum at all. One by itself may be somebody's typing.
    fn is_contradicted_by(&self, cells: &[&str]) -> bool {
        let cell = |column: usize| cells.get(column).copied().unwrap_or_default().trim();
        let columns = || self.columns.iter().enumerate().map(|(column, expected)| (expected, cell(column)));
        columns().filter(|(expected, cell)| expected.is_opposed_by(cell)).count() > 1
            || columns().any(|(expected, cell)| {
                matches!(expected.content, Content::Money { .. }) && expected.always && cell.is_empty()
            })
    }

    /// Cells that differ from what their columns hold.
    fn misfits(&self, cells: &[&str]) -> usize {
        let wrong = |(column, expected): (usize, &Expected)| {
            expected.is_contradicted_by(cells.get(column).copied().unwrap_or_default())
        };
        let beyond = cells.iter().skip(self.columns.len()).filter(|cell| !cell.trim().is_empty()).count();
        self.columns.iter().enumerate().filter(|each| wrong(*each)).count() + beyond
    }
}

/// The number of cells that two thirds of the rows have; a small table with one damaged row still has one.
fn usual<C>(rows: &[&Vec<C>]) -> Option<usize> {
    let mut counts = BTreeMap::new();
    for row in rows {
        *counts.entry(row.len()).or_insert(0_usize) += 1;
    }
    let (cells, times) = counts.into_iter().max_by_key(|(_, times)| *times)?;
    (times * 3 >= rows.len() * 2).then_some(cells)
}

/// Words by which people say that there is no value.
const NO_VALUE: [&str; 10] = ["-", "n/a", "na", "nil", "none", "tbc", "tba", "unknown", "?", "."];

fn is_blank(cell: &str) -> bool {
    let cell = cell.trim();
    cell.is_empty() || NO_VALUE.iter().any(|word| cell.eq_ignore_ascii_case(word))
}

fn has_letter(cell: &str) -> bool {
    cell.bytes().any(|byte| byte.is_ascii_alphabetic())
        || !cell.is_ascii() && cell.chars().any(char::is_alphabetic)
}

fn is_digits(cell: &str) -> bool {
    cell.bytes().all(|byte| byte.is_ascii_digit())
}

/// Whether a cell is written as a date; a bare number may be one, too, but says nothing.
fn is_date(cell: &str) -> bool {
    let written = |(_, precision)| precision != Precision::Year;
    !is_digits(cell) && money::parse(cell).is_err() && dates::read(cell).is_ok_and(written)
}

fn is_code(cell: &str) -> bool {
    !cell.contains(char::is_whitespace) && cell.bytes().any(|byte| byte.is_ascii_digit())
}

fn has_decimals(cell: &str) -> bool {
    let cell = cell.trim_end_matches(|sign: char| !sign.is_ascii_digit());
    cell.rsplit_once('.').is_some_and(|(_, part)| part.len() == 2 && is_digits(part))
}

/// Whether a sum has pence; a workbook leaves out the last zero.
fn has_pence(cell: &str) -> bool {
    let part = cell.rsplit_once('.').map_or("", |(_, part)| part);
    (1..=2).contains(&part.len()) && is_digits(part)
}

fn is_money(cell: &str) -> bool {
    money::parse(cell).is_ok()
}

impl Expected {
    fn of<'c>(cells: impl Iterator<Item = &'c str>) -> Self {
        let (mut all, mut filled) = (0_usize, 0_usize);
        let mut lengths = BTreeMap::new();
        let (mut dates, mut sums, mut decimals, mut digits, mut codes, mut words, mut pence) =
            (0, 0, 0, 0, 0, 0, 0);
        for cell in cells.map(str::trim) {
            all += 1;
            if is_blank(cell) {
                continue;
            }
            filled += 1;
            let is_sum = is_money(cell);
            dates += usize::from(is_date(cell));
            sums += usize::from(is_sum);
            decimals += usize::from(is_sum && has_decimals(cell));
            digits += usize::from(is_digits(cell));
            *lengths.entry(cell.len()).or_insert(0_usize) += 1;
            codes += usize::from(is_code(cell));
            words += usize::from(has_letter(cell) && !is_sum && !is_date(cell));
            pence += usize::from(is_sum && has_pence(cell));
        }
        let length = lengths.into_iter().max_by_key(|(_, count)| *count);
        let nearly_all = |count: usize| filled >= LEAST_ROWS && count * 100 >= filled * AGREEING;
        let content = if filled == 0 {
            if all >= LEAST_CERTAIN { Content::Blank } else { Content::Any }
        } else if nearly_all(dates) {
            Content::Date
        } else if nearly_all(sums) && decimals * 2 > filled {
            Content::Money { decimals: nearly_all(decimals) }
        } else if nearly_all(digits) {
            Content::Digits
        } else if nearly_all(sums) {
            Content::Money { decimals: false }
        } else if (nearly_all(words) || nearly_all(words + pence) && words * 4 > filled * 3)
            && codes * 2 < filled
        {
            Content::Words
        } else if nearly_all(codes) {
            Content::Code
        } else {
            Content::Any
        };
        let length = length.filter(|(_, count)| nearly_all(*count)).map(|(length, _)| length);
        let length = length.filter(|_| content == Content::Digits);
        let dateless = filled >= LEAST_ROWS && dates * 100 <= filled * (100 - AGREEING);
        Self { content, always: false, filled: 0, length, dateless }
    }

    /// Whether it holds dates or sums.
    const fn tells(&self) -> bool {
        matches!(self.content, Content::Date | Content::Money { .. })
    }

    const fn is_mostly_filled(&self) -> bool {
        self.filled > 50
    }

    const fn is_nearly_filled(&self) -> bool {
        self.filled >= AGREEING
    }

    /// Whether a cell is of another kind altogether.
    fn is_opposed_by(self, cell: &str) -> bool {
        !is_blank(cell)
            && match self.content {
                Content::Date => !is_date(cell) && !is_digits(cell),
                Content::Money { .. } => !is_money(cell),
                Content::Words => is_date(cell) || is_money(cell) && has_decimals(cell),
                Content::Blank | Content::Digits | Content::Code | Content::Any => false,
            }
    }

    fn is_contradicted_by(self, cell: &str) -> bool {
        let cell = cell.trim();
        if is_blank(cell) {
            return self.always
                && cell.is_empty()
                && matches!(self.content, Content::Date | Content::Money { .. });
        }
        match self.content {
            Content::Blank => true,
            Content::Date => !is_date(cell),
            Content::Money { decimals } => !is_money(cell) || (decimals && !has_decimals(cell)),
            Content::Digits => !is_digits(cell),
            Content::Code => !is_code(cell),
            Content::Words => !has_letter(cell) || is_money(cell) || is_date(cell),
            Content::Any => false,
        }
    }
}
